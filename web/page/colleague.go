package page

import (
	"context"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Colleague answers GET BASE/tenants/:code/people/:person: the roles of one of the
// tenant's people, and what can be done about them.
func (p *Pages) Colleague(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	return d.showColleague(c, tenants.Member{}, nil)
}

// GiveRole answers POST BASE/tenants/:code/people/:person/roles with fields role
// and object, which is empty for the whole tenant.
func (p *Pages) GiveRole(c *fiber.Ctx) error {
	return p.changeRoles(c, "given", p.deps.Registry.GiveRole)
}

// TakeRole answers POST BASE/tenants/:code/people/:person/roles/take with the
// same fields.
func (p *Pages) TakeRole(c *fiber.Ctx) error {
	return p.changeRoles(c, "taken", p.deps.Registry.TakeRole)
}

// changeRole is a request about one role of one person.
type changeRole func(context.Context, laurel.TenantID, tenants.Member) error

// changeRoles does something with a role of the person in the address and goes
// back to their page, or to the people where they are one of them no longer.
func (p *Pages) changeRoles(c *fiber.Ctx, done string, change changeRole) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	m := tenants.Member{Person: laurel.PersonID(c.Params("person")), Role: c.FormValue("role"), Object: c.FormValue("object")}
	if err := change(d.ctx, d.tenant.ID, m); err != nil {
		if refused(err) {
			return d.showColleague(c, m, err)
		}
		return err
	}
	switch _, err := p.deps.Registry.Colleague(d.ctx, d.tenant.ID, m.Person); laurel.KindOf(err) {
	case laurel.NotFound: // they have no role here any more
		return c.Redirect(d.to(d.at("/people?done=removed")), fiber.StatusSeeOther)
	case laurel.Forbidden: // it was one's own
		return c.Redirect(d.to("/tenants"), fiber.StatusSeeOther)
	default:
		if err != nil {
			return err
		}
	}
	return c.Redirect(d.to(d.at("/people/"+string(m.Person)+"?done="+done)), fiber.StatusSeeOther)
}

// RemoveMember answers POST BASE/tenants/:code/people/:person/remove.
func (p *Pages) RemoveMember(c *fiber.Ctx) error {
	return p.changeRoles(c, "removed", func(ctx context.Context, t laurel.TenantID, m tenants.Member) error {
		return p.deps.Registry.RemoveMember(ctx, t, m.Person)
	})
}

func (d *desk) showColleague(c *fiber.Ctx, asked tenants.Member, refusal error) error {
	who, err := d.deps.Registry.Colleague(d.ctx, d.tenant.ID, laurel.PersonID(c.Params("person")))
	if err != nil {
		return err
	}
	names, err := d.rolesAndPlaces()
	if err != nil {
		return err
	}
	if asked.Role == "" {
		asked.Role = names.usual()
	}
	at := d.at("/people/" + string(who.Person.ID))
	s := sheet{title: d.called(who.Person), body: []g.Node{
		h.P(h.Class("meta"), h.Span(icon("letter"), g.Text(who.Person.Email))),
		d.doneIf(c, "given", "page.people.given"),
		d.doneIf(c, "taken", "page.people.taken"),
		h.H2(d.text("page.people.roles")),
		h.Ul(h.Class("rows"), g.Map(who.Roles, func(m tenants.Member) g.Node { return names.held(at, m) })),
		d.faultBeside(refusal, "role", "object"),
		h.Form(h.Class("panel form"), h.Method("post"), action(d.to(at+"/roles")),
			h.H2(d.text("page.people.give-another")),
			d.choice(field{name: "role", label: "page.people.role", value: asked.Role, err: refusal}, names.options()),
			g.Iff(len(names.objects) > 0, func() g.Node {
				return d.choice(field{name: "object", label: "page.people.where", hint: "page.people.where-hint", value: asked.Object, err: refusal},
					names.places())
			}),
			d.submit("page.people.give-button")),
		h.Section(h.Class("panel"),
			h.H2(d.text("page.people.remove")), h.P(d.text("page.people.remove-about")),
			d.press(at+"/remove", "page.people.remove-button", "button danger")),
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}

// held is a role that somebody has, with a button that takes it.
func (n roleNames) held(at string, m tenants.Member) g.Node {
	return h.Li(h.Class("panel row loose"),
		h.Div(h.H3(n.node(m.Role)), h.P(h.Class("small"), g.Text(n.place(m.Object)))),
		n.press(at+"/roles/take", "page.people.take", "button small danger", hidden("role", m.Role), hidden("object", m.Object)))
}

// LeaveTenant answers POST BASE/tenants/:code/leave: the actor gives all their
// roles there up.
func (p *Pages) LeaveTenant(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	if err := p.deps.Registry.LeaveTenant(d.ctx, d.tenant.ID); err != nil {
		if refused(err) {
			return d.showTenant(c, err)
		}
		return err
	}
	return c.Redirect(d.to("/tenants?done=left"), fiber.StatusSeeOther)
}
