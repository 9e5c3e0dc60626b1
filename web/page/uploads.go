package page

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// The core of tus 1.0 (https://tus.io/protocols/resumable-upload), with creation,
// creation-with-upload, termination and expiration: a file comes in as many
// requests as the network makes of it. An upload is named by the id that evidence
// will name, and is there for nobody but who began it.

const tusVersion = "1.0.0"

const (
	tusResumable = "Tus-Resumable"
	uploadOffset = "Upload-Offset"
	uploadLength = "Upload-Length"
	uploadState  = "Laurel-Upload-State"
	offsetStream = "application/offset+octet-stream"
	override     = "X-HTTP-Method-Override"
)

// UploadOptions answers OPTIONS BASE/tasks/:id/uploads: what we know of the protocol.
func (*Pages) UploadOptions(c *fiber.Ctx) error {
	c.Set(tusResumable, tusVersion)
	c.Set("Tus-Version", tusVersion)
	c.Set("Tus-Extension", "creation,creation-with-upload,termination,expiration")
	c.Set("Tus-Max-Size", strconv.FormatInt(workflow.LargestFile(), 10))
	return c.SendStatus(fiber.StatusNoContent)
}

// BeginUpload answers POST BASE/tasks/:id/uploads: it makes a place for a file of
// Upload-Length bytes. Upload-Metadata may hold "filename", "filetype", and "kind",
// the kind of evidence that it is to be. What is sent along is its beginning.
func (p *Pages) BeginUpload(c *fiber.Ctx) error {
	if err := speaksTus(c); err != nil {
		return err
	}
	size, err := strconv.ParseInt(c.Get(uploadLength), 10, 64)
	if err != nil || size < 0 {
		return fiber.ErrBadRequest
	}
	id := laurel.TaskID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	told, err := metadata(c.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	a, err := p.deps.Engine.BeginUpload(ctx, id, workflow.Announced{Kind: kindTold(told), Name: told["filename"], Size: size})
	if err != nil {
		return err
	}
	if c.Get(fiber.HeaderContentType) == offsetStream {
		if a, err = p.deps.Intake.Receive(ctx, a, bodyOf(c)); err != nil {
			return err
		}
		c.Set(uploadOffset, strconv.FormatInt(a.Received, 10))
	}
	c.Set(fiber.HeaderLocation, p.stranger(c).to("/tasks/"+string(id)+"/uploads/"+string(a.ID)))
	expires(c, a)
	return c.SendStatus(fiber.StatusCreated)
}

// UploadState answers HEAD BASE/tasks/:id/uploads/:upload: how much has come.
func (p *Pages) UploadState(c *fiber.Ctx) error {
	if err := speaksTus(c); err != nil {
		return err
	}
	a, err := p.arrival(c)
	if err != nil {
		return err
	}
	if a.Whole() { // photos are made anew, so what is kept has another size than what was sent
		a.Size = a.Received
	}
	c.Set(uploadOffset, strconv.FormatInt(a.Received, 10))
	c.Set(uploadLength, strconv.FormatInt(a.Size, 10))
	c.Set(fiber.HeaderCacheControl, "no-store")
	stands(c, a)
	expires(c, a)
	return c.SendStatus(fiber.StatusOK)
}

// ReceiveUpload answers PATCH BASE/tasks/:id/uploads/:upload: the next bytes of a
// file, from Upload-Offset on.
func (p *Pages) ReceiveUpload(c *fiber.Ctx) error {
	if err := speaksTus(c); err != nil {
		return err
	}
	if c.Get(fiber.HeaderContentType) != offsetStream {
		return fiber.ErrUnsupportedMediaType
	}
	offset, err := strconv.ParseInt(c.Get(uploadOffset), 10, 64)
	if err != nil || offset < 0 {
		return fiber.ErrBadRequest
	}
	a, err := p.arrival(c)
	if err != nil {
		return err
	}
	if offset != a.Received || a.Whole() {
		return laurel.E(laurel.Conflict, "upload.offset").With(laurel.Args{"Is": a.Received})
	}
	if int64(c.Request().Header.ContentLength()) > a.Size-a.Received {
		return laurel.E(laurel.TooLarge, "upload.longer").With(laurel.Args{"Size": a.Size})
	}
	if a, err = p.deps.Intake.Receive(c.UserContext(), a, bodyOf(c)); err != nil {
		return err
	}
	c.Set(uploadOffset, strconv.FormatInt(a.Received, 10))
	stands(c, a)
	expires(c, a)
	return c.SendStatus(fiber.StatusNoContent)
}

// DropUpload answers DELETE BASE/tasks/:id/uploads/:upload, whole or not.
func (p *Pages) DropUpload(c *fiber.Ctx) error {
	if err := speaksTus(c); err != nil {
		return err
	}
	a, err := p.arrival(c)
	if err != nil {
		return err
	}
	if err := p.deps.Engine.DropUpload(c.UserContext(), a.ID); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// InsteadOfUpload answers POST BASE/tasks/:id/uploads/:upload, for who sits behind
// something that lets no other method through, and names it in a header.
func (p *Pages) InsteadOfUpload(c *fiber.Ctx) error {
	switch c.Get(override) {
	case http.MethodPatch:
		return p.ReceiveUpload(c)
	case http.MethodDelete:
		return p.DropUpload(c)
	}
	return fiber.ErrMethodNotAllowed
}

// UploadFault tells a program, or a script of ours, what is wrong: a sentence for
// who waits for it.
func (p *Pages) UploadFault(c *fiber.Ctx, err error) error {
	c.Set(tusResumable, tusVersion)
	status := statusOf(err)
	if status == fiber.StatusPreconditionFailed {
		c.Set("Tus-Version", tusVersion)
	}
	v := p.stranger(c)
	return c.Status(status).SendString(v.sentence(err))
}

// speaksTus refuses who speaks another version of the protocol (section
// Tus-Resumable).
func speaksTus(c *fiber.Ctx) error {
	c.Set(tusResumable, tusVersion)
	if c.Get(tusResumable) != tusVersion {
		return fiber.ErrPreconditionFailed
	}
	return nil
}

// arrival is the upload that the address names, which has to be of the task there.
func (p *Pages) arrival(c *fiber.Ctx) (workflow.Arrival, error) {
	id := laurel.UploadID(c.Params("upload"))
	if id.Tenant() == "" {
		return workflow.Arrival{}, fiber.ErrNotFound
	}
	a, err := p.deps.Engine.Arrival(c.UserContext(), id)
	if err == nil && a.Task != laurel.TaskID(c.Params("id")) {
		err = fiber.ErrNotFound
	}
	return a, err
}

// stands says of a photo that is whole that it is being turned into a JPEG, or that
// this could not be; of all else nothing.
func stands(c *fiber.Ctx, a workflow.Arrival) {
	switch {
	case a.Converting:
		c.Set(uploadState, "converting")
	case a.Failed != "":
		c.Set(uploadState, "failed")
	}
}

func expires(c *fiber.Ctx, a workflow.Arrival) {
	if !a.ExpiresAt.IsZero() {
		c.Set("Upload-Expires", a.ExpiresAt.UTC().Format(http.TimeFormat))
	}
}

// metadata reads pairs of a name and a value in base64, between commas.
func metadata(header string) (map[string]string, error) {
	pairs := map[string]string{}
	for pair := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if err != nil {
			return nil, fiber.ErrBadRequest
		}
		pairs[name] = string(b)
	}
	return pairs, nil
}

// kindTold is the kind of evidence that a file is to be, by what is told of it.
func kindTold(told map[string]string) approval.Kind {
	if kind := told["kind"]; kind != "" {
		return approval.Kind(kind)
	}
	return kindOfType(told["filetype"])
}

// kindOfType is the kind of evidence that goes with a media type.
func kindOfType(mediaType string) approval.Kind {
	switch first, _, _ := strings.Cut(mediaType, "/"); first {
	case "image":
		return approval.Photo
	case "video":
		return approval.Video
	case "audio":
		return approval.Audio
	}
	return approval.File
}
