package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Said is what a reviewer says about a submission.
type Said struct {
	Advice  approval.Outcome
	Comment string
	Attempt int // that the reviewer looked at; 0 where that is not known
}

// GiveOpinion files what a reviewer says about a submission and posts it to the
// approver. Who may not see the submission is told that there is none.
func (e *Engine) GiveOpinion(ctx context.Context, id laurel.SubmissionID, said Said) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	if err := e.notOwn(ctx, id, who); err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, sub, flow, err := e.toJudge(ctx, tx, id, said.Attempt)
		if err != nil {
			return err
		}
		_, role := sub.Review(flow)
		opinion := workflow.Opinion{Person: who, Role: role, Advice: said.Advice, Comment: said.Comment, At: tx.Now()}
		if err := sub.Judge(flow, opinion); err != nil {
			return err
		}
		if err := fileOpinion(ctx, tx, sub, opinion); err != nil {
			return err
		}
		if err := updateSubmission(ctx, tx, row, sub); err != nil {
			return err
		}
		if err := endUnsaid(ctx, tx, id, who); err != nil {
			return err
		}
		return tx.Post(ctx, workflow.OpinionGiven{Submission: id})
	})
}

// toJudge loads a submission and its flow for who may say something about it. Of
// one's own, the rules say that one may not.
func (e *Engine) toJudge(
	ctx context.Context, tx db.Tx, id laurel.SubmissionID, attempt int,
) (row *submissionRow, sub workflow.Submission, flow workflow.Flow, err error) {
	if row, sub, err = submissionByID(ctx, tx, id); err != nil {
		return row, sub, flow, err
	}
	if flow, err = flowByID(ctx, tx, sub.Flow); err != nil {
		return row, sub, flow, err
	}
	action, _ := sub.Review(flow)
	if laurel.ActorFrom(ctx).Person != sub.Person {
		if err := e.mayReview(ctx, sub, flow, action); err != nil {
			return row, sub, flow, err
		}
	}
	return row, sub, flow, sub.Seen(attempt)
}

// fileOpinion keeps an opinion, where the organisation may act on it now.
func fileOpinion(ctx context.Context, tx db.Tx, sub workflow.Submission, o workflow.Opinion) error {
	if err := mayAct(ctx, tx, sub.City); err != nil {
		return err
	}
	return insertOpinion(ctx, tx, sub, o)
}

// notOwn refuses an opinion on what was handed in from an account that went into
// the actor's own, and has not been moved yet.
func (e *Engine) notOwn(ctx context.Context, id laurel.SubmissionID, who laurel.PersonID) error {
	var learner laurel.PersonID
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		_, sub, err := submissionByID(ctx, tx, id)
		learner = sub.Person
		return err
	})
	if err != nil || learner == who { // the rule says the rest
		return err
	}
	if heir, err := e.heir(ctx, learner); err != nil || heir != who {
		return err
	}
	return laurel.E(laurel.Forbidden, "opinion.own")
}

// mayReview asks for the permission that the step needs. Who may at least look
// at the submission is told what is missing; to others it does not exist.
func (e *Engine) mayReview(ctx context.Context, sub workflow.Submission, flow workflow.Flow, action laurel.Action) error {
	looks := e.gate.May(ctx, laurel.ReadSubmission, sub)
	if action == "" {
		return e.mayHaveReviewed(ctx, sub, flow, looks)
	}
	err := e.gate.May(ctx, action, sub)
	if laurel.KindOf(err) == laurel.Forbidden && looks != nil {
		return hide(err)
	}
	return err
}

// mayHaveReviewed lets through who could give an opinion at any step of the flow,
// so that a reviewer who comes too late hears so, and not that there is nothing.
func (e *Engine) mayHaveReviewed(ctx context.Context, sub workflow.Submission, flow workflow.Flow, looks error) error {
	if looks == nil {
		return nil
	}
	for _, action := range flow.Reviews() {
		if e.gate.May(ctx, action, sub) == nil {
			return nil
		}
	}
	return hide(looks)
}

// hide turns "you may not" into "there is no such thing".
func hide(err error) error {
	if laurel.KindOf(err) == laurel.Forbidden {
		return laurel.E(laurel.NotFound, "error.not-found").Because(err)
	}
	return err
}
