package page

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// ownSession is the id of the session with which a request came.
func ownSession(front door.Front, c *fiber.Ctx) laurel.SessionID {
	//nolint:dogsled // only which one it is
	_, id, _, _ := tenants.ReadPass(front.Held(c, door.SessionCookie))
	return laurel.SessionID(id)
}

// Sessions answers GET BASE/account/sessions.
func (p *Pages) Sessions(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/sessions")
	if err != nil {
		return err
	}
	list, err := p.deps.Registry.Sessions(v.ctx)
	if err != nil {
		return err
	}
	own := ownSession(p.deps.Front, c)
	return v.showAccountPage(c, sheet{title: v.say("page.sessions.title"), body: []g.Node{
		h.P(h.Class("lead"), v.text("page.sessions.about")),
		v.doneIf(c, "ended", "page.sessions.ended"),
		h.Ul(h.Class("rows"), g.Map(list, func(s tenants.Pass) g.Node { return v.sessionRow(s, own) })),
		g.If(len(list) > 1, h.Section(h.Class("panel"), h.H2(v.text("page.sessions.others")), h.P(v.text("page.sessions.others-about")),
			v.press("/account/sessions/others", "page.sessions.end-others", "button danger"))),
	}})
}

func (v *view) sessionRow(s tenants.Pass, own laurel.SessionID) g.Node {
	seen := g.Node(nil)
	if !s.SeenAt.IsZero() {
		seen = v.dated("page.sessions.seen", s.SeenAt)
	}
	end := v.press("/account/sessions/"+s.ID, "page.sessions.end", "button small danger")
	if s.ID == string(own) {
		end = h.P(h.Class("state approved"), icon("tick"), v.text("page.sessions.this"))
	}
	return h.Li(h.Class("panel row loose"),
		h.Div(h.H2(g.Text(v.device(s.Name))),
			h.P(h.Class("meta"), v.dated("page.sessions.since", s.MadeAt), seen)),
		end)
}

// RevokeSession answers POST BASE/account/sessions/:id.
func (p *Pages) RevokeSession(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/sessions")
	if err != nil {
		return err
	}
	if _, err := p.deps.Registry.RevokeSession(v.ctx, laurel.SessionID(c.Params("id"))); err != nil {
		return err
	}
	return c.Redirect(v.to("/account/sessions?done=ended"), fiber.StatusSeeOther)
}

// RevokeSessions answers POST BASE/account/sessions/others: all end but this one.
func (p *Pages) RevokeSessions(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/sessions")
	if err != nil {
		return err
	}
	if err := p.deps.Registry.RevokeSessions(v.ctx, ownSession(p.deps.Front, c)); err != nil {
		return err
	}
	return c.Redirect(v.to("/account/sessions?done=ended"), fiber.StatusSeeOther)
}

// device says in plain words from where somebody signed in, as far as a browser
// tells (RFC 9110, section 10.1.5).
func (v *view) device(agent string) string {
	browser, system := first(agent, browsers()), first(agent, systems())
	switch {
	case browser != "" && system != "":
		return v.fill("page.sessions.device", laurel.Args{"Browser": browser, "System": system})
	case browser != "" || system != "":
		return browser + system
	}
	return v.say("page.sessions.unknown")
}

// mention is what stands in a user agent's name for a product.
type mention struct{ part, product string }

// browsers come before those whose name they bear as well.
func browsers() []mention {
	return []mention{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Vivaldi", "Vivaldi"}, {"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
}

func systems() []mention {
	return []mention{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"}}
}

func first(agent string, known []mention) string {
	for _, m := range known {
		if strings.Contains(agent, m.part) {
			return m.product
		}
	}
	return ""
}
