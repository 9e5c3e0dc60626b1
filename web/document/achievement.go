package document

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/bake"
)

// form is one of those in which a badge is drawn.
type form string

const (
	asPNG  form = "png"
	asSVG  form = "svg"
	asCard form = "jpg" // the picture beside a link
)

func (f form) mediaType() string {
	switch f {
	case asSVG:
		return "image/svg+xml"
	case asCard:
		return "image/jpeg"
	default:
		return "image/png"
	}
}

// picture names a badge's picture.
type picture struct {
	achievement laurel.AchievementID
	form        form
}

// Achievement answers GET /t/:code/achievements/:uuid.json, an achievement's own
// id. It is not signed (Open Badges 3.0, section B.1.2).
func (d *Documents) Achievement(c *fiber.Ctx) error {
	open(c)
	which, err := id[laurel.AchievementID](c)
	if err != nil {
		return err
	}
	a, err := d.Engine.Achievement(c.UserContext(), which)
	if err != nil {
		return err
	}
	issuer, err := d.Registry.Tenant(c.UserContext(), which.Tenant())
	if err != nil {
		return err
	}
	skills, err := d.Engine.Skills(c.UserContext(), a.Skills)
	if err != nil {
		return err
	}
	doc, err := credential.AchievementDocument(d.Site, credential.IssuedBy(issuer),
		credential.Describe(a, d.Texts.Tags(a.Language, a.Tags), skills))
	if err != nil {
		return err
	}
	b, err := encode(doc)
	if err != nil {
		return err
	}
	return send(c, negotiate(c, "application/ld+json", fiber.MIMEApplicationJSON), freshSlow, b)
}

// AchievementPNG answers GET /t/:code/achievements/:uuid.png.
func (d *Documents) AchievementPNG(c *fiber.Ctx) error { return d.sendPicture(c, asPNG) }

// AchievementSVG answers GET /t/:code/achievements/:uuid.svg.
func (d *Documents) AchievementSVG(c *fiber.Ctx) error { return d.sendPicture(c, asSVG) }

// AchievementCard answers GET /t/:code/achievements/:uuid.jpg, the picture that stands
// beside a link to the badge.
func (d *Documents) AchievementCard(c *fiber.Ctx) error { return d.sendPicture(c, asCard) }

func (d *Documents) sendPicture(c *fiber.Ctx, f form) error {
	open(c)
	which, err := id[laurel.AchievementID](c)
	if err != nil {
		return err
	}
	b, err := d.draw(c.UserContext(), picture{which, f})
	if err != nil {
		return err
	}
	return send(c, f.mediaType(), freshPicture, b)
}

// draw reads a badge's picture. One that a job has still to draw is not found.
func (d *Documents) draw(ctx context.Context, p picture) ([]byte, error) {
	a, err := d.Engine.Achievement(ctx, p.achievement) // each time: not everybody may know of it
	if err != nil {
		return nil, err
	}
	if known, ok := d.pictures.Get(p); ok {
		return known, nil
	}
	name := map[form]string{asPNG: a.PNG, asSVG: a.SVG, asCard: a.Card}[p.form]
	b, err := d.Media.ReadAll(ctx, p.achievement.Tenant(), media.Name(name), bake.PictureLimit)
	if err == nil {
		d.pictures.Add(p, b)
	}
	return b, err
}
