package page

import (
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
)

const (
	passkeyScript = "passkey.js"
	passkeyField  = "answer" // in which the script puts what the device says
	challengeKept = 5 * time.Minute
)

// passkeyForm is a form that the script sends once the device has answered. It is
// not seen where there is no script, or no passkeys.
func (v *view) passkeyForm(way, path, class string, body ...g.Node) g.Node {
	return h.Form(h.Class(class), h.Method("post"), action(v.to(path)), h.Hidden(""),
		h.Data("passkey", way), h.Data("ask", v.to(path+"/challenge")),
		g.Group(body),
		h.Input(h.Type("hidden"), h.Name(passkeyField)),
		h.P(h.Class("fault"), h.Hidden(""), h.Role("alert"), v.text("passkey.device")))
}

// passkeyEntry is the way to sign in with a passkey.
func (v *view) passkeyEntry(next string, err error) g.Node {
	return g.Group{
		v.passkeyForm("get", "/sign-in/passkey", "panel form", hidden("next", next),
			h.P(v.text("page.sign-in.passkey-about")),
			g.If(fieldOf(err) == passkeyField, v.fault("passkey-fault", err)),
			h.P(h.Class("actions"), h.Button(h.Class("button plain"), h.Type("submit"), icon("key"), v.text("page.sign-in.passkey")))),
		h.NoScript(h.P(h.Class("small"), v.text("page.sign-in.passkey-script"))),
	}
}

// AskPasskey answers POST BASE/sign-in/passkey/challenge with what a browser asks
// the person's device, as JSON.
func (p *Pages) AskPasskey(c *fiber.Ctx) error {
	if !p.onPlatform(c) {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	if err := p.allowPlace(c, "passkey"); err != nil {
		return err
	}
	asked, err := p.deps.Registry.AskPasskey(c.UserContext(), p.deps.Front.Platform(c))
	if err != nil {
		return err
	}
	return p.challenge(c, asked)
}

func (p *Pages) challenge(c *fiber.Ctx, asked registry.Challenge) error {
	p.deps.Front.Hand(c, door.ChallengeCookie, asked.Browser, time.Now().Add(challengeKept))
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(asked.Options)
}

// reply is what the script has put into a form.
func (p *Pages) reply(c *fiber.Ctx) registry.Reply {
	browser := p.deps.Front.Held(c, door.ChallengeCookie)
	p.deps.Front.TakeBack(c, door.ChallengeCookie)
	return registry.Reply{Site: p.deps.Front.Platform(c), Browser: browser, Answer: []byte(c.FormValue(passkeyField))}
}

// SignInByPasskey answers POST BASE/sign-in/passkey with fields answer and next.
func (p *Pages) SignInByPasskey(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	next := tenants.LocalPath(c.FormValue("next"))
	v.path = v.to("/sign-in") + query("next", next)
	session, expires, err := p.deps.Registry.SignInByPasskey(v.ctx, p.reply(c), c.Get(fiber.HeaderUserAgent))
	if err != nil {
		return v.refusedPasskey(err, func(err error) error { return v.showSignIn(c, "", next, err) })
	}
	p.deps.Front.Hand(c, door.SessionCookie, session, expires)
	return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
}
