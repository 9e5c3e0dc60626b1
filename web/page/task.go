package page

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Task answers GET BASE/tasks/:id: what is asked, and the form to hand it in.
func (p *Pages) Task(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	a, t, err := v.task(laurel.TaskID(c.Params("id")))
	if err != nil {
		return err
	}
	var form handIn
	if v.signedIn() {
		u, err := v.deps.Engine.Unsent(v.ctx, t.Task.ID)
		if err != nil {
			return err
		}
		form.fillFrom(t, u)
	}
	return v.showTask(c, a, t, form)
}

// task is a task with its activity.
func (v *view) task(id laurel.TaskID) (engine.ActivityView, engine.TaskView, error) {
	if id.Tenant() == "" {
		return engine.ActivityView{}, engine.TaskView{}, fiber.ErrNotFound
	}
	a, err := v.deps.Engine.TaskActivity(v.ctx, id)
	if err != nil {
		return a, engine.TaskView{}, err
	}
	for _, t := range a.Tasks {
		if t.Task.ID == id {
			return a, t, nil
		}
	}
	return a, engine.TaskView{}, laurel.E(laurel.NotFound, "error.not-found")
}

func (v *view) showTask(c *fiber.Ctx, a engine.ActivityView, t engine.TaskView, form handIn) error {
	title := v.fill("page.task.number", laurel.Args{"Number": t.Task.Number})
	s := sheet{title: title + " · " + a.Activity.Title, about: workflow.Summary(t.Task.Prompt, 160), script: "hand-in.js", body: []g.Node{
		h.Div(h.Class("wrap narrow"),
			v.backTo(a),
			h.Div(h.Class("title"), badge(a.Achievement), h.Div(
				h.P(h.Class("kicker"), h.Lang(a.Activity.Language), g.Text(a.Achievement.Name)),
				h.H1(g.Text(title)),
				v.verifier(t.Flow),
			)),
			h.Section(h.Class("prose prompt"), h.Lang(a.Activity.Language), v.write.node(t.Task.Prompt)),
			v.whatNow(t, form),
		),
	}}
	if form.err != nil {
		s.status = statusOf(form.err)
	}
	return v.show(c, s)
}

func (v *view) backTo(a engine.ActivityView) g.Node {
	return h.P(h.Class("back"), h.A(href(v.to("/activities/"+string(a.Activity.ID))), icon("back"),
		h.Span(h.Lang(a.Activity.Language), g.Text(a.Activity.Title))))
}

// whatNow is the form, or what stands in its place.
func (v *view) whatNow(t engine.TaskView, form handIn) g.Node {
	switch {
	case !v.signedIn():
		return h.Section(h.Class("panel"),
			h.H2(v.text("page.task.sign-in-title")), h.P(v.text("page.task.sign-in-about")),
			h.P(h.Class("actions"), h.A(h.Class("button"), href(v.signIn(v.path)), icon("enter"), v.text("page.nav.sign-in"))))
	case !t.Flow.Judged() && (t.Mine == nil || t.Mine.State != workflow.Approved):
		return h.Section(h.Class("panel"), h.H2(v.text("page.task.unjudged-title")), h.P(v.text("page.task.unjudged-about")))
	case t.Mine == nil || t.Mine.State == workflow.Rejected:
		return v.handInForm(t.Task, form)
	case t.Mine.State == workflow.Returned:
		return g.Group{v.returned(*t.Mine), v.handInForm(t.Task, form)}
	}
	return h.Section(h.Class("panel"), h.P(v.state(t.Mine.State)), h.P(v.text("page.task.under-way")),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/submissions/"+string(t.Mine.ID))), v.text("page.task.see-submission"))))
}

// returned is what a reviewer wants improved.
func (v *view) returned(s workflow.Submission) g.Node {
	return h.Section(h.Class("notice"),
		h.H2(icon("pencil"), v.text("page.submission.returned-title")),
		g.If(strings.TrimSpace(s.Reason) != "", h.BlockQuote(h.Class("preserve"), g.Text(v.reason(s.Reason)))),
		h.P(v.text("page.submission.returned-about")),
	)
}
