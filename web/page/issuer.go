package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Issuer answers GET /t/:code: who issues badges under that code, and how to
// check that a badge is theirs.
func (p *Pages) Issuer(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.TenantID(c.Params("code"))
	if !id.Valid() {
		return fiber.ErrNotFound
	}
	t, err := p.deps.Registry.Tenant(v.ctx, id)
	if err != nil {
		return err
	}
	keys, err := p.deps.Registry.SigningKeys(v.ctx, id)
	if err != nil { // a city signs nothing, and is no issuer
		return err
	}
	marks, err := v.marks(id)
	if err != nil {
		return err
	}
	open, _, err := p.deps.Registry.Joining(v.ctx, id)
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: t.Name, about: t.Description, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.P(h.Class("kicker"), v.text("page.issuer.kicker")),
		h.H1(h.Lang(t.Language), g.Text(t.Name)),
		g.If(t.State == tenants.Suspended, h.P(h.Class("notice"), v.text("page.issuer.suspended"))),
		marks,
		g.If(t.Description != "", h.P(h.Class("lead"), h.Lang(t.Language), g.Text(t.Description))),
		h.Section(h.Class("panel"), h.Dl(h.Class("facts"),
			g.If(t.URL != "", fact("globe", v.say("page.issuer.site"), away(t.URL, g.Text(hostOf(t.URL))))),
			fact("letter", v.say("page.issuer.email"), h.A(href("mailto:"+t.Email), g.Text(t.Email))),
			fact("clock", v.say("page.issuer.since"), v.day(t.FoundedAt)),
		)),
		g.If(open == tenants.Open, h.P(h.Class("actions"),
			h.A(h.Class("button plain"), href(v.to("/join/"+string(id))), icon("person"), v.text("page.join.title")))),
		h.Section(h.Class("panel"),
			h.H2(icon("shield"), v.text("page.issuer.identity")),
			h.P(v.text("page.issuer.identity-about")),
			h.P(h.Code(g.Text(p.deps.Front.Site.DID(id)))),
			h.P(g.Text(v.fill("page.issuer.keys", laurel.Args{"Count": len(keys)})), g.Text(" "),
				h.A(href(laurel.IssuerPath(id)+"/did.json"), g.Text("did.json"))),
		),
	)}})
}
