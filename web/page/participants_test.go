package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

func TestOrganisersSeeAcceptAndRemoveParticipants(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	d.Joining = workflow.Joining{Mode: workflow.JoiningAsked, Required: true}
	p := h.offer(d, nil)
	id := string(p.Activity.ID)
	at, desk := "/en/c/campania/activities/"+id, "/en/tenants/"+string(h.Org)+"/activities/"+id+"/participants"
	h.work()
	for held := 0; held == 0; {
		if t.Context().Err() != nil {
			t.Fatal("the organiser's role is not entered")
		}
		list, err := h.Registry.Memberships(h.As(h.Cleo))
		must(t, err)
		held = len(list)
	}
	ada, dora, cleo := h.browser("ada@example.org"), h.browser("dora@example.org"), h.browser("cleo@example.org")
	must(t, h.Registry.ChangePerson(h.As(h.Ada), tenants.Person{Name: "=Ada()"}))
	ada.get(at).has(t, http.StatusOK, "Ask to take part")
	for _, b := range []browser{ada, dora} {
		b.post(at+"/join", url.Values{}).has(t, http.StatusSeeOther)
		b.get(at).has(t, http.StatusOK, "You have asked to take part.", "Withdraw the request")
	}
	cleo.get("/en/activities/"+id).has(t, http.StatusOK, desk)
	cleo.get(desk).has(t, http.StatusOK, "=Ada()", "Asks to take part (2)", "0 of 1 task passed").lacks(t, "ada@example.org", "dora@example.org")
	cleo.get("/de"+desk[3:]).has(t, http.StatusOK, "Teilnehmende", "Annehmen")
	cleo.get(desk+"?words=ad").has(t, http.StatusOK, "=Ada()").lacks(t, string(h.Dora))
	cleo.get(desk+"?words=nobody").has(t, http.StatusOK, "There is nobody like that here.")
	rule := func(who, do, words string) url.Values {
		return url.Values{"person": {who}, "do": {do}, "words": {words}}
	}
	cleo.get(cleo.post(desk, rule(string(h.Ada), "accept", "")).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "Accepted.", "Takes part (1)")
	cleo.post(desk, rule(string(h.Dora), "refuse", strings.Repeat("x", 1001))).has(t, http.StatusUnprocessableEntity, "at most 1000 letters", "xxxx")
	cleo.post(desk, rule(string(h.Dora), "refuse", "We are <b>full</b>.")).has(t, http.StatusSeeOther)
	dora.get(at).has(t, http.StatusOK, "Your request to take part was declined.", "We are &lt;b&gt;full&lt;/b&gt;.", "Ask to take part")
	ada.handIn(p.Tasks[0].ID, map[string]string{"text": "words"}).has(t, http.StatusSeeOther)
	cleo.until(desk, "Holds the badge")
	cleo.get(desk+".csv").has(t, http.StatusOK, "'=Ada(),joined,", ",1,1,yes", ",refused,").lacks(t, "@example.org")
	cleo.get(desk+".csv?state=refused").has(t, http.StatusOK, ",refused,").lacks(t, "joined")
	cleo.post(desk, rule(string(h.Ada), "remove", "Goodbye.")).has(t, http.StatusSeeOther)
	ada.get(at).has(t, http.StatusOK, "The organiser has ended your participation.", "Goodbye.")
	ada.post(at+"/join", url.Values{}).has(t, http.StatusForbidden)
	for _, wrong := range []string{"?state=asleep"} {
		cleo.get(desk+wrong).has(t, http.StatusUnprocessableEntity)
	}
	cleo.post(desk, rule("nobody", "remove", "")).has(t, http.StatusNotFound)
	cleo.post(desk, rule(string(h.Ada), "", "")).has(t, http.StatusUnprocessableEntity)
	for _, path := range []string{desk, desk + ".csv"} {
		ada.get(path).lacks(t, "=Ada()")
		if got := ada.get(path).status; got == http.StatusOK {
			t.Errorf("a learner reads %s", path)
		}
	}
	cleo.get("/en/tenants/"+string(h.City)+"/activities/"+id+"/participants").lacks(t, "=Ada()")
}

func TestTheEditorShowsWhoMayTakePart(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	d.Access, d.Joining = workflow.Restricted, workflow.Joining{Mode: workflow.JoiningPlaces, Places: 7, Required: true}
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, d)
	must(t, err)
	h.browser("cleo@example.org").get("/en/tenants/"+string(h.Org)+"/activities/"+string(p.Activity.ID)).has(t, http.StatusOK,
		`<option value="restricted" selected>`, `<option value="places" selected>`, `value="7"`, `name="must-join"`, "They ask, and an organiser accepts them")
}
