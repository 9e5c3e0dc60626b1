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
	cities, err := v.citiesOf(id)
	if err != nil {
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
	lists, err := v.playlistsOf(id)
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: t.Name, about: t.Description, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.P(h.Class("kicker"), v.text("page.issuer.kicker")),
		v.nameplate(t),
		g.If(t.State == tenants.Suspended, h.P(h.Class("notice"), v.text("page.issuer.suspended"))),
		marks,
		g.If(t.Description != "", h.P(h.Class("lead"), h.Lang(t.Language), g.Text(t.Description))),
		v.issuerFacts(t, cities),
		lists,
		v.whereabouts(t, cities),
		g.If(open == tenants.Open, h.P(h.Class("actions"),
			h.A(h.Class("button plain"), href(v.to("/join/"+string(id))), icon("person"), v.text("page.join.title")))),
		v.signingIdentity(id, len(keys)),
	)}})
}

// issuerFacts are what an organisation says of itself.
func (v *view) issuerFacts(t tenants.Tenant, cities []tenants.Tenant) g.Node {
	return h.Section(h.Class("panel"), h.Dl(h.Class("facts"),
		g.If(t.URL != "", fact("globe", v.say("page.issuer.site"), away(t.URL, g.Text(hostOf(t.URL))))),
		fact("letter", v.say("page.issuer.email"), h.A(href("mailto:"+t.Email), g.Text(t.Email))),
		fact("clock", v.say("page.issuer.since"), v.day(t.FoundedAt)),
		g.Iff(len(cities) > 0, func() g.Node {
			return fact("globe", v.say("page.issuer.cities"), h.Ul(g.Map(cities, func(city tenants.Tenant) g.Node {
				return h.Li(h.A(h.Lang(city.Language), href(v.inCity(city.Slug)+"/"), g.Text(city.Name)))
			})))
		}),
	))
}

// signingIdentity says how to check that a badge is the tenant's.
func (v *view) signingIdentity(id laurel.TenantID, keys int) g.Node {
	return h.Section(h.Class("panel"),
		h.H2(icon("shield"), v.text("page.issuer.identity")),
		h.P(v.text("page.issuer.identity-about")),
		h.P(h.Code(g.Text(v.deps.Front.Site.DID(id)))),
		h.P(g.Text(v.fill("page.issuer.keys", laurel.Args{"Count": keys})), g.Text(" "),
			h.A(href(laurel.IssuerPath(id)+"/did.json"), g.Text("did.json"))),
	)
}

// nameplate is a tenant's name, with its logo where it has one.
func (v *view) nameplate(t tenants.Tenant) g.Node {
	name := h.H1(h.Lang(t.Language), g.Text(t.Name))
	if t.Logo == "" {
		return name
	}
	return h.Div(h.Class("title"), logo(t), h.Div(name))
}

// citiesOf are the cities in which an organisation is active.
func (v *view) citiesOf(id laurel.TenantID) ([]tenants.Tenant, error) {
	ids, err := v.deps.Registry.AffiliatedCities(v.ctx, id)
	if err != nil {
		return nil, err
	}
	byID, err := v.deps.Registry.Tenants(v.ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []tenants.Tenant
	for _, city := range ids {
		if t, ok := byID[city]; ok && t.State == tenants.Active {
			list = append(list, t)
		}
	}
	return list, nil
}

// whereabouts tells where an organisation is, if it says so.
func (v *view) whereabouts(t tenants.Tenant, cities []tenants.Tenant) g.Node {
	pinned := t.Pin != (tenants.Point{})
	if t.Address == "" && !pinned {
		return nil
	}
	return h.Section(h.Class("panel"), h.H2(icon("compass"), v.text("page.issuer.where")),
		g.If(t.Address != "", h.P(h.Class("preserve"), h.Lang(t.Language), g.Text(t.Address))),
		g.Iff(pinned, func() g.Node {
			return g.Group{
				g.Map(cities, func(city tenants.Tenant) g.Node { return v.sketch(t.Pin, city) }),
				h.P(away(onMap(t.Pin), v.text("page.issuer.map"))),
			}
		}))
}
