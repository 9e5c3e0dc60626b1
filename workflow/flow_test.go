package workflow

import (
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// peersOrMentor asks peers, or an organiser; after two days another organiser as well.
func peersOrMentor(l *Limit) Flow {
	return Flow{Steps: []Step{{Approver: "peer@1", Reviewers: approval.Peers,
		Or: []Choice{{Approver: "organiser@1", Reviewers: approval.Organisers}}, Limit: l}}}
}

func TestWhatOneChoiceDecidesIsDecided(t *testing.T) {
	t.Parallel()
	later := noon().Add(time.Hour)
	wait, soon := approval.Verdict{Outcome: approval.Wait}, approval.Verdict{Outcome: approval.Wait, Until: later}
	yes, no, more := approval.Verdict{Outcome: approval.Approve}, approval.Verdict{Outcome: approval.Reject}, approval.Verdict{Outcome: approval.Improve}
	approves := &Limit{Hours: 48, Then: ThenApprove}
	for name, tt := range map[string]struct {
		limit    *Limit
		passed   time.Duration
		verdicts [2]approval.Verdict
		by       string
		want     approval.Outcome
		until    time.Time
	}{
		"both wait":                          {nil, 0, [2]approval.Verdict{wait, wait}, "", approval.Wait, time.Time{}},
		"one wants to be asked again":        {nil, 0, [2]approval.Verdict{wait, soon}, "", approval.Wait, later},
		"the first approves":                 {nil, 0, [2]approval.Verdict{yes, wait}, "peer@1", approval.Approve, time.Time{}},
		"the second rejects":                 {nil, 0, [2]approval.Verdict{soon, no}, "organiser@1", approval.Reject, time.Time{}},
		"an approval goes before the rest":   {nil, 0, [2]approval.Verdict{no, yes}, "organiser@1", approval.Approve, time.Time{}},
		"a wish goes before a rejection":     {nil, 0, [2]approval.Verdict{no, more}, "organiser@1", approval.Improve, time.Time{}},
		"a limit says when to ask again":     {approves, 0, [2]approval.Verdict{wait, wait}, "", approval.Wait, noon().Add(48 * time.Hour)},
		"what comes before it goes first":    {approves, 0, [2]approval.Verdict{soon, wait}, "", approval.Wait, later},
		"when it is over it decides":         {approves, 48 * time.Hour, [2]approval.Verdict{wait, wait}, ByLimit, approval.Approve, time.Time{}},
		"unless somebody does":               {approves, 48 * time.Hour, [2]approval.Verdict{no, wait}, "peer@1", approval.Reject, time.Time{}},
		"it can reject as well":              {&Limit{Hours: 48, Then: ThenReject}, 48 * time.Hour, [2]approval.Verdict{wait, wait}, ByLimit, approval.Reject, time.Time{}},
		"a second too early decides nothing": {approves, 48*time.Hour - time.Second, [2]approval.Verdict{wait, wait}, "", approval.Wait, noon().Add(48 * time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Submission{State: Open, Since: noon()}
			q, ok := s.Inquiry(Task{}, peersOrMentor(tt.limit), "", noon().Add(tt.passed))
			if !ok || len(q.Asked) != 2 {
				t.Fatalf("Inquiry() = %+v, %v; want two to be asked", q, ok)
			}
			by, v := q.Settle(tt.verdicts[:])
			if by != tt.by || v.Outcome != tt.want || !v.Until.Equal(tt.until) {
				t.Errorf("Settle() = %q, %s until %v; want %q, %s until %v", by, v.Outcome, v.Until, tt.by, tt.want, tt.until)
			}
			if v.Check() != nil {
				t.Errorf("Settle() makes a verdict that makes no sense: %v", v.Check())
			}
		})
	}
}

func TestALimitAsksSomebodyElseAsWell(t *testing.T) {
	t.Parallel()
	f := Flow{Steps: []Step{{Approver: "peer@1", Reviewers: approval.Peers,
		Limit: &Limit{Hours: 48, Then: ThenAsk, Ask: &Choice{Approver: "organiser@1", Reviewers: approval.Organisers}}}}}
	s := Submission{State: Open, Since: noon(), Person: "ada"}
	late := noon().Add(48 * time.Hour)
	for at, want := range map[time.Time]int{noon(): 1, late.Add(-time.Second): 1, late: 2} {
		if q, _ := s.Inquiry(Task{}, f, "", at); len(q.Asked) != want {
			t.Errorf("at %v %d are asked, want %d", at, len(q.Asked), want)
		}
	}
	o := Opinion{Person: "cleo", Role: approval.Organiser, Advice: approval.Approve, At: noon()}
	if err := s.Judge(f, o); textOf(err) != "opinion.unasked" {
		t.Errorf("an organiser speaks before the time is over: %v", err)
	}
	o.At = late
	if err := s.Judge(f, o); err != nil {
		t.Errorf("an organiser speaks when the time is over: %v", err)
	}
	if p, ok := s.Pending(f, late); !ok || !p.Over || len(p.Voices) != 2 || p.Voices[0].Role != approval.Organiser {
		t.Errorf("Pending() = %+v, %v; want organisers and peers to be asked", p, ok)
	}
}

func TestAnApproverHearsWhomItWaitsFor(t *testing.T) {
	t.Parallel()
	s := Submission{State: Open, Since: noon(), Opinions: []Opinion{
		{Person: "ben", Role: approval.Peer, Advice: approval.Approve}, {Person: "cleo", Role: approval.Organiser, Advice: approval.Reject}}}
	q, _ := s.Inquiry(Task{}, peersOrMentor(nil), "", noon())
	for i, want := range []string{"reviewer-1", "reviewer-2"} {
		if said := q.Asked[i].Case.Opinions; len(said) != 1 || said[0].From != want {
			t.Errorf("%s hears %+v, want %s alone", q.Asked[i].Approver, said, want)
		}
	}
}

func TestAFlowThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	organiser := &Choice{Approver: "organiser@1"}
	for name, tt := range map[string]struct {
		step  Step
		text  string
		field string
	}{
		"too many choices":     {Step{Approver: "peer@1", Or: make([]Choice, MaxChoices)}, "flow.choices", "steps[0].or"},
		"a choice of nobody":   {Step{Approver: "peer@1", Or: []Choice{{}}}, "approver.unknown", "steps[0].or[0].approver"},
		"no hours":             {Step{Approver: "peer@1", Limit: &Limit{Then: ThenReject}}, "flow.hours", "steps[0].limit.hours"},
		"too many hours":       {Step{Approver: "peer@1", Limit: &Limit{Hours: MaxHours + 1, Then: ThenReject}}, "flow.hours", "steps[0].limit.hours"},
		"nothing happens then": {Step{Approver: "peer@1", Limit: &Limit{Hours: 1}}, "flow.then", "steps[0].limit.then"},
		"something unheard of": {Step{Approver: "peer@1", Limit: &Limit{Hours: 1, Then: "weep"}}, "flow.then", "steps[0].limit.then"},
		"to ask nobody":        {Step{Approver: "peer@1", Limit: &Limit{Hours: 1, Then: ThenAsk}}, "flow.ask", "steps[0].limit.ask"},
		"to ask and reject":    {Step{Approver: "peer@1", Limit: &Limit{Hours: 1, Then: ThenReject, Ask: organiser}}, "flow.then", "steps[0].limit.ask"},
		"to ask who is not":    {Step{Approver: "peer@1", Limit: &Limit{Hours: 1, Then: ThenAsk, Ask: &Choice{Approver: "?"}}}, "approver.unknown", "steps[0].limit.ask.approver"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := TaskDraft{Prompt: "x", Asks: []Ask{{Kind: approval.Text}}, Steps: []Step{tt.step}}.check("")
			e, ok := err.(*laurel.Error) //nolint:errorlint // a rule returns its error as it made it
			if !ok || e.Text != tt.text || e.Field != tt.field {
				t.Errorf("check() = %v, want %s at %s", err, tt.text, tt.field)
			}
		})
	}
}

func TestWhatDiffersMakesAnotherEdition(t *testing.T) {
	t.Parallel()
	limited := func(hours int, ask string) []Step {
		f := peersOrMentor(&Limit{Hours: hours, Then: ThenAsk, Ask: &Choice{Approver: ask}})
		return f.Steps
	}
	if !sameSteps(limited(1, "a@1"), limited(1, "a@1")) || !sameSteps(peersOrMentor(nil).Steps, peersOrMentor(nil).Steps) {
		t.Error("equal steps differ")
	}
	for name, other := range map[string][]Step{
		"other hours": limited(2, "a@1"), "asks another": limited(1, "b@1"), "no limit": peersOrMentor(nil).Steps, "no alternative": {{Approver: "peer@1", Reviewers: approval.Peers}},
	} {
		if sameSteps(limited(1, "a@1"), other) {
			t.Errorf("%s: the steps are taken to be the same", name)
		}
	}
}
