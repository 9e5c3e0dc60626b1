package workflow

import (
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

const tenant laurel.TenantID = "h000000000"

func twoSteps() Flow {
	return Flow{Steps: []Step{{Approver: "self@1"}, {Approver: "organiser@1", Reviewers: approval.Organisers}}}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state   State
		at      Turn
		verdict Turn
		outcome approval.Outcome

		want State
		step int
		what string
	}{
		"a first approval leads to the next step":      {state: Open, outcome: approval.Approve, want: Open, step: 1, what: "step.passed"},
		"the last approval passes the task":            {state: Open, at: Turn{Step: 1}, verdict: Turn{Step: 1}, outcome: approval.Approve, want: Approved, step: 2, what: "task.passed"},
		"a rejection ends it":                          {state: Open, outcome: approval.Reject, want: Rejected, what: "submission.rejected"},
		"what can be improved goes back":               {state: Open, outcome: approval.Improve, want: Returned, what: "submission.returned"},
		"waiting changes nothing":                      {state: Open, outcome: approval.Wait, want: Open},
		"a verdict that comes twice is ignored":        {state: Open, at: Turn{Step: 1}, outcome: approval.Approve, want: Open, step: 1},
		"a verdict on an earlier attempt is ignored":   {state: Open, at: Turn{Attempt: 2}, verdict: Turn{Attempt: 1}, outcome: approval.Reject, want: Open},
		"a verdict after the end is ignored":           {state: Rejected, outcome: approval.Approve, want: Rejected},
		"a verdict while it is returned is ignored":    {state: Returned, outcome: approval.Approve, want: Returned},
		"an outcome that there is not changes nothing": {state: Open, outcome: "perhaps", want: Open},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := Submission{State: tt.state, Attempt: tt.at.Attempt, Step: tt.at.Step}
			var names []string
			for _, e := range sub.Record(tt.verdict, approval.Verdict{Outcome: tt.outcome}, twoSteps(), noon()) {
				names = append(names, e.EventName())
			}
			what := strings.Join(names, ", ")
			if sub.State != tt.want || sub.Step != tt.step || what != tt.what {
				t.Errorf("state %s, step %d, event %q; want %s, %d, %q", sub.State, sub.Step, what, tt.want, tt.step, tt.what)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	asked := Submission{Person: "ada", State: Open, Step: 1}
	spoken := asked
	spoken.Opinions = []Opinion{{Person: "cleo"}}
	tests := map[string]struct {
		sub     Submission
		opinion Opinion
		want    laurel.Kind
		text    string
	}{
		"one's own":                   {sub: asked, opinion: Opinion{Person: "ada", Advice: approval.Approve}, want: laurel.Forbidden, text: "opinion.own"},
		"after the end":               {sub: Submission{Person: "ada", State: Approved}, opinion: Opinion{Person: "cleo"}, want: laurel.Conflict, text: "submission.closed"},
		"where nobody asked":          {sub: Submission{Person: "ada", State: Open}, opinion: Opinion{Person: "cleo", Advice: approval.Approve}, want: laurel.Conflict, text: "opinion.unasked"},
		"no advice":                   {sub: asked, opinion: Opinion{Person: "cleo", Role: approval.Organiser}, want: laurel.Invalid, text: "opinion.advice"},
		"to wait is no advice":        {sub: asked, opinion: Opinion{Person: "cleo", Role: approval.Organiser, Advice: approval.Wait}, want: laurel.Invalid, text: "opinion.advice"},
		"to reject without a reason":  {sub: asked, opinion: Opinion{Person: "cleo", Role: approval.Organiser, Advice: approval.Reject, Comment: " "}, want: laurel.Invalid, text: "opinion.comment"},
		"in a role that is not asked": {sub: asked, opinion: Opinion{Person: "cleo", Role: approval.Peer, Advice: approval.Approve}, want: laurel.Conflict, text: "opinion.unasked"},
		"twice":                       {sub: spoken, opinion: Opinion{Person: "cleo", Advice: approval.Approve}, want: laurel.Conflict, text: "opinion.twice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := tt.sub
			err := sub.Judge(twoSteps(), tt.opinion)
			if laurel.KindOf(err) != tt.want || textOf(err) != tt.text {
				t.Errorf("Judge() = %v, want %v: %s", err, tt.want, tt.text)
			}
			if len(sub.Opinions) != len(tt.sub.Opinions) {
				t.Error("the refused opinion is kept")
			}
		})
	}
	if err := asked.Judge(twoSteps(), Opinion{Person: "cleo", Role: approval.Organiser, Advice: approval.Approve}); err != nil || len(asked.Opinions) != 1 {
		t.Errorf("a good opinion: %v, %d kept", err, len(asked.Opinions))
	}
}

func textOf(err error) string {
	if e, ok := err.(*laurel.Error); ok { //nolint:errorlint // a rule returns its error as it made it
		return e.Text
	}
	return ""
}

func TestACaseNamesNobody(t *testing.T) {
	t.Parallel()
	sub := Submission{Person: "ada", State: Open, Step: 1, Attempt: 2, SubmittedAt: noon(),
		Evidence: []Evidence{{Kind: approval.Text, Text: "words"}},
		Opinions: []Opinion{{Person: "cleo", Role: approval.Organiser, Advice: approval.Approve}, {Person: "ben", Role: approval.Organiser, Advice: approval.Reject}}}
	q, ok := sub.Inquiry(Task{Prompt: "prompt"}, twoSteps(), "criteria", noon())
	if !ok || len(q.Asked) != 1 {
		t.Fatalf("Inquiry() = %+v, %v", q, ok)
	}
	c := q.Asked[0].Case
	if c.Opinions[0].From != "reviewer-1" || c.Opinions[1].From != "reviewer-2" {
		t.Errorf("opinions are from %q and %q, want pseudonyms", c.Opinions[0].From, c.Opinions[1].From)
	}
	if c.Attempt != 2 || c.Prompt != "prompt" || c.Criteria != "criteria" || len(c.Evidence) != 1 {
		t.Errorf("Case() = %+v", c)
	}
}

func TestOnlyWhatWasReturnedCanBeImproved(t *testing.T) {
	t.Parallel()
	task := Task{ID: laurel.NewID[laurel.TaskID](tenant, noon()), Asks: []Ask{{Kind: approval.Text}}}
	words := []Evidence{{Kind: approval.Text, Text: "more"}}
	for _, state := range []State{Open, Approved, Rejected} {
		sub := Submission{State: state, Attempt: 1}
		if err := sub.Improve(task, words, noon()); laurel.KindOf(err) != laurel.Conflict || sub.Attempt != 1 {
			t.Errorf("%s: %v, attempt %d; want conflict and no new attempt", state, err, sub.Attempt)
		}
	}
	sub := Submission{State: Returned, Attempt: 1, Step: 1, Reason: "more", Opinions: []Opinion{{Person: "cleo"}}}
	if err := sub.Improve(task, words, noon()); err != nil {
		t.Fatal(err)
	}
	if sub.Attempt != 2 || sub.Step != 0 || sub.State != Open || sub.Reason != "" || len(sub.Opinions) != 0 {
		t.Errorf("improved: %+v; want the second attempt, open, at the first step", sub)
	}
}
