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

// Tenants answers GET BASE/tenants?words=: where the actor has a role.
func (p *Pages) Tenants(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	all, err := v.seats()
	if err != nil {
		return err
	}
	words := strings.TrimSpace(c.Query("words"))
	called := func(s seat) bool { return strings.Contains(strings.ToLower(s.tenant.Name), strings.ToLower(words)) }
	list := slices.DeleteFunc(slices.Clone(all), func(s seat) bool { return !called(s) })
	body := empty("house", v.say("page.tenants.nothing"))
	switch {
	case len(list) > 0:
		body = h.Ul(h.Class("cards"), g.Map(list, v.seat))
	case len(all) > 0:
		body = empty("house", v.say("page.tenants.none-such"))
	}
	return v.show(c, sheet{title: v.say("page.tenants.title"), body: []g.Node{
		h.Div(h.Class("wrap"), h.H1(v.text("page.tenants.title")), h.P(h.Class("lead"), v.text("page.tenants.about")),
			v.doneIf(c, "left", "page.tenants.left"),
			g.Iff(len(all) > fewSeats, func() g.Node {
				return h.Form(h.Class("panel search"), h.Method("get"), action(v.to("/tenants")),
					v.input(field{name: "words", label: "page.tenants.words", value: words, kind: "search"}), v.submit("page.tenants.search"))
			}),
			body)}})
}

// fewSeats are found without a search.
const fewSeats = 6

// seat is a tenant with the roles that the actor has there.
type seat struct {
	tenant tenants.Tenant
	roles  []string // names in policies
	called []string // the same as people say them
}

func (v *view) seats() ([]seat, error) {
	memberships, err := v.deps.Registry.Memberships(v.ctx)
	if err != nil {
		return nil, err
	}
	own, err := v.deps.Registry.OwnRoles(v.ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]laurel.TenantID, 0, len(memberships))
	roles := map[laurel.TenantID][]string{}
	for _, m := range memberships {
		if roles[m.Tenant] == nil {
			ids = append(ids, m.Tenant)
		}
		roles[m.Tenant] = append(roles[m.Tenant], m.Role)
	}
	byID, err := v.deps.Registry.Tenants(v.ctx, ids)
	if err != nil {
		return nil, err
	}
	byID[laurel.Platform] = tenants.Tenant{ID: laurel.Platform, Kind: platform, Name: "Laurel", Language: v.lang}
	var list []seat
	for _, id := range ids {
		if t, ok := byID[id]; ok {
			s := seat{tenant: t, roles: roles[id]}
			for _, name := range s.roles {
				s.called = append(s.called, v.roleCalled(name, own))
			}
			list = append(list, s)
		}
	}
	return list, nil
}

func (v *view) seat(p seat) g.Node {
	return h.Li(h.Class("card"), h.Div(h.Class("card-in"),
		h.P(h.Class("kicker"), v.text("tenant-kind."+string(p.tenant.Kind))),
		h.H3(h.Lang(p.tenant.Language), h.A(href(v.to("/tenants/"+string(p.tenant.ID))), g.Text(p.tenant.Name))),
		h.P(h.Class("meta"), g.Map(p.called, func(role string) g.Node { return h.Span(icon("person"), g.Text(role)) })),
	))
}

// roleCalled is what a role is called; one of a tenant's own bears the name that
// it was given.
func (v *view) roleCalled(name string, own map[string]tenants.Role) string {
	if word, ok := v.known("role-name", name); ok {
		return word
	}
	if role, ok := own[name]; ok {
		return role.Title
	}
	return v.say("page.roles.gone")
}
