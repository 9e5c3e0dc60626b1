package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// withFlow is rowing, judged by other steps.
func withFlow(s *house, steps ...workflow.Step) workflow.Draft {
	d := rowing(s.City)
	d.Tasks[0].Steps = steps
	return d
}

// judgedByCleo hands in and lets Cleo say something.
func (s *house) judgedByCleo(who laurel.PersonID, p workflow.Publication, advice approval.Outcome) workflow.Submission {
	s.T.Helper()
	sub := s.submit(who, p, "I rowed.")
	must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Attempt: 1, Advice: advice, Comment: "Seen."}))
	s.Work()
	return sub
}

func TestAFlowIsTriedOnWhatWasMadeUpAndOnWhatWasJudged(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		id := p.Activity.ID
		approved := s.judgedByCleo(s.Ada, p, approval.Approve)
		rejected := s.judgedByCleo(s.Dora, p, approval.Reject)
		s.submit(s.Ben, p, "I wait.")

		try := func(who laurel.PersonID, said []engine.Saying, past int) (engine.FlowTrial, error) {
			return s.Engine.TryFlow(s.As(who), id, engine.Spot{}, said, past)
		}
		same, err := try(s.Cleo, nil, 10)
		must(s.T, err)
		if len(same.Past) != 2 || same.Past[0].Submission.ID != rejected.ID || same.Past[1].Submission.ID != approved.ID ||
			same.Past[0].Differs() || same.Past[1].Differs() || !same.MayRead || same.Problem != nil {
			s.T.Errorf("by the flow in force: %+v", same.Past)
		}
		// By themselves, everybody passes.
		_, err = s.Engine.SaveDraft(s.As(s.Cleo), id, engine.Change{Draft: withFlow(s, enginetest.Step("self@1"))})
		must(s.T, err)
		other, err := try(s.Cleo, nil, 10)
		must(s.T, err)
		if len(other.Past) != 2 || !other.Past[0].Differs() || other.Past[1].Differs() || other.Past[0].Played.Submission.State != workflow.Approved {
			s.T.Errorf("by themselves: %+v", other.Past)
		}
		if other.Played.Submission.State != workflow.Approved || len(other.Voices) != 0 {
			s.T.Errorf("made up, by themselves: %+v", other.Played)
		}
		if few, err := try(s.Cleo, nil, 1); err != nil || len(few.Past) != 1 || few.Past[0].Submission.ID != rejected.ID {
			s.T.Errorf("the last one alone: %+v, %v", few.Past, err)
		}
		if v := s.state(s.Dora, rejected.ID); v.Submission.State != workflow.Rejected || len(v.Decisions) != 1 {
			s.T.Errorf("what was tried is written down: %+v", v.Decisions)
		}
		for name, who := range map[string]laurel.PersonID{"a member": s.Ben, "a stranger": s.Dora} {
			if _, err := try(who, nil, 10); err == nil {
				s.T.Errorf("%s tries a flow", name)
			}
		}
	})
}

func TestAFlowIsTriedBeforeAnythingIsPublished(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		peers := workflow.Step{Approver: "peer@1", Settings: []byte(`{"approvals":50}`)}
		d := withFlow(s, enginetest.Step("organiser@1"))
		extra := workflow.BadgeDraft{Name: "More", Description: "More of it.", Tasks: slices.Clone(d.Tasks)}
		extra.Tasks[0].Steps = []workflow.Step{peers, enginetest.Step("organiser@1")}
		d.Badges = []workflow.BadgeDraft{extra}
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: d})
		must(s.T, err)
		said := []engine.Saying{{Hours: 1, Role: approval.Peer, Advice: approval.Approve}, {Hours: 2, Role: approval.Organiser, Advice: approval.Approve}}
		first, err := s.Engine.TryFlow(s.As(s.Cleo), v.ID, engine.Spot{}, said, 10)
		must(s.T, err)
		if first.Played.Submission.State != workflow.Approved || len(first.Played.Unheard) != 1 || len(first.Past) != 0 || first.Problem != nil {
			s.T.Errorf("the first: %+v", first)
		}
		second, err := s.Engine.TryFlow(s.As(s.Cleo), v.ID, engine.Spot{Badge: 1}, said, 10)
		must(s.T, err)
		if second.Played.Submission.State != workflow.Open || len(second.Played.Unheard) != 1 || second.Problem == nil || len(second.Voices) != 2 {
			s.T.Errorf("one that gets stuck: %+v", second)
		}
		for name, tt := range map[string]struct {
			at   engine.Spot
			said []engine.Saying
			kind laurel.Kind
		}{
			"no such task":      {at: engine.Spot{Task: 1}, kind: laurel.NotFound},
			"no such badge":     {at: engine.Spot{Badge: 2}, kind: laurel.NotFound},
			"before the start":  {at: engine.Spot{Task: -1}, kind: laurel.NotFound},
			"hours before":      {said: []engine.Saying{{Hours: -1, Role: approval.Peer, Advice: approval.Approve}}, kind: laurel.Invalid},
			"a role of its own": {said: []engine.Saying{{Role: "king", Advice: approval.Approve}}, kind: laurel.Invalid},
			"a wait":            {said: []engine.Saying{{Role: approval.Peer, Advice: approval.Wait}}, kind: laurel.Invalid},
			"too many":          {said: make([]engine.Saying, engine.MostSaid+1), kind: laurel.Invalid},
		} {
			if _, err := s.Engine.TryFlow(s.As(s.Cleo), v.ID, tt.at, tt.said, 10); laurel.KindOf(err) != tt.kind {
				s.T.Errorf("%s: %v, want %v", name, err, tt.kind)
			}
		}
		d.Tasks[0].Steps = []workflow.Step{{Approver: "nobody@1"}}
		_, err = s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: d, Version: v.Version})
		must(s.T, err)
		if got, err := s.Engine.TryFlow(s.As(s.Cleo), v.ID, engine.Spot{}, nil, 10); err != nil || laurel.KindOf(got.Problem) != laurel.Invalid {
			s.T.Errorf("an approver that is not there: %v, %v", got.Problem, err)
		}
	})
}

func TestWhoMayNotLookAtSubmissionsTriesAFlowWithoutThem(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		s.judgedByCleo(s.Ada, p, approval.Approve)
		head := s.SignIn("head@example.org")
		role, err := s.Registry.MakeRole(s.As(head), s.Org, tenants.Role{Title: "Writers", Actions: []laurel.Action{laurel.PublishActivity}})
		must(s.T, err)
		writer, err := s.Registry.AddMember(s.As(head), s.Org, "writer@example.org", role.Name)
		must(s.T, err)
		got, err := s.Engine.TryFlow(s.As(writer), p.Activity.ID, engine.Spot{}, nil, 10)
		if err != nil || got.MayRead || len(got.Past) != 0 {
			s.T.Errorf("a writer: %+v, %v", got.Past, err)
		}
	})
}

func TestWhatWaitsIsMovedToTheFlowInForceWhereItFits(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		peers := workflow.Step{Approver: "peer@1"}
		p := s.publishDraft(withFlow(s, peers))
		id, old := p.Activity.ID, p.Flows[0].ID
		fits := s.submit(s.Ada, p, "I rowed.")
		said := s.submit(s.Dora, p, "I rowed too.")
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), said.ID, engine.Said{Attempt: 1, Advice: approval.Approve}))
		asked, err := s.Engine.Inquiry(s.System(), fits.ID)
		must(s.T, err)
		first := s.Events("evidence.submitted")

		if _, _, err := s.Engine.MoveSubmissions(s.As(s.Cleo), old); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("from the flow in force: %v, want a conflict", err)
		}
		next := s.revise(id, withFlow(s, enginetest.Step("organiser@1")))
		if len(next.Flows) != 1 || next.Flows[0].Edition != 2 {
			s.T.Fatalf("%+v; want edition 2 of the flow", next.Flows)
		}
		if got := s.editions(id); got != "2: 0+0; 1: 2+0" {
			s.T.Errorf("before: %s", got)
		}
		for name, who := range map[string]laurel.PersonID{"a member": s.Ben, "a stranger": s.Dora} {
			if _, _, err := s.Engine.MoveSubmissions(s.As(who), old); err == nil {
				s.T.Errorf("%s moves submissions", name)
			}
			if _, err := s.Engine.FlowEditions(s.As(who), id); err == nil {
				s.T.Errorf("%s looks at the editions", name)
			}
		}
		moved, stayed, err := s.Engine.MoveSubmissions(s.As(s.Cleo), old)
		if err != nil || moved != 1 || stayed != 1 {
			s.T.Fatalf("%d moved and %d stayed, %v; want 1 and 1", moved, stayed, err)
		}
		if got := s.editions(id); got != "2: 1+0; 1: 1+0" {
			s.T.Errorf("after: %s", got)
		}
		// What was asked by the old flow, and is answered now, counts no more.
		must(s.T, s.Engine.RecordVerdict(s.System(), first[0], answered(fits.ID, *asked, approval.Approve)))
		s.Work()
		if v := s.state(s.Ada, fits.ID); v.Submission.State != workflow.Open || v.Flow.Edition != 2 {
			s.T.Errorf("moved: %s by edition %d", v.Submission.State, v.Flow.Edition)
		}
		if v := s.state(s.Dora, said.ID); v.Submission.State != workflow.Approved || v.Decisions[0].Approver != "peer@1" {
			s.T.Errorf("stayed: %s by %+v", v.Submission.State, v.Decisions)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), fits.ID, engine.Said{Attempt: 1, Advice: approval.Approve}))
		s.Work()
		if v := s.state(s.Ada, fits.ID); v.Submission.State != workflow.Approved || v.Decisions[0].Approver != "organiser@1" {
			s.T.Errorf("moved and judged: %s by %+v", v.Submission.State, v.Decisions)
		}
		if n := s.recorded("flow.left"); n != 1 {
			s.T.Errorf("the trail tells of it %d times, want once", n)
		}
	})
}

// A step that decides by itself does so as soon as a submission is moved to it.
func TestWhatIsMovedIsAskedAboutAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(withFlow(s, enginetest.Step("organiser@1")))
		sub := s.submit(s.Ada, p, "I rowed.")
		s.Work()
		s.revise(p.Activity.ID, withFlow(s, enginetest.Step("self@1")))
		_, _, err := s.Engine.MoveSubmissions(s.As(s.Cleo), p.Flows[0].ID)
		must(s.T, err)
		s.Work()
		if v := s.state(s.Ada, sub.ID); v.Submission.State != workflow.Approved {
			s.T.Errorf("it is %s, want approved", v.Submission.State)
		}
	})
}

// editions are those of the flow of the activity's only task, with how many are open
// and returned.
func (s *house) editions(id laurel.ActivityID) string {
	s.T.Helper()
	list, err := s.Engine.FlowEditions(s.As(s.Cleo), id)
	must(s.T, err)
	if len(list) != 1 {
		s.T.Fatalf("%d tasks: %+v", len(list), list)
	}
	var lines []string
	for _, e := range list[0].Editions {
		lines = append(lines, fmt.Sprintf("%d: %d+%d", e.Flow.Edition, e.Open, e.Returned))
	}
	return strings.Join(lines, "; ")
}

// recorded counts the entries of the organisation's trail about something.
func (s *house) recorded(what string) (n int) {
	s.T.Helper()
	head := s.SignIn("head@example.org")
	entries, _, err := s.Registry.Audit(s.As(head), s.Org, registry.AuditFilter{}, 200)
	must(s.T, err)
	for _, e := range entries {
		if e.What == what {
			n++
		}
	}
	return n
}
