package page

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

func (t *trail) entry(e tenants.AuditEntry) g.Node {
	who := h.Span(g.Text(t.who(e.Actor)))
	if e.ActorErased() {
		who = h.Em(t.text("page.audit.erased"))
	}
	sealed := t.say("page.audit.unsealed")
	if e.Seal > 0 {
		sealed = t.fill("page.audit.sealed", laurel.Args{"Number": e.Seal})
	}
	return h.Tr(h.ID(e.ID),
		h.Td(t.moment(e.At), h.Div(h.Class("hint"), g.Text(sealed))),
		h.Td(who),
		h.Td(g.Text(t.what(e.What)), t.object(e.Object)),
		h.Td(t.values(e)))
}

// who is an actor by name, where it is known.
func (t *trail) who(actor string) string {
	if actor == "system" || actor == "visitor" {
		return t.say("page.audit." + actor)
	}
	if name := t.names[actor]; name != "" {
		return name
	}
	return actor
}

var whatShape = regexp.MustCompile(`^[a-z-]+\.[a-z-]+$`)

// what is the text of a kind of change; one that nobody has put into words is
// shown as it is stored.
func (v *view) what(what string) string {
	if key := "audit." + what; whatShape.MatchString(what) && v.deps.Texts.Has(v.lang, key) {
		return v.say(key)
	}
	return what
}

// object is what was changed; the tenant itself needs no word.
func (t *trail) object(object string) g.Node {
	kind, id, _ := strings.Cut(object, ":")
	shown := object
	switch name := t.names[id]; {
	case object == "tenant" || object == "":
		return nil
	case kind == "person" && name != "":
		shown = name
	case kind == "role":
		return h.Div(h.Class("hint"), g.Text(t.roleNamed(id)))
	case (kind == "organisation" || kind == "city") && laurel.TenantID(id).Valid():
		if there, err := t.deps.Registry.Tenant(t.ctx, laurel.TenantID(id)); err == nil {
			shown = there.Name
		}
	case kind == "quota":
		if word, ok := t.known("quota-name", id); ok {
			shown = word
		}
	}
	return h.Div(h.Class("hint"), g.Text(shown))
}

// roleNamed is what a role is called; one that is gone has only the name in
// policies left.
func (t *trail) roleNamed(name string) string {
	if word, ok := t.known("role-name", name); ok {
		return word
	}
	if own, ok := t.own[name]; ok {
		return own.Title
	}
	return name
}

// values is what was and what is, by field.
func (t *trail) values(e tenants.AuditEntry) g.Node {
	if e.ValuesErased() {
		return h.Em(t.text("page.audit.erased"))
	}
	var both struct{ From, To json.RawMessage }
	if err := json.Unmarshal([]byte(e.Values), &both); err != nil {
		return h.Code(g.Text(e.Values)) // somebody has changed it
	}
	was, is := fieldsOf(both.From), fieldsOf(both.To)
	names := slices.Sorted(maps.Keys(was))
	for name := range is {
		if _, ok := was[name]; !ok {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return h.Table(h.Class("values"),
		h.THead(h.Tr(h.Th(h.Scope("col"), h.Span(h.Class("unseen"), t.text("page.audit.field"))),
			h.Th(h.Scope("col"), t.text("page.audit.before")), h.Th(h.Scope("col"), t.text("page.audit.after")))),
		h.TBody(g.Map(names, func(name string) g.Node {
			return h.Tr(h.Th(h.Scope("row"), g.Text(t.field(name))), h.Td(t.value(name, was[name])), h.Td(t.value(name, is[name])))
		})))
}

// fieldsOf takes a JSON value apart; what is no object has one field without a name.
func fieldsOf(raw json.RawMessage) map[string]any {
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err == nil {
		return fields
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil || value == nil {
		return nil
	}
	return map[string]any{"": value}
}

func (t *trail) field(name string) string {
	if word, ok := t.known("audit-field", name); ok {
		return word
	}
	return name
}

// called is a value of a field as people say it, where there are words for it.
func (t *trail) called(name, value string) string {
	switch name {
	case "role":
		return t.roleNamed(value)
	case "accepted":
		return t.who(value)
	case "state":
		if word, ok := t.known("standing", value); ok {
			return word
		}
	}
	return value
}

const textShown = 120 // characters of each text; the whole of it stands on its own page, and in the export

// textsInBrief are the beginnings of texts, by language.
func textsInBrief(texts map[string]any) g.Node {
	return h.Ul(g.Map(slices.Sorted(maps.Keys(texts)), func(lang string) g.Node {
		words, _ := texts[lang].(string)
		if whole := []rune(words); len(whole) > textShown {
			words = string(whole[:textShown]) + "…"
		}
		return h.Li(g.Text(lang+": "), h.Span(h.Lang(lang), g.Text(words)))
	}))
}

func (t *trail) value(name string, value any) g.Node {
	switch v := value.(type) {
	case nil:
		return g.Text("–")
	case string:
		return g.Text(t.called(name, v))
	case map[string]any:
		if name == "texts" {
			return textsInBrief(v)
		}
	case float64:
		return g.Text(strconv.FormatFloat(v, 'f', -1, 64))
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return g.Text(string(b))
}
