package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel/tenants/media"
)

// PreviewActivity answers GET BASE/tenants/:code/activities/:activity/preview: the
// activity's page as it would be if its draft were published now.
func (p *Pages) PreviewActivity(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	a, err := p.deps.Engine.Preview(d.ctx, id)
	if err != nil {
		return err
	}
	by, err := d.offerer(d.tenant.ID)
	if err != nil {
		return err
	}
	skills, err := d.skillSection(a.Activity.Skills, a.Activity.Language)
	if err != nil {
		return err
	}
	allowPlayers(c, a.Activity)
	a.Activity.Title = d.titled(a.Activity.Title)
	picture := h.Div(h.Class("cover none"))
	if a.Activity.Cover != "" {
		picture = h.Img(h.Class("cover"), src(d.draftCover(id, a.Activity.Cover)), h.Alt(""))
	}
	return d.view.show(c, sheet{title: d.say("page.editor.preview") + ": " + a.Activity.Title, script: "player.js", body: []g.Node{
		h.Div(h.Class("wrap"), h.P(h.Class("notice"), icon("pencil"), g.Text(" "), d.text("page.editor.preview-about"), g.Text(" "),
			h.A(href(d.to(d.editor(id))), d.text("page.editor.back")))),
		d.hero(a, d.tenant, picture),
		d.activityBody(a, by, aside{skills: skills, files: d.to(d.editor(a.Activity.ID) + "/attachments/")}),
	}})
}

// DraftCover answers GET BASE/tenants/:code/activities/:activity/cover/:file: the
// picture of a draft, for those who may see the draft.
func (p *Pages) DraftCover(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.Draft(d.ctx, id)
	if err != nil {
		return err
	}
	if v.Draft.Cover == "" || v.Draft.Cover != c.Params("file") {
		return fiber.ErrNotFound
	}
	name := media.Name(v.Draft.Cover)
	b, err := p.narrow(d.ctx, id.Tenant(), name, large)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(b)
}
