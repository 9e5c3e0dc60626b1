package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// Achievement answers GET /t/:code/achievements/:uuid: what a badge stands for,
// and what has to be done for it. It is the "criteria" of signed documents.
func (p *Pages) Achievement(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.AchievementID(c.Params("code") + "-" + c.Params("uuid"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	b, err := p.deps.Engine.Achievement(v.ctx, id)
	if err != nil {
		return err
	}
	issuer, err := p.deps.Registry.Tenant(v.ctx, id.Tenant())
	if err != nil {
		return err
	}
	s := sheet{title: b.Name, about: b.Description}
	if b.Drawn() {
		s.picture = badgePicture(b.ID)
	}
	s.body = []g.Node{h.Div(h.Class("wrap certificate"),
		h.Div(h.Class("portrait"), badge(b)),
		h.Div(
			h.P(h.Class("kicker"), v.text("page.achievement.kicker")),
			h.H1(h.Lang(b.Language), g.Text(b.Name)),
			h.P(h.Class("lead preserve"), h.Lang(b.Language), g.Text(b.Description)),
			h.P(h.Class("meta"), h.Span(icon("house"), h.A(h.Lang(issuer.Language), href(v.issuer(issuer.ID)), g.Text(issuer.Name)))),
			h.Section(h.Class("panel"), h.H2(v.text("page.achievement.criteria")),
				h.Div(h.Class("prose"), h.Lang(b.Language), v.write.node(b.Criteria))),
			h.P(h.Class("actions"),
				h.A(h.Class("button"), href("/"+v.lang+"/activities/"+string(b.Activity)), icon("compass"), v.text("page.achievement.to-activity"))),
			h.P(h.Class("downloads"),
				h.A(href(laurel.AchievementPath(id)+".json"), icon("download"), g.Text("JSON")),
				g.If(b.Drawn(), h.A(href(laurel.AchievementPath(id)+".png"), icon("download"), g.Text("PNG"))),
				g.If(b.Drawn(), h.A(href(laurel.AchievementPath(id)+".svg"), icon("download"), g.Text("SVG")))),
		),
	)}
	return v.show(c, s)
}
