package engine_test

import (
	"encoding/json"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// A learner's own program could read what a first peer said, before the second had
// spoken.
func TestALearnerHearsNoOpinionBeforeItsStepIsDecided(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{{Approver: "peer@1", Settings: json.RawMessage(`{"approvals":2}`)}})
		sub := s.submit(s.Ada, p, "x")
		s.Work()
		for i, peer := range []laurel.PersonID{s.Ben, s.Cleo} {
			if n := len(s.state(s.Ada, sub.ID).Attempts[0].Opinions); n != 0 {
				s.T.Errorf("with %d who have spoken, the learner reads %d opinions, want none", i, n)
			}
			must(s.T, s.Engine.GiveOpinion(s.As(peer), sub.ID, engine.Said{Advice: approval.Approve, Comment: "Good.", Attempt: 1}))
		}
		s.Work()
		v := s.state(s.Ada, sub.ID)
		if n := len(v.Attempts[0].Opinions); n != 2 || v.Submission.State != workflow.Approved {
			s.T.Errorf("decided (%s), the learner reads %d opinions, want 2", v.Submission.State, n)
		}
	})
}
