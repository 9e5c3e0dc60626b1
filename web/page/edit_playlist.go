package page

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// composing is what stands in the editor of a playlist.
type composing struct {
	engine.PlaylistDraftView                           // with what was typed, if something was
	theirs                   *engine.PlaylistDraftView // what somebody else has written meanwhile
	err                      error
	find                     string // what is looked for to be added
	found                    []workflow.Item
	names                    map[laurel.TenantID]tenants.Tenant
}

// EditPlaylist answers GET BASE/tenants/:code/playlists/:playlist?find=…: the editor,
// and what was found to be added.
func (p *Pages) EditPlaylist(c *fiber.Ctx) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.PlaylistDraft(d.ctx, id)
	if err != nil {
		return err
	}
	return d.showListEditor(c, composing{PlaylistDraftView: v, find: strings.TrimSpace(c.Query("find"))})
}

// SavePlaylist answers POST BASE/tenants/:code/playlists/:playlist with the fields of
// the editor and do: "save", "publish", "preview", "find", or what is to be done with an item.
// The editor's script asks for JSON and gets the version that it has saved.
func (p *Pages) SavePlaylist(c *fiber.Ctx) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	fields := sentFields(c)
	typed, version, err := typedPlaylist(fields)
	todo, find := fields.first("do"), strings.TrimSpace(fields.first("find"))
	if err == nil {
		err = d.rearrange(&typed, todo, &find)
	}
	var v engine.PlaylistDraftView
	if err == nil {
		v, err = p.deps.Engine.SavePlaylist(d.ctx, id, typed, version)
	}
	if err != nil {
		return d.listNotSaved(c, id, composing{PlaylistDraftView: engine.PlaylistDraftView{Draft: typed, Version: version}, err: err, find: find})
	}
	if forScript(c) {
		return c.JSON(fiber.Map{"version": v.Version, "said": d.say("page.editor.saved")})
	}
	if todo == "preview" {
		return c.Redirect(d.to(d.listEditor(id)+"/preview"), fiber.StatusSeeOther)
	}
	if todo == "publish" {
		if _, err := p.deps.Engine.PublishPlaylist(d.ctx, id, v.Version); err != nil {
			if !refused(err) {
				return err
			}
			return d.showListEditor(c, composing{PlaylistDraftView: v, err: err})
		}
		return c.Redirect(d.to(d.at("/playlists?done=published")), fiber.StatusSeeOther)
	}
	back := d.to(d.listEditor(id) + "?done=saved")
	if find != "" {
		back += "&" + url.Values{"find": {find}}.Encode()
	}
	if strings.HasPrefix(todo, "item-") || todo == "find" {
		back += "#items"
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}

// typedPlaylist reads the editor's form. What is no number is refused here, and all
// else by the rules.
func typedPlaylist(s sent) (workflow.PlaylistDraft, int, error) {
	version, err := strconv.Atoi(s.first("version"))
	if err != nil {
		version = -1 // nobody has seen that one
	}
	d := workflow.PlaylistDraft{Title: s.first("title"), Description: s.first("description"), Language: s.first("language"),
		Badge: s.first("badge") != "", BadgeDescription: s.first("badgeDescription")}
	for i, id := range s["item"] {
		if i > workflow.MaxItems {
			break // the rules refuse what is too many
		}
		d.Items = append(d.Items, workflow.PlaylistItem{Activity: laurel.ActivityID(id), Optional: !slices.Contains(s["mandatory"], id)})
	}
	if written := strings.TrimSpace(s.first("needed")); written != "" {
		if d.Needed, err = strconv.Atoi(written); err != nil {
			return d, version, laurel.E(laurel.Invalid, "playlist.needed").With(laurel.Args{"Max": len(d.Items)}).At("needed").Because(err)
		}
	}
	return d, version, nil
}

// anActivity finds an activity's id in its address, or in what else is typed.
var anActivity = regexp.MustCompile(`[0-9a-hjkmnp-tv-z]{10}-[0-9a-hjkmnp-tv-z]{26}`)

// rearrange does to the items what a button said. Where what is looked for is an
// activity's address, that activity is added at once.
func (d *desk) rearrange(w *workflow.PlaylistDraft, todo string, find *string) error {
	what, last := cutLast(todo)
	if id, ok := strings.CutPrefix(todo, "item-add-"); ok {
		return d.addItem(w, laurel.ActivityID(id))
	}
	if id := anActivity.FindString(*find); id != "" && todo == "find" {
		if err := d.addItem(w, laurel.ActivityID(id)); err != nil {
			return err
		}
		*find = ""
		return nil
	}
	i, err := strconv.Atoi(last)
	if err != nil || i < 0 || i >= len(w.Items) {
		return nil //nolint:nilerr // it is no button of an item's
	}
	switch what {
	case "item-up":
		if i > 0 {
			w.Items[i-1], w.Items[i] = w.Items[i], w.Items[i-1]
		}
	case "item-down":
		if i+1 < len(w.Items) {
			w.Items[i], w.Items[i+1] = w.Items[i+1], w.Items[i]
		}
	case "item-remove":
		w.Items = append(w.Items[:i:i], w.Items[i+1:]...)
	}
	return nil
}

func (d *desk) addItem(w *workflow.PlaylistDraft, id laurel.ActivityID) error {
	if slices.ContainsFunc(w.Items, func(i workflow.PlaylistItem) bool { return i.Activity == id }) {
		return laurel.E(laurel.Invalid, "playlist.twice").At("find")
	}
	if _, err := d.deps.Engine.Addable(d.ctx, d.tenant.ID, id); err != nil {
		return atField(err, "find")
	}
	w.Items = append(w.Items, workflow.PlaylistItem{Activity: id})
	return nil
}

// listNotSaved shows what was typed again, with what is wrong. Where somebody else
// was quicker, it shows both, and saving again is a choice.
func (d *desk) listNotSaved(c *fiber.Ctx, id laurel.PlaylistID, e composing) error {
	if !refused(e.err) {
		return e.err
	}
	if forScript(c) {
		return c.Status(statusOf(e.err)).JSON(fiber.Map{"problem": d.sentence(e.err)})
	}
	now, err := d.deps.Engine.PlaylistDraft(d.ctx, id)
	if err != nil {
		return err
	}
	typed, version := e.Draft, e.Version
	e.PlaylistDraftView = now
	e.Draft = typed
	if e.Items, err = d.deps.Engine.Seen(d.ctx, d.tenant.ID, typed.Items); err != nil {
		return err
	}
	if laurel.KindOf(e.err) == laurel.Conflict && fieldOf(e.err) == "" && now.Version != version {
		e.theirs, e.err = &now, nil
	}
	return d.showListEditor(c, e)
}

// DiscardPlaylist answers POST BASE/tenants/:code/playlists/:playlist/discard with
// the field version.
func (p *Pages) DiscardPlaylist(c *fiber.Ctx) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(c.FormValue("version")) // what is none is nobody's
	if err := p.deps.Engine.DiscardPlaylist(d.ctx, id, version); err != nil {
		v, lost := p.deps.Engine.PlaylistDraft(d.ctx, id)
		if !refused(err) || lost != nil {
			return err
		}
		return d.showListEditor(c, composing{PlaylistDraftView: v, err: err})
	}
	return c.Redirect(d.to(d.at("/playlists?done=discarded")), fiber.StatusSeeOther)
}

// PreviewPlaylist answers GET BASE/tenants/:code/playlists/:playlist/preview: the
// playlist as a visitor would see it if its draft were published as it stands.
func (p *Pages) PreviewPlaylist(c *fiber.Ctx) error {
	d, id, err := p.playlistDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.PlaylistDraft(d.ctx, id)
	if err != nil {
		return err
	}
	l := &listed{view: d.view, preview: true}
	l.Playlist, l.Badge = v.Draft.Preview(id, v.Items)
	l.Playlist.Title = d.titled(l.Playlist.Title)
	if err := l.lookAround(); err != nil {
		return err
	}
	s := l.sheet(nil)
	s.title = d.say("page.editor.preview") + ": " + l.Playlist.Title
	s.body = append([]g.Node{h.Div(h.Class("wrap narrow"), h.P(h.Class("notice"), icon("pencil"), g.Text(" "),
		d.text("page.editor.preview-about"), g.Text(" "), h.A(href(d.to(d.listEditor(id))), d.text("page.editor.back"))))}, s.body...)
	return d.view.show(c, s)
}
