package page

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// OwnActivities answers GET BASE/tenants/:code/activities: what an organisation
// offers and what it is writing, and the form to begin something new.
func (p *Pages) OwnActivities(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	return d.showActivities(c, engine.Change{}, nil)
}

// BeginActivity answers POST BASE/tenants/:code/activities with fields title, kind
// and language, and leads to the editor.
func (p *Pages) BeginActivity(c *fiber.Ctx) error {
	d, err := p.anyDesk(c)
	if err != nil {
		return err
	}
	change := engine.Change{Draft: d.firstDraft(c)}
	if strings.TrimSpace(change.Draft.Title) == "" {
		err = laurel.E(laurel.Invalid, "activity.title").With(laurel.Args{"Max": workflow.MaxTitle}).At("title")
		return d.showActivities(c, change, err)
	}
	v, err := p.deps.Engine.BeginDraft(d.ctx, d.tenant.ID, change)
	if refused(err) {
		return d.showActivities(c, change, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(d.to(d.editor(v.ID)), fiber.StatusSeeOther)
}

// firstDraft is a new activity as most of this organisation's may be: one task to
// write about, which an organiser approves.
func (d *desk) firstDraft(c *fiber.Ctx) workflow.Draft {
	draft := workflow.Draft{Title: c.FormValue("title"), Kind: workflow.Kind(c.FormValue("kind")), Language: c.FormValue("language"),
		Reach: workflow.InCities, Occasion: workflow.Occasion{TimeZone: d.tenant.TimeZone}, Tasks: []workflow.TaskDraft{firstTask()}}
	if cities, err := d.deps.Registry.AffiliatedCities(d.ctx, d.tenant.ID); err == nil {
		draft.Cities = cities
	}
	return draft
}

// editor is the address of an activity's editor, without the site's base.
func (d *desk) editor(id laurel.ActivityID) string { return d.at("/activities/" + string(id)) }

func (d *desk) showActivities(c *fiber.Ctx, typed engine.Change, refusal error) error {
	f := ownFilter(c)
	found, err := d.deps.Engine.OwnActivities(d.ctx, d.tenant.ID, f)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.activities.title"), body: []g.Node{
		d.doneIf(c, "published", "page.activities.published"), d.doneIf(c, "archived", "page.activities.archived"),
		d.doneIf(c, "restored", "page.activities.restored"), d.doneIf(c, "discarded", "page.activities.discarded"),
		g.Iff(d.may(laurel.PublishActivity), func() g.Node { return d.beginForm(typed.Draft, refusal) }),
		h.H2(d.text("page.activities.all")),
		d.ownActivities(f, found),
	}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return d.show(c, s)
}

func (d *desk) beginForm(draft workflow.Draft, err error) g.Node {
	if draft.Language == "" {
		draft.Language = d.tenant.Language
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/activities"))),
		h.H2(d.text("page.activities.begin")),
		d.faultBeside(err, "title"),
		d.input(field{name: "title", label: "page.editor.title", hint: "page.editor.title-hint", value: draft.Title, most: workflow.MaxTitle,
			must: true, err: err}),
		h.Div(h.Class("pair"),
			d.choice(field{name: "kind", label: "page.editor.kind", value: string(draft.Kind)}, d.kinds()),
			d.choice(field{name: "language", label: "page.editor.language", value: draft.Language}, d.contentLanguages(draft.Language))),
		d.submit("page.activities.begin-button"))
}

// activityRow is one line of the list.
func (d *desk) activityRow(a engine.OwnActivity) g.Node {
	return h.Li(h.Class("panel"),
		h.H3(h.A(href(d.to(d.editor(a.ID))), g.Text(d.titled(a.Title)))),
		h.P(h.Class("meta"),
			g.If(a.Stage != "", h.Span(h.Class("state "+string(a.Stage)), d.text("page.activities.stage-"+string(a.Stage)))),
			g.If(a.Draft, h.Span(h.Class("state returned"), icon("pencil"), d.text("page.activities.draft"))),
			d.dated("page.activities.changed", a.ChangedAt)),
		h.Div(h.Class("actions small"),
			h.A(href(d.to(d.editor(a.ID))), icon("pencil"), d.text("page.activities.edit")),
			g.If(a.Stage != "", h.A(href(d.to("/activities/"+string(a.ID))), icon("compass"), d.text("page.activities.look"))),
			g.If(a.Draft, h.A(href(d.to(d.editor(a.ID)+"/preview")), icon("page"), d.text("page.editor.preview"))),
			g.If(d.may(laurel.PublishActivity), d.press(d.editor(a.ID)+"/duplicate", "page.activities.duplicate", "button small plain")),
			g.If(a.Stage == workflow.Published, d.press(d.editor(a.ID)+"/archive", "page.activities.archive", "button small danger")),
			g.If(a.Stage == workflow.Archived, d.press(d.editor(a.ID)+"/restore", "page.activities.restore", "button small plain"))))
}

// titled is a title, or the words that stand for one that is not written yet.
func (v *view) titled(title string) string {
	if strings.TrimSpace(title) == "" {
		return v.say("page.activities.untitled")
	}
	return title
}

// ArchiveActivity answers POST BASE/tenants/:code/activities/:activity/archive.
func (p *Pages) ArchiveActivity(c *fiber.Ctx) error {
	return p.moveActivity(c, "archived", func(d *desk, id laurel.ActivityID) error { return p.deps.Engine.ArchiveActivity(d.ctx, id) })
}

// RestoreActivity answers POST BASE/tenants/:code/activities/:activity/restore.
func (p *Pages) RestoreActivity(c *fiber.Ctx) error {
	return p.moveActivity(c, "restored", func(d *desk, id laurel.ActivityID) error { return p.deps.Engine.RestoreActivity(d.ctx, id) })
}

func (p *Pages) moveActivity(c *fiber.Ctx, done string, move func(*desk, laurel.ActivityID) error) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	if err := move(d, id); err != nil {
		if refused(err) {
			return d.showActivities(c, engine.Change{}, err)
		}
		return err
	}
	return c.Redirect(d.to(d.at("/activities?done="+done)), fiber.StatusSeeOther)
}

// DuplicateActivity answers POST BASE/tenants/:code/activities/:activity/duplicate.
func (p *Pages) DuplicateActivity(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	v, err := p.deps.Engine.DuplicateActivity(d.ctx, id)
	if err != nil {
		return err
	}
	return c.Redirect(d.to(d.editor(v.ID)+"?done=copied"), fiber.StatusSeeOther)
}

// activityDesk is the desk with the activity in the address, which is the tenant's.
// Who may do what with it is asked by each request.
func (p *Pages) activityDesk(c *fiber.Ctx) (*desk, laurel.ActivityID, error) {
	d, err := p.anyDesk(c)
	if err != nil {
		return nil, "", err
	}
	id := laurel.ActivityID(c.Params("activity"))
	if id.Tenant() != d.tenant.ID {
		return nil, "", laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, id, nil
}

// may reports whether the actor may do something in the whole of the tenant.
func (d *desk) may(a laurel.Action) bool { return slices.Contains(d.allowed, a) }
