package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"example.org/laurel/workflow"
)

func TestWhoWasThereIsThroughATaskWithoutEvidence(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1")
	d.Tasks[0].Asks, d.Tasks[0].Steps = nil, nil
	d.Tasks = append(d.Tasks, workflow.TaskDraft{Prompt: "Bring a friend.", Steps: draft("self@1").Tasks[0].Steps})
	p := h.offer(d, nil)
	cleo, ada := h.browser("cleo@example.org"), h.browser("ada@example.org")
	task := "/en/c/campania/tasks/" + string(p.Tasks[0].ID)
	ada.get(task).has(t, http.StatusOK, "Passed where it takes place").lacks(t, "<form class=\"panel form\"")
	ada.get("/en/c/campania/activities/"+string(p.Activity.ID)).has(t, http.StatusOK, "No evidence needed")

	desk := "/en/tenants/" + string(h.Org) + "/activities/" + string(p.Activity.ID) + "/passes"
	ada.get(desk).has(t, http.StatusForbidden)
	cleo.get(desk).has(t, http.StatusOK, "There is no valid code.").lacks(t, "Bring a friend.")
	cleo.post(desk, url.Values{"task": {string(p.Tasks[0].ID)}, "do": {"make"}, "hours": {"soon"}}).has(t, http.StatusUnprocessableEntity)
	cleo.post(desk, url.Values{"task": {string(p.Tasks[0].ID)}, "do": {"make"}, "hours": {"24"}}).has(t, http.StatusSeeOther)
	code := regexp.MustCompile(`/pass/[a-z0-9-]+`).FindString(cleo.get(desk).has(t, http.StatusOK, "<svg", "Valid until").body)

	ada.get("/en"+code).has(t, http.StatusSeeOther)
	h.visitor().get("/en/c/campania"+code).has(t, http.StatusSeeOther)
	ada.get("/en/c/campania"+code).has(t, http.StatusOK, "I was there")
	at := ada.post("/en/c/campania"+code, url.Values{}).has(t, http.StatusSeeOther).location
	ada.get(at).has(t, http.StatusOK, "This task is passed", "QR code", "On to task no. 2")

	second := ada.get("/en/c/campania/tasks/"+string(p.Tasks[1].ID)).has(t, http.StatusOK, "I have done it")
	second.lacks(t, "<textarea")
	ada.handIn(p.Tasks[1].ID, nil).has(t, http.StatusSeeOther)
	h.Work()
	ada.get(at).has(t, http.StatusOK, "Your badge is being made")

	mark := url.Values{"task": {string(p.Tasks[0].ID)}, "do": {"mark"}, "email": {"nobody"}}
	cleo.post(desk, mark).has(t, http.StatusUnprocessableEntity, `value="nobody"`)
	for _, email := range []string{"dora@example.org", "never-here@example.org", "ada@example.org"} {
		mark.Set("email", email)
		cleo.get(cleo.post(desk, mark).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "Confirmed: this task is passed.")
	}
	cleo.post(desk, url.Values{"task": {string(p.Tasks[0].ID)}, "do": {"end"}}).has(t, http.StatusSeeOther)
	h.browser("dora@example.org").get("/en/c/campania"+code).has(t, http.StatusNotFound)
}
