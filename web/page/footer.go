package page

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

func (v *view) footer() g.Node {
	return h.Footer(h.Class("foot"),
		h.Div(h.Class("foot-in"),
			h.Div(
				mark(),
				g.If(v.city.Footer != "", h.P(h.Lang(v.city.Language), g.Text(v.city.Footer))),
				g.If(v.city.Footer == "", h.P(v.text("page.footer.about"))),
			),
			h.Ul(
				h.Li(v.text("page.footer.help"), g.Text(" "), h.A(href("mailto:"+v.support()), g.Text(v.support()))),
				h.Li(h.A(href(v.to("/privacy")), v.text("page.footer.privacy"))),
				h.Li(h.A(href(v.to("/terms")), v.text("page.footer.terms"))),
				g.If(v.city.URL != "", h.Li(away(v.city.URL, g.Text(hostOf(v.city.URL))))),
				h.Li(h.Class("small"), v.text("page.footer.cookies")),
			),
		),
	)
}
