package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// taken says that a photo for a task is there, to be made smaller for looking at it.
func taken(ctx context.Context, tx db.Tx, row uploadRow) error {
	if row.Kind != approval.Photo || row.TaskID == "" {
		return nil
	}
	return tx.Post(ctx, workflow.PhotoTaken{Upload: row.ID})
}

// earlier is how old a photo is of which nobody makes previews any more without being
// asked to: what takes longer has failed, or was sent when there were none.
const earlier = 24 * time.Hour

// PreviewEarlier has previews made of an organisation's photos that were sent when there
// were none. It may run twice, and beside others: previews are made once.
func (e *Engine) PreviewEarlier(ctx context.Context, t laurel.TenantID) error {
	for last := laurel.UploadID(""); ; {
		var rows []uploadRow
		err := e.db.Read(ctx, t, func(tx db.Tx) (err error) {
			rows, err = unpreviewed(ctx, tx, last, tx.Now().Add(-earlier), atATime)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID
		err = e.inTx(ctx, t, func(tx db.Tx) error {
			if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(t)); err != nil {
				return err
			}
			for _, row := range rows {
				if err := taken(ctx, tx, row); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// previewing reports whether previews are noted that may not be kept yet.
func (r uploadRow) previewing() bool { return r.Small != "" && r.PreviewedAt.IsZero() }

// previews are those that are kept.
func (r uploadRow) previews() workflow.Previews {
	if r.PreviewedAt.IsZero() {
		return workflow.Previews{}
	}
	return workflow.Previews{Small: r.Small, Large: r.Large}
}

// Unpreviewed is the name of a photo whose previews are to be made. It is for
// background work and may run twice; of a photo that is gone, or has its previews, it
// is empty.
func (e *Engine) Unpreviewed(ctx context.Context, id laurel.UploadID) (photo string, err error) {
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := e.toPreview(ctx, tx, id)
		switch {
		case laurel.KindOf(err) == laurel.NotFound:
			return nil
		case err != nil:
			return err
		case row.DroppedAt.IsZero() && row.PreviewedAt.IsZero():
			photo = row.Media
		case row.previewing(): // some of them may be kept, for who removes the photo
			row.PreviewedAt = tx.Now()
			return tx.Update(ctx, &row)
		}
		return nil
	})
	return photo, err
}

func (e *Engine) toPreview(ctx context.Context, tx db.Tx, id laurel.UploadID) (uploadRow, error) {
	if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
		return uploadRow{}, err
	}
	return anyUpload(ctx, tx, id)
}

// NotePreviews notes the previews of a photo that are going to be kept, of size bytes
// together. NotFound is returned where the photo was dropped.
func (e *Engine) NotePreviews(ctx context.Context, id laurel.UploadID, p workflow.Previews, size int64) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := e.toPreview(ctx, tx, id)
		if err != nil {
			return err
		}
		if !row.DroppedAt.IsZero() {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		row.Small, row.Large, row.PreviewsSize = p.Small, p.Large, size
		return tx.Update(ctx, &row)
	})
}

// KeepPreviews notes that the previews are kept which were noted before. Where the
// photo was dropped meanwhile, whoever removes it removes them; once that is done,
// NotFound is returned.
func (e *Engine) KeepPreviews(ctx context.Context, id laurel.UploadID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := e.toPreview(ctx, tx, id)
		if err != nil {
			return err
		}
		row.PreviewedAt = tx.Now()
		return tx.Update(ctx, &row)
	})
}

// previewsOf are the previews of what evidence names.
func (e *Engine) previewsOf(ctx context.Context, ev workflow.Evidence) (p workflow.Previews, err error) {
	if ev.Kind != approval.Photo {
		return p, nil
	}
	err = e.db.Read(ctx, ev.Upload.Tenant(), func(tx db.Tx) error {
		row, err := anyUpload(ctx, tx, ev.Upload)
		p = row.previews()
		return err
	})
	return p, err
}
