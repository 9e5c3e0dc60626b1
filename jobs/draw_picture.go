package jobs

import (
	"context"
	"image"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/draw"
	"example.org/laurel/workflow/engine"
)

const pictureSize = 512

func (w *Worker) drawPicture(ctx context.Context, _ db.Due, e workflow.ActivityPublished) error {
	badge, err := w.Engine.Achievement(ctx, e.Achievement)
	if err != nil {
		return err
	}
	return w.draw(ctx, badge)
}

// draw makes the badge's picture from the cover, once. The same badge gives the
// same bytes under the same name, so it can be done again.
func (w *Worker) draw(ctx context.Context, badge workflow.Achievement) error {
	if badge.Drawn() {
		return nil
	}
	tenant := badge.ID.Tenant()
	issuer, err := w.Registry.Tenant(ctx, tenant)
	if err != nil {
		return err
	}
	cover, err := w.cover(ctx, badge)
	if err != nil {
		return err
	}
	picture, err := draw.Compose(credential.Design(credential.IssuedBy(issuer), badge), cover)
	if err != nil {
		return err
	}
	png, err := picture.PNG(pictureSize)
	if err != nil {
		return err
	}
	svg, err := picture.SVG()
	if err != nil {
		return err
	}
	card, err := picture.Card()
	if err != nil {
		return err
	}
	var names engine.Picture
	for _, f := range []struct {
		name  *string
		ext   string
		bytes []byte
	}{{&names.PNG, "png", png}, {&names.SVG, "svg", svg}, {&names.Card, "jpg", card}} {
		n, err := w.Media.Put(ctx, tenant, f.ext, f.bytes)
		if err != nil {
			return err
		}
		*f.name = string(n)
	}
	w.Reach(PictureDrawn)
	if err := w.Engine.FilePicture(ctx, badge.ID, names); err != nil {
		return err
	}
	w.Reach(PictureFiled)
	return nil
}

func (w *Worker) cover(ctx context.Context, badge workflow.Achievement) (image.Image, error) {
	if badge.Cover == "" {
		return draw.CoverFor(string(badge.ID), nil)
	}
	b, err := w.Media.ReadAll(ctx, badge.ID.Tenant(), media.Name(badge.Cover), draw.MostCoverBytes)
	if err != nil {
		return nil, err
	}
	return draw.CoverFor(string(badge.ID), b)
}
