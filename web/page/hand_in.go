package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// handIn is what stands in the form when it is shown: nothing, what was ready or
// handed in before, or what was refused just now.
type handIn struct {
	text, link string
	files      []held
	strays     []laurel.UploadID // that are none of the files, and were named nevertheless
	sent       bool              // it was, and is shown again: fields stay as they are
	fault      approval.Kind     // which field is at fault
	err        error
}

// held is a file that need not be chosen again.
type held struct {
	id    laurel.UploadID
	kind  approval.Kind
	name  string // as its owner knows it; may be empty
	size  int64
	came  int64 // of one that is still being sent
	begun bool  // it is
	apart bool  // it waits for being handed in, and can be taken away
	left  bool  // its tick was taken away

	converting bool   // it is being turned into a JPEG
	failed     string // text that says that it could not be
}

// keep lists what of the files is ticked.
func (f *handIn) keep() (list []held) {
	for _, x := range f.files {
		if !x.left && !x.begun && x.failed == "" {
			list = append(list, x)
		}
	}
	return list
}

// of lists the files of a kind.
func (f *handIn) of(k approval.Kind) (list []held) {
	for _, x := range f.files {
		if x.kind == k {
			list = append(list, x)
		}
	}
	return list
}

// fillFrom puts in what is ready: what was handed in before and has to be improved,
// and what was written or sent since.
func (f *handIn) fillFrom(t engine.TaskView, u engine.Unsent) {
	if t.Mine != nil && t.Mine.State == workflow.Returned {
		f.fillFromEvidence(t.Mine.Evidence)
	}
	for _, a := range u.Files {
		f.files = append(f.files, held{id: a.ID, kind: a.Kind, name: a.Name, size: a.Size, came: a.Received, begun: !a.Whole(), apart: true,
			converting: a.Converting, failed: a.Failed})
	}
	if !f.sent && u.Writing != (workflow.Writing{}) {
		f.text, f.link = u.Text, u.Link
	}
}

func (f *handIn) fillFromEvidence(evidence []workflow.Evidence) {
	for _, e := range evidence {
		switch e.Kind {
		case approval.Text:
			if !f.sent {
				f.text = e.Text
			}
		case approval.Link:
			if !f.sent {
				f.link = e.Text
			}
		case approval.Photo, approval.Video, approval.Audio, approval.File:
			f.files = append(f.files, held{id: e.Upload, kind: e.Kind, size: e.Size})
		}
	}
}

// handInForm is the form for a task.
func (v *view) handInForm(t workflow.Task, f handIn) g.Node {
	return h.Div(h.Class("panel"), h.H2(v.text(formTitle(t))), v.evidenceForm(t, f, v.to("/tasks/"+string(t.ID)), formButton(t)))
}

// evidenceForm takes evidence for a task and is sent to an address. It works without
// JavaScript; with it, files are sent one by one before the form is, and what is
// written is kept.
func (v *view) evidenceForm(t workflow.Task, f handIn, to, button string) g.Node {
	path := v.to("/tasks/" + string(t.ID))
	fields := g.Map(t.Asks, func(a workflow.Ask) g.Node {
		switch a.Kind {
		case approval.Text:
			return v.textField(a, f)
		case approval.Link:
			return v.linkField(a, f)
		case approval.Photo, approval.Video, approval.Audio, approval.File:
			return v.filesField(t, a, f)
		}
		return nil
	})
	return h.Form(h.Class("form"), h.Method("post"), action(to), h.EncType("multipart/form-data"),
		h.Data("uploads", path+"/uploads"), h.Data("draft", path+"/draft"),
		g.If(f.err != nil && f.fault == "", v.fault("", f.err)),
		g.If(len(t.Asks) == 0, h.P(v.text("page.task.done-about"))),
		fields,
		v.itemTemplate(t),
		h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"), v.text(button))),
		h.P(h.Class("small"), h.Data("said", ""), h.Role("status"), h.Hidden("")),
		h.P(h.Class("small"), v.text("page.task.private")),
	)
}

// formTitle and formButton say what the form is for: where nothing is to be shown,
// learners say that they have done it.
func formTitle(t workflow.Task) string {
	if len(t.Asks) == 0 {
		return "page.task.done-title"
	}
	return "page.task.form-title"
}

func formButton(t workflow.Task) string {
	if len(t.Asks) == 0 {
		return "page.task.done"
	}
	return "page.task.submit"
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

// heading is what a field is called, and how much of it is asked for.
func (v *view) heading(a workflow.Ask) g.Node {
	name := v.say("evidence-kind." + string(a.Kind))
	if a.Optional {
		name = v.fill("page.task.if-you-like", laurel.Args{"Kind": name})
	}
	return h.Label(h.For(string(a.Kind)), g.Text(name))
}

func (v *view) textField(a workflow.Ask, f handIn) g.Node {
	hint := v.say("page.task.text-hint")
	if a.MinLength > 0 {
		hint = v.fill("page.task.text-least", laurel.Args{"Count": a.MinLength})
	}
	return h.Div(h.Class("field"),
		v.heading(a),
		h.P(h.ID("text-hint"), h.Class("hint"), g.Text(hint)),
		h.Textarea(h.ID("text"), h.Name("text"), h.Rows("9"), g.If(a.Least() > 0, h.Required()), h.MaxLength(strconv.Itoa(workflow.MaxText)),
			faulty(f, approval.Text), g.Text(f.text)),
		v.faultOf(f, approval.Text),
	)
}

func (v *view) linkField(a workflow.Ask, f handIn) g.Node {
	return h.Div(h.Class("field"),
		v.heading(a),
		h.P(h.ID("link-hint"), h.Class("hint"), v.text("page.task.link-hint")),
		h.Input(h.ID("link"), h.Name("link"), h.Type("url"), g.If(a.Least() > 0, h.Required()), h.MaxLength(strconv.Itoa(workflow.MaxLink)),
			h.Placeholder("https://"), h.Value(f.link), faulty(f, approval.Link)),
		v.faultOf(f, approval.Link),
	)
}
