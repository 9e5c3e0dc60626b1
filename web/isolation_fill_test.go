package web_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
)

// secretWord is in every private word of the neighbour and nowhere else; openWord
// in every word that is for everybody to read.
const (
	secretWord = "kumquat"
	openWord   = "tamarind"
)

var secretWords = regexp.MustCompile(`(?i)` + secretWord + `[a-z]*`)

// neighbours is a house with a second city beside its own.
type neighbours struct {
	*house
	dsn     string
	ours    side
	theirs  side
	learner laurel.PersonID // theirs
	people  []laurel.PersonID
	members map[string]laurel.PersonID // ours, by role
	ended   laurel.PersonID            // runs an organisation that our city has suspended
	strange laurel.PersonID
}

func openNeighbours(t *testing.T, dsn string) *neighbours {
	t.Helper()
	n := &neighbours{house: open(t, dbtest.Open(t, dsn, nil)), dsn: dsn}
	n.work()
	head, mayor := n.SignIn("head@example.org"), n.SignIn("mayor@example.org")
	n.members = map[string]laurel.PersonID{tenants.CityAdministrator: mayor, tenants.Administrator: head, tenants.Organiser: n.Cleo, tenants.MemberRole: n.Ben}
	var err error
	n.members[tenants.CityEditor], err = n.Registry.AddMember(n.As(mayor), n.City, "editor@example.org", tenants.CityEditor)
	must(t, err)
	n.members[tenants.Reviewer], err = n.Registry.AddMember(n.As(head), n.Org, "rita@example.org", tenants.Reviewer)
	must(t, err)
	whole, err := n.Registry.MakeRole(n.As(head), n.Org, tenants.Role{Title: "All of it", Actions: tenants.GrantableIn(tenants.Organisation)})
	must(t, err)
	n.members["role of its own"], err = n.Registry.AddMember(n.As(head), n.Org, "otto@example.org", whole.Name)
	must(t, err)
	n.strange = n.Dora
	n.suspend(mayor)
	n.ours = n.fill(filling{city: n.City, org: n.Org, head: head, organiser: n.Cleo, mayor: mayor, learner: n.Ada, word: "ours", private: "ours"})
	n.theirs = n.neighbour()
	return n
}

// suspend founds an organisation in our city that may act no more.
func (n *neighbours) suspend(mayor laurel.PersonID) {
	n.t.Helper()
	org, err := n.Registry.FoundOrganisation(n.As(mayor), n.City,
		tenants.Tenant{Slug: "ended", Name: "Ended", Email: "e@example.org", Language: "en"}, "ended@example.org")
	must(n.t, err)
	n.ended = n.SignIn("ended@example.org")
	must(n.t, n.Registry.MoveAffiliation(n.As(mayor), n.City, org.ID, registry.Step{Move: tenants.MoveSuspend, Reason: "It has ended."}))
}

// neighbour is the second city, with people whose names and words are marked.
func (n *neighbours) neighbour() side {
	n.t.Helper()
	operator := n.SignIn("operator@example.org")
	email := func(who string) string { return secretWord + who + "@example.org" }
	city, err := n.Registry.FoundCity(n.As(operator),
		tenants.Tenant{Slug: openWord, Name: openWord + " city", Email: openWord + "@example.org", Language: "en"}, openWord+".example", email("mayor"))
	must(n.t, err)
	mayor := n.SignIn(email("mayor"))
	org, err := n.Registry.FoundOrganisation(n.As(mayor), city.ID,
		tenants.Tenant{Slug: openWord + "-org", Name: openWord + " organisation", Email: openWord + "@example.org", Language: "en"}, email("head"))
	must(n.t, err)
	head := n.SignIn(email("head"))
	organiser, err := n.Registry.AddMember(n.As(head), org.ID, email("organiser"), tenants.Organiser)
	must(n.t, err)
	n.learner = n.SignIn(email("learner"))
	n.people = []laurel.PersonID{mayor, head, organiser, n.learner}
	for i, p := range n.people {
		must(n.t, n.Registry.ChangePerson(n.As(p), tenants.Person{Name: secretWord + "person" + string(rune('a'+i))}))
	}
	return n.fill(filling{city: city.ID, org: org.ID, head: head, organiser: organiser, mayor: mayor, learner: n.learner, word: openWord, private: secretWord})
}

// filling is whom and with which words to fill a side.
type filling struct {
	city, org              laurel.TenantID
	head, organiser, mayor laurel.PersonID
	learner                laurel.PersonID
	word, private          string
}

// fill publishes, lets a learner hand in and be sent back, and another badge be earned.
func (n *neighbours) fill(f filling) side {
	n.t.Helper()
	var cover map[string]any
	publish := func(step, asks string) map[string]any {
		cover = n.as(f.organiser, http.MethodPost, "/api/v1/organisations/"+string(f.org)+"/uploads", photo(n.t), "Content-Type", "image/jpeg").is(http.StatusCreated)
		made := n.as(f.organiser, http.MethodPost, "/api/v1/organisations/"+string(f.org)+"/activities", `{"name":"`+f.word+` activity",
			"description":"`+f.word+` description","language":"en","kind":"course","cover":"`+text(n.t, cover, "id")+`",
			"tasks":[{"prompt":"`+f.word+` prompt","asks":[`+asks+`],"steps":[{"approver":"`+step+`"}]}]}`).is(http.StatusCreated)
		n.as(f.mayor, http.MethodPost, "/api/v1/cities/"+string(f.city)+"/listings", `{"activity":"`+text(n.t, made, "id")+`"}`).is(http.StatusCreated)
		return made
	}
	judged, earned := publish("organiser@1", `{"kind":"text"},{"kind":"photo"}`), publish("self@1", `{"kind":"text"}`)
	task := text(n.t, judged, "tasks", 0, "id")
	up := n.as(f.learner, http.MethodPost, "/api/v1/tasks/"+task+"/uploads", photo(n.t), "Content-Type", "image/jpeg").is(http.StatusCreated)
	made := n.as(f.learner, http.MethodPost, "/api/v1/tasks/"+task+"/submissions",
		`{"evidence":[{"kind":"text","text":"`+f.private+`evidence"},{"kind":"photo","upload":"`+text(n.t, up, "id")+`"}]}`).is(http.StatusCreated)
	path := "/api/v1/submissions/" + text(n.t, made, "id")
	n.as(f.organiser, http.MethodPost, path+"/opinions", `{"advice":"improve","comment":"`+f.private+`comment"}`).is(http.StatusCreated)
	n.becomes(f.learner, path, "returned")
	n.submit(f.learner, earned, f.private+"reflection")
	var award map[string]any
	n.until("the badge is in the portfolio", func() bool {
		list, _ := n.as(f.learner, http.MethodGet, "/api/v1/me/portfolio", "").is(http.StatusOK)["awards"].([]any)
		if len(list) == 1 {
			award, _ = list[0].(map[string]any)
		}
		return award != nil
	})
	list, err := n.Engine.MakePlaylist(n.As(f.organiser), f.org, workflow.PlaylistDraft{Title: f.word + " playlist", Language: "en",
		Items: []workflow.PlaylistItem{{Activity: laurel.ActivityID(text(n.t, judged, "id"))}}})
	must(n.t, err)
	role, err := n.Registry.MakeRole(n.As(f.head), f.org, tenants.Role{Title: f.private + "role", Actions: []laurel.Action{laurel.ReadSubmission}})
	must(n.t, err)
	invited, _, err := n.Registry.InviteMember(n.As(f.head), f.org, tenants.Invitation{Email: f.private + "guest@example.org", Role: role.Name})
	must(n.t, err)
	flows, err := n.Engine.FlowEditions(n.As(f.organiser), laurel.ActivityID(text(n.t, judged, "id")))
	must(n.t, err)
	last := func(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }
	uuid := func(address string) string { return strings.TrimSuffix(last(address), ".json") }
	return side{city: string(f.city), org: string(f.org), citySlug: n.slug(f.city), activity: text(n.t, judged, "id"), task: task,
		submission: text(n.t, made, "id"), upload: text(n.t, up, "id"), claim: last(text(n.t, judged, "claim")),
		awardUUID: uuid(text(n.t, award, "credential")), achievementUUID: uuid(text(n.t, earned, "badge", "achievement")),
		playlist: string(list.Playlist.ID), flow: string(flows[0].Editions[0].Flow.ID), cover: "x-640.jpg", person: string(f.organiser), invitation: string(invited.ID), role: role.Name}
}

func (n *neighbours) slug(city laurel.TenantID) string {
	n.t.Helper()
	t, err := n.Registry.Tenant(n.t.Context(), city)
	must(n.t, err)
	return t.Slug
}

var pendingDelivery = regexp.MustCompile(`(?m)^deliveries .*state=pending`)

// rows is all that the neighbours have, once nothing is under way there.
func (n *neighbours) rows() string {
	n.t.Helper()
	of := dbtest.Owners{Tenants: []laurel.TenantID{laurel.TenantID(n.theirs.city), laurel.TenantID(n.theirs.org)}, People: n.people}
	var now string
	n.until("all is done at the neighbours'", func() bool {
		now = dbtest.Dump(n.t, n.dsn, of)
		return !pendingDelivery.MatchString(now) && dealtWith(now)
	})
	return now
}

// decode reads a JSON object.
func decode(t testing.TB, b []byte) (v map[string]any) {
	t.Helper()
	must(t, json.Unmarshal(b, &v))
	return v
}
