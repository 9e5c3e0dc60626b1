package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// askedLate is the seat of who is asked once the time of a step is over.
const askedLate = "late"

// stepFields are who approves, one step after the other, and one more.
func (d *desk) stepFields(i int, t workflow.TaskDraft) g.Node {
	var list g.Group
	steps := t.Steps
	if len(steps) < workflow.MaxSteps {
		steps = append(slices.Clip(steps), workflow.Step{})
	}
	for j, s := range steps {
		list = append(list, d.stepField(i, j, s))
	}
	return h.Div(h.ID(numbered("steps", i)), h.Class("flow"), list, d.flowSays(t.Steps),
		g.If(len(t.Steps) > 0, h.P(h.Class("actions small"),
			pick("do", option{numbered("try", i), d.say("page.try.button")}, "button small plain"))))
}

// stepField is one step: its approver, others of which any will do, and its limit.
func (d *desk) stepField(i, j int, s workflow.Step) g.Node {
	seat := strconv.Itoa(i) + "-" + strconv.Itoa(j)
	key, nobody := "page.editor.approver", "page.editor.approver-nobody"
	if j > 0 {
		key, nobody = "page.editor.approver-then", "page.editor.approver-none"
	}
	first := d.approverField(field{name: numbered("approver", i), id: "approver-" + seat, label: key, value: s.Approver}, nobody)
	if s.Approver == "" {
		return first
	}
	var or g.Group
	rows := s.Or
	if len(rows) < workflow.MaxChoices-1 {
		rows = append(slices.Clip(rows), workflow.Choice{})
	}
	for k, c := range rows {
		at := numbered(seat, k+1)
		or = append(or, d.approverField(field{name: "or-" + seat, id: "or-" + at, label: "page.flow.or-else", value: c.Approver},
			"page.flow.or-nobody"), d.settingsFields(at, c.Approver, c.Settings))
	}
	return h.Div(h.Class("step"), first, d.settingsFields(numbered(seat, 0), s.Approver, s.Settings),
		h.Details(g.If(len(s.Or) > 0 || s.Limit != nil, g.Attr("open")), h.Summary(d.text("page.flow.more")),
			or, d.limitFields(seat, s.Limit)))
}

// approverField chooses an approver, or nobody. One that is chosen and no longer
// offered says so.
func (d *desk) approverField(f field, nobody string) g.Node {
	return g.Group{d.choice(f, append([]option{{"", d.say(nobody)}}, d.approvers(f.value)...)), d.outOfService(f.value)}
}

func (d *desk) outOfService(key string) g.Node {
	if key == "" {
		return nil
	}
	switch d.deps.Engine.ApproverState(d.ctx, d.tenant.ID, key) {
	case tenants.Disabled:
		return h.P(h.Class("notice"), d.text("page.flow.disabled"))
	case tenants.Withdrawn:
		return h.P(h.Class("notice"), d.text("page.flow.withdrawn"))
	case tenants.InService:
	}
	return nil
}

func (d *desk) limitFields(seat string, l *workflow.Limit) g.Node {
	if l == nil {
		l = &workflow.Limit{}
	}
	ask := workflow.Choice{}
	if l.Ask != nil {
		ask = *l.Ask
	}
	then := []option{{"", d.say("page.flow.then-none")}}
	for _, t := range []workflow.Then{workflow.ThenApprove, workflow.ThenReject, workflow.ThenAsk} {
		then = append(then, option{string(t), d.say("page.flow.then-" + string(t))})
	}
	late := seat + "-" + askedLate
	return g.Group{h.Div(h.Class("pair"),
		d.input(field{name: "hours-" + seat, label: "page.flow.hours", hint: "page.flow.hours-hint", kind: "number", value: number(l.Hours)}),
		d.choice(field{name: "then-" + seat, label: "page.flow.then", value: string(l.Then)}, then)),
		g.Iff(l.Then == workflow.ThenAsk, func() g.Node {
			return g.Group{d.approverField(field{name: "ask-" + seat, label: "page.flow.ask", value: ask.Approver}, "page.flow.ask-nobody"),
				d.settingsFields(late, ask.Approver, ask.Settings)}
		})}
}

// typedSteps are those of a task that name an approver.
func (d *desk) typedSteps(s sent, i int) []workflow.Step {
	var list []workflow.Step
	for j, key := range s[numbered("approver", i)] {
		if key == "" || j > workflow.MaxSteps {
			continue
		}
		seat := strconv.Itoa(i) + "-" + strconv.Itoa(j)
		step := workflow.Step{Approver: key, Settings: d.typedSettings(s, numbered(seat, 0), key), Limit: d.typedLimit(s, seat)}
		for k, or := range s["or-"+seat] {
			if or == "" || k > workflow.MaxChoices {
				continue
			}
			step.Or = append(step.Or, workflow.Choice{Approver: or, Settings: d.typedSettings(s, numbered(seat, k+1), or)})
		}
		list = append(list, step)
	}
	return list
}

// typedLimit is the limit of a step; without hours and without what happens then
// there is none. The rules refuse one without the other.
func (d *desk) typedLimit(s sent, seat string) *workflow.Limit {
	l := workflow.Limit{Hours: s.count("hours-" + seat), Then: workflow.Then(s.first("then-" + seat))}
	if l.Hours == 0 && l.Then == "" {
		return nil
	}
	if key := s.first("ask-" + seat); key != "" && l.Then == workflow.ThenAsk {
		l.Ask = &workflow.Choice{Approver: key, Settings: d.typedSettings(s, seat+"-"+askedLate, key)}
	}
	return &l
}

// flowSays tells in plain words what will happen.
func (d *desk) flowSays(steps []workflow.Step) g.Node {
	if len(steps) == 0 {
		return nil
	}
	return h.Div(h.Class("says"), h.P(h.Strong(d.text("page.flow.says"))), h.Ol(g.Map(steps, func(s workflow.Step) g.Node {
		return h.Li(g.Text(d.stepSays(s)))
	})))
}

func (d *desk) stepSays(s workflow.Step) string {
	var ways []string
	for _, c := range s.Choices() {
		ways = append(ways, d.choiceSays(c))
	}
	words := strings.Join(ways, " "+d.say("page.flow.says-or")+" ")
	if s.Limit == nil {
		return words
	}
	args := laurel.Args{"Count": s.Limit.Hours}
	if s.Limit.Ask != nil {
		args["Who"] = d.choiceSays(*s.Limit.Ask)
	}
	return words + " " + d.fill("page.flow.says-"+string(s.Limit.Then), args)
}

// choiceSays tells how one approver decides: in our words where we know it, else in
// its own.
func (d *desk) choiceSays(c workflow.Choice) string {
	name, _, _ := strings.Cut(c.Approver, "@")
	about := d.described(c.Approver)
	words := cmp.Or(about.Summary, c.Approver)
	if plain, ok := d.known("approver-says-plain", name); ok && orNone(c.Settings) == nil {
		words = plain
	} else if _, ok := d.known("approver-says", name); ok {
		words = d.fill("approver-says."+name, d.said(c.Approver, c.Settings))
	}
	needs, err := about.Needs(c.Settings)
	if err != nil || len(needs.Rubric) == 0 { // what cannot be read, the approver refuses
		return words
	}
	criteria := make([]string, len(needs.Rubric))
	for i, line := range needs.Rubric {
		criteria[i] = line.Title
	}
	return words + " " + d.fill("page.flow.says-marks", laurel.Args{"Criteria": strings.Join(criteria, " · ")})
}
