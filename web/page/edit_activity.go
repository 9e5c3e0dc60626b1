package page

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// EditActivity answers GET BASE/tenants/:code/activities/:activity: the editor.
func (p *Pages) EditActivity(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.Draft(d.ctx, id)
	if err != nil {
		return err
	}
	return d.showEditor(c, editing{DraftView: v})
}

// editing is what stands in the editor.
type editing struct {
	engine.DraftView                   // with what was typed, if something was
	theirs           *engine.DraftView // what somebody else has written meanwhile
	skills           chosenSkills
	err              error
}

// SaveActivity answers POST BASE/tenants/:code/activities/:activity with the fields
// of the editor and do: "save", "publish", "preview", or what is to be done with a
// task. The editor's own script asks for JSON and gets the version that it has saved.
func (p *Pages) SaveActivity(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	typed, version, err := d.typedDraft(c)
	change := engine.Change{Draft: typed, Version: version}
	if err == nil {
		change.Cover, err = d.typedCover(c, id)
	}
	if err == nil {
		err = d.attachTyped(c, id, &change)
	}
	todo := c.FormValue("do")
	rearranged(&change.Draft, todo)
	change.Draft.Skills = withoutSkill(change.Draft.Skills, todo)
	var v engine.DraftView
	if err == nil {
		v, err = p.deps.Engine.SaveDraft(d.ctx, id, change)
	}
	if err != nil {
		return d.notSaved(c, v, id, change, err)
	}
	if forScript(c) {
		return c.JSON(fiber.Map{"version": v.Version, "said": d.say("page.editor.saved")})
	}
	switch todo {
	case "publish":
		if _, err := p.deps.Engine.PublishDraft(d.ctx, id, v.Version); err != nil {
			if !refused(err) {
				return err
			}
			return d.showEditor(c, editing{DraftView: v, err: err})
		}
		return c.Redirect(d.to(d.at("/activities?done=published")), fiber.StatusSeeOther)
	case "preview":
		return c.Redirect(d.to(d.editor(id)+"/preview"), fiber.StatusSeeOther)
	}
	if flat, ok := strings.CutPrefix(todo, "try-"); ok {
		if i, err := strconv.Atoi(flat); err == nil && i >= 0 {
			return c.Redirect(d.tryPath(id, spotOf(v.Draft, i)), fiber.StatusSeeOther)
		}
	}
	return c.Redirect(d.to(d.editor(id)+"?done=saved")+onward(c, todo), fiber.StatusSeeOther)
}

// forScript reports whether a page's script asks, which saves by itself.
func forScript(c *fiber.Ctx) bool { return c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON }

// notSaved shows what was typed again, with what is wrong. Where somebody else was
// quicker, it shows both, and saving again is a choice. What stands is asked for where
// the refusal did not say.
func (d *desk) notSaved(c *fiber.Ctx, now engine.DraftView, id laurel.ActivityID, change engine.Change, err error) error {
	if !refused(err) {
		return err
	}
	if forScript(c) {
		return c.Status(statusOf(err)).JSON(fiber.Map{"problem": d.sentence(err)})
	}
	now, lost := d.standing(now, id)
	if lost != nil {
		return lost
	}
	shown := editing{DraftView: now, err: err}
	cover := now.Draft.Cover
	shown.Draft = change.Draft
	shown.Draft.Cover = cover
	if laurel.KindOf(err) == laurel.Conflict && fieldOf(err) == "" && now.Version != change.Version {
		shown.theirs, shown.err = &now, nil
	}
	return d.showEditor(c, shown)
}

// standing is the draft as it stands, which a refusal may have brought with it.
func (d *desk) standing(known engine.DraftView, id laurel.ActivityID) (engine.DraftView, error) {
	if known.ID != "" {
		return known, nil
	}
	return d.deps.Engine.Draft(d.ctx, id)
}

// cutLast cuts at the last "-".
func cutLast(s string) (before, after string) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// onward leads back to where in the editor a button was pressed. Enter in the search
// for skills looks for them.
func onward(c *fiber.Ctx, todo string) string {
	q := c.FormValue("skill-q")
	switch {
	case strings.HasPrefix(todo, "task-"):
		return "#tasks"
	case q != "" && (todo == "enter" || todo == "skill-find"):
		return "&skill-q=" + url.QueryEscape(q) + "#skills"
	case strings.HasPrefix(todo, "skill-"):
		return "#skills"
	case strings.HasPrefix(todo, "row-"):
		return "#" + url.PathEscape(strings.TrimPrefix(todo, "row-"))
	}
	return ""
}

// typedCover files the picture that came with the form, if one did.
func (d *desk) typedCover(c *fiber.Ctx, id laurel.ActivityID) (laurel.UploadID, error) {
	header, err := c.FormFile("cover")
	if err != nil || header.Size == 0 {
		if c.FormValue("cover-remove") != "" {
			return engine.NoCover, nil
		}
		return "", nil
	}
	b, err := readPhoto(header)
	if err != nil {
		return "", err
	}
	if err := d.deps.Intake.Draw(d.ctx, func() (err error) { b, err = media.Photo(b); return err }); err != nil {
		return "", atField(err, "cover")
	}
	name, err := d.deps.Media.Put(d.ctx, id.Tenant(), "jpg", b)
	if err != nil {
		return "", err
	}
	return d.deps.Engine.FileCover(d.ctx, id.Tenant(),
		engine.Upload{Kind: "photo", Media: string(name), MediaType: name.ContentType(), Size: int64(len(b))})
}

// DiscardActivity answers POST BASE/tenants/:code/activities/:activity/discard with
// the field version.
func (p *Pages) DiscardActivity(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(c.FormValue("version")) // what is none is nobody's
	if then, err := p.deps.Engine.DiscardDraft(d.ctx, id, version); err != nil {
		now, lost := d.standing(then, id)
		if !refused(err) || lost != nil {
			return err
		}
		return d.showEditor(c, editing{DraftView: now, err: err})
	}
	return c.Redirect(d.to(d.at("/activities?done=discarded")), fiber.StatusSeeOther)
}

func (d *desk) showEditor(c *fiber.Ctx, e editing) error {
	var err error
	if e.skills, err = d.loadSkills(c, e.Draft); err != nil {
		return err
	}
	s := sheet{title: d.titled(e.Draft.Title), script: "editor.js"}
	archived := e.Activity != nil && e.Activity.Stage == workflow.Archived
	s.body = []g.Node{
		h.P(h.Class("back"), h.A(href(d.to(d.at("/activities"))), icon("back"), d.text("page.activities.title"))),
		d.doneIf(c, "saved", "page.editor.saved"), d.doneIf(c, "copied", "page.editor.copied"),
		d.whatIsPublished(e), d.writtenBy(e.DraftView), d.flowsLink(e),
	}
	switch {
	case archived:
		s.body = append(s.body, h.Div(h.Class("notice"), h.P(d.text("page.editor.archived")),
			d.press(d.editor(e.ID)+"/restore", "page.activities.restore", "button")))
	default:
		s.body = append(s.body, d.draftConflict(e), d.editorForm(e), d.discarding(e))
	}
	switch {
	case e.theirs != nil:
		s.status = fiber.StatusConflict
	case e.err != nil:
		s.status = statusOf(e.err)
	}
	return d.show(c, s)
}

// whatIsPublished tells how what is written relates to what the world sees.
func (d *desk) whatIsPublished(e editing) g.Node {
	switch {
	case e.Activity == nil:
		return h.P(h.Class("lead"), d.text("page.editor.unpublished"))
	case e.Version > 0:
		return h.P(h.Class("lead"), d.text("page.editor.changed"), g.Text(" "),
			h.A(href(d.to("/activities/"+string(e.ID))), d.text("page.editor.see-published")))
	}
	return h.P(h.Class("lead"), d.text("page.editor.published"), g.Text(" "),
		h.A(href(d.to("/activities/"+string(e.ID))), d.text("page.editor.see-published")))
}

// flowsLink leads to the editions of the flows, once there are any.
func (d *desk) flowsLink(e editing) g.Node {
	if e.Activity == nil {
		return nil
	}
	return h.P(h.Class("small"), h.A(href(d.to(d.editor(e.ID)+"/flows")), d.text("page.flows.link")))
}

// writtenBy tells who has changed the draft last, and when.
func (d *desk) writtenBy(v engine.DraftView) g.Node {
	if v.Version == 0 {
		return nil
	}
	return h.P(h.Class("small"), d.text("page.editor.last-changed"), g.Text(" "), d.moment(v.ChangedAt), d.by(v.ChangedBy))
}

func (d *desk) discarding(e editing) g.Node {
	if e.Version == 0 {
		return nil
	}
	return h.Details(h.Class("panel"), h.Summary(d.text("page.editor.discard")),
		h.P(d.text("page.editor.discard-about")),
		d.press(d.editor(e.ID)+"/discard", "page.editor.discard-button", "button danger", hidden("version", strconv.Itoa(e.Version))))
}
