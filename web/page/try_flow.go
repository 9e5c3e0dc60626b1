package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const (
	triedAtFirst = 20 // past submissions, where nothing else is asked for
	blankSayings = 2  // rows for further opinions
)

// TryFlow answers GET BASE/tenants/:code/activities/:activity/try?badge=&task= with any
// number of hours=&role=&advice=, and past=: what would come of the task's flow as it
// stands in the draft. Badges and tasks count from 1.
func (p *Pages) TryFlow(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	at := engine.Spot{Badge: max(c.QueryInt("badge", 1), 0) - 1, Task: max(c.QueryInt("task", 1), 0) - 1}
	past := min(max(c.QueryInt("past", triedAtFirst), 0), engine.MostTried)
	said := typedSayings(c)
	var wrong error
	t, err := p.deps.Engine.TryFlow(d.ctx, id, at, said, past)
	if err != nil && refused(err) && t.ID != "" && fieldOf(err) != at.StepsField() {
		wrong = err
		t, err = p.deps.Engine.TryFlow(d.ctx, id, at, nil, past)
	}
	if err != nil {
		return err
	}
	title := d.fill("page.try.title", laurel.Args{"Number": at.Task + 1})
	back := d.to(d.editor(id) + "#steps-" + strconv.Itoa(flatOf(t.Draft, at)))
	s := sheet{title: title, body: []g.Node{
		h.P(h.Class("back"), h.A(href(back), icon("back"), g.Text(d.titled(t.Draft.Title)))),
		h.P(h.Class("lead"), d.text("page.try.about")),
		h.Div(h.Class("flow"), d.flowSays(t.Steps)),
		g.Iff(t.Problem != nil, func() g.Node {
			return h.Div(h.Class("notice"), h.P(h.Strong(d.text("page.try.not-yet"))), h.P(g.Text(d.sentence(t.Problem))))
		}),
		h.Section(h.Class("panel"), h.H2(d.text("page.try.made-up")), d.sayingsForm(t, said, past, wrong),
			h.H3(d.text("page.try.outcome")), d.playedLine(t, t.Played, t.Began)),
		d.pastSection(t),
	}}
	if wrong != nil {
		s.status = statusOf(wrong)
	}
	return d.show(c, s)
}

// typedSayings are the made-up opinions of the query; a row without a role or an
// opinion is none, and hours that are no number are refused as too few.
func typedSayings(c *fiber.Ctx) []engine.Saying {
	column := func(name string) (list []string) {
		for _, b := range c.Context().QueryArgs().PeekMulti(name) {
			list = append(list, strings.TrimSpace(string(b)))
		}
		return list
	}
	hours, roles, advices := column("hours"), column("role"), column("advice")
	var said []engine.Saying
	for i := range min(len(roles), len(advices)) {
		if roles[i] == "" || advices[i] == "" {
			continue
		}
		s := engine.Saying{Role: approval.Role(roles[i]), Advice: approval.Outcome(advices[i])}
		if i < len(hours) && hours[i] != "" {
			n, err := strconv.Atoi(hours[i])
			if err != nil {
				n = -1
			}
			s.Hours = n
		}
		said = append(said, s)
	}
	return said
}

// flatOf is the number that the editor gives the task, among those of all badges.
func flatOf(w workflow.Draft, at engine.Spot) int {
	flat := at.Task
	if at.Badge > 0 {
		flat += len(w.Tasks)
	}
	for i, b := range w.Badges {
		if i+1 < at.Badge {
			flat += len(b.Tasks)
		}
	}
	return flat
}

// spotOf is where the task of that number stands; flatOf says the number.
func spotOf(w workflow.Draft, flat int) engine.Spot {
	if flat < len(w.Tasks) {
		return engine.Spot{Task: flat}
	}
	flat -= len(w.Tasks)
	for i, b := range w.Badges {
		if flat < len(b.Tasks) {
			return engine.Spot{Badge: i + 1, Task: flat}
		}
		flat -= len(b.Tasks)
	}
	return engine.Spot{Badge: len(w.Badges) + 1}
}

// tryPath is the page on which the flow of a task is tried.
func (d *desk) tryPath(id laurel.ActivityID, at engine.Spot) string {
	return d.to(d.editor(id) + "/try?badge=" + strconv.Itoa(at.Badge+1) + "&task=" + strconv.Itoa(at.Task+1))
}

// sayingsForm asks who says what, and when.
func (d *desk) sayingsForm(t engine.FlowTrial, said []engine.Saying, past int, wrong error) g.Node {
	if len(t.Voices) == 0 {
		return h.P(d.text("page.try.nobody-asked"))
	}
	roles := []option{{"", d.say("page.try.nobody")}}
	for _, r := range []approval.Role{approval.Peer, approval.Organiser} {
		if t.Asks(r) || slices.ContainsFunc(said, func(s engine.Saying) bool { return s.Role == r }) {
			roles = append(roles, option{string(r), d.say("role." + string(r))})
		}
	}
	advices := []option{{string(approval.Approve), d.say("advice.approve")}, {string(approval.Improve), d.say("advice.improve")},
		{string(approval.Reject), d.say("advice.reject")}}
	rows := said
	for range min(blankSayings, engine.MostSaid-len(said)) {
		rows = append(slices.Clip(rows), engine.Saying{Hours: -1})
	}
	var list g.Group
	for i, s := range rows {
		hours := ""
		if s.Hours >= 0 {
			hours = strconv.Itoa(s.Hours)
		}
		list = append(list, h.Div(h.Class("triple"),
			d.input(field{name: "hours", id: numbered("hours", i), label: "page.try.hours", kind: "number", value: hours}),
			d.choice(field{name: "role", id: numbered("role", i), label: "page.try.who", value: string(s.Role)}, roles),
			d.choice(field{name: "advice", id: numbered("advice", i), label: "page.try.says", value: string(s.Advice)}, advices)))
	}
	return h.Form(h.Class("form"), h.Method("get"), action(d.to(d.editor(t.ID)+"/try")),
		hidden("badge", strconv.Itoa(t.Spot.Badge+1)), hidden("task", strconv.Itoa(t.Spot.Task+1)),
		h.P(h.Class("hint"), d.text("page.try.made-up-hint")),
		g.Iff(wrong != nil, func() g.Node { return d.fault("try-fault", wrong) }),
		list,
		g.If(t.MayRead, d.input(field{name: "past", label: "page.try.past-count", hint: "page.try.past-hint", kind: "number",
			value: strconv.Itoa(past)})),
		d.submit("page.try.play"))
}

// playedLine tells what happened, one line for each moment, and how it ends. From is
// when it was handed in, for times after that; a zero one tells the times themselves.
func (d *desk) playedLine(t engine.FlowTrial, p workflow.Played, from time.Time) g.Node {
	when := func(at time.Time) g.Node {
		if from.IsZero() {
			return d.moment(at)
		}
		if hours := int(at.Sub(from) / time.Hour); hours > 0 {
			return g.Text(d.fill("page.try.after", laurel.Args{"Count": hours}))
		}
		return d.text("page.try.at-once")
	}
	lines := g.Group{h.Li(h.Class("in"), h.P(h.Strong(d.text("page.history.handed-in")), g.Text(" · "), when(p.Submission.SubmittedAt)))}
	for _, m := range p.Moments {
		if o := m.Opinion; o != nil {
			lines = append(lines, h.Li(h.Class("said"),
				h.P(h.Strong(d.text("role."+string(o.Role))), g.Text(": "), d.text("advice."+string(o.Advice)), g.Text(" · "), when(m.At))))
			continue
		}
		by := d.approver(m.Approver)
		if m.Approver == workflow.ByLimit {
			by = d.say("page.try.by-limit")
		}
		lines = append(lines, h.Li(h.Class(string(m.Verdict.Outcome)),
			h.P(h.Strong(d.text("outcome."+string(m.Verdict.Outcome))), g.Text(" · "+d.stepOf(m.Step, len(t.Steps))+by+" · "), when(m.At)),
			g.If(d.why(m.Verdict.Reason) != "", h.P(h.Class("small"), g.Text(d.why(m.Verdict.Reason))))))
	}
	return g.Group{h.Ol(h.Class("line"), lines), h.P(h.Strong(g.Text(d.playedSays(p)))), d.waitsFor(t, p, when), d.unheard(p)}
}

// why is the reason of an approver's own, which is a sentence of ours; what reviewers
// have written, or would have, is not repeated.
func (d *desk) why(reason string) string {
	if _, ours := approval.ReasonKey(reason); ours {
		return d.reason(reason)
	}
	return ""
}

// stepOf names a step where there are several.
func (d *desk) stepOf(step, steps int) string {
	if steps < 2 {
		return ""
	}
	return d.fill("page.try.step", laurel.Args{"Step": step + 1, "Steps": steps}) + " · "
}

func (d *desk) playedSays(p workflow.Played) string {
	switch p.Submission.State {
	case workflow.Approved:
		return d.say("page.try.ends-approved")
	case workflow.Rejected:
		return d.say("page.try.ends-rejected")
	case workflow.Returned:
		return d.say("page.try.ends-returned")
	case workflow.Open:
	}
	return d.say("page.try.ends-open")
}

// waitsFor tells whom a submission waits for that is not decided in the end.
func (d *desk) waitsFor(t engine.FlowTrial, p workflow.Played, when func(time.Time) g.Node) g.Node {
	if p.Submission.State != workflow.Open {
		return nil
	}
	step := t.Steps[p.Submission.Step]
	return g.Group{
		h.P(g.Text(d.stepOf(p.Submission.Step, len(t.Steps)) + d.stepSays(step))),
		g.Iff(!p.Until.IsZero(), func() g.Node { return h.P(d.text("page.try.until"), g.Text(" "), when(p.Until)) }),
	}
}

func (d *desk) unheard(p workflow.Played) g.Node {
	if len(p.Unheard) == 0 {
		return nil
	}
	return h.P(h.Class("hint"), g.Text(d.fill("page.try.unheard", laurel.Args{"Count": len(p.Unheard)})))
}

// pastSection tells what would have come out for what was handed in.
func (d *desk) pastSection(t engine.FlowTrial) g.Node {
	head := h.H2(d.text("page.try.past"))
	switch {
	case !t.MayRead:
		return h.Section(h.Class("panel"), head, h.P(d.text("page.try.past-closed")))
	case len(t.Past) == 0:
		return h.Section(h.Class("panel"), head, h.P(d.text("page.try.past-none")))
	}
	differ := 0
	var rows []g.Node
	for _, a := range t.Past {
		state := func(s workflow.State) g.Node { return d.text("page.try.state-" + string(s)) }
		mark := d.text("page.try.same")
		if a.Differs() {
			differ++
			mark = h.Strong(d.text("page.try.other"))
		}
		rows = append(rows, h.Tr(
			h.Td(h.A(href(d.to("/submissions/"+string(a.Submission.ID))), d.moment(a.Submission.SubmittedAt))),
			h.Td(state(a.Submission.State)), h.Td(state(a.Played.Submission.State)), h.Td(mark),
			h.Td(h.Details(h.Summary(d.text("page.try.why")), d.playedLine(t, a.Played, time.Time{})))))
	}
	count := d.fill("page.try.differ", laurel.Args{"Count": differ, "Of": len(t.Past)})
	return h.Section(h.Class("panel"), head, h.P(h.Strong(g.Text(count))), h.P(h.Class("hint"), d.text("page.try.past-about")),
		table(d.say("page.try.past"), []string{d.say("page.history.handed-in"), d.say("page.try.was"), d.say("page.try.would"),
			d.say("page.try.compared"), d.say("page.try.why")}, rows))
}
