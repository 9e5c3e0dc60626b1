package page

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// Portfolio answers GET BASE/portfolio: all badges of the actor, from all
// cities or, with ?city=CODE, from one.
func (p *Pages) Portfolio(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	entries, err := p.deps.Engine.Portfolio(v.ctx)
	if err != nil {
		return err
	}
	cities, err := p.deps.Registry.Tenants(v.ctx, citiesIn(entries))
	if err != nil {
		return err
	}
	chosen := laurel.TenantID(c.Query("city"))
	if _, ok := cities[chosen]; !ok {
		chosen = ""
	}
	body := empty("medal", v.say("page.portfolio.nothing"),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/")), icon("compass"), v.text("page.portfolio.discover"))))
	if len(entries) > 0 {
		body = h.Ul(h.Class("cards badges"), g.Map(inCity(entries, chosen), func(e workflow.Entry) g.Node { return v.entry(e, cities[e.City]) }))
	}
	return v.show(c, sheet{title: v.say("page.portfolio.title"), body: []g.Node{
		h.Div(h.Class("wrap"), h.H1(v.text("page.portfolio.title")), h.P(h.Class("lead"), v.text("page.portfolio.about")),
			v.cityFilter(cities, chosen), body, g.If(len(entries) > 0 && v.person.Name == "", h.P(h.Class("small"),
				v.text("page.portfolio.nameless"), g.Text(" "), h.A(href(v.to("/account")), v.text("page.portfolio.say-name"))))),
	}})
}

func citiesIn(entries []workflow.Entry) []laurel.TenantID {
	var ids []laurel.TenantID
	for _, e := range entries {
		if e.City != "" && !slices.Contains(ids, e.City) {
			ids = append(ids, e.City)
		}
	}
	return ids
}

func inCity(entries []workflow.Entry, city laurel.TenantID) []workflow.Entry {
	if city == "" {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e workflow.Entry) bool { return e.City != city })
}

// cityFilter is there only where there is something to choose.
func (v *view) cityFilter(cities map[laurel.TenantID]tenants.Tenant, chosen laurel.TenantID) g.Node {
	if len(cities) < 2 {
		return nil
	}
	list := make([]tenants.Tenant, 0, len(cities))
	for _, city := range cities {
		list = append(list, city)
	}
	slices.SortFunc(list, func(a, b tenants.Tenant) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	option := func(id laurel.TenantID, path string, name g.Node) g.Node {
		return h.Li(h.A(href(path), g.If(id == chosen, h.Aria("current", "true")), name))
	}
	return h.Nav(h.Class("filter"), h.Aria("label", v.say("page.portfolio.filter")), h.Ul(
		option("", v.to("/portfolio"), v.text("page.portfolio.all")),
		g.Map(list, func(city tenants.Tenant) g.Node {
			return option(city.ID, v.to("/portfolio")+query("city", string(city.ID)), h.Span(h.Lang(city.Language), g.Text(city.Name)))
		}),
	))
}

func (v *view) entry(e workflow.Entry, city tenants.Tenant) g.Node {
	page := laurel.CredentialPath(e.Award)
	return h.Li(h.Class("card"),
		h.Img(h.Class("picture"), src(badgePicture(e.Achievement)), h.Alt(""), h.Width("512"), h.Height("512"), h.Loading("lazy")),
		h.Div(h.Class("card-in"),
			h.H2(h.A(href(page+"?lang="+v.lang), g.Text(e.Name))),
			h.P(h.Class("meta"),
				h.Span(icon("house"), g.Text(e.Issuer)),
				g.If(city.Name != "", h.Span(icon("globe"), h.Span(h.Lang(city.Language), g.Text(city.Name)))),
				h.Span(icon("medal"), v.day(e.GrantedAt))),
			v.downloads(e.Award),
			h.P(h.Class("downloads"), h.A(href(v.to("/portfolio/"+string(e.Award)+"/certificate.pdf")),
				icon("download"), v.text("page.portfolio.certificate"))),
		),
	)
}

// downloads are the forms of a credential that its holder can take along.
func (v *view) downloads(id laurel.AwardID) g.Node {
	path := laurel.CredentialPath(id)
	return h.P(h.Class("downloads"), g.Map([]string{"png", "svg", "json"}, func(form string) g.Node {
		return h.A(href(path+"."+form), h.Download("badge-"+laurel.UUID(id)[:8]+"."+form), icon("download"),
			h.Span(h.Class("unseen"), v.text("page.credential.download"), g.Text(" ")), g.Text(upper(form)))
	}))
}
