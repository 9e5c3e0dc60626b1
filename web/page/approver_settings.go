package page

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// setting is one property of an approver's settings, as its schema describes it.
type setting struct {
	Name string `json:"-"`

	Type    string          `json:"type"` // integer, number, boolean, string or array
	Title   string          `json:"title"`
	About   string          `json:"description"`
	Low     *json.Number    `json:"minimum"`
	High    *json.Number    `json:"maximum"`
	Words   []string        `json:"enum"`
	Most    int             `json:"maxLength"`
	Default json.RawMessage `json:"default"`

	// Of an array:

	Items     json.RawMessage `json:"items"`
	MostItems int             `json:"maxItems"`
	columns   []setting
}

// settingsOf are the settings that a schema describes, in its order; false where there
// is one that no field can be drawn for.
func settingsOf(schema json.RawMessage) ([]setting, bool) {
	if len(schema) == 0 {
		return nil, true
	}
	var s struct {
		Properties json.RawMessage `json:"properties"`
	}
	if json.Unmarshal(schema, &s) != nil {
		return nil, false
	}
	names, err := inOrder(s.Properties)
	if err != nil {
		return nil, false
	}
	var all map[string]setting
	if len(names) > 0 && json.Unmarshal(s.Properties, &all) != nil {
		return nil, false
	}
	list := make([]setting, len(names))
	for i, name := range names {
		list[i] = all[name]
		list[i].Name = name
		if !slices.Contains([]string{"integer", "number", "boolean", "string", "array"}, list[i].Type) || strings.ContainsRune(name, '-') {
			return nil, false
		}
		if list[i].Type == "array" {
			var fit bool
			if list[i].columns, fit = list[i].columnsOf(); !fit {
				return nil, false
			}
		}
	}
	return list, true
}

// inOrder are the names of an object's members, as they stand there.
func inOrder(object json.RawMessage) ([]string, error) {
	if len(object) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(err, errors.New("no object"))
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		names = append(names, name.(string)) //nolint:forcetypeassert // nothing else can stand there
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// plain is a value as a field shows it; of none it is empty.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// typed is a value as JSON; of nothing, and of the default, it is none.
func (s setting) typed(written string) json.RawMessage {
	value := s.value(written)
	if bytes.Equal(value, bytes.TrimSpace(s.Default)) {
		return nil
	}
	return value
}

// value is what was written as JSON; of nothing it is none. What is of another kind
// than asked for goes to the approver as it was written, and is refused there.
func (s setting) value(written string) json.RawMessage {
	written = strings.TrimSpace(written)
	value := json.RawMessage(written)
	switch {
	case written == "":
		return nil
	case s.Type == "string" || !json.Valid(value):
		quoted, err := json.Marshal(written)
		if err != nil {
			return nil
		}
		value = quoted
	}
	return value
}

// described is what an approver says of itself; what cannot be asked says nothing.
func (d *desk) described(key string) approval.Description {
	if key == "" {
		return approval.Description{}
	}
	about, err := d.deps.Engine.DescribeApprover(d.ctx, d.tenant.ID, key)
	if err != nil {
		return approval.Description{}
	}
	return about
}

// settingsFields draw the settings of an approver; seat names its place in the form.
func (d *desk) settingsFields(seat, key string, raw json.RawMessage) g.Node {
	if key == "" {
		return nil
	}
	carried := g.Group{hidden("was-"+seat, key), hidden("settings-"+seat, string(raw))}
	schema := d.described(key).Settings
	all, drawn := settingsOf(schema)
	given := map[string]json.RawMessage{}
	if drawn && len(raw) > 0 && json.Unmarshal(raw, &given) != nil {
		return carried
	}
	inRows := func(s setting) bool { _, ok := s.rowsOf(given[s.Name]); return s.Type != "array" || ok }
	if !drawn || slices.ContainsFunc(all, func(s setting) bool { return !inRows(s) }) {
		return g.Group{hidden("was-"+seat, key), hidden("json-"+seat, "yes"),
			d.area(field{name: "settings-" + seat, label: "page.flow.settings-json", hint: "page.flow.settings-json-hint", value: string(raw)}, 4)}
	}
	var list g.Group
	name, _, _ := strings.Cut(key, "@")
	for _, s := range all {
		list = append(list, d.settingField("set-"+seat+"-"+s.Name, name, s, given[s.Name]))
	}
	return g.Group{carried, g.If(len(list) > 0, h.Div(h.Class("settings"), list))}
}

// settingField is the field of one setting. Our own approvers' are named in every
// language, those of others as they name them.
func (d *desk) settingField(id, approver string, s setting, given json.RawMessage) g.Node {
	label, translated := d.settingName(approver, s.Name, s.Title)
	if len(given) == 0 {
		given = s.Default
	}
	if s.Type == "array" {
		return d.rowsField(id, approver, s, given)
	}
	value := plain(given)
	var control g.Node
	switch {
	case s.Type == "boolean":
		return tickBox(id, option{"true", label}, value == "true")
	case len(s.Words) > 0:
		control = h.Select(h.ID(id), h.Name(id), g.Map(s.Words, func(word string) g.Node {
			shown, ok := d.known("approver-word", word)
			if !ok {
				shown = word
			}
			return h.Option(h.Value(word), g.If(word == value, h.Selected()), g.Text(shown))
		}))
	case s.Type == "string":
		control = h.Input(h.ID(id), h.Name(id), h.Type("text"), h.Value(value), g.If(s.Most > 0, h.MaxLength(strconv.Itoa(s.Most))))
	default:
		control = h.Input(h.ID(id), h.Name(id), h.Type("number"), h.Value(value), s.bounds())
	}
	return h.Div(h.Class("field"), h.Label(h.For(id), g.Text(label)),
		g.If(!translated && s.About != "", h.P(h.Class("hint"), g.Text(s.About))), control)
}

// settingName is what a setting is called, and whether we know it; else it has its
// author's title.
func (d *desk) settingName(list, name, title string) (label string, translated bool) {
	if label, ok := d.known("approver-setting", list+"-"+strings.ReplaceAll(name, "_", "-")); ok {
		return label, true
	}
	return cmp.Or(title, name), false
}

// bounds are those of a number.
func (s setting) bounds() g.Node {
	return g.Group{
		g.Iff(s.Low != nil, func() g.Node { return h.Min(s.Low.String()) }),
		g.Iff(s.High != nil, func() g.Node { return h.Max(s.High.String()) }),
	}
}

// typedSettings are the settings of the approver at a seat. Where another was chosen,
// there are none yet.
func (d *desk) typedSettings(s sent, seat, key string) json.RawMessage {
	raw := json.RawMessage(strings.TrimSpace(s.first("settings-" + seat)))
	if s.first("was-"+seat) != key || len(raw) > 0 && !json.Valid(raw) {
		return nil
	}
	all, drawn := settingsOf(d.described(key).Settings)
	if !drawn || len(all) == 0 || s.first("json-"+seat) != "" {
		return orNone(raw)
	}
	given := map[string]json.RawMessage{}
	for _, one := range all {
		name := "set-" + seat + "-" + one.Name
		written := s.first(name)
		if one.Type == "boolean" && written == "" {
			written = "false"
		}
		if one.Type == "array" {
			if rows := one.typedRows(s, name); rows != nil {
				given[one.Name] = rows
			}
			continue
		}
		if v := one.typed(written); v != nil {
			given[one.Name] = v
		}
	}
	if len(given) == 0 {
		return nil
	}
	typed, err := json.Marshal(given)
	if err != nil {
		return orNone(raw)
	}
	return typed
}

func orNone(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}

// said are the settings of an approver as words, the default ones too.
func (d *desk) said(key string, raw json.RawMessage) laurel.Args {
	args := laurel.Args{}
	given := map[string]json.RawMessage{}
	if len(raw) > 0 && json.Unmarshal(raw, &given) != nil {
		return args
	}
	all, _ := settingsOf(d.described(key).Settings)
	for _, s := range all {
		value := given[s.Name]
		if len(value) == 0 {
			value = s.Default
		}
		args[s.Name] = plain(value)
	}
	return args
}
