package page_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// TestAnOrganiserTriesAFlow presses the button below a flow, makes up opinions, and
// reads what would come of them.
func TestAnOrganiserTriesAFlow(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Try")
	form := cleo.written(cleo.version(editor))
	form["approver-0"] = []string{"organiser@1", ""}
	form.Set("do", "try-0")
	at := cleo.post(editor, form).has(t, http.StatusSeeOther).location
	if at != editor+"/try?badge=1&task=1" {
		t.Fatalf("the button leads to %q", at)
	}
	cleo.get(at).has(t, http.StatusOK, "Try the flow of task 1", "It still waits here:", "Nothing that was handed in for this task has been judged yet.")
	cleo.get(at+"&hours=3&role=organiser&advice=improve").has(t, http.StatusOK, "Ask to improve", "after 3 hours", "It is sent back")
	cleo.get(at+"&hours=1&role=organiser&advice=approve&hours=&role=&advice=reject").
		has(t, http.StatusOK, "after one hour", "In the end, it is approved.").lacks(t, "Reject</strong>")
	cleo.get(editor+"/try?badge=1&task=2").has(t, http.StatusOK, "No step of this flow asks people", "own word is enough.")
	for _, wrong := range []string{"&hours=-4&role=organiser&advice=approve", "&hours=x&role=organiser&advice=approve", "&hours=1&role=organiser&advice=nothing",
		strings.Repeat("&hours=1&role=organiser&advice=approve", engine.MostSaid+1)} {
		cleo.get(at+wrong).has(t, http.StatusUnprocessableEntity, `id="try-fault"`)
	}
	for _, none := range []string{"?badge=1&task=3", "?badge=2&task=1", "?badge=0&task=0", "?badge=-1&task=1", "?badge=1&task=99999999999999999999"} {
		if a := cleo.get(editor + "/try" + none); a.status != http.StatusNotFound && none != "?badge=1&task=99999999999999999999" {
			t.Errorf("%s: got %d, want 404", none, a.status)
		}
	}
	if a := h.browser("ben@example.org").get(at); a.status == http.StatusOK {
		t.Error("a member tries a flow")
	}
}

// TestWhatWaitsIsMovedToTheNewFlow changes a flow, compares it with what was judged, and
// moves what waits.
func TestWhatWaitsIsMovedToTheNewFlow(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	p := h.offer(draft("organiser@1", approval.Text), nil)
	id, task := p.Activity.ID, p.Tasks[0].ID
	cleo, ada, dora := h.browser("cleo@example.org"), h.browser("ada@example.org"), h.browser("dora@example.org")
	editor := "/en/tenants/" + string(h.Org) + "/activities/" + string(id)
	judged := ada.handIn(task, map[string]string{"text": "Mine."}).location
	must(t, h.Engine.GiveOpinion(h.As(h.Cleo), submissionIn(judged), engine.Said{Attempt: 1, Advice: approval.Reject, Comment: "Too short."}))
	ada.until(judged, "Too short.")
	waits := dora.handIn(task, map[string]string{"text": "Mine, too."}).location

	v, err := h.Engine.Draft(h.As(h.Cleo), id)
	must(t, err)
	v.Draft.Tasks[0].Steps = []workflow.Step{{Approver: "self@1"}}
	v, err = h.Engine.SaveDraft(h.As(h.Cleo), id, engine.Change{Draft: v.Draft, Version: v.Version})
	must(t, err)
	cleo.get(editor+"/try").has(t, http.StatusOK, "1 of 1 would have come out differently.", "Different", string(submissionIn(judged)))
	cleo.get(editor+"/flows").has(t, http.StatusOK, "Edition 1", "in force", "One submission is with its approvers.").lacks(t, "Edition 2", `name="flow"`)
	_, err = h.Engine.PublishDraft(h.As(h.Cleo), id, v.Version)
	must(t, err)

	page := cleo.get(editor+"/flows").has(t, http.StatusOK, "Edition 2", "Edition 1", "earlier", "One submission is with its approvers.")
	cleo.get(editor).has(t, http.StatusOK, editor+"/flows")
	form := page.fields()
	moved := cleo.post(editor+"/flows", form).has(t, http.StatusSeeOther).location
	cleo.get(moved).has(t, http.StatusOK, "One submission was moved.").lacks(t, `name="flow"`)
	dora.until(waits, "Congratulations")
	form.Set("flow", "nonsense")
	cleo.post(editor+"/flows", form).has(t, http.StatusNotFound)
	if a := h.browser("ben@example.org").get(editor + "/flows"); a.status == http.StatusOK {
		t.Error("a member looks at the editions")
	}
}

// submissionIn is the submission whose page that is.
func submissionIn(path string) laurel.SubmissionID {
	path, _, _ = strings.Cut(path, "?")
	return laurel.SubmissionID(path[strings.LastIndexByte(path, '/')+1:])
}
