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
	"example.org/laurel/web/signon"
)

// throughProviders offers the single sign-on of the city whose site it is, and of
// one more tenant where the address names it.
func (v *view) throughProviders(next string, further laurel.TenantID) g.Node {
	var buttons g.Group
	ids := []laurel.TenantID{v.city.ID}
	if further != v.city.ID {
		ids = append(ids, further)
	}
	for _, id := range ids {
		p, err := v.deps.Registry.Provider(v.ctx, id)
		if err != nil {
			continue // the page does without
		}
		buttons = append(buttons, h.A(h.Class("button plain"), href(v.to("/sign-on/"+string(id))+query("next", next)), icon("enter"),
			g.Text(v.fill("page.sign-on.through", laurel.Args{"Label": p.Label}))))
	}
	if len(buttons) == 0 {
		return nil
	}
	return h.Section(h.Class("panel"), h.H2(v.text("page.sign-on.title")), h.P(v.text("page.sign-on.about")), h.P(h.Class("actions"), buttons))
}

// LeaveForProvider answers GET BASE/sign-on/:code, with ?next=, with the way to
// the tenant's provider. The browser keeps a secret that it comes back with.
func (p *Pages) LeaveForProvider(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	// What the browser keeps has to be there where the provider sends it back.
	if origin := p.deps.Front.Origin(c); c.Hostname() != hostAndPort(origin) {
		return c.Redirect(origin+v.path, fiber.StatusSeeOther)
	}
	id := laurel.TenantID(c.Params("code"))
	if err := p.allowPlace(c, "sign-on"); err != nil {
		return v.signOnFault(c, id, err)
	}
	secret, provider, err := p.deps.Registry.BeginSignOn(v.ctx, id, tenants.SignOn{Base: v.base, Next: c.Query("next")})
	if err != nil {
		return v.signOnFault(c, id, err)
	}
	address, err := p.deps.SignOn.Leave(v.ctx, p.trip(c, id, signon.Trip{Provider: provider, Challenge: tenants.ChallengeOf(secret)}))
	if err != nil {
		return v.signOnFault(c, id, err)
	}
	p.deps.Front.Hand(c, door.SignOnCookie, tenants.WriteSignOn(id, secret), time.Now().Add(signOnKept))
	return c.Redirect(address, fiber.StatusSeeOther)
}

func (p *Pages) trip(c *fiber.Ctx, id laurel.TenantID, t signon.Trip) signon.Trip {
	t.Return = p.deps.Front.Origin(c) + laurel.SignOnPath(id)
	return t
}

func hostAndPort(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Host
}

const (
	signOnKept = 10 * time.Minute
)

// ReturnFromProvider answers GET /sign-on/:code/callback, to which a provider sends
// the browser with its answer.
func (p *Pages) ReturnFromProvider(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	v.path = v.to("/sign-in") // what stands in the address is of use once
	c.Set(fiber.HeaderCacheControl, "no-store")
	id, secret := tenants.ReadSignOn(p.deps.Front.Held(c, door.SignOnCookie))
	if id == "" || id != laurel.TenantID(c.Params("code")) {
		return v.signOnFault(c, laurel.TenantID(c.Params("code")), laurel.E(laurel.Conflict, "sign-on.over"))
	}
	answer := signon.Answer{Code: c.Query("code"), State: c.Query("state"), Iss: c.Query("iss"), Error: c.Query("error")}
	session, expires, next, err := v.redeem(c, secret, answer)
	switch {
	case err != nil:
		return v.signOnFault(c, id, err)
	case session == "" && v.signedIn():
		return c.Redirect(v.to("/account/sign-on"), fiber.StatusSeeOther)
	case session == "":
		return v.showUnlinked(c, id)
	}
	p.deps.Front.TakeBack(c, door.SignOnCookie)
	if who, _, _, _ := tenants.ReadPass(session); who == v.actor.Person { // what they have reaches further
		if err := p.deps.Registry.EndSession(v.ctx, session); err != nil {
			return err
		}
	} else {
		p.deps.Front.Hand(c, door.SessionCookie, session, expires)
	}
	if next == "/" {
		next = v.to("/")
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// redeem spends the way that the browser is on, and asks the provider about what
// it came back with. The view is then the one from which it left.
func (v *view) redeem(c *fiber.Ctx, secret string, answer signon.Answer) (session string, expires time.Time, next string, err error) {
	id, challenge := laurel.TenantID(c.Params("code")), tenants.ChallengeOf(secret)
	if err := answer.Check(challenge); err != nil {
		return "", expires, "", err
	}
	way, provider, err := v.deps.Registry.SpendSignOn(v.ctx, id, secret)
	if err != nil {
		return "", expires, "", err
	}
	v.from(way.Base)
	shared, err := v.deps.Registry.ClientSecret(v.ctx, id, provider)
	if err != nil {
		return "", expires, "", err
	}
	trip := v.trip(c, id, signon.Trip{Provider: provider, Secret: shared, Challenge: challenge})
	subject, err := v.deps.SignOn.Redeem(v.ctx, trip, answer)
	if err != nil {
		return "", expires, "", err
	}
	session, expires, err = v.deps.Registry.EnterSignOn(v.ctx, id,
		registry.Proof{Secret: secret, Subject: subject, Agent: c.Get(fiber.HeaderUserAgent)})
	return session, expires, way.Next, err
}

// from makes the view that of the pages below base.
func (v *view) from(base string) {
	lang, _, _ := strings.Cut(strings.TrimPrefix(base, "/"), "/")
	v.lang, v.base = lang, base
	v.path = v.to("/sign-in")
}

// showUnlinked says what to do where a provider has named somebody for the first time.
func (v *view) showUnlinked(c *fiber.Ctx, id laurel.TenantID) error {
	name := laurel.Args{"Tenant": v.tenantName(id)}
	return v.show(c, sheet{title: v.say("page.sign-on.unlinked-title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("person"),
		h.H1(v.text("page.sign-on.unlinked-title")),
		h.P(h.Class("lead"), g.Text(v.fill("page.sign-on.unlinked", name))),
		h.P(v.text("page.sign-on.unlinked-how")),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.signIn(v.to("/account/sign-on"))),
			icon("letter"), v.text("page.sign-on.by-letter"))),
	)}})
}

// signOnFault says what went wrong on the way to a provider or back, without
// what the provider said.
func (v *view) signOnFault(c *fiber.Ctx, id laurel.TenantID, err error) error {
	status := statusOf(err)
	if status == fiber.StatusInternalServerError {
		return err
	}
	if laurel.KindOf(err) == laurel.NotFound {
		err = laurel.E(laurel.NotFound, "sign-on.none").Because(err)
	}
	sentence, _ := door.Sentence(v.deps.Texts, v.lang, err)
	v.path = v.to("/sign-in")
	return v.show(c, sheet{title: v.say("page.sign-on.fault"), status: status, body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("enter"),
		h.H1(v.text("page.sign-on.fault")),
		h.P(h.Class("lead"), g.Text(sentence)),
		h.P(h.Class("actions"),
			h.A(h.Class("button"), href(v.to("/sign-in")), icon("letter"), v.text("page.sign-on.by-letter")),
			g.If(id.Valid() && status != fiber.StatusNotFound,
				h.A(h.Class("button plain"), href(v.to("/sign-on/"+string(id))), v.text("page.sign-on.again")))),
	)}})
}

// tenantName is empty where there is no such tenant.
func (v *view) tenantName(id laurel.TenantID) string {
	t, err := v.deps.Registry.Tenant(v.ctx, id)
	if err != nil {
		return "" // a sentence does without
	}
	return t.Name
}

// beyondReach tells whoever is signed in through a tenant that it does not do here.
func (v *view) beyondReach() string {
	return v.fill("page.sign-on.beyond", laurel.Args{"Tenant": v.tenantName(v.actor.Reach)})
}

// showBeyondReach is the page in place of one that a tenant's single sign-on does not open.
func (v *view) showBeyondReach(c *fiber.Ctx) error {
	back := v.path
	if c.Method() != fiber.MethodGet {
		back = v.to("/")
		v.path = back
	}
	return v.show(c, sheet{title: v.say("page.sign-on.beyond-title"), status: fiber.StatusForbidden, body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("enter"),
		h.H1(v.text("page.sign-on.beyond-title")),
		h.P(h.Class("lead"), g.Text(v.beyondReach())),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.signIn(back)), icon("letter"), v.text("page.sign-on.by-letter"))),
	)}})
}
