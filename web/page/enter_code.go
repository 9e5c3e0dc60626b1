package page

import (
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// askedFor is how long a browser is known as the one that asked for a code.
const askedFor = 30 * time.Minute

// askedBy is the secret of the browser that asks, which gets one where it has
// none: whoever asks twice can use the code of either letter.
func (p *Pages) askedBy(c *fiber.Ctx) string {
	secret := p.deps.Front.Held(c, door.AskedCookie)
	if !tenants.IsSecret(secret) {
		secret = laurel.NewSecret()
	}
	p.deps.Front.Hand(c, door.AskedCookie, secret, time.Now().Add(askedFor))
	return secret
}

// showSent tells that a letter is under way, and takes its code.
func (v *view) showSent(c *fiber.Ctx, address string, err error) error {
	about := v.say("page.sign-in.sent-about-nobody")
	if address != "" {
		about = v.fill("page.sign-in.sent-about", laurel.Args{"Email": address})
	}
	s := sheet{title: v.say("page.sign-in.sent-title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"),
		h.H1(v.text("page.sign-in.sent-title")),
		h.P(h.Class("lead"), g.Text(about)),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/sign-in/code")),
			hidden("email", address),
			v.faultBeside(err, "code"),
			v.input(field{name: "code", label: "page.sign-in.code", hint: "page.sign-in.code-hint", err: err,
				most: 30, fill: "one-time-code", must: true}),
			v.submit("page.nav.sign-in")),
		h.P(h.Class("small"), v.text("page.sign-in.sent-spam")),
		g.If(v.deps.Mailbox != nil,
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href("/mailbox?lang="+v.lang), v.text("page.mailbox.open")))),
	)}}
	if err != nil {
		s.status = statusOf(err)
	}
	return v.show(c, s)
}

// CodeForm answers GET BASE/sign-in/code, to whoever loads the page anew.
func (p *Pages) CodeForm(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) || !tenants.IsSecret(p.deps.Front.Held(c, door.AskedCookie)) {
		return c.Redirect(v.to("/sign-in"), fiber.StatusSeeOther)
	}
	return v.showSent(c, "", nil)
}

// EnterCode answers POST BASE/sign-in/code with field code: the code is used up,
// and the browser that asked for it gets its session.
func (p *Pages) EnterCode(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	address, _ := tenants.Address(c.FormValue("email")) // only to be shown again
	if err := p.allowPlace(c, "code"); err != nil {
		if laurel.KindOf(err) == laurel.Limited {
			return v.showSent(c, address, err)
		}
		return err
	}
	browser := p.deps.Front.Held(c, door.AskedCookie)
	if !tenants.IsSecret(browser) {
		return v.showSent(c, address, laurel.E(laurel.Invalid, "sign-in.code").At("code"))
	}
	session, next, expires, err := p.deps.Registry.EnterCode(v.ctx, browser, c.FormValue("code"), c.Get(fiber.HeaderUserAgent))
	if laurel.KindOf(err) == laurel.Invalid && fieldOf(err) != "" {
		return v.showSent(c, address, err)
	}
	if err != nil {
		return err
	}
	p.deps.Front.TakeBack(c, door.AskedCookie)
	p.deps.Front.Hand(c, door.SessionCookie, session, expires)
	return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
}
