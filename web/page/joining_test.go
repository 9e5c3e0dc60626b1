package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func TestALearnerJoinsWaitsAndLeaves(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	d.Joining = workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1, Required: true}
	p := h.offer(d, nil)
	at := "/en/c/campania/activities/" + string(p.Activity.ID)
	h.visitor().get(at).has(t, http.StatusOK, "Sign in to join", "1 is free.")
	h.visitor().post(at+"/join", url.Values{}).has(t, http.StatusSeeOther)
	ada, dora := h.browser("ada@example.org"), h.browser("dora@example.org")
	refused := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "words"})
	refused.has(t, http.StatusConflict, "Please join the activity first.", "words")
	ada.get(ada.post(at+"/join", url.Values{}).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "You take part.", "0 are free.")
	ada.get("/de"+at[3:]).has(t, http.StatusOK, "Sie nehmen teil.", "1 Platz.")
	dora.get(at).has(t, http.StatusOK, "Join the waiting list")
	dora.post(at+"/join", url.Values{}).has(t, http.StatusSeeOther)
	dora.get(at).has(t, http.StatusOK, "You are on the waiting list, as number 1.").lacks(t, "Ada")
	h.work()
	ada.until("/en/my-activities", "What is an Open Badge?")
	dora.until("/en/my-activities", "number 1")
	ada.handIn(p.Tasks[0].ID, map[string]string{"text": "words"}).has(t, http.StatusSeeOther)
	ada.post(at+"/leave", url.Values{}).has(t, http.StatusSeeOther)
	ada.post(at+"/leave", url.Values{}).has(t, http.StatusConflict, "You do not take part in this activity.")
	dora.until("/en/my-activities", "Takes part")
	ada.get("/en/my-activities").has(t, http.StatusOK, "You do not take part in anything yet.")
}

func TestTheEditorSaysWhoTakesPart(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	cleo.get(editor).has(t, http.StatusOK, `name="access"`, `name="joining"`, `name="places"`, `name="must-join"`)
	form := cleo.written(cleo.version(editor))
	form.Set("access", "restricted")
	form.Set("joining", "places")
	form.Set("places", "none")
	cleo.post(editor, form).has(t, http.StatusUnprocessableEntity, `value="restricted" selected`, `id="places-fault"`)
	form.Set("places", "12")
	form.Set("must-join", "yes")
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	cleo.get(editor).has(t, http.StatusOK, `value="restricted" selected`, `value="places" selected`, `value="12"`)
}

func TestARestrictedActivityIsNoPageForOutsiders(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	p := h.offer(d, photo(t, 320, 180))
	v, err := h.Engine.Draft(h.As(h.Cleo), p.Activity.ID)
	must(t, err)
	v.Draft.Access = workflow.Restricted
	v, err = h.Engine.SaveDraft(h.As(h.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
	must(t, err)
	h.visitor().get("/covers/"+string(v.ID)+"/"+v.Draft.Cover[:16]+"-640.jpg").has(t, http.StatusOK) // which is kept by us then
	_, err = h.Engine.PublishDraft(h.As(h.Cleo), v.ID, v.Version)
	must(t, err)
	id, task := string(p.Activity.ID), string(p.Tasks[0].ID)
	_, uuid, _ := splitID(string(p.Achievement.ID))
	doors := []string{"/en/activities/" + id, "/en/c/campania/activities/" + id, "/en/activities/" + id + "/qr.svg", "/en/claim/" + string(p.Claim.ID),
		"/en/tasks/" + task, "/covers/" + id + "/" + p.Activity.Cover[:16] + "-640.jpg", "/t/" + string(h.Org) + "/achievements/" + uuid,
		"/t/" + string(h.Org) + "/achievements/" + uuid + ".json", "/t/" + string(h.Org) + "/achievements/" + uuid + ".png",
		"/en/activities/" + id + "/calendar.ics"}
	cleo := h.browser("cleo@example.org")
	h.work()
	for _, door := range doors[:len(doors)-1] { // it has no date
		if a := cleo.get(door); a.status >= http.StatusBadRequest && door[len(door)-3:] != "png" {
			t.Errorf("an organiser at %s: %d", door, a.status)
		}
	}
	for _, door := range doors {
		h.visitor().get(door).has(t, http.StatusNotFound).lacks(t, "Open Badge?")
		h.browser("ada@example.org").get(door).has(t, http.StatusNotFound).lacks(t, "Open Badge?")
	}
	h.visitor().get("/en/sign-in?next=/en/tasks/"+task).has(t, http.StatusOK).lacks(t, "Open Badge?")
	for _, list := range []string{"/en/c/campania", "/en/c/campania/activities", "/en/c/campania/activities.rss", "/en/c/campania/activities.ics", "/en/",
		"/t/" + string(h.Org)} {
		h.eventually(list+" lacks it", func() bool { return !strings.Contains(h.visitor().get(list).body, id) })
	}
}

func splitID(id string) (tenant, uuid string, ok bool) { return strings.Cut(id, "-") }
