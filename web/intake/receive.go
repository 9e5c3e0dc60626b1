package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
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

// part stores what comes, up to the size of one. Files are named by their content,
// so a part begins with a heading of its own: removing one takes no other away.
func (in *Intake) part(ctx context.Context, a workflow.Arrival, r io.Reader) (workflow.Part, error) {
	most := min(partSize, a.Size-a.Received)
	head := heading(a.ID, a.Received)
	came := &counter{r: untilCut{io.LimitReader(r, most)}}
	name, err := in.media.PutFrom(ctx, a.ID.Tenant(), "part", io.MultiReader(strings.NewReader(head), came), int64(len(head))+most)
	return workflow.Part{Start: a.Received, Size: came.n, Media: string(name)}, err
}

func heading(id laurel.UploadID, start int64) string { return fmt.Sprintf("%s %d\n", id, start) }

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
	up, err := in.settle(ctx, task, a.Announced, whole)
	if kind := laurel.KindOf(err); kind == laurel.Invalid || kind == laurel.TooLarge {
		return a, errors.Join(err, in.engine.DropUpload(ctx, a.ID))
	}
	if err != nil {
		return a, err
	}
	done, err := in.engine.FinishUpload(ctx, a.ID, last, up)
	if err != nil {
		return a, err
	}
	return done, in.mustStay(ctx, task, a.Announced, whole, up)
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
			err = errors.Join(err, in.copyPart(ctx, a.ID, p, whole))
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

func (in *Intake) copyPart(ctx context.Context, id laurel.UploadID, p workflow.Part, to io.Writer) (err error) {
	f, size, err := in.media.Read(ctx, id.Tenant(), media.Name(p.Media))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := int64(len(heading(id, p.Start)))
	if size != head+p.Size {
		return fmt.Errorf("intake: the part of %s at %d has %d bytes, want %d", id, p.Start, size-head, p.Size)
	}
	if _, err := io.CopyN(io.Discard, f, head); err != nil {
		return err
	}
	_, err = io.CopyN(to, f, p.Size)
	return err
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
