package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

func (d *desk) showListEditor(c *fiber.Ctx, e composing) error {
	if err := d.search(&e); err != nil {
		return err
	}
	s := sheet{title: d.titled(e.Draft.Title), script: "editor.js", body: []g.Node{
		h.P(h.Class("back"), h.A(href(d.to(d.at("/playlists"))), icon("back"), d.text("page.playlists.title"))),
		d.doneIf(c, "saved", "page.editor.saved"), d.doneIf(c, "copied", "page.playlists.copied"),
		d.whatOfList(e),
	}}
	if e.Playlist != nil && e.Playlist.Stage == workflow.Archived {
		s.body = append(s.body, h.Div(h.Class("notice"), h.P(d.text("page.playlists.archived-about")),
			d.press(d.listEditor(e.ID)+"/restore", "page.activities.restore", "button")))
	} else {
		s.body = append(s.body, d.listConflict(e), d.listForm(e), d.discardingList(e))
	}
	switch {
	case e.theirs != nil:
		s.status = fiber.StatusConflict
	case e.err != nil:
		s.status = statusOf(e.err)
	}
	return d.show(c, s)
}

// search finds what can be added, and whose all is that stands on the page.
func (d *desk) search(e *composing) (err error) {
	if e.find != "" && anActivity.FindString(e.find) == "" {
		cities := []tenants.Tenant{d.tenant}
		if d.tenant.Kind != tenants.City {
			if cities, err = d.activeCities(); err != nil {
				return err
			}
		}
		if e.found, err = d.candidates(cities, *e); err != nil {
			return err
		}
	}
	ids := []laurel.TenantID{d.tenant.ID}
	for _, list := range [][]workflow.Item{e.Items, e.found} {
		for _, i := range list {
			ids = append(ids, i.Activity.Tenant())
		}
	}
	e.names, err = d.deps.Registry.Tenants(d.ctx, ids)
	return err
}

// whatOfList tells how what is written relates to what the world sees.
func (d *desk) whatOfList(e composing) g.Node {
	key := "page.playlists.state-published"
	switch {
	case e.Playlist == nil:
		return h.P(h.Class("lead"), d.text("page.playlists.state-unpublished"))
	case e.Version > 0:
		key = "page.playlists.state-changed"
	}
	return h.P(h.Class("lead"), d.text(key), g.Text(" "), h.A(href(d.to(playlistPath(e.ID))), d.text("page.editor.see-published")))
}

// listForm is all that can be said of a playlist. It works without JavaScript: each
// button saves first.
func (d *desk) listForm(e composing) g.Node {
	publish := "page.editor.publish"
	if e.Playlist != nil {
		publish = "page.editor.publish-again"
	}
	return h.Form(h.ID("editor"), h.Class("form editor"), h.Method("post"), action(d.to(d.listEditor(e.ID))),
		hidden("version", strconv.Itoa(e.Version)),
		// The first button is what Enter presses.
		h.Button(h.Class("unseen"), h.Type("submit"), h.Name("do"), h.Value("save"), h.TabIndex("-1"), h.Aria("hidden", "true")),
		d.listFault(e.err),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.about")),
			d.input(e.field(field{name: "title", value: e.Draft.Title, most: workflow.MaxTitle})),
			d.area(e.field(field{name: "description", hint: "page.playlists.description-hint", value: e.Draft.Description,
				most: workflow.MaxDescription}), 8),
			d.choice(e.field(field{name: "language", value: e.Draft.Language}), d.contentLanguages(e.Draft.Language))),
		h.Section(h.ID("items"), h.Class("tasks-editor"), h.H2(d.text("page.playlist.items")), d.itemFields(e)),
		h.Section(h.Class("panel"), h.H2(d.text("page.playlists.finding")), d.findFields(e)),
		h.Section(h.Class("panel"), h.H2(d.text("page.playlists.completion")), d.completionFields(e)),
		h.P(h.Class("actions bar"),
			pick("do", option{"publish", d.say(publish)}, "button"),
			pick("do", option{"save", d.say("page.editor.save")}, "button plain"),
			pick("do", option{"preview", d.say("page.editor.preview")}, "button plain"),
			h.Span(h.ID("kept"), h.Role("status"), h.Data("saving", d.say("page.editor.saving")), h.Data("lost", d.say("page.editor.lost")))))
}

// field is one of the editor's, with its label and what was refused of it.
func (e composing) field(f field) field {
	if f.label == "" {
		f.label = "page.editor." + labelOf(f.name)
	}
	f.err = e.err
	return f
}

// listFault is what is wrong where no single field shows it.
func (d *desk) listFault(err error) g.Node {
	if strings.HasPrefix(fieldOf(err), "items[") {
		return nil
	}
	return d.faultBeside(err, "title", "description", "language", "items", "needed", "badge", "badgeDescription", "find")
}

// itemFields are the activities in their order, each with its buttons.
func (d *desk) itemFields(e composing) g.Node {
	var list g.Group
	for n, i := range e.Items {
		if n < len(e.Draft.Items) {
			list = append(list, d.itemRow(e, n, i))
		}
	}
	p := workflow.Playlist{Items: e.Items}
	return g.Group{
		g.If(fieldOf(e.err) == "items", d.fault("items-fault", e.err)),
		g.If(len(list) == 0, h.P(d.text("page.playlists.empty"))),
		h.Ol(h.Class("playlist"), list),
		g.If(len(list) > 0, h.P(h.Class("small"), g.Text(d.counted(e.Items)+" · "+d.total(p)))),
	}
}

func (d *desk) itemRow(e composing, n int, i workflow.Item) g.Node {
	title := d.titled(i.Title)
	if i.Hidden() {
		title = d.say("page.playlists.gone")
	}
	button := func(what, key string) g.Node {
		return h.Button(h.Class("button small plain"), h.Type("submit"), h.Name("do"), h.Value(numbered(what, n)),
			h.Aria("label", d.say(key)+": "+title), d.text(key))
	}
	return h.Li(h.Class("panel"),
		hidden("item", string(i.Activity)),
		h.H3(h.Lang(i.Language), g.Text(title)),
		g.Iff(fieldOf(e.err) == "items["+strconv.Itoa(n)+"]", func() g.Node { return d.fault(numbered("item-fault", n), e.err) }),
		d.itemMeta(e, i),
		tickBox("mandatory", option{string(i.Activity), d.say("page.playlist.mandatory")}, !e.Draft.Items[n].Optional),
		h.P(h.Class("actions small"),
			g.If(n > 0, button("item-up", "page.editor.task-up")),
			g.If(n+1 < len(e.Draft.Items), button("item-down", "page.editor.task-down")),
			button("item-remove", "page.playlists.remove")))
}

// itemMeta is whose an activity is, how long it takes, and whether it is open.
func (d *desk) itemMeta(e composing, i workflow.Item) g.Node {
	of := e.names[i.Activity.Tenant()]
	return h.P(h.Class("meta"),
		g.If(of.Name != "", h.Span(icon("house"), h.Span(h.Lang(of.Language), g.Text(of.Name)))),
		g.If(i.Minutes > 0, h.Span(icon("clock"), g.Text(d.duration(i.Minutes)))),
		g.If(i.Minutes == 0 && i.Revision > 0, h.Span(icon("clock"), d.text("page.playlist.no-time"))),
		g.If(!i.Open && i.Revision > 0, h.Span(h.Class("state returned"), d.text("page.playlist.closed"))))
}

// candidates are activities that are called so and are not in the playlist.
func (d *desk) candidates(cities []tenants.Tenant, e composing) ([]workflow.Item, error) {
	found, err := d.deps.Engine.Candidates(d.ctx, d.tenant.ID, cities, e.find)
	return slices.DeleteFunc(found, func(f workflow.Item) bool {
		return slices.ContainsFunc(e.Draft.Items, func(i workflow.PlaylistItem) bool { return i.Activity == f.Activity })
	}), err
}

// findFields are where to look for activities, and what was found.
func (d *desk) findFields(e composing) g.Node {
	var list g.Group
	for _, i := range e.found {
		list = append(list, h.Li(h.Class("panel"), h.H3(h.Lang(i.Language), g.Text(i.Title)), d.itemMeta(e, i),
			h.P(h.Class("actions small"), h.Button(h.Class("button small"), h.Type("submit"), h.Name("do"), h.Value("item-add-"+string(i.Activity)),
				h.Aria("label", d.say("page.playlists.add")+": "+i.Title), d.text("page.playlists.add")))))
	}
	searched := e.find != "" && anActivity.FindString(e.find) == ""
	return g.Group{
		d.input(field{name: "find", label: "page.playlists.find", hint: "page.playlists.find-hint", value: e.find, err: e.err, most: 400}),
		h.P(h.Class("actions"), pick("do", option{"find", d.say("page.playlists.find-button")}, "button plain")),
		g.If(searched && len(list) == 0, h.P(h.Role("status"), d.text("page.playlists.found-none"))),
		g.If(len(list) > 0, h.Ul(h.Class("rows"), list)),
	}
}

func (d *desk) completionFields(e composing) g.Node {
	badgeFault := field{name: "badge", err: e.err}.fault()
	return g.Group{
		d.input(e.field(field{name: "needed", label: "page.playlists.needed", hint: "page.playlists.needed-hint", kind: "number",
			value: number(e.Draft.Needed)})),
		g.Iff(d.tenant.Kind == tenants.Organisation || e.Draft.Badge, func() g.Node {
			return g.Group{
				tickBox("badge", option{"yes", d.say("page.playlists.badge")}, e.Draft.Badge),
				g.If(badgeFault != nil, d.fault("badge-fault", badgeFault)),
				d.area(e.field(field{name: "badgeDescription", hint: "page.playlists.badge-description-hint",
					value: e.Draft.BadgeDescription, most: workflow.MaxPrompt}), 3),
			}
		}),
		g.If(d.tenant.Kind == tenants.City, h.P(h.Class("small"), d.text("page.playlists.no-badge"))),
	}
}

// listConflict is what somebody else has written meanwhile, beside what was typed.
func (d *desk) listConflict(e composing) g.Node {
	if e.theirs == nil {
		return nil
	}
	mine, theirs := d.toldList(e.Draft, e.Items), d.toldList(e.theirs.Draft, e.theirs.Items)
	var rows []g.Node
	for i, line := range mine {
		if line.value == theirs[i].value {
			continue
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(line.label)),
			h.Td(h.Class("preserve"), g.Text(cmp.Or(theirs[i].value, "–"))), h.Td(h.Class("preserve"), g.Text(cmp.Or(line.value, "–")))))
	}
	return h.Div(h.Class("notice"), h.Role("alert"), h.P(d.text("page.settings.conflict")),
		g.Iff(len(rows) > 0, func() g.Node {
			return table(d.say("page.settings.conflict-table"),
				[]string{d.say("page.settings.field"), d.say("page.settings.theirs"), d.say("page.settings.mine")}, rows)
		}))
}

// toldList is a draft as pairs of words, always as many and in one order.
func (d *desk) toldList(w workflow.PlaylistDraft, items []workflow.Item) []option {
	var lines []string
	for n, i := range items {
		key := "page.playlist.mandatory"
		if n < len(w.Items) && w.Items[n].Optional {
			key = "page.playlist.optional"
		}
		lines = append(lines, cmp.Or(i.Title, string(i.Activity))+" – "+d.say(key))
	}
	has := "page.playlists.badge-no"
	if w.Badge {
		has = "page.playlists.badge-yes"
	}
	return []option{
		{value: w.Title, label: d.say("page.editor.title")}, {value: w.Description, label: d.say("page.editor.description")},
		{value: w.Language, label: d.say("page.editor.language")}, {value: strings.Join(lines, "\n"), label: d.say("page.playlist.items")},
		{value: number(w.Needed), label: d.say("page.playlists.needed")}, {value: d.say(has), label: d.say("page.playlist.badge")},
		{value: w.BadgeDescription, label: d.say("page.editor.badge-description")},
	}
}

func (d *desk) discardingList(e composing) g.Node {
	if e.Version == 0 {
		return nil
	}
	return h.Details(h.Class("panel"), h.Summary(d.text("page.editor.discard")),
		h.P(d.text("page.playlists.discard-about")),
		d.press(d.listEditor(e.ID)+"/discard", "page.editor.discard-button", "button danger", hidden("version", strconv.Itoa(e.Version))))
}
