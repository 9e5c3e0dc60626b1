package page

import (
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow/engine"
)

// FlowEditions answers GET BASE/tenants/:code/activities/:activity/flows: by which
// editions of its tasks' flows submissions go.
func (p *Pages) FlowEditions(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	list, err := p.deps.Engine.FlowEditions(d.ctx, id)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.flows.title"), body: []g.Node{
		h.P(h.Class("back"), h.A(href(d.to(d.editor(id))), icon("back"), d.text("page.editor.back"))),
		d.movedFlows(c),
		h.P(h.Class("lead"), d.text("page.flows.about")),
		g.Map(list, func(t engine.TaskFlows) g.Node { return d.taskFlows(id, t) }),
	}}
	return d.show(c, s)
}

// MoveSubmissions answers POST BASE/tenants/:code/activities/:activity/flows with the
// field flow: an earlier edition, whose submissions are to go on with the one in force.
func (p *Pages) MoveSubmissions(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	flow := laurel.FlowID(c.FormValue("flow"))
	if flow.Tenant() != d.tenant.ID {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	moved, stayed, err := p.deps.Engine.MoveSubmissions(d.ctx, flow)
	if err != nil {
		return err
	}
	return c.Redirect(d.to(d.editor(id)+"/flows?moved="+strconv.Itoa(moved)+"&stayed="+strconv.Itoa(stayed)), fiber.StatusSeeOther)
}

// movedFlows tells what came of the button.
func (d *desk) movedFlows(c *fiber.Ctx) g.Node {
	if c.Query("moved") == "" {
		return nil
	}
	moved, stayed := max(c.QueryInt("moved"), 0), max(c.QueryInt("stayed"), 0)
	return h.Div(h.Class("notice"), h.Role("status"), h.P(g.Text(d.fill("page.flows.moved", laurel.Args{"Count": moved}))),
		g.If(stayed > 0, h.P(g.Text(d.fill("page.flows.stayed", laurel.Args{"Count": stayed})))))
}

func (d *desk) taskFlows(id laurel.ActivityID, t engine.TaskFlows) g.Node {
	return h.Section(h.Class("panel"),
		h.H2(h.Lang(t.Badge.Language), g.Text(t.Badge.Name+" · "+d.fill("page.task.number", laurel.Args{"Number": t.Task.Number}))),
		g.If(t.Badge.Edition > 1, h.P(h.Class("small"), g.Text(d.fill("page.flows.badge-edition", laurel.Args{"Number": t.Badge.Edition})))),
		h.P(h.Class("preserve"), h.Lang(t.Badge.Language), g.Text(t.Task.Prompt)),
		g.Map(t.Editions, func(e engine.FlowEdition) g.Node { return d.flowEdition(id, t, e) }))
}

func (d *desk) flowEdition(id laurel.ActivityID, t engine.TaskFlows, e engine.FlowEdition) g.Node {
	inForce := e.Flow.ID == t.Task.Flow
	state := d.say("page.flows.in-force")
	if !inForce {
		state = d.say("page.flows.earlier")
	}
	steps := d.flowSays(e.Flow.Steps)
	if !e.Flow.Judged() {
		steps = h.P(d.text("page.task.unjudged"))
	}
	return h.Article(h.Class("flow edition"),
		h.H3(g.Text(d.fill("page.flows.edition", laurel.Args{"Number": e.Flow.Edition})+" · "+state)),
		h.P(h.Class("small"), d.dated("page.flows.made", e.Flow.MadeAt)),
		steps,
		g.If(e.Open+e.Returned == 0, h.P(d.text("page.flows.none"))),
		g.If(e.Open > 0, h.P(g.Text(d.fill("page.flows.open", laurel.Args{"Count": e.Open})))),
		g.If(e.Returned > 0, h.P(g.Text(d.fill("page.flows.returned", laurel.Args{"Count": e.Returned})))),
		g.Iff(!inForce && e.Open+e.Returned > 0, func() g.Node {
			return g.Group{h.P(h.Class("hint"), d.text("page.flows.move-about")),
				d.press(d.editor(id)+"/flows", "page.flows.move", "button plain", hidden("flow", string(e.Flow.ID)))}
		}))
}
