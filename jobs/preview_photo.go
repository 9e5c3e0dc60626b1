package jobs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// preview is one that is made and not yet kept.
type preview struct {
	name  media.Name
	bytes []byte
}

// previewPhoto makes the previews of a photo. They are noted before they are kept, so
// that none is left behind wherever it ends; the same photo gives the same again.
func (w *Worker) previewPhoto(ctx context.Context, d db.Due, e workflow.PhotoTaken) error {
	photo, err := w.Engine.Unpreviewed(ctx, e.Upload)
	if err != nil || photo == "" {
		return err
	}
	b, err := w.Media.ReadAll(ctx, d.TenantID, media.Name(photo), media.PhotoBytes)
	if err != nil {
		return err
	}
	small, err := makePreview(b, e.Upload, workflow.SmallSide)
	if err != nil {
		return err
	}
	large, err := makePreview(b, e.Upload, workflow.LargeSide)
	if err != nil {
		return err
	}
	err = w.Engine.NotePreviews(ctx, e.Upload, workflow.Previews{Small: string(small.name), Large: string(large.name)},
		int64(len(small.bytes)+len(large.bytes)))
	if err != nil {
		return err // one that was dropped is looked at again, and left
	}
	for _, p := range []preview{small, large} {
		if _, err := w.Media.Put(ctx, d.TenantID, p.name.Extension(), p.bytes); err != nil {
			return err
		}
	}
	err = w.Engine.KeepPreviews(ctx, e.Upload)
	if laurel.KindOf(err) != laurel.NotFound {
		return err
	}
	return errors.Join(w.Media.Remove(ctx, d.TenantID, small.name), w.Media.Remove(ctx, d.TenantID, large.name))
}

// makePreview makes one whose name is no other photo's. It may be seen by strangers, so
// it does not say of which upload it is.
func makePreview(photo []byte, of laurel.UploadID, side int) (preview, error) {
	b, err := media.Preview(photo, side)
	if err != nil {
		return preview{}, err
	}
	b, err = media.Labelled(b, fmt.Sprintf("%x %d", sha256.Sum256([]byte(of)), side))
	return preview{name: media.NameOf(b, "jpg"), bytes: b}, err
}
