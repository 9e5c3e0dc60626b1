package page

import (
	"slices"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// badgeSection is the badge of an activity and what has to be done for it.
func (v *view) badgeSection(a engine.ActivityView) g.Node {
	b := a.Achievement
	return h.Section(h.ID("badge"), h.Class("get"),
		h.H2(v.text("page.activity.get")),
		h.Div(h.Class("panel badge"),
			badge(b),
			h.Div(
				h.H3(h.Lang(b.Language), g.Text(b.Name)),
				h.P(h.Class("preserve"), h.Lang(b.Language), g.Text(b.Description)),
				v.callToAction(a),
			),
		),
		h.Ol(h.Class("tasks"), g.Map(a.Tasks, func(t engine.TaskView) g.Node { return v.taskItem(t, b.Language) })),
	)
}

// badge is the picture of a badge; before a job has drawn it, a wreath.
func badge(b workflow.Achievement) g.Node {
	if !b.Drawn() {
		return h.Div(h.Class("picture undrawn"), icon("medal"))
	}
	return h.Img(h.Class("picture"), src(badgePicture(b.ID)), h.Alt(""), h.Width("512"), h.Height("512"), h.Loading("lazy"))
}

// callToAction is what can be done about the badge now.
func (v *view) callToAction(a engine.ActivityView) g.Node {
	if a.Award != "" {
		return h.P(h.Class("actions"), h.Span(h.Class("state approved"), icon("tick"), v.text("page.activity.earned")),
			h.A(h.Class("button"), href(v.to("/portfolio")), v.text("page.activity.to-portfolio")))
	}
	if a.Claim.ID == "" || a.Activity.Stage == workflow.Archived && !begun(a) {
		return nil
	}
	key := "page.activity.get-button"
	if begun(a) {
		key = "page.activity.go-on"
	}
	return h.P(h.Class("actions"),
		h.A(h.Class("button"), href(v.to("/claim/"+string(a.Claim.ID))), icon("medal"), v.text(key)))
}

// begun reports whether the reader has handed something in for the badge.
func begun(a engine.ActivityView) bool {
	return slices.ContainsFunc(a.Tasks, func(t engine.TaskView) bool { return t.Mine != nil })
}

func (v *view) taskItem(t engine.TaskView, lang string) g.Node {
	return h.Li(h.Class("panel task"),
		h.H3(g.Text(v.fill("page.task.number", laurel.Args{"Number": t.Task.Number}))),
		g.If(t.Task.Optional, h.P(h.Class("small"), v.text("page.task.optional"))),
		v.verifier(t.Flow),
		h.Div(h.Class("prose"), h.Lang(lang), v.write.node(t.Task.Prompt)),
		v.asked(t.Task),
		g.Iff(t.Mine != nil, func() g.Node {
			return h.P(h.Class("actions"), v.state(t.Mine.State),
				h.A(href(v.to("/submissions/"+string(t.Mine.ID))), v.text("page.task.see-submission")))
		}),
	)
}

// verifier says who approves what is handed in.
func (v *view) verifier(f workflow.Flow) g.Node {
	return h.P(h.Class("meta"), h.Span(icon("shield"), g.Text(v.fill("page.task.verified-by", laurel.Args{"Approver": v.verifiedBy(f)}))))
}

// asked says what has to be handed in.
func (v *view) asked(t workflow.Task) g.Node {
	if len(t.Asks) == 0 {
		return h.Ul(h.Class("asks"), h.Li(icon("tick"), v.text("page.task.no-evidence")))
	}
	return h.Ul(h.Class("asks"), g.Map(t.Asks, func(a workflow.Ask) g.Node {
		word, ok := v.known("evidence-kind", string(a.Kind))
		if !ok {
			word = string(a.Kind)
		}
		if a.Optional {
			word = v.fill("page.task.if-you-like", laurel.Args{"Kind": word})
		}
		return h.Li(icon(askIcon(a)), g.Text(word))
	}))
}

func askIcon(a workflow.Ask) string {
	switch a.Kind {
	case approval.Photo:
		return "camera"
	case approval.Link:
		return "globe"
	case approval.Video, approval.Audio:
		return "play"
	case approval.File:
		return "page"
	case approval.Text:
	}
	return "pencil"
}

// state is how a submission stands, in a word.
func (v *view) state(s workflow.State) g.Node {
	pictures := map[workflow.State]string{
		workflow.Open: "clock", workflow.Returned: "pencil", workflow.Approved: "tick", workflow.Rejected: "cross",
	}
	return h.Span(h.Class("state "+string(s)), icon(pictures[s]), v.text("submission-state."+string(s)))
}
