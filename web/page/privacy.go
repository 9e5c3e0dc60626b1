package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Privacy answers GET BASE/privacy: what the tenant has published, with ?version=
// for an older one; where there is nothing, what is kept of whom, in plain words.
func (p *Pages) Privacy(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	return v.showTerms(c, tenants.Privacy, v.plainPrivacy)
}

func (v *view) plainPrivacy() g.Node {
	part := func(topic string) g.Node {
		return h.Section(h.H2(v.text("page.privacy."+topic)), h.P(v.text("page.privacy."+topic+"-about")))
	}
	return g.Group{
		h.H1(v.text("page.privacy.title")),
		h.P(h.Class("lead"), v.text("page.privacy.about")),
		part("account"), part("evidence"), part("badge"), part("cookie"),
		h.Section(h.H2(v.text("page.privacy.questions")),
			h.P(g.Text(v.fill("page.privacy.questions-about", laurel.Args{"Site": v.siteName()})), g.Text(" "),
				h.A(href("mailto:"+v.support()), g.Text(v.support())))),
	}
}
