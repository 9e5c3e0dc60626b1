package page

import (
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const (
	catalogue    = "/activities"
	aPage        = 24 // activities
	aFeed        = 50
	feedLife     = 300 // seconds that others may keep one
	feedCacheFor = "public, max-age=300"
)

// lookup is somebody's search in the catalogue of the site: of its city, or of all.
type lookup struct {
	*view
	asked  url.Values // what the address asks for, without what is empty
	search workflow.Search
	fault  error // what is wrong with that
	cities []tenants.Tenant
	found  engine.Catalogue
	facets engine.Facets    // of the city; empty where there is none
	skills []workflow.Skill // that can be chosen from, and the one that is asked for
	names  map[laurel.TenantID]tenants.Tenant
}

// lookup reads what an address asks for. What cannot be meant is no error of the
// lookup, but its fault.
func (p *Pages) lookup(c *fiber.Ctx) (*lookup, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, err
	}
	l := &lookup{view: v, asked: url.Values{}}
	for _, field := range append(workflow.SearchFields(), "cursor") {
		if value := c.Query(field); value != "" {
			l.asked.Set(field, value)
		}
	}
	l.search, l.fault = workflow.ReadSearch(l.asked.Get, v.clock(time.Time{}).Location())
	l.cities = []tenants.Tenant{v.city}
	if v.city.ID == "" {
		l.cities, err = p.deps.Registry.Cities(v.ctx)
	}
	return l, err
}

// Activities answers GET BASE/activities?q=&category=…: what can be done here, by
// what the address asks for. The fields are those of workflow.SearchFields.
func (p *Pages) Activities(c *fiber.Ctx) error {
	l, err := p.lookup(c)
	if err != nil {
		return err
	}
	if err := l.load(); err != nil {
		return err
	}
	results := empty("compass", l.say("page.catalogue.at-fault"), l.everything())
	if l.fault == nil {
		if results, err = l.results(); err != nil {
			return err
		}
	}
	s := sheet{title: l.say("page.catalogue.title"), about: l.city.Description, head: l.head(c), body: []g.Node{
		h.Section(h.Class("wrap"), h.H1(l.text("page.catalogue.title")), l.form()),
		h.Section(h.Class("wrap"), h.ID("results"), results),
	}}
	if l.fault != nil {
		s.status = statusOf(l.fault)
	}
	return l.show(c, s)
}

func (l *lookup) load() (err error) {
	if l.city.ID != "" {
		if l.facets, err = l.deps.Engine.Facets(l.ctx, l.city.ID); err != nil {
			return err
		}
		if l.names, err = l.deps.Registry.Tenants(l.ctx, l.facets.Organisations); err != nil {
			return err
		}
	}
	if l.skills, err = l.deps.Engine.SkillNames(l.ctx, append(slices.Clone(l.facets.Skills), l.search.Skill), l.lang); err != nil {
		return err
	}
	if l.fault == nil {
		l.search.Limit = aPage
		l.found, err = l.deps.Engine.SearchCatalogue(l.ctx, l.cities, l.search)
	}
	return err
}

// everything leads to the whole catalogue.
func (l *lookup) everything() g.Node {
	return h.A(h.Class("button plain"), href(l.to(catalogue)), icon("compass"), l.text("page.catalogue.everything"))
}

// results are what was found, or what to do where nothing was.
func (l *lookup) results() (g.Node, error) {
	switch {
	case len(l.found.List) == 0 && len(l.asked) == 0:
		return empty("compass", l.say("page.city.nothing")), nil
	case len(l.found.List) == 0:
		return h.Div(h.Class("empty"), icon("compass"),
			h.H2(h.Role("status"), l.text("page.catalogue.nothing")), h.P(l.text("page.catalogue.nothing-about")), l.everything()), nil
	}
	var among []tenants.Tenant
	if l.city.ID == "" {
		among = l.cities
	}
	cards, err := l.cards(l.found.List, among)
	return g.Group{
		h.H2(h.Role("status"), g.Text(l.fill("page.catalogue.found", laurel.Args{"Count": l.found.Found}))),
		cards,
		l.pages(),
		l.feeds(),
	}, err
}

// pages lead to what comes before and after.
func (l *lookup) pages() g.Node {
	before, after := l.at(l.found.Previous), l.at(l.found.Next)
	if before+after == "" {
		return nil
	}
	return h.Nav(h.Class("actions"), h.Aria("label", l.say("page.catalogue.pages")),
		g.If(before != "", h.A(h.Class("button plain"), h.Rel("prev"), href(before), icon("back"), l.text("page.catalogue.previous"))),
		g.If(after != "", h.A(h.Class("button plain"), h.Rel("next"), href(after), l.text("page.catalogue.next"), icon("onward"))))
}

// at is the address of this search from a cursor on; empty where there is none.
func (l *lookup) at(c workflow.Cursor) string {
	if c == (workflow.Cursor{}) {
		return ""
	}
	q := l.filter()
	q.Set("cursor", c.Text())
	return l.to(catalogue) + "?" + q.Encode() + "#results"
}

// filter is what is asked for, wherever in the list one stands.
func (l *lookup) filter() url.Values {
	q := url.Values{}
	for name, values := range l.asked {
		if name != "cursor" {
			q[name] = values
		}
	}
	return q
}

// as is the address of this search in another form: ".rss" or ".ics".
func (l *lookup) as(form string) string {
	address := l.to(catalogue) + form
	if q := l.filter().Encode(); q != "" {
		address += "?" + q
	}
	return address
}

func (l *lookup) feeds() g.Node {
	return h.Div(h.P(h.Class("hint"), l.text("page.catalogue.feeds")),
		h.P(h.Class("actions"),
			h.A(href(l.as(".rss")), icon("list"), l.text("page.catalogue.rss")),
			h.A(href(l.as(".ics")), icon("calendar"), l.text("page.catalogue.ics"))))
}

// head tells programs what stands beside this page.
func (l *lookup) head(c *fiber.Ctx) []g.Node {
	link := func(rel, mediaType, address string) g.Node {
		return g.If(address != "", h.Link(h.Rel(rel), g.If(mediaType != "", h.Type(mediaType)), href(address)))
	}
	if l.fault != nil {
		return nil
	}
	origin := l.deps.Front.Origin(c)
	return []g.Node{link("prev", "", l.at(l.found.Previous)), link("next", "", l.at(l.found.Next)),
		link("alternate", "application/rss+xml", origin+l.as(".rss")), link("alternate", "text/calendar", origin+l.as(".ics"))}
}
