package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// DecisionRecorded is what the audit trail calls a decision.
const DecisionRecorded = "decision.recorded"

// Answer is what the approvers of a step said when they were asked.
type Answer struct {
	Submission laurel.SubmissionID
	workflow.Hearing
}

// RecordVerdict enters what comes of the approvers' answer, and finishes the delivery
// that led to the question, in one transaction: entered twice, it counts once. A
// decision keeps what it was made by, and the audit trail commits to that.
func (e *Engine) RecordVerdict(ctx context.Context, d db.Delivery, a Answer) error {
	return e.inTx(ctx, a.Submission.Tenant(), func(tx db.Tx) error {
		if first, err := tx.Finish(ctx, d); err != nil || !first {
			return err
		}
		row, sub, err := submissionByID(ctx, tx, a.Submission)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.RecordVerdict, sub); err != nil {
			return err
		}
		if sub.Flow != a.Flow { // moved meanwhile, and asked anew
			return nil
		}
		flow, err := flowByID(ctx, tx, sub.Flow)
		if err != nil {
			return err
		}
		by, verdict := a.Settle()
		if verdict.Outcome == approval.Wait && sub.State == workflow.Open && sub.Turn() == a.Turn && !verdict.Until.IsZero() {
			return tx.PostAt(ctx, workflow.TermReached{Submission: sub.ID}, verdict.Until)
		}
		judged := sub
		events := sub.Record(a.Turn, verdict, flow, tx.Now())
		if len(events) == 0 {
			return nil
		}
		made := recorded{Edition: flow.Edition, Decision: workflow.Decision{Attempt: a.Turn.Attempt, Step: a.Turn.Step, Approver: by,
			Outcome: verdict.Outcome, Reason: verdict.Reason, At: tx.Now()}}
		if err := keepDecision(ctx, tx, judged, a.Hearing, made); err != nil {
			return err
		}
		if err := updateSubmission(ctx, tx, row, sub); err != nil {
			return err
		}
		return postAll(ctx, tx, events)
	})
}

// keepDecision keeps a decision about the submission with what it was made by.
func keepDecision(ctx context.Context, tx db.Tx, s workflow.Submission, h workflow.Hearing, made recorded) error {
	if err := insertVerdict(ctx, tx, s.ID, made.Decision); err != nil {
		return err
	}
	return keepHearing(ctx, tx, s, h, made)
}

func postAll(ctx context.Context, tx db.Tx, events []laurel.Event) error {
	for _, ev := range events {
		if err := tx.Post(ctx, ev); err != nil {
			return err
		}
	}
	return nil
}
