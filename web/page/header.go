package page

import (
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

func (v *view) header() g.Node {
	return h.Header(h.Class("top"),
		h.Div(h.Class("top-in"),
			h.A(h.Class("home"), href(v.to("/")), g.If(v.city.ID != "", h.Lang(v.city.Language)),
				logo(v.city),
				h.Span(g.Text(v.siteName())),
			),
			h.Nav(h.Class("menu"), h.Aria("label", v.say("page.menu")), v.menu()),
			h.Nav(h.Class("languages"), h.Aria("label", v.say("page.languages")), v.languages()),
		),
	)
}

func (v *view) menu() g.Node {
	if v.actor.Reach != "" {
		return v.narrowMenu()
	}
	if !v.signedIn() {
		return h.Ul(
			v.item("compass", "/", "page.nav.discover"),
			h.Li(h.Class("enter"), h.A(href(v.signIn(v.back())), icon("enter"), h.Span(v.text("page.nav.sign-in")))),
		)
	}
	return h.Ul(
		v.item("compass", "/", "page.nav.discover"),
		v.item("medal", "/portfolio", "page.nav.portfolio"),
		v.item("list", "/my-activities", "page.nav.mine"),
		h.Li(h.A(v.current("/reviews"), href(v.to("/reviews")), icon("check"), h.Span(v.text("page.nav.reviews")),
			g.If(v.waiting > 0, h.Span(h.Class("count"),
				h.Span(h.Aria("hidden", "true"), g.Text(strconv.Itoa(v.waiting))),
				h.Span(h.Class("unseen"), g.Text(v.fill("page.nav.waiting", laurel.Args{"Count": v.waiting}))))))),
		g.Iff(v.runs, func() g.Node { return v.item("house", "/tenants", "page.nav.tenants") }),
		v.item("person", "/account", "page.nav.account"),
		h.Li(h.Class("leave"), v.signOut("plain")),
	)
}

// narrowMenu is for who is signed in through a tenant: what is personal is not in it.
func (v *view) narrowMenu() g.Node {
	return h.Ul(
		v.item("compass", "/", "page.nav.discover"),
		v.item("check", "/reviews", "page.nav.reviews"),
		v.item("house", "/tenants", "page.nav.tenants"),
		h.Li(h.Class("leave"), v.signOut("plain")),
	)
}

// back is where signing in leads back to from this page. An address that is a secret
// would be kept with the link to sign in.
func (v *view) back() string {
	if v.secret || strings.Contains(v.path, "/sign-in") {
		return v.to("/")
	}
	return v.path
}

func (v *view) item(picture, path, key string) g.Node {
	return h.Li(h.A(v.current(path), href(v.to(path)), icon(picture), h.Span(v.text(key))))
}

func (v *view) current(path string) g.Node {
	here, _, _ := strings.Cut(v.path, "?")
	if strings.TrimSuffix(here, "/") != strings.TrimSuffix(v.to(path), "/") {
		return nil
	}
	return h.Aria("current", "page")
}

func (v *view) signOut(class string) g.Node {
	return h.Form(h.Method("post"), action(v.to("/sign-out")),
		h.Button(h.Class(class), icon("leave"), h.Span(v.text("page.nav.sign-out"))))
}

// siteLanguages are those of the site; a city has its own among all that there are.
func (v *view) siteLanguages() []string {
	all := v.deps.Texts.Languages()
	if own := slices.DeleteFunc(slices.Clone(v.city.Languages), func(l string) bool { return !slices.Contains(all, l) }); len(own) > 0 {
		return own
	}
	return all
}

// languages keeps the address and changes the language of the interface.
func (v *view) languages() g.Node {
	return h.Ul(g.Map(v.siteLanguages(), func(lang string) g.Node {
		name := v.deps.Texts.Say(lang, "language.name", nil)
		return h.Li(h.A(h.Lang(lang), g.Attr("hreflang", lang), href(v.in(lang)), g.If(lang == v.lang, h.Aria("current", "true")),
			h.Span(g.Text(strings.ToUpper(lang))), h.Span(h.Class("unseen"), g.Text(" "+name))))
	}))
}
