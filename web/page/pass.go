package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// PassLink answers GET /pass/:pass, which stands in QR codes, with the way to the same
// in the reader's language.
func (p *Pages) PassLink(c *fiber.Ctx) error {
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Redirect(p.stranger(c).to("/pass/"+c.Params("pass")), fiber.StatusFound)
}

// Pass answers GET BASE/pass/:pass: what the code is for, and a button, since looking
// at an address changes nothing.
func (p *Pages) Pass(c *fiber.Ctx) error {
	v, id, err := p.pass(c)
	if err != nil {
		return err
	}
	s, err := p.deps.Engine.ScannedPass(v.ctx, id)
	if err != nil {
		return err
	}
	base := v.base
	if err := v.enterCity(id.Tenant()); err != nil {
		return err
	}
	if v.base != base { // where it counts
		return c.Redirect(v.to("/pass/"+string(id)), fiber.StatusSeeOther)
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	if err := p.deps.Engine.MayOffer(v.ctx, id.Tenant()); err != nil {
		return err
	}
	title := v.fill("page.task.number", laurel.Args{"Number": s.Task.Number})
	return v.show(c, sheet{title: s.Activity.Title, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.Div(h.Class("title"), badge(s.Achievement), h.Div(
			h.P(h.Class("kicker"), g.Text(title)),
			h.H1(h.Lang(s.Activity.Language), g.Text(s.Activity.Title)))),
		h.Section(h.Class("prose prompt"), h.Lang(s.Activity.Language), v.write.node(s.Task.Prompt)),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/pass/"+string(id))),
			h.P(v.text("page.pass.about")), v.submit("page.pass.take")))}})
}

// TakePass answers POST BASE/pass/:pass: whoever scanned the code is through its task.
func (p *Pages) TakePass(c *fiber.Ctx) error {
	v, id, err := p.pass(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	sub, err := p.deps.Engine.ScanPass(v.ctx, id)
	if err != nil {
		return err
	}
	return c.Redirect(v.to("/submissions/"+string(sub.ID)), fiber.StatusSeeOther)
}

// pass is the code in BASE/pass/:pass.
func (p *Pages) pass(c *fiber.Ctx) (*view, laurel.PassID, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, "", err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	id := laurel.PassID(c.Params("pass"))
	if id.Tenant() == "" {
		return nil, "", fiber.ErrNotFound
	}
	v.path = v.to("/pass/" + string(id))
	return v, id, nil
}
