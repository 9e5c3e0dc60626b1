package page_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// TestAnOrganiserBuildsAFlow chooses steps, fills in what each can be set to, and
// reads what will happen.
func TestAnOrganiserBuildsAFlow(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	form := cleo.written(cleo.version(editor))
	form["approver-0"] = []string{"peer@1", ""}
	cleo.saved(editor, form)

	page := cleo.get(editor).body
	for _, want := range []string{`name="set-0-0-0-approvals"`, `type="number" value="1" min="1" max="100"`, "How many members have to approve", `name="hours-0-0"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the editor has no %s", want)
		}
	}
	form["version"] = []string{cleo.version(editor)}
	for name, value := range map[string]string{"was-0-0-0": "peer@1", "settings-0-0-0": "", "set-0-0-0-approvals": "2", "set-0-0-0-rejections": "1",
		"or-0-0": "organiser@1", "hours-0-0": "48", "then-0-0": "approve"} {
		form.Set(name, value)
	}
	cleo.saved(editor, form)
	page = cleo.get(editor).body
	for _, want := range []string{"2 have to approve", "One organiser looks at it and decides.", "after 48 hours, it is approved"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	steps := cleo.drafted(editor).Tasks[0].Steps
	if len(steps) != 1 || string(steps[0].Settings) != `{"approvals":2}` || len(steps[0].Or) != 1 || steps[0].Or[0].Approver != "organiser@1" ||
		*steps[0].Limit != (workflow.Limit{Hours: 48, Then: workflow.ThenApprove}) {
		t.Errorf("the draft has %s", asJSON(t, steps))
	}

	// Another approver has settings of its own.
	form["version"] = []string{cleo.version(editor)}
	form["approver-0"] = []string{"self@1", ""}
	cleo.saved(editor, form)
	if steps = cleo.drafted(editor).Tasks[0].Steps; len(steps[0].Settings) > 0 {
		t.Errorf("self@1 has the settings of peer@1: %s", steps[0].Settings)
	}
}

func TestAFlowThatGetsStuckIsRefusedBesideItsTask(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	cleo := h.browser("cleo@example.org")
	for name, tt := range map[string]struct {
		fields map[string]string
		want   string
	}{
		"more approvals than there are members": {map[string]string{"was-0-0-0": "peer@1", "set-0-0-0-approvals": "99"}, "nobody is left who could decide"},
		"more than the approver takes":          {map[string]string{"was-0-0-0": "peer@1", "set-0-0-0-approvals": "101"}, "has to be between 1 and 100"},
		"no number":                             {map[string]string{"was-0-0-0": "peer@1", "set-0-0-0-approvals": "many"}, "wrong kind of value"},
		"hours without what happens then":       {map[string]string{"hours-0-0": "3"}, "Please choose what happens when the time is over"},
		"what happens then, without hours":      {map[string]string{"then-0-0": "reject"}, "between 1 and 2160 hours"},
		"to ask nobody":                         {map[string]string{"hours-0-0": "3", "then-0-0": "ask"}, "Please choose who is asked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			editor := cleo.begin("Build")
			form := cleo.written(cleo.version(editor))
			form["approver-0"], form["do"] = []string{"peer@1", ""}, []string{"publish"}
			for field, value := range tt.fields {
				form.Set(field, value)
			}
			a := cleo.post(editor, form)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.want) || !strings.Contains(a.body, `id="task-fault-0"`) {
				t.Errorf("publishing: %d, want it refused beside the task with %q\n%s", a.status, tt.want, a.body)
			}
		})
	}
}

func TestALearnerIsToldWhoIsAskedAndWhatWasSaidOnceItIsDecided(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.Publish([]workflow.Step{{Approver: "peer@1", Or: []workflow.Choice{{Approver: "organiser@1"}},
		Limit: &workflow.Limit{Hours: 24, Then: workflow.ThenReject}}})
	h.work()
	sub, err := h.Engine.SubmitEvidence(h.As(h.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "New to me"}})
	if err != nil {
		t.Fatal(err)
	}
	ada := h.browser("ada@example.org")
	at := "/en/submissions/" + string(sub.ID)
	body := ada.get(at).body
	for _, want := range []string{"An organiser or other members are asked, since", "If nobody has decided by", "it is rejected"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	cleo := h.browser("cleo@example.org")
	if a := cleo.post(at+"/opinions", url.Values{"advice": {"improve"}, "comment": {"Tell us where."}, "attempt": {"1"}}); a.status != http.StatusSeeOther {
		t.Fatalf("giving an opinion: %d\n%s", a.status, a.body)
	}
	a := ada.until(at, `<blockquote class="preserve">Tell us where.`)
	if said := `<li class="said">`; !strings.Contains(a.body, said) {
		t.Errorf("the learner does not read what the organiser said, besides the reason\n%s", a.body)
	}
}

// saved saves the editor's form.
func (b browser) saved(editor string, form url.Values) {
	b.h.t.Helper()
	if a := b.post(editor, form); a.status != http.StatusSeeOther {
		b.h.t.Fatalf("saving: %d\n%s", a.status, a.body)
	}
}

// drafted is what the editor has kept.
func (b browser) drafted(editor string) workflow.Draft {
	b.h.t.Helper()
	v, err := b.h.Engine.Draft(b.h.As(b.h.Cleo), laurel.ActivityID(editor[strings.LastIndex(editor, "/")+1:]))
	if err != nil {
		b.h.t.Fatal(err)
	}
	return v.Draft
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
