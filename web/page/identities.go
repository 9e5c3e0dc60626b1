package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// Identities answers GET BASE/account/sign-on: what tenants' providers call the
// actor, and what one has just called whoever sits here.
func (p *Pages) Identities(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	return v.showIdentities(c, nil)
}

func (v *view) showIdentities(c *fiber.Ctx, fault error) error {
	list, err := v.deps.Registry.Identities(v.ctx)
	if err != nil {
		return err
	}
	ids := make([]laurel.TenantID, len(list))
	for i, one := range list {
		ids[i] = one.Tenant
	}
	byID, err := v.deps.Registry.Tenants(v.ctx, ids)
	if err != nil {
		return err
	}
	waits, err := v.waits(c)
	if err != nil {
		return err
	}
	body := h.P(v.text("page.identities.nothing"))
	if len(list) > 0 {
		body = h.Ul(h.Class("rows"), g.Map(list, func(i tenants.Identity) g.Node { return v.identity(i, byID[i.Tenant]) }))
	}
	s := sheet{title: v.say("page.identities.title"), body: []g.Node{
		h.P(h.Class("lead"), v.text("page.identities.about")),
		g.Iff(c.Query("done") == "linked", func() g.Node { return v.done("page.identities.linked") }),
		g.Iff(c.Query("done") == "unlinked", func() g.Node { return v.done("page.identities.unlinked") }),
		v.faultBeside(fault),
		g.Iff(waits != "", func() g.Node { return v.pending(waits) }),
		body,
	}}
	if fault != nil {
		s.status = statusOf(fault)
	}
	return v.showAccountPage(c, s)
}

// waits is the tenant from whose provider this browser has come back with an
// identity that can be linked; empty where there is none.
func (v *view) waits(c *fiber.Ctx) (laurel.TenantID, error) {
	id, secret := tenants.ReadSignOn(v.deps.Front.Held(c, door.SignOnCookie))
	if id == "" {
		return "", nil
	}
	if waits, err := v.deps.Registry.PendingSignOn(v.ctx, id, secret); err != nil || !waits {
		return "", err
	}
	return id, nil
}

// pending offers to link that identity.
func (v *view) pending(id laurel.TenantID) g.Node {
	name := laurel.Args{"Tenant": v.tenantName(id)}
	return h.Section(h.Class("panel"),
		h.H2(g.Text(v.fill("page.identities.pending", name))),
		h.P(g.Text(v.fill("page.identities.pending-about", name))),
		h.P(h.Class("lead"), icon("letter"), g.Text(" "+v.person.Email)),
		v.press("/account/sign-on/link", "page.identities.link", "button"))
}

func (v *view) identity(i tenants.Identity, t tenants.Tenant) g.Node {
	return h.Li(h.Class("panel row"),
		h.Div(
			h.H2(h.Lang(t.Language), g.Text(t.Name)),
			h.P(h.Class("meta"), h.Span(icon("globe"), g.Text(hostOf(i.Issuer))), h.Span(icon("clock"), v.moment(i.LinkedAt)))),
		v.press("/account/sign-on/unlink", "page.identities.unlink", "button small danger",
			hidden("tenant", string(i.Tenant)), hidden("identity", i.Sum)))
}

// LinkIdentity answers POST BASE/account/sign-on/link: what is linked is known by
// what the browser keeps.
func (p *Pages) LinkIdentity(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	v.path = v.to("/account/sign-on")
	if done, err := v.mustSignIn(c); done {
		return err
	}
	id, secret := tenants.ReadSignOn(v.deps.Front.Held(c, door.SignOnCookie))
	if id == "" {
		return v.showIdentities(c, laurel.E(laurel.Conflict, "sign-on.over"))
	}
	if err := p.deps.Registry.LinkIdentity(v.ctx, id, secret); err != nil {
		if kind := laurel.KindOf(err); kind == laurel.Conflict || kind == laurel.NotFound {
			return v.showIdentities(c, err)
		}
		return err
	}
	p.deps.Front.TakeBack(c, door.SignOnCookie)
	return c.Redirect(v.to("/account/sign-on?done=linked"), fiber.StatusSeeOther)
}

// UnlinkIdentity answers POST BASE/account/sign-on/unlink with fields tenant and
// identity.
func (p *Pages) UnlinkIdentity(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	v.path = v.to("/account/sign-on")
	if done, err := v.mustSignIn(c); done {
		return err
	}
	if err := p.deps.Registry.UnlinkIdentity(v.ctx, laurel.TenantID(c.FormValue("tenant")), c.FormValue("identity")); err != nil {
		return err
	}
	return c.Redirect(v.to("/account/sign-on?done=unlinked"), fiber.StatusSeeOther)
}
