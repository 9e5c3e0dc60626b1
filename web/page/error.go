package page

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel/web/door"
)

// errorPatience is how long may be spent on finding out whose page an error is on.
const errorPatience = 2 * time.Second

// Error answers with the page about an error, in the reader's language and with
// the error's status. A visitor who has to sign in is led there where a page was
// asked for.
func (p *Pages) Error(c *fiber.Ctx, err error) error {
	// What is wrong may be that the request took too long.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), errorPatience)
	defer cancel()
	c.SetUserContext(ctx)
	v, lost := p.view(c)
	if lost != nil {
		v = p.stranger(c)
		v.actor.Person = ""
	}
	status := door.Status(err)
	if status == fiber.StatusUnauthorized && v.reachesNot() {
		return v.showBeyondReach(c)
	}
	if status == fiber.StatusUnauthorized && c.Method() == fiber.MethodGet {
		return c.Redirect(v.signIn(v.path), fiber.StatusSeeOther)
	}
	if c.Method() != fiber.MethodGet {
		v.path = v.to("/") // so that other languages are no POST's address
	}
	sentence, _ := door.Sentence(p.deps.Texts, v.lang, err)
	title := v.say("page.error.title")
	switch {
	case status == fiber.StatusNotFound:
		title = v.say("page.error.not-found")
	case status >= fiber.StatusInternalServerError:
		title = v.say("page.error.internal")
	}
	return v.show(c, sheet{title: title, status: status, body: []g.Node{h.Div(h.Class("wrap slim"),
		h.Div(h.Class("lost"), mark()),
		h.H1(g.Text(title)),
		h.P(h.Class("lead"), g.Text(sentence)),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/")), icon("compass"), v.text("page.error.home"))),
	)}})
}
