package document

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow/credential/bake"
)

// issued is what is remembered of a credential.
type issued struct {
	document    []byte
	achievement laurel.AchievementID
}

// baked names a picture with a credential in it.
type baked struct {
	award laurel.AwardID
	form  form
}

// Credential answers GET /t/:code/credentials/:uuid.json, a credential's own id.
func (d *Documents) Credential(c *fiber.Ctx) error {
	open(c)
	award, err := id[laurel.AwardID](c)
	if err != nil {
		return err
	}
	found, err := d.find(c.UserContext(), award)
	if err != nil {
		return err
	}
	return send(c, negotiate(c, signedTypes()...), freshIssued, found.document)
}

// CredentialPNG answers GET /t/:code/credentials/:uuid.png.
func (d *Documents) CredentialPNG(c *fiber.Ctx) error { return d.sendBaked(c, asPNG) }

// CredentialSVG answers GET /t/:code/credentials/:uuid.svg.
func (d *Documents) CredentialSVG(c *fiber.Ctx) error { return d.sendBaked(c, asSVG) }

func (d *Documents) sendBaked(c *fiber.Ctx, f form) error {
	open(c)
	award, err := id[laurel.AwardID](c)
	if err != nil {
		return err
	}
	b, err := d.bake(c.UserContext(), baked{award, f})
	if err != nil {
		return err
	}
	return send(c, f.mediaType(), freshIssued, b)
}

func (d *Documents) find(ctx context.Context, award laurel.AwardID) (issued, error) {
	if known, ok := d.issued.Get(award); ok {
		return known, nil
	}
	c, err := d.Engine.Credential(ctx, award)
	if err != nil {
		return issued{}, err
	}
	found := issued{document: c.Document, achievement: c.Achievement.ID}
	d.issued.Add(award, found)
	return found, nil
}

// bake puts a credential into the picture of its badge (Open Badges 3.0,
// section 5.3).
func (d *Documents) bake(ctx context.Context, b baked) ([]byte, error) {
	if known, ok := d.baked.Get(b); ok {
		return known, nil
	}
	found, err := d.find(ctx, b.award)
	if err != nil {
		return nil, err
	}
	drawn, err := d.draw(ctx, picture{found.achievement, b.form})
	if err != nil {
		return nil, err
	}
	into := bake.PNG
	if b.form == asSVG {
		into = bake.SVG
	}
	made, err := into(drawn, found.document)
	if err == nil {
		d.baked.Add(b, made)
	}
	return made, err
}
