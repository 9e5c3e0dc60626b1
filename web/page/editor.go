package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// editorForm is all that can be said of an activity. It works without JavaScript:
// each button saves first.
func (d *desk) editorForm(e editing) g.Node {
	cities, err := d.activeCities()
	if err != nil {
		return d.fault("", err)
	}
	return h.Form(h.ID("editor"), h.Class("form editor"), h.Method("post"), action(d.to(d.editor(e.ID))), h.EncType("multipart/form-data"),
		hidden("version", strconv.Itoa(e.Version)),
		// The first button is what Enter presses.
		h.Button(h.Class("unseen"), h.Type("submit"), h.Name("do"), h.Value("enter"), h.TabIndex("-1"), h.Aria("hidden", "true")),
		d.editorFault(e.err),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.about")), d.aboutFields(e)),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.cover")), d.coverFields(e)),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.occasion")), d.occasionFields(e, cities)),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.materials")), d.linkFields(e), d.attachmentFields(e)),
		h.Section(h.ID("tasks"), h.Class("tasks-editor"), h.Data("handle", d.say("page.editor.task-move")),
			d.movedTask(), h.H2(d.text("page.editor.badge")), d.badgesFields(e)),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.where")), d.placesFields(e, cities)),
		h.Section(h.Class("panel"), h.H2(d.text("page.editor.who")), d.joiningFields(e)),
		h.P(h.Class("actions bar"),
			pick("do", option{"publish", d.say(d.publishKey(e))}, "button"),
			pick("do", option{"save", d.say("page.editor.save")}, "button plain"),
			pick("do", option{"preview", d.say("page.editor.preview")}, "button plain"),
			h.Span(h.ID("kept"), h.Role("status"), h.Data("saving", d.say("page.editor.saving")), h.Data("lost", d.say("page.editor.lost")))))
}

func (d *desk) publishKey(e editing) string {
	if e.Activity == nil {
		return "page.editor.publish"
	}
	return "page.editor.publish-again"
}

// editorFault is what is wrong where no single field shows it.
func (d *desk) editorFault(err error) g.Node {
	field := fieldOf(err)
	for _, list := range []string{"tasks[", "links[", "attachments[", "skills", "badges["} {
		if strings.HasPrefix(field, list) {
			return nil
		}
	}
	return d.faultBeside(err, "title", "description", "language", "kind", "category", "tags", "minutes", "cover", "reach", "shelf", "cities",
		"mode", "address", "latitude", "longitude", "meeting", "booking", "starts", "ends", "timeZone", "badgeDescription", "tasks", "links",
		"access", "joining", "places", "level", "requires", "requires.needed", "badges", "attachments")
}

func (d *desk) aboutFields(e editing) g.Node {
	w := e.Draft
	tagFault := field{name: "tags", label: "page.editor.tags", hint: "page.editor.tags-hint", value: d.writtenTags(w.Tags), err: e.err}
	if strings.HasPrefix(fieldOf(e.err), "tags[") {
		tagFault.at = fieldOf(e.err)
	}
	return g.Group{
		d.input(e.field(field{name: "title", hint: "page.editor.title-hint", value: w.Title, most: workflow.MaxTitle})),
		d.area(e.field(field{name: "description", hint: "page.editor.description-hint", value: w.Description,
			most: workflow.MaxDescription}), 12),
		h.Div(h.Class("pair"),
			d.choice(e.field(field{name: "kind", value: string(w.Kind)}), d.kinds()),
			d.choice(e.field(field{name: "language", value: w.Language}), d.contentLanguages(w.Language))),
		h.Div(h.Class("pair"),
			d.choice(e.field(field{name: "category", value: w.Category}), d.categories(w.Category)),
			d.input(e.field(field{name: "minutes", kind: "number", value: number(w.Minutes)}))),
		d.input(tagFault),
		d.skillFields(e),
	}
}

// field is one of the editor's, with its label and what was refused of it.
func (e editing) field(f field) field {
	if f.label == "" {
		f.label = "page.editor." + labelOf(f.name)
	}
	f.err = e.err
	return f
}

// number is a number as a form shows it; none is empty.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (d *desk) coverFields(e editing) g.Node {
	f := field{name: "cover", label: "page.editor.cover-file", hint: "page.editor.cover-hint", err: e.err}
	return g.Group{
		g.If(e.Draft.Cover != "",
			h.P(h.Img(h.Class("cover small"), src(d.draftCover(e.ID, e.Draft.Cover)), h.Alt(d.say("page.editor.cover-alt"))))),
		d.labelled(f, h.Input(h.ID(f.name), h.Name(f.name), h.Type("file"), h.Accept("image/jpeg,image/png,image/webp"), d.about(f))),
		g.If(e.Draft.Cover != "", tickBox("cover-remove", option{"yes", d.say("page.editor.cover-remove")}, false)),
	}
}

// draftCover is the address of a cover that nobody but the organisers sees yet.
func (d *desk) draftCover(id laurel.ActivityID, name string) string {
	return d.to(d.editor(id) + "/cover/" + name)
}

func (d *desk) occasionFields(e editing, cities []tenants.Tenant) g.Node {
	o := e.Draft.Occasion
	modes := []option{{"", d.say("page.editor.mode-none")}}
	for _, m := range workflow.Modes() {
		modes = append(modes, option{string(m), d.say("activity-mode." + string(m))})
	}
	zone := o.TimeZone
	if zone == "" && len(cities) > 0 {
		zone = cities[0].TimeZone
	}
	o.TimeZone = zone
	line := func(name, kind, value string) g.Node {
		return d.input(e.field(field{name: name, hint: "page.editor." + labelOf(name) + "-hint", kind: kind, value: value}))
	}
	return g.Group{
		d.choice(e.field(field{name: "mode", value: string(o.Mode)}), modes),
		d.input(e.field(field{name: "address", value: o.Address, most: workflow.MaxAddress})),
		h.Div(h.Class("pair"),
			line("latitude", "text", pinned(o.Pin, o.Pin.Latitude)), line("longitude", "text", pinned(o.Pin, o.Pin.Longitude))),
		h.Div(h.Class("pair"), line("meeting", "url", o.Meeting), line("booking", "url", o.Booking)),
		h.Div(h.Class("pair"),
			d.input(e.field(field{name: "starts", kind: "datetime-local", value: clocked(o, o.Starts)})),
			d.input(e.field(field{name: "ends", kind: "datetime-local", value: clocked(o, o.Ends)}))),
		d.input(e.field(field{name: "timeZone", hint: "page.editor.time-zone-hint", value: o.TimeZone, most: 60})),
	}
}

// labelOf is a field's name as text keys say it.
func labelOf(name string) string {
	return strings.NewReplacer("timeZone", "time-zone", "badgeDescription", "badge-description").Replace(name)
}

func pinned(pin tenants.Point, n float64) string {
	if pin == (tenants.Point{}) {
		return ""
	}
	return degrees(n)
}

// clocked is a time as the clocks show it where the activity is.
func clocked(o workflow.Occasion, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(o.Zone()).Format(local)
}

// linkFields are a row for each link, and one more.
func (d *desk) linkFields(e editing) g.Node {
	kinds := []option{}
	for _, k := range []string{"page", "video", "booklet"} {
		kinds = append(kinds, option{k, d.say("link-kind." + k)})
	}
	rows := e.Draft.Links
	if len(rows) < workflow.MaxLinks {
		rows = append(slices.Clip(rows), workflow.Link{Kind: "page"})
	}
	var list g.Group
	for i, l := range rows {
		at := "links[" + strconv.Itoa(i) + "]"
		name := d.fill("page.editor.link-number", laurel.Args{"Number": i + 1})
		list = append(list, h.FieldSet(h.Class("row"), h.Legend(h.Class("unseen"), g.Text(name)),
			d.choice(field{name: "link-kind", id: numbered("link-kind", i), label: "page.editor.link-kind", value: l.Kind}, kinds),
			d.input(field{name: "link-title", id: numbered("link-title", i), label: "page.editor.link-title", value: l.Title,
				most: workflow.MaxTitle}),
			d.input(e.field(field{name: "link-url", id: numbered("link-url", i), at: at, kind: "url", value: l.URL,
				most: workflow.MaxLink}))))
	}
	return g.Group{h.P(h.Class("hint"), d.text("page.editor.links-hint")),
		g.If(fieldOf(e.err) == "links", d.fault("links-fault", e.err)), list}
}

// askFields are the kinds of evidence that a task asks for, and of each how much.
func (d *desk) askFields(i int, t workflow.TaskDraft) g.Node {
	asked, least := map[approval.Kind]workflow.Ask{}, 0
	for _, a := range t.Asks {
		asked[a.Kind] = a
		least = max(least, a.MinLength)
	}
	var rows g.Group
	for _, k := range evidenceKinds() {
		ask, is := asked[k]
		rows = append(rows, h.Div(h.Class("ask"),
			tickBox(numbered("asks", i), option{string(k), d.say("evidence-kind." + string(k))}, is),
			g.Iff(workflow.IsFile(k), func() g.Node {
				return g.Group{d.amount(numbered(string(k)+"-least", i), "page.editor.ask-least", ask.Min),
					d.amount(numbered(string(k)+"-most", i), "page.editor.ask-most", ask.Max)}
			}),
			tickBox(numbered(string(k)+"-optional", i), option{"yes", d.say("page.editor.ask-optional")}, ask.Optional)))
	}
	return g.Group{
		h.FieldSet(h.Class("choices"), h.Legend(d.text("page.editor.asks")), h.P(h.Class("hint"), d.text("page.editor.asks-hint")), rows),
		d.input(field{name: numbered("least", i), label: "page.editor.least", hint: "page.editor.least-hint", kind: "number",
			value: number(least)}),
	}
}

// amount is a small field for how many of a kind.
func (d *desk) amount(name, key string, n int) g.Node {
	return h.Label(h.Class("amount"), d.text(key),
		h.Input(h.Name(name), h.Type("number"), h.Min("0"), h.Max(strconv.Itoa(workflow.MaxEvidence)), h.Value(number(n))))
}

// approvers are who can approve, by name: of each the newest version. What was chosen
// before is among them in any case.
func (d *desk) approvers(chosen string) []option {
	var list []option
	keys := newestVersions(d.deps.Engine.Approvers())
	for _, key := range keys {
		list = append(list, option{key, d.approver(key)})
	}
	if chosen == "" || slices.Contains(keys, chosen) {
		return list
	}
	name, version, ok := strings.Cut(chosen, "@")
	if ok && slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, name+"@") }) {
		return append(list, option{chosen, d.fill("page.flow.version", laurel.Args{"Approver": d.approver(chosen), "Version": version})})
	}
	return append(list, option{chosen, chosen})
}

// newestVersions are the keys of the newest versions, in their order.
func newestVersions(keys []string) []string {
	versions := map[string]int{}
	number := func(key string) (string, int) {
		name, version, _ := strings.Cut(key, "@")
		n, err := strconv.Atoi(version)
		if err != nil { // it has no versions
			return key, 0
		}
		return name, n
	}
	for _, key := range keys {
		name, n := number(key)
		versions[name] = max(versions[name], n)
	}
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { name, n := number(key); return n < versions[name] })
}

func (d *desk) placesFields(e editing, cities []tenants.Tenant) g.Node {
	options := make([]option, len(cities))
	for i, c := range cities {
		options[i] = option{string(c.ID), c.Name}
	}
	chosen := map[string]bool{}
	for _, id := range e.Draft.Cities {
		chosen[string(id)] = true
	}
	return g.Group{
		g.If(len(cities) == 0, h.P(d.text("page.editor.cities-none"))),
		g.If(len(cities) > 0, d.ticks(e.field(field{name: "cities", hint: "page.editor.cities-hint"}), options,
			func(id string) bool { return chosen[id] })),
		d.choice(e.field(field{name: "reach", hint: "page.editor.reach-hint", value: string(e.Draft.Reach)}), []option{
			{string(workflow.InCities), d.say("activity-reach.cities")}, {string(workflow.InTheNetwork), d.say("activity-reach.network")}}),
		d.choice(e.field(field{name: "shelf", hint: "page.editor.shelf-hint", value: string(e.Draft.Shelf)}), []option{
			{string(workflow.AnyShelf), d.say("activity-shelf.any")}, {string(workflow.OwnShelf), d.say("activity-shelf.own")}}),
	}
}

// draftConflict is what somebody else has written meanwhile, beside what was typed.
func (d *desk) draftConflict(e editing) g.Node {
	if e.theirs == nil {
		return nil
	}
	mine, theirs := d.told(e.Draft), d.told(e.theirs.Draft)
	var rows []g.Node
	for i, line := range mine {
		if line.label != theirs[i].label || line.value == theirs[i].value {
			continue
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(line.label)),
			h.Td(h.Class("preserve"), g.Text(cmp.Or(theirs[i].value, "–"))), h.Td(h.Class("preserve"), g.Text(cmp.Or(line.value, "–")))))
	}
	return h.Div(h.Class("notice"), h.Role("alert"), h.P(d.text("page.settings.conflict")), d.writtenBy(*e.theirs),
		g.Iff(len(rows) > 0, func() g.Node {
			return table(d.say("page.settings.conflict-table"),
				[]string{d.say("page.settings.field"), d.say("page.settings.theirs"), d.say("page.settings.mine")}, rows)
		}))
}

// told is a draft as pairs of words, always as many and in one order.
func (d *desk) told(w workflow.Draft) []option {
	o := w.Occasion
	var links, cities []string
	for _, f := range w.Attachments {
		links = append(links, f.Title+" "+d.sortOf(f))
	}
	for _, l := range w.Links {
		links = append(links, l.Title+" "+l.URL)
	}
	for _, c := range w.Cities {
		cities = append(cities, string(c))
	}
	list := []option{
		{value: w.Title, label: d.say("page.editor.title")}, {value: w.Description, label: d.say("page.editor.description")},
		{value: string(w.Kind), label: d.say("page.editor.kind")}, {value: w.Language, label: d.say("page.editor.language")},
		{value: w.Category, label: d.say("page.editor.category")}, {value: number(w.Minutes), label: d.say("page.editor.minutes")},
		{value: d.writtenTags(w.Tags), label: d.say("page.editor.tags")},
		{value: d.toldSkills(w), label: d.say("page.editor.skills")},
		{value: strings.Join([]string{string(o.Mode), o.Address, o.Meeting, o.Booking, clocked(o, o.Starts), clocked(o, o.Ends)}, "\n"),
			label: d.say("page.editor.occasion")},
		{value: strings.Join(links, "\n"), label: d.say("page.editor.materials")},
		{value: w.BadgeDescription, label: d.say("page.editor.badge-description")},
		{value: strings.Join(append(cities, string(w.Reach), string(w.Shelf)), "\n"), label: d.say("page.editor.where")},
		{value: d.toldJoining(w), label: d.say("page.editor.who")},
	}
	list = append(list, d.toldBadges(w)...)
	for i := range workflow.MaxTasks {
		line := option{label: d.fill("page.task.number", laurel.Args{"Number": i + 1})}
		if i < len(w.Tasks) {
			line.value = d.toldTask(w.Tasks[i])
		}
		list = append(list, line)
	}
	return list
}

func (d *desk) toldTask(t workflow.TaskDraft) string {
	words := []string{t.Prompt}
	if t.Optional {
		words = append(words, d.say("page.task.optional"))
	}
	for _, a := range t.Asks {
		word := d.say("evidence-kind." + string(a.Kind))
		word += " " + number(a.MinLength) + " " + number(a.Min) + " " + number(a.Max)
		if a.Optional {
			word += d.say("page.editor.ask-optional")
		}
		words = append(words, word)
	}
	for _, s := range t.Steps {
		words = append(words, "→ "+d.stepSays(s))
	}
	return strings.Join(words, "\n")
}
