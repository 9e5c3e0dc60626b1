package page

import (
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// progress is the part of a submission's page that changes while somebody looks
// at it. laurel.js asks for it again as long as it says how often.
func (v *view) progress(s standing, o opinion) g.Node {
	return h.Div(h.ID("progress"),
		g.If(s.pace() > 0, h.Data("poll", strconv.Itoa(s.pace()*400))), // milliseconds
		h.Data("say", v.announcement(s)),
		v.stage(s, o),
		v.holding(s),
		v.history(s),
	)
}

// announcement is what a screen reader is told when the state has changed.
func (v *view) announcement(s standing) string {
	if s.Mine && s.Issued {
		return v.say("page.submission.issued-title")
	}
	return v.say("submission-state." + string(s.Submission.State))
}

// stage is the state in words, with what can be done about it.
func (v *view) stage(s standing, o opinion) g.Node {
	switch {
	case s.MayJudge:
		return g.Group{h.Div(h.Class("reviewing"), v.judged(s), v.opinionForm(s, o)), v.otherReviews(s.queue, s), v.keyHints("page.keys.opinion")}
	case !s.Mine:
		return g.Group{g.If(s.sent, v.done("page.opinion.sent")), v.judged(s), h.P(h.Class("actions"), v.state(s.Submission.State)),
			v.otherReviews(s.queue, s), v.keyHints("page.keys.next")}
	}
	switch s.Submission.State {
	case workflow.Open:
		return v.waitingStage(s)
	case workflow.Returned:
		form := handIn{}
		form.fillFrom(engine.TaskView{Task: s.Task, Mine: &s.Submission}, s.unsent)
		return g.Group{v.returned(s.Submission), v.handInForm(s.Task, form)}
	case workflow.Rejected:
		return v.rejectedStage(s)
	case workflow.Approved:
	}
	switch {
	case s.Issued:
		return v.issuedStage(s)
	case len(s.left) > 0:
		return v.nextStage(s)
	}
	return v.makingStage(s)
}

// way is the three stations from evidence to badge, up to the one reached.
func (v *view) way(reached int) g.Node {
	keys := []string{"page.way.handed-in", "page.way.checked", "page.way.badge"}
	items := make([]g.Node, len(keys))
	for i, key := range keys {
		class := ""
		switch {
		case i < reached:
			class = "done"
		case i == reached:
			class = "now"
		}
		items[i] = h.Li(h.Class(class), g.If(i == reached, h.Aria("current", "step")), v.text(key))
	}
	return h.Ol(h.Class("way"), g.Group(items))
}

func (v *view) waitingStage(s standing) g.Node {
	key, moving := "page.submission.open-about", dots()
	if len(s.Submission.Voices(s.Flow, s.Now)) > 0 {
		key, moving = "page.submission.open-reviewers", nil
	}
	return h.Section(h.Class("panel stage"), v.way(1),
		h.H2(v.text("page.submission.open-title")), v.waitsFor(s), h.P(v.text(key)), moving)
}

// waitsFor says who is asked, since when and until when.
func (v *view) waitsFor(s standing) g.Node {
	p, ok := s.Submission.Pending(s.Flow, s.Now)
	if !ok {
		return nil
	}
	var said []string
	add := func(sentence string) { said = append(said, sentence) }
	if p.Steps > 1 {
		add(v.fill("page.pending.step", laurel.Args{"Step": p.Step, "Steps": p.Steps}))
	}
	if len(p.Voices) > 0 {
		roles := make([]string, len(p.Voices))
		for i, voice := range p.Voices {
			roles[i] = string(voice.Role)
		}
		add(v.fill("page.pending."+strings.Join(roles, "-"), laurel.Args{"When": v.told(p.Since)}))
	}
	switch {
	case p.Over && p.Then == workflow.ThenAsk:
		add(v.fill("page.pending.over", laurel.Args{"When": v.told(p.Ends)}))
	case !p.Ends.IsZero() && !p.Over:
		add(v.fill("page.pending.ends-"+string(p.Then), laurel.Args{"When": v.told(p.Ends)}))
	}
	return g.If(len(said) > 0, h.P(h.Class("pending"), g.Text(strings.Join(said, " "))))
}

// dots move while something is under way.
func dots() g.Node {
	return h.P(h.Class("dots"), h.Aria("hidden", "true"), h.Span(), h.Span(), h.Span())
}

func (v *view) rejectedStage(s standing) g.Node {
	return h.Section(h.Class("notice"),
		h.H2(icon("cross"), v.text("page.submission.rejected-title")),
		g.If(strings.TrimSpace(s.Submission.Reason) != "", h.BlockQuote(h.Class("preserve"), g.Text(v.reason(s.Submission.Reason)))),
		h.P(v.text("page.submission.rejected-about")),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/tasks/"+string(s.Task.ID))), v.text("page.submission.again"))))
}

func (v *view) nextStage(s standing) g.Node {
	return h.Section(h.Class("panel stage"), v.way(1),
		h.H2(v.text("page.submission.passed-title")),
		h.P(g.Text(v.fill("page.submission.left", laurel.Args{"Count": len(s.left)}))),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/tasks/"+string(s.left[0].Task.ID))),
			g.Text(v.fill("page.submission.next", laurel.Args{"Number": s.left[0].Task.Number})))))
}

func (v *view) makingStage(standing) g.Node {
	return h.Section(h.Class("panel stage"), v.way(2),
		h.Div(h.Class("making"), mark()),
		h.H2(v.text("page.submission.making-title")), h.P(v.text("page.submission.making-about")), dots())
}

// issuedStage is the moment of joy.
func (v *view) issuedStage(s standing) g.Node {
	leaves := make([]g.Node, 14)
	for i := range leaves {
		leaves[i] = h.Span()
	}
	return h.Section(h.Class("panel stage joy"),
		h.Div(h.Class("leaves"), h.Aria("hidden", "true"), g.Group(leaves)),
		badge(s.Achievement),
		h.H2(v.text("page.submission.issued-title")),
		h.P(g.Text(v.fill("page.submission.issued-about", laurel.Args{"Badge": s.Achievement.Name}))),
		h.P(h.Class("actions"),
			h.A(h.Class("button"), href(v.to("/portfolio")), icon("medal"), v.text("page.activity.to-portfolio")),
			h.A(h.Class("button plain"), href(laurel.CredentialPath(s.Award)+"?lang="+v.lang), v.text("page.credential.open"))))
}
