package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Leftover is what of a file is no longer needed.
type Leftover struct {
	Parts []workflow.Part
	Media string // name in tenants/media of the whole; empty: it stays
	Gone  bool   // nothing of it stays

	Previews workflow.Previews // of what is gone
}

// Leftover says what of a file is no longer needed: its parts once it is whole,
// and all of it once it was dropped or has lapsed, which it drops itself. It is
// for background work and may run twice; one that is gone leaves nothing.
//
// What is to be removed has a row until ForgetUpload: whoever sends the same bytes
// meanwhile is refused for a moment, and does not take them for kept.
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
		if !l.Gone && !row.filed() && row.Failed == "" {
			return nil
		}
		if row.converting() && row.Media != "" { // what is being kept would be forgotten
			return laurel.E(laurel.Unready, "error.unready")
		}
		if l.Parts, err = partsOf(ctx, tx, id); err != nil || !l.Gone || row.Media == "" {
			return err
		}
		if row.previewing() { // what is being kept would be forgotten
			return laurel.E(laurel.Unready, "error.unready")
		}
		l.Previews = row.previews()
		l.Media, err = spare(ctx, tx, &row)
		return err
	})
	return l, err
}

// spare is the name of what is kept of a dropped file, to be removed; it is empty
// where another has the same bytes. From here on, nobody takes them for kept.
func spare(ctx context.Context, tx db.Tx, row *uploadRow) (string, error) {
	same, err := sharesMedia(ctx, tx, *row)
	if err != nil || slices.ContainsFunc(same, func(r uploadRow) bool { return r.DroppedAt.IsZero() }) {
		return "", err
	}
	row.RemovingAt = tx.Now()
	return row.Media, tx.Update(ctx, row)
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
	case a.Filed, a.Failed != "":
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
