package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// newToken is what stands in the form for a token, and what came of it.
type newToken struct {
	draft tenants.TokenDraft
	err   error
	made  string // shown once
}

// Tokens answers GET BASE/account/tokens.
func (p *Pages) Tokens(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/tokens")
	if err != nil {
		return err
	}
	return v.showTokens(c, newToken{draft: tenants.TokenDraft{Scopes: []string{tenants.ReadMe, tenants.ReadPortfolio}, Days: 90}})
}

// MakeToken answers POST BASE/account/tokens with fields name, scopes and days.
// The token stands on the page that follows, and never again.
func (p *Pages) MakeToken(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/tokens")
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(c.FormValue("days"))
	if err != nil {
		days = -1 // refused below, beside its field
	}
	n := newToken{draft: tenants.TokenDraft{Name: c.FormValue("name"), Scopes: formValues(c, "scopes"), Days: days}}
	if n.made, _, n.err = p.deps.Registry.DraftToken(v.ctx, n.draft); n.err != nil && statusOf(n.err) >= fiber.StatusInternalServerError {
		return n.err
	}
	return v.showTokens(c, n)
}

// formValues are all values of a field that stands in a form more than once. It
// is never nil.
func formValues(c *fiber.Ctx, name string) []string {
	values, err := url.ParseQuery(string(c.Body()))
	if err != nil || values[name] == nil {
		return []string{}
	}
	return values[name]
}

// RevokeToken answers POST BASE/account/tokens/:id.
func (p *Pages) RevokeToken(c *fiber.Ctx) error {
	v, err := p.accountView(c, "/tokens")
	if err != nil {
		return err
	}
	if _, err := p.deps.Registry.RevokeToken(v.ctx, laurel.TokenID(c.Params("id"))); err != nil {
		return err
	}
	return c.Redirect(v.to("/account/tokens?done=revoked"), fiber.StatusSeeOther)
}

func (v *view) showTokens(c *fiber.Ctx, n newToken) error {
	list, err := v.deps.Registry.Tokens(v.ctx)
	if err != nil {
		return err
	}
	s := sheet{title: v.say("page.tokens.title"), body: []g.Node{
		h.P(h.Class("lead"), v.text("page.tokens.about")),
		v.doneIf(c, "revoked", "page.tokens.revoked"),
		g.Iff(n.made != "", func() g.Node {
			return h.Div(h.Class("notice"), h.Role("status"),
				h.P(v.text("page.tokens.made")), h.P(h.Code(h.Class("secret"), g.Text(n.made))))
		}),
		g.If(len(list) == 0, empty("page", v.say("page.tokens.nothing"))),
		g.If(len(list) > 0, h.Ul(h.Class("rows"), g.Map(list, v.tokenRow))),
		v.tokenForm(n),
	}}
	if n.err != nil {
		s.status = statusOf(n.err)
	}
	return v.showAccountPage(c, s)
}

func (v *view) tokenRow(p tenants.Pass) g.Node {
	used := h.Span(v.text("page.tokens.never"))
	if !p.SeenAt.IsZero() {
		used = v.dated("page.tokens.used", p.SeenAt)
	}
	return h.Li(h.Class("panel row loose"),
		h.Div(h.H2(g.Text(p.Name)),
			h.P(h.Class("small"), g.Text(strings.Join(v.scopeNames(p.Scopes), " · "))),
			h.P(h.Class("meta"),
				v.dated("page.tokens.since", p.MadeAt),
				v.dated("page.tokens.until", p.ExpiresAt), used)),
		v.press("/account/tokens/"+p.ID, "page.tokens.revoke", "button small danger"))
}

func (v *view) scopeNames(scopes []string) []string {
	if len(scopes) == len(tenants.Scopes()) {
		return []string{v.say("page.tokens.all")}
	}
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = v.scope(s)
	}
	return names
}

// scope is what a scope allows, in words.
func (v *view) scope(name string) string {
	if word, ok := v.known("scope", strings.ReplaceAll(name, ".", "-")); ok {
		return word
	}
	return name
}

func (v *view) tokenForm(n newToken) g.Node {
	var scopes, lives []option
	for _, s := range tenants.Scopes() {
		scopes = append(scopes, option{s, v.scope(s)})
	}
	for _, d := range tenants.TokenLives() {
		lives = append(lives, option{strconv.Itoa(d), v.say("page.tokens.days-" + strconv.Itoa(d))})
	}
	if n.made != "" {
		n.draft.Name = ""
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/account/tokens")),
		h.H2(v.text("page.tokens.make")),
		v.input(field{name: "name", label: "page.tokens.name", hint: "page.tokens.name-hint", value: n.draft.Name, err: n.err,
			most: 120, must: true}),
		v.ticks(field{name: "scopes", label: "page.tokens.scopes", err: n.err}, scopes,
			func(s string) bool { return slices.Contains(n.draft.Scopes, s) }),
		v.choice(field{name: "days", label: "page.tokens.days", value: strconv.Itoa(n.draft.Days), err: n.err}, lives),
		v.faultBeside(n.err, "name", "scopes", "days"),
		v.submit("page.tokens.make-button"))
}
