package api

import (
	"bytes"
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

type uploaded struct {
	ID        laurel.UploadID `json:"id"`
	Kind      approval.Kind   `json:"kind" doc:"Of evidence that names it."`
	MediaType string          `json:"mediaType"`
	Size      int             `json:"size" doc:"In bytes, as kept: a photo upright, at most 2560 pixels a side, without place and time."`
	State     string          `json:"state" enum:"ready,converting" doc:"Handing in what is being converted is a conflict."`
}

func stateOf(up engine.Upload) string {
	if up.Converting {
		return "converting"
	}
	return "ready"
}

// File is the body of an upload: the file itself, of at most 12 MiB. The library
// sees only exported fields, also where a type is embedded.
type File struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"*/*"`
}

// Photo is the same for a picture.
type Photo struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"image/*"`
}

type evidenceUploadIn struct {
	ID   laurel.TaskID `path:"id"`
	Kind approval.Kind `query:"kind" enum:"photo,video,audio,file" default:"photo" doc:"Of the evidence that it is to be; content decides."`
	File
}

type coverUploadIn struct {
	ID laurel.TenantID `path:"id"`
	Photo
}

// UploadEvidence takes a file that evidence for a task will name.
func (a *API) UploadEvidence() Endpoint {
	is := about{id: "uploadEvidence", summary: "Upload a file for a task", tag: "evidence", scope: tenants.WriteEvidence, body: maxFile}
	return endpoint(a, is,
		func(ctx context.Context, in *evidenceUploadIn) (uploaded, error) {
			if !goesWith(in.Kind, in.ContentType) {
				return uploaded{}, fiber.ErrUnsupportedMediaType
			}
			told := workflow.Announced{Kind: in.Kind, Size: int64(len(in.RawBody))}
			up, id, err := a.Intake.File(ctx, in.ID, told, bytes.NewReader(in.RawBody))
			return uploaded{ID: id, Kind: up.Kind, MediaType: up.MediaType, Size: int(up.Size), State: stateOf(up)}, err
		})
}

// goesWith reports whether a program may mean a kind by a media type; what a file
// is, its content says.
func goesWith(k approval.Kind, mediaType string) bool {
	first, _, _ := strings.Cut(mediaType, "/")
	switch k {
	case approval.Photo:
		return first == "image" || strings.HasPrefix(mediaType, fiber.MIMEOctetStream)
	case approval.Video, approval.Audio:
		return first == "video" || first == "audio" || strings.HasPrefix(mediaType, fiber.MIMEOctetStream)
	case approval.File, approval.Text, approval.Link:
	}
	return true
}

// UploadCover takes a photo that an activity will name as its cover.
func (a *API) UploadCover() Endpoint {
	is := about{id: "uploadCover", summary: "Upload a cover picture", tag: "organisations", scope: tenants.WriteActivities, body: maxFile}
	return endpoint(a, is,
		func(ctx context.Context, in *coverUploadIn) (uploaded, error) {
			if _, err := a.tenant(ctx, in.ID, tenants.Organisation); err != nil {
				return uploaded{}, err
			}
			return a.keepCover(ctx, in.ID, in.Photo)
		})
}

func (a *API) keepCover(ctx context.Context, t laurel.TenantID, p Photo) (uploaded, error) {
	if !goesWith(approval.Photo, p.ContentType) {
		return uploaded{}, fiber.ErrUnsupportedMediaType
	}
	var picture []byte
	if err := a.Intake.Draw(ctx, func() (err error) { picture, err = media.Photo(p.RawBody); return err }); err != nil {
		return uploaded{}, err
	}
	name, err := a.Media.Put(ctx, t, "jpg", picture)
	if err != nil {
		return uploaded{}, err
	}
	id, err := a.Engine.FileCover(ctx, t, engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: name.ContentType(),
		Size: int64(len(picture))})
	return uploaded{ID: id, Kind: approval.Photo, MediaType: name.ContentType(), Size: len(picture), State: "ready"}, err
}
