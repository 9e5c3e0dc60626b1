package jobs

import (
	"bytes"
	"context"
	"fmt"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// mostConversions is how often a conversion is tried that fails for other reasons than the
// picture: for about a quarter of an hour.
const mostConversions = 20

// convertHEIC turns a photo into a JPEG that stands upright and says nothing of where
// and when. It is noted before it is kept, so that none is left behind wherever this
// ends. One that cannot be turned is noted as such, for its owner to read.
func (w *Worker) convertHEIC(ctx context.Context, d db.Due, e workflow.PhotoSent) error {
	parts, err := w.Engine.Unconverted(ctx, e.Upload)
	if err != nil || len(parts) == 0 {
		return err
	}
	sent, err := w.joined(ctx, e.Upload, parts)
	if err != nil {
		return err
	}
	photo, err := w.jpegOf(ctx, sent)
	switch kind := laurel.KindOf(err); {
	case err == nil:
		return w.keepConverted(ctx, d.TenantID, e.Upload, photo)
	case kind == laurel.Invalid || kind == laurel.TooLarge || kind == laurel.Internal && d.Attempts >= mostConversions:
		w.Logger.Warn("a photo cannot be converted", "upload", e.Upload, "error", err)
		return w.Engine.FailConversion(ctx, e.Upload, w.whyNot(sent))
	}
	return err
}

// joined is what was sent, of media.PhotoBytes at most.
func (w *Worker) joined(ctx context.Context, id laurel.UploadID, parts []workflow.Part) (*bytes.Reader, error) {
	var b bytes.Buffer
	for _, p := range parts {
		if p.Start != int64(b.Len()) || p.Start+p.Size > media.PhotoBytes {
			return nil, fmt.Errorf("jobs: the parts of %s do not make a photo", id)
		}
		piece := media.Part{Of: id, Start: p.Start, Size: p.Size, Name: media.Name(p.Media)}
		if err := w.Media.CopyPart(ctx, &b, piece); err != nil {
			return nil, err
		}
	}
	return bytes.NewReader(b.Bytes()), nil
}

func (w *Worker) jpegOf(ctx context.Context, sent *bytes.Reader) ([]byte, error) {
	sort, err := w.HEIC.Recognise(sent, sent.Size())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = w.HEIC.Clean(ctx, &out, sent, sent.Size(), sort)
	return out.Bytes(), err
}

// whyNot is the text about a photo that cannot be converted: nobody does that here by
// now, or it is the picture.
func (w *Worker) whyNot(sent *bytes.Reader) string {
	if !w.HEIC.Waits(sent, sent.Size()) {
		return "photo.heic"
	}
	return "photo.unconverted"
}

func (w *Worker) keepConverted(ctx context.Context, t laurel.TenantID, id laurel.UploadID, photo []byte) error {
	name := media.NameOf(photo, "jpg")
	if err := w.Engine.NoteConverted(ctx, id, string(name), name.ContentType()); err != nil {
		return err
	}
	if _, err := w.Media.Put(ctx, t, name.Extension(), photo); err != nil {
		return err
	}
	return w.Engine.KeepConverted(ctx, id, int64(len(photo)))
}
