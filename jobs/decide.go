package jobs

import (
	"context"
	"errors"

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
	verdicts, failed := w.ask(ctx, id.Tenant(), *q)
	w.Reach(ApproverAnswered)
	by, v := q.Settle(verdicts)
	if failed != nil && (v.Outcome == approval.Wait || by == workflow.ByLimit) {
		return failed
	}
	answer := engine.Answer{Submission: id, Turn: q.Turn, Approver: by, Verdict: v}
	if err := w.Engine.RecordVerdict(ctx, d.Delivery, answer); err != nil {
		return err
	}
	w.Reach(VerdictEntered)
	return nil
}

// ask puts each case to its approver, as the submission's tenant has it. Who fails has,
// as far as it goes, not decided.
func (w *Worker) ask(ctx context.Context, t laurel.TenantID, q workflow.Inquiry) ([]approval.Verdict, error) {
	verdicts := make([]approval.Verdict, len(q.Asked))
	var failed error
	for i, a := range q.Asked {
		v, err := w.Approvers.Decide(ctx, t, a.Approver, a.Case)
		if err != nil {
			failed = errors.Join(failed, err)
			v = approval.Verdict{Outcome: approval.Wait}
		}
		verdicts[i] = v
	}
	return verdicts, failed
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
