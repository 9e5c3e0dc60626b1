package page

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// mostRows are as many as a form takes of one setting that says no number itself.
const mostRows = 100

// columnsOf are the fields of each line of a setting that is a list; false where it
// has none that a line of a form can hold.
func (s setting) columnsOf() ([]setting, bool) {
	columns, ok := settingsOf(s.Items)
	unfit := func(c setting) bool { return c.Type == "boolean" || c.Type == "array" || len(c.Words) > 0 }
	return columns, ok && len(columns) > 0 && !slices.ContainsFunc(columns, unfit)
}

func (s setting) mostRows() int {
	if s.MostItems > 0 {
		return min(s.MostItems, mostRows)
	}
	return mostRows
}

// rowsOf are the lines of a list as it is set; false where lines do not show all of it.
func (s setting) rowsOf(given json.RawMessage) (rows []map[string]json.RawMessage, ok bool) {
	if len(given) == 0 {
		return nil, true
	}
	if json.Unmarshal(given, &rows) != nil || len(rows) > s.mostRows() {
		return nil, false
	}
	named := map[string]bool{}
	for _, c := range s.columns {
		named[c.Name] = true
	}
	for _, r := range rows {
		for name, value := range r {
			if !named[name] || strings.HasPrefix(string(value), "{") || strings.HasPrefix(string(value), "[") {
				return nil, false
			}
		}
	}
	return rows, true
}

// rowsField are the lines of a setting that is a list, and one more. The script adds
// another as soon as something stands in the last; without it the button does.
func (d *desk) rowsField(id, approver string, s setting, given json.RawMessage) g.Node {
	label, translated := d.settingName(approver, s.Name, s.Title)
	rows, _ := s.rowsOf(given)
	if len(rows) < s.mostRows() {
		rows = append(slices.Clip(rows), nil)
	}
	var list g.Group
	for i, r := range rows {
		var cells g.Group
		for _, c := range s.columns {
			value := r[c.Name]
			if r == nil {
				value = c.Default
			}
			cells = append(cells, d.cell(id+"-"+c.Name, i, approver+"-"+strings.ReplaceAll(s.Name, "_", "-"), c, value))
		}
		row := d.fill("page.flow.row", laurel.Args{"Number": i + 1})
		list = append(list, h.FieldSet(h.Class("row"), h.Legend(h.Class("unseen"), g.Text(row)), cells))
	}
	return h.Div(h.ID(id), h.Class("setting-rows"), h.Data("most", strconv.Itoa(s.mostRows())),
		h.P(h.Strong(g.Text(label))),
		g.If(!translated && s.About != "", h.P(h.Class("hint"), g.Text(s.About))),
		h.P(h.Class("hint"), d.text("page.flow.rows-hint")),
		list,
		h.P(h.Class("actions"), pick("do", option{"row-" + id, d.say("page.flow.row-more")}, "button small plain")))
}

// cell is one field of a line.
func (d *desk) cell(name string, row int, list string, c setting, value json.RawMessage) g.Node {
	label, _ := d.settingName(list, c.Name, c.Title)
	id := numbered(name, row)
	kind := "text"
	if c.Type != "string" {
		kind = "number"
	}
	return h.Div(h.Class("field"), h.Label(h.For(id), g.Text(label)),
		h.Input(h.ID(id), h.Name(name), h.Type(kind), h.Value(plain(value)), g.If(c.Most > 0, h.MaxLength(strconv.Itoa(c.Most))), c.bounds()))
}

// typedRows are the lines in which something stands: in a field for words, where
// there are any.
func (s setting) typedRows(f sent, name string) json.RawMessage {
	count := 0
	for _, c := range s.columns {
		count = max(count, len(f[name+"-"+c.Name]))
	}
	worded := slices.ContainsFunc(s.columns, func(c setting) bool { return c.Type == "string" })
	var rows []map[string]json.RawMessage
	for i := range min(count, s.mostRows()+1) { // one too many is refused by the approver, and not lost here
		row, filled := map[string]json.RawMessage{}, false
		for _, c := range s.columns {
			if v := c.value(f.at(name+"-"+c.Name, i)); v != nil {
				row[c.Name] = v
				filled = filled || c.Type == "string" || !worded
			}
		}
		if filled {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return nil
	}
	return list
}
