package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Framework answers GET /frameworks/:framework?q=: the skills of a framework, in the
// reader's language. With q it shows those that are called so.
func (p *Pages) Framework(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	f, err := p.deps.Engine.Framework(v.ctx, laurel.FrameworkID(c.Params("framework")))
	if err != nil {
		return err
	}
	all, err := p.deps.Engine.Frameworks(v.ctx)
	if err != nil {
		return err
	}
	list := v.skillGroups(f)
	q := strings.TrimSpace(c.Query("q"))
	if q != "" {
		found, err := v.findSkills(q, "", f.Framework.ID)
		if err != nil {
			return err
		}
		list = h.Section(h.ID("results"), v.skillChips(found, v.lang), g.If(len(found) == 0, empty("compass", v.say("page.framework.nothing"))))
	}
	name, about := f.Framework.In(v.lang), v.say("page.framework.own")
	if f.Framework.URI != "" {
		about = v.say("page.framework.imported")
	}
	path := laurel.FrameworkPath(f.Framework.ID)
	return v.show(c, sheet{title: name, about: about, head: v.alternates(c, path), body: []g.Node{h.Div(h.Class("wrap"),
		h.P(h.Class("kicker"), v.text("page.framework.kicker")),
		h.H1(g.Text(name)),
		h.P(h.Class("lead"), g.Text(about)),
		h.P(h.Class("meta"), h.Span(icon("list"), g.Text(v.fill("page.framework.count", laurel.Args{"Count": f.Skills}))),
			g.Iff(f.Framework.URI != "", func() g.Node { return h.Span(icon("globe"), away(f.Framework.URI, v.text("page.framework.address"))) })),
		h.Form(h.Class("search panel"), h.Method("get"), action(path), h.Role("search"), hidden("lang", v.lang),
			v.input(field{name: "q", label: "page.framework.q", kind: "search", value: q, most: workflow.MaxQuery}),
			v.submit("page.framework.find")),
		list,
		v.otherFrameworks(all, f.Framework.ID),
		h.P(h.Class("downloads"), h.A(href(path+".json"), icon("download"), g.Text("JSON"))),
	)}})
}

// skillGroups are the skills at the top, with those below each where there are few.
func (v *view) skillGroups(f engine.FrameworkView) g.Node {
	if f.Below == nil {
		return v.skillChips(f.Top, v.lang)
	}
	var loose []workflow.Skill
	var groups g.Group
	for _, s := range v.byName(f.Top) {
		below := f.Below[s.ID]
		if len(below) == 0 {
			loose = append(loose, s)
			continue
		}
		label, lang := s.In(v.lang)
		groups = append(groups, h.Section(h.H2(h.A(h.Lang(lang), href(v.skill(s.ID)), g.Text(label.Label))), v.skillChips(below, v.lang)))
	}
	return g.Group{groups, v.skillChips(loose, v.lang)}
}

// skill is the address of a skill's page, in the reader's language.
func (v *view) skill(id laurel.SkillID) string { return laurel.SkillPath(id) + "?lang=" + v.lang }

// byName are skills in the order of what the reader calls them.
func (v *view) byName(list []workflow.Skill) []workflow.Skill {
	name := func(s workflow.Skill) string { label, _ := s.In(v.lang); return strings.ToLower(label.Label) }
	return slices.SortedFunc(slices.Values(list), func(a, b workflow.Skill) int { return strings.Compare(name(a), name(b)) })
}

// skillChips are skills by name, each leading to its page. Where the reader's language
// has no name for one, that of the given language is shown, and else any.
func (v *view) skillChips(list []workflow.Skill, lang string) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Ul(h.Class("tags"), g.Map(v.byName(list), func(s workflow.Skill) g.Node {
		label, written := s.In(v.lang, lang)
		return h.Li(h.A(h.Lang(written), href(v.skill(s.ID)), g.Text(label.Label)))
	}))
}

// findSkills finds skills that are called so in the reader's language, in the one that
// is given, or in English.
func (v *view) findSkills(q, lang string, f laurel.FrameworkID) ([]workflow.Skill, error) {
	if len(q) > 4*workflow.MaxQuery {
		return nil, nil
	}
	return v.deps.Engine.FindSkills(v.ctx, engine.SkillSearch{Words: workflow.Words(q), Framework: f,
		Languages: append(v.reads(lang), "en")})
}

// reads are the reader's language and another, if it can be one.
func (v *view) reads(lang string) []string {
	return slices.DeleteFunc([]string{v.lang, lang}, func(lang string) bool { return !isCode(lang) })
}

// isCode reports whether a language has a code's letters, and no others.
func isCode(lang string) bool {
	return lang != "" && len(lang) <= 3 && strings.IndexFunc(lang, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// called remembers for a little while what skills are called. They change when an
// operator imports a framework anew, which pages tell within that time.
type called struct {
	list  []workflow.Skill
	until time.Time
}

const calledLife = time.Minute

// calls are the names of an activity's skills.
func (v *view) calls(ids []laurel.SkillID, lang string) ([]workflow.Skill, error) {
	languages := v.reads(lang)
	key := fmt.Sprint(ids, languages)
	now := time.Now()
	if known, ok := v.skills.Get(key); ok && now.Before(known.until) {
		return known.list, nil
	}
	list, err := v.deps.Engine.SkillNames(v.ctx, ids, languages...)
	if err == nil && len(list) == len(ids) {
		v.skills.Add(key, called{list, now.Add(calledLife)})
	}
	return list, err
}

// skillSection are skills by name, under a title, where there are any.
func (v *view) skillSection(ids []laurel.SkillID, lang string) (g.Node, error) {
	list, err := v.calls(ids, lang)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return h.Section(h.H2(v.text("page.activity.skills")), v.skillChips(list, lang)), nil
}

func (v *view) otherFrameworks(all []engine.FrameworkView, shown laurel.FrameworkID) g.Node {
	var list g.Group
	for _, f := range all {
		if f.Framework.ID != shown {
			list = append(list, h.Li(h.A(href(laurel.FrameworkPath(f.Framework.ID)+"?lang="+v.lang), g.Text(f.Framework.In(v.lang)))))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return h.Section(h.H2(v.text("page.framework.others")), h.Ul(list))
}

// alternates tell programs where a page stands in each language, for a page whose
// address does not say it.
func (v *view) alternates(c *fiber.Ctx, path string) []g.Node {
	address := v.deps.Front.Origin(c) + path
	list := []g.Node{h.Link(h.Rel("alternate"), g.Attr("hreflang", "x-default"), href(address)),
		h.Link(h.Rel("alternate"), h.Type("application/ld+json"), href(address+".json"))}
	for _, lang := range v.deps.Texts.Languages() {
		list = append(list, h.Link(h.Rel("alternate"), g.Attr("hreflang", lang), href(address+"?lang="+lang)))
	}
	return list
}
