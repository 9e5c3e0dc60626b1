package page

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
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
		{"/addresses", "page.addresses.title"},
		{"/sessions", "page.sessions.title"},
		{"/tokens", "page.tokens.title"},
		{"/sign-on", "page.identities.title"},
		{"/passkeys", "page.passkeys.title"},
	}
}

// accountView is the view of who is signed in, for a page at BASE/account and
// path, to which the languages lead. Who is not signed in is Unauthenticated.
func (p *Pages) accountView(c *fiber.Ctx, path string) (*view, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, err
	}
	if c.Method() != fiber.MethodGet {
		v.path = v.to("/account" + path)
	}
	return v, v.account()
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

// Account answers GET BASE/account.
func (p *Pages) Account(c *fiber.Ctx) error {
	v, err := p.accountView(c, "")
	if err != nil {
		return err
	}
	return v.showAccount(c, v.person, nil)
}

// ChangePerson answers POST BASE/account with fields name and language.
func (p *Pages) ChangePerson(c *fiber.Ctx) error {
	v, err := p.accountView(c, "")
	if err != nil {
		return err
	}
	typed := tenants.Person{Name: c.FormValue("name"), Language: c.FormValue("language")}
	if err := p.deps.Registry.ChangePerson(v.ctx, typed); err != nil {
		if statusOf(err) >= fiber.StatusInternalServerError {
			return err
		}
		return v.showAccount(c, typed, err)
	}
	return c.Redirect(v.to("/account?done=saved"), fiber.StatusSeeOther)
}

func (v *view) showAccount(c *fiber.Ctx, typed tenants.Person, err error) error {
	s := sheet{title: v.say("page.account.title"), body: []g.Node{
		h.P(h.Class("lead"), icon("letter"), g.Text(" "+v.person.Email)),
		v.doneIf(c, "saved", "page.account.saved"),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/account")),
			v.input(field{name: "name", label: "page.account.name", hint: "page.account.name-hint", value: typed.Name, err: err,
				most: 120, fill: "name", must: true}),
			v.choice(field{name: "language", label: "page.account.language", value: v.deps.Texts.Match(typed.Language), err: err},
				v.languageNames()),
			v.faultBeside(err, "name", "language"),
			v.submit("page.account.save")),
		h.Section(h.Class("panel"), h.H2(v.text("page.nav.sign-out")), h.P(v.text("page.account.sign-out-about")), v.signOut("button plain")),
	}}
	if err != nil {
		s.status = statusOf(err)
	}
	return v.showAccountPage(c, s)
}

// languageNames are the languages of the interface, each by its own name.
func (v *view) languageNames() []option {
	var all []option
	for _, lang := range v.deps.Texts.Languages() {
		all = append(all, option{lang, v.deps.Texts.Say(lang, "language.name", nil)})
	}
	return all
}

// doneIf tells that something has happened where the page's address says so;
// key is a text key.
func (v *view) doneIf(c *fiber.Ctx, what, key string) g.Node {
	if c.Query("done") != what {
		return nil
	}
	return v.done(key)
}

// account refuses who has no account here to look at: visitors, and whoever a
// tenant's own sign-on let into that tenant alone.
func (v *view) account() error {
	switch {
	case !v.signedIn():
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	case v.actor.Reach != "":
		return laurel.E(laurel.Forbidden, "error.forbidden")
	}
	return nil
}
