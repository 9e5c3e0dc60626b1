package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Upload is a file that was stored and is to be named by evidence or as a cover.
type Upload struct {
	Kind      approval.Kind
	Task      laurel.TaskID // that it was sent for; empty: it lapses never
	Name      string        // as it was called where it comes from; may be empty
	Media     string        // name in tenants/media
	MediaType string
	Size      int64 // bytes

	// Converting is set for a photo that is kept in its parts alone, and is to be turned
	// into a JPEG.
	Converting bool
}

// FileUpload notes whose a stored file is. It is the uploader's alone until
// evidence names it; one for a task lapses if none does.
func (e *Engine) FileUpload(ctx context.Context, t laurel.TenantID, up Upload) (laurel.UploadID, error) {
	return e.fileUpload(ctx, laurel.SubmitEvidence, t, up)
}

// FileCover is FileUpload for a picture that an activity will name as its cover.
func (e *Engine) FileCover(ctx context.Context, t laurel.TenantID, up Upload) (laurel.UploadID, error) {
	return e.fileUpload(ctx, laurel.PublishActivity, t, up)
}

func (e *Engine) fileUpload(ctx context.Context, a laurel.Action, t laurel.TenantID, up Upload) (laurel.UploadID, error) {
	who, err := person(ctx)
	if err != nil {
		return "", err
	}
	row := uploadRow{PersonID: who, TaskID: up.Task, Kind: up.Kind, Name: workflow.FileName(up.Name), Media: up.Media,
		MediaType: up.MediaType, Size: up.Size, Received: up.Size}
	err = e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, a, laurel.Whole(t)); err != nil {
			return err
		}
		if err := room(ctx, tx, tenants.StorageQuota, up.Size); err != nil {
			return err
		}
		row.ID, row.MadeAt = laurel.NewID[laurel.UploadID](t, tx.Now()), tx.Now()
		if err := staysKept(ctx, tx, row); err != nil {
			return err
		}
		if up.Task != "" {
			if err := e.await(ctx, tx, &row); err != nil {
				return err
			}
		}
		if err := taken(ctx, tx, row); err != nil {
			return err
		}
		return tx.Insert(ctx, &row)
	})
	return row.ID, err
}

// await lets a file wait for being handed in.
func (e *Engine) await(ctx context.Context, tx db.Tx, row *uploadRow) error {
	if err := mayWait(ctx, tx, *row); err != nil {
		return err
	}
	row.ExpiresAt = tx.Now().Add(workflow.DraftLife)
	return tx.PostAt(ctx, workflow.UploadDue{Upload: row.ID}, row.ExpiresAt)
}

// mayWait refuses one more file where as many wait as may.
func mayWait(ctx context.Context, tx db.Tx, row uploadRow) error {
	rows, err := waitingUploads(ctx, tx, row.TaskID, row.PersonID)
	if err == nil && len(rows) >= workflow.MaxWaiting {
		err = laurel.E(laurel.Conflict, "upload.too-many").With(laurel.Args{"Max": workflow.MaxWaiting})
	}
	return err
}

// staysKept refuses a file while the same bytes, sent before, are being removed.
// Whoever has stored it stores it again.
func staysKept(ctx context.Context, tx db.Tx, row uploadRow) error {
	same, err := sharesMedia(ctx, tx, row)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(same, func(r uploadRow) bool { return !r.RemovingAt.IsZero() }) {
		return laurel.E(laurel.Unready, "error.unready")
	}
	return nil
}
