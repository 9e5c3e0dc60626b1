package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func (w *Worker) decideSubmitted(ctx context.Context, d db.Due, e workflow.EvidenceSubmitted) error {
	return w.decide(ctx, d, e.Submission)
}

func (w *Worker) decideOpinion(ctx context.Context, d db.Due, e workflow.OpinionGiven) error {
	return w.decide(ctx, d, e.Submission)
}

func (w *Worker) decideTerm(ctx context.Context, d db.Due, e workflow.TermReached) error {
	return w.decide(ctx, d, e.Submission)
}

func (w *Worker) decideStep(ctx context.Context, d db.Due, e workflow.StepPassed) error {
	return w.decide(ctx, d, e.Submission)
}

// decide asks the approver of the submission's current step and enters what it
// says. An approver that fails leaves the submission as it is, to be asked again.
func (w *Worker) decide(ctx context.Context, d db.Due, id laurel.SubmissionID) error {
	q, err := w.Engine.Question(ctx, id)
	if err != nil || q == nil {
		return err
	}
	w.Reach(ApproverToBeAsked)
	v, err := w.Approvers.Decide(ctx, q.Approver, q.Case)
	if err != nil {
		return err
	}
	w.Reach(ApproverAnswered)
	answer := engine.Answer{Submission: id, Turn: q.Turn, Approver: q.Approver, Verdict: v}
	if err := w.Engine.RecordVerdict(ctx, d.Delivery, answer); err != nil {
		return err
	}
	w.Reach(VerdictEntered)
	return nil
}

func (w *Worker) grantAward(ctx context.Context, d db.Due, e workflow.TaskPassed) error {
	if err := w.Engine.GrantAward(ctx, d.Delivery, e.Submission); err != nil {
		return err
	}
	w.Reach(AwardGranted)
	return nil
}

func (w *Worker) grantRequiring(ctx context.Context, _ db.Due, e workflow.AwardGranted) error {
	return w.Engine.GrantRequiring(ctx, e.Award)
}
