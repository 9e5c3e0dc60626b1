package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// convertLater lets a photo wait in its parts until it is turned into a JPEG.
func convertLater(ctx context.Context, tx db.Tx, row *uploadRow, up Upload) error {
	row.Kind, row.ConvertingAt, row.ExpiresAt = up.Kind, tx.Now(), tx.Now().Add(workflow.DraftLife)
	if err := tx.Update(ctx, row); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.PhotoSent{Upload: row.ID})
}

// Unconverted lists the parts of a photo that is to be turned into a JPEG. It is for
// background work and may run twice; of one that is gone, or is done, there are none.
func (e *Engine) Unconverted(ctx context.Context, id laurel.UploadID) (parts []workflow.Part, err error) {
	err = e.toConvert(ctx, id, func(tx db.Tx, row *uploadRow) error {
		if row.DroppedAt.IsZero() {
			parts, err = partsOf(ctx, tx, id)
			return err
		}
		row.ConvertingAt = time.Time{} // what is kept of it by now is for who removes it
		return tx.Update(ctx, row)
	})
	return parts, err
}

// toConvert runs fn on a photo that is being turned into a JPEG, if it still is.
func (e *Engine) toConvert(ctx context.Context, id laurel.UploadID, fn func(db.Tx, *uploadRow) error) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		row, err := anyUpload(ctx, tx, id)
		if laurel.KindOf(err) == laurel.NotFound || err == nil && !row.converting() {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(tx, &row)
	})
}

// NoteConverted notes the JPEG that is going to be kept of a photo. One that was dropped
// meanwhile is Unready, and has no parts when they are asked for again.
func (e *Engine) NoteConverted(ctx context.Context, id laurel.UploadID, media, mediaType string) error {
	return e.toConvert(ctx, id, func(tx db.Tx, row *uploadRow) error {
		if !row.DroppedAt.IsZero() {
			return laurel.E(laurel.Unready, "error.unready")
		}
		row.Media, row.MediaType = media, mediaType
		if err := staysKept(ctx, tx, *row); err != nil {
			return err
		}
		return tx.Update(ctx, row)
	})
}

// KeepConverted notes that the JPEG is kept which was noted before, of size bytes: the
// photo can be handed in, and what was sent is removed. There is room for it where
// there was for what was sent, within some kilobytes.
func (e *Engine) KeepConverted(ctx context.Context, id laurel.UploadID, size int64) error {
	return e.toConvert(ctx, id, func(tx db.Tx, row *uploadRow) error {
		row.ConvertingAt, row.Size = time.Time{}, size
		if row.DroppedAt.IsZero() {
			row.ExpiresAt = tx.Now().Add(workflow.DraftLife)
			if err := tx.PostAt(ctx, workflow.UploadDue{Upload: id}, row.ExpiresAt); err != nil {
				return err
			}
			if err := taken(ctx, tx, *row); err != nil {
				return err
			}
		}
		return swept(ctx, tx, row)
	})
}

// FailConversion notes that a photo cannot be turned into a JPEG, with the text that
// says so. What was sent is removed.
func (e *Engine) FailConversion(ctx context.Context, id laurel.UploadID, text string) error {
	return e.toConvert(ctx, id, func(tx db.Tx, row *uploadRow) error {
		row.ConvertingAt, row.Failed = time.Time{}, text
		if row.Media == "" { // else it was noted, and what of it is kept goes with it
			row.Size = 0
		}
		if row.DroppedAt.IsZero() {
			if err := tx.PostAt(ctx, workflow.UploadDue{Upload: id}, row.ExpiresAt); err != nil {
				return err
			}
		}
		return swept(ctx, tx, row)
	})
}

// swept saves a file of which something is no longer needed.
func swept(ctx context.Context, tx db.Tx, row *uploadRow) error {
	if err := tx.Update(ctx, row); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.UploadDue{Upload: row.ID})
}
