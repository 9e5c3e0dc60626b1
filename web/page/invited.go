package page

import (
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// invited is the city's table of who has not answered yet.
func (d *desk) invited(list []tenants.Invitation) g.Node {
	heads := []string{"page.organisations.email", "page.organisations.search", "page.organisations.standing", "page.organisations.sent-at",
		"page.organisations.expires", "page.organisations.what-to-do"}
	for i, key := range heads {
		heads[i] = d.say(key)
	}
	return table(d.say("page.organisations.pending"), heads, g.Map(list, d.invitedRow))
}

func (d *desk) invitedRow(i tenants.Invitation) g.Node {
	to, state := i.Email, d.say("standing.invited")
	if to == "" {
		to = d.fill("page.organisations.by-link", laurel.Args{"Uses": i.Uses, "Most": i.Most})
	}
	if i.Expired(time.Now()) {
		state = d.say("page.organisations.expired")
	}
	path := d.at(organisations + "/invitations/" + string(i.ID))
	return h.Tr(h.Td(g.Text(to)), h.Td(g.Text(i.Name)), h.Td(g.Text(state)), h.Td(d.day(i.MadeAt)), h.Td(d.day(i.ExpiresAt)),
		h.Td(h.Div(h.Class("actions"),
			g.If(i.Email != "", d.press(path, "page.organisations.resend", "button small plain", hidden("do", "resend"))),
			d.press(path, "page.organisations.cancel", "button small danger", hidden("do", "cancel")))))
}

// ChangeInvitation answers POST …/organisations/invitations/:invitation with
// field do: "resend" or "cancel".
func (p *Pages) ChangeInvitation(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	id := laurel.InvitationID(c.Params("invitation"))
	if id.Tenant() != d.tenant.ID {
		return fiber.ErrNotFound
	}
	change := p.deps.Registry.CancelInvitation
	if c.FormValue("do") == "resend" {
		change = p.deps.Registry.ResendInvitation
	}
	if _, err := change(d.ctx, id); err != nil {
		return err
	}
	return c.Redirect(d.to(d.at(organisations))+"?standing=invited&saved=1", fiber.StatusSeeOther)
}
