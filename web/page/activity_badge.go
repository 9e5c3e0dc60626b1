package page

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// badgeSection is the badges of an activity and what has to be done for them.
func (v *view) badgeSection(a engine.ActivityView) g.Node {
	return h.Section(h.ID("badge"), h.Class("get"),
		h.H2(v.text("page.activity.get")),
		g.Map(a.Badges(), func(b engine.BadgeView) g.Node { return v.badgePanel(a, b) }))
}

// badgePanel is one badge of an activity.
func (v *view) badgePanel(a engine.ActivityView, b engine.BadgeView) g.Node {
	is := b.Achievement
	return g.Group{
		h.Div(h.ID("badge-"+strconv.Itoa(is.Number)), h.Class("panel badge"),
			badge(is),
			h.Div(
				h.H3(h.Lang(is.Language), g.Text(is.Name)),
				v.level(is),
				h.P(h.Class("preserve"), h.Lang(is.Language), g.Text(is.Description)),
				g.Iff(is.Number > 1, func() g.Node { return v.older(b) }),
				v.required(b),
				v.callToAction(a, b),
			),
		),
		g.Iff(len(b.Tasks) > 0, func() g.Node {
			return h.Ol(h.Class("tasks"), g.Map(b.Tasks, func(t engine.TaskView) g.Node { return v.taskItem(t, is.Language) }))
		}),
	}
}

// level is how many stars a badge has; without any it says nothing.
func (v *view) level(a workflow.Achievement) g.Node {
	if a.Level == 0 {
		return nil
	}
	return h.P(h.Class("meta"), h.Span(h.Class("stars"), h.Aria("hidden", "true"), g.Text(a.Stars())),
		h.Span(g.Text(v.fill("page.badge.level", laurel.Args{"Level": a.Level}))))
}

// required are the badges that a badge requires, and which of them the reader holds.
func (v *view) required(b engine.BadgeView) g.Node {
	if len(b.Required) == 0 {
		return nil
	}
	key, least := "page.badge.requires-some", b.Achievement.Requires.Least()
	if least == len(b.Required) {
		key = "page.badge.requires"
	}
	return h.Div(h.Class("requires"),
		h.P(g.Text(v.fill(key, laurel.Args{"Number": least, "Of": len(b.Required)}))),
		h.Ul(g.Map(b.Required, func(r engine.RequiredView) g.Node {
			name := h.Span(h.Lang(b.Achievement.Language), g.Text(r.Name))
			return h.Li(g.If(r.Achievement != "", h.A(href(laurel.AchievementPath(r.Achievement)+"?lang="+v.lang), name)),
				g.If(r.Achievement == "", name),
				g.If(r.Held, h.Span(h.Class("state approved"), icon("tick"), v.text("page.badge.held"))),
				g.If(!r.Held && !r.Open, h.Span(h.Class("small"), g.Text(" "), v.text("page.badge.closed"))))
		})))
}

// older tells who holds or has begun what cannot be begun any more.
func (v *view) older(b engine.BadgeView) g.Node {
	key := "page.activity.older-begun"
	switch {
	case !b.Older:
		return nil
	case b.Award != "":
		key = "page.activity.older-held"
	}
	return h.P(h.Class("notice"), v.text(key), g.Text(" "),
		h.A(href(laurel.AchievementPath(b.Achievement.ID)+"?lang="+v.lang), v.text("page.activity.editions")))
}

// badge is the picture of a badge; before a job has drawn it, a wreath.
func badge(b workflow.Achievement) g.Node {
	if !b.Drawn() {
		return h.Div(h.Class("picture undrawn"), icon("medal"))
	}
	return h.Img(h.Class("picture"), src(badgePicture(b.ID)), h.Alt(""), h.Width("512"), h.Height("512"), h.Loading("lazy"))
}

// callToAction is what can be done about a badge now.
func (v *view) callToAction(a engine.ActivityView, b engine.BadgeView) g.Node {
	begun := begun(b)
	switch {
	case b.Award != "":
		return h.P(h.Class("actions"), h.Span(h.Class("state approved"), icon("tick"), v.text("page.activity.earned")),
			h.A(h.Class("button"), href(v.to("/portfolio")), v.text("page.activity.to-portfolio")))
	case a.Claim.ID == "" || a.Activity.Stage == workflow.Archived && !begun:
		return nil
	case v.signedIn() && b.Ready() && !b.Older:
		return v.press(badgePath(b.Achievement.Key()), "page.badge.take", "button")
	case len(b.Tasks) == 0:
		return h.P(h.Class("small"), v.text("page.badge.comes"))
	}
	key := "page.activity.get-button"
	if begun {
		key = "page.activity.go-on"
	}
	way := "/claim/" + string(a.Claim.ID)
	if b.Achievement.Number > 1 {
		way = nextStep(engine.ActivityView{Activity: a.Activity, BadgeView: b})
	}
	return h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to(way)), icon("medal"), v.text(key)))
}

// badgePath is where a badge of an activity is taken by who lacks nothing for it.
func badgePath(b workflow.BadgeKey) string {
	return "/activities/" + string(b.Activity) + "/badges/" + strconv.Itoa(b.Number)
}

// ClaimBadge answers POST BASE/activities/:id/badges/:number by who earned what the
// badge requires before it did.
func (p *Pages) ClaimBadge(c *fiber.Ctx) error {
	v, a, err := p.activity(c)
	if err != nil {
		return err
	}
	if asked, err := v.mustSignIn(c); asked || err != nil {
		return err
	}
	number, _ := strconv.Atoi(c.Params("number")) // what is none is no badge's
	if _, err := p.deps.Engine.ClaimBadge(v.ctx, workflow.BadgeKey{Activity: a.Activity.ID, Number: number}); err != nil {
		if !refused(err) && laurel.KindOf(err) != laurel.Forbidden {
			return err
		}
		return v.showActivity(c, a, err)
	}
	return c.Redirect(v.to("/activities/"+string(a.Activity.ID))+"#badge-"+strconv.Itoa(number), fiber.StatusSeeOther)
}

// begun reports whether the reader has handed something in for a badge.
func begun(b engine.BadgeView) bool {
	return slices.ContainsFunc(b.Tasks, func(t engine.TaskView) bool { return t.Mine != nil })
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
