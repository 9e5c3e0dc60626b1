package engine

import (
	"context"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Unsaid returns what the actor has written about a submission and not said yet.
// Nobody else's is ever returned.
func (e *Engine) Unsaid(ctx context.Context, id laurel.SubmissionID) (comment string, err error) {
	who, err := person(ctx)
	if err != nil {
		return "", err
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		kept, err := unsaidOf(ctx, tx, id, who)
		if kept != nil {
			comment = kept.Comment
		}
		return err
	})
	return comment, err
}

// KeepComment keeps what a reviewer has written so far about an attempt (0 where
// that is not known), over what was kept before; where nothing is written, nothing
// is kept. It ends once the reviewer has given an opinion, or the turn is over.
func (e *Engine) KeepComment(ctx context.Context, id laurel.SubmissionID, comment string, attempt int) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	if err := e.notOwn(ctx, id, who); err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := holdSubmission(ctx, tx, id); err != nil {
			return err
		}
		j, err := e.toJudge(ctx, tx, id, attempt)
		if err != nil {
			return err
		}
		if err := j.sub.Awaits(j.flow, who, tx.Now()); err != nil {
			return err
		}
		if err := workflow.Sayable(comment); err != nil {
			return err
		}
		if strings.TrimSpace(comment) == "" {
			return endUnsaid(ctx, tx, id, who)
		}
		if err := mayAct(ctx, tx, j.sub.City); err != nil {
			return err
		}
		return keepUnsaid(ctx, tx, unsaidRow{SubmissionID: id, PersonID: who, Comment: comment, SavedAt: tx.Now()})
	})
}
