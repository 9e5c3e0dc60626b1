package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/peer"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestEachRoundStaysInTheHistoryAndCostsNoStatement(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		sub := s.submit(s.Ada, p, "Round 1.")
		s.Work()
		look := func() (engine.SubmissionView, int64) {
			ctx, n := dbtest.Counting(s.As(s.Cleo))
			v, err := s.Engine.Submission(ctx, sub.ID)
			must(s.T, err)
			return v, n.Load()
		}
		_, first := look()
		for round := 1; round <= 4; round++ {
			must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID,
				engine.Said{Attempt: round, Advice: approval.Improve, Comment: fmt.Sprintf("Comment %d.", round)}))
			s.Work()
			s.submit(s.Ada, p, fmt.Sprintf("Round %d.", round+1))
			s.Work()
		}
		v, n := look()
		if n != first {
			s.T.Errorf("five rounds take %d statements, want %d, as one does", n, first)
		}
		if len(v.Attempts) != 5 {
			s.T.Fatalf("%d rounds, want 5", len(v.Attempts))
		}
		for i, a := range v.Attempts {
			if a.Number != i+1 || len(a.Evidence) != 1 || a.Evidence[0].Text != fmt.Sprintf("Round %d.", i+1) || a.At.IsZero() {
				s.T.Errorf("round %d: %+v, want its own evidence and time", i+1, a)
			}
			if i < 4 && (len(a.Opinions) != 1 || a.Opinions[0].Comment != fmt.Sprintf("Comment %d.", i+1) || a.Opinions[0].Person != s.Cleo ||
				a.Opinions[0].At.Before(a.At)) {
				s.T.Errorf("round %d: %+v, want what was said about it, by whom and when", i+1, a.Opinions)
			}
		}
		for _, d := range v.Decisions {
			if d.Outcome == approval.Improve && !strings.Contains(d.Reason, fmt.Sprintf("Comment %d.", d.Attempt)) {
				s.T.Errorf("round %d: the reason %q, want the comment", d.Attempt, d.Reason)
			}
		}
	})
}

func TestPeersAreNotToldOfOthersBeforeTheyHaveSpoken(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		two := enginetest.Step("peer@1")
		two.Settings = []byte(`{"approvals":2}`)
		p := s.Publish([]workflow.Step{two})
		sub := s.submit(s.Dora, p, "Look at it.")
		s.Work()
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Attempt: 1, Advice: approval.Approve, Comment: "What Ben says."}))
		s.Work()
		heard := func() int { return len(s.state(s.Cleo, sub.ID).Attempts[0].Opinions) }
		if v := s.state(s.Cleo, sub.ID); !v.MayJudge || heard() != 0 {
			s.T.Errorf("may judge %v, heard %d opinions; want none before she has spoken", v.MayJudge, heard())
		}
		if n := len(s.state(s.Ben, sub.ID).Attempts[0].Opinions); n != 1 {
			s.T.Errorf("who has spoken hears %d, want their own", n)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Attempt: 1, Advice: approval.Approve, Comment: "Mine."}))
		if heard() != 2 {
			s.T.Errorf("after she has spoken she hears %d, want 2", heard())
		}
	})
}

func TestPeersReadEachOtherWhereAStepWantsItOpen(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.Approvers["peer@2"] = peer.V2{}
		for settings, want := range map[string]int{
			`{"approvals":2}`: 0, `{"approvals":2,"visible":"blind"}`: 0, `{"approvals":2,"visible":"open"}`: 1,
		} {
			p := s.Publish([]workflow.Step{{Approver: "peer@2", Settings: []byte(settings)}})
			sub := s.submit(s.Dora, p, "Look at it.")
			s.Work()
			must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Attempt: 1, Advice: approval.Approve, Comment: "What Ben says."}))
			s.Work()
			if v := s.state(s.Cleo, sub.ID); !v.MayJudge || len(v.Attempts[0].Opinions) != want {
				s.T.Errorf("%s: may judge %v, and reads %d opinions; want %d", settings, v.MayJudge, len(v.Attempts[0].Opinions), want)
			}
			if n := len(s.state(s.Dora, sub.ID).Attempts[0].Opinions); n != 0 {
				s.T.Errorf("%s: the learner reads %d opinions before it is decided", settings, n)
			}
		}
	})
}
