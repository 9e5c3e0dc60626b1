package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Roles answers GET BASE/tenants/:code/roles: the roles that can be given in the
// tenant, and a form for one of its own.
func (p *Pages) Roles(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageRoles)
	if err != nil {
		return err
	}
	return d.showRoles(c, tenants.Role{}, nil)
}

// MakeRole answers POST BASE/tenants/:code/roles with fields title, about and
// actions, which may stand more than once.
func (p *Pages) MakeRole(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageRoles)
	if err != nil {
		return err
	}
	draft := roleDraft(c)
	_, err = p.deps.Registry.MakeRole(d.ctx, d.tenant.ID, draft)
	if err == nil {
		return c.Redirect(d.to(d.at("/roles?done=made")), fiber.StatusSeeOther)
	}
	if refused(err) {
		return d.showRoles(c, draft, err)
	}
	return err
}

func roleDraft(c *fiber.Ctx) tenants.Role {
	r := tenants.Role{Title: c.FormValue("title"), About: c.FormValue("about")}
	for _, name := range formValues(c, "actions") {
		r.Actions = append(r.Actions, laurel.Action(name))
	}
	return r
}

func (d *desk) showRoles(c *fiber.Ctx, draft tenants.Role, refusal error) error {
	names, err := d.roleNames()
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.roles.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.roles.lead")),
		d.doneIf(c, "made", "page.roles.made"),
		d.doneIf(c, "removed", "page.roles.removed"),
		h.P(h.A(href(d.to(d.at("/permissions"))), d.text("page.roles.see-permissions"))),
		h.H2(d.text("page.roles.own")),
		g.If(len(names.own) == 0, empty("key", d.say("page.roles.nothing"))),
		h.Ul(h.Class("rows"), g.Map(names.own, func(r tenants.Role) g.Node {
			return h.Li(h.Class("panel"),
				h.H3(h.Lang(d.tenant.Language), h.A(href(d.to(d.at("/roles/"+r.Name))), g.Text(r.Title))),
				g.If(r.About != "", h.P(h.Lang(d.tenant.Language), g.Text(r.About))),
				h.P(h.Class("small"), g.Text(d.actionsSaid(r.Actions))))
		})),
		h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/roles"))),
			h.H2(d.text("page.roles.make")),
			d.roleFields(draft, refusal),
			d.submit("page.roles.make-button")),
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}

// roleFields are those of a role's form. What its maker may not do cannot be
// ticked; what was ticked before stays to be seen.
func (d *desk) roleFields(draft tenants.Role, err error) g.Node {
	var allowed []option
	for _, a := range tenants.GrantableIn(d.tenant.Kind) {
		if slices.Contains(d.allowed, a) || slices.Contains(draft.Actions, a) {
			allowed = append(allowed, option{string(a), d.actionSaid(a)})
		}
	}
	return g.Group{
		d.input(field{name: "title", label: "page.roles.name", hint: "page.roles.name-hint", value: draft.Title, most: 120,
			must: true, err: err}),
		d.input(field{name: "about", label: "page.roles.about", hint: "page.roles.about-hint", value: draft.About, most: 500, err: err}),
		d.ticks(field{name: "actions", label: "page.roles.allows", hint: "page.roles.allows-hint", err: err}, allowed,
			func(a string) bool { return slices.Contains(draft.Actions, laurel.Action(a)) }),
		d.faultBeside(err, "title", "about", "actions"),
	}
}

// actionSaid is what an action is, in words.
func (v *view) actionSaid(a laurel.Action) string {
	if word, ok := v.known("action", strings.ReplaceAll(string(a), ".", "-")); ok {
		return word
	}
	return string(a)
}

func (v *view) actionsSaid(all []laurel.Action) string {
	said := make([]string, len(all))
	for i, a := range all {
		said[i] = v.actionSaid(a)
	}
	return strings.Join(said, " · ")
}

// Role answers GET BASE/tenants/:code/roles/:role: the form of one of the tenant's
// own roles.
func (p *Pages) Role(c *fiber.Ctx) error {
	d, r, err := p.roleDesk(c)
	if err != nil {
		return err
	}
	return d.showRole(c, r, nil)
}

// roleDesk is the desk with the role in the address.
func (p *Pages) roleDesk(c *fiber.Ctx) (*desk, tenants.Role, error) {
	d, err := p.desk(c, laurel.ManageRoles)
	if err != nil {
		return nil, tenants.Role{}, err
	}
	own, err := p.deps.Registry.Roles(d.ctx, d.tenant.ID)
	if err != nil {
		return nil, tenants.Role{}, err
	}
	i := slices.IndexFunc(own, func(r tenants.Role) bool { return r.Name == c.Params("role") })
	if i < 0 {
		return nil, tenants.Role{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, own[i], nil
}

// ChangeRole answers POST BASE/tenants/:code/roles/:role with the fields of
// MakeRole, and version.
func (p *Pages) ChangeRole(c *fiber.Ctx) error {
	d, was, err := p.roleDesk(c)
	if err != nil {
		return err
	}
	draft := roleDraft(c)
	draft.Name = was.Name
	if draft.Version, err = strconv.Atoi(c.FormValue("version")); err != nil {
		draft.Version = -1 // nobody has seen that one
	}
	if _, err = p.deps.Registry.ChangeRole(d.ctx, d.tenant.ID, draft); err == nil {
		return c.Redirect(d.to(d.at("/roles/"+was.Name+"?done=saved")), fiber.StatusSeeOther)
	}
	if !refused(err) {
		return err
	}
	draft.Version = was.Version // who sends it again has read that somebody was faster
	return d.showRole(c, draft, err)
}

// RemoveRole answers POST BASE/tenants/:code/roles/:role/remove.
func (p *Pages) RemoveRole(c *fiber.Ctx) error {
	d, r, err := p.roleDesk(c)
	if err != nil {
		return err
	}
	if err := p.deps.Registry.RemoveRole(d.ctx, d.tenant.ID, r.Name); err != nil {
		if refused(err) {
			return d.showRole(c, r, err)
		}
		return err
	}
	return c.Redirect(d.to(d.at("/roles?done=removed")), fiber.StatusSeeOther)
}

func (d *desk) showRole(c *fiber.Ctx, r tenants.Role, refusal error) error {
	at := d.at("/roles/" + r.Name)
	s := sheet{title: d.say("page.roles.change"), body: []g.Node{
		h.P(h.A(href(d.to(d.at("/roles"))), icon("back"), d.text("page.roles.title"))),
		d.doneIf(c, "saved", "page.roles.saved"),
		h.Form(h.Class("panel form"), h.Method("post"), action(d.to(at)),
			hidden("version", strconv.Itoa(r.Version)),
			d.roleFields(r, refusal),
			d.submit("page.roles.save")),
		h.Section(h.Class("panel"),
			h.H2(d.text("page.roles.remove")), h.P(d.text("page.roles.remove-about")),
			d.press(at+"/remove", "page.roles.remove-button", "button danger")),
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}
