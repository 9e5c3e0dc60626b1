package page

import (
	"slices"
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// filesField is where files of a kind are chosen, under those that are there.
func (v *view) filesField(t workflow.Task, a workflow.Ask, f handIn) g.Node {
	kind, there := string(a.Kind), f.of(a.Kind)
	return h.Div(h.Class("field files"), h.Data("kind", kind),
		v.heading(a),
		h.P(h.ID(kind+"-hint"), h.Class("hint"), g.Text(v.filesHint(t, a))),
		h.Ul(h.Class("held"), g.Map(there, v.heldItem)),
		h.Input(h.ID(kind), h.Name(kind), h.Type("file"), accepts(a.Kind), g.If(a.Most() > 1, h.Multiple()),
			g.If(a.Least() > 0, h.Data("required", "yes")), g.If(!anyWhole(there) && a.Least() > 0, h.Required()), faulty(f, a.Kind)),
		v.faultOf(f, a.Kind),
	)
}

func anyWhole(list []held) bool {
	return slices.ContainsFunc(list, func(x held) bool { return !x.begun && x.failed == "" })
}

// filesHint says what is taken, and how many.
func (v *view) filesHint(t workflow.Task, a workflow.Ask) string {
	hint := v.fill("page.task."+string(a.Kind)+"-hint", laurel.Args{"Megabytes": t.MostBytes(a.Kind) >> 20})
	switch {
	case a.Min > 1 && a.Max > 0:
		hint += " " + v.fill("page.task.between", laurel.Args{"Min": a.Min, "Max": a.Max})
	case a.Min > 1:
		hint += " " + v.fill("page.task.at-least", laurel.Args{"Count": a.Min})
	case a.Max > 1:
		hint += " " + v.fill("page.task.at-most", laurel.Args{"Count": a.Max})
	}
	return hint
}

// accepts is what a device offers to choose from; what is taken is decided by content.
func accepts(k approval.Kind) g.Node {
	switch k {
	case approval.Photo: // so that an iPhone makes a JPEG of a HEIC
		return h.Accept("image/jpeg,image/png,image/webp")
	case approval.Video:
		return h.Accept("video/*")
	case approval.Audio:
		return h.Accept("audio/*")
	case approval.File, approval.Text, approval.Link:
	}
	return nil
}

// heldItem is a file that is there. Without JavaScript it is taken away by its tick.
func (v *view) heldItem(x held) g.Node {
	name := x.name
	if name == "" {
		name = v.fill("page.task.kept", laurel.Args{"Kind": v.say("evidence-kind." + string(x.kind))})
	}
	if x.begun {
		return v.begunItem(x)
	}
	if x.failed != "" {
		return v.failedItem(x, name)
	}
	return h.Li(h.Data("upload", string(x.id)),
		h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("keep"), h.Value(string(x.id)), g.If(!x.left, h.Checked())),
			h.Span(h.Class("name"), g.Text(name), h.Small(g.Text(v.bytes(x.size))),
				g.If(x.converting, h.Small(h.Class("how"), v.text("page.task.converting"))))),
		g.Iff(x.apart, func() g.Node { return v.removeButton(name) }))
}

// removeButton is seen with JavaScript alone.
func (v *view) removeButton(name string) g.Node {
	return h.Button(h.Class("button plain small"), h.Type("button"), h.Data("remove", ""), h.Hidden(""),
		v.text("page.task.remove"), h.Span(h.Class("unseen"), g.Text(" "+name)))
}

// begunItem is a file of which the device still has the rest.
func (v *view) begunItem(x held) g.Node {
	return h.Li(h.Data("upload", string(x.id)), h.Data("begun", ""),
		h.Div(h.Class("sending"),
			h.Span(h.Class("name"), g.Text(x.name)),
			h.Progress(h.Max(strconv.FormatInt(x.size, 10)), h.Value(strconv.FormatInt(x.came, 10)), h.Aria("label", x.name)),
			h.Small(v.text("page.task.upload-again"))),
		v.removeButton(x.name))
}

// failedItem is a photo that could not be turned into a JPEG. Its button sends the
// form, whatever is missing in it, unless our script takes the photo away by itself.
func (v *view) failedItem(x held, name string) g.Node {
	return h.Li(h.Class("failed"), h.Data("upload", string(x.id)),
		h.Div(h.Class("sending"), h.Span(h.Class("name"), g.Text(name)), h.Small(h.Class("how"), v.text(x.failed))),
		h.Button(h.Class("button plain small"), h.Type("submit"), h.Name("drop"), h.Value(string(x.id)), h.FormNoValidate(),
			h.Data("remove", ""), v.text("page.task.remove"), h.Span(h.Class("unseen"), g.Text(" "+name))))
}

// itemTemplate is what a script of ours shows for a file that is being sent, with
// the words that it says about it.
func (v *view) itemTemplate(t workflow.Task) g.Node {
	if len(t.FileKinds()) == 0 {
		return nil
	}
	return h.Template(h.Data("item", ""),
		h.Data("waiting", v.say("page.task.upload-waiting")), h.Data("ready", v.say("page.task.upload-ready")),
		h.Data("going", v.say("page.task.upload-going")), h.Data("checking", v.say("page.task.upload-checking")),
		h.Data("failed", v.say("page.task.upload-failed")), h.Data("hold", v.say("page.task.upload-hold")),
		h.Data("converting", v.say("page.task.upload-converting")), h.Data("unconverted", v.say("photo.unconverted")),
		h.Li(
			h.Div(h.Class("sending"),
				h.Span(h.Class("name")),
				h.Progress(h.Max("1"), h.Value("0")),
				h.Small(h.Class("how"), h.Role("status"))),
			h.Button(h.Class("button plain small"), h.Type("button"), h.Data("remove", ""), v.text("page.task.remove"), h.Span(h.Class("unseen")))))
}

// bytes is a size as people say it.
func (v *view) bytes(n int64) string {
	const kilo = 1 << 10
	if n < kilo*kilo {
		return v.fill("page.size.kilobytes", laurel.Args{"Number": (n + kilo - 1) / kilo})
	}
	return v.fill("page.size.megabytes", laurel.Args{"Number": (n + kilo*kilo/2) / (kilo * kilo)})
}
