package page

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// joiningFields say who may know of an activity, and how people join it.
func (d *desk) joiningFields(e editing) g.Node {
	var accesses, modes []option
	for _, a := range workflow.Accesses() {
		accesses = append(accesses, option{string(a), d.say("activity-access." + string(a))})
	}
	for _, m := range workflow.JoiningModes() {
		modes = append(modes, option{string(m), d.say("activity-joining." + string(m))})
	}
	j := e.Draft.Joining
	return g.Group{
		d.choice(e.field(field{name: "access", hint: "page.editor.access-hint", value: string(e.Draft.Access)}), accesses),
		h.Div(h.Class("pair"),
			d.choice(e.field(field{name: "joining", value: string(j.Mode)}), modes),
			d.input(e.field(field{name: "places", hint: "page.editor.places-hint", kind: "number", value: number(j.Places)}))),
		tickBox("must-join", option{"yes", d.say("page.editor.must-join")}, j.Required),
	}
}

// joining reads the same.
func (s sent) joining(d *workflow.Draft) error {
	d.Access = workflow.Access(s.first("access"))
	d.Joining = workflow.Joining{Mode: workflow.JoiningMode(s.first("joining")), Required: s.first("must-join") != ""}
	written := strings.TrimSpace(s.first("places"))
	if written == "" {
		return nil
	}
	n, err := strconv.Atoi(written)
	if err != nil {
		return laurel.E(laurel.Invalid, "joining.places").With(laurel.Args{"Max": workflow.MaxPlaces}).At("places").Because(err)
	}
	d.Joining.Places = n
	return nil
}

// toldJoining is the same as words.
func (d *desk) toldJoining(w workflow.Draft) string {
	j := w.Joining
	return strings.Join([]string{string(w.Access), string(j.Mode), number(j.Places), strconv.FormatBool(j.Required)}, "\n")
}

// takingPart is how the reader takes part in an activity, and can begin or end it.
func (v *view) takingPart(a engine.ActivityView, refusal error) g.Node {
	j := a.Activity.Joining
	mine := a.Part.Seat
	if j.Mode == workflow.JoiningOff && !a.Part.Takes() && a.Part.Seat != workflow.Asked && !j.Required || a.Claim.ID == "" {
		return nil
	}
	return h.Section(h.ID("taking-part"), h.Class("panel"), h.H2(icon("person"), v.text("page.joining.title")),
		v.fault("joining-fault", refusal),
		v.numbers(a),
		g.If(mine == workflow.Joined, h.P(h.Span(h.Class("state approved"), icon("tick"), v.text("page.joining.joined")))),
		g.If(mine == workflow.Waiting, h.P(h.Span(h.Class("state open"), icon("clock"),
			g.Text(v.fill("page.joining.waiting", laurel.Args{"Number": a.Queue}))))),
		g.If(mine == workflow.Waiting, h.P(h.Class("small"), v.text("page.joining.waiting-about"))),
		g.If(mine == workflow.Removed, h.P(v.text("joining.removed"))),
		g.If(mine == workflow.Asked, h.P(h.Span(h.Class("state open"), icon("clock"), v.text("page.joining.asked")))),
		g.If(mine == workflow.Refused, h.P(v.text("page.joining.refused"))),
		g.If((mine == workflow.Removed || mine == workflow.Refused) && a.Part.Words != "", h.BlockQuote(g.Text(a.Part.Words))),
		g.If(j.Required && mine != workflow.Joined, h.P(h.Class("small"), v.text("page.joining.required"))),
		v.joinButton(a))
}

// numbers tell how many places there are, and how many people wait for one.
func (v *view) numbers(a engine.ActivityView) g.Node {
	j := a.Activity.Joining
	if j.Mode != workflow.JoiningPlaces {
		return nil
	}
	left := max(0, j.Places-a.Roll.Joined)
	if a.Roll.Waiting > 0 {
		left = 0 // who waits comes first
	}
	return g.Group{
		h.P(g.Text(v.fill("page.joining.places", laurel.Args{"Count": j.Places})), g.Text(" "),
			h.Strong(g.Text(v.fill("page.joining.left", laurel.Args{"Count": left})))),
		g.If(a.Roll.Waiting > 0, h.P(h.Class("small"), g.Text(v.fill("page.joining.queue", laurel.Args{"Count": a.Roll.Waiting})))),
	}
}

func (v *view) joinButton(a engine.ActivityView) g.Node {
	at := "/activities/" + string(a.Activity.ID)
	j := a.Activity.Joining
	switch {
	case a.Part.Takes():
		return h.Details(h.Class("small"), h.Summary(v.text("page.joining.leave")), h.P(v.text("page.joining.leave-about")),
			v.press(at+"/leave", "page.joining.leave-button", "button small danger"))
	case a.Part.Seat == workflow.Asked && j.Mode != workflow.JoiningOpen:
		return v.press(at+"/leave", "page.joining.withdraw", "button small danger")
	case j.Mode == workflow.JoiningOff:
		return h.P(v.text("joining.off"))
	case a.Part.Seat == workflow.Removed || a.Activity.Stage != workflow.Published:
		return nil
	case !v.signedIn():
		return h.P(h.Class("actions"), h.A(h.Class("button"), href(v.signIn(v.to(at))), icon("enter"), v.text("page.joining.sign-in")))
	case j.Mode == workflow.JoiningPlaces && (a.Roll.Waiting > 0 || a.Roll.Joined >= j.Places):
		return v.press(at+"/join", "page.joining.queue-button", "button plain")
	}
	if j.Mode == workflow.JoiningAsked {
		return v.press(at+"/join", "page.joining.ask-button", "button")
	}
	return v.press(at+"/join", "page.joining.join-button", "button")
}

// JoinActivity answers POST BASE/activities/:id/join.
func (p *Pages) JoinActivity(c *fiber.Ctx) error {
	return p.takePart(c, func(v *view, id laurel.ActivityID) error { _, err := p.deps.Engine.JoinActivity(v.ctx, id); return err })
}

// LeaveActivity answers POST BASE/activities/:id/leave.
func (p *Pages) LeaveActivity(c *fiber.Ctx) error {
	return p.takePart(c, func(v *view, id laurel.ActivityID) error { return p.deps.Engine.LeaveActivity(v.ctx, id) })
}

func (p *Pages) takePart(c *fiber.Ctx, do func(*view, laurel.ActivityID) error) error {
	v, a, err := p.activity(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	id := a.Activity.ID
	err = do(v, id)
	switch {
	case err == nil && a.Activity.Access == workflow.Restricted && a.Part.Takes():
		return c.Redirect(v.to("/my-activities"), fiber.StatusSeeOther) // who has left may not know of it any more
	case err == nil:
		return c.Redirect(v.to("/activities/"+string(id))+"#taking-part", fiber.StatusSeeOther)
	case !refused(err):
		return err
	}
	a, lost := p.deps.Engine.Activity(v.ctx, id) // as it stands now
	if lost != nil {
		return lost
	}
	return v.showActivity(c, a, refusal{part: err})
}
