package api

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow/engine"
)

type uploaded struct {
	ID        laurel.UploadID `json:"id"`
	MediaType string          `json:"mediaType"`
	Size      int             `json:"size" doc:"In bytes, as kept: upright, at most 2560 pixels a side, without place and time."`
}

// Photo is the body of an upload: the picture itself, of at most 12 MiB. The
// library sees only exported fields, also where a type is embedded.
type Photo struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"image/*"`
}

type evidenceUploadIn struct {
	ID laurel.TaskID `path:"id"`
	Photo
}

type coverUploadIn struct {
	ID laurel.TenantID `path:"id"`
	Photo
}

// UploadEvidence takes a photo that evidence for a task will name.
func (a *API) UploadEvidence() Endpoint {
	is := about{id: "uploadEvidence", summary: "Upload a photo for a task", tag: "evidence", scope: tenants.WriteEvidence, body: maxPhoto}
	return endpoint(a, is,
		func(ctx context.Context, in *evidenceUploadIn) (uploaded, error) {
			if _, err := a.Engine.TaskActivity(ctx, in.ID); err != nil {
				return uploaded{}, err
			}
			return a.keep(ctx, in.ID.Tenant(), in.Photo, a.Engine.FileUpload)
		})
}

// UploadCover takes a photo that an activity will name as its cover.
func (a *API) UploadCover() Endpoint {
	is := about{id: "uploadCover", summary: "Upload a cover picture", tag: "organisations", scope: tenants.WriteActivities, body: maxPhoto}
	return endpoint(a, is,
		func(ctx context.Context, in *coverUploadIn) (uploaded, error) {
			if _, err := a.tenant(ctx, in.ID, tenants.Organisation); err != nil {
				return uploaded{}, err
			}
			return a.keep(ctx, in.ID, in.Photo, a.Engine.FileCover)
		})
}

// filing is one of the engine's requests that note whose a stored file is.
type filing func(context.Context, laurel.TenantID, engine.Upload) (laurel.UploadID, error)

func (a *API) keep(ctx context.Context, t laurel.TenantID, p Photo, file filing) (uploaded, error) {
	if !strings.HasPrefix(p.ContentType, "image/") && !strings.HasPrefix(p.ContentType, fiber.MIMEOctetStream) {
		return uploaded{}, fiber.ErrUnsupportedMediaType
	}
	picture, err := a.clean(ctx, p.RawBody)
	if err != nil {
		return uploaded{}, err
	}
	name, err := a.Media.Put(ctx, t, "jpg", picture)
	if err != nil {
		return uploaded{}, err
	}
	id, err := file(ctx, t, engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: name.ContentType(),
		Size: int64(len(picture))})
	return uploaded{ID: id, MediaType: name.ContentType(), Size: len(picture)}, err
}

// clean makes a picture fit to be shown, few at the same time.
func (a *API) clean(ctx context.Context, b []byte) ([]byte, error) {
	select {
	case a.drawing <- struct{}{}:
		defer func() { <-a.drawing }()
	case <-ctx.Done():
		return nil, laurel.E(laurel.Unready, "error.unready").Because(ctx.Err())
	}
	return media.Photo(b)
}
