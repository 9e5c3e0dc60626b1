package page

import (
	"errors"
	"io"
	"mime/multipart"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/media"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const maxPhoto = 12 << 20 // bytes

func statusOf(err error) int { return door.Status(err) }

// SubmitEvidence answers POST BASE/tasks/:id with fields text, link, photo (any
// number of files) and keep (photos handed in before).
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
	evidence, form := v.evidence(c, t.Task)
	if form.err == nil {
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

// evidence reads the form and files its photos. What of it can be shown again is
// in the second result, with what is wrong.
func (v *view) evidence(c *fiber.Ctx, t workflow.Task) ([]workflow.Evidence, handIn) {
	var list []workflow.Evidence
	var f handIn
	fields, err := c.MultipartForm()
	if err != nil {
		f.err = readFault(err)
		return nil, f
	}
	first := func(name string) string {
		if values := fields.Value[name]; len(values) > 0 {
			return strings.ReplaceAll(values[0], "\r\n", "\n") // as browsers send it
		}
		return ""
	}
	f.text, f.link = first("text"), strings.TrimSpace(first("link"))
	for _, ask := range t.Asks {
		switch ask.Kind {
		case approval.Text:
			list = append(list, workflow.Evidence{Kind: approval.Text, Text: f.text})
		case approval.Link:
			list = append(list, workflow.Evidence{Kind: approval.Link, Text: f.link})
		case approval.Photo:
			for _, id := range fields.Value["keep"] {
				f.kept = append(f.kept, laurel.UploadID(id))
			}
			if err := v.filePhotos(t.Tenant(), fields.File["photo"], &f); err != nil {
				f.fault, f.err = approval.Photo, err
			}
			for _, id := range f.kept {
				list = append(list, workflow.Evidence{Kind: approval.Photo, Upload: id})
			}
		case approval.Video, approval.Audio, approval.File:
		}
	}
	return list, f
}

func readFault(err error) error {
	if _, ok := errors.AsType[*fiber.Error](err); ok {
		return err
	}
	return laurel.E(laurel.Invalid, "error.body").Because(err)
}

// filePhotos makes each file a photo that can be shown to others and files it.
func (v *view) filePhotos(t laurel.TenantID, files []*multipart.FileHeader, f *handIn) error {
	if len(files)+len(f.kept) > workflow.MaxEvidence {
		return laurel.E(laurel.Invalid, "evidence.too-many").With(laurel.Args{"Max": workflow.MaxEvidence})
	}
	for _, header := range files {
		if header.Size == 0 && header.Filename == "" {
			continue // a browser's way to say that no file was chosen
		}
		id, err := v.filePhoto(t, header)
		if err != nil {
			return err
		}
		f.kept = append(f.kept, id)
	}
	return nil
}

func (v *view) filePhoto(t laurel.TenantID, header *multipart.FileHeader) (id laurel.UploadID, err error) {
	if header.Size > maxPhoto {
		return "", laurel.E(laurel.TooLarge, "error.too-large")
	}
	opened, err := header.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	b, err := io.ReadAll(io.LimitReader(opened, maxPhoto))
	if err != nil {
		return "", err
	}
	v.drawing <- struct{}{}
	b, err = media.Photo(b)
	<-v.drawing
	if err != nil {
		return "", err
	}
	name, err := v.deps.Media.Put(v.ctx, t, "jpg", b)
	if err != nil {
		return "", err
	}
	return v.deps.Engine.FileUpload(v.ctx, t,
		engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: name.ContentType(), Size: int64(len(b))})
}

// faultIn is the kind of the evidence that an error is about, where it is about one.
func faultIn(err error, evidence []workflow.Evidence) approval.Kind {
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok {
		return ""
	}
	if kind, named := e.Args["Kind"].(approval.Kind); named && e.Text == "evidence.missing" {
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
