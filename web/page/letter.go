package page

import (
	"regexp"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Mailbox answers GET /mailbox: letters that were laid down instead of sent.
func (p *Pages) Mailbox(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if p.deps.Mailbox == nil {
		return fiber.ErrNotFound
	}
	letters, err := p.deps.Mailbox.List()
	if err != nil {
		return err
	}
	body := empty("letter", v.say("page.mailbox.nothing"))
	if len(letters) > 0 {
		body = h.Ul(h.Class("rows"), g.Map(letters, func(l Letter) g.Node {
			return h.Li(h.Class("panel row"), h.Div(
				h.H2(h.A(href("/mailbox/"+l.ID+"?lang="+v.lang), g.Text(l.Subject))),
				h.P(h.Class("meta"), h.Span(icon("letter"), g.Text(l.To)), h.Span(icon("clock"), v.moment(l.At)))))
		}))
	}
	return v.show(c, sheet{title: v.say("page.mailbox.title"), body: []g.Node{
		h.Div(h.Class("wrap narrow"), h.H1(v.text("page.mailbox.title")), h.P(h.Class("lead"), v.text("page.mailbox.about")), body)}})
}

// Letter answers GET /mailbox/:id.
func (p *Pages) Letter(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if p.deps.Mailbox == nil {
		return fiber.ErrNotFound
	}
	l, err := p.deps.Mailbox.Read(c.Params("id"))
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: l.Subject, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.P(h.Class("back"), h.A(href("/mailbox?lang="+v.lang), icon("back"), v.text("page.mailbox.title"))),
		h.H1(g.Text(l.Subject)),
		h.P(h.Class("meta"), h.Span(icon("letter"), g.Text(l.To))),
		h.Div(h.Class("panel preserve"), linked(l.Text)),
	)}})
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// linked is plain text in which web addresses can be followed.
func linked(text string) g.Node {
	var nodes g.Group
	at := 0
	for _, m := range webAddress.FindAllStringIndex(text, -1) {
		nodes = append(nodes, g.Text(text[at:m[0]]), h.A(href(text[m[0]:m[1]]), g.Text(text[m[0]:m[1]])))
		at = m[1]
	}
	return append(nodes, g.Text(text[at:]))
}
