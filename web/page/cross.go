package page

import (
	"net/url"
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

// onPlatform reports whether the request came to the platform's own host, where
// people sign in.
func (p *Pages) onPlatform(c *fiber.Ctx) bool {
	return p.deps.Front.Origin(c) == p.deps.Front.Platform(c).Origin()
}

// onTheWay is how long a browser may take to come back to a city's host: the
// letter to sign in may take its time.
const onTheWay = time.Hour

// setOut leads who wants to sign in on a city's own host to the platform's. The
// browser keeps a secret of which the sum goes along, so that nobody can be signed
// in here who has not asked for it here.
func (v *view) setOut(c *fiber.Ctx, next string) error {
	if v.signedIn() {
		return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
	}
	platform := v.deps.Front.Platform(c).Origin()
	host := door.CityHost(c)
	if host == "" || v.city.Slug == "" {
		return c.Redirect(platform+v.to("/sign-in"), fiber.StatusSeeOther)
	}
	state := v.deps.Front.Held(c, door.StateCookie)
	if !tenants.IsSecret(state) { // another tab may be on its way with this one
		state = laurel.NewSecret()
	}
	v.deps.Front.Hand(c, door.StateCookie, state, time.Now().Add(onTheWay))
	cross := func(next string) string {
		return v.inCity(v.city.Slug) + "/cross?" +
			url.Values{"host": {host}, "state": {tenants.Sum(state)}, "next": {next}}.Encode()
	}
	to := cross(v.goOn(next))
	if tenants.LocalPath(to) != to { // too long to come back to
		to = cross(v.to("/"))
	}
	return c.Redirect(platform+to, fiber.StatusSeeOther)
}

// crossing is what a city's host asks for in the address: query and form have the
// same names. The host has to be that of the city in the path.
func (v *view) crossing(c *fiber.Ctx, said func(string) string) (tenants.Crossing, error) {
	to := tenants.Crossing{Host: said("host"), State: said("state"), Next: tenants.LocalPath(said("next"))}
	if !v.onPlatform(c) || !tenants.IsSum(to.State) {
		return to, laurel.E(laurel.Invalid, "crossing.refused")
	}
	city, err := v.deps.Registry.CityByHost(v.ctx, to.Host)
	if laurel.KindOf(err) == laurel.NotFound || err == nil && (city.ID != v.city.ID || city.State != tenants.Active) {
		return to, laurel.E(laurel.Invalid, "crossing.refused").Because(err)
	}
	return to, err
}

// CrossForm answers GET BASE/cross, with host, state and next of a city's own
// host, on the platform's: a button, so that nobody is signed in there without
// knowing.
func (p *Pages) CrossForm(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	to, err := v.crossing(c, func(name string) string { return c.Query(name) })
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	// The answer to this form leads to the city's host, which a browser lets only if it is named.
	policy := c.GetRespHeader(fiber.HeaderContentSecurityPolicy)
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(policy, "form-action 'self'", "form-action 'self' "+p.deps.Front.At(to.Host), 1))
	return v.show(c, sheet{title: v.say("page.cross.title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		mark(),
		h.H1(h.Lang(v.city.Language), g.Text(v.city.Name)),
		h.P(h.Class("lead"), g.Text(v.fill("page.cross.about", laurel.Args{"Host": to.Host, "Email": v.person.Email}))),
		h.Form(h.Method("post"), action(v.to("/cross")),
			hidden("host", to.Host), hidden("state", to.State), hidden("next", to.Next),
			h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), icon("enter"), v.text("page.cross.go")))),
		h.P(h.Class("small"), v.text("page.cross.not-you"), g.Text(" "), h.A(href(v.to("/account")), v.text("page.nav.account"))),
	)}})
}

// Cross answers POST BASE/cross: the browser is led back to the city's host with
// a code that is good for a minute, once, there and in this browser alone.
func (p *Pages) Cross(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if !v.signedIn() {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	to, err := v.crossing(c, func(name string) string { return c.FormValue(name) })
	if err != nil {
		return err
	}
	code, err := p.deps.Registry.Cross(v.ctx, p.deps.Front.Held(c, door.SessionCookie), to)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(p.deps.Front.At(to.Host)+"/"+v.lang+"/enter"+query("code", code), fiber.StatusSeeOther)
}

// Enter answers GET BASE/enter?code= on a city's own host: the code is exchanged
// for a session there.
func (p *Pages) Enter(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	host := door.CityHost(c)
	if host == "" {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	session, next, expires, err := p.deps.Registry.Arrive(v.ctx, registry.Arrival{Code: c.Query("code"), Host: host,
		State: p.deps.Front.Held(c, door.StateCookie), Agent: c.Get(fiber.HeaderUserAgent)})
	if err != nil {
		v.path = v.to("/")
		return v.deadLink(c, err)
	}
	p.deps.Front.TakeBack(c, door.StateCookie)
	p.deps.Front.Hand(c, door.SessionCookie, session, expires)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(v.goOn(next), fiber.StatusSeeOther)
}
