package page

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
)

// signingIn is how long an invitation is kept by the browser of somebody who
// signs in to accept it: the letter with the link may take its time.
const signingIn = time.Hour

// Invitation answers GET BASE/invitations/:secret, where the secret is that of
// laurel.InvitationPath: what is offered, with a button to take it. Programs that
// look at letters follow links, so this alone changes nothing.
func (p *Pages) Invitation(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) {
		return c.Redirect(p.deps.Front.Platform(c).Origin()+c.Path(), fiber.StatusSeeOther)
	}
	return v.showInvitation(c, nil)
}

func (v *view) showInvitation(c *fiber.Ctx, refusal error) error {
	id, secret, ok := laurel.ReadInvitation(c.Params("secret"))
	if !ok {
		return v.deadInvitation(c, laurel.E(laurel.NotFound, "invitation.unknown"))
	}
	o, err := v.deps.Registry.SeeInvitation(v.ctx, id, secret)
	if err != nil {
		return v.deadInvitation(c, err)
	}
	if o.From.Kind == tenants.City {
		if led, err := v.atHomeIn(c, o.From, "/invitations/"); led {
			return err
		}
	}
	if o.Invitation.Kind == tenants.InviteOrganisation && v.signedIn() {
		return c.Redirect(v.to("/affiliate/"+c.Params("secret")), fiber.StatusSeeOther)
	}
	s := sheet{title: v.say("page.invitation.title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		h.P(h.Class("kicker"), v.text("page.invitation.kicker")),
		h.H1(h.Lang(o.From.Language), g.Text(o.From.Name)),
		h.P(h.Class("lead"), g.Text(v.offered(o))),
		v.fault("form-fault", refusal),
		v.takeOffer(c),
	)}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return v.show(c, s)
}

// atHomeIn leads who has an invitation of a city to the city's site, and there first
// to the terms that they have not accepted: they hold wherever the link was opened.
// It reports whether it did.
func (v *view) atHomeIn(c *fiber.Ctx, city tenants.Tenant, page string) (led bool, err error) {
	if v.city.ID != city.ID {
		there := laurel.Place{Language: v.lang, City: city.Slug}
		return true, c.Redirect(v.deps.Front.Platform(c).Page(there, page+invitationIn(c)), fiber.StatusSeeOther)
	}
	missing, err := v.deps.Registry.MissingTerms(v.ctx)
	if err != nil || len(missing) == 0 {
		return err != nil, err
	}
	next, ok := v.KeepInvitation(c)
	if !ok {
		next = v.path
	}
	return true, c.Redirect(v.to(acceptPath)+query("next", next), fiber.StatusSeeOther)
}

// invitationIn is the part of the address that opens an invitation; empty: there is none.
func invitationIn(c *fiber.Ctx) string {
	_, below, _ := strings.Cut(c.Route().Path, "/invitations/")
	if below == ":secret" {
		return c.Params("secret")
	}
	return c.Params("invitation")
}

// KeepInvitation keeps the invitation in the address with the browser, if there is
// one, and returns the path that leads back to it and holds no secret.
func (p *Pages) KeepInvitation(c *fiber.Ctx) (back string, ok bool) {
	kept := invitationIn(c)
	if _, _, ok = laurel.ReadInvitation(kept); !ok {
		return "", false
	}
	p.deps.Front.Hand(c, door.InvitationCookie, kept, time.Now().Add(signingIn))
	return p.Base(c) + "/invitation", true
}

// takeOffer is the button that accepts, or the way there for who has to sign in.
// The link goes along with the browser and not in the address to go on with, which
// is kept until the letter to sign in is answered.
func (v *view) takeOffer(c *fiber.Ctx) g.Node {
	if v.signedIn() {
		v.deps.Front.TakeBack(c, door.InvitationCookie)
		return g.Group{
			h.P(g.Text(v.fill("page.invitation.as", laurel.Args{"Email": v.person.Email}))),
			h.Form(h.Method("post"), action(v.to("/invitations/"+c.Params("secret"))),
				h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), icon("tick"), v.text("page.invitation.accept")))),
		}
	}
	v.deps.Front.Hand(c, door.InvitationCookie, c.Params("secret"), time.Now().Add(signingIn))
	return g.Group{
		h.P(v.text("page.invitation.sign-in-about")),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.signIn(v.to("/invitation"))), icon("enter"), v.text("page.invitation.sign-in"))),
	}
}

func (v *view) offered(o registry.Offered) string {
	if o.Invitation.Kind == tenants.InviteOrganisation {
		return v.say("page.invitation.organisation")
	}
	role := o.Role
	if word, ok := v.known("role-name", o.Invitation.Role); ok && role == "" {
		role = word
	}
	if o.Invitation.Object != "" && o.Object == "" {
		o.Object = v.say("page.people.part-gone")
	}
	if o.Object != "" {
		return v.fill("page.invitation.role-on", laurel.Args{"Role": role, "Title": o.Object})
	}
	return v.fill("page.invitation.role", laurel.Args{"Role": role})
}

// deadInvitation says what is wrong with the link of an invitation.
func (v *view) deadInvitation(c *fiber.Ctx, err error) error {
	if kind := laurel.KindOf(err); kind != laurel.NotFound && kind != laurel.Conflict {
		return err
	}
	v.deps.Front.TakeBack(c, door.InvitationCookie)
	return v.show(c, sheet{title: v.say("page.invitation.dead"), status: statusOf(err), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"),
		h.H1(v.text("page.invitation.dead")), h.P(h.Class("lead"), g.Text(v.sentence(err))),
		h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/tenants")), v.text("page.tenants.title"))),
	)}})
}

// ResumeInvitation answers GET BASE/invitation: back to the invitation that the
// browser's owner has signed in for.
func (p *Pages) ResumeInvitation(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	kept := p.deps.Front.Held(c, door.InvitationCookie)
	if _, _, ok := laurel.ReadInvitation(kept); !ok { // signed in with another browser than they set out with
		return v.show(c, sheet{title: v.say("page.invitation.lost"), body: []g.Node{h.Div(h.Class("wrap slim"),
			icon("letter"), h.H1(v.text("page.invitation.lost")), h.P(h.Class("lead"), v.text("page.invitation.lost-about")))}})
	}
	return c.Redirect(v.to("/invitations/"+kept), fiber.StatusSeeOther)
}

// AcceptInvitation answers POST BASE/invitations/:secret: the actor gets the role.
func (p *Pages) AcceptInvitation(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !v.signedIn() {
		return c.Redirect(v.to("/invitations/"+c.Params("secret")), fiber.StatusSeeOther)
	}
	id, secret, ok := laurel.ReadInvitation(c.Params("secret"))
	if !ok {
		return v.deadInvitation(c, laurel.E(laurel.NotFound, "invitation.unknown"))
	}
	err = p.deps.Registry.AcceptMembership(v.ctx, id, secret)
	if err == nil {
		return c.Redirect(v.to("/tenants/"+string(id.Tenant())+"?done=joined"), fiber.StatusSeeOther)
	}
	if refused(err) {
		return v.showInvitation(c, err)
	}
	return v.deadInvitation(c, err)
}
