package page

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

func upper(s string) string { return strings.ToUpper(s) }

// accountPage is one of the pages about the actor's account.
type accountPage struct {
	path string // below BASE/account
	key  string // text key of its name
}

// accountPages are in the order of the menu.
func accountPages() []accountPage {
	return []accountPage{
		{"", "page.account.title"},
		{"/sign-on", "page.identities.title"},
		{"/passkeys", "page.passkeys.title"},
	}
}

// showAccountPage answers with one of the pages about the account, below the
// menu of all of them.
func (v *view) showAccountPage(c *fiber.Ctx, s sheet) error {
	var menu g.Node
	if all := accountPages(); len(all) > 1 {
		menu = h.Nav(h.Class("filter"), h.Aria("label", v.say("page.account.menu")), h.Ul(g.Map(all, func(a accountPage) g.Node {
			return h.Li(h.A(v.current("/account"+a.path), href(v.to("/account"+a.path)), v.text(a.key)))
		})))
	}
	s.body = []g.Node{h.Div(h.Class("wrap narrow"), h.H1(g.Text(s.title)), menu, g.Group(s.body))}
	return v.show(c, s)
}

// account is what stands on the page about the actor's account.
type account struct {
	name      string
	nameErr   error
	renamed   bool
	tokenName string
	tokenErr  error
	token     string // shown once
}

// Account answers GET BASE/account.
func (p *Pages) Account(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	return v.showAccount(c, account{name: v.person.Name, renamed: c.Query("saved") != ""})
}

// RenamePerson answers POST BASE/account with field name.
func (p *Pages) RenamePerson(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	a := account{name: c.FormValue("name")}
	if a.nameErr = p.deps.Registry.RenamePerson(v.ctx, a.name); a.nameErr == nil {
		return c.Redirect(v.to("/account?saved=name"), fiber.StatusSeeOther)
	}
	return v.showAccount(c, a)
}

// MakeToken answers POST BASE/account/tokens with field name. The token stands
// on the page that follows, and never again.
func (p *Pages) MakeToken(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	v.path = v.to("/account")
	if done, err := v.mustSignIn(c); done {
		return err
	}
	a := account{name: v.person.Name, tokenName: c.FormValue("name")}
	a.token, a.tokenErr = p.deps.Registry.MakeToken(v.ctx, a.tokenName)
	if a.tokenErr != nil {
		a.token = ""
	}
	return v.showAccount(c, a)
}

func (v *view) showAccount(c *fiber.Ctx, a account) error {
	s := sheet{title: v.say("page.account.title"), body: []g.Node{
		h.P(h.Class("lead"), icon("letter"), g.Text(" "+v.person.Email)),
		v.nameForm(a),
		v.tokenForm(a),
		h.Section(h.Class("panel"), h.H2(v.text("page.nav.sign-out")), h.P(v.text("page.account.sign-out-about")), v.signOut("button plain")),
	}}
	for _, err := range []error{a.nameErr, a.tokenErr} {
		if err != nil {
			s.status = statusOf(err)
		}
	}
	if s.status >= fiber.StatusInternalServerError {
		return fiber.NewError(s.status)
	}
	return v.showAccountPage(c, s)
}

func (v *view) nameForm(a account) g.Node {
	return h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/account")),
		h.H2(v.text("page.account.name")),
		g.If(a.renamed, h.P(h.Class("state approved"), h.Role("status"), icon("tick"), v.text("page.account.saved"))),
		h.Div(h.Class("field"),
			h.Label(h.For("name"), v.text("page.account.name-label")),
			h.P(h.ID("name-hint"), h.Class("hint"), v.text("page.account.name-hint")),
			h.Input(h.ID("name"), h.Name("name"), h.Type("text"), h.Value(a.name), h.Required(), h.MaxLength("120"), h.AutoComplete("name"),
				h.Aria("describedby", "name-hint")),
			v.fault("name-fault", a.nameErr)),
		h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), v.text("page.account.save"))))
}

func (v *view) tokenForm(a account) g.Node {
	return h.Section(h.Class("panel"),
		h.H2(v.text("page.account.tokens")),
		h.P(v.text("page.account.tokens-about")),
		g.Iff(a.token != "", func() g.Node {
			return h.Div(h.Class("notice"), h.Role("status"),
				h.P(v.text("page.account.token-made")), h.P(h.Code(h.Class("secret"), g.Text(a.token))))
		}),
		h.Form(h.Class("form"), h.Method("post"), action(v.to("/account/tokens")),
			h.Div(h.Class("field"),
				h.Label(h.For("token-name"), v.text("page.account.token-label")),
				h.P(h.ID("token-hint"), h.Class("hint"), v.text("page.account.token-hint")),
				h.Input(h.ID("token-name"), h.Name("name"), h.Type("text"), h.Value(a.tokenName), h.Required(), h.MaxLength("120"),
					h.Aria("describedby", "token-hint")),
				v.fault("token-fault", a.tokenErr)),
			h.P(h.Class("actions"), h.Button(h.Class("button plain"), h.Type("submit"), v.text("page.account.make-token")))))
}
