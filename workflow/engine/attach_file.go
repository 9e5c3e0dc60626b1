package engine

import (
	"context"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// AttachmentSizes is how large a file may be that is attached to an activity, for who
// may attach one.
func (e *Engine) AttachmentSizes(ctx context.Context, id laurel.ActivityID) (own workflow.Sizes, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		own, err = sizes(ctx, tx)
		return err
	})
	return own, err
}

// FileAttachment notes a stored file that an activity's draft is going to name. It
// lapses if none does.
func (e *Engine) FileAttachment(ctx context.Context, id laurel.ActivityID, up Upload) (a workflow.Attachment, err error) {
	who, err := person(ctx)
	if err != nil {
		return a, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		row := uploadRow{PersonID: who, ActivityID: id, Kind: up.Kind, Name: workflow.FileName(up.Name), Media: up.Media,
			MediaType: up.MediaType, Size: up.Size, Received: up.Size, ExpiresAt: tx.Now().Add(workflow.DraftLife)}
		if err := insertAttachment(ctx, tx, &row); err != nil {
			return err
		}
		a = row.attachment(row.Name)
		return tx.PostAt(ctx, workflow.UploadDue{Upload: row.ID}, row.ExpiresAt)
	})
	return a, err
}

// insertAttachment notes a file of an activity where there is room for it.
func insertAttachment(ctx context.Context, tx db.Tx, row *uploadRow) error {
	if err := room(ctx, tx, tenants.StorageQuota, row.Size); err != nil {
		return err
	}
	row.ID, row.MadeAt = laurel.NewID[laurel.UploadID](tx.Tenant(), tx.Now()), tx.Now()
	if err := staysKept(ctx, tx, *row); err != nil {
		return err
	}
	return tx.Insert(ctx, row)
}

func (r uploadRow) attachment(title string) workflow.Attachment {
	return workflow.Attachment{Upload: r.ID, Title: title, Media: r.Media, MediaType: r.MediaType, Size: r.Size}
}

// attach puts in what is known of the files that a draft names, and keeps them from
// lapsing. They have to be the activity's own.
func attach(ctx context.Context, tx db.Tx, id laurel.ActivityID, list []workflow.Attachment) ([]workflow.Attachment, error) {
	full := make([]workflow.Attachment, len(list))
	for i, a := range list {
		row, err := heldUpload(ctx, tx, a.Upload)
		if laurel.KindOf(err) == laurel.NotFound || err == nil && row.ActivityID != id {
			return nil, laurel.E(laurel.Invalid, "attachment.unknown").Because(err).At("attachments[" + strconv.Itoa(i) + "]")
		}
		if err != nil {
			return nil, err
		}
		if err := use(ctx, tx, &row); err != nil {
			return nil, err
		}
		full[i] = row.attachment(a.Title)
	}
	return full, nil
}

// detach lets go of files that neither an activity nor its draft names any more.
func detach(ctx context.Context, tx db.Tx, gone []laurel.UploadID) error {
	for _, id := range gone {
		row, err := uploadByID(ctx, tx, id)
		if laurel.KindOf(err) == laurel.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		row.ExpiresAt = tx.Now()
		if err := drop(ctx, tx, &row); err != nil {
			return err
		}
	}
	return nil
}

// attachCopies lets a copy of an activity have files of its own, of the same bytes.
func attachCopies(ctx context.Context, tx db.Tx, to laurel.ActivityID, list []workflow.Attachment) ([]workflow.Attachment, error) {
	copies := make([]workflow.Attachment, len(list))
	for i, a := range list {
		row, err := uploadByID(ctx, tx, a.Upload)
		if err != nil {
			return nil, err
		}
		row.PersonID, row.ActivityID, row.ExpiresAt, row.Version = laurel.ActorFrom(ctx).Person, to, time.Time{}, 0
		if err := insertAttachment(ctx, tx, &row); err != nil {
			return nil, err
		}
		copies[i] = row.attachment(a.Title)
	}
	return copies, nil
}

// Attachment returns a file that is attached to a published activity, to who may know
// of the activity.
func (e *Engine) Attachment(ctx context.Context, id laurel.ActivityID, file laurel.UploadID) (workflow.Attachment, error) {
	a, err := e.KnownActivity(ctx, id)
	if err != nil {
		return workflow.Attachment{}, err
	}
	return attached(a.Attachments, file)
}

// DraftAttachment returns a file that is attached to what is being written of an
// activity, to who may change it.
func (e *Engine) DraftAttachment(ctx context.Context, id laurel.ActivityID, file laurel.UploadID) (workflow.Attachment, error) {
	v, err := e.Draft(ctx, id)
	if err != nil {
		return workflow.Attachment{}, err
	}
	return attached(v.Draft.Attachments, file)
}

func attached(list []workflow.Attachment, file laurel.UploadID) (workflow.Attachment, error) {
	for _, a := range list {
		if a.Upload == file {
			return a, nil
		}
	}
	return workflow.Attachment{}, laurel.E(laurel.NotFound, "error.not-found")
}
