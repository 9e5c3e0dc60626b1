package page

import (
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// Skill answers GET /frameworks/:framework/:skill: what a skill is, in the reader's
// language.
func (p *Pages) Skill(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.SkillIn(laurel.FrameworkID(c.Params("framework")), c.Params("skill"))
	s, err := p.deps.Engine.Skill(v.ctx, id)
	if err != nil {
		return err
	}
	label, lang := s.Skill.In(v.lang)
	path := laurel.SkillPath(id)
	return v.show(c, sheet{title: label.Label, about: workflow.Summary(label.Description, 160), head: v.alternates(c, path), body: []g.Node{
		h.Div(h.Class("wrap narrow"),
			h.P(h.Class("kicker"), v.text("page.skill.kicker")),
			h.H1(h.Lang(lang), g.Text(label.Label)),
			g.If(s.Skill.Retired, h.P(h.Class("notice"), v.text("page.skill.retired"))),
			g.If(label.Description != "", h.P(h.Class("lead preserve"), h.Lang(lang), g.Text(label.Description))),
			v.skillFacts(s.Skill, label, lang),
			v.nextTo("page.skill.broader", s.Broader),
			v.nextTo("page.skill.narrower", s.Narrower),
			v.elsewhere(s.Skill, lang),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href("/"+v.lang+catalogue+query("skill", string(id))), icon("compass"),
				v.text("page.skill.activities"))),
			h.P(h.Class("downloads"), h.A(href(path+".json"), icon("download"), g.Text("JSON"))),
		)}})
}

func (v *view) skillFacts(s workflow.Skill, label workflow.SkillLabel, lang string) g.Node {
	return h.Section(h.Class("panel"), h.Dl(h.Class("facts"),
		fact("list", v.say("page.skill.framework"),
			h.A(href(laurel.FrameworkPath(s.Framework.ID)+"?lang="+v.lang), g.Text(s.Framework.In(v.lang)))),
		fact("shapes", v.say("page.skill.kind"), v.text("skill-kind."+string(s.Kind))),
		g.If(len(label.Alternatives) > 0,
			fact("book", v.say("page.skill.alternatives"), h.Span(h.Lang(lang), g.Text(strings.Join(label.Alternatives, ", "))))),
		g.Iff(s.URI != "", func() g.Node { return fact("globe", v.say("page.skill.address"), away(s.URI, g.Text(s.URI))) }),
	))
}

func (v *view) nextTo(key string, list []workflow.Skill) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Section(h.H2(v.text(key)), v.skillChips(list, v.lang))
}

// elsewhere is what the skill is called in languages other than the one shown.
func (v *view) elsewhere(s workflow.Skill, shown string) g.Node {
	var rows g.Group
	for _, lang := range slices.Sorted(maps.Keys(s.Labels)) {
		if lang != shown {
			rows = append(rows, h.Div(h.Dt(g.Text(v.languageName(lang))), h.Dd(h.Lang(lang), g.Text(s.Labels[lang].Label))))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return h.Details(h.Class("panel"), h.Summary(v.text("page.skill.languages")), h.Dl(h.Class("facts"), rows))
}
