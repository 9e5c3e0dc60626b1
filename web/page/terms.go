package page

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// TermsOfUse answers GET BASE/terms, with ?version= for an older one.
func (p *Pages) TermsOfUse(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	return v.showTerms(c, tenants.TermsOfUse, func() g.Node {
		return g.Group{h.H1(v.text("page.terms.title")), h.P(h.Class("lead"), v.text("page.terms.none"))}
	})
}

// showTerms answers with the newest of the texts that hold on this site, or the
// one that the query names; where there is none, with own.
func (v *view) showTerms(c *fiber.Ctx, kind tenants.TermsKind, own func() g.Node) error {
	list, err := v.deps.Registry.TermsIn(v.ctx, v.city.ID, kind)
	if err != nil {
		return err
	}
	title := v.say("page.terms.title")
	if kind == tenants.Privacy {
		title = v.say("page.privacy.title")
	}
	var body g.Node
	if len(list) == 0 {
		body = own()
	} else {
		shown, ok := versionOf(list, c.Query("version"))
		if !ok {
			return fiber.ErrNotFound
		}
		body = g.Group{h.H1(g.Text(title)), v.terms(shown), v.versions(list, shown.Number, kind)}
	}
	return v.show(c, sheet{title: title, body: []g.Node{h.Article(h.Class("wrap narrow prose"), body)}})
}

// versionOf is the version of a number, and the newest where none is asked for.
func versionOf(list []tenants.Terms, number string) (tenants.Terms, bool) {
	if number == "" {
		return list[0], true
	}
	for _, t := range list {
		if strconv.Itoa(t.Number) == number {
			return t, true
		}
	}
	return tenants.Terms{}, false
}

// terms are the words of one version, in the reader's language if they are there.
func (v *view) terms(t tenants.Terms) g.Node {
	text, lang := t.In(v.lang, v.city.Language)
	return g.Group{
		h.P(h.Class("small"), g.Text(v.fill("page.terms.version", laurel.Args{"Number": t.Number})), g.Text(" "), v.day(t.PublishedAt)),
		h.Div(h.Lang(lang), h.Class("prose"), v.write.node(text)),
	}
}

func (v *view) versions(list []tenants.Terms, shown int, kind tenants.TermsKind) g.Node {
	if len(list) < 2 {
		return nil
	}
	return h.Section(h.H2(v.text("page.terms.versions")), h.Ul(g.Map(list, func(t tenants.Terms) g.Node {
		number := strconv.Itoa(t.Number)
		return h.Li(h.A(g.If(t.Number == shown, h.Aria("current", "true")), href(v.to("/"+string(kind)+"?version="+number)),
			g.Text(v.fill("page.terms.version", laurel.Args{"Number": t.Number}))), g.Text(" "), v.day(t.PublishedAt))
	})))
}

// acceptPath is the path of the form to accept terms.
const acceptPath = "/terms/accept"

// onSite is somebody on a city's site, or on the platform's.
type onSite struct {
	person laurel.PersonID
	city   laurel.TenantID
}

// unread reports whether somebody has terms to accept where they are. That they
// have accepted all is remembered for a little while.
func (p *Pages) unread(ctx context.Context, who laurel.Actor) (bool, error) {
	here, now := onSite{who.Person, who.City}, time.Now()
	if until, ok := p.agreed.Get(here); ok && now.Before(until) {
		return false, nil
	}
	missing, err := p.deps.Registry.MissingTerms(ctx)
	if err == nil && len(missing) == 0 {
		p.agreed.Add(here, now.Add(hintLife))
	}
	return len(missing) > 0, err
}

// askForWord tells of terms to accept before anything is typed in vain.
func (v *view) askForWord() g.Node {
	next := v.path
	if tenants.LocalPath(next) != next {
		next = v.to("/")
	}
	return h.Aside(h.Class("wrap"), h.Aria("label", v.say("page.terms.accept-title")), h.Div(h.Class("notice"),
		h.P(g.Text(v.fill("page.terms.ask", laurel.Args{"Site": v.siteName()})), g.Text(" "),
			h.A(href(v.to(acceptPath)+query("next", next)), v.text("page.terms.accept-title")))))
}

// Accept answers GET BASE/terms/accept, with ?next= as the path to go on with, and
// ?sent= where something was sent in vain: the texts that the actor has to accept
// before changing anything on this site.
func (p *Pages) Accept(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	return v.showAccept(c, onTheWayTo{next: tenants.LocalPath(c.Query("next")), sent: c.Query("sent")})
}

// onTheWayTo is where somebody goes on to who accepts terms.
type onTheWayTo struct {
	next  string // path
	sent  string // not empty: something was sent, and not kept
	fault error
}

func (v *view) showAccept(c *fiber.Ctx, to onTheWayTo) error {
	missing, err := v.deps.Registry.MissingTerms(v.ctx)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return c.Redirect(v.onward(to.next), fiber.StatusSeeOther)
	}
	var words, accepted []g.Node
	for _, m := range missing {
		shown, err := v.deps.Registry.TermsVersion(v.ctx, m)
		if err != nil {
			return err
		}
		words = append(words, h.Section(h.Class("panel"), h.H2(v.text("page."+string(m.Kind)+".title")), v.terms(shown)))
		accepted = append(accepted, hidden("accept", writeAcceptance(m)))
	}
	s := sheet{title: v.say("page.terms.accept-title"), body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.H1(v.text("page.terms.accept-title")),
		h.P(h.Class("lead"), g.Text(v.fill("page.terms.accept-about", laurel.Args{"Site": v.siteName()}))),
		v.fault("form-fault", to.fault),
		g.Group(words),
		h.Form(h.Class("form"), h.Method("post"), action(v.to(acceptPath)), hidden("next", to.next), hidden("sent", to.sent), g.Group(accepted),
			g.If(to.sent != "", h.P(v.text("page.terms.accept-back"))),
			v.submit("page.terms.accept")))}}
	if to.fault != nil {
		s.status = statusOf(to.fault)
	}
	return v.show(c, s)
}

// onward is next, or the site's first page where nothing was said.
func (v *view) onward(next string) string {
	if next == "/" {
		return v.to("/")
	}
	return next
}

// AcceptTerms answers POST BASE/terms/accept with fields accept, as often as there
// were texts, next and sent.
func (p *Pages) AcceptTerms(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	v.path = v.to(acceptPath)
	if done, err := v.mustSignIn(c); done {
		return err
	}
	var shown []tenants.Acceptance
	for _, b := range c.Request().PostArgs().PeekMulti("accept") {
		shown = append(shown, readAcceptance(string(b)))
	}
	to := onTheWayTo{next: tenants.LocalPath(c.FormValue("next")), sent: c.FormValue("sent")}
	if err := p.deps.Registry.AcceptTerms(v.ctx, shown); err != nil {
		if laurel.KindOf(err) != laurel.Conflict {
			return err
		}
		to.fault = err
	}
	return v.showAccept(c, to)
}

// writeAcceptance is a version as a form carries it.
func writeAcceptance(t tenants.Terms) string {
	return string(t.Tenant) + " " + string(t.Kind) + " " + strconv.Itoa(t.Number)
}

// readAcceptance reads it again; what is none is nobody's.
func readAcceptance(s string) tenants.Acceptance {
	parts := strings.Fields(s)
	if len(parts) != 3 {
		return tenants.Acceptance{}
	}
	number, err := strconv.Atoi(parts[2])
	if err != nil {
		return tenants.Acceptance{}
	}
	return tenants.Acceptance{Tenant: laurel.TenantID(parts[0]), Kind: tenants.TermsKind(parts[1]), Number: number}
}
