package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
)

// handIn is what stands in the form when it is shown: nothing, what was handed
// in before, or what was refused just now.
type handIn struct {
	text, link string
	kept       []laurel.UploadID // photos that need not be chosen again
	fault      approval.Kind     // which field is at fault
	err        error
}

// fillFrom puts in what was handed in before, unless something was typed since.
func (f *handIn) fillFrom(evidence []workflow.Evidence) {
	if f.err != nil {
		return
	}
	for _, e := range evidence {
		switch e.Kind {
		case approval.Text:
			f.text = e.Text
		case approval.Link:
			f.link = e.Text
		case approval.Photo:
			f.kept = append(f.kept, e.Upload)
		case approval.Video, approval.Audio, approval.File:
		}
	}
}

// handInForm is the form for a task. It works without JavaScript.
func (v *view) handInForm(t workflow.Task, f handIn) g.Node {
	fields := g.Map(t.Asks, func(a workflow.Ask) g.Node {
		switch a.Kind {
		case approval.Text:
			return v.textField(a, f)
		case approval.Link:
			return v.linkField(f)
		case approval.Photo:
			return v.photoField(f)
		case approval.Video, approval.Audio, approval.File:
		}
		return nil
	})
	return h.Form(h.Class("panel form"), h.Method("post"), action(v.to("/tasks/"+string(t.ID))), h.EncType("multipart/form-data"),
		h.H2(v.text("page.task.form-title")),
		g.If(f.err != nil && f.fault == "", v.fault("", f.err)),
		fields,
		h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), v.text("page.task.submit"))),
		h.P(h.Class("small"), v.text("page.task.private")),
	)
}

// fault says what is wrong, right where it is.
func (v *view) fault(id string, err error) g.Node {
	if err == nil {
		return nil
	}
	return h.P(g.If(id != "", h.ID(id)), h.Class("fault"), h.Role("alert"), icon("cross"), h.Span(g.Text(v.sentence(err))))
}

// sentence says what is wrong, to the reader.
func (v *view) sentence(err error) string {
	sentence, _ := door.Sentence(v.deps.Texts, v.lang, err)
	return sentence
}

// faulty marks a field that is at fault.
func faulty(f handIn, kind approval.Kind) g.Node {
	if f.err == nil || f.fault != kind {
		return h.Aria("describedby", string(kind)+"-hint")
	}
	return g.Group{h.Aria("invalid", "true"), h.Aria("describedby", string(kind)+"-fault "+string(kind)+"-hint"), h.AutoFocus()}
}

func (v *view) faultOf(f handIn, kind approval.Kind) g.Node {
	if f.fault != kind {
		return nil
	}
	return v.fault(string(kind)+"-fault", f.err)
}

func (v *view) textField(a workflow.Ask, f handIn) g.Node {
	hint := v.say("page.task.text-hint")
	if a.MinLength > 0 {
		hint = v.fill("page.task.text-least", laurel.Args{"Count": a.MinLength})
	}
	return h.Div(h.Class("field"),
		h.Label(h.For("text"), v.text("evidence-kind.text")),
		h.P(h.ID("text-hint"), h.Class("hint"), g.Text(hint)),
		h.Textarea(h.ID("text"), h.Name("text"), h.Rows("9"), h.Required(), h.MaxLength(strconv.Itoa(workflow.MaxText)),
			faulty(f, approval.Text), g.Text(f.text)),
		v.faultOf(f, approval.Text),
	)
}

func (v *view) linkField(f handIn) g.Node {
	return h.Div(h.Class("field"),
		h.Label(h.For("link"), v.text("evidence-kind.link")),
		h.P(h.ID("link-hint"), h.Class("hint"), v.text("page.task.link-hint")),
		h.Input(h.ID("link"), h.Name("link"), h.Type("url"), h.Required(), h.MaxLength(strconv.Itoa(workflow.MaxLink)),
			h.Placeholder("https://"), h.Value(f.link), faulty(f, approval.Link)),
		v.faultOf(f, approval.Link),
	)
}

func (v *view) photoField(f handIn) g.Node {
	return h.Div(h.Class("field"),
		h.Label(h.For("photo"), v.text("evidence-kind.photo")),
		h.P(h.ID("photo-hint"), h.Class("hint"), v.text("page.task.photo-hint")),
		g.Map(f.kept, func(id laurel.UploadID) g.Node {
			return h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("keep"), h.Value(string(id)), h.Checked()),
				h.Span(v.text("page.task.keep-photo")))
		}),
		h.Input(h.ID("photo"), h.Name("photo"), h.Type("file"), h.Accept("image/jpeg,image/png,image/webp"), h.Multiple(),
			g.If(len(f.kept) == 0, h.Required()), faulty(f, approval.Photo)),
		v.faultOf(f, approval.Photo),
	)
}
