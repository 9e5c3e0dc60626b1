package page

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
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
	marks   []approval.Mark
	queue   queue // from which the reviewer came
	err     error
}

// GiveOpinion answers POST BASE/submissions/:id/opinions with fields advice, comment
// and attempt, and of each criterion of a rubric mark-1 and mark-comment-1.
func (p *Pages) GiveOpinion(c *fiber.Ctx) error {
	v, o, done, err := p.written(c)
	if done || err != nil {
		return err
	}
	o.err = p.deps.Engine.GiveOpinion(v.ctx, o.of, o.said())
	if o.err == nil {
		p.forget(v.actor.Person)
		return c.Redirect(v.path+o.queue.with("done", "sent"), fiber.StatusSeeOther)
	}
	return v.notTaken(c, o)
}

// KeepComment answers POST BASE/submissions/:id/comment with the fields of GiveOpinion:
// what a reviewer has written and marked so far. A script of ours asks for JSON.
func (p *Pages) KeepComment(c *fiber.Ctx) error {
	v, o, done, err := p.written(c)
	if done || err != nil {
		return err
	}
	o.err = p.deps.Engine.KeepComment(v.ctx, o.of, o.said())
	switch {
	case o.err == nil && forScript(c):
		return c.JSON(fiber.Map{"said": v.keptWords(o.said())})
	case o.err == nil:
		return c.Redirect(v.path+o.queue.with("", "")+"#kept", fiber.StatusSeeOther)
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
	of := o.of
	o, err = typedOpinion(c)
	o.of, o.queue = of, askedQueue(c.FormValue)
	return v, o, false, err
}

// typedOpinion reads what stands in the fields of an opinion.
func typedOpinion(c *fiber.Ctx) (o opinion, err error) {
	o = opinion{advice: approval.Outcome(c.FormValue("advice")), comment: lines(c.FormValue("comment")), marks: typedMarks(c)}
	if o.attempt, err = strconv.Atoi(cmp.Or(c.FormValue("attempt"), "0")); err != nil {
		err = laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	return o, err
}

// carried are values that a form sends along.
func carried(values url.Values) []g.Node {
	var list []g.Node
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, hidden(name, values.Get(name)))
	}
	return list
}

func (o opinion) said() engine.Said {
	return engine.Said{Advice: o.advice, Comment: o.comment, Marks: o.marks, Attempt: o.attempt}
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
	s.queue = o.queue
	if err := v.loadGuests(&s); err != nil {
		return err
	}
	return v.showSubmission(c, s, o)
}

// keptWords tells that what is written is kept, where something is.
func (v *view) keptWords(written engine.Said) string {
	isMarked := func(m approval.Mark) bool { return m.Level != workflow.Unmarked || m.Comment != "" }
	if strings.TrimSpace(written.Comment) == "" && !slices.ContainsFunc(written.Marks, isMarked) {
		return ""
	}
	return v.say("page.opinion.kept")
}

// judged is what a reviewer looks at: what was asked, and what was handed in.
func (v *view) judged(s standing) g.Node {
	first, _ := inTime(s.Attempts[len(s.Attempts)-1])
	return g.Group{
		v.askedFor(s.Activity, s.Task, s.Achievement),
		v.handedIn(s.Task, first, func(e workflow.Evidence) string { return v.fileOf(s.Submission.ID, e) }),
	}
}

func (v *view) askedFor(a workflow.Activity, t workflow.Task, badge workflow.Achievement) g.Node {
	return h.Section(h.Class("panel asked"),
		h.H2(v.text("page.opinion.asked")),
		h.Div(h.Class("prose"), h.Lang(a.Language), v.write.node(t.Prompt)),
		g.Iff(badge.Criteria != "", func() g.Node {
			return h.Details(h.Summary(v.text("page.opinion.criteria")),
				h.Div(h.Class("prose"), h.Lang(a.Language), v.write.node(badge.Criteria)))
		}))
}

// handedIn is what was handed in; at says where its files are.
func (v *view) handedIn(t workflow.Task, list []workflow.Evidence, at func(workflow.Evidence) string) g.Node {
	return h.Section(h.Class("panel handed-in"),
		h.H2(v.text("page.opinion.evidence")),
		g.Map(list, func(e workflow.Evidence) g.Node { return v.evidenceItem(e, at(e)) }),
		g.If(len(t.Asks) == 0, h.P(v.text("page.task.no-evidence"))))
}

// opinionForm is shown only to who may judge. What is written there is kept by the
// script that keeps what organisers write, or by its own button.
func (v *view) opinionForm(s standing, o opinion) g.Node {
	path := v.to("/submissions/" + string(s.Submission.ID))
	if o.err == nil {
		o.comment, o.marks = s.unsaid.Comment, s.unsaid.Marks
	}
	return h.Form(h.ID("editor"), h.Class("panel form"), h.Method("post"), action(path+"/opinions"), h.Data("keep", path+"/comment"),
		hidden("attempt", strconv.Itoa(s.Submission.Attempt)),
		g.Group(carried(s.queue.values())),
		h.H2(v.text("page.opinion.title")),
		h.P(v.text("page.opinion.about")),
		v.fault("opinion-fault", o.err),
		v.opinionFields(s.Rubric, o),
		h.P(h.Class("actions"),
			h.Button(h.Class("button"), h.Type("submit"), v.text("page.opinion.send")),
			h.Button(h.Class("button plain"), h.Type("submit"), formAction(path+"/comment"), h.FormNoValidate(), v.text("page.opinion.keep")),
			h.Span(h.ID("kept"), h.Role("status"), h.Data("saving", v.say("page.editor.saving")), h.Data("lost", v.say("page.editor.lost")),
				g.Text(v.keptWords(s.unsaid)))),
	)
}

// opinionFields are the marks, the advice and the comment.
func (v *view) opinionFields(rubric []approval.Criterion, o opinion) g.Node {
	return g.Group{
		v.rubricFields(rubric, o.marks, o.err),
		h.FieldSet(h.Class("choices"),
			h.Legend(v.text("page.opinion.advice")),
			g.Map([]approval.Outcome{approval.Approve, approval.Improve, approval.Reject}, func(a approval.Outcome) g.Node {
				return h.Label(h.Class("tick "+string(a)),
					h.Input(h.Type("radio"), h.Name("advice"), h.Value(string(a)), h.Required(), g.If(a == o.advice, h.Checked())),
					h.Span(h.Strong(v.text("advice."+string(a))), h.Small(v.text("page.opinion.means-"+string(a)))))
			})),
		h.Div(h.Class("field"),
			h.Label(h.For("comment"), v.text("page.opinion.comment")),
			h.P(h.ID("comment-hint"), h.Class("hint"), v.text("page.opinion.comment-hint")),
			h.Textarea(h.ID("comment"), h.Name("comment"), h.Rows("5"), h.MaxLength(strconv.Itoa(workflow.MaxPrompt)),
				h.Aria("describedby", "comment-hint"), g.Text(o.comment))),
	}
}
