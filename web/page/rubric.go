package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// The fields of a criterion: its level, and the comment on it.
const (
	markField    = "mark-"
	markComments = "mark-comment-"
)

// typedMarks are what a reviewer has marked, in the order of the criteria; of each
// that stands in the form there is one, with workflow.Unmarked where no level is chosen.
func typedMarks(c *fiber.Ctx) []approval.Mark {
	marks := map[int]approval.Mark{}
	for name, values := range sentFields(c) {
		rest, isComment := strings.CutPrefix(name, markComments)
		if !isComment {
			rest, _ = strings.CutPrefix(name, markField)
		}
		number, err := strconv.Atoi(rest)
		if err != nil || !strings.HasPrefix(name, markField) || len(values) == 0 {
			continue
		}
		m, there := marks[number]
		if !there {
			m = approval.Mark{Criterion: number, Level: workflow.Unmarked}
		}
		if isComment {
			m.Comment = strings.TrimSpace(lines(values[0]))
		} else if m.Level, err = strconv.Atoi(values[0]); err != nil {
			m.Level = workflow.Unmarked
		}
		marks[number] = m
	}
	list := make([]approval.Mark, 0, len(marks))
	for _, m := range marks {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b approval.Mark) int { return cmp.Compare(a.Criterion, b.Criterion) })
	return list
}

// rubricFields are one field for each criterion, and one for a comment on it.
func (v *view) rubricFields(rubric []approval.Criterion, marks []approval.Mark, wrong error) g.Node {
	if len(rubric) == 0 {
		return nil
	}
	given := map[int]approval.Mark{}
	atFault := 0
	for i, m := range marks {
		given[m.Criterion] = m
		if fieldOf(wrong) == "marks["+strconv.Itoa(i)+"]" {
			atFault = m.Criterion
		}
	}
	var rows g.Group
	for i, c := range rubric {
		m, marked := given[i+1]
		if !marked {
			m = approval.Mark{Criterion: i + 1, Level: workflow.Unmarked}
		}
		rows = append(rows, v.criterionField(c, m, atFault == i+1))
	}
	return h.Div(h.Class("rubric"), h.H3(v.text("page.mark.title")), rows)
}

func (v *view) criterionField(c approval.Criterion, m approval.Mark, wrong bool) g.Node {
	at := strconv.Itoa(m.Criterion)
	var levels g.Group
	for level := range c.Levels + 1 {
		levels = append(levels, h.Label(h.Class("tick"),
			h.Input(h.Type("radio"), h.Name(markField+at), h.Value(strconv.Itoa(level)), g.If(level == m.Level, h.Checked())),
			h.Span(g.Text(v.levelName(c, level)))))
	}
	return h.FieldSet(h.Class("choices criterion"), h.ID("criterion-"+at),
		g.If(wrong, g.Group{h.Aria("invalid", "true"), h.Aria("describedby", "opinion-fault")}),
		h.Legend(g.Text(c.Title)),
		h.P(h.Class("hint"), g.Text(v.levelHint(c))),
		h.Div(h.Class("levels"), levels),
		h.Label(h.For(markComments+at), v.text("page.mark.comment")),
		h.Textarea(h.ID(markComments+at), h.Name(markComments+at), h.Rows("2"),
			h.MaxLength(strconv.Itoa(approval.MaxMarkComment)), g.Text(m.Comment)))
}

// levelName is a mark in words where it can only be met or not.
func (v *view) levelName(c approval.Criterion, level int) string {
	switch {
	case c.Levels > 1:
		return strconv.Itoa(level)
	case level == 1:
		return v.say("page.mark.met")
	default:
		return v.say("page.mark.unmet")
	}
}

func (v *view) levelHint(c approval.Criterion) string {
	args := laurel.Args{"Minimum": c.Minimum, "Levels": c.Levels}
	switch {
	case c.Minimum == 0:
		return v.fill("page.mark.free", args)
	case c.Levels == 1:
		return v.say("page.mark.needed")
	default:
		return v.fill("page.mark.enough", args)
	}
}

// marked tells how each criterion was marked.
func (v *view) marked(rubric []approval.Criterion, marks []approval.Mark) g.Node {
	var list g.Group
	for _, m := range marks {
		if m.Criterion < 1 || m.Criterion > len(rubric) {
			continue
		}
		c := rubric[m.Criterion-1]
		list = append(list, h.Li(g.If(m.Level < c.Minimum, h.Class("below")),
			h.Strong(g.Text(c.Title)), g.Text(": "+v.markSays(c, m.Level)),
			g.If(m.Comment != "", h.BlockQuote(h.Class("preserve"), g.Text(m.Comment)))))
	}
	return g.If(len(list) > 0, h.Ul(h.Class("marks"), list))
}

func (v *view) markSays(c approval.Criterion, level int) string {
	switch {
	case c.Levels == 1:
		return v.levelName(c, level)
	case level < c.Minimum:
		return v.fill("page.mark.below", laurel.Args{"Level": level, "Levels": c.Levels, "Minimum": c.Minimum})
	default:
		return v.fill("page.mark.told", laurel.Args{"Level": level, "Levels": c.Levels})
	}
}
