package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// spot is where a task stands in the editor: the tasks of all badges are numbered
// through, and each says of which badge it is.
type spot struct {
	flat  int    // among the tasks of all badges, from 0
	badge int    // from 0, the activity's own
	at    int    // among those of the badge
	last  int    // of them
	path  string // of the badge's fields in errors
}

// badgesFields are the badges of the activity with their tasks.
func (d *desk) badgesFields(e editing) g.Node {
	choices, err := d.deps.Engine.Requirable(d.ctx, e.ID, e.Draft.Access)
	if err != nil {
		return d.fault("", err)
	}
	own := workflow.BadgeDraft{Number: 1, Name: e.Draft.Title, Description: e.Draft.BadgeDescription, Level: e.Draft.Level,
		Requires: e.Draft.Requires, Tasks: e.Draft.Tasks}
	all := append([]workflow.BadgeDraft{own}, e.Draft.Badges...)
	for _, b := range all {
		choices = append(choices, workflow.Required{BadgeKey: workflow.BadgeKey{Activity: e.ID, Number: b.Number}, Name: b.Name})
	}
	list, flat := g.Group{}, 0
	for i, b := range all {
		list = append(list, d.badgeFields(e, i, b), d.requiredFields(e, i, b, choices), d.tasksOf(e, spot{flat: flat, badge: i}, b.Tasks))
		flat += len(b.Tasks)
	}
	return g.Group{h.P(d.text("page.editor.badge-hint")), list,
		h.P(h.Class("hint"), d.text("page.editor.badges-hint")),
		g.If(fieldOf(e.err) == "badges", d.fault("badges-fault", e.err)),
		g.If(len(all) < workflow.MaxBadges,
			h.P(h.Class("actions"), pick("do", option{"badge-add", d.say("page.editor.badge-add")}, "button plain"))),
	}
}

// pathOf leads to the fields of badge i in errors.
func pathOf(i int) string {
	if i == 0 {
		return ""
	}
	return "badges[" + strconv.Itoa(i-1) + "]."
}

// badgeFields say what a badge is called, what it tells, and how high it is. The
// first is called as its activity.
func (d *desk) badgeFields(e editing, i int, b workflow.BadgeDraft) g.Node {
	path := pathOf(i)
	levels := []option{{"0", d.say("page.editor.level-none")}}
	for n := range workflow.MaxLevel {
		levels = append(levels, option{strconv.Itoa(n + 1), strings.Repeat("★", n+1)})
	}
	level := d.choice(e.field(field{name: numbered("level", i), at: path + "level", label: "page.editor.level", hint: "page.editor.level-hint",
		value: strconv.Itoa(b.Level)}), levels)
	if i == 0 {
		return h.Div(h.Class("panel"), d.area(e.field(field{name: "badgeDescription", hint: "page.editor.badge-description-hint",
			value: b.Description, most: workflow.MaxPrompt}), 3), level)
	}
	return h.FieldSet(h.ID(numbered("badge", i)), h.Class("panel badge-editor"),
		h.Legend(g.Text(d.fill("page.editor.badge-number", laurel.Args{"Number": i + 1}))),
		hidden("badge-number", strconv.Itoa(b.Number)),
		g.If(fieldOf(e.err) == path+"number", d.fault(numbered("number-fault", i), e.err)),
		d.input(e.field(field{name: "badge-name", id: numbered("badge-name", i), at: path + "name", label: "page.editor.badge-name",
			value: b.Name, most: workflow.MaxTitle})),
		d.area(e.field(field{name: "badge-about", id: numbered("badge-about", i), at: path + "description",
			label: "page.editor.badge-description", hint: "page.editor.badge-description-hint", value: b.Description,
			most: workflow.MaxPrompt}), 3),
		level,
		h.P(h.Class("actions small"), pick("do", option{numbered("badge-remove", i), d.say("page.editor.badge-remove")}, "button small plain"),
			h.Span(h.Class("hint"), d.text("page.editor.badge-removed-hint"))))
}

// requiredFields say which other badges a badge requires.
func (d *desk) requiredFields(e editing, i int, b workflow.BadgeDraft, choices []workflow.Required) g.Node {
	path := pathOf(i)
	names := map[workflow.BadgeKey]string{}
	for _, c := range choices {
		names[c.BadgeKey] = c.Name
	}
	var chosen g.Group
	for _, r := range b.Requires.Badges {
		chosen = append(chosen, tickBox(numbered("requires", i), option{r.String(), cmp.Or(names[r.BadgeKey], r.Name, r.String())}, true))
	}
	options := []option{{"", d.say("page.editor.requires-none")}}
	for _, c := range choices {
		itself := c.Activity == e.ID && c.Number == b.Number
		if !itself && !slices.Contains(b.Requires.Keys(), c.BadgeKey) && c.Name != "" && c.Number > 0 {
			options = append(options, option{c.String(), c.Name})
		}
	}
	return h.Details(h.Class("panel"), g.If(len(chosen) > 0 || strings.HasPrefix(fieldOf(e.err), path+"requires"), g.Attr("open")),
		h.Summary(d.text("page.editor.requires")),
		h.P(h.Class("hint"), d.text("page.editor.requires-hint")),
		g.If(fieldOf(e.err) == path+"requires", d.fault(numbered("requires-fault", i), e.err)),
		chosen,
		d.choice(field{name: numbered("requires", i), id: numbered("requires-add", i), label: "page.editor.requires-add"}, options),
		d.input(e.field(field{name: numbered("needed", i), at: path + "requires.needed", label: "page.editor.requires-needed",
			hint: "page.editor.requires-needed-hint", kind: "number", value: number(b.Requires.Needed)})))
}

// tasksOf are the tasks of one badge; from says where the first stands.
func (d *desk) tasksOf(e editing, from spot, tasks []workflow.TaskDraft) g.Node {
	from.path, from.last = pathOf(from.badge), len(tasks)-1
	var list g.Group
	for i, t := range tasks {
		at := from
		at.at, at.flat = i, from.flat+i
		list = append(list, d.taskFields(e, at, t))
	}
	add := "task-add"
	if from.badge > 0 {
		add = numbered(add, from.badge)
	}
	return g.Group{
		g.If(fieldOf(e.err) == from.path+"tasks", d.fault(numbered("tasks-fault", from.badge), e.err)),
		list,
		g.If(len(tasks) < workflow.MaxTasks,
			h.P(h.Class("actions"), pick("do", option{add, d.say("page.editor.task-add")}, "button plain"))),
	}
}

func (d *desk) taskFields(e editing, s spot, t workflow.TaskDraft) g.Node {
	i, path := s.flat, s.path+"tasks["+strconv.Itoa(s.at)+"]."
	prompt := e.field(field{name: "prompt", id: numbered("prompt", i), at: path + "prompt", label: "page.editor.prompt",
		hint: "page.editor.prompt-hint", value: t.Prompt, most: workflow.MaxPrompt})
	elsewhere := strings.HasPrefix(fieldOf(e.err), path) && fieldOf(e.err) != prompt.at
	number := laurel.Args{"Number": s.at + 1}
	button := func(what, key string) g.Node {
		return h.Button(h.Class("button small plain"), h.Type("submit"), h.Name("do"), h.Value(numbered(what, i)),
			h.Aria("label", d.say(key)+": "+d.fill("page.task.number", number)), d.text(key))
	}
	return h.FieldSet(h.Class("panel task"), h.Data("badge", strconv.Itoa(s.badge)),
		h.Legend(g.Text(d.fill("page.task.number", number))), hidden("of", strconv.Itoa(s.badge)),
		g.Iff(elsewhere, func() g.Node { return d.fault(numbered("task-fault", i), e.err) }),
		d.area(prompt, 4),
		d.askFields(i, t),
		tickBox(numbered("optional", i), option{"yes", d.say("page.editor.optional")}, t.Optional),
		d.stepFields(i, t),
		h.P(h.Class("actions small"),
			g.If(s.at > 0, button("task-up", "page.editor.task-up")),
			g.If(s.at < s.last, button("task-down", "page.editor.task-down")),
			g.If(s.last > 0 || s.badge > 0, button("task-remove", "page.editor.task-remove"))))
}

// movedTask is where a script of ours says to those who listen that a task has moved.
func (d *desk) movedTask() g.Node {
	return h.P(h.ID("moved"), h.Class("unseen"), h.Role("status"),
		h.Data("said", d.fill("page.editor.task-moved", laurel.Args{"From": "{from}", "To": "{to}", "All": "{all}"})))
}

// typedBadges reads the badges of the same form into a draft.
func (d *desk) typedBadges(s sent, draft *workflow.Draft) error {
	var wrong error
	level := func(i int) int {
		n, err := strconv.Atoi(cmp.Or(s.first(numbered("level", i)), "0"))
		if err != nil {
			wrong = laurel.E(laurel.Invalid, "badge.level").With(laurel.Args{"most": workflow.MaxLevel}).At(pathOf(i) + "level")
		}
		return n
	}
	draft.Level, draft.Requires = level(0), s.requires(0)
	for i, number := range s["badge-number"] {
		n, _ := strconv.Atoi(number) // what is none is a new one's
		draft.Badges = append(draft.Badges, workflow.BadgeDraft{Number: n, Name: strings.TrimSpace(s.at("badge-name", i)),
			Description: s.at("badge-about", i), Level: level(i + 1), Requires: s.requires(i + 1)})
		if i > workflow.MaxBadges {
			break // the rules refuse what is too many
		}
	}
	for i, t := range d.typedTasks(s) {
		of, _ := strconv.Atoi(s.at("of", i)) // what is none is the activity's own badge
		if of > 0 && of <= len(draft.Badges) {
			draft.Badges[of-1].Tasks = append(draft.Badges[of-1].Tasks, t)
			continue
		}
		draft.Tasks = append(draft.Tasks, t)
	}
	return wrong
}

// requires is which badges were chosen for badge i. What is no badge's key is refused
// by the rules as a badge that there is not.
func (s sent) requires(i int) workflow.Requirement {
	r := workflow.Requirement{Needed: s.count(numbered("needed", i))}
	for _, key := range s[numbered("requires", i)] {
		if key != "" && len(r.Badges) <= workflow.MaxRequired {
			r.Badges = append(r.Badges, workflow.Required{BadgeKey: workflow.ReadBadgeKey(key)})
		}
	}
	if len(r.Badges) == 0 {
		r.Needed = 0
	}
	return r
}

// rearranged does to the badges and their tasks what a button said.
func rearranged(d *workflow.Draft, todo string) {
	switch todo {
	case "task-add":
		d.Tasks = append(d.Tasks, firstTask())
		return
	case "badge-add":
		d.Badges = append(d.Badges, workflow.BadgeDraft{Tasks: []workflow.TaskDraft{firstTask()}})
		return
	}
	what, number := cutLast(todo)
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 {
		return
	}
	switch {
	case what == "badge-remove" && i > 0 && i <= len(d.Badges):
		d.Badges = slices.Delete(d.Badges, i-1, i)
	case what == "task-add" && i > 0 && i <= len(d.Badges):
		d.Badges[i-1].Tasks = append(d.Badges[i-1].Tasks, firstTask())
	default:
		rearrangedTasks(d, what, i)
	}
}

// rearrangedTasks does the same to task i of all.
func rearrangedTasks(d *workflow.Draft, what string, i int) {
	list := &d.Tasks
	for b := 0; i >= len(*list); b++ {
		if b == len(d.Badges) {
			return
		}
		i -= len(*list)
		list = &d.Badges[b].Tasks
	}
	tasks := *list
	switch {
	case what == "task-up" && i > 0:
		tasks[i-1], tasks[i] = tasks[i], tasks[i-1]
	case what == "task-down" && i+1 < len(tasks):
		tasks[i], tasks[i+1] = tasks[i+1], tasks[i]
	case what == "task-remove":
		*list = slices.Delete(tasks, i, i+1)
	}
}

// toldBadges are the badges of a draft as pairs of words, always as many.
func (d *desk) toldBadges(w workflow.Draft) []option {
	list := []option{{value: d.toldBadge(workflow.BadgeDraft{Level: w.Level, Requires: w.Requires}), label: d.say("page.editor.badge")}}
	for i := range workflow.MaxBadges {
		line := option{label: d.fill("page.editor.badge-number", laurel.Args{"Number": i + 2})}
		if i < len(w.Badges) {
			line.value = d.toldBadge(w.Badges[i])
		}
		list = append(list, line)
	}
	return list
}

func (d *desk) toldBadge(b workflow.BadgeDraft) string {
	words := []string{b.Name, b.Description, strings.Repeat("★", max(b.Level, 0))}
	for _, r := range b.Requires.Badges {
		words = append(words, "→ "+cmp.Or(r.Name, r.String()))
	}
	if b.Requires.Needed > 0 {
		words = append(words, number(b.Requires.Needed)+" / "+number(len(b.Requires.Badges)))
	}
	for _, t := range b.Tasks {
		words = append(words, d.toldTask(t))
	}
	return strings.TrimSpace(strings.Join(words, "\n"))
}
