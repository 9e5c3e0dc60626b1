package page

import (
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// listed is a playlist as its reader sees it.
type listed struct {
	*view
	engine.PlaylistView
	names   map[laurel.TenantID]tenants.Tenant // of all whose activities are in it, and of its own
	shown   map[laurel.ActivityID]bool         // on this site
	preview bool
}

// playlist is the one in BASE/playlists/:id. On a city's site there are the city's
// and those of organisations that are active in it.
func (p *Pages) playlist(c *fiber.Ctx) (*listed, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, err
	}
	id := laurel.PlaylistID(c.Params("id"))
	if id.Tenant() == "" {
		return nil, fiber.ErrNotFound
	}
	if v.actor.City != "" {
		if shown, err := p.deps.Engine.IsPlaylistShown(v.ctx, v.actor.City, id); err != nil || !shown {
			return nil, orNotFound(err)
		}
	}
	l := &listed{view: v}
	if l.PlaylistView, err = p.deps.Engine.Playlist(v.ctx, id); err != nil {
		return nil, err
	}
	return l, l.lookAround()
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return fiber.ErrNotFound
}

// lookAround finds out whose the activities are, and which can be looked at here.
func (l *listed) lookAround() (err error) {
	ids := []laurel.TenantID{l.Playlist.Tenant()}
	for _, i := range l.Playlist.Items {
		ids = append(ids, i.Activity.Tenant())
	}
	if l.names, err = l.deps.Registry.Tenants(l.ctx, ids); err != nil || l.actor.City == "" {
		return err
	}
	l.shown, err = l.deps.Engine.ShownItems(l.ctx, l.actor.City, l.Playlist)
	return err
}

// Playlist answers GET BASE/playlists/:id: what is in a playlist, in its order, and
// how far its reader has come.
func (p *Pages) Playlist(c *fiber.Ctx) error {
	l, err := p.playlist(c)
	if err != nil {
		return err
	}
	return l.show(c, l.sheet(nil))
}

// ClaimPlaylist answers POST BASE/playlists/:id/badge by who has done all of it
// before there was a badge for it.
func (p *Pages) ClaimPlaylist(c *fiber.Ctx) error {
	l, err := p.playlist(c)
	if err != nil {
		return err
	}
	if asked, err := l.mustSignIn(c); asked || err != nil {
		return err
	}
	if _, err := p.deps.Engine.ClaimPlaylist(l.ctx, l.Playlist.ID); err != nil {
		if !refused(err) && laurel.KindOf(err) != laurel.Forbidden {
			return err
		}
		s := l.sheet(err)
		s.status = statusOf(err)
		return l.show(c, s)
	}
	return c.Redirect(l.to(playlistPath(l.Playlist.ID))+"#badge", fiber.StatusSeeOther)
}

func playlistPath(id laurel.PlaylistID) string { return "/playlists/" + string(id) }

func (l *listed) sheet(refusal error) sheet {
	p := l.Playlist
	s := sheet{title: p.Title, about: workflow.Summary(p.Description, 160)}
	owner := l.names[p.Tenant()]
	s.body = []g.Node{h.Div(h.Class("wrap narrow"),
		h.P(h.Class("kicker"), l.text("page.playlist.kicker"), g.Text(" · "), l.owner(owner)),
		h.H1(h.Lang(p.Language), g.Text(p.Title)),
		l.faultBeside(refusal),
		g.If(p.Stage == workflow.Archived, h.P(h.Class("notice"), l.text("page.playlist.archived"))),
		g.Iff(!l.preview && l.runs && l.deps.Engine.MayWritePlaylist(l.ctx, p.ID), func() g.Node {
			return h.P(h.Class("actions small"), h.A(href(l.to("/tenants/"+string(p.Tenant())+playlistPath(p.ID))), icon("pencil"),
				l.text("page.playlists.edit")))
		}),
		g.If(p.Description != "", h.Section(h.Class("prose"), h.Lang(p.Language), l.write.node(p.Description))),
		h.Section(h.Class("panel"), l.facts()),
		l.progressPanel(),
		h.Section(h.H2(l.text("page.playlist.items")),
			h.Ol(h.Class("playlist"), g.Map(numbers(len(p.Items)), func(n int) g.Node { return l.item(n) }))),
		l.badgePanel(),
	)}
	return s
}

// numbers are those from 0 to n-1.
func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// owner is whose the playlist is. An organisation has a page; a city is where one is.
func (l *listed) owner(t tenants.Tenant) g.Node {
	if t.Kind == tenants.Organisation {
		return h.A(h.Lang(t.Language), href(l.issuer(t.ID)), g.Text(t.Name))
	}
	return h.Span(h.Lang(t.Language), g.Text(t.Name))
}

func (l *listed) facts() g.Node {
	p := l.Playlist
	return h.Dl(h.Class("facts"),
		fact("list", l.say("page.playlist.what"), g.Text(l.counted(p.Items))),
		fact("check", l.say("page.playlist.rule"), g.Text(l.rule(p))),
		fact("clock", l.say("page.playlist.time"), g.Text(l.total(p))),
		fact("globe", l.say("page.activity.language"), g.Text(l.languageName(p.Language))))
}

func (v *view) counted(items []workflow.Item) string {
	return v.fill("page.playlist.count", laurel.Args{"Count": len(items)})
}

// rule is what has to be done, in words.
func (v *view) rule(p workflow.Playlist) string {
	optional := 0
	for _, i := range p.Items {
		if i.Optional {
			optional++
		}
	}
	args := laurel.Args{"Needed": p.Needed, "Optional": optional, "Count": len(p.Items) - optional}
	switch {
	case optional == 0:
		return v.say("page.playlist.rule-all")
	case p.Needed == 0:
		return v.say("page.playlist.rule-mandatory")
	case optional == len(p.Items):
		return v.fill("page.playlist.rule-some", args)
	}
	return v.fill("page.playlist.rule-both", args)
}

// total is the time that all takes, as far as it is known.
func (v *view) total(p workflow.Playlist) string {
	minutes, unsaid := p.Total()
	switch {
	case minutes == 0:
		return v.say("page.playlist.time-unknown")
	case unsaid > 0:
		return v.duration(minutes) + " " + v.fill("page.playlist.time-unsaid", laurel.Args{"Count": unsaid})
	}
	return v.duration(minutes)
}

// progressPanel is how far the reader has come.
func (l *listed) progressPanel() g.Node {
	switch {
	case l.preview:
		return nil
	case !l.signedIn():
		return h.P(h.Class("actions small"), h.A(href(l.signIn(l.to(playlistPath(l.Playlist.ID)))), icon("enter"),
			l.text("page.playlist.sign-in")))
	}
	p := l.Progress
	words := l.fill("page.playlist.progress", laurel.Args{"Made": p.Made, "Steps": p.Steps})
	return h.Section(h.Class("panel"), h.ID("progress-of-list"),
		h.H2(l.text("page.playlist.mine")),
		h.P(h.Class("made"), h.Progress(h.Max(strconv.Itoa(max(p.Steps, 1))), h.Value(strconv.Itoa(p.Made)),
			h.Aria("label", l.say("page.playlist.mine"))),
			h.Span(g.Text(words))),
		g.If(p.Complete, h.P(h.Span(h.Class("state approved"), icon("tick"), l.text("page.playlist.complete")))))
}

// item is one activity. Where it is not on this city's site, its title leads nowhere, and
// a line below to the site of all cities.
func (l *listed) item(n int) g.Node {
	i := l.Playlist.Items[n]
	of := l.names[i.Activity.Tenant()]
	title, elsewhere := h.Span(h.Lang(i.Language), g.Text(i.Title)), l.actor.City != "" && !l.shown[i.Activity] && !i.Hidden() && i.Open
	switch {
	case i.Hidden():
		title = l.text("page.playlist.hidden")
	case l.actor.City == "" || l.shown[i.Activity]:
		title = h.A(h.Lang(i.Language), href(l.to("/activities/"+string(i.Activity))), g.Text(i.Title))
	}
	done := n < len(l.Progress.Done) && l.Progress.Done[n]
	return h.Li(h.Class("panel"),
		h.H3(title),
		h.P(h.Class("meta"),
			h.Span(icon("house"), h.Span(h.Lang(of.Language), g.Text(of.Name))),
			g.If(i.Minutes > 0, h.Span(icon("clock"), g.Text(l.duration(i.Minutes)))),
			g.If(i.Minutes == 0, h.Span(icon("clock"), l.text("page.playlist.no-time")))),
		h.P(h.Class("actions small"),
			g.If(!i.Optional, h.Span(h.Class("state"), l.text("page.playlist.mandatory"))),
			g.If(i.Optional, h.Span(h.Class("state"), l.text("page.playlist.optional"))),
			g.If(done, h.Span(h.Class("state approved"), icon("tick"), l.text("page.playlist.done"))),
			g.If(!i.Open, h.Span(h.Class("state returned"), l.text("page.playlist.closed")))),
		g.If(elsewhere, h.P(h.Class("small"), h.A(href("/"+l.lang+"/activities/"+string(i.Activity)), l.text("page.playlist.elsewhere")))),
		g.If(!i.Open && !done, h.P(h.Class("small"), l.text("page.playlist.closed-about"))))
}

// badgePanel is the playlist's own badge, and how the reader stands to it.
func (l *listed) badgePanel() g.Node {
	if !l.Playlist.Badge && l.Award == "" {
		return nil
	}
	b := l.Badge
	return h.Section(h.ID("badge"), h.Class("get"), h.H2(l.text("page.playlist.badge")),
		h.Div(h.Class("panel badge"), badge(b), h.Div(
			h.H3(h.Lang(b.Language), g.Text(b.Name)),
			h.P(h.Class("preserve"), h.Lang(b.Language), g.Text(b.Description)),
			g.If(l.Award == "", h.P(l.text("page.playlist.badge-about"))),
			g.If(l.Award != "", h.P(h.Class("actions"), h.Span(h.Class("state approved"), icon("tick"), l.text("page.activity.earned")),
				h.A(h.Class("button"), href(l.to("/portfolio")), l.text("page.activity.to-portfolio")))),
			g.Iff(l.Claimable(), func() g.Node {
				return l.press(playlistPath(l.Playlist.ID)+"/badge", "page.playlist.claim", "button")
			}),
			g.If(b.ID != "", h.P(h.Class("small"), h.A(href(laurel.AchievementPath(b.ID)+"?lang="+l.lang), l.text("page.playlist.to-badge")))))))
}

// playlistCards lead to playlists, each with what it takes.
func (v *view) playlistCards(list []workflow.Playlist) g.Node {
	return h.Ul(h.Class("rows"), g.Map(list, func(p workflow.Playlist) g.Node {
		return h.Li(h.Class("panel"), h.H3(h.A(h.Lang(p.Language), href(v.to(playlistPath(p.ID))), g.Text(p.Title))),
			g.If(p.Description != "", h.P(h.Lang(p.Language), g.Text(workflow.Summary(p.Description, 180)))),
			h.P(h.Class("meta"), h.Span(icon("list"), g.Text(v.counted(p.Items))), h.Span(icon("clock"), g.Text(v.total(p))),
				g.If(p.Badge, h.Span(icon("medal"), v.text("page.playlist.with-badge")))))
	}))
}

// playlistsOf lists what an organisation has published, if it has.
func (v *view) playlistsOf(id laurel.TenantID) (g.Node, error) {
	list, err := v.deps.Engine.Playlists(v.ctx, id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return h.Section(h.H2(v.text("page.playlists.title")), v.playlistCards(list)), nil
}

// Playlists answers GET BASE/playlists on a city's site: the city's own playlists,
// then those of the organisations in its catalogue.
func (p *Pages) Playlists(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if v.city.ID == "" {
		return fiber.ErrNotFound
	}
	facets, err := p.deps.Engine.Facets(v.ctx, v.city.ID)
	if err != nil {
		return err
	}
	names, err := p.deps.Registry.Tenants(v.ctx, facets.Organisations)
	if err != nil {
		return err
	}
	names[v.city.ID] = v.city
	var parts g.Group
	for _, id := range append([]laurel.TenantID{v.city.ID}, facets.Organisations...) {
		list, err := p.deps.Engine.Playlists(v.ctx, id)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			parts = append(parts, h.Section(h.H2(h.Lang(names[id].Language), g.Text(names[id].Name)), v.playlistCards(list)))
		}
	}
	body := g.Node(parts)
	if len(parts) == 0 {
		body = empty("list", v.say("page.playlists.none"))
	}
	return v.show(c, sheet{title: v.say("page.playlists.title"), body: []g.Node{
		h.Section(h.Class("wrap narrow"), h.H1(v.text("page.playlists.title")), h.P(h.Class("lead"), v.text("page.playlists.about")), body)}})
}
