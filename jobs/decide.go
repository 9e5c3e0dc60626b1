package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
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

// decide asks the approvers of the submission's current step and enters what comes of
// what they say. One that fails leaves the submission as it is, to be asked again,
// unless another of them decides.
func (w *Worker) decide(ctx context.Context, d db.Due, id laurel.SubmissionID) error {
	q, err := w.Engine.Inquiry(ctx, id)
	if err != nil || q == nil {
		return err
	}
	w.Reach(ApproverToBeAsked)
	said, failed := q.Ask(ctx, w.Approvers.Decide)
	w.Reach(ApproverAnswered)
	if by, v := said.Settle(); failed != nil && (v.Outcome == approval.Wait || by == workflow.ByLimit) {
		return failed
	}
	answer := engine.Answer{Submission: id, Hearing: said}
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
