package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Arrival says how far a file has come, to who sends it. To others it does not
// exist, and to nobody once it has lapsed or was dropped.
func (e *Engine) Arrival(ctx context.Context, id laurel.UploadID) (a workflow.Arrival, err error) {
	who, err := person(ctx)
	if err != nil {
		return a, err
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := ownUpload(ctx, tx, id, who)
		if err != nil {
			return err
		}
		a, err = arrivalOf(ctx, tx, row)
		return err
	})
	return a, err
}

// ownUpload loads a file that somebody sends or has sent for a task.
func ownUpload(ctx context.Context, tx db.Tx, id laurel.UploadID, who laurel.PersonID) (uploadRow, error) {
	row, err := uploadByID(ctx, tx, id)
	if err == nil && (row.PersonID != who || row.TaskID == "" || row.arrival().Lapsed(tx.Now())) {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return row, err
}

func arrivalOf(ctx context.Context, tx db.Tx, row uploadRow) (workflow.Arrival, error) {
	a := row.arrival()
	var err error
	a.Parts, err = countParts(ctx, tx, row.ID)
	return a, err
}

// ReceivePart notes that a part is kept of a file that somebody sends.
func (e *Engine) ReceivePart(ctx context.Context, id laurel.UploadID, p workflow.Part) (a workflow.Arrival, err error) {
	err = e.withUpload(ctx, id, func(tx db.Tx, row uploadRow) error {
		if a, err = receive(ctx, tx, &row, p); err != nil {
			return err
		}
		return tx.Update(ctx, &row)
	})
	return a, err
}

// withUpload runs fn on a file of the actor's.
func (e *Engine) withUpload(ctx context.Context, id laurel.UploadID, fn func(db.Tx, uploadRow) error) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := ownUpload(ctx, tx, id, who)
		if err != nil {
			return err
		}
		return fn(tx, row)
	})
}

func receive(ctx context.Context, tx db.Tx, row *uploadRow, p workflow.Part) (workflow.Arrival, error) {
	a, err := arrivalOf(ctx, tx, *row)
	if err != nil {
		return a, err
	}
	if err := a.Receive(p, tx.Now()); err != nil {
		return a, err
	}
	row.Received, row.ExpiresAt = a.Received, a.ExpiresAt
	return a, insertPart(ctx, tx, row.ID, p)
}

// Parts lists what is kept of a file that the actor sends, in its order.
func (e *Engine) Parts(ctx context.Context, id laurel.UploadID) (parts []workflow.Part, err error) {
	who, err := person(ctx)
	if err != nil {
		return nil, err
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		if _, err := ownUpload(ctx, tx, id, who); err != nil {
			return err
		}
		parts, err = partsOf(ctx, tx, id)
		return err
	})
	return parts, err
}

// FinishUpload notes the last part of a file together with what has come of all
// of them, which is kept by then. So whoever is cut off here sends the last part
// again, and no file is whole without being recognised.
func (e *Engine) FinishUpload(ctx context.Context, id laurel.UploadID, last workflow.Part, up Upload) (a workflow.Arrival, err error) {
	err = e.withUpload(ctx, id, func(tx db.Tx, row uploadRow) error {
		if a, err = receive(ctx, tx, &row, last); err != nil {
			return err
		}
		if err := room(ctx, tx, tenants.StorageQuota, up.Size-row.Size); err != nil {
			return err
		}
		if up.Converting {
			return convertLater(ctx, tx, &row, up)
		}
		row.Kind, row.Media, row.MediaType, row.Size = up.Kind, up.Media, up.MediaType, up.Size
		row.ExpiresAt = tx.Now().Add(workflow.DraftLife)
		if err := staysKept(ctx, tx, row); err != nil {
			return err
		}
		if err := tx.Update(ctx, &row); err != nil {
			return err
		}
		if err := taken(ctx, tx, row); err != nil {
			return err
		}
		if err := tx.Post(ctx, workflow.UploadDue{Upload: id}); err != nil { // for its parts
			return err
		}
		return tx.PostAt(ctx, workflow.UploadDue{Upload: id}, row.ExpiresAt)
	})
	a.Filed, a.Converting = err == nil && !up.Converting, err == nil && up.Converting
	a.Kind = up.Kind
	return a, err
}

// DropUpload takes a file away that no evidence names yet, whole or not.
func (e *Engine) DropUpload(ctx context.Context, id laurel.UploadID) error {
	return e.withUpload(ctx, id, func(tx db.Tx, row uploadRow) error { return drop(ctx, tx, &row) })
}

func drop(ctx context.Context, tx db.Tx, row *uploadRow) error {
	if row.ExpiresAt.IsZero() {
		return laurel.E(laurel.Conflict, "upload.in-use")
	}
	row.DroppedAt = tx.Now()
	if err := tx.Update(ctx, row); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.UploadDue{Upload: row.ID})
}
