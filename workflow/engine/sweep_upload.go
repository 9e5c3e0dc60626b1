package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Leftover is what of a file is no longer needed.
type Leftover struct {
	Parts []workflow.Part
	Media string // name in tenants/media of the whole; empty: it stays
	Gone  bool   // nothing of it stays
}

// Leftover says what of a file is no longer needed: its parts once it is whole,
// and all of it once it was dropped or has lapsed, which it drops itself. It is
// for background work and may run twice; one that is gone leaves nothing.
//
// What is to be removed has a row until ForgetUpload, so that the same bytes are
// not taken for kept when somebody sends them meanwhile.
func (e *Engine) Leftover(ctx context.Context, id laurel.UploadID) (l Leftover, err error) {
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		row, err := anyUpload(ctx, tx, id)
		if laurel.KindOf(err) == laurel.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := lapse(ctx, tx, &row); err != nil {
			return err
		}
		l.Gone = !row.DroppedAt.IsZero()
		if !l.Gone && !row.filed() {
			return nil
		}
		if l.Parts, err = partsOf(ctx, tx, id); err != nil || !l.Gone || !row.filed() {
			return err
		}
		staying, _, err := sharesMedia(ctx, tx, id, row.Media)
		if staying == 0 {
			l.Media = row.Media
		}
		return err
	})
	return l, err
}

// lapse drops a file for which nobody has asked for too long. One that is still
// being sent is looked at again when it would lapse next.
func lapse(ctx context.Context, tx db.Tx, row *uploadRow) error {
	a := row.arrival()
	switch {
	case !row.DroppedAt.IsZero() || a.ExpiresAt.IsZero():
		return nil
	case a.Lapsed(tx.Now()):
		row.DroppedAt = tx.Now()
		return tx.Update(ctx, row)
	case a.Filed:
		return nil
	}
	return tx.PostAt(ctx, workflow.UploadDue{Upload: row.ID}, a.ExpiresAt)
}

// ForgetUpload notes that what was left over of a file is removed.
func (e *Engine) ForgetUpload(ctx context.Context, id laurel.UploadID, l Leftover) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		for _, p := range l.Parts {
			if err := deletePart(ctx, tx, id, p); err != nil {
				return err
			}
		}
		if !l.Gone {
			return nil
		}
		return tx.Delete(ctx, &uploadRow{ID: id})
	})
}
