package page

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
)

// Permissions answers GET BASE/tenants/:code/permissions: what each role allows,
// as the gate says it.
func (p *Pages) Permissions(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	names, err := d.roleNames()
	if err != nil {
		return err
	}
	columns, err := policies.Columns(d.ctx, d.tenant.ID, ownRules(names.own), append(names.all(), policies.Learner))
	if err != nil {
		return err
	}
	return d.show(c, sheet{title: d.say("page.permissions.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.permissions.lead")),
		names.matrix(columns),
	}})
}

// ownRules are a tenant's own roles as the gate reads them.
func ownRules(own []tenants.Role) []policies.Role {
	list := make([]policies.Role, len(own))
	for i, r := range own {
		list[i] = policies.Role{Name: r.Name, Actions: r.Actions}
	}
	return list
}

func (n roleNames) matrix(columns []policies.Column) g.Node {
	heads := []string{n.say("page.permissions.action")}
	for _, column := range columns {
		heads = append(heads, n.title(column.Role))
	}
	var rows []g.Node
	for _, a := range n.actions() {
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(n.actionSaid(a))), g.Map(columns, func(c policies.Column) g.Node {
			if slices.Contains(c.Allowed, a) {
				return h.Td(h.Class("approved"), icon("tick"), h.Span(h.Class("unseen"), n.text("page.permissions.yes")))
			}
			return h.Td(h.Span(h.Aria("hidden", "true"), g.Text("–")), h.Span(h.Class("unseen"), n.text("page.permissions.no")))
		})))
	}
	return table(n.say("page.permissions.title"), heads, rows)
}

// actions are those that mean something in a tenant of that kind.
func (n roleNames) actions() []laurel.Action {
	if n.tenant.Kind == platform {
		return []laurel.Action{laurel.FoundTenant, laurel.LimitTenant, laurel.ManageMembers, laurel.ReadAudit, laurel.ImportFramework}
	}
	return append(tenants.GrantableIn(n.tenant.Kind), laurel.SubmitEvidence)
}
