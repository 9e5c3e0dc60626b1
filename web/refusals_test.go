package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// elsewhere is a second organisation with an activity, beside the one of the house.
func (h *house) elsewhere() (org laurel.TenantID, organiser laurel.PersonID, p workflow.Publication) {
	h.t.Helper()
	mayor, tess := h.SignIn("mayor@example.org"), h.SignIn("tess@example.org")
	t, err := h.Registry.FoundOrganisation(h.As(mayor), h.City, tenants.Tenant{Slug: "other", Name: "Other", Email: "o@example.org", Language: "en"}, "tess@example.org")
	must(h.t, err)
	here := h.Org
	h.Org, h.Cleo, organiser = t.ID, tess, h.Cleo
	p = h.Publish([]workflow.Step{enginetest.Step("self@1")})
	h.Org, h.Cleo = here, organiser
	return t.ID, tess, p
}

func TestBadInputIsRefusedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		other, _, there := h.elsewhere()
		task, org, city := string(p.Tasks[0].ID), string(h.Org), string(h.City)
		uuid := task[strings.IndexByte(task, '-')+1:]
		submit := "/api/v1/tasks/" + task + "/submissions"
		words := func(s string) string { return `{"evidence":[{"kind":"text","text":` + s + `}]}` }
		long := strings.Repeat("a", 20_001)
		ghost := laurel.NewID[string](h.Org, time.Now())
		h.posted()
		for _, c := range []struct {
			who    laurel.PersonID
			path   string
			body   string
			status int
			field  string // at fault, where one is
		}{
			// Evidence.
			{visitor, submit, words(`"x"`), 401, ""},
			{h.Ada, submit, ``, 400, ""},
			{h.Ada, submit, `{"evidence":`, 400, ""},
			{h.Ada, submit, `null`, 422, "body"},
			{h.Ada, submit, `[]`, 422, "body"},
			{h.Ada, submit, `{}`, 422, "body.evidence"},
			{h.Ada, submit, `{"evidence":null}`, 422, "body.evidence"},
			{h.Ada, submit, `{"evidence":"words"}`, 422, "body.evidence"},
			{h.Ada, submit, `{"evidence":[]}`, 422, "body.evidence"},
			{h.Ada, submit, `{"evidence":[{}]}`, 422, "body.evidence[0].kind"},
			{h.Ada, submit, `{"evidence":[{"kind":"text","text":"x","color":"red"}]}`, 422, "body.evidence[0].color"},
			{h.Ada, submit, `{"evidence":[{"kind":"text","text":7}]}`, 422, "body.evidence[0].text"},
			{h.Ada, submit, words(`""`), 422, "body.evidence[0].text"},
			{h.Ada, submit, words(`" \n\t "`), 422, "body.evidence[0].text"},
			{h.Ada, submit, words(`"a\u0000b"`), 422, "body.evidence[0].text"},
			{h.Ada, submit, words(`"` + long + `"`), 413, "body.evidence[0].text"},
			{h.Ada, submit, words(`"` + strings.Repeat("a", 300_000) + `"`), 413, ""},
			{h.Ada, submit, `{"evidence":[{"kind":"link","text":"https://example.org"}]}`, 422, "body.evidence[0].kind"},
			{h.Ada, submit, `{"evidence":[{"kind":"video","text":"x"}]}`, 422, "body.evidence[0].kind"},
			{h.Ada, submit, `{"evidence":[{"kind":"spell","text":"x"}]}`, 422, "body.evidence[0].kind"},
			{h.Ada, submit, `{"evidence":[{"kind":"photo","upload":"x"}]}`, 422, "body.evidence[0].upload"},
			{h.Ada, submit, `{"evidence":[{"kind":"photo","upload":"` + ghost + `"}]}`, 422, "body.evidence[0].upload"},
			{h.Ada, submit + "?force=1", words(`"x"`), 422, "query.force"},
			// Ids that name nothing here.
			{h.Ada, "/api/v1/tasks/x/submissions", words(`"x"`), 404, ""},
			{h.Ada, "/api/v1/tasks/%00/submissions", words(`"x"`), 404, ""},
			{h.Ada, "/api/v1/tasks/" + ghost + "/submissions", words(`"x"`), 404, ""},
			{h.Ada, "/api/v1/tasks/" + string(other) + "-" + uuid + "/submissions", words(`"x"`), 404, ""},
			{h.Ada, "/api/v1/submissions/" + ghost + "/opinions", `{"advice":"approve"}`, 404, ""},
			{h.Ada, "/api/v1/submissions/" + task + "/opinions", `{"advice":"approve"}`, 404, ""},
			// Organising.
			{h.Ada, "/api/v1/organisations/" + org + "/activities", activityWith(`"name":"A"`), 403, ""},
			{h.Cleo, "/api/v1/organisations/" + string(other) + "/activities", activityWith(`"name":"A"`), 403, ""},
			{h.Cleo, "/api/v1/organisations/" + city + "/activities", activityWith(`"name":"A"`), 404, ""},
			{h.Cleo, "/api/v1/organisations/0000000001/activities", activityWith(`"name":"A"`), 404, ""},
			{h.Cleo, "/api/v1/organisations/" + org + "/activities", activityWith(`"name":""`), 422, "body.name"},
			{h.Cleo, "/api/v1/organisations/" + org + "/activities", activityWith(`"name":"A","cover":"` + string(there.Activity.ID) + `"`), 422, "body.cover"},
			{h.Cleo, "/api/v1/organisations/" + org + "/activities", activityWith(`"name":"A","minutes":"ten"`), 422, "body.minutes"},
			{h.Cleo, "/api/v1/organisations/" + org + "/activities", strings.Replace(activityWith(`"name":"A"`), "self@1", "none@1", 1), 422, "body.tasks[0].steps[0].approver"},
			{h.Cleo, "/api/v1/organisations/" + org + "/activities", strings.Replace(activityWith(`"name":"A"`), `"text"`, `"text","minLength":-1`, 1), 422, "body.tasks[0].asks[0].minLength"},
			{h.Cleo, "/api/v1/organisations/" + org + "/playlists", `{"name":"P","activities":["` + ghost + `"]}`, 422, "body.items[0]"},
			{h.Cleo, "/api/v1/organisations/" + org + "/playlists", `{"name":"P","activities":[]}`, 422, "body.items"},
			{h.Cleo, "/api/v1/cities/" + city + "/listings", `{"activity":"` + string(p.Activity.ID) + `"}`, 403, ""},
			{h.Cleo, "/api/v1/cities/" + org + "/listings", `{"activity":"` + string(p.Activity.ID) + `"}`, 404, ""},
			{h.SignIn("mayor@example.org"), "/api/v1/cities/" + city + "/listings", `{"activity":"x"}`, 404, ""},
			// Tenants and people.
			{h.Ada, "/api/v1/cities", tenantWith(`"slug":"new"`), 403, ""},
			{h.SignIn("operator@example.org"), "/api/v1/cities", tenantWith(`"slug":"new","host":"a b"`), 422, "body.hosts"},
			{h.SignIn("operator@example.org"), "/api/v1/cities", tenantWith(`"slug":"campania"`), 409, "body.slug"},
			{h.SignIn("operator@example.org"), "/api/v1/cities", tenantWith(`"slug":"../x"`), 422, "body.slug"},
			{h.Ada, "/api/v1/cities/" + city + "/organisations", tenantWith(`"slug":"new"`), 403, ""},
			{h.Ada, "/api/v1/tenants/" + org + "/members", `{"email":"ada@example.org","role":"administrator"}`, 403, ""},
			{h.Ada, "/api/v1/tenants/0000000000/members", `{"email":"ada@example.org","role":"operator"}`, 404, ""},
			{h.SignIn("head@example.org"), "/api/v1/tenants/" + org + "/members", `{"email":"eve@example.org","role":"operator"}`, 422, "body.role"},
			{h.SignIn("head@example.org"), "/api/v1/tenants/" + org + "/members", `{"email":"eve","role":"member"}`, 422, "body.email"},
			{h.Ada, "/api/v1/me/tokens", `{"name":""}`, 422, "body.name"},
			{visitor, "/api/v1/me/tokens", `{"name":"x"}`, 401, ""},
		} {
			told := h.as(c.who, http.MethodPost, c.path, c.body)
			what := c.path + " " + c.body[:min(len(c.body), 90)]
			checkProblem(t, what, told, c.status, c.field)
			if h.posted() {
				t.Errorf("%s: an event was filed", what)
			}
		}
		v, err := h.Engine.Activity(h.As(h.Ada), p.Activity.ID)
		must(t, err)
		if v.Tasks[0].Mine != nil || len(v.Playlists) > 0 {
			t.Errorf("something was written: %+v, playlists %v", v.Tasks[0].Mine, v.Playlists)
		}
		if h.as(h.Ada, http.MethodPost, submit, words(`"good words"`)).is(http.StatusCreated); !h.posted() {
			t.Error("a good request files no event: this test looks at the wrong thing")
		}
	})
}

func activityWith(fields string) string {
	return `{` + fields + `,"description":"D","language":"en","kind":"course","tasks":[{"prompt":"P","asks":[{"kind":"text"}],"steps":[{"approver":"self@1"}]}]}`
}

func tenantWith(fields string) string {
	return `{` + fields + `,"name":"New","email":"n@example.org","language":"en","administrator":"new@example.org"}`
}

// problemDocument is RFC 9457 as a program reads it.
type problemDocument struct {
	Type, Title, Detail string
	Status              int
	Errors              []struct{ Location, Message string }
}

func checkProblem(t *testing.T, what string, a answer, status int, field string) problemDocument {
	t.Helper()
	var p problemDocument
	if err := json.Unmarshal(a.body, &p); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s: no problem document but %q, %v\n%.300s", what, a.header.Get("Content-Type"), err, a.body)
		return p
	}
	if a.status != status || p.Status != status || p.Type == "" || p.Title == "" || p.Detail == "" {
		t.Errorf("%s: got %d, want %d: %s", what, a.status, status, a.body)
	}
	got := ""
	if len(p.Errors) > 0 {
		got = p.Errors[0].Location
	}
	if got != field {
		t.Errorf("%s: the field at fault is %q, want %q: %s", what, got, field, a.body)
	}
	if strings.Contains(string(a.body), `"[`) || strings.Contains(string(a.body), "<no value>") {
		t.Errorf("%s: a sentence is missing: %s", what, a.body)
	}
	if challenge := a.header.Get("WWW-Authenticate"); (challenge != "") != (status == http.StatusUnauthorized) {
		t.Errorf("%s: with %d the challenge is %q", what, status, challenge)
	}
	return p
}

func TestNobodyReadsWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		other, tess, _ := h.elsewhere()
		path := h.submit(h.Ada, map[string]any{"tasks": []any{map[string]any{"id": string(p.Tasks[0].ID)}}}, "mine")
		_, uuid, _ := strings.Cut(path, "-")
		for who, status := range map[laurel.PersonID]int{h.Ada: 200, h.Cleo: 200, h.Ben: 404, h.Dora: 404, tess: 404, visitor: 401} {
			if got := h.as(who, http.MethodGet, path, "").status; got != status {
				t.Errorf("%s is answered %d, want %d", who, got, status)
			}
		}
		for _, path := range []string{
			"/api/v1/submissions/" + string(other) + "-" + uuid, "/api/v1/submissions/x", "/api/v1/activities/" + string(other) + "-" + uuid,
			"/api/v1/activities/x", "/api/v1/activities?city=nowhere", "/api/v1/activities?city=lane", "/api/v1/activities?city=a%00b",
			"/api/v1/tenants/x", "/api/v1/tenants/0000000001", "/api/v1/nothing", "/api", "/api/v2/activities",
			"/t/x/did.json", "/t/0000000001/did.json", "/t/" + string(h.City) + "/did.json", "/t/" + string(h.Org) + "/status/1",
			"/t/" + string(h.Org) + "/status/01", "/t/" + string(h.Org) + "/status/-1", "/t/" + string(h.Org) + "/status/x",
			"/t/" + string(h.Org) + "/credentials/" + uuid + ".json", "/t/" + string(h.Org) + "/credentials/x.png",
			"/t/" + string(h.Org) + "/achievements/" + uuid + ".json", "/t/" + string(other) + laurel.AchievementPath(p.Achievement.ID)[13:] + ".json",
			laurel.AchievementPath(p.Achievement.ID) + ".png", // not drawn yet
		} {
			who := h.Ada
			if strings.HasPrefix(path, "/t/") {
				who = visitor
			}
			checkProblem(t, path, h.as(who, http.MethodGet, path, ""), http.StatusNotFound, "")
		}
		submission := h.as(h.Ada, http.MethodGet, "/api/v1/activities/"+string(p.Activity.ID), "").is(http.StatusOK)
		if got := "/api/v1/submissions/" + text(t, submission, "tasks", 0, "submission", "id"); got != path {
			t.Errorf("her own submission is %s, want %s", got, path)
		}
		if mine := at(t, h.as(h.Dora, http.MethodGet, "/api/v1/activities/"+string(p.Activity.ID), "").is(http.StatusOK), "tasks", 0, "submission"); mine != nil {
			t.Errorf("a stranger is shown %v", mine)
		}
	})
}

func TestAProblemIsToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	for path, want := range map[string]string{
		"/api/v1/activities/x":        "Das ist hier nicht zu finden. Bitte prüfen Sie die Adresse oder beginnen Sie auf der Startseite.",
		"/api/nothing":                "Das ist hier nicht zu finden. Bitte prüfen Sie die Adresse oder beginnen Sie auf der Startseite.",
		"/api/v1/me":                  "Bitte senden Sie ein gültiges Token. Auf Ihrer Kontoseite können Sie eines erstellen.",
		"/t/x/did.json":               "Das ist hier nicht zu finden. Bitte prüfen Sie die Adresse oder beginnen Sie auf der Startseite.",
		"/api/v1/activities?color=re": "Einige Felder sind nicht so, wie sie sein sollen. Bitte sehen Sie in die Liste der Fehler.",
	} {
		var p problemDocument
		a := h.ask(http.MethodGet, path, "", "Accept-Language", "de-AT, en;q=0.5")
		must(t, json.Unmarshal(a.body, &p))
		if p.Detail != want {
			t.Errorf("%s: got %q, want %q", path, p.Detail, want)
		}
		for _, e := range p.Errors {
			if want := "Ein Feld mit diesem Namen gibt es hier nicht. Bitte prüfen Sie die Schreibweise."; e.Message != want {
				t.Errorf("%s: got %q, want %q", path, e.Message, want)
			}
		}
	}
}

func TestOnlyPicturesAreTakenAsPictures(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, workflow.Draft{Title: "A", Description: "B", Language: "en", Kind: workflow.Online,
		Tasks: []workflow.TaskDraft{{Prompt: "C", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
	must(t, err)
	path := "/api/v1/tasks/" + string(p.Tasks[0].ID) + "/uploads"
	for what, c := range map[string]struct {
		path, body, mediaType string
		status                int
	}{
		"a photo":                    {path, photo(t), "image/jpeg", 201},
		"a photo of unknown kind":    {path, photo(t), "application/octet-stream", 201},
		"a text":                     {path, "words", "image/png", 422},
		"nothing":                    {path, "", "image/png", 400},
		"JSON":                       {path, "{}", "application/json", 415},
		"a photo for no task":        {"/api/v1/tasks/x/uploads", photo(t), "image/jpeg", 404},
		"a photo for a task unknown": {"/api/v1/tasks/" + laurel.NewID[string](h.Org, time.Now()) + "/uploads", photo(t), "image/jpeg", 404},
		"more than twelve megabytes": {path, strings.Repeat("x", 12<<20+1), "image/jpeg", 413},
	} {
		a := h.as(h.Ada, http.MethodPost, c.path, c.body, "Content-Type", c.mediaType)
		if a.status != c.status {
			t.Errorf("%s: got %d, want %d: %s", what, a.status, c.status, a.body)
		}
	}
	stranger := h.as(visitor, http.MethodPost, path, strings.Repeat("x", 1<<20), "Content-Type", "image/jpeg")
	checkProblem(t, "a stranger's photo", stranger, http.StatusUnauthorized, "")
	packed := h.as(h.Ada, http.MethodPost, "/api/v1/me/tokens", "x", "Content-Encoding", "gzip")
	checkProblem(t, "a packed body", packed, http.StatusUnsupportedMediaType, "")
	xml := h.as(h.Ada, http.MethodPost, "/api/v1/me/tokens", "<a/>", "Content-Type", "application/xml")
	checkProblem(t, "XML", xml, http.StatusUnsupportedMediaType, "")
}

func TestAWrongTokenIsRefusedAndManyAreSlowedDown(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	good := h.token(h.Ada)
	if a := h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", "bearer "+good); text(t, a.is(http.StatusOK), "email") != "ada@example.org" {
		t.Errorf("with her token she is %s", a.body)
	}
	wrong := []string{
		"Bearer", "Bearer x", "Basic " + good, "Bearer " + good[:len(good)-1] + "!", "Bearer " + strings.ToUpper(good),
		"Bearer " + good[:len(good)-32] + laurel.NewSecret(), "Bearer " + good + " " + good,
	}
	for _, written := range wrong {
		for _, path := range []string{"/api/v1/me", "/api/v1/activities"} { // also where no token is needed
			a := h.ask(http.MethodGet, path, "", "Authorization", written)
			checkProblem(t, path+" with "+written, a, http.StatusUnauthorized, "")
		}
	}
	var last answer
	for range 61 {
		last = h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer x")
	}
	checkProblem(t, "the 61st wrong token", last, http.StatusTooManyRequests, "")
	if last.header.Get("Retry-After") == "" {
		t.Error("it is not said when to come back")
	}
	h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer "+good).is(http.StatusOK)
}

func TestWhoWritesWithoutEndIsSlowedDown(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	var last answer
	for range 241 {
		last = h.as(h.Ada, http.MethodPost, "/api/v1/me/tokens", `{"name":""}`)
	}
	checkProblem(t, "one write too many", last, http.StatusTooManyRequests, "")
	if last.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	if got := h.as(h.Ben, http.MethodPost, "/api/v1/me/tokens", `{"name":"mine"}`).status; got != http.StatusCreated {
		t.Errorf("somebody else: got %d, want 201", got)
	}
}
