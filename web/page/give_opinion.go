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
	of      laurel.SubmissionID
	attempt int // that the reviewer looked at
	advice  approval.Outcome
	comment string
	err     error
}

// GiveOpinion answers POST BASE/submissions/:id/opinions with fields advice, comment
// and attempt.
func (p *Pages) GiveOpinion(c *fiber.Ctx) error {
	v, o, done, err := p.written(c)
	if done || err != nil {
		return err
	}
	o.err = p.deps.Engine.GiveOpinion(v.ctx, o.of, engine.Said{Advice: o.advice, Comment: o.comment, Attempt: o.attempt})
	if o.err == nil {
		p.forget(v.actor.Person)
		return c.Redirect(v.path, fiber.StatusSeeOther)
	}
	return v.notTaken(c, o)
}

// KeepComment answers POST BASE/submissions/:id/comment with fields comment and
// attempt: what a reviewer has written so far. A script of ours asks for JSON.
func (p *Pages) KeepComment(c *fiber.Ctx) error {
	v, o, done, err := p.written(c)
	if done || err != nil {
		return err
	}
	o.err = p.deps.Engine.KeepComment(v.ctx, o.of, o.comment, o.attempt)
	switch {
	case o.err == nil && forScript(c):
		return c.JSON(fiber.Map{"said": v.keptWords(o.comment)})
	case o.err == nil:
		return c.Redirect(v.path+"#kept", fiber.StatusSeeOther)
	case refused(o.err) && forScript(c):
		return c.Status(statusOf(o.err)).JSON(fiber.Map{"problem": v.sentence(o.err)})
	}
	return v.notTaken(c, o)
}

// written reads a reviewer's form. Whoever is not signed in is led there.
func (p *Pages) written(c *fiber.Ctx) (v *view, o opinion, done bool, err error) {
	if v, err = p.view(c); err != nil {
		return nil, o, false, err
	}
	o.of = laurel.SubmissionID(c.Params("id"))
	v.path = v.to("/submissions/" + string(o.of))
	if done, err := v.mustSignIn(c); done {
		return v, o, true, err
	}
	if o.of.Tenant() == "" {
		return v, o, false, fiber.ErrNotFound
	}
	o.advice, o.comment = approval.Outcome(c.FormValue("advice")), lines(c.FormValue("comment"))
	if o.attempt, err = strconv.Atoi(cmp.Or(c.FormValue("attempt"), "0")); err != nil {
		err = laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	return v, o, false, err
}

// notTaken shows what was written again, with what is wrong.
func (v *view) notTaken(c *fiber.Ctx, o opinion) error {
	if laurel.KindOf(o.err) != laurel.Invalid {
		return o.err
	}
	s, err := v.standing(o.of)
	if err != nil {
		return err
	}
	return v.showSubmission(c, s, o)
}

// keptWords tells that what is written is kept, where something is.
func (v *view) keptWords(comment string) string {
	if strings.TrimSpace(comment) == "" {
		return ""
	}
	return v.say("page.opinion.kept")
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

// opinionForm is shown only to who may judge. What is written there is kept by the
// script that keeps what organisers write, or by its own button.
func (v *view) opinionForm(s standing, o opinion) g.Node {
	path, comment := v.to("/submissions/"+string(s.Submission.ID)), o.comment
	if o.err == nil {
		comment = s.unsaid
	}
	advices := []approval.Outcome{approval.Approve, approval.Improve, approval.Reject}
	return h.Form(h.ID("editor"), h.Class("panel form"), h.Method("post"), action(path+"/opinions"), h.Data("keep", path+"/comment"),
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
				h.Aria("describedby", "comment-hint"), g.Text(comment))),
		h.P(h.Class("actions"),
			h.Button(h.Class("button"), h.Type("submit"), v.text("page.opinion.send")),
			h.Button(h.Class("button plain"), h.Type("submit"), formAction(path+"/comment"), h.FormNoValidate(), v.text("page.opinion.keep")),
			h.Span(h.ID("kept"), h.Role("status"), h.Data("saving", v.say("page.editor.saving")), h.Data("lost", v.say("page.editor.lost")),
				g.Text(v.keptWords(s.unsaid)))),
	)
}
