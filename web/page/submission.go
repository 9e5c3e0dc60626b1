package page

import (
	"bytes"
	"cmp"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Submission answers GET BASE/submissions/:id: how it stands and how it came to
// that, for its learner and its reviewers. With ?part=progress it is only what
// may have changed.
func (p *Pages) Submission(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	id := laurel.SubmissionID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	s, err := v.standing(id)
	if err != nil {
		return err
	}
	s.queue, s.sent = askedQueue(c.Query), c.Query("done") == "sent"
	if c.Query("part") == "progress" {
		var b bytes.Buffer
		if err := v.progress(s, opinion{}).Render(&b); err != nil {
			return err
		}
		return v.send(c, b.Bytes())
	}
	if err := v.loadGuests(&s); err != nil {
		return err
	}
	return v.showSubmission(c, s, opinion{})
}

// standing is a submission with what its learner does next.
type standing struct {
	engine.SubmissionView
	left   []engine.TaskView // of the badge, not passed yet; only for the learner
	unsent engine.Unsent     // only for the learner who was asked to improve, or who holds the badge
	queue  queue             // from which the reviewer came
	unsaid engine.Said       // what a reviewer has written and marked; only for the reviewer
	asks   guests            // by a link; only for who may approve
	sent   bool              // the reviewer has just spoken
	late   handIn            // only for the learner who holds the badge
}

func (v *view) standing(id laurel.SubmissionID) (s standing, err error) {
	if s.SubmissionView, err = v.deps.Engine.Submission(v.ctx, id); err != nil {
		return s, err
	}
	if !s.Mine {
		if s.MayJudge {
			s.unsaid, err = v.deps.Engine.Unsaid(v.ctx, id)
		}
		return s, err
	}
	if s.Submission.State == workflow.Returned || s.Issued {
		if s.unsent, err = v.deps.Engine.Unsent(v.ctx, s.Task.ID); err != nil {
			return s, err
		}
	}
	a, err := v.deps.Engine.Activity(v.ctx, s.Activity.ID)
	for _, t := range a.Badge(s.Achievement.ID).Tasks {
		if t.Mine == nil || t.Mine.State != workflow.Approved {
			s.left = append(s.left, t)
		}
	}
	return s, err
}

// pace is after how many seconds it is worth to look again; 0: nothing changes
// by itself, or somebody is writing on the page.
func (s standing) pace() int {
	if !s.Mine {
		return 0
	}
	switch s.Submission.State {
	case workflow.Open:
		if len(s.Submission.Voices(s.Flow, s.Now)) > 0 {
			return 20
		}
		return 3
	case workflow.Approved:
		if !s.Issued && len(s.left) == 0 {
			return 3
		}
	case workflow.Returned, workflow.Rejected:
	}
	return 0
}

// script is what keeps what is written on the page.
func (s standing) script() string {
	if s.MayJudge {
		return "editor.js"
	}
	return "hand-in.js"
}

func (v *view) showSubmission(c *fiber.Ctx, s standing, o opinion) error {
	title := v.fill("page.task.number", laurel.Args{"Number": s.Task.Number})
	width := "wrap narrow"
	if s.MayJudge { // two things stand side by side
		width = "wrap"
	}
	page := sheet{title: title + " · " + s.Activity.Title, wait: s.pace(), script: s.script(), keys: !s.Mine, body: []g.Node{
		h.Div(h.Class(width),
			v.backTo(engine.ActivityView{Activity: s.Activity}),
			h.H1(h.Lang(s.Activity.Language), g.Text(s.Activity.Title)),
			h.P(h.Class("meta"), h.Span(icon("list"), g.Text(title)),
				h.Span(icon("shield"), g.Text(v.fill("page.task.verified-by", laurel.Args{"Approver": v.verifiedBy(s.Flow)})))),
			v.doneIf(c, "guest-sent", "page.guests.sent"), v.doneIf(c, "guest-withdrawn", "page.guests.withdrawn"),
			v.progress(s, o),
			v.guestSection(s),
		),
	}}
	if err := cmp.Or(o.err, s.late.err, s.asks.err); err != nil {
		page.status = statusOf(err)
	}
	return v.show(c, page)
}
