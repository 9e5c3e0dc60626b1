package page

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// OwnPlaylists answers GET BASE/tenants/:code/playlists: what a tenant has published
// and what it is writing, and the form to begin one.
func (p *Pages) OwnPlaylists(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	return d.showPlaylists(c, workflow.PlaylistDraft{}, nil)
}

// BeginPlaylist answers POST BASE/tenants/:code/playlists with fields title and
// language, and leads to the editor.
func (p *Pages) BeginPlaylist(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	draft := workflow.PlaylistDraft{Title: c.FormValue("title"), Language: c.FormValue("language")}
	if strings.TrimSpace(draft.Title) == "" {
		return d.showPlaylists(c, draft, laurel.E(laurel.Invalid, "activity.title").With(laurel.Args{"Max": workflow.MaxTitle}).At("title"))
	}
	v, err := p.deps.Engine.BeginPlaylist(d.ctx, d.tenant.ID, draft)
	if refused(err) {
		return d.showPlaylists(c, draft, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(d.to(d.listEditor(v.ID)), fiber.StatusSeeOther)
}

// listEditor is the address of a playlist's editor, without the site's base.
func (d *desk) listEditor(id laurel.PlaylistID) string { return d.at(playlistPath(id)) }

func (d *desk) showPlaylists(c *fiber.Ctx, typed workflow.PlaylistDraft, refusal error) error {
	list, err := d.deps.Engine.OwnPlaylists(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	body := empty("list", d.say("page.playlists.none"))
	if len(list) > 0 {
		body = h.Ul(h.Class("rows"), g.Map(list, d.playlistRow))
	}
	s := sheet{title: d.say("page.playlists.title"), body: []g.Node{
		d.doneIf(c, "published", "page.playlists.published"), d.doneIf(c, "archived", "page.playlists.archived"),
		d.doneIf(c, "restored", "page.playlists.restored"), d.doneIf(c, "discarded", "page.playlists.discarded"),
		g.Iff(d.may(laurel.WritePlaylist), func() g.Node { return d.beginList(typed, refusal) }),
		body,
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}

func (d *desk) beginList(typed workflow.PlaylistDraft, err error) g.Node {
	return h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/playlists"))),
		h.H2(d.text("page.playlists.begin")),
		d.faultBeside(err, "title"),
		d.input(field{name: "title", label: "page.editor.title", value: typed.Title, most: workflow.MaxTitle, must: true, err: err}),
		d.choice(field{name: "language", label: "page.editor.language", value: cmp.Or(typed.Language, d.tenant.Language)},
			d.contentLanguages(typed.Language)),
		d.submit("page.playlists.begin-button"))
}

func (d *desk) playlistRow(o engine.OwnPlaylist) g.Node {
	at := d.listEditor(o.ID)
	return h.Li(h.Class("panel"),
		h.H3(h.A(href(d.to(at)), g.Text(d.titled(o.Title)))),
		h.P(h.Class("meta"),
			g.If(o.Stage != "", h.Span(h.Class("state "+string(o.Stage)), d.text("page.activities.stage-"+string(o.Stage)))),
			g.If(o.Written, h.Span(h.Class("state returned"), icon("pencil"), d.text("page.activities.draft")))),
		h.Div(h.Class("actions small"),
			h.A(href(d.to(at)), icon("pencil"), d.text("page.playlists.edit")),
			g.If(o.Stage != "", h.A(href(d.to(playlistPath(o.ID))), icon("compass"), d.text("page.activities.look"))),
			g.If(d.may(laurel.WritePlaylist), d.press(at+"/duplicate", "page.activities.duplicate", "button small plain")),
			g.If(o.Stage == workflow.Published, d.press(at+"/archive", "page.activities.archive", "button small danger")),
			g.If(o.Stage == workflow.Archived, d.press(at+"/restore", "page.activities.restore", "button small plain"))))
}

// playlistDesk is the desk with the playlist in the address, which is the tenant's.
func (p *Pages) playlistDesk(c *fiber.Ctx) (*desk, laurel.PlaylistID, error) {
	d, err := p.anyDesk(c)
	if err != nil {
		return nil, "", err
	}
	id := laurel.PlaylistID(c.Params("playlist"))
	if id.Tenant() != d.tenant.ID {
		return nil, "", laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, id, nil
}

// ArchivePlaylist answers POST BASE/tenants/:code/playlists/:playlist/archive.
func (p *Pages) ArchivePlaylist(c *fiber.Ctx) error {
	return p.movePlaylist(c, "archived", func(d *desk, id laurel.PlaylistID) error { return p.deps.Engine.ArchivePlaylist(d.ctx, id) })
}

// RestorePlaylist answers POST BASE/tenants/:code/playlists/:playlist/restore.
func (p *Pages) RestorePlaylist(c *fiber.Ctx) error {
	return p.movePlaylist(c, "restored", func(d *desk, id laurel.PlaylistID) error { return p.deps.Engine.RestorePlaylist(d.ctx, id) })
}

func (p *Pages) movePlaylist(c *fiber.Ctx, done string, move func(*desk, laurel.PlaylistID) error) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	if err := move(d, id); err != nil {
		if refused(err) {
			return d.showPlaylists(c, workflow.PlaylistDraft{}, err)
		}
		return err
	}
	return c.Redirect(d.to(d.at("/playlists?done="+done)), fiber.StatusSeeOther)
}

// DuplicatePlaylist answers POST BASE/tenants/:code/playlists/:playlist/duplicate.
func (p *Pages) DuplicatePlaylist(c *fiber.Ctx) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.DuplicatePlaylist(d.ctx, id)
	if err != nil {
		return err
	}
	return c.Redirect(d.to(d.listEditor(v.ID)+"?done=copied"), fiber.StatusSeeOther)
}
