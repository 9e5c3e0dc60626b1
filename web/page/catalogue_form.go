package page

import (
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// finder is the field in which a search begins.
func (v *view) finder(value string, err error) g.Node {
	return v.input(field{name: "q", label: "page.catalogue.q", kind: "search", value: value, err: err, most: workflow.MaxQuery})
}

// searchBox is the beginning of a search on another page.
func (v *view) searchBox() g.Node {
	return h.Form(h.Class("search panel"), h.Method("get"), action(v.to(catalogue)), h.Role("search"),
		v.finder("", nil), v.submit("page.catalogue.find"))
}

// form is the whole search. It is sent with the address, so that what is found can
// be shown to somebody else.
func (l *lookup) form() g.Node {
	return h.Form(h.Class("panel form"), h.Method("get"), action(l.to(catalogue)), h.Role("search"),
		h.Div(h.Class("search"), l.finder(l.asked.Get("q"), l.fault), l.submit("page.catalogue.find")),
		l.skillChip(),
		l.faultBeside(l.fault, append(l.seen(), "q")...),
		h.Details(g.If(l.narrowed(), g.Attr("open")), h.Summary(l.text("page.catalogue.more")),
			h.Div(h.Class("pair"),
				l.among("category", l.categories()), l.among("kind", l.kinds()), l.among("mode", l.modes()),
				l.among("language", l.contentLanguages()), l.among("organisation", l.organisations()),
				l.among("tag", l.tagNames()), l.among("skill", l.skillNames()),
				l.typed("from", "date"), l.typed("to", "date"), l.typed("minutes", "number"),
				l.among("order", l.orders()), g.Iff(l.asked.Get("near") != "", func() g.Node { return l.typed("within", "text") })),
			l.around(),
			h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), l.text("page.catalogue.apply")),
				g.If(len(l.asked) > 0, h.A(href(l.to(catalogue)), l.text("page.catalogue.clear"))))))
}

// seen are the fields of the form beside the words.
func (l *lookup) seen() []string {
	names := []string{"category", "kind", "mode", "language", "organisation", "tag", "skill", "from", "to", "minutes", "order"}
	if l.asked.Get("near") != "" {
		names = append(names, "within")
	}
	return names
}

// narrowed reports whether the search is narrower than its words.
func (l *lookup) narrowed() bool {
	for name := range l.asked {
		if name != "q" && name != "order" && name != "cursor" {
			return true
		}
	}
	return fieldOf(l.fault) == "order"
}

// among is a field with a list; a list with nothing to choose from is left out.
func (l *lookup) among(name string, options []option) g.Node {
	value := l.asked.Get(name)
	if len(options) == 0 {
		return g.If(value != "", hidden(name, value))
	}
	all := append([]option{{"", l.say("page.catalogue.any")}}, options...)
	if name == "order" {
		all[0].label = l.say("page.catalogue.by-itself")
	}
	return l.choice(field{name: name, label: "page.catalogue." + name, value: value, err: l.fault}, all)
}

func (l *lookup) typed(name, kind string) g.Node {
	return l.input(field{name: name, label: "page.catalogue." + name, kind: kind, value: l.asked.Get(name), err: l.fault})
}

// around is where a place is asked for by an address that a page or program made.
func (l *lookup) around() g.Node {
	near, box := l.asked.Get("near"), l.asked.Get("bbox")
	return g.Group{
		g.If(near != "", hidden("near", near)),
		g.If(box != "", hidden("bbox", box)),
		g.If(near+box != "", h.P(h.Class("hint"), l.text("page.catalogue.around"))),
	}
}

// offered is a list of what there is, with what is asked for: there may be none.
func (l *lookup) offered(name string, there []string) []string {
	if len(there) == 0 {
		return nil
	}
	return with(there, l.asked.Get(name))
}

func (l *lookup) categories() []option {
	var list []option
	for _, c := range l.offered("category", l.facets.Categories) {
		word, ok := l.known("category", c)
		if !ok {
			word = c
		}
		list = append(list, option{c, word})
	}
	return list
}

// tagNames are the tags in the order of their words, with the one that is asked for.
func (l *lookup) tagNames() []option {
	var list []option
	for _, tag := range l.offered("tag", l.facets.Tags) {
		word, ok := l.known("tag", tag)
		if !ok {
			word = tag
		}
		list = append(list, option{tag, word})
	}
	slices.SortFunc(list, func(a, b option) int { return strings.Compare(strings.ToLower(a.label), strings.ToLower(b.label)) })
	return list
}

// skillNames are the skills in the order of what the reader calls them, with the one
// that is asked for.
func (l *lookup) skillNames() []option {
	if len(l.facets.Skills) == 0 {
		return nil
	}
	var list []option
	asked := l.asked.Get("skill")
	for _, s := range l.byName(l.skills) {
		label, _ := s.In(l.lang)
		list = append(list, option{string(s.ID), label.Label})
	}
	if asked != "" && !slices.ContainsFunc(list, func(o option) bool { return o.value == asked }) {
		list = append(list, option{asked, asked}) // nobody knows it
	}
	return list
}

// skillChip is the skill that is asked for, and takes it away.
func (l *lookup) skillChip() g.Node {
	asked := l.asked.Get("skill")
	if asked == "" {
		return nil
	}
	name, lang := asked, ""
	if i := slices.IndexFunc(l.skills, func(s workflow.Skill) bool { return string(s.ID) == asked }); i >= 0 {
		label, written := l.skills[i].In(l.lang)
		name, lang = label.Label, written
	}
	without := l.filter()
	without.Del("skill")
	address := l.to(catalogue)
	if q := without.Encode(); q != "" {
		address += "?" + q
	}
	return h.P(h.Class("chosen-filter"), g.Text(l.say("page.catalogue.skill")+": "),
		h.A(h.Class("chip"), href(address), h.Aria("label", l.fill("page.catalogue.without", laurel.Args{"Filter": name})),
			h.Span(g.If(lang != "", h.Lang(lang)), g.Text(name)), icon("cross")))
}

func (l *lookup) kinds() []option {
	var list []option
	for _, k := range workflow.Kinds() {
		list = append(list, option{string(k), l.say("activity-kind." + string(k))})
	}
	return list
}

func (l *lookup) modes() []option {
	var list []option
	for _, m := range workflow.Modes() {
		list = append(list, option{string(m), l.say("activity-mode." + string(m))})
	}
	return list
}

func (l *lookup) contentLanguages() []option {
	var list []option
	for _, lang := range l.offered("language", l.facets.Languages) {
		list = append(list, option{lang, l.languageName(lang)})
	}
	return list
}

func (l *lookup) organisations() []option {
	var list []option
	asked := l.asked.Get("organisation")
	for _, id := range l.facets.Organisations {
		if name := l.names[id].Name; name != "" {
			list = append(list, option{string(id), name})
		}
	}
	if len(list) > 0 && asked != "" && !slices.Contains(l.facets.Organisations, laurel.TenantID(asked)) {
		list = append(list, option{asked, asked}) // it offers nothing here
	}
	return list
}

func (l *lookup) orders() []option {
	var list []option
	for _, o := range workflow.Orders() {
		if o != workflow.ByNearest || l.asked.Get("near") != "" {
			list = append(list, option{string(o), l.say("page.catalogue.by-" + string(o))})
		}
	}
	return list
}

// nearby is the address of what takes place around a point.
func (v *view) nearby(p tenants.Point) string {
	degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }
	return v.to(catalogue) + "?near=" + degrees(p.Latitude) + "%2C" + degrees(p.Longitude) + "&within=10&order=nearest"
}

// allOf leads to the whole catalogue, of which a page shows the newest.
func (v *view) allOf(found int) g.Node {
	return h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to(catalogue)), icon("compass"),
		g.Text(v.fill("page.catalogue.all", laurel.Args{"Count": found}))))
}
