package page

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// field is one line of a form: a label, perhaps a hint, what is typed in, and
// what is wrong with it.
type field struct {
	name  string // of the value
	at    string // what an error calls the field; empty: the name
	id    string // in the page; empty: the name
	label string // text key
	hint  string // text key; may be empty
	kind  string // of the input, as "email"; empty: "text"
	value string
	err   error  // what was refused; shown here where its field is this one's
	most  int    // characters; 0: no bound
	fill  string // for the browser, as "email"; empty: it is left to it
	must  bool
}

// input is a field of one line.
func (v *view) input(f field) g.Node {
	if f.kind == "" {
		f.kind = "text"
	}
	return v.labelled(f, h.Input(h.ID(f.ident()), h.Name(f.name), h.Type(f.kind), h.Value(f.value), v.about(f)))
}

// area is a field of several lines.
func (v *view) area(f field, lines int) g.Node {
	return v.labelled(f, h.Textarea(h.ID(f.ident()), h.Name(f.name), h.Rows(strconv.Itoa(lines)), v.about(f), g.Text(f.value)))
}

// option is one of several values to choose from; label is what is shown.
type option struct{ value, label string }

// choice is a field with a list to choose one value from.
func (v *view) choice(f field, options []option) g.Node {
	return v.labelled(f, h.Select(h.ID(f.ident()), h.Name(f.name), v.about(f), g.Map(options, func(o option) g.Node {
		return h.Option(h.Value(o.value), g.If(o.value == f.value, h.Selected()), g.Text(o.label))
	})))
}

// ticks is a group of boxes of which any number may be ticked. All have the
// field's name.
func (v *view) ticks(f field, options []option, ticked func(value string) bool) g.Node {
	return h.FieldSet(h.Class("choices"), h.ID(f.ident()),
		h.Legend(v.text(f.label)),
		g.Iff(f.hint != "", func() g.Node { return h.P(h.Class("hint"), v.text(f.hint)) }),
		g.Map(options, func(o option) g.Node { return tickBox(f.name, o, ticked(o.value)) }),
		g.If(f.fault() != nil, v.fault(f.ident()+"-fault", f.fault())))
}

func tickBox(name string, o option, ticked bool) g.Node {
	return h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name(name), h.Value(o.value), g.If(ticked, h.Checked())),
		h.Span(g.Text(o.label)))
}

func (v *view) labelled(f field, control g.Node) g.Node {
	return h.Div(h.Class("field"),
		h.Label(h.For(f.ident()), v.text(f.label)),
		g.Iff(f.hint != "", func() g.Node { return h.P(h.ID(f.ident()+"-hint"), h.Class("hint"), v.text(f.hint)) }),
		control,
		g.If(f.fault() != nil, v.fault(f.ident()+"-fault", f.fault())))
}

// about says of a control what its label does not.
func (*view) about(f field) g.Node {
	described := ""
	if f.hint != "" {
		described = f.ident() + "-hint"
	}
	wrong := f.fault() != nil
	if wrong {
		described = f.ident() + "-fault"
	}
	return g.Group{
		g.If(f.must, h.Required()),
		g.If(f.most > 0, h.MaxLength(strconv.Itoa(f.most))),
		g.If(f.fill != "", h.AutoComplete(f.fill)),
		g.If(described != "", h.Aria("describedby", described)),
		g.If(wrong, h.Aria("invalid", "true")),
	}
}

func (f field) ident() string {
	if f.id != "" {
		return f.id
	}
	return f.name
}

// fault is the field's own, if there is one.
func (f field) fault() error {
	if fieldOf(f.err) == cmp.Or(f.at, f.name) {
		return f.err
	}
	return nil
}

// fieldOf is the field that err blames; it is empty where it blames none.
func fieldOf(err error) string {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Field
	}
	return ""
}

// faultBeside is what is wrong with a form where none of its fields is to blame.
func (v *view) faultBeside(err error, names ...string) g.Node {
	if err == nil || slices.Contains(names, fieldOf(err)) {
		return nil
	}
	return v.fault("form-fault", err)
}

// submit is the button that sends a form.
func (v *view) submit(key string) g.Node {
	return h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), v.text(key)))
}

// press is a form of one button: what it changes is said by the address.
func (v *view) press(path, key, class string, hidden ...g.Node) g.Node {
	return h.Form(h.Class("press"), h.Method("post"), action(v.to(path)), g.Group(hidden),
		h.Button(h.Class(class), h.Type("submit"), v.text(key)))
}

// pick is a button that sends a form together with one of several values.
func pick(name string, o option, class string) g.Node {
	return h.Button(h.Class(class), h.Type("submit"), h.Name(name), h.Value(o.value), g.Text(o.label))
}

// hidden is a value that a form carries along.
func hidden(name, value string) g.Node {
	return h.Input(h.Type("hidden"), h.Name(name), h.Value(value))
}

// done tells that what was asked for has happened; key is a text key.
func (v *view) done(key string) g.Node {
	return h.P(h.Class("state approved"), h.Role("status"), icon("tick"), v.text(key))
}

// table is a list with columns. On a narrow screen it is scrolled sideways.
func table(caption string, heads []string, rows []g.Node) g.Node {
	return h.Div(h.Class("scroll"), h.TabIndex("0"), h.Role("region"), h.Aria("label", caption),
		h.Table(h.Class("table"),
			h.Caption(h.Class("unseen"), g.Text(caption)),
			h.THead(h.Tr(g.Map(heads, func(s string) g.Node { return h.Th(h.Scope("col"), g.Text(s)) }))),
			h.TBody(g.Group(rows))))
}
