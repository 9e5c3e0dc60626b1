package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Said is what a reviewer says about a submission.
type Said struct {
	Advice  approval.Outcome
	Comment string
	Marks   []approval.Mark // of each criterion, where there is a rubric
	Attempt int             // that the reviewer looked at; 0 where that is not known
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
		j, err := e.toJudge(ctx, tx, id, said.Attempt)
		if err != nil {
			return err
		}
		opinion := workflow.Opinion{Person: who, Role: j.voice.Role, Advice: said.Advice, Comment: said.Comment, Marks: said.Marks, At: tx.Now()}
		if err := j.sub.Judge(j.flow, opinion); err != nil {
			return err
		}
		if err := fileOpinion(ctx, tx, j.sub, j.sub.Opinions[len(j.sub.Opinions)-1]); err != nil {
			return err
		}
		if err := updateSubmission(ctx, tx, j.row, j.sub); err != nil {
			return err
		}
		if err := endUnsaid(ctx, tx, id, who); err != nil {
			return err
		}
		return tx.Post(ctx, workflow.OpinionGiven{Submission: id})
	})
}

// judging is a submission with what it takes to say something about it.
type judging struct {
	row   *submissionRow
	sub   workflow.Submission
	flow  workflow.Flow
	voice workflow.Voice // of the actor; none where nobody is to be heard, or it is their own
}

// toJudge loads a submission and its flow for who may say something about it. Of
// one's own, the rules say that one may not.
func (e *Engine) toJudge(ctx context.Context, tx db.Tx, id laurel.SubmissionID, attempt int) (j judging, err error) {
	if j.row, j.sub, err = submissionByID(ctx, tx, id); err != nil {
		return j, err
	}
	if j.flow, err = flowByID(ctx, tx, j.sub.Flow); err != nil {
		return j, err
	}
	if laurel.ActorFrom(ctx).Person != j.sub.Person {
		if j.voice, err = e.mayReview(ctx, j.sub, j.flow, tx.Now()); err != nil {
			return j, err
		}
	}
	return j, j.sub.Seen(attempt)
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

// mayReview asks for a permission that the step needs, and says with which voice the
// actor speaks. Who may at least look at the submission is told what is missing; to
// others it does not exist.
func (e *Engine) mayReview(ctx context.Context, sub workflow.Submission, flow workflow.Flow, now time.Time) (workflow.Voice, error) {
	looks := e.gate.May(ctx, laurel.ReadSubmission, sub)
	voices := sub.Voices(flow, now)
	if len(voices) == 0 {
		return workflow.Voice{}, e.mayHaveReviewed(ctx, sub, flow, looks)
	}
	voice, err := e.voice(ctx, sub, voices)
	if laurel.KindOf(err) == laurel.Forbidden && looks != nil {
		return voice, hide(err)
	}
	return voice, err
}

// voice is the first of several with which the actor may speak about a submission.
func (e *Engine) voice(ctx context.Context, sub workflow.Submission, voices []workflow.Voice) (v workflow.Voice, err error) {
	for _, v := range voices {
		if err = e.gate.May(ctx, v.Action, sub); laurel.KindOf(err) != laurel.Forbidden {
			return v, err
		}
	}
	return v, err
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
