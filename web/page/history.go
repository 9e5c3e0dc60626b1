package page

import (
	"slices"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// history is what was handed in and what became of it, the newest attempt
// first. What reviewers said at a step, learners are told once it is decided.
func (v *view) history(s standing) g.Node {
	attempts := slices.Clone(s.Attempts)
	slices.Reverse(attempts)
	return h.Section(h.Class("history"),
		h.H2(v.text("page.submission.history")),
		g.Map(attempts, func(a engine.Attempt) g.Node { return v.attempt(s, a) }),
	)
}

func (v *view) attempt(s standing, a engine.Attempt) g.Node {
	var events []g.Node
	for _, o := range a.Opinions {
		events = append(events, v.spoken(s.Flow.Rubric(o.Step, o.Role), o))
	}
	for _, d := range s.Decisions {
		if d.Attempt == a.Number && d.Outcome != approval.Wait {
			events = append(events, v.decided(d))
		}
	}
	first, later := inTime(a)
	for _, e := range later {
		events = append(events, h.Li(h.Class("in"), h.P(h.Strong(v.text("page.history.added")), g.Text(" · "), v.moment(e.At)),
			v.shown(s.Submission.ID, []workflow.Evidence{e})))
	}
	handedIn := h.Li(h.Class("in"),
		h.P(h.Strong(v.text("page.history.handed-in")),
			g.Text(" · "), v.moment(a.At)),
		// The newest stands above for who judges it.
		g.Iff(s.Mine || a.Number < s.Submission.Attempt, func() g.Node { return v.shown(s.Submission.ID, first) }))
	return h.Article(
		g.If(len(s.Attempts) > 1, h.H3(g.Text(v.fill("page.history.attempt", laurel.Args{"Number": a.Number})))),
		h.Ol(h.Class("line"), handedIn, g.Group(events)),
	)
}

// inTime parts what was handed in as an attempt from what was added after the award.
func inTime(a engine.Attempt) (first, later []workflow.Evidence) {
	for _, e := range a.Evidence {
		if e.At.After(a.At) {
			later = append(later, e)
		} else {
			first = append(first, e)
		}
	}
	return first, later
}

func (v *view) spoken(rubric []approval.Criterion, o workflow.Opinion) g.Node {
	return h.Li(h.Class("said"),
		h.P(h.Strong(v.speaker(o)), g.Text(": "), v.text("advice."+string(o.Advice)), g.Text(" · "), v.moment(o.At)),
		g.If(o.Comment != "", h.BlockQuote(h.Class("preserve"), g.Text(o.Comment))),
		v.marked(rubric, o.Marks))
}

// speaker says in what quality somebody spoke. Who was asked by a link is named, to
// reviewers alone, with who asked them.
func (v *view) speaker(o workflow.Opinion) g.Node {
	switch {
	case o.Guest == nil:
		return v.text("role." + string(o.Role))
	case o.Guest.Name == "":
		return v.text("page.history.guest")
	}
	by, err := v.deps.Registry.Names(v.ctx, []laurel.PersonID{o.Guest.By})
	name := strings.TrimSpace(by[o.Guest.By])
	if err != nil || name == "" {
		name = v.say("role." + string(o.Role))
	}
	return g.Text(v.fill("page.history.guest-named", laurel.Args{"Name": o.Guest.Name, "By": name}))
}

func (v *view) decided(d workflow.Decision) g.Node {
	return h.Li(h.Class(string(d.Outcome)),
		h.P(h.Strong(v.text("outcome."+string(d.Outcome))), g.Text(" · "+v.approver(d.Approver)+" · "), v.moment(d.At)),
		g.If(strings.TrimSpace(d.Reason) != "", h.BlockQuote(h.Class("preserve"), g.Text(v.reason(d.Reason)))))
}
