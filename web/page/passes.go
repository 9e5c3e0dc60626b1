package page

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential/draw"
	"example.org/laurel/workflow/engine"
)

// passing is what stands on the page about tasks that nobody judges.
type passing struct {
	activity workflow.Activity
	tasks    []engine.HandedTask
	task     laurel.TaskID // whose form was sent
	email    string        // as it was typed
	marked   bool
	err      error
}

// Passes answers GET BASE/tenants/:code/activities/:activity/passes: the codes of the
// tasks that nobody judges, and a form for each to mark somebody.
func (p *Pages) Passes(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	return d.showPasses(c, id, passing{task: laurel.TaskID(c.Query("task")), marked: c.Query("done") == "marked"})
}

// ChangePasses answers POST of the same with fields task, do ("make", "end" or
// "mark"), and hours or email.
func (p *Pages) ChangePasses(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	f := passing{task: laurel.TaskID(c.FormValue("task")), email: strings.TrimSpace(c.FormValue("email"))}
	if f.task.Tenant() != d.tenant.ID {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	done := ""
	switch c.FormValue("do") {
	case "make":
		hours, _ := strconv.Atoi(c.FormValue("hours")) // what is no number is refused as zero is
		_, f.err = p.deps.Engine.MakePassCode(d.ctx, f.task, time.Duration(min(hours, 1<<20))*time.Hour)
	case "end":
		f.err = p.deps.Engine.EndPassCode(d.ctx, f.task)
	case "mark":
		done, f.err = "marked", d.mark(id, f)
	default:
		return fiber.ErrBadRequest
	}
	if f.err == nil {
		return c.Redirect(d.to(d.passes(id))+query("done", done)+"&task="+string(f.task)+"#"+string(f.task), fiber.StatusSeeOther)
	}
	if !refused(f.err) {
		return f.err
	}
	return d.showPasses(c, id, f)
}

func (d *desk) passes(id laurel.ActivityID) string { return d.editor(id) + "/passes" }

// mark passes whoever is behind an address through a task.
func (d *desk) mark(id laurel.ActivityID, f passing) error {
	who, err := d.deps.Registry.Learner(d.ctx, workflow.Activity{ID: id}, f.email)
	if err != nil {
		return err
	}
	_, err = d.deps.Engine.PassTask(d.ctx, f.task, who)
	return err
}

func (d *desk) showPasses(c *fiber.Ctx, id laurel.ActivityID, f passing) (err error) {
	if f.activity, f.tasks, err = d.deps.Engine.HandedTasks(d.ctx, id); err != nil {
		return err
	}
	s := sheet{title: d.say("page.passes.title"), body: []g.Node{
		h.P(h.Class("back"), h.A(href(d.to("/activities/"+string(id))), icon("back"),
			h.Span(h.Lang(f.activity.Language), g.Text(f.activity.Title)))),
		h.P(h.Class("lead"), d.text("page.passes.lead")),
		g.If(len(f.tasks) == 0, h.P(d.text("page.passes.none"))),
	}}
	for _, t := range f.tasks {
		section, err := d.handed(c, f, t)
		if err != nil {
			return err
		}
		s.body = append(s.body, section)
	}
	if f.err != nil {
		s.status = statusOf(f.err)
	}
	return d.show(c, s)
}

// handed is one task with its code and its forms.
func (d *desk) handed(c *fiber.Ctx, f passing, t engine.HandedTask) (g.Node, error) {
	code, err := d.passCode(c, t)
	if err != nil {
		return nil, err
	}
	here, mark := t.Task.ID == f.task, field{name: "email", id: "email-" + string(t.Task.ID), label: "page.passes.email",
		hint: "page.passes.email-hint", kind: "email", most: 254, must: true}
	if here {
		mark.value, mark.err = f.email, f.err
	}
	form := func(do string, nodes ...g.Node) g.Node {
		return h.Form(h.Class("form"), h.Method("post"), action(d.to(d.passes(f.activity.ID))),
			hidden("task", string(t.Task.ID)), hidden("do", do), g.Group(nodes))
	}
	again := "page.passes.make"
	if t.Code != nil {
		again = "page.passes.make-again"
	}
	return h.Section(h.ID(string(t.Task.ID)), h.Class("panel"),
		h.H2(g.Text(d.fill("page.task.number", laurel.Args{"Number": t.Task.Number}))),
		h.Div(h.Class("prose"), h.Lang(f.activity.Language), d.write.node(t.Task.Prompt)),
		g.Iff(here && f.err != nil, func() g.Node { return d.faultBeside(f.err, "email") }),
		g.Iff(here && f.marked, func() g.Node { return d.done("page.passes.marked") }),
		h.Div(h.Class("pair"),
			h.Div(h.H3(d.text("page.passes.code")), code,
				form("make", d.choice(field{name: "hours", id: "hours-" + string(t.Task.ID), label: "page.passes.hours", value: "24"}, []option{
					{"4", d.say("page.passes.hours-4")}, {"24", d.say("page.passes.hours-24")}, {"168", d.say("page.passes.hours-168")},
					{"8760", d.say("page.passes.hours-8760")}}), d.submit(again)),
				g.Iff(t.Code != nil, func() g.Node {
					return form("end", h.Button(h.Class("button plain"), h.Type("submit"), d.text("page.passes.end")))
				})),
			h.Div(h.H3(d.text("page.passes.mark")), form("mark", d.input(mark), d.submit("page.passes.mark-button"))))), nil
}

// passCode is the code as it is shown to who was there.
func (d *desk) passCode(c *fiber.Ctx, t engine.HandedTask) (g.Node, error) {
	if t.Code == nil {
		return h.P(d.text("page.passes.no-code")), nil
	}
	path := laurel.PassPath(t.Code.ID)
	code, err := draw.Code(d.deps.Front.Origin(c) + path)
	if err != nil {
		return nil, err
	}
	svg, err := code.SVG()
	if err != nil {
		return nil, err
	}
	return g.Group{
		h.Div(h.Class("code"), h.Role("img"), h.Aria("label", d.say("page.passes.code-alt")), g.Raw(bareSVG(svg))),
		h.P(h.Class("small"), h.A(href(path), g.Text(d.deps.Front.Origin(c)+path))),
		h.P(d.text("page.passes.until"), g.Text(" "), d.moment(t.Code.ExpiresAt)),
	}, nil
}

// bareSVG is a picture of ours as it stands inside a page.
func bareSVG(svg []byte) string {
	s := string(svg)
	if i := strings.Index(s, "<svg"); i > 0 {
		return s[i:]
	}
	return s
}
