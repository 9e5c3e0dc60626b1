package page

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// mustBeListed keeps an activity off the site of a city that does not offer it,
// unless it is for the whole network.
func (v *view) mustBeListed(a workflow.Activity) error {
	if v.actor.City == "" {
		return nil
	}
	listed, err := v.deps.Engine.IsShown(v.ctx, v.actor.City, a)
	if err == nil && !listed {
		err = fiber.ErrNotFound
	}
	return err
}

// activity is the one in BASE/activities/:id, as its reader sees it.
func (p *Pages) activity(c *fiber.Ctx) (*view, engine.ActivityView, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, engine.ActivityView{}, err
	}
	id := laurel.ActivityID(c.Params("id"))
	if id.Tenant() == "" {
		return nil, engine.ActivityView{}, fiber.ErrNotFound
	}
	a, err := p.deps.Engine.Activity(v.ctx, id)
	if err == nil {
		err = v.mustBeListed(a.Activity)
	}
	if err != nil {
		return nil, engine.ActivityView{}, err
	}
	return v, a, nil
}

// Activity answers GET BASE/activities/:id: what can be learned, and how its
// badge is earned.
func (p *Pages) Activity(c *fiber.Ctx) error {
	v, a, err := p.activity(c)
	if err != nil {
		return err
	}
	return v.showActivity(c, a, refusal{})
}

// refusal is why what was asked for on an activity's page was not done.
type refusal struct {
	part  error // of taking part in it
	badge error // of one of its badges
}

// showActivity shows an activity, and what was refused there.
func (v *view) showActivity(c *fiber.Ctx, a engine.ActivityView, not refusal) error {
	id := a.Activity.ID
	by, err := v.offerer(id.Tenant())
	if err != nil {
		return err
	}
	skills, err := v.skillSection(a.Activity.Skills, a.Activity.Language)
	if err != nil {
		return err
	}
	allowPlayers(c, a.Activity)
	s := sheet{title: a.Activity.Title, about: workflow.Summary(a.Activity.Description, 160), script: "player.js"}
	if a.Activity.Cover != "" {
		s.picture = coverPath(id, a.Activity.Cover, large)
	}
	s.body = []g.Node{
		v.hero(a, by.Tenant, cover(a.Activity.ID, a.Activity.Cover, large)),
		h.Div(h.Class("wrap"), v.fault("form-fault", not.badge), v.notNow(by.idle), v.special(a), v.forOrganisers(a.Activity)),
		v.activityBody(a, by, aside{part: v.takingPart(a, not.part), skills: skills,
			files: v.to("/activities/" + string(id) + "/attachments/")}),
	}
	if why := cmp.Or(not.part, not.badge); why != nil {
		s.status = statusOf(why)
	}
	return v.show(c, s)
}

// aside is what an activity's page shows that does not stand in the activity.
type aside struct {
	part   g.Node // how the reader takes part
	files  string // the path below which its attachments are
	skills g.Node // by name
}

// activityBody is what there is to know of an activity, below its title.
func (v *view) activityBody(a engine.ActivityView, by offerer, beside aside) g.Node {
	return h.Div(h.Class("wrap columns"),
		h.Div(
			h.Section(h.Class("prose"), h.Lang(a.Activity.Language), v.write.node(a.Activity.Description)),
			v.materials(a.Activity),
			v.attachments(a.Activity, beside.files),
			v.badgeSection(a),
			beside.skills,
			v.tags(a.Activity),
		),
		h.Aside(beside.part, v.facts(a, by), g.Iff(a.Claim.ID != "", func() g.Node { return v.code(a) })),
	)
}

// special tells what is special about the activity, or about the badge that the
// reader sees of it.
func (v *view) special(a engine.ActivityView) g.Node {
	if a.Activity.Stage == workflow.Archived {
		return h.P(h.Class("notice"), v.text("page.activity.archived"))
	}
	return v.older(a.BadgeView)
}

// forOrganisers leads who may change the activity to its editor.
func (v *view) forOrganisers(a workflow.Activity) g.Node {
	if !v.runs || !v.deps.Engine.MayEdit(v.ctx, a.ID) {
		return nil
	}
	at := v.to("/tenants/" + string(a.Tenant()) + "/activities/" + string(a.ID))
	return h.P(h.Class("actions small"), h.A(href(at), icon("pencil"), v.text("page.activities.edit")),
		h.A(href(at+"/passes"), icon("tick"), v.text("page.passes.title")),
		h.A(href(at+"/participants"), icon("person"), v.text("page.participants.title")),
		h.A(href(at+"/invitations"), icon("letter"), v.text("page.part-invitations.title")))
}

// notNow tells why nothing can be earned here at the moment, if that is so.
func (v *view) notNow(why error) g.Node {
	if why == nil {
		return nil
	}
	sentence, _ := door.Sentence(v.deps.Texts, v.lang, why)
	return h.P(h.Class("notice"), g.Text(sentence))
}

// hero is the cover with the title on it.
func (v *view) hero(a engine.ActivityView, organisation tenants.Tenant, picture g.Node) g.Node {
	return h.Section(h.Class("hero"),
		picture,
		h.Div(h.Class("hero-in"),
			h.P(h.Class("kicker"), v.text("activity-kind."+string(a.Activity.Kind)), g.Text(" · "),
				h.Span(h.Lang(organisation.Language), g.Text(organisation.Name))),
			h.H1(h.Lang(a.Activity.Language), g.Text(a.Activity.Title)),
			h.P(h.Class("actions"),
				h.A(h.Class("button light"), href("#badge"), icon("medal"), v.text("page.activity.badge-link")),
				g.If(a.Activity.Minutes > 0, h.Span(icon("clock"), g.Text(v.duration(a.Activity.Minutes)))),
			),
		),
	)
}

// materials are what there is to watch and to read. Nothing is loaded from
// elsewhere before somebody goes there.
func (v *view) materials(a workflow.Activity) g.Node {
	if len(a.Links) == 0 {
		return nil
	}
	return h.Section(
		h.H2(v.text("page.activity.materials")),
		h.Ul(h.Class("materials"), g.Map(a.Links, func(l workflow.Link) g.Node {
			return h.Li(v.player(l, a.Language), away(l.URL,
				icon(linkIcon(l.Kind)),
				h.Span(
					h.Strong(h.Lang(a.Language), g.Text(l.Title)),
					h.Small(g.Text(v.linkKind(l.Kind)+" · "+hostOf(l.URL))),
				)))
		})),
		h.P(h.Class("small"), v.text("page.activity.elsewhere")),
	)
}

// player is the button that puts a video's player in its place. Without our script
// there is none, and the link beside it leads to the video.
func (v *view) player(l workflow.Link, lang string) g.Node {
	address := l.Player()
	if address == "" {
		return nil
	}
	return h.Div(h.Class("player"), h.Hidden(""), h.Data("player", address), h.Data("title", l.Title), h.Lang(lang),
		h.Button(h.Type("button"), h.Class("button"), h.Lang(v.lang), icon("play"),
			g.Text(v.fill("page.activity.play", laurel.Args{"Host": hostOf(address)}))))
}

// allowPlayers lets the page show the players of its videos in frames.
func allowPlayers(c *fiber.Ctx, a workflow.Activity) {
	if !slices.ContainsFunc(a.Links, func(l workflow.Link) bool { return l.Player() != "" }) {
		return
	}
	policy := c.GetRespHeader(fiber.HeaderContentSecurityPolicy)
	c.Set(fiber.HeaderContentSecurityPolicy, policy+"; frame-src "+workflow.YouTube+" "+workflow.Vimeo)
}

func linkIcon(kind string) string {
	switch kind {
	case "video":
		return "play"
	case "booklet":
		return "book"
	}
	return "page"
}

func (v *view) linkKind(kind string) string {
	if word, ok := v.known("link-kind", kind); ok {
		return word
	}
	return v.say("link-kind.page")
}

func (v *view) tags(a workflow.Activity) g.Node {
	if len(a.Tags) == 0 {
		return nil
	}
	return h.Section(
		h.H2(v.text("page.activity.tags")),
		h.Ul(h.Class("tags"), g.Map(a.Tags, func(tag string) g.Node { return h.Li(v.word("tag", tag, a.Language)) })),
	)
}

func (v *view) facts(a engine.ActivityView, by offerer) g.Node {
	return h.Section(h.Class("panel"),
		h.H2(v.text("page.activity.facts")),
		h.Dl(h.Class("facts"),
			v.occasion(a.Activity.Occasion),
			g.If(a.Activity.Minutes > 0, fact("clock", v.say("page.activity.time"), g.Text(v.duration(a.Activity.Minutes)))),
			fact("house", v.say("page.activity.host"), g.Group{
				h.A(h.Lang(by.Language), href(v.issuer(by.ID)), g.Text(by.Name)),
				g.Map(by.marks, func(mark g.Node) g.Node { return h.P(mark) })}),
			g.If(a.Activity.Category != "",
				fact("shapes", v.say("page.activity.category"), v.word("category", a.Activity.Category, a.Activity.Language))),
			g.Iff(len(a.Playlists) > 0, func() g.Node { return v.playlists(a) }),
			fact("globe", v.say("page.activity.language"), g.Text(v.languageName(a.Activity.Language))),
		),
		g.Iff(a.Claim.ID != "", func() g.Node { return v.outing(a.Activity) }),
	)
}

// issuer is the address of an organisation's page, in the reader's language.
func (v *view) issuer(t laurel.TenantID) string { return laurel.IssuerPath(t) + "?lang=" + v.lang }

// playlists are those that the activity is in. Another city's are named and not led to.
func (v *view) playlists(a engine.ActivityView) g.Node {
	ids := make([]laurel.PlaylistID, len(a.Playlists))
	for i, p := range a.Playlists {
		ids[i] = p.ID
	}
	var shown map[laurel.PlaylistID]bool
	if v.actor.City != "" {
		var err error
		if shown, err = v.deps.Engine.ShownPlaylists(v.ctx, v.actor.City, ids); err != nil {
			return v.fault("", err)
		}
	}
	return fact("list", v.fill("page.activity.playlists", laurel.Args{"Number": len(a.Playlists)}),
		g.Map(a.Playlists, func(p engine.InPlaylist) g.Node {
			if v.actor.City != "" && !shown[p.ID] {
				return h.Div(h.Lang(p.Language), g.Text(p.Title))
			}
			return h.Div(h.A(h.Lang(p.Language), href(v.to(playlistPath(p.ID))), g.Text(p.Title)))
		}))
}

func (v *view) languageName(lang string) string {
	if v.deps.Texts.Has(lang, "language.name") {
		return v.deps.Texts.Say(lang, "language.name", nil)
	}
	if word, ok := v.known("language", lang); ok {
		return word
	}
	return lang
}

func fact(picture, name string, value g.Node) g.Node {
	return h.Div(h.Dt(icon(picture), g.Text(name)), h.Dd(value))
}

// code is the QR code, to be scanned from this screen or from paper.
func (v *view) code(a engine.ActivityView) g.Node {
	path := v.to("/activities/" + string(a.Activity.ID) + "/qr.")
	return h.Section(h.Class("panel code"),
		h.H2(v.text("page.activity.code")),
		h.Img(src(path+"svg"), h.Alt(v.say("page.activity.code-alt")), h.Width("220"), h.Height("220")),
		h.P(v.text("page.activity.code-about")),
		h.P(h.Class("actions small"),
			h.A(href(path+"png"), h.Download(""), icon("download"), g.Text("PNG")),
			h.A(href(path+"svg"), h.Download(""), icon("download"), g.Text("SVG"))),
	)
}
