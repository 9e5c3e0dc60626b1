package page

import (
	"errors"
	"io"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/web/door"
	"example.org/laurel/web/intake"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func statusOf(err error) int { return door.Status(err) }

// SubmitEvidence answers POST BASE/tasks/:id with fields text, link, files called
// by their kind (any number of each), and keep (files that are there already). With
// drop, a file that is taken away, nothing is handed in. The form is read piece by
// piece, and no file is ever in memory.
func (p *Pages) SubmitEvidence(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	id := laurel.TaskID(c.Params("id"))
	a, t, err := v.task(id)
	if err != nil {
		return err
	}
	r := reading{view: v, task: t.Task}
	r.read(c)
	form, err := r.filled(t)
	if err != nil {
		return err
	}
	if r.drop != "" {
		if form, err = r.without(form); err != nil {
			return err
		}
		return v.showTask(c, a, t, form)
	}
	if form.err == nil {
		evidence := evidenceIn(t.Task, form)
		var sub workflow.Submission
		if sub, form.err = p.deps.Engine.SubmitEvidence(v.ctx, id, evidence); form.err == nil {
			return c.Redirect(v.to("/submissions/"+string(sub.ID)), fiber.StatusSeeOther)
		}
		form.fault = faultIn(form.err, evidence)
	}
	if statusOf(form.err) >= fiber.StatusInternalServerError {
		return form.err
	}
	return v.showTask(c, a, t, form)
}

// reading is a form that is being read.
type reading struct {
	view *view
	task workflow.Task
	form handIn            // what was typed, and what is wrong
	kept []laurel.UploadID // files that the form names, and that came with it
	drop laurel.UploadID   // a file that is taken away; nothing else is done then
}

// mostFields is how many pieces a form may have, and mostField how large one that is
// no file may be.
const (
	mostFields = 200
	mostField  = 4*workflow.MaxText + 1
)

// read takes what there is, and goes on where a file is refused, so that what was
// typed behind it is not lost.
func (r *reading) read(c *fiber.Ctx) {
	r.form.sent = true
	pieces, err := formOf(c)
	for n := 0; err == nil && n < mostFields; n++ {
		var piece *multipart.Part
		if piece, err = pieces.NextPart(); errors.Is(err, io.EOF) {
			return
		}
		if err == nil {
			err = r.piece(piece)
		}
	}
	r.form.fault, r.form.err = "", readFault(err)
}

func readFault(err error) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e
	}
	return laurel.E(laurel.Invalid, "error.body").Because(err)
}

// piece takes one piece of a form. An error is about the form, not the piece.
func (r *reading) piece(piece *multipart.Part) error {
	if kind := approval.Kind(piece.FormName()); piece.FileName() != "" && slices.Contains(r.task.FileKinds(), kind) {
		if err := r.file(kind, piece); err != nil && r.form.err == nil {
			r.form.fault, r.form.err = kind, err
		}
		return nil // what is left of it is passed over
	}
	b, err := io.ReadAll(io.LimitReader(piece, mostField))
	if err != nil {
		return err
	}
	switch piece.FormName() {
	case "text":
		r.form.text = lines(string(b))
	case "link":
		r.form.link = strings.TrimSpace(string(b))
	case "keep":
		r.kept = append(r.kept, laurel.UploadID(b))
	case "drop":
		r.drop = laurel.UploadID(b)
	}
	return nil
}

// file takes a file that came with the form. An empty one of that name is a
// browser's way to say that none was chosen.
func (r *reading) file(kind approval.Kind, piece *multipart.Part) error {
	f, size, err := intake.Spool(piece, r.task.MostBytes(kind))
	if laurel.KindOf(err) == laurel.TooLarge {
		err = r.task.Announce(workflow.Announced{Kind: kind, Size: size})
	}
	if err != nil {
		return err
	}
	defer intake.Discard(f)
	_, id, err := r.view.deps.Intake.File(r.view.ctx, r.task.ID, workflow.Announced{Kind: kind, Name: piece.FileName(), Size: size}, f)
	if err == nil {
		r.kept = append(r.kept, id)
	}
	return err
}

// filled is what was read, with all files that are there for the task: those that
// were named are ticked.
func (r *reading) filled(t engine.TaskView) (handIn, error) {
	u, err := r.view.deps.Engine.Unsent(r.view.ctx, t.Task.ID)
	if err != nil {
		return r.form, err
	}
	f := r.form
	f.fillFrom(t, u)
	for i := range f.files {
		f.files[i].left = !slices.Contains(r.kept, f.files[i].id)
	}
	for _, id := range r.kept {
		if !slices.ContainsFunc(f.files, func(x held) bool { return x.id == id }) {
			f.strays = append(f.strays, id)
		}
	}
	return f, nil
}

// without is the form without the file that is taken away, if that one waits for being
// handed in; what was typed stays.
func (r *reading) without(f handIn) (handIn, error) {
	n := slices.IndexFunc(f.files, func(x held) bool { return x.id == r.drop && x.apart })
	if n < 0 {
		return f, nil
	}
	err := r.view.deps.Engine.DropUpload(r.view.ctx, r.drop)
	if laurel.KindOf(err) == laurel.NotFound {
		err = nil
	}
	f.files = slices.Delete(f.files, n, n+1)
	return f, err
}

// evidenceIn is what is handed in by a form: of what may be left out, nothing where
// nothing stands.
func evidenceIn(t workflow.Task, f handIn) []workflow.Evidence {
	var list []workflow.Evidence
	for _, ask := range t.Asks {
		switch {
		case ask.Kind == approval.Text && (f.text != "" || !ask.Optional):
			list = append(list, workflow.Evidence{Kind: approval.Text, Text: f.text})
		case ask.Kind == approval.Link && (f.link != "" || !ask.Optional):
			list = append(list, workflow.Evidence{Kind: approval.Link, Text: f.link})
		}
	}
	for _, x := range f.keep() {
		list = append(list, workflow.Evidence{Kind: x.kind, Upload: x.id})
	}
	for _, id := range f.strays { // which the engine refuses
		list = append(list, workflow.Evidence{Kind: firstFile(t), Upload: id})
	}
	return list
}

// faultIn is the kind of the evidence that an error is about, where it is about one.
func faultIn(err error, evidence []workflow.Evidence) approval.Kind {
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok {
		return ""
	}
	if kind, named := e.Args["Kind"].(approval.Kind); named && e.Field == "evidence" {
		return kind
	}
	index, ok := strings.CutPrefix(e.Field, "evidence[")
	if !ok {
		return ""
	}
	index, _, _ = strings.Cut(index, "]")
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(evidence) {
		return ""
	}
	return evidence[i].Kind
}

// firstFile is the kind of file that stands first in the form.
func firstFile(t workflow.Task) approval.Kind {
	if kinds := t.FileKinds(); len(kinds) > 0 {
		return kinds[0]
	}
	return approval.File
}
