package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// chosenSkills are what an activity names, and what can be added.
type chosenSkills struct {
	q      string // what is looked for
	chosen []workflow.Skill
	found  []workflow.Skill // and not chosen
}

// loadSkills reads what the editor shows of skills: those that are chosen, and those
// that are called as the address asks.
func (d *desk) loadSkills(c *fiber.Ctx, w workflow.Draft) (s chosenSkills, err error) {
	if s.chosen, err = d.namedSkills(w.Skills, w.Language); err != nil {
		return s, err
	}
	s.q = strings.TrimSpace(c.Query("skill-q", c.FormValue("skill-q")))
	if s.q == "" {
		return s, nil
	}
	s.found, err = d.findSkills(s.q, w.Language, "")
	s.found = slices.DeleteFunc(s.found, func(s workflow.Skill) bool { return slices.Contains(w.Skills, s.ID) })
	return s, err
}

// namedSkills are skills by their ids, in their order. What nobody knows has its id for
// a name.
func (d *desk) namedSkills(ids []laurel.SkillID, lang string) ([]workflow.Skill, error) {
	known, err := d.deps.Engine.SkillNames(d.ctx, ids, d.reads(lang)...)
	list := make([]workflow.Skill, len(ids))
	for i, id := range ids {
		list[i] = workflow.Skill{ID: id, Labels: map[string]workflow.SkillLabel{"": {Label: string(id)}}}
		if at := slices.IndexFunc(known, func(s workflow.Skill) bool { return s.ID == id }); at >= 0 {
			list[i] = known[at]
		}
	}
	return list, err
}

// skillFields are the skills that an activity names, and a search for more. It works
// without JavaScript: each button saves first.
func (d *desk) skillFields(e editing) g.Node {
	return h.FieldSet(h.ID("skills"), h.Class("choices skills"), h.Legend(d.text("page.editor.skills")),
		h.P(h.Class("hint"), g.Text(d.fill("page.editor.skills-hint", laurel.Args{"Max": workflow.MaxSkills}))),
		g.Iff(isSkillFault(e.err), func() g.Node { return d.fault("skills-fault", e.err) }),
		d.skillsChosen(e),
		h.Div(h.Class("search"),
			d.input(field{name: "skill-q", label: "page.editor.skill-q", kind: "search", value: e.skills.q, most: workflow.MaxQuery}),
			pick("do", option{"skill-find", d.say("page.editor.skill-find")}, "button plain")),
		d.skillsFound(e))
}

func (d *desk) skillsChosen(e editing) g.Node {
	label := func(s workflow.Skill) (string, string) {
		label, lang := s.In(d.lang, e.Draft.Language)
		return label.Label, lang
	}
	return h.Ul(h.ID("skills-chosen"), h.Class("chosen"), h.Data("remove", d.say("page.editor.skill-remove")),
		h.Aria("label", d.say("page.editor.skills")),
		g.Group(numberedNodes(e.skills.chosen, func(i int, s workflow.Skill) g.Node {
			name, lang := label(s)
			return h.Li(hidden("skills", string(s.ID)),
				h.Span(g.If(lang != "", h.Lang(lang)), g.Text(name)), g.If(s.Retired, h.Small(d.text("page.editor.skill-retired"))),
				h.Button(h.Class("button small plain"), h.Type("submit"), h.Name("do"), h.Value(numbered("skill-remove", i)),
					h.Aria("label", d.say("page.editor.skill-remove")+": "+name), d.text("page.editor.skill-remove")))
		})))
}

// skillsFound are boxes to tick; what is ticked is chosen with the next save.
func (d *desk) skillsFound(e editing) g.Node {
	return h.Div(h.ID("skills-found"), h.Aria("live", "polite"),
		h.Data("language", d.lang), h.Data("add", d.say("page.editor.skill-add")), h.Data("nothing", d.say("page.framework.nothing")),
		g.Iff(e.skills.q != "" && len(e.skills.found) == 0, func() g.Node { return h.P(d.text("page.framework.nothing")) }),
		g.Iff(len(e.skills.found) > 0, func() g.Node {
			return g.Group{
				h.Div(h.Class("found"), g.Map(e.skills.found, func(s workflow.Skill) g.Node {
					label, lang := s.In(d.lang, e.Draft.Language)
					return h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("skills"), h.Value(string(s.ID))),
						h.Span(h.Lang(lang), g.Text(label.Label), g.If(label.Description != "", h.Small(g.Text(workflow.Summary(label.Description, 120))))))
				})),
				h.P(h.Class("actions"), pick("do", option{"skill-add", d.say("page.editor.skill-add")}, "button plain")),
			}
		}))
}

func numberedNodes[T any](list []T, node func(int, T) g.Node) []g.Node {
	nodes := make([]g.Node, len(list))
	for i, each := range list {
		nodes[i] = node(i, each)
	}
	return nodes
}

func isSkillFault(err error) bool {
	return fieldOf(err) == "skills" || strings.HasPrefix(fieldOf(err), "skills[")
}

// skills are those that are chosen, each once.
func (s sent) skills() []laurel.SkillID {
	var list []laurel.SkillID
	for _, id := range s["skills"] {
		if id := laurel.SkillID(id); !slices.Contains(list, id) {
			list = append(list, id)
		}
		if len(list) > workflow.MaxSkills {
			break // the rules refuse what is too many
		}
	}
	return list
}

// withoutSkill leaves out the skill that a button said.
func withoutSkill(ids []laurel.SkillID, todo string) []laurel.SkillID {
	what, number := cutLast(todo)
	i, err := strconv.Atoi(number)
	if what != "skill-remove" || err != nil || i < 0 || i >= len(ids) {
		return ids
	}
	return slices.Delete(slices.Clone(ids), i, i+1)
}

// toldSkills are skills as words.
func (d *desk) toldSkills(w workflow.Draft) string {
	list, err := d.namedSkills(w.Skills, w.Language)
	if err != nil {
		return "" // nothing that could be decided by it is lost
	}
	names := make([]string, len(list))
	for i, s := range list {
		label, _ := s.In(d.lang, w.Language)
		names[i] = label.Label
	}
	return strings.Join(names, "\n")
}
