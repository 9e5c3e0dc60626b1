package page

import (
	"context"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// Evidence answers GET BASE/submissions/:id/evidence/:upload with a file, or a
// part of it, to whom the submission is shown. With ?size=small or ?size=large it is a
// preview of a photo. Documents are for saving alone: nothing of them is ever run here.
func (p *Pages) Evidence(c *fiber.Ctx) error {
	id := laurel.SubmissionID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	e, err := p.deps.Engine.EvidenceFile(c.UserContext(), id, laurel.UploadID(c.Params("upload")))
	if err != nil {
		return err
	}
	return p.sendEvidence(c, id.Tenant(), e, seenAgain)
}

// How long a browser keeps a preview: one that is private asks each time whether its
// reader may still see it, and what a holder shows leaves nothing behind.
const (
	seenAgain = "private, no-cache"
	seenOnce  = "no-store"
)

// sendEvidence answers with a file that the asker may see.
func (p *Pages) sendEvidence(c *fiber.Ctx, t laurel.TenantID, e workflow.Evidence, again string) error {
	name := media.Name(e.Media)
	c.Set(fiber.HeaderContentType, name.ContentType())
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'")
	if e.Kind == approval.File {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="evidence.`+name.Extension()+`"`)
	} else {
		c.Set(fiber.HeaderContentDisposition, "inline")
	}
	if e.Kind == approval.Photo && sideOf(c.Query("size")) > 0 {
		return p.preview(c, t, e, again)
	}
	return p.sendFile(c, t, name)
}

// sideOf is the longest side of a preview, in pixels; 0: it is none.
func sideOf(size string) int {
	switch size {
	case "small":
		return workflow.SmallSide
	case "large":
		return workflow.LargeSide
	}
	return 0
}

// preview answers with one that was made of a photo, without reading the photo. Until
// it is there, it is drawn.
func (p *Pages) preview(c *fiber.Ctx, t laurel.TenantID, e workflow.Evidence, again string) error {
	side, made := sideOf(c.Query("size")), e.Previews.Large
	if side == workflow.SmallSide {
		made = e.Previews.Small
	}
	if made == "" {
		return p.drawPreview(c, t, media.Name(e.Media), side)
	}
	tag := `"` + made + `"`
	c.Set(fiber.HeaderCacheControl, again)
	if again == seenAgain && c.Get(fiber.HeaderIfNoneMatch) == tag {
		c.Set(fiber.HeaderETag, tag)
		return c.SendStatus(fiber.StatusNotModified)
	}
	return p.sendFile(c, t, media.Name(made))
}

func (p *Pages) drawPreview(c *fiber.Ctx, t laurel.TenantID, name media.Name, side int) error {
	b, err := p.deps.Media.ReadAll(c.UserContext(), t, name, maxCover)
	if err != nil {
		return err
	}
	err = p.deps.Intake.Draw(c.UserContext(), func() (err error) { b, err = media.Preview(b, side); return err })
	if err != nil {
		return err
	}
	return c.Send(b)
}

// sendFile answers with a file, or with the part of it that is asked for (RFC 9110,
// section 14). What a name stands for never changes, so it is the strong ETag.
func (p *Pages) sendFile(c *fiber.Ctx, t laurel.TenantID, name media.Name) error {
	size, err := p.deps.Media.Size(c.UserContext(), t, name)
	if err != nil {
		return err
	}
	tag := `"` + string(name) + `"`
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderETag, tag)
	asked := span{0, size}
	if part, ok := partOf(c, tag, size); !ok {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return c.SendStatus(fiber.StatusRequestedRangeNotSatisfiable)
	} else if part != nil {
		asked = *part
		c.Status(fiber.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", asked.from, asked.from+asked.length-1, size))
	}
	if c.Method() == fiber.MethodHead {
		c.Response().Header.SetContentLength(int(asked.length))
		return nil
	}
	// The answer is written after the request's own context has ended.
	body, err := p.deps.Media.ReadRange(context.WithoutCancel(c.UserContext()), t, name, asked.from, asked.length)
	if err != nil {
		return err
	}
	return c.SendStream(body, int(asked.length))
}

// partOf is the part that is asked for; nil: the whole. Who has an older file, by
// what If-Range says, gets all of the new one.
func partOf(c *fiber.Ctx, tag string, size int64) (*span, bool) {
	if only := c.Get(fiber.HeaderIfRange); only != "" && only != tag {
		return nil, true
	}
	return parseRange(c.Get(fiber.HeaderRange), size)
}

// shown is what was handed in, as its learner and its reviewers see it.
func (v *view) shown(id laurel.SubmissionID, list []workflow.Evidence) g.Node {
	return g.Map(list, func(e workflow.Evidence) g.Node { return v.evidenceItem(e, v.fileOf(id, e)) })
}

// fileOf is where the file of a submission is, for who may see it.
func (v *view) fileOf(id laurel.SubmissionID, e workflow.Evidence) string {
	return v.to("/submissions/" + string(id) + "/evidence/" + string(e.Upload))
}

// evidenceItem is one thing that was handed in; path is where its file is.
func (v *view) evidenceItem(e workflow.Evidence, path string) g.Node {
	switch e.Kind {
	case approval.Text:
		return h.BlockQuote(h.Class("preserve evidence"), g.Text(e.Text))
	case approval.Link:
		return h.P(h.Class("evidence"), away(e.Text, icon("globe"), g.Text(e.Text)))
	case approval.Photo:
		return h.P(h.Class("evidence photo"), h.A(href(path),
			h.Img(src(path+query("size", "large")), h.Alt(v.say("page.submission.photo-alt")), h.Loading("lazy"))))
	case approval.Video:
		return h.P(h.Class("evidence"), h.Video(h.Controls(), h.Preload("metadata"), g.Attr("playsinline"), src(path),
			h.Aria("label", v.say("page.submission.video"))))
	case approval.Audio:
		return h.P(h.Class("evidence"), h.Audio(h.Controls(), h.Preload("metadata"), src(path),
			h.Aria("label", v.say("page.submission.audio"))))
	case approval.File:
		return h.P(h.Class("evidence"), h.A(href(path), icon("download"), g.Text(v.fill("page.submission.file",
			laurel.Args{"Type": strings.ToUpper(media.Name(e.Media).Extension()), "Size": v.bytes(e.Size)}))))
	}
	return nil
}
