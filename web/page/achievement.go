package page

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// Achievement answers GET /t/:code/achievements/:uuid: what a badge stands for,
// and what has to be done for it. It is the "criteria" of signed documents.
func (p *Pages) Achievement(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.AchievementID(c.Params("code") + "-" + c.Params("uuid"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	editions, err := p.deps.Engine.Editions(v.ctx, id)
	if err != nil {
		return err
	}
	b := editions[slices.IndexFunc(editions, func(a workflow.Achievement) bool { return a.ID == id })]
	issuer, err := p.deps.Registry.Tenant(v.ctx, id.Tenant())
	if err != nil {
		return err
	}
	skills, err := v.skillSection(b.Skills, b.Language)
	if err != nil {
		return err
	}
	compared, err := v.editions(editions, b)
	if err != nil {
		return err
	}
	s := sheet{title: b.Name, about: b.Description}
	if b.Drawn() {
		s.picture = cardOf(b)
	}
	s.body = []g.Node{h.Div(h.Class("wrap certificate"),
		h.Div(h.Class("portrait"), badge(b)),
		h.Div(
			h.P(h.Class("kicker"), v.text("page.achievement.kicker")),
			h.H1(h.Lang(b.Language), g.Text(b.Name)),
			h.P(h.Class("lead preserve"), h.Lang(b.Language), g.Text(b.Description)),
			h.P(h.Class("meta"), h.Span(icon("house"), h.A(h.Lang(issuer.Language), href(v.issuer(issuer.ID)), g.Text(issuer.Name)))),
			h.Section(h.Class("panel"), h.H2(v.text("page.achievement.criteria")),
				h.Div(h.Class("prose"), h.Lang(b.Language), v.write.node(b.Criteria))),
			skills,
			compared,
			h.P(h.Class("actions"),
				v.earnedBy(b)),
			h.P(h.Class("downloads"),
				h.A(href(laurel.AchievementPath(id)+".json"), icon("download"), g.Text("JSON")),
				g.If(b.Drawn(), h.A(href(laurel.AchievementPath(id)+".png"), icon("download"), g.Text("PNG"))),
				g.If(b.Drawn(), h.A(href(laurel.AchievementPath(id)+".svg"), icon("download"), g.Text("SVG")))),
		),
	)}
	return v.show(c, s)
}

// editions are all of a badge, where there are several, and how each differs from
// the one before.
func (v *view) editions(all []workflow.Achievement, shown workflow.Achievement) (g.Node, error) {
	if len(all) < 2 {
		return g.Group{}, nil
	}
	var ids []laurel.SkillID
	for _, a := range all {
		ids = append(ids, a.Skills...)
	}
	slices.Sort(ids)
	skills, err := v.deps.Engine.SkillNames(v.ctx, slices.Compact(ids), v.reads(shown.Language)...)
	if err != nil {
		return nil, err
	}
	key := "page.achievement.not-current"
	if shown.Edition == len(all) {
		key = "page.achievement.current"
	}
	return h.Section(h.Class("panel"), h.H2(v.text("page.achievement.editions")),
		h.P(h.Strong(g.Text(v.fill("page.achievement.edition", laurel.Args{"Number": shown.Edition}))), g.Text(". "), v.text(key)),
		h.Ul(g.Map(all, func(a workflow.Achievement) g.Node {
			name := g.Text(v.fill("page.achievement.edition", laurel.Args{"Number": a.Edition}))
			return h.Li(g.If(a.ID == shown.ID, h.Strong(name)),
				g.If(a.ID != shown.ID, h.A(href(laurel.AchievementPath(a.ID)+"?lang="+v.lang), name)), g.Text(" · "), v.day(a.MadeAt))
		})),
		g.Map(all[1:], func(a workflow.Achievement) g.Node { return v.difference(all[a.Edition-2], a, skills) })), nil
}

func (v *view) difference(was, now workflow.Achievement, skills []workflow.Skill) g.Node {
	caption := v.fill("page.achievement.differences", laurel.Args{"Was": was.Edition, "Now": now.Edition})
	var rows []g.Node
	for _, d := range workflow.Differences(was, now) {
		languages := [2]string{was.Language, now.Language}
		switch d.Field {
		case "picture":
			d.Now = v.say("page.achievement.picture-new")
		case "skills":
			d.Was, d.Now = v.skillNames(was, skills), v.skillNames(now, skills)
			languages = [2]string{v.lang, v.lang}
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), v.text("badge-field."+d.Field)),
			h.Td(h.Class("preserve"), h.Lang(languages[0]), g.Text(d.Was)), h.Td(h.Class("preserve"), h.Lang(languages[1]), g.Text(d.Now))))
	}
	if len(rows) == 0 {
		return nil
	}
	return h.Details(h.Summary(g.Text(caption)),
		table(caption, []string{v.say("page.achievement.field"), v.say("page.achievement.was"), v.say("page.achievement.now")}, rows))
}

// skillNames are the skills of an edition as the reader calls them, a line for each.
func (v *view) skillNames(a workflow.Achievement, skills []workflow.Skill) string {
	var names []string
	for _, s := range v.byName(skills) {
		if slices.Contains(a.Skills, s.ID) {
			label, _ := s.In(v.lang, a.Language)
			names = append(names, label.Label)
		}
	}
	return strings.Join(names, "\n")
}

// earnedBy leads to where the badge is earned: an activity, or a playlist.
func (v *view) earnedBy(b workflow.Achievement) g.Node {
	if b.Playlist != "" {
		return h.A(h.Class("button"), href("/"+v.lang+playlistPath(b.Playlist)), icon("list"), v.text("page.achievement.to-playlist"))
	}
	return h.A(h.Class("button"), href("/"+v.lang+"/activities/"+string(b.Activity)), icon("compass"), v.text("page.achievement.to-activity"))
}
