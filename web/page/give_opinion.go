package page

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// opinion is what stands in a reviewer's form.
type opinion struct {
	advice  approval.Outcome
	comment string
	err     error
}

// GiveOpinion answers POST BASE/submissions/:id/opinions with fields advice and
// comment.
func (p *Pages) GiveOpinion(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.SubmissionID(c.Params("id"))
	v.path = v.to("/submissions/" + string(id))
	if done, err := v.mustSignIn(c); done {
		return err
	}
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	o := opinion{advice: approval.Outcome(c.FormValue("advice")), comment: strings.ReplaceAll(c.FormValue("comment"), "\r\n", "\n")}
	attempt, err := strconv.Atoi(cmp.Or(c.FormValue("attempt"), "0"))
	if err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	if o.err = p.deps.Engine.GiveOpinion(v.ctx, id, engine.Said{Advice: o.advice, Comment: o.comment, Attempt: attempt}); o.err == nil {
		p.forget(v.actor.Person)
		return c.Redirect(v.path, fiber.StatusSeeOther)
	}
	if laurel.KindOf(o.err) != laurel.Invalid {
		return o.err
	}
	s, err := v.standing(id)
	if err != nil {
		return err
	}
	return v.showSubmission(c, s, o)
}

// judged is what a reviewer looks at: what was asked, and what was handed in.
func (v *view) judged(s standing) g.Node {
	first, _ := inTime(s.Attempts[len(s.Attempts)-1])
	return h.Section(h.Class("panel"),
		h.H2(v.text("page.opinion.asked")),
		h.Div(h.Class("prose"), h.Lang(s.Activity.Language), v.write.node(s.Task.Prompt)),
		h.H2(v.text("page.opinion.evidence")),
		v.shown(s.Submission.ID, first),
		g.If(len(s.Task.Asks) == 0, h.P(v.text("page.task.no-evidence"))),
	)
}

// opinionForm is shown only to who may judge.
func (v *view) opinionForm(s standing, o opinion) g.Node {
	advices := []approval.Outcome{approval.Approve, approval.Improve, approval.Reject}
	return h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/submissions/"+string(s.Submission.ID)+"/opinions")),
		h.Input(h.Type("hidden"), h.Name("attempt"), h.Value(strconv.Itoa(s.Submission.Attempt))),
		h.H2(v.text("page.opinion.title")),
		h.P(v.text("page.opinion.about")),
		v.fault("opinion-fault", o.err),
		h.FieldSet(h.Class("choices"),
			h.Legend(v.text("page.opinion.advice")),
			g.Map(advices, func(a approval.Outcome) g.Node {
				return h.Label(h.Class("tick "+string(a)),
					h.Input(h.Type("radio"), h.Name("advice"), h.Value(string(a)), h.Required(), g.If(a == o.advice, h.Checked())),
					h.Span(h.Strong(v.text("advice."+string(a))), h.Small(v.text("page.opinion.means-"+string(a)))))
			})),
		h.Div(h.Class("field"),
			h.Label(h.For("comment"), v.text("page.opinion.comment")),
			h.P(h.ID("comment-hint"), h.Class("hint"), v.text("page.opinion.comment-hint")),
			h.Textarea(h.ID("comment"), h.Name("comment"), h.Rows("5"), h.MaxLength(strconv.Itoa(workflow.MaxPrompt)),
				h.Aria("describedby", "comment-hint"), g.Text(o.comment))),
		h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), v.text("page.opinion.send"))),
	)
}
