package intake

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// partSize is how much of a file is kept at a time: as much as is sent again at
// most where a process dies. What is cut off is kept up to there.
const partSize = 8 << 20

// Receive keeps what body brings of a file, from where it stands on. Whoever is
// cut off goes on from there. With its last byte the file is recognised, cleaned
// and filed; one that cannot be is dropped.
func (in *Intake) Receive(ctx context.Context, a workflow.Arrival, body io.Reader) (workflow.Arrival, error) {
	r := bufio.NewReaderSize(body, 64<<10)
	for a.Received < a.Size {
		if _, err := r.Peek(1); err != nil {
			return a, nil //nolint:nilerr // all that came is kept, whether or not it was cut off
		}
		next, err := in.next(ctx, a, r)
		if err != nil {
			return a, err
		}
		a = next
	}
	return a, nil
}

// next keeps one more part. Bytes that are noted nowhere are removed.
func (in *Intake) next(ctx context.Context, a workflow.Arrival, r *bufio.Reader) (workflow.Arrival, error) {
	part, err := in.part(ctx, a, r)
	if err != nil {
		return a, err
	}
	var next workflow.Arrival
	if a.Received+part.Size == a.Size {
		next, err = in.finish(ctx, a, part, r)
	} else {
		next, err = in.engine.ReceivePart(ctx, a.ID, part)
	}
	if err != nil {
		err = errors.Join(err, in.media.Remove(context.WithoutCancel(ctx), a.ID.Tenant(), media.Name(part.Media)))
	}
	return next, err
}

// part stores what comes, up to the size of one.
func (in *Intake) part(ctx context.Context, a workflow.Arrival, r io.Reader) (workflow.Part, error) {
	most := min(partSize, a.Size-a.Received)
	name, size, err := in.media.PutPart(ctx, a.ID, a.Received, untilCut{io.LimitReader(r, most)}, most)
	return workflow.Part{Start: a.Received, Size: size, Media: string(name)}, err
}

// untilCut ends where the connection does.
type untilCut struct{ r io.Reader }

func (u untilCut) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// finish files what has come of all parts. What follows the last byte was not
// announced.
func (in *Intake) finish(ctx context.Context, a workflow.Arrival, last workflow.Part, rest *bufio.Reader) (workflow.Arrival, error) {
	if b, _ := rest.Peek(1); len(b) > 0 {
		return a, laurel.E(laurel.TooLarge, "upload.longer").With(laurel.Args{"Size": a.Size})
	}
	task, err := in.engine.Task(ctx, a.Task)
	if err != nil {
		return a, err
	}
	whole, err := in.join(ctx, a, last)
	if err != nil {
		return a, err
	}
	defer Discard(whole)
	up, err := in.settleOrWait(ctx, task, a.Announced, whole)
	if kind := laurel.KindOf(err); kind == laurel.Invalid || kind == laurel.TooLarge {
		return a, errors.Join(err, in.engine.DropUpload(ctx, a.ID))
	}
	if err != nil {
		return a, err
	}
	done, err := in.engine.FinishUpload(ctx, a.ID, last, up)
	if err != nil || up.Converting {
		return done, err
	}
	return done, in.mustStay(ctx, task, a.Announced, whole, up)
}

// settleOrWait is settle, but for what is to be converted in the background: its parts
// are what is kept of it until then.
func (in *Intake) settleOrWait(ctx context.Context, task workflow.Task, a workflow.Announced, whole *os.File) (engine.Upload, error) {
	if !in.heic.Waits(whole, a.Size) {
		return in.settle(ctx, task, a, whole)
	}
	up, _, err := in.recognise(task, a, whole)
	up.Size, up.Converting = a.Size, true
	return up, err
}

// join puts all parts of a file together, in a temporary one.
func (in *Intake) join(ctx context.Context, a workflow.Arrival, last workflow.Part) (*os.File, error) {
	parts, err := in.engine.Parts(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	whole, err := temporary()
	if err != nil {
		return nil, err
	}
	at := int64(0)
	for _, p := range append(parts, last) {
		if p.Start == at { // else another has sent the same meanwhile, and who comes later is told so
			err = errors.Join(err, in.media.CopyPart(ctx, whole, media.Part{Of: a.ID, Start: p.Start, Size: p.Size, Name: media.Name(p.Media)}))
			at += p.Size
		}
	}
	if err == nil && at != a.Size {
		err = laurel.E(laurel.Conflict, "upload.offset").With(laurel.Args{"Is": at})
	}
	if err != nil {
		Discard(whole)
		return nil, err
	}
	return whole, nil
}

// Spool writes what r holds into a temporary file, which the caller gives to
// Discard; what has more than most bytes is TooLarge, and counted to its end.
func Spool(r io.Reader, most int64) (f *os.File, size int64, err error) {
	if f, err = temporary(); err != nil {
		return nil, 0, err
	}
	size, err = io.Copy(f, io.LimitReader(r, most+1))
	if err == nil && size > most {
		rest, lost := io.Copy(io.Discard, r)
		size, err = size+rest, errors.Join(laurel.E(laurel.TooLarge, "error.too-large"), lost)
	}
	if err != nil {
		Discard(f)
		return nil, size, err
	}
	return f, size, nil
}

func temporary() (*os.File, error) { return os.CreateTemp("", "laurel-upload-*") }

// Discard ends the use of a temporary file.
func Discard(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name()) // where this fails, the machine's own tidying does it
}
