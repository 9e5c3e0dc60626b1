package page

import (
	"context"
	"image"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/draw"
	"example.org/laurel/workflow/engine"
)

// Certificate answers GET BASE/portfolio/:award/certificate.pdf: a badge on paper, for
// the one who holds it, since the holder's name stands on it.
func (p *Pages) Certificate(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	k, err := v.held(laurel.AwardID(c.Params("award")))
	if err != nil {
		return err
	}
	if !k.Award.RevokedAt.IsZero() {
		return laurel.E(laurel.Conflict, "certificate.revoked")
	}
	select { // one at a time: a picture of this size takes memory
	case p.press <- struct{}{}:
		defer func() { <-p.press }()
	case <-v.ctx.Done():
		return laurel.E(laurel.Unready, "error.unready").Because(v.ctx.Err())
	}
	b, err := v.certificate(k)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `inline; filename="certificate-`+laurel.UUID(k.Award.ID)[:8]+`.pdf"`)
	c.Set(fiber.HeaderContentType, "application/pdf")
	return c.Send(b)
}

// held is a credential in the reader's own portfolio. Anybody else's is not found.
func (v *view) held(id laurel.AwardID) (engine.PublicCredential, error) {
	entries, err := v.deps.Engine.Portfolio(v.ctx)
	if err != nil {
		return engine.PublicCredential{}, err
	}
	if !slices.ContainsFunc(entries, func(e workflow.Entry) bool { return e.Award == id }) {
		return engine.PublicCredential{}, fiber.ErrNotFound
	}
	return v.deps.Engine.Credential(v.ctx, id)
}

func (v *view) certificate(k engine.PublicCredential) ([]byte, error) {
	issuer, err := v.deps.Registry.Tenant(v.ctx, k.Award.Tenant())
	if err != nil {
		return nil, err
	}
	cover, err := v.coverOf(v.ctx, k.Achievement)
	if err != nil {
		return nil, err
	}
	picture, err := draw.Compose(credential.Design(credential.IssuedBy(issuer), k.Achievement), cover)
	if err != nil {
		return nil, err
	}
	has := "page.certificate.has"
	if v.person.Name == "" {
		has = "page.certificate.nameless"
	}
	return picture.Certificate(draw.Certificate{
		Kind: v.say("page.certificate.kind"), Holder: v.person.Name, Has: v.say(has),
		By: v.fill("page.certificate.by", laurel.Args{"Issuer": issuer.Name,
			"Date": v.deps.Texts.Date(v.lang, k.Award.GrantedAt, v.zone)}),
		Heading: v.say("page.certificate.criteria"), Criteria: strings.TrimSpace(workflow.Plain(k.Achievement.Criteria)),
		Check: v.say("page.certificate.check"), Address: v.deps.Front.Site.Origin() + laurel.CredentialPath(k.Award.ID), At: k.Award.GrantedAt,
	})
}

// coverOf is the cover that a badge's picture was made from.
func (p *Pages) coverOf(ctx context.Context, a workflow.Achievement) (image.Image, error) {
	if a.Cover == "" {
		return draw.CoverFor(string(a.ID), nil)
	}
	b, err := p.deps.Media.ReadAll(ctx, a.ID.Tenant(), media.Name(a.Cover), draw.MostCoverBytes)
	if err != nil {
		return nil, err
	}
	return draw.CoverFor(string(a.ID), b)
}
