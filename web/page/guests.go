package page

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// guests are the people without an account who were asked about a submission, and
// the form to ask another.
type guests struct {
	may   bool // the actor may ask
	open  bool // now
	list  []engine.InvitedGuest
	typed workflow.GuestInvitation
	days  string // as it was typed
	link  string // that was just made; it is shown this once
	err   error
}

// InviteGuest answers POST BASE/submissions/:id/guests with fields name, email and
// days. Without an address the answer shows the link, once.
func (p *Pages) InviteGuest(c *fiber.Ctx) error {
	v, id, done, err := p.ofSubmission(c)
	if done || err != nil {
		return err
	}
	a := guests{typed: workflow.GuestInvitation{Name: strings.TrimSpace(c.FormValue("name")), Address: strings.TrimSpace(c.FormValue("email")),
		Language: v.lang}, days: strings.TrimSpace(c.FormValue("days"))}
	l, secret, err := v.inviteGuest(c, id, &a)
	switch {
	case err == nil && secret == "":
		return c.Redirect(v.path+query("done", "guest-sent")+"#guests", fiber.StatusSeeOther)
	case err == nil:
		a = guests{link: p.deps.Front.Origin(c) + v.to(laurel.GuestPath(l.ID, secret))}
	case !refused(err):
		return err
	}
	a.err = err
	s, err := v.standing(id)
	if err != nil {
		return err
	}
	s.asks = a
	if err := v.loadGuests(&s); err != nil {
		return err
	}
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return v.showSubmission(c, s, opinion{err: nil})
}

func (v *view) inviteGuest(c *fiber.Ctx, id laurel.SubmissionID, a *guests) (l workflow.GuestLink, secret string, err error) {
	if a.days != "" {
		if a.typed.Days, err = strconv.Atoi(a.days); err != nil || a.typed.Days == 0 {
			return l, "", laurel.E(laurel.Invalid, "guest.days").With(laurel.Args{"Max": workflow.MostGuestDays}).At("days")
		}
	}
	if a.typed.Address != "" {
		if a.typed.Address, err = tenants.Address(a.typed.Address); err != nil {
			return l, "", atField(err, "email")
		}
		if err := v.deps.Meter.Count(c, "letters of "+string(id.Tenant()), lettersOut()); err != nil {
			return l, "", err
		}
	}
	return v.deps.Engine.InviteGuest(v.ctx, id, a.typed)
}

// WithdrawGuest answers POST BASE/submissions/:id/guests/:guest/withdraw.
func (p *Pages) WithdrawGuest(c *fiber.Ctx) error {
	v, id, done, err := p.ofSubmission(c)
	if done || err != nil {
		return err
	}
	if err := p.deps.Engine.WithdrawGuest(v.ctx, id, laurel.GuestID(c.Params("guest"))); err != nil {
		return err
	}
	return c.Redirect(v.path+query("done", "guest-withdrawn")+"#guests", fiber.StatusSeeOther)
}

// ofSubmission is the view of a page about a submission. Whoever is not signed in is
// led there.
func (p *Pages) ofSubmission(c *fiber.Ctx) (v *view, id laurel.SubmissionID, done bool, err error) {
	if v, err = p.view(c); err != nil {
		return nil, "", false, err
	}
	id = laurel.SubmissionID(c.Params("id"))
	v.path = v.to("/submissions/" + string(id))
	if done, err := v.mustSignIn(c); done {
		return v, id, true, err
	}
	if id.Tenant() == "" {
		return v, id, false, fiber.ErrNotFound
	}
	return v, id, false, nil
}

// loadGuests asks who was invited, for who may invite.
func (v *view) loadGuests(s *standing) (err error) {
	if s.Mine {
		return nil
	}
	s.asks.list, s.asks.open, err = v.deps.Engine.Guests(v.ctx, s.Submission.ID)
	s.asks.may = err == nil
	if kind := laurel.KindOf(err); kind == laurel.Forbidden || kind == laurel.NotFound { // a peer, to whom there are none
		return nil
	}
	return err
}

// guestSection is for who may approve: whom they have asked, and the form.
func (v *view) guestSection(s standing) g.Node {
	a := s.asks
	if !a.may || !a.open && len(a.list) == 0 {
		return nil
	}
	path := "/submissions/" + string(s.Submission.ID) + "/guests"
	days := a.days
	if days == "" {
		days = strconv.Itoa(workflow.GuestDays)
	}
	return h.Section(h.ID("guests"), h.Class("panel"),
		h.H2(v.text("page.guests.title")),
		h.P(v.text("page.guests.about")),
		g.Iff(a.link != "", func() g.Node {
			return h.Div(h.Class("notice"), h.Role("status"), h.P(v.text("page.guests.link")), h.Code(h.Class("secret"), g.Text(a.link)))
		}),
		g.If(len(a.list) > 0, h.Ul(h.Class("chosen"), g.Map(a.list, func(i engine.InvitedGuest) g.Node { return v.invitedGuest(path, i) }))),
		g.Iff(a.open, func() g.Node {
			return h.Details(g.If(a.err != nil, g.Attr("open")), h.Summary(v.text("page.guests.ask")),
				h.Form(h.Class("form"), h.Method("post"), action(v.to(path)),
					v.faultBeside(a.err, "name", "email", "days"),
					v.input(field{name: "name", id: "guest-name", label: "page.guests.name", hint: "page.guests.name-hint",
						value: a.typed.Name, err: a.err, must: true}),
					h.Div(h.Class("pair"),
						v.input(field{name: "email", id: "guest-email", label: "page.guests.email", hint: "page.guests.email-hint", kind: "email",
							value: a.typed.Address, err: a.err}),
						v.input(field{name: "days", id: "guest-days", label: "page.guests.days", hint: "page.guests.days-hint", kind: "number",
							value: days, err: a.err})),
					v.submit("page.guests.make")))
		}))
}

func (v *view) invitedGuest(path string, i engine.InvitedGuest) g.Node {
	var state g.Group
	if i.Spoke {
		state = append(state, v.text("page.guests.spoke"), g.Text(" "))
	}
	switch {
	case i.Good == nil && !i.Spoke:
		state = append(state, v.dated("page.guest.until", i.Link.ExpiresAt))
	case i.Decided && !i.Spoke:
		state = append(state, v.text("page.guests.decided"))
	case i.Good != nil && !i.Decided:
		state = append(state, g.Text(v.sentence(i.Good)))
	}
	return h.Li(h.Span(h.Strong(g.Text(i.Link.Name)), g.If(i.Link.Address != "", g.Text(" · "+i.Link.Address)), h.Br(), h.Small(state)),
		g.Iff(i.Good == nil, func() g.Node {
			return v.press(path+"/"+string(i.Link.ID)+"/withdraw", "page.guests.withdraw", "button small plain")
		}))
}
