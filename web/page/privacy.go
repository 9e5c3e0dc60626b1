package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// Privacy answers GET BASE/privacy: what is kept of whom, in plain words.
func (p *Pages) Privacy(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	part := func(topic string) g.Node {
		return h.Section(h.H2(v.text("page.privacy."+topic)), h.P(v.text("page.privacy."+topic+"-about")))
	}
	return v.show(c, sheet{title: v.say("page.privacy.title"), body: []g.Node{h.Article(h.Class("wrap narrow prose"),
		h.H1(v.text("page.privacy.title")),
		h.P(h.Class("lead"), v.text("page.privacy.about")),
		part("account"), part("evidence"), part("badge"), part("cookie"),
		h.Section(h.H2(v.text("page.privacy.questions")),
			h.P(g.Text(v.fill("page.privacy.questions-about", laurel.Args{"Site": v.siteName()})), g.Text(" "),
				h.A(href("mailto:"+v.support()), g.Text(v.support())))),
	)}})
}
