package page

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// holding is what the holder of a badge can do with the evidence for one of its tasks:
// decide what others see, and add to it.
func (v *view) holding(s standing) g.Node {
	if !s.Mine || !s.Issued || s.Submission.State != workflow.Approved {
		return nil
	}
	return g.Group{v.showing(s), v.adding(s)}
}

// showing is the form by which the holder chooses, item by item.
func (v *view) showing(s standing) g.Node {
	list := s.Attempts[len(s.Attempts)-1].Evidence
	if len(list) == 0 {
		return nil
	}
	path := v.to("/submissions/" + string(s.Submission.ID))
	return h.Section(h.ID("showing"), h.Class("panel"),
		h.H2(v.text("page.holding.show-title")),
		h.P(v.text("page.holding.show-about"), g.Text(" "),
			h.A(href(laurel.CredentialPath(s.Award)+"?lang="+v.lang), v.text("page.credential.open"))),
		h.Form(h.Class("form"), h.Method("post"), action(path+"/shown"),
			g.Map(list, func(e workflow.Evidence) g.Node {
				label := v.say("evidence-kind." + string(e.Kind))
				if e.Text != "" {
					label += ": " + workflow.Summary(e.Text, 80)
				} else if e.Size > 0 {
					label += " (" + v.bytes(e.Size) + ")"
				}
				return tickBox("show", option{strconv.Itoa(e.Position), label}, e.ShownAs != "")
			}),
			v.submit("page.holding.show-save")))
}

// adding is the form for more, of what the task still takes.
func (v *view) adding(s standing) g.Node {
	room := s.Task.Room(s.Submission)
	if len(room.Asks) == 0 {
		return nil
	}
	form := s.late
	if !form.sent {
		form.fillFrom(engine.TaskView{Task: s.Task}, s.unsent)
	}
	return h.Details(h.ID("adding"), h.Class("panel"), g.If(form.err != nil || len(form.files) > 0, g.Attr("open")),
		h.Summary(v.text("page.holding.add-title")),
		h.P(v.text("page.holding.add-about")),
		v.evidenceForm(room, form, v.to("/submissions/"+string(s.Submission.ID)+"/evidence"), "page.holding.add"))
}

// AddEvidence answers POST BASE/submissions/:id/evidence, a form as for a task.
func (p *Pages) AddEvidence(c *fiber.Ctx) error {
	v, s, done, err := p.held(c)
	if done || err != nil {
		return err
	}
	r := reading{view: v, task: s.Task.Room(s.Submission)}
	r.read(c)
	form, err := r.filled(engine.TaskView{Task: s.Task})
	if err != nil {
		return err
	}
	if r.drop != "" {
		if s.late, err = r.without(form); err != nil {
			return err
		}
		return v.showSubmission(c, s, opinion{})
	}
	if form.err == nil {
		evidence := evidenceIn(r.task, form)
		if form.err = p.deps.Engine.AddEvidence(v.ctx, s.Submission.ID, evidence); form.err == nil {
			return c.Redirect(v.path, fiber.StatusSeeOther)
		}
		form.fault = faultIn(form.err, evidence)
	}
	if !refused(form.err) && laurel.KindOf(form.err) != laurel.TooLarge {
		return form.err
	}
	s.late = form
	return v.showSubmission(c, s, opinion{})
}

// ShowEvidence answers POST BASE/submissions/:id/shown with any number of fields show,
// the items that are to be seen on the credential's page.
func (p *Pages) ShowEvidence(c *fiber.Ctx) error {
	v, s, done, err := p.held(c)
	if done || err != nil {
		return err
	}
	var positions []int
	for _, written := range sentFields(c)["show"] {
		n, err := strconv.Atoi(written)
		if err != nil {
			return laurel.E(laurel.Invalid, "evidence.no-item").Because(err).At("items")
		}
		positions = append(positions, n)
	}
	if err := p.deps.Engine.ShowEvidence(v.ctx, s.Submission.ID, positions); err != nil {
		return err
	}
	return c.Redirect(v.path+"#showing", fiber.StatusSeeOther)
}

// held is the submission in BASE/submissions/:id, which is the actor's own. Whoever is
// not signed in is led there.
func (p *Pages) held(c *fiber.Ctx) (v *view, s standing, done bool, err error) {
	if v, err = p.view(c); err != nil {
		return nil, s, false, err
	}
	id := laurel.SubmissionID(c.Params("id"))
	v.path = v.to("/submissions/" + string(id))
	if done, err = v.mustSignIn(c); done {
		return v, s, true, err
	}
	if id.Tenant() == "" {
		return v, s, false, fiber.ErrNotFound
	}
	if s, err = v.standing(id); err == nil && !s.Mine {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return v, s, false, err
}

// shownPath is where a file is that the holder of a badge shows.
func shownPath(id laurel.AwardID, e workflow.Evidence) string {
	return laurel.CredentialPath(id) + "/evidence/" + e.ShownAs
}

// ShownEvidence answers GET /t/:code/credentials/:uuid/evidence/:shown with a file, or
// a part of it, for as long as the holder shows it.
func (p *Pages) ShownEvidence(c *fiber.Ctx) error {
	id := laurel.AwardID(c.Params("code") + "-" + c.Params("uuid"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	e, err := p.deps.Engine.ShownFile(c.UserContext(), id, c.Params("shown"))
	if err != nil {
		return err
	}
	c.Set("X-Robots-Tag", "noindex")
	return p.sendEvidence(c, id.Tenant(), e, seenOnce)
}

// evidenceShown is what the holder shows, on the credential's page.
func (v *view) evidenceShown(k engine.PublicCredential, list []workflow.Evidence) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Section(h.Class("panel"), h.H2(v.text("page.credential.evidence")),
		g.Map(list, func(e workflow.Evidence) g.Node { return v.evidenceItem(e, shownPath(k.Award.ID, e)) }))
}

// forHolder leads the holder to where it is decided what is shown.
func (v *view) forHolder(k engine.PublicCredential) g.Node {
	if !v.signedIn() || v.actor.Person != k.Award.Person {
		return nil
	}
	a, err := v.deps.Engine.Activity(v.ctx, k.Achievement.Activity)
	if err != nil {
		return nil
	}
	tasks := slices.DeleteFunc(a.Badge(k.Achievement.ID).Tasks,
		func(t engine.TaskView) bool { return t.Mine == nil || t.Mine.State != workflow.Approved })
	if len(tasks) == 0 {
		return nil
	}
	return h.Section(h.Class("panel"), h.H2(v.text("page.credential.yours")), h.P(v.text("page.credential.choose")),
		h.Ul(g.Map(tasks, func(t engine.TaskView) g.Node {
			return h.Li(h.A(href(v.to("/submissions/"+string(t.Mine.ID))+"#showing"),
				g.Text(v.fill("page.task.number", laurel.Args{"Number": t.Task.Number}))))
		})))
}
