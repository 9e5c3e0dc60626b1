package page

import (
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// Cities answers GET BASE/tenants/:code/cities, at the desk of the platform: all
// cities, and the form to found one.
func (p *Pages) Cities(c *fiber.Ctx) error {
	d, err := p.operatorDesk(c)
	if err != nil {
		return err
	}
	return d.showCities(c, wording{values: map[string]string{"language": d.lang}})
}

// operatorDesk is that of the platform, for who may found cities.
func (p *Pages) operatorDesk(c *fiber.Ctx) (*desk, error) {
	d, err := p.desk(c, laurel.FoundTenant)
	if err == nil && d.tenant.Kind != platform {
		err = fiber.ErrNotFound
	}
	return d, err
}

// FoundCity answers POST BASE/tenants/:code/cities. The city is ready for use
// when the page that follows says so.
func (p *Pages) FoundCity(c *fiber.Ctx) error {
	d, err := p.operatorDesk(c)
	if err != nil {
		return err
	}
	w := typed(c)
	city, err := w.tenant()
	if err == nil {
		n := registry.NewCity{City: city, Hosts: w.hosts(), Administrator: w.values["administrator"], Terms: map[tenants.TermsKind]string{
			tenants.TermsOfUse: w.values["terms"], tenants.Privacy: w.values["privacy"]}}
		n.Logo = func(_ context.Context, id laurel.TenantID) (string, error) {
			return p.keepLogo(c, id) //nolint:contextcheck // the request's own context is in c
		}
		city, err = p.deps.Registry.OpenCity(d.ctx, n)
	}
	if err != nil {
		w.err = err
		return d.showCities(c, w)
	}
	return c.Redirect(d.to(d.at("/cities?"+url.Values{"founded": {city.Slug}}.Encode())), fiber.StatusSeeOther)
}

func (d *desk) showCities(c *fiber.Ctx, w wording) error {
	cities, err := d.deps.Registry.EveryCity(d.ctx)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.cities.title")}
	if w.err != nil {
		if s.status = statusOf(w.err); s.status >= fiber.StatusInternalServerError {
			return w.err
		}
	}
	s.body = []g.Node{
		d.founded(c.Query("founded"), cities),
		d.cityTable(cities),
		h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/cities"))), h.EncType("multipart/form-data"),
			h.H2(d.text("page.cities.found")), h.P(d.text("page.cities.found-about")),
			d.faultBeside(w.err, append(wordingNames(), "languages", "logo")...),
			h.Div(h.Class("pair"),
				d.input(w.field(field{name: "slug", hint: "page.settings.slug-hint", most: 48, must: true})),
				d.input(w.field(field{name: "administrator", hint: "page.settings.administrator-hint", kind: "email", most: 254, must: true}))),
			d.nameFields(w), d.languageFields(w, tenants.City), d.colourFields(w), d.siteFields(w),
			d.logoField(ofField(w.err, "logo")),
			d.area(w.field(field{name: "terms", hint: "page.settings.terms-hint"}), 4),
			d.area(w.field(field{name: "privacy", hint: "page.settings.terms-hint"}), 4),
			d.submit("page.cities.submit")),
	}
	return d.show(c, s)
}

// ofField is err where it blames a field, and else none.
func ofField(err error, name string) error {
	if fieldOf(err) == name {
		return err
	}
	return nil
}

// founded tells where a new city is to be found.
func (d *desk) founded(slug string, cities []registry.HostedCity) g.Node {
	for _, city := range cities {
		if city.Slug == slug {
			return h.Div(h.Class("notice"), h.Role("status"), h.P(icon("tick"), g.Text(" "), d.text("page.cities.ready"), g.Text(" "),
				h.A(href(d.inCity(slug)+"/"), g.Text(city.Name))))
		}
	}
	return nil
}

func (d *desk) cityTable(cities []registry.HostedCity) g.Node {
	if len(cities) == 0 {
		return empty("globe", d.say("page.home.no-cities"))
	}
	heads := []string{
		d.say("page.settings.name"), d.say("page.cities.state"), d.say("page.cities.address"),
		d.say("page.settings.languages"), d.say("page.issuer.since"),
	}
	rows := make([]g.Node, len(cities))
	for i, city := range cities {
		languages := city.Languages
		if len(languages) == 0 {
			languages = d.deps.Texts.Languages()
		}
		rows[i] = h.Tr(
			h.Th(h.Scope("row"), h.A(h.Lang(city.Language), href(d.inCity(city.Slug)+"/"), g.Text(city.Name))),
			h.Td(d.text("tenant-state."+string(city.State))),
			h.Td(h.Code(g.Text(laurel.CityPath(city.Slug))), g.Map(city.Hosts, func(host string) g.Node { return g.Group{h.Br(), g.Text(host)} })),
			h.Td(g.Text(strings.ToUpper(strings.Join(languages, ", ")))),
			h.Td(d.day(city.FoundedAt)))
	}
	return table(d.say("page.cities.title"), heads, rows)
}
