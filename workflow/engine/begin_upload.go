package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// BeginUpload lets a learner send a file for a task, in parts. What was announced
// counts as used until it has lapsed.
func (e *Engine) BeginUpload(ctx context.Context, id laurel.TaskID, told workflow.Announced) (workflow.Arrival, error) {
	who, err := person(ctx)
	if err != nil {
		return workflow.Arrival{}, err
	}
	row := uploadRow{PersonID: who, TaskID: id, Kind: told.Kind, Name: workflow.FileName(told.Name), Size: told.Size}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, a, err := e.knownTask(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, task); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		if err := mayHandIn(ctx, tx, a, who); err != nil {
			return err
		}
		if err := mayPrepare(ctx, tx, id, who); err != nil {
			return err
		}
		if err := task.Announce(told); err != nil {
			return err
		}
		if err := mayWait(ctx, tx, row); err != nil {
			return err
		}
		if err := room(ctx, tx, tenants.StorageQuota, told.Size); err != nil {
			return err
		}
		row.ID, row.MadeAt = laurel.NewID[laurel.UploadID](id.Tenant(), tx.Now()), tx.Now()
		row.ExpiresAt = tx.Now().Add(workflow.BegunLife)
		if err := tx.Insert(ctx, &row); err != nil {
			return err
		}
		return tx.PostAt(ctx, workflow.UploadDue{Upload: row.ID}, row.ExpiresAt)
	})
	return row.arrival(), err
}

// mayPrepare refuses what could not be handed in: something was, and is with an
// approver, or has passed without the badge being there to which more can be added.
func mayPrepare(ctx context.Context, tx db.Tx, id laurel.TaskID, who laurel.PersonID) error {
	last, err := latestSubmission(ctx, tx, id, who)
	if err != nil || last == nil {
		return err
	}
	switch last.State {
	case workflow.Open:
		return laurel.E(laurel.Conflict, "submission.under-way")
	case workflow.Approved:
		award, err := awardOf(ctx, tx, last.AchievementID, who)
		if err == nil && award == nil {
			err = laurel.E(laurel.Conflict, "submission.under-way")
		}
		return err
	case workflow.Returned, workflow.Rejected:
	}
	return nil
}
