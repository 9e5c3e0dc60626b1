package engine

import (
	"context"
	"encoding/json"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// replayedAtOnce is how many records are in memory at a time.
const replayedAtOnce = 100

// Replayed is a past decision that was made again.
type Replayed struct {
	Decision DecisionKey
	Result   ReplayResult
	Details  []string // of ReplayDiffers: who said what, and says what now; of ReplayUnready: why
}

// DecisionKey says which decision it is.
type DecisionKey struct {
	Submission laurel.SubmissionID
	workflow.Turn
}

// ReplayResult is what came of making a decision again.
type ReplayResult string

// The results.
const (
	ReplaySame    ReplayResult = "same"
	ReplayDiffers ReplayResult = "differs" // an approver says something else today
	ReplayErased  ReplayResult = "erased"  // nobody can know any more what it was made by
	ReplayChanged ReplayResult = "changed" // the record is not what the audit trail commits to
	ReplayMissing ReplayResult = "missing" // the audit trail tells of it, and there is no record
	ReplayUnready ReplayResult = "unready" // an approver cannot be asked now
)

// Trail is what an audit trail says of past decisions: the sum of each that it still
// tells of. Where a person was erased, their decisions are not in it.
type Trail map[DecisionKey]string

// Read takes the values of an entry that is DecisionRecorded; others, and those that
// were erased, say nothing.
func (t Trail) Read(object, values string) error {
	if values == "" {
		return nil
	}
	var v struct{ To shownDecision }
	if err := json.Unmarshal([]byte(values), &v); err != nil {
		return err
	}
	const prefix = len("submission:")
	if len(object) > prefix {
		t[DecisionKey{laurel.SubmissionID(object[prefix:]), workflow.Turn{Attempt: v.To.Attempt, Step: v.To.Step}}] = v.To.Sum
	}
	return nil
}

// ReplayDecisions makes every past decision of a tenant again, by asking the approvers
// of then about the cases of then, and tells what came of each. It is for the one who
// starts the program; no door leads here. What was told of is taken out of the trail.
func (e *Engine) ReplayDecisions(ctx context.Context, t laurel.TenantID, trail Trail, tell func(Replayed) error) error {
	var last hearingRow
	for {
		var rows []hearingRow
		err := e.db.Read(ctx, t, func(tx db.Tx) (err error) { rows, err = hearingsBehind(ctx, tx, last, replayedAtOnce); return err })
		if err != nil {
			return err
		}
		for _, r := range rows {
			again, err := e.replay(ctx, r, trail)
			if err != nil {
				return err
			}
			if err := tell(again); err != nil {
				return err
			}
		}
		if len(rows) < replayedAtOnce {
			break
		}
		last = rows[len(rows)-1]
	}
	for key := range trail {
		if err := tell(Replayed{Decision: key, Result: ReplayMissing}); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) replay(ctx context.Context, r hearingRow, trail Trail) (Replayed, error) {
	again := Replayed{Decision: DecisionKey{r.SubmissionID, workflow.Turn{Attempt: r.Attempt, Step: r.Step}}, Result: ReplaySame}
	sum, told := trail[again.Decision]
	delete(trail, again.Decision)
	if told && sum != r.Sum {
		again.Result = ReplayChanged
		return again, nil
	}
	if r.Hearing == "" && r.Salt == "" {
		again.Result = ReplayErased
		return again, nil
	}
	if laurel.Commitment(r.Salt, r.Hearing) != r.Sum || !json.Valid([]byte(r.Hearing)) {
		again.Result = ReplayChanged
		return again, nil
	}
	var h workflow.Hearing
	if err := json.Unmarshal([]byte(r.Hearing), &h); err != nil {
		return again, err
	}
	differs, err := h.Again(ctx, e.deciding(r.SubmissionID.Tenant()))
	switch {
	case err != nil && ctx.Err() != nil:
		return again, err
	case err != nil:
		again.Result, again.Details = ReplayUnready, []string{err.Error()}
	case len(differs) > 0:
		again.Result, again.Details = ReplayDiffers, differs
	}
	return again, nil
}

// EraseHearings takes out of a tenant's records of decisions what was handed in by a
// person and said about it. That there was a decision, and its sum, stay. It may run
// twice. No door leads here.
func (e *Engine) EraseHearings(ctx context.Context, t laurel.TenantID, who laurel.PersonID) (erased int, err error) {
	for {
		some := 0
		err := e.db.InTx(ctx, t, func(tx db.Tx) error {
			rows, err := hearingsAbout(ctx, tx, who, replayedAtOnce)
			for i := range rows {
				rows[i].Hearing, rows[i].Salt = "", ""
				if err := tx.Update(ctx, &rows[i]); err != nil {
					return err
				}
			}
			some = len(rows)
			return err
		})
		if erased += some; err != nil || some < replayedAtOnce {
			return erased, err
		}
	}
}
