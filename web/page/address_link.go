package page

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
)

// AddressLink answers GET BASE/account/addresses/:secret with a button: to take
// the address, or to put two accounts together where it leads to another. Looking
// changes nothing; and to anybody but who claimed the address there is no such link.
func (p *Pages) AddressLink(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses")
	if err != nil {
		return err
	}
	return v.showAddressLink(c, nil)
}

func (v *view) showAddressLink(c *fiber.Ctx, fault error) error {
	secret := c.Params("secret")
	offer, err := v.deps.Registry.CheckAddressLink(v.ctx, secret)
	if err != nil {
		return v.deadAddressLink(c, err)
	}
	s := v.addressOffer(offer, "/account/addresses/"+secret)
	if fault != nil {
		s.status = statusOf(fault)
		s.body = append([]g.Node{v.fault("form-fault", fault)}, s.body...)
	}
	s.body = []g.Node{h.Div(h.Class("wrap narrow"), h.H1(g.Text(s.title)), g.Group(s.body))}
	return v.show(c, s)
}

func (v *view) addressOffer(o registry.AddressOffer, path string) sheet {
	if o.Merger == nil {
		return sheet{title: v.say("page.address-link.title"), body: []g.Node{
			h.P(h.Class("lead"), g.Text(v.fill("page.address-link.about", laurel.Args{"Email": o.Email, "Account": v.person.Email}))),
			v.press(path, "page.address-link.confirm", "button"),
		}}
	}
	return sheet{title: v.say("page.merge.title"), body: []g.Node{
		h.P(h.Class("lead"), g.Text(v.fill("page.merge.about", laurel.Args{"Email": o.Email, "Account": v.person.Email}))),
		v.mergerFacts(*o.Merger),
		h.P(v.text("page.merge.final")),
		v.press(path+"/merge", "page.merge.confirm", "button"),
	}}
}

// mergerFacts says what moves and what ends.
func (v *view) mergerFacts(m tenants.Merger) g.Node {
	fact := func(key, value string) g.Node {
		return h.Div(h.Dt(v.text(key)), h.Dd(g.Text(value)))
	}
	return h.Div(h.Class("panel"),
		h.H2(v.text("page.merge.moves")),
		h.Dl(h.Class("facts"),
			fact("page.merge.addresses", strings.Join(m.Addresses, ", ")),
			g.Iff(m.Name != "", func() g.Node { return fact("page.merge.name", m.Name) }),
			fact("page.merge.badges", strconv.Itoa(m.Badges)),
			fact("page.merge.roles", strconv.Itoa(m.Roles)),
			fact("page.merge.sessions", strconv.Itoa(m.Sessions)),
			fact("page.merge.tokens", strconv.Itoa(m.Tokens))))
}

// ConfirmAddress answers POST BASE/account/addresses/:secret: the address is the
// actor's.
func (p *Pages) ConfirmAddress(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses/"+c.Params("secret"))
	if err != nil {
		return err
	}
	err = p.deps.Registry.ConfirmAddress(v.ctx, c.Params("secret"))
	return v.linkFollowed(c, "added", err)
}

// MergeAccounts answers POST BASE/account/addresses/:secret/merge: the account to
// which the address leads goes into the actor's.
func (p *Pages) MergeAccounts(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/addresses/"+c.Params("secret"))
	if err != nil {
		return err
	}
	err = p.deps.Registry.MergeAccounts(v.ctx, c.Params("secret"))
	return v.linkFollowed(c, "merged", err)
}

// linkFollowed goes on after a link was used. Where somebody took the address or
// left it meanwhile, the page is shown again with what it offers now.
func (v *view) linkFollowed(c *fiber.Ctx, done string, err error) error {
	switch {
	case err == nil:
		return c.Redirect(v.to("/account/addresses"+query("done", done)), fiber.StatusSeeOther)
	case laurel.KindOf(err) == laurel.Conflict, laurel.KindOf(err) == laurel.NotFound:
		return v.showAddressLink(c, err)
	}
	return err
}

// deadAddressLink says what is wrong with a link, and leads to the addresses.
func (v *view) deadAddressLink(c *fiber.Ctx, err error) error {
	if kind := laurel.KindOf(err); kind != laurel.NotFound && kind != laurel.Conflict {
		return err
	}
	sentence, _ := door.Sentence(v.deps.Texts, v.lang, err)
	return v.show(c, sheet{title: v.say("page.sign-in.dead"), status: statusOf(err), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"),
		h.H1(v.text("page.sign-in.dead")), h.P(h.Class("lead"), g.Text(sentence)),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/account/addresses")), v.text("page.addresses.title"))),
	)}})
}
