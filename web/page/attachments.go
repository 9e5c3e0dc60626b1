package page

import (
	"mime"
	"mime/multipart"
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Attachment answers GET BASE/activities/:id/attachments/:upload with a file for
// saving, to who may know of the activity.
func (p *Pages) Attachment(c *fiber.Ctx) error {
	id := laurel.ActivityID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	a, err := p.deps.Engine.Attachment(c.UserContext(), id, laurel.UploadID(c.Params("upload")))
	if err != nil {
		return err
	}
	return p.sendAttachment(c, id.Tenant(), a)
}

// DraftAttachment answers GET BASE/tenants/:code/activities/:activity/attachments/:upload
// with one that is not published yet.
func (p *Pages) DraftAttachment(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	a, err := p.deps.Engine.DraftAttachment(d.ctx, id, laurel.UploadID(c.Params("upload")))
	if err != nil {
		return err
	}
	return p.sendAttachment(c, id.Tenant(), a)
}

// sendAttachment answers with a file that is never shown or run here: whatever it is,
// a browser saves it under its title.
func (p *Pages) sendAttachment(c *fiber.Ctx, t laurel.TenantID, a workflow.Attachment) error {
	name := media.Name(a.Media)
	c.Set(fiber.HeaderContentType, name.ContentType())
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'")
	c.Set(fiber.HeaderContentDisposition,
		mime.FormatMediaType("attachment", map[string]string{"filename": workflow.FileName(a.Title) + "." + name.Extension()}))
	return p.sendFile(c, t, name)
}

// attachments are the files of an activity, to be saved; at leads to them.
func (v *view) attachments(a workflow.Activity, at string) g.Node {
	if len(a.Attachments) == 0 {
		return nil
	}
	return h.Section(
		h.H2(v.text("page.activity.attachments")),
		h.Ul(h.Class("materials"), g.Map(a.Attachments, func(f workflow.Attachment) g.Node {
			return h.Li(h.A(href(at+string(f.Upload)), icon("download"), h.Span(
				h.Strong(h.Lang(a.Language), g.Text(f.Title)),
				h.Small(g.Text(v.sortOf(f)+" · "+v.bytes(f.Size))))))
		})))
}

// sortOf is what a file is, as people say it.
func (v *view) sortOf(f workflow.Attachment) string {
	ext := media.Name(f.Media).Extension()
	if word, ok := v.known("file-sort", ext); ok {
		return word
	}
	return ext
}

// attachmentFields are the files that there are, each with its title, and where more
// are chosen.
func (d *desk) attachmentFields(e editing) g.Node {
	list := e.Draft.Attachments
	var rows g.Group
	for i, f := range list {
		at := "attachments[" + strconv.Itoa(i) + "]"
		move := func(what, key string) g.Node {
			return h.Button(h.Class("button small plain"), h.Type("submit"), h.Name("do"), h.Value(numbered(what, i)),
				h.Aria("label", d.say(key)+": "+f.Title), d.text(key))
		}
		rows = append(rows, h.FieldSet(h.Class("row attachment"), h.Legend(h.Class("unseen"), g.Text(f.Title)),
			hidden("attachment", string(f.Upload)),
			d.input(e.field(field{name: "attachment-title", id: numbered("attachment-title", i), at: at, label: "page.editor.attachment-title",
				value: f.Title, most: workflow.MaxTitle})),
			h.P(h.Class("actions small"),
				h.A(href(d.to(d.editor(e.ID)+"/attachments/"+string(f.Upload))), icon("download"), g.Text(d.sortOf(f)+" · "+d.bytes(f.Size))),
				g.If(i > 0, move("attachment-up", "page.editor.task-up")),
				g.If(i+1 < len(list), move("attachment-down", "page.editor.task-down"))),
			tickBox("attachment-remove", option{string(f.Upload), d.say("page.editor.attachment-remove")}, false)))
	}
	add := field{name: "attachment-file", at: "attachments", label: "page.editor.attachment-add",
		hint: "page.editor.attachment-hint", err: e.err}
	return h.Div(h.ID("attachments"), h.Class("attachments"), h.H3(d.text("page.activity.attachments")), rows,
		g.If(len(list) < workflow.MaxAttachments, d.labelled(add,
			h.Input(h.ID(add.name), h.Name(add.name), h.Type("file"), h.Multiple(), d.about(add)))))
}

// attachments are what the same form says of the files that there are.
func (s sent) attachments(todo string) []workflow.Attachment {
	gone := map[string]bool{}
	for _, id := range s["attachment-remove"] {
		gone[id] = true
	}
	var list []workflow.Attachment
	for i, id := range s["attachment"] {
		if !gone[id] && i <= workflow.MaxAttachments {
			list = append(list, workflow.Attachment{Upload: laurel.UploadID(id), Title: s.at("attachment-title", i)})
		}
	}
	what, number := cutLast(todo)
	i, err := strconv.Atoi(number)
	switch {
	case err != nil || i < 0 || i >= len(list):
	case what == "attachment-up" && i > 0:
		list[i-1], list[i] = list[i], list[i-1]
	case what == "attachment-down" && i+1 < len(list):
		list[i], list[i+1] = list[i+1], list[i]
	}
	return list
}

// sentFiles are the files in a field of a form; a form that has none is packed otherwise.
func sentFiles(c *fiber.Ctx, field string) []*multipart.FileHeader {
	if form, err := c.MultipartForm(); err == nil {
		return form.File[field]
	}
	return nil
}

// attachTyped files what was chosen in the form, and adds it to the change.
func (d *desk) attachTyped(c *fiber.Ctx, id laurel.ActivityID, change *engine.Change) error {
	for _, header := range sentFiles(c, "attachment-file") {
		if header.Size == 0 {
			continue
		}
		if len(change.Draft.Attachments) >= workflow.MaxAttachments {
			return laurel.E(laurel.Invalid, "attachment.too-many").With(laurel.Args{"Max": workflow.MaxAttachments}).At("attachments")
		}
		f, err := header.Open()
		if err != nil {
			return err
		}
		a, err := d.deps.Intake.Attach(d.ctx, id, workflow.Announced{Name: header.Filename, Size: header.Size}, f)
		_ = f.Close() // it was read alone
		if err != nil {
			return atField(err, "attachments")
		}
		change.Draft.Attachments = append(change.Draft.Attachments, a)
	}
	return nil
}
