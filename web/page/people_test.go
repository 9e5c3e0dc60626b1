package page_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

func TestAnOrganisationRunsItsPeopleAndRoles(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("organiser@1", "text"), nil)
	head, cleo := h.browser("head@example.org"), h.browser("cleo@example.org")
	people, roles := h.desk(h.Org, "/people"), h.desk(h.Org, "/roles")
	cleo.get(people).has(t, http.StatusForbidden).lacks(t, "ben@example.org")
	h.browser("mayor@example.org").get(people).has(t, http.StatusForbidden).lacks(t, "ben@example.org")
	head.get(people).has(t, http.StatusOK, "ben@example.org", "cleo@example.org", "Organiser").lacks(t, "ada@example.org", "mayor@")
	head.get(people+"?words=CLEO").has(t, http.StatusOK, "cleo@example.org").lacks(t, "ben@example.org")
	head.get(people+"?role="+tenants.MemberRole).has(t, http.StatusOK, "ben@example.org").lacks(t, "cleo@example.org")
	head.get(people+"?after="+string(h.Cleo)).lacks(t, "cleo@example.org")

	// A role of its own, of which both faults and conflicts are told beside the field.
	head.post(roles, url.Values{"title": {""}, "actions": {"submission.read"}}).has(t, http.StatusUnprocessableEntity, "title-fault")
	head.post(roles, url.Values{"title": {"Mentor"}}).has(t, http.StatusUnprocessableEntity, "actions-fault", `value="Mentor"`)
	head.post(roles, url.Values{"title": {"Mentor"}, "actions": {"world.rule"}}).has(t, http.StatusUnprocessableEntity, "actions-fault", "world.rule")
	made := head.post(roles, url.Values{"title": {"Mentor"}, "about": {"Helps <b>others</b>."}, "actions": {"submission.read", "evidence.approve"}})
	if made.status != http.StatusSeeOther {
		t.Fatalf("making a role: %d\n%s", made.status, made.body)
	}
	page := head.get(roles).has(t, http.StatusOK, "Mentor", "Helps &lt;b&gt;others&lt;/b&gt;.", "See what others have handed in")
	role := regexp.MustCompile(`/roles/(own-[0-9a-z]+)`).FindStringSubmatch(page.body)[1]
	head.get(h.desk(h.Org, "/permissions")).has(t, http.StatusOK, "Mentor", "Reviewer", "Make and change roles").lacks(t, role)
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(head.get(roles+"/"+role).has(t, http.StatusOK, "Mentor").body)[1]
	change := url.Values{"version": {version}, "title": {"Tutor"}, "actions": {"submission.read"}}
	head.post(roles+"/"+role, change).has(t, http.StatusSeeOther)
	change.Set("title", "Coach")
	head.post(roles+"/"+role, change).has(t, http.StatusConflict, `value="Coach"`, "form-fault")
	head.post(roles+"/own-unknown", change).has(t, http.StatusNotFound)

	// It is given on one activity, seen, and taken away.
	ben := people + "/" + string(h.Ben)
	head.get(ben).has(t, http.StatusOK, "Tutor", "Activity “What is an Open Badge?”")
	head.post(ben+"/roles", url.Values{"role": {"king"}}).has(t, http.StatusUnprocessableEntity, "role-fault", "king")
	head.post(ben+"/roles", url.Values{"role": {role}, "object": {"activity:" + string(h.City) + "-x"}}).has(t, http.StatusUnprocessableEntity, "object-fault")
	given := url.Values{"role": {role}, "object": {p.Activity.Object()}}
	head.post(ben+"/roles", given).has(t, http.StatusSeeOther)
	head.get(ben+"?done=given").has(t, http.StatusOK, "Tutor", "The role is given")
	head.post(ben+"/roles/take", given).has(t, http.StatusSeeOther)
	head.post(ben+"/roles/take", given).has(t, http.StatusNotFound)
	head.post(people+"/"+string(h.Ada)+"/roles", url.Values{"role": {role}}).has(t, http.StatusNotFound)

	// The last administrator stays; others go.
	me := people + "/" + string(h.SignIn("head@example.org"))
	head.post(me+"/remove", nil).has(t, http.StatusConflict, "Nobody would be left")
	head.post(ben+"/remove", nil).has(t, http.StatusSeeOther)
	head.get(people).lacks(t, "ben@example.org")
	head.post(roles+"/"+role+"/remove", nil).has(t, http.StatusSeeOther)
	head.get(roles).has(t, http.StatusOK, "no roles of your own").lacks(t, "Tutor")
	cleo.post(h.desk(h.Org, "/leave"), nil).has(t, http.StatusSeeOther)
	cleo.post(h.desk(h.Org, "/leave"), nil).has(t, http.StatusNotFound)
	head.post(h.desk(h.Org, "/leave"), nil).has(t, http.StatusConflict)
}

func TestPeopleAreInvitedByLetterAndByLink(t *testing.T) {
	t.Parallel()
	h := open(t)
	head := h.browser("head@example.org")
	at := h.desk(h.Org, "/invitations")
	h.browser("cleo@example.org").get(at).has(t, http.StatusForbidden)
	offer := func(role string, more url.Values) url.Values {
		form := url.Values{"by": {"letter"}, "role": {role}, "object": {""}, "language": {"de"}}
		maps.Copy(form, more)
		return form
	}
	var crowd strings.Builder
	for i := range 51 {
		fmt.Fprintf(&crowd, "a%d@example.org\n", i)
	}
	head.post(at, offer(tenants.Reviewer, nil)).has(t, http.StatusUnprocessableEntity, "emails-fault")
	head.post(at, offer("king", url.Values{"emails": {"eva@example.org"}})).has(t, http.StatusUnprocessableEntity, "role-fault", "eva@example.org")
	head.post(at, offer(tenants.Reviewer, url.Values{"emails": {crowd.String()}})).has(t, http.StatusUnprocessableEntity, "emails-fault")
	head.post(at, offer(tenants.Reviewer, url.Values{"emails": {"eva@example.org; no-address\nmax@example.org eva@example.org"}})).
		has(t, http.StatusOK, "eva@example.org</span> is invited", "max@example.org</span> is invited", `">no-address</textarea>`)
	head.post(at, offer(tenants.Reviewer, url.Values{"emails": {"eva@example.org"}})).has(t, http.StatusOK, "on its way already")
	list, err := h.Registry.Invitations(h.As(h.SignIn("head@example.org")), h.Org, tenants.InviteMember)
	must(t, err)
	if len(list) != 2 || list[0].Language != "de" || list[0].Role != tenants.Reviewer {
		t.Errorf("invitations: %+v", list)
	}
	one := at + "/" + string(list[0].ID)
	head.post(one+"/resend", nil).has(t, http.StatusConflict, "only a moment ago")
	head.post(one+"/cancel", nil).has(t, http.StatusSeeOther)
	head.post(one+"/resend", nil).has(t, http.StatusConflict, "has been withdrawn")
	head.post(at, offer(tenants.Reviewer, url.Values{"emails": {list[0].Email}})).has(t, http.StatusOK, "only a moment ago")
	head.post(h.desk(h.City, "/invitations")+"/"+string(list[0].ID)+"/cancel", nil).has(t, http.StatusForbidden)

	head.post(at, offer(tenants.MemberRole, url.Values{"by": {"link"}, "most": {"lots"}})).has(t, http.StatusUnprocessableEntity, "most-fault")
	shown := head.post(at, offer(tenants.MemberRole, url.Values{"by": {"link"}, "most": {"2"}, "language": {"en"}})).has(t, http.StatusOK, "<svg", "used 0 of 2 times")
	link := regexp.MustCompile(`http://localhost:8080(/en/c/campania/invitations/[0-9a-z.-]+)`).FindStringSubmatch(shown.body)
	if link == nil {
		t.Fatal("no link is shown")
	}
	head.get(at).lacks(t, link[1])
	id, _, _ := strings.Cut(strings.TrimPrefix(link[1], "/en/c/campania/invitations/"), ".")
	head.post(at+"/"+id+"/resend", nil).has(t, http.StatusSeeOther)

	// Who is not signed in goes by way of signing in, and the secret is not in any address.
	visit := h.visitor().get(link[1]).has(t, http.StatusOK, "Sign in to accept", "with the role “Member”")
	kept := visit.header.Get("Set-Cookie")
	if secret := link[1][len(link[1])-20:]; !strings.HasPrefix(kept, string(door.InvitationCookie)+"=") || !strings.Contains(strings.ToLower(kept), "httponly") ||
		strings.Contains(visit.main(), secret) {
		t.Errorf("cookie %q, page:\n%s", kept, visit.main())
	}
	h.visitor().post(link[1], nil).has(t, http.StatusSeeOther)
	for i, email := range []string{"eva@example.org", "max@example.org"} {
		b := h.browser(email)
		b.get(link[1]).has(t, http.StatusOK, "signed in with "+email, "Accept")
		if went := b.post(link[1], nil).has(t, http.StatusSeeOther); went.location != "/en/c/campania/tenants/"+string(h.Org)+"?done=joined" {
			t.Errorf("%d: on to %q", i, went.location)
		}
		b.get(h.desk(h.Org, "?done=joined")).has(t, http.StatusOK, "Welcome!", "Leave")
	}
	h.browser("ada@example.org").post(link[1], nil).has(t, http.StatusConflict, "accepted already")
	h.browser("ada@example.org").get(link[1][:len(link[1])-4]+"zzzz").has(t, http.StatusNotFound, "leads to no invitation")
	h.browser("ada@example.org").get("/en/invitations/nothing").has(t, http.StatusNotFound, "leads to no invitation")
}

func TestWhoHasSignedInGoesBackToTheInvitation(t *testing.T) {
	t.Parallel()
	h := open(t)
	i, secret, err := h.Registry.InviteMember(h.As(h.SignIn("head@example.org")), h.Org, tenants.Invitation{Role: tenants.MemberRole, Most: 1})
	must(t, err)
	ada := h.browser("ada@example.org")
	ada.get("/en/invitation").has(t, http.StatusOK, "once more")
	req, err := http.NewRequest(http.MethodGet, "/en/invitation", nil)
	must(t, err)
	req.AddCookie(&http.Cookie{Name: string(door.InvitationCookie), Value: string(i.ID) + "." + secret})
	if a := ada.send(req); a.location != "/en"+laurel.InvitationPath(i.ID, secret) {
		t.Errorf("on to %q", a.location)
	}
	// The invitation that was sent to an address is for who has that address.
	sent, _, err := h.Registry.InviteMember(h.As(h.SignIn("head@example.org")), h.Org, tenants.Invitation{Role: tenants.Reviewer, Email: "eva@example.org"})
	must(t, err)
	_, secret, err = h.Registry.SealInvitation(h.System(), sent.ID)
	must(t, err)
	ada.post("/en"+laurel.InvitationPath(sent.ID, secret), nil).has(t, http.StatusForbidden, "sent to another address").lacks(t, "eva@example.org")
	h.browser("eva@example.org").post("/en"+laurel.InvitationPath(sent.ID, secret), nil).has(t, http.StatusSeeOther)
}

func TestSomebodyAsksToJoinAndIsAnswered(t *testing.T) {
	t.Parallel()
	h := open(t)
	head, ada := h.browser("head@example.org"), h.browser("ada@example.org")
	join, people := "/en/join/"+string(h.Org), h.desk(h.Org, "/people")
	ada.get(join).has(t, http.StatusOK, "takes no requests")
	ada.post(join, url.Values{"words": {"Please"}}).has(t, http.StatusForbidden, "takes no requests")
	h.visitor().get("/t/"+string(h.Org)).has(t, http.StatusOK).lacks(t, "/join/")
	head.post(people+"/door", url.Values{"door": {"ajar"}}).has(t, http.StatusUnprocessableEntity)
	head.post(people+"/door", url.Values{"door": {"open"}}).has(t, http.StatusSeeOther)
	h.visitor().get("/t/"+string(h.Org)).has(t, http.StatusOK, join)
	ada.post(join, url.Values{"words": {strings.Repeat("ž", tenants.MaxJoinText+1)}}).has(t, http.StatusUnprocessableEntity, "words-fault", "žžž")
	ada.post(join, url.Values{"words": {"I teach <b>chess</b>."}}).has(t, http.StatusSeeOther)
	ada.get(join).has(t, http.StatusOK, "You have asked to join")
	head.get(people).has(t, http.StatusOK, "ada@example.org", "I teach &lt;b&gt;chess&lt;/b&gt;.")
	answer := people + "/" + string(h.Ada) + "/request"
	head.post(answer, url.Values{"answer": {"decline"}}).has(t, http.StatusUnprocessableEntity, "reason-"+string(h.Ada)+"-fault")
	head.post(answer, url.Values{"answer": {"decline"}, "reason": {"Not this year."}}).has(t, http.StatusSeeOther)
	ada.get(join).has(t, http.StatusOK, "Not this year.", "Ask to join")
	ada.post(join, url.Values{"words": {""}}).has(t, http.StatusSeeOther)
	ada.post(join+"/withdraw", nil).has(t, http.StatusSeeOther)
	ada.post(join+"/withdraw", nil).has(t, http.StatusConflict)
	ada.post(join, nil).has(t, http.StatusSeeOther)
	head.post(answer, url.Values{"answer": {"approve"}, "role": {tenants.MemberRole}}).has(t, http.StatusSeeOther)
	ada.get(join).has(t, http.StatusOK, "You have a role here already")
	h.browser("mayor@example.org").post(people+"/door", url.Values{"door": {"closed"}}).has(t, http.StatusForbidden)
	ada.get("/en/join/"+string(h.City)).has(t, http.StatusNotFound)
}
