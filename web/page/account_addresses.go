package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Addresses answers GET BASE/account/addresses.
func (p *Pages) Addresses(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses")
	if err != nil {
		return err
	}
	return v.showAddresses(c, "", nil)
}

func (v *view) showAddresses(c *fiber.Ctx, typed string, err error) error {
	list, lost := v.deps.Registry.Addresses(v.ctx)
	if lost != nil {
		return lost
	}
	s := sheet{title: v.say("page.addresses.title"), body: []g.Node{
		h.P(h.Class("lead"), v.text("page.addresses.about")),
		v.doneIf(c, "added", "page.addresses.added"), v.doneIf(c, "preferred", "page.addresses.preferred"),
		v.doneIf(c, "removed", "page.addresses.removed"), v.doneIf(c, "merged", "page.addresses.merged"),
		v.faultBeside(err, "email"),
		h.Ul(h.Class("rows"), g.Map(list, v.addressRow)),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/account/addresses")),
			h.H2(v.text("page.addresses.add")),
			h.P(v.text("page.addresses.add-about")),
			v.input(field{name: "email", label: "page.sign-in.email", kind: "email", value: typed, err: err, most: 254, fill: "email", must: true}),
			v.submit("page.addresses.send")),
	}}
	if err != nil {
		s.status = statusOf(err)
	}
	return v.showAccountPage(c, s)
}

func (v *view) addressRow(email string) g.Node {
	if email == v.person.Email {
		return h.Li(h.Class("panel row loose"), h.H2(g.Text(email)),
			h.P(h.Class("state approved"), icon("letter"), v.text("page.addresses.main")))
	}
	return h.Li(h.Class("panel row loose"), h.H2(g.Text(email)), h.Div(h.Class("actions"),
		v.press("/account/addresses/prefer", "page.addresses.prefer", "button small plain", hidden("email", email)),
		v.press("/account/addresses/remove", "page.addresses.remove", "button small danger", hidden("email", email))))
}

// ClaimAddress answers POST BASE/account/addresses with field email. The answer
// is the same whether the address is somebody else's here or nobody's.
func (p *Pages) ClaimAddress(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses")
	if err != nil {
		return err
	}
	typed := c.FormValue("email")
	address, err := tenants.Address(typed)
	if err == nil {
		err = p.claim(c, v, address)
	}
	switch laurel.KindOf(err) {
	case laurel.Invalid, laurel.Conflict, laurel.Limited:
		return v.showAddresses(c, typed, err)
	default:
		if err != nil {
			return err
		}
	}
	return v.showAccountPage(c, sheet{title: v.say("page.sign-in.sent-title"), body: []g.Node{
		h.P(h.Class("lead"), g.Text(v.fill("page.addresses.sent", laurel.Args{"Email": address}))),
		h.P(h.Class("small"), v.text("page.addresses.sent-how")),
		g.If(p.deps.Mailbox != nil,
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href("/mailbox?lang="+v.lang), v.text("page.mailbox.open")))),
	}})
}

// claim asks for a letter within the limits of the person, who is told, and of
// the address, where the answer is the same and no letter goes out.
func (p *Pages) claim(c *fiber.Ctx, v *view, address string) error {
	if err := p.deps.Meter.Count(c, "address-by "+string(v.actor.Person), linksHere()); err != nil {
		return err
	}
	if !p.mayWriteTo(c, address) {
		return nil
	}
	return p.deps.Registry.ClaimAddress(v.ctx, address)
}

// PreferAddress answers POST BASE/account/addresses/prefer with field email:
// letters go there from now on.
func (p *Pages) PreferAddress(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses")
	if err != nil {
		return err
	}
	return v.addressChanged(c, "preferred", p.deps.Registry.PreferAddress(v.ctx, c.FormValue("email")))
}

// RemoveAddress answers POST BASE/account/addresses/remove with field email.
func (p *Pages) RemoveAddress(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses")
	if err != nil {
		return err
	}
	return v.addressChanged(c, "removed", p.deps.Registry.RemoveAddress(v.ctx, c.FormValue("email")))
}

func (v *view) addressChanged(c *fiber.Ctx, done string, err error) error {
	switch {
	case err == nil:
		return c.Redirect(v.to("/account/addresses"+query("done", done)), fiber.StatusSeeOther)
	case laurel.KindOf(err) == laurel.Conflict:
		return v.showAddresses(c, "", err)
	}
	return err
}
