package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Front answers GET /, and GET /c/:slug for a city, with the way to the reader's
// language.
func (p *Pages) Front(c *fiber.Ctx) error {
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Redirect(p.stranger(c).base+"/", fiber.StatusFound)
}

const newest = 12

// Home answers GET BASE/: the catalogue of the city whose site it is, or all
// cities and what is new in them.
func (p *Pages) Home(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if v.city.ID != "" {
		return v.catalogue(c)
	}
	cities, err := p.deps.Registry.Cities(v.ctx)
	if err != nil {
		return err
	}
	found, err := p.deps.Engine.SearchCatalogue(v.ctx, cities, workflow.Search{Limit: newest})
	if err != nil {
		return err
	}
	cards, err := v.cards(found.List, cities)
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: v.say("page.home.title"), about: v.say("page.home.about"), body: []g.Node{
		h.Section(h.Class("welcome"), h.Div(h.Class("welcome-in"),
			h.H1(v.text("page.home.title")), h.P(h.Class("lead"), v.text("page.home.about")), v.steps())),
		h.Section(h.Class("wrap"), v.searchBox()),
		h.Section(h.Class("wrap"), h.H2(v.text("page.home.cities")), v.cityCards(cities)),
		h.Section(h.Class("wrap"), h.H2(v.text("page.home.newest")), cards, g.If(found.Found > newest, v.allOf(found.Found))),
	}})
}

// steps tells in three lines how one comes to a badge.
func (v *view) steps() g.Node {
	return h.Ol(h.Class("steps"),
		h.Li(icon("compass"), h.Span(v.text("page.home.step-choose"))),
		h.Li(icon("pencil"), h.Span(v.text("page.home.step-show"))),
		h.Li(icon("medal"), h.Span(v.text("page.home.step-earn"))),
	)
}

func (v *view) cityCards(cities []tenants.Tenant) g.Node {
	if len(cities) == 0 {
		return empty("compass", v.say("page.home.no-cities"))
	}
	return h.Ul(h.Class("cards cities"), g.Map(cities, func(city tenants.Tenant) g.Node {
		return h.Li(h.Class("card city"), h.Lang(city.Language),
			mark(),
			h.H3(h.A(href(v.inCity(city.Slug)), g.Text(city.Name))),
			h.P(g.Text(city.Description)),
		)
	}))
}

// catalogue is what can be done in the city whose site it is.
func (v *view) catalogue(c *fiber.Ctx) error {
	found, err := v.deps.Engine.SearchCatalogue(v.ctx, []tenants.Tenant{v.city}, workflow.Search{Limit: newest})
	if err != nil {
		return err
	}
	cards, err := v.cards(found.List, nil)
	if err != nil {
		return err
	}
	admission, err := v.deps.Registry.Admission(v.ctx, v.city.ID)
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: v.say("page.city.title"), about: v.city.Description, body: []g.Node{
		h.Section(h.Class("welcome"), h.Div(h.Class("welcome-in"),
			h.H1(h.Lang(v.city.Language), g.Text(v.city.Name)),
			g.If(v.city.Description != "", h.P(h.Class("lead"), h.Lang(v.city.Language), g.Text(v.city.Description))))),
		h.Section(h.Class("wrap"), v.searchBox()),
		g.Iff(v.city.Welcome != "", func() g.Node {
			return h.Section(h.Class("wrap prose"), h.Lang(v.city.Language), v.write.node(v.city.Welcome))
		}),
		h.Section(h.Class("wrap"), h.H2(v.text("page.city.title")), cards, g.If(found.Found > newest, v.allOf(found.Found))),
		g.If(admission != tenants.AdmitInvited, h.Section(h.Class("wrap"), h.Div(h.Class("panel"),
			h.P(v.text("page.affiliate.invite")),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/affiliate")), icon("house"), v.text("page.affiliate.link")))))),
	}})
}

// cards are the listings as cards; with cities given, each says in which it is.
func (v *view) cards(listings []engine.Listing, cities []tenants.Tenant) (g.Node, error) {
	if len(listings) == 0 {
		return empty("compass", v.say("page.city.nothing")), nil
	}
	ids := make([]laurel.TenantID, len(listings))
	for i, l := range listings {
		ids[i] = l.Organisation
	}
	organisations, err := v.deps.Registry.Tenants(v.ctx, ids)
	if err != nil {
		return nil, err
	}
	verified, err := v.vouchedFor(listings)
	if err != nil {
		return nil, err
	}
	return h.Ul(h.Class("cards"), g.Map(listings, func(l engine.Listing) g.Node {
		city := cityOf(l.City, cities)
		var mark g.Node
		switch {
		case !verified[l.City][l.Organisation]:
		case city.ID == "":
			mark = v.voucher(v.city)
		default:
			mark = v.voucher(city)
		}
		return v.listing(l, organisations[l.Organisation], city, mark)
	})), nil
}

func cityOf(id laurel.TenantID, cities []tenants.Tenant) tenants.Tenant {
	for _, city := range cities {
		if city.ID == id {
			return city
		}
	}
	return tenants.Tenant{}
}

// listing is a card; mark says who vouches for the organisation, or is nil.
func (v *view) listing(l engine.Listing, organisation, city tenants.Tenant, mark g.Node) g.Node {
	base := v.base
	if city.Slug != "" {
		base = v.inCity(city.Slug)
	}
	return h.Li(h.Class("card"),
		cover(l.Activity, l.Cover, small),
		h.Div(h.Class("card-in"),
			g.If(l.Category != "", h.P(h.Class("kicker"), v.word("category", l.Category, l.Language))),
			h.H3(h.Lang(l.Language), h.A(href(base+"/activities/"+string(l.Activity)), g.Text(l.Title))),
			h.P(h.Class("summary"), h.Lang(l.Language), g.Text(l.Summary)),
			h.P(h.Class("meta"),
				g.Iff(!l.Starts.IsZero(), func() g.Node { return h.Span(icon("calendar"), h.Span(v.span(l.Occasion()))) }),
				g.If(l.Address != "", h.Span(icon("pin"), g.Text(l.Address))),
				h.Span(icon("house"), g.Text(organisation.Name)), mark,
				g.If(city.Name != "", h.Span(icon("globe"), g.Text(city.Name))),
				g.If(l.Minutes > 0, h.Span(icon("clock"), g.Text(v.duration(l.Minutes)))),
			),
		),
	)
}

// empty says kindly that there is nothing, and what to do next.
func empty(picture, sentence string, next ...g.Node) g.Node {
	return h.Div(h.Class("empty"), icon(picture), h.P(g.Text(sentence)), g.Group(next))
}
