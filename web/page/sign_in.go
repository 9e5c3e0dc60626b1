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

// linksHere is how often a link to one address may be asked for from one place;
// from how many places it may be asked for together, linksAnywhere says.
func linksHere() door.Measure { return door.Measure{Limit: 5, Window: 15 * time.Minute} }

func linksAnywhere() door.Measure { return door.Measure{Limit: 10, Window: 15 * time.Minute} }

// SignIn answers GET BASE/sign-in, with ?next= as the path to go on with.
func (p *Pages) SignIn(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	next := tenants.LocalPath(c.Query("next"))
	if !p.onPlatform(c) {
		return v.setOut(c, next)
	}
	if v.signedIn() {
		return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
	}
	return v.showSignIn(c, "", next, nil)
}

// goOn is next, or the portfolio where nothing was said.
func (v *view) goOn(next string) string {
	if next == "/" {
		return v.to("/portfolio")
	}
	return next
}

// wanted shows the badge for which somebody signs in, where next leads to one of
// its tasks: whoever scanned a code sees that it was the right one.
func (v *view) wanted(next string) g.Node {
	_, id, ok := strings.Cut(next, "/tasks/")
	if !ok || laurel.TaskID(id).Tenant() == "" {
		return nil
	}
	a, err := v.deps.Engine.TaskActivity(v.ctx, laurel.TaskID(id))
	if err != nil {
		return nil // the page does without
	}
	return h.Div(h.Class("title"), badge(a.Achievement), h.Div(
		h.P(h.Class("kicker"), v.text("page.sign-in.for")),
		h.P(h.Class("wanted"), h.Lang(a.Activity.Language), h.Strong(g.Text(a.Achievement.Name)))))
}

// showSignIn answers with the ways to sign in. What is wrong stands beside the way
// that was taken: a passkey's faults say so by their field.
func (v *view) showSignIn(c *fiber.Ctx, email, next string, err error) error {
	ofForm := err
	if fieldOf(err) == passkeyField {
		ofForm = nil
	}
	s := sheet{title: v.say("page.sign-in.title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		mark(),
		h.H1(v.text("page.sign-in.title")),
		v.wanted(next),
		g.Iff(v.reachesNot(), func() g.Node { return h.P(h.Class("notice"), g.Text(v.beyondReach())) }),
		h.P(h.Class("lead"), v.text("page.sign-in.about")),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/sign-in")),
			h.Input(h.Type("hidden"), h.Name("next"), h.Value(next)),
			h.Div(h.Class("field"),
				h.Label(h.For("email"), v.text("page.sign-in.email")),
				h.Input(h.ID("email"), h.Name("email"), h.Type("email"), h.Value(email), h.Required(), h.AutoComplete("email"), h.MaxLength("254"),
					g.If(ofForm != nil, g.Group{h.Aria("invalid", "true"), h.Aria("describedby", "email-fault")})),
				v.fault("email-fault", ofForm)),
			h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), icon("letter"), v.text("page.sign-in.send")))),
		v.passkeyEntry(next, err),
		h.P(h.Class("small"), v.text("page.sign-in.new")),
		v.throughProviders(next, laurel.TenantID(c.Query("tenant"))),
	)}}
	s.script = passkeyScript
	if err != nil {
		s.status = statusOf(err)
	}
	return v.show(c, s)
}

// RequestSignIn answers POST BASE/sign-in with fields email and next. The answer
// is the same for everybody.
func (p *Pages) RequestSignIn(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	email, next := c.FormValue("email"), tenants.LocalPath(c.FormValue("next"))
	if !p.onPlatform(c) {
		return v.setOut(c, next)
	}
	address, err := tenants.Address(email)
	if err != nil {
		return v.showSignIn(c, email, next, err)
	}
	// Who asks again and again is told so. That others have asked for the same
	// address is not: over its limit the answer is the same and no letter goes out,
	// so whoever asks for somebody else learns nothing.
	// The counters hold no address.
	to := tenants.Sum(address)
	if err := p.deps.Meter.Count(c, "sign-in-to "+to+" from "+door.Place(c), linksHere()); err != nil {
		return v.showSignIn(c, email, next, err)
	}
	browser := p.askedBy(c)
	if p.mayWriteTo(c, address) {
		wish := registry.Wish{Email: address, Next: v.goOn(next), Browser: browser}
		if err := p.deps.Registry.RequestSignIn(v.ctx, wish); err != nil {
			return err
		}
	}
	return v.showSent(c, address, nil)
}

// mayWriteTo counts a letter to an address. The answer to who asks for it does
// not tell whether one goes out. The counter holds no address.
func (p *Pages) mayWriteTo(c *fiber.Ctx, address string) bool {
	if p.deps.Meter.Count(c, "sign-in-to "+tenants.Sum(address), linksAnywhere()) == nil {
		return true
	}
	c.Response().Header.Del(fiber.HeaderRetryAfter)
	return false
}

// allowPlace refuses with laurel.Limited who tries too often from one place.
func (p *Pages) allowPlace(c *fiber.Ctx, what string) error {
	return p.deps.Meter.Count(c, what+" from "+door.Place(c), door.Measure{Limit: 60, Window: 15 * time.Minute})
}

// SignInLink answers GET BASE/sign-in/:secret with a button. Programs that look
// at letters follow links, so this alone changes nothing.
func (p *Pages) SignInLink(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) {
		return c.Redirect(p.deps.Front.Platform(c).Origin()+c.Path(), fiber.StatusSeeOther)
	}
	link, err := p.deps.Registry.CheckSignIn(v.ctx, c.Params("secret"))
	if err != nil {
		return v.deadLink(c, err)
	}
	return v.show(c, sheet{title: v.say("page.sign-in.welcome"), body: []g.Node{h.Div(h.Class("wrap slim"),
		mark(),
		h.H1(v.text("page.sign-in.welcome")),
		h.P(h.Class("lead"), g.Text(v.fill("page.sign-in.as", laurel.Args{"Email": link.Email}))),
		h.Form(h.Method("post"), action(v.to("/sign-in/"+c.Params("secret"))),
			h.Button(h.Class("button"), h.Type("submit"), icon("enter"), v.text("page.nav.sign-in"))),
	)}})
}

// deadLink says what is wrong with a link and offers another.
func (v *view) deadLink(c *fiber.Ctx, err error) error {
	if kind := laurel.KindOf(err); kind != laurel.NotFound && kind != laurel.Conflict {
		return err
	}
	sentence, _ := door.Sentence(v.deps.Texts, v.lang, err)
	v.path = v.to("/sign-in")
	return v.show(c, sheet{title: v.say("page.sign-in.dead"), status: statusOf(err), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"),
		h.H1(v.text("page.sign-in.dead")), h.P(h.Class("lead"), g.Text(sentence)),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/sign-in")), v.text("page.sign-in.another"))),
	)}})
}

// FollowSignIn answers POST BASE/sign-in/:secret: the link is used up, the
// browser gets its session and goes on.
func (p *Pages) FollowSignIn(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !p.onPlatform(c) {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	session, next, expires, err := p.deps.Registry.FollowSignIn(v.ctx, c.Params("secret"), c.Get(fiber.HeaderUserAgent))
	if err != nil {
		return v.deadLink(c, err)
	}
	p.deps.Front.Hand(c, door.SessionCookie, session, expires)
	return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
}

// SignOut answers POST BASE/sign-out. It ends the session of the host on which
// it is asked for; on the platform's, those that came from it end with it.
func (p *Pages) SignOut(c *fiber.Ctx) error {
	if err := p.deps.Registry.EndSession(c.UserContext(), p.deps.Front.Held(c, door.SessionCookie)); err != nil {
		return err
	}
	p.deps.Front.TakeBack(c, door.SessionCookie)
	return c.Redirect(p.stranger(c).to("/"), fiber.StatusSeeOther)
}
