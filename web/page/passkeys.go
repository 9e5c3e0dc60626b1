package page

import (
	"errors"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// keyring is what stands on the page about the actor's passkeys.
type keyring struct {
	name string // that was typed for a new one
	err  error
	done string // text key of what has happened
}

// myPasskeys is the view of who is signed in on the platform's host; done says
// that the answer is given. A passkey is good on that host alone.
func (p *Pages) myPasskeys(c *fiber.Ctx) (v *view, done bool, err error) {
	if v, err = p.view(c); err != nil {
		return v, false, err
	}
	if !p.onPlatform(c) {
		return v, true, c.Redirect(p.deps.Front.Platform(c).Origin()+v.to("/account/passkeys"), fiber.StatusSeeOther)
	}
	v.path = v.to("/account/passkeys")
	done, err = v.mustSignIn(c)
	return v, done, err
}

// Passkeys answers GET BASE/account/passkeys.
func (p *Pages) Passkeys(c *fiber.Ctx) error {
	v, done, err := p.myPasskeys(c)
	if done || err != nil {
		return err
	}
	k := keyring{}
	switch c.Query("saved") {
	case "added":
		k.done = "page.passkeys.added"
	case "removed":
		k.done = "page.passkeys.removed"
	}
	return v.showPasskeys(c, k)
}

func (v *view) showPasskeys(c *fiber.Ctx, k keyring) error {
	list, err := v.deps.Registry.Passkeys(v.ctx)
	if err != nil {
		return err
	}
	s := sheet{title: v.say("page.passkeys.title"), script: passkeyScript, body: []g.Node{
		h.P(h.Class("lead"), v.text("page.passkeys.about")),
		g.Iff(k.done != "", func() g.Node { return v.done(k.done) }),
		g.Iff(len(list) > 0, func() g.Node { return v.passkeyTable(list) }),
		h.NoScript(h.P(h.Class("notice"), v.text("page.passkeys.script"))),
		v.passkeyForm("create", "/account/passkeys", "panel form",
			h.H2(v.text("page.passkeys.add")),
			v.faultBeside(k.err, "name"),
			v.input(field{name: "name", label: "page.passkeys.name", hint: "page.passkeys.name-hint", value: k.name, err: k.err,
				most: 120, must: true}),
			v.submit("page.passkeys.add")),
	}}
	if k.err != nil {
		s.status = statusOf(k.err)
	}
	return v.showAccountPage(c, s)
}

func (v *view) passkeyTable(list []tenants.Passkey) g.Node {
	heads := []string{v.say("page.passkeys.name"), v.say("page.passkeys.made"), v.say("page.passkeys.used"), v.say("page.passkeys.do")}
	return table(v.say("page.passkeys.title"), heads, g.Map(list, func(k tenants.Passkey) g.Node {
		used := v.text("page.passkeys.never")
		if !k.UsedAt.IsZero() {
			used = v.day(k.UsedAt)
		}
		return h.Tr(h.Th(h.Scope("row"), g.Text(k.Name)), h.Td(v.day(k.MadeAt)), h.Td(used),
			h.Td(h.Form(h.Class("press"), h.Method("post"), action(v.to("/account/passkeys/"+k.ID+"/remove")),
				h.Button(h.Class("button small danger"), h.Type("submit"),
					h.Aria("label", v.fill("page.passkeys.remove-one", laurel.Args{"Name": k.Name})),
					v.text("page.passkeys.remove")))))
	}))
}

// AskForPasskey answers POST BASE/account/passkeys/challenge with what a browser
// asks the person's device, as JSON.
func (p *Pages) AskForPasskey(c *fiber.Ctx) error {
	if !p.onPlatform(c) {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	asked, err := p.deps.Registry.AskForPasskey(c.UserContext(), p.deps.Front.Platform(c))
	if err != nil {
		return err
	}
	return p.challenge(c, asked)
}

// AddPasskey answers POST BASE/account/passkeys with fields name and answer.
func (p *Pages) AddPasskey(c *fiber.Ctx) error {
	v, done, err := p.myPasskeys(c)
	if done || err != nil {
		return err
	}
	name := c.FormValue("name")
	if err := p.deps.Registry.AddPasskey(v.ctx, name, p.reply(c)); err != nil {
		return v.refusedPasskey(err, func(err error) error { return v.showPasskeys(c, keyring{name: name, err: err}) })
	}
	return c.Redirect(v.to("/account/passkeys?saved=added"), fiber.StatusSeeOther)
}

// RemovePasskey answers POST BASE/account/passkeys/:id/remove.
func (p *Pages) RemovePasskey(c *fiber.Ctx) error {
	v, done, err := p.myPasskeys(c)
	if done || err != nil {
		return err
	}
	if err := p.deps.Registry.RemovePasskey(v.ctx, c.Params("id")); err != nil {
		return err
	}
	return c.Redirect(v.to("/account/passkeys?saved=removed"), fiber.StatusSeeOther)
}

// refusedPasskey shows the form again where the passkey or its name is at fault.
func (*view) refusedPasskey(err error, again func(error) error) error {
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok || e.Kind != laurel.Invalid && e.Kind != laurel.Conflict {
		return err
	}
	if e.Field == "" {
		return again(e.At(passkeyField))
	}
	return again(e)
}
