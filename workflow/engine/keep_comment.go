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
func (e *Engine) Unsaid(ctx context.Context, id laurel.SubmissionID) (written Said, err error) {
	who, err := person(ctx)
	if err != nil {
		return written, err
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		kept, err := unsaidOf(ctx, tx, id, who)
		if kept != nil {
			written.Comment, written.Marks = kept.Comment, kept.Marks
		}
		return err
	})
	return written, err
}

// KeepComment keeps what a reviewer has written and marked so far, over what was
// kept before; where there is nothing, nothing is kept. A criterion may be
// workflow.Unmarked; the advice is not kept. It ends once the reviewer has given an
// opinion, or the turn is over.
func (e *Engine) KeepComment(ctx context.Context, id laurel.SubmissionID, written Said) error {
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
		j, err := e.toJudge(ctx, tx, id, written.Attempt)
		if err != nil {
			return err
		}
		if err := j.sub.Awaits(j.flow, who, tx.Now()); err != nil {
			return err
		}
		if err := workflow.Sayable(written.Comment); err != nil {
			return err
		}
		marks, err := j.sub.KeepableMarks(j.flow, j.voice.Role, written.Marks, tx.Now())
		if err != nil {
			return err
		}
		if strings.TrimSpace(written.Comment) == "" && len(marks) == 0 {
			return endUnsaid(ctx, tx, id, who)
		}
		if err := mayAct(ctx, tx, j.sub.City); err != nil {
			return err
		}
		return keepUnsaid(ctx, tx, unsaidRow{SubmissionID: id, PersonID: who, Comment: written.Comment, Marks: marks, SavedAt: tx.Now()})
	})
}
