package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/organiser"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// keptHearing is the record of a decision as it lies in the database.
type keptHearing struct {
	bun.BaseModel `bun:"table:hearings,alias:h"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	Attempt      int                 `bun:"attempt,pk"`
	Step         int                 `bun:"step,pk"`
	Hearing      string              `bun:"hearing"`
	Salt         string              `bun:"salt"`
	Sum          string              `bun:"sum"`
}

// kept does something with the record about a submission's first step.
func (s *house) kept(id laurel.SubmissionID, do func(db.Tx, *keptHearing) error) {
	s.T.Helper()
	must(s.T, s.DB.InTx(s.System(), s.Org, func(tx db.Tx) error {
		var r keptHearing
		if err := db.Scan(s.T.Context(), tx.Select(&r).Where("submission_id = ?", id)); err != nil {
			return err
		}
		return do(tx, &r)
	}))
}

// replay makes all decisions again and says what came of each.
func (s *house) replay() map[laurel.SubmissionID]engine.Replayed {
	s.T.Helper()
	trail := engine.Trail{}
	must(s.T, s.Registry.Recorded(s.T.Context(), s.Org, engine.DecisionRecorded, func(e tenants.AuditEntry) error { return trail.Read(e.Object, e.Values) }))
	list := map[laurel.SubmissionID]engine.Replayed{}
	must(s.T, s.Engine.ReplayDecisions(s.System(), s.Org, trail, func(r engine.Replayed) error {
		list[r.Decision.Submission] = r
		return nil
	}))
	return list
}

// harsh approves nothing any more.
type harsh struct{ organiser.Approver }

func (harsh) Decide(context.Context, approval.Case) (approval.Verdict, error) {
	return approval.Verdict{Outcome: approval.Reject, Reason: "Never."}, nil
}

func TestPastDecisionsAreMadeAgain(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		ada, dora := s.judgedByCleo(s.Ada, p, approval.Approve), s.judgedByCleo(s.Dora, p, approval.Reject)
		expect := func(what string, wants map[laurel.SubmissionID]engine.ReplayResult) {
			s.T.Helper()
			got := s.replay()
			for id, want := range wants {
				if got[id].Result != want {
					s.T.Errorf("%s: %s is %q, want %q", what, id, got[id].Result, want)
				}
			}
			if len(got) != len(wants) {
				s.T.Errorf("%s: %d decisions, want %d", what, len(got), len(wants))
			}
		}
		expect("at once", map[laurel.SubmissionID]engine.ReplayResult{ada.ID: engine.ReplaySame, dora.ID: engine.ReplaySame})

		s.Approvers["organiser@1"] = harsh{}
		got := s.replay()
		if d := got[ada.ID]; d.Result != engine.ReplayDiffers || len(d.Details) != 1 || d.Details[0] != "organiser@1: approve in words of its own, then reject in words of its own" {
			s.T.Errorf("an approver that says something else: %+v", d)
		}
		s.Approvers["organiser@1"] = organiser.Approver{}

		s.kept(ada.ID, func(tx db.Tx, r *keptHearing) error {
			if !strings.Contains(r.Hearing, "I rowed.") {
				s.T.Errorf("the record does not hold the evidence: %s", r.Hearing)
			}
			r.Hearing = strings.Replace(r.Hearing, "I rowed.", "I swam.", 1)
			return tx.Update(s.T.Context(), r)
		})
		expect("words changed", map[laurel.SubmissionID]engine.ReplayResult{ada.ID: engine.ReplayChanged, dora.ID: engine.ReplaySame})
		s.kept(ada.ID, func(tx db.Tx, r *keptHearing) error {
			r.Sum = laurel.Commitment(r.Salt, r.Hearing)
			return tx.Update(s.T.Context(), r)
		})
		expect("and the sum too", map[laurel.SubmissionID]engine.ReplayResult{ada.ID: engine.ReplayChanged, dora.ID: engine.ReplaySame})
		s.kept(ada.ID, func(tx db.Tx, r *keptHearing) error { return tx.Delete(s.T.Context(), r) })
		expect("taken away", map[laurel.SubmissionID]engine.ReplayResult{ada.ID: engine.ReplayMissing, dora.ID: engine.ReplaySame})
	})
}

func TestWhatADecisionWasMadeByCanBeErased(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		ada, dora := s.judgedByCleo(s.Ada, p, approval.Approve), s.judgedByCleo(s.Dora, p, approval.Reject)
		for _, want := range []int{1, 0} {
			if n, err := s.Engine.EraseHearings(s.System(), s.Org, s.Ada); err != nil || n != want {
				s.T.Fatalf("%d were erased, %v; want %d", n, err, want)
			}
		}
		s.kept(ada.ID, func(_ db.Tx, r *keptHearing) error {
			if r.Hearing != "" || r.Salt != "" || r.Sum == "" {
				s.T.Errorf("erased, there is %+v", r)
			}
			return nil
		})
		for range 2 {
			if got := s.replay(); got[ada.ID].Result != engine.ReplayErased || got[dora.ID].Result != engine.ReplaySame || len(got) != 2 {
				s.T.Errorf("after erasing: %+v", got)
			}
			_, err := s.Registry.EraseFromAudit(s.System(), s.Org, s.Ada) // the trail then says nothing of it, either
			must(s.T, err)
		}
		if v := s.state(s.Ada, ada.ID); v.Submission.State != workflow.Approved || len(v.Decisions) != 1 {
			s.T.Errorf("the decision itself is gone: %+v", v.Decisions)
		}
	})
}

// Who may read the trail is told no word of what was handed in or said.
func TestTheTrailHoldsNoWordOfWhatWasJudged(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		s.judgedByCleo(s.Ada, p, approval.Reject)
		n := 0
		must(s.T, s.Registry.Recorded(s.T.Context(), s.Org, engine.DecisionRecorded, func(e tenants.AuditEntry) error {
			n++
			if strings.Contains(e.Values, "rowed") || strings.Contains(e.Values, "Seen") || e.About != s.Ada ||
				!strings.Contains(e.Values, `"approver":"organiser@1"`) || !strings.Contains(e.Values, `"evidence":["`) {
				s.T.Errorf("the trail says %+v", e)
			}
			return nil
		}))
		if n != 1 {
			s.T.Errorf("%d entries, want 1", n)
		}
	})
}
