// Package intake takes the files that learners send: it keeps what has come of
// one, and once all of it is there it finds out what it is, cleans it, and files
// it. Who may send what, and how much, is asked of package engine.
//
// The parts of a file are kept in the store of media, where every replica sees
// them, be it a folder or a bucket. No file is ever in memory as a whole but a
// photo that is decoded.
package intake

import (
	"context"
	"errors"
	"io"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const drawers = 2 // photos that are decoded at the same time, 200 MB each at worst

// Intake is safe for concurrent use.
type Intake struct {
	engine  *engine.Engine
	media   *media.Store
	heic    *media.HEIC
	drawing chan struct{} // a place for each photo that is decoded
}

// New returns an Intake that keeps files in m. Photos in HEIC it reads with h.
func New(e *engine.Engine, m *media.Store, h *media.HEIC) *Intake {
	return &Intake{engine: e, media: m, heic: h, drawing: make(chan struct{}, drawers)}
}

// Draw runs what decodes a picture, when few others do.
func (in *Intake) Draw(ctx context.Context, do func() error) error {
	select {
	case in.drawing <- struct{}{}:
		defer func() { <-in.drawing }()
	case <-ctx.Done():
		return laurel.E(laurel.Unready, "error.unready").Because(ctx.Err())
	}
	return do()
}

// File takes a whole file for a task and files it. Of what was announced the size
// has to be right.
func (in *Intake) File(ctx context.Context, id laurel.TaskID, a workflow.Announced, r io.ReaderAt) (engine.Upload, laurel.UploadID, error) {
	task, err := in.engine.Task(ctx, id)
	if err != nil {
		return engine.Upload{}, "", err
	}
	if err := task.Announce(a); err != nil {
		return engine.Upload{}, "", err
	}
	if in.heic.Waits(r, a.Size) {
		return in.fileLater(ctx, id, a, r)
	}
	up, err := in.settle(ctx, task, a, r)
	if err != nil {
		return up, "", err
	}
	upload, err := in.engine.FileUpload(ctx, id.Tenant(), up)
	if err != nil {
		return up, "", err
	}
	return up, upload, in.mustStay(ctx, task, a, r, up)
}

// fileLater keeps a photo as it was sent, to be converted in the background.
func (in *Intake) fileLater(
	ctx context.Context, id laurel.TaskID, told workflow.Announced, r io.ReaderAt,
) (engine.Upload, laurel.UploadID, error) {
	a, err := in.engine.BeginUpload(ctx, id, told)
	if err != nil {
		return engine.Upload{}, "", err
	}
	begun := a.ID
	a, err = in.Receive(ctx, a, io.NewSectionReader(r, 0, told.Size))
	if err == nil && !a.Converting {
		err = laurel.E(laurel.Unready, "error.unready")
	}
	if err != nil {
		lost := in.engine.DropUpload(context.WithoutCancel(ctx), begun)
		if laurel.KindOf(lost) == laurel.NotFound { // it was refused, and so dropped
			lost = nil
		}
		return engine.Upload{}, "", errors.Join(err, lost)
	}
	return engine.Upload{Kind: a.Kind, Task: id, Name: told.Name, Size: told.Size, Converting: true}, begun, nil
}

// Attach takes a whole file that is to be attached to an activity.
func (in *Intake) Attach(ctx context.Context, id laurel.ActivityID, a workflow.Announced, r io.ReaderAt) (workflow.Attachment, error) {
	own, err := in.engine.AttachmentSizes(ctx, id)
	if err != nil {
		return workflow.Attachment{}, err
	}
	// Any kind will do, each of its own size.
	task := workflow.Task{ID: laurel.TaskID(id), Sizes: own, Asks: []workflow.Ask{
		{Kind: approval.Photo}, {Kind: approval.Video}, {Kind: approval.Audio}, {Kind: approval.File}}}
	a.Kind = approval.Photo // until its content says what it is
	up, err := in.settle(ctx, task, a, r)
	if err != nil {
		return workflow.Attachment{}, err
	}
	up.Task = ""
	kept, err := in.engine.FileAttachment(ctx, id, up)
	if err != nil {
		return kept, err
	}
	return kept, in.mustStay(ctx, task, a, r, up)
}

// recognise finds out what a file is.
func (in *Intake) recognise(task workflow.Task, a workflow.Announced, r io.ReaderAt) (engine.Upload, media.Sort, error) {
	sort, err := in.heic.Recognise(r, a.Size)
	if err != nil {
		return engine.Upload{}, sort, err
	}
	kind, err := task.KindOf(a, kindOf(sort.Kind))
	return engine.Upload{Kind: kind, Task: task.ID, Name: a.Name, MediaType: sort.ContentType}, sort, err
}

// settle finds out what a file is and keeps what of it may be kept.
func (in *Intake) settle(ctx context.Context, task workflow.Task, a workflow.Announced, r io.ReaderAt) (engine.Upload, error) {
	up, sort, err := in.recognise(task, a, r)
	if err != nil {
		return up, err
	}
	keep := func() error { return in.keep(ctx, task.Tenant(), sort, io.NewSectionReader(r, 0, a.Size), &up) }
	if sort.Kind == media.PhotoFile {
		return up, in.Draw(ctx, keep)
	}
	return up, keep()
}

// keep cleans a file into the store.
func (in *Intake) keep(ctx context.Context, t laurel.TenantID, s media.Sort, r *io.SectionReader, up *engine.Upload) error {
	out, into := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		into.CloseWithError(in.heic.Clean(ctx, into, r, r.Size(), s))
	}()
	counted := &counter{r: out}
	name, err := in.media.PutFrom(ctx, t, s.Extension, counted, workflow.LargestFile())
	out.CloseWithError(err)
	<-ended
	up.Media, up.Size = string(name), counted.n
	return err
}

// mustStay stores a file again whose bytes were removed meanwhile, since somebody
// had sent and dropped the same: by now its row keeps them.
func (in *Intake) mustStay(ctx context.Context, task workflow.Task, a workflow.Announced, r io.ReaderAt, up engine.Upload) error {
	kept, _, err := in.media.Read(ctx, task.Tenant(), media.Name(up.Media))
	if err == nil {
		return kept.Close()
	}
	if laurel.KindOf(err) != laurel.NotFound {
		return err
	}
	_, err = in.settle(ctx, task, a, r)
	return err
}

func kindOf(c media.Class) approval.Kind {
	switch c {
	case media.PhotoFile:
		return approval.Photo
	case media.VideoFile:
		return approval.Video
	case media.AudioFile:
		return approval.Audio
	case media.DocumentFile:
	}
	return approval.File
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
