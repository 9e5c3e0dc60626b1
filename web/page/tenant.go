package page

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// platform is the kind of laurel.Platform, which stands in no table.
const platform tenants.Kind = "platform"

// section is one of the pages on which a tenant is run.
type section struct {
	path  string // below BASE/tenants/:code
	key   string // text key of its name; key + "-about" says what is done there
	icon  string
	needs laurel.Action
	kinds []tenants.Kind // that have it; empty: all
}

// sections are in the order of the menu.
func sections() []section {
	return []section{
		{path: "/cities", key: "page.cities.title", icon: "globe", needs: laurel.FoundTenant, kinds: []tenants.Kind{platform}},
		{path: "/settings", key: "page.settings.title", icon: "pencil", needs: laurel.ManageTenant,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/texts", key: "page.texts.title", icon: "page", needs: laurel.ManageTenant, kinds: []tenants.Kind{platform, tenants.City}},
		{path: "/activities", key: "page.activities.title", icon: "medal", needs: laurel.PublishActivity,
			kinds: []tenants.Kind{tenants.Organisation}},
		{path: "/playlists", key: "page.playlists.title", icon: "list", needs: laurel.WritePlaylist,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/organisations", key: "page.organisations.title", icon: "house", needs: laurel.ManageOrganisations,
			kinds: []tenants.Kind{tenants.City}},
		{path: "/affiliations", key: "page.affiliations.title", icon: "globe", needs: laurel.ManageTenant,
			kinds: []tenants.Kind{tenants.Organisation}},
		{path: "/people", key: "page.people.title", icon: "person", needs: laurel.ManageMembers},
		{path: "/invitations", key: "page.invitations.title", icon: "letter", needs: laurel.ManageMembers,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/roles", key: "page.roles.title", icon: "key", needs: laurel.ManageRoles,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/permissions", key: "page.permissions.title", icon: "shield", needs: laurel.ManageMembers},
		{path: "/sign-on", key: "page.provider.title", icon: "enter", needs: laurel.ManageTenant,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/quotas", key: "page.quotas.title", icon: "shapes", needs: laurel.ManageTenant,
			kinds: []tenants.Kind{tenants.City, tenants.Organisation}},
		{path: "/limits", key: "page.limits.title", icon: "shapes", needs: laurel.LimitTenant, kinds: []tenants.Kind{platform}},
		{path: "/approvers", key: "page.approvers.title", icon: "shield", needs: laurel.ManageApprovers, kinds: []tenants.Kind{platform}},
		{path: "/audit", key: "page.audit.title", icon: "list", needs: laurel.ReadAudit},
	}
}

// desk is a tenant as those see it who run it.
type desk struct {
	*view
	tenant  tenants.Tenant
	allowed []laurel.Action
}

// desk is the one of the tenant in BASE/tenants/:code, for who may do needs in
// the whole of it. Whoever is not signed in is Unauthenticated, and whoever may
// not is Forbidden: that there is such a tenant is public.
func (p *Pages) desk(c *fiber.Ctx, needs laurel.Action) (*desk, error) {
	d, err := p.anyDesk(c)
	if err == nil && !slices.Contains(d.allowed, needs) {
		err = laurel.E(laurel.Forbidden, "error.forbidden")
	}
	return d, err
}

// anyDesk is the same for whoever is signed in; allowed may be nothing that has
// a page.
func (p *Pages) anyDesk(c *fiber.Ctx) (*desk, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, err
	}
	if !v.signedIn() {
		return nil, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	d := &desk{view: v, tenant: tenants.Tenant{ID: laurel.Platform, Kind: platform, Name: "Laurel", Language: v.lang}}
	if id := laurel.TenantID(c.Params("code")); id != laurel.Platform {
		if !id.Valid() {
			return nil, laurel.E(laurel.NotFound, "error.not-found")
		}
		if d.tenant, err = p.deps.Registry.Tenant(v.ctx, id); err != nil {
			return nil, err
		}
		d.tellTimeIn(d.tenant.TimeZone)
	}
	if !isFor(c.Route().Path, d.tenant.Kind) {
		return nil, laurel.E(laurel.NotFound, "error.not-found")
	}
	d.allowed, err = p.deps.Registry.Allowed(v.ctx, d.tenant.ID)
	return d, err
}

// isFor reports whether the section below BASE/tenants/:code to which a route
// belongs is one that tenants of that kind have.
func isFor(route string, k tenants.Kind) bool {
	_, below, _ := strings.Cut(route, "/tenants/:code")
	for _, s := range sections() {
		if (below == s.path || strings.HasPrefix(below, s.path+"/") || strings.HasPrefix(below, s.path+".")) &&
			len(s.kinds) > 0 && !slices.Contains(s.kinds, k) {
			return false
		}
	}
	return true
}

// sections are those that the actor may open.
func (d *desk) sections() []section {
	return slices.DeleteFunc(sections(), func(s section) bool {
		return !slices.Contains(d.allowed, s.needs) || len(s.kinds) > 0 && !slices.Contains(s.kinds, d.tenant.Kind)
	})
}

// at is the address of a path below the tenant's desk, without the site's base.
func (d *desk) at(path string) string { return "/tenants/" + string(d.tenant.ID) + path }

// show answers with a page of the desk: its title and body below the tenant's
// name and the menu of its sections.
func (d *desk) show(c *fiber.Ctx, s sheet) error {
	suspended, err := d.suspensions()
	if err != nil {
		return err
	}
	s.body = []g.Node{h.Div(h.Class("wrap desk"),
		h.P(h.Class("kicker"), h.A(href(d.to(d.at(""))), h.Lang(d.tenant.Language), g.Text(d.tenant.Name)),
			g.Text(" · "), d.text("tenant-kind."+string(d.tenant.Kind))),
		h.H1(g.Text(s.title)),
		d.ways(),
		suspended,
		g.Group(s.body),
	)}
	return d.view.show(c, s)
}

// ways are the menu of the desk's sections. Its front page, which shows them as
// cards, has none.
func (d *desk) ways() g.Node {
	if here, _, _ := strings.Cut(d.path, "?"); here == d.to(d.at("")) {
		return nil
	}
	return h.Nav(h.Class("filter"), h.Aria("label", d.say("page.tenant.menu")), h.Ul(g.Map(d.sections(), func(s section) g.Node {
		return h.Li(h.A(d.currentBelow(d.at(s.path)), href(d.to(d.at(s.path))), d.text(s.key)))
	})))
}

// currentBelow marks a section also on the pages below it.
func (d *desk) currentBelow(path string) g.Node {
	if here, _, _ := strings.Cut(d.path, "?"); strings.HasPrefix(here, d.to(path)+"/") {
		return h.Aria("current", "true")
	}
	return d.current(path)
}

// suspensions tell on each page of an organisation's desk where it is suspended;
// why is for those who run it.
func (d *desk) suspensions() (g.Node, error) {
	if d.tenant.Kind != tenants.Organisation {
		return g.Group{}, nil
	}
	look := d.deps.Registry.Standings
	if slices.Contains(d.allowed, laurel.ManageTenant) {
		look = d.deps.Registry.CitiesOf
	}
	list, err := look(d.ctx, d.tenant.ID)
	if err != nil {
		return nil, err
	}
	var told g.Group
	for _, a := range list {
		if a.Standing != tenants.StandsSuspended {
			continue
		}
		city, err := d.deps.Registry.Tenant(d.ctx, a.City)
		if err != nil {
			return nil, err
		}
		told = append(told, h.Div(h.Class("notice"),
			h.P(h.Strong(g.Text(d.fill("page.tenant.suspended", laurel.Args{"City": city.Name})))),
			g.If(a.Reason != "", h.BlockQuote(g.Text(a.Reason)))))
	}
	return told, nil
}

// Tenant answers GET BASE/tenants/:code: what can be done there. Who has a role
// that manages nothing, such as a reviewer's, is led to what it is for.
func (p *Pages) Tenant(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	return d.showTenant(c, nil)
}

// showTenant answers with what can be done here; refusal is what kept the actor
// from leaving.
func (d *desk) showTenant(c *fiber.Ctx, refusal error) error {
	if len(d.sections()) == 0 {
		return d.showNothing(c)
	}
	s := sheet{title: d.say("page.tenant.title"), body: []g.Node{
		d.doneIf(c, "joined", "page.invitation.done"),
		g.Iff(c.Query("done") == "founded", d.firstSteps),
		d.faultBeside(refusal),
		h.Ul(h.Class("cards"), g.Map(d.sections(), func(s section) g.Node {
			return h.Li(h.Class("card"), h.Div(h.Class("card-in"), icon(s.icon),
				h.H3(h.A(href(d.to(d.at(s.path))), d.text(s.key))), h.P(h.Class("summary"), d.text(s.key+"-about"))))
		})),
		d.leaving(),
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}

// firstSteps tell who has founded an organisation that it is there, and what to
// do first.
func (d *desk) firstSteps() g.Node {
	return h.Section(h.Class("panel"),
		h.P(h.Class("state approved"), h.Role("status"), icon("tick"),
			g.Text(d.fill("page.tenant.founded", laurel.Args{"Name": d.tenant.Name}))),
		h.H2(d.text("page.tenant.first")),
		h.Ul(g.Map([]string{"settings", "people", "activities", "affiliations"}, func(step string) g.Node {
			return h.Li(h.A(href(d.to(d.at("/"+step))), d.text("page.tenant.first-"+step)))
		})))
}

// leaving is the way out for who has a role here.
func (d *desk) leaving() g.Node {
	if held, err := d.deps.Registry.RolesHeld(d.ctx, d.tenant.ID); err != nil || len(held) == 0 {
		return nil // the page does without
	}
	return h.Details(h.Summary(d.text("page.tenant.leave")),
		h.P(d.text("page.tenant.leave-about")),
		d.press(d.at("/leave"), "page.tenant.leave-button", "button danger"))
}

func (d *desk) showNothing(c *fiber.Ctx) error {
	held, err := d.deps.Registry.RolesHeld(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return laurel.E(laurel.Forbidden, "error.forbidden")
	}
	return d.view.show(c, sheet{title: d.tenant.Name, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.P(h.Class("kicker"), d.text("tenant-kind."+string(d.tenant.Kind))),
		h.H1(h.Lang(d.tenant.Language), g.Text(d.tenant.Name)),
		d.doneIf(c, "joined", "page.invitation.done"),
		empty("house", d.say("page.tenant.nothing"),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href(d.to("/reviews")), d.text("page.reviews.title")))),
		d.leaving())}})
}
