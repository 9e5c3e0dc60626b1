package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Unsent is what a learner has ready for a task and has not handed in.
type Unsent struct {
	workflow.Writing
	Files []workflow.Arrival // whole ones and others, the oldest first
}

// Unsent returns the actor's own; for visitors it is empty.
func (e *Engine) Unsent(ctx context.Context, id laurel.TaskID) (u Unsent, err error) {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return u, nil
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		written, err := wordsOf(ctx, tx, id, who)
		if err != nil {
			return err
		}
		if written != nil {
			u.Writing = workflow.Writing{Text: written.Text, Link: written.Link}
		}
		rows, err := waitingUploads(ctx, tx, id, who)
		for _, r := range rows {
			if a := r.arrival(); !a.Lapsed(tx.Now()) {
				u.Files = append(u.Files, a)
			}
		}
		return err
	})
	return u, err
}

// KeepWords keeps what a learner has written so far, over what was kept before.
func (e *Engine) KeepWords(ctx context.Context, id laurel.TaskID, w workflow.Writing) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, _, err := e.knownTask(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, task); err != nil {
			return err
		}
		if err := mayPrepare(ctx, tx, id, who); err != nil {
			return err
		}
		if err := w.Keepable(); err != nil {
			return err
		}
		row := wordsRow{TaskID: id, PersonID: who, Text: w.Text, Link: w.Link, SavedAt: tx.Now()}
		kept, err := wordsOf(ctx, tx, id, who)
		if err != nil {
			return err
		}
		if kept == nil {
			return tx.Insert(ctx, &row)
		}
		row.Version = kept.Version
		return tx.Update(ctx, &row)
	})
}

// endUnsent forgets what was written for a task, and drops the files for it that
// are not handed in: by now, evidence names those that are.
func endUnsent(ctx context.Context, tx db.Tx, id laurel.TaskID, who laurel.PersonID) error {
	if err := tx.Delete(ctx, &wordsRow{TaskID: id, PersonID: who}); err != nil {
		return err
	}
	rows, err := waitingUploads(ctx, tx, id, who)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := drop(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
