package page

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential/draw"
	"example.org/laurel/workflow/engine"
)

const invitationsShown = 100 // on a page

// asking is what stands on the page of an activity's invitations, and what came of it.
type asking struct {
	*desk
	id      laurel.ActivityID
	emails  string // as they were typed
	lang    string // of the letters
	results []result
	found   engine.Inviting
	err     error
}

// PartInvitations answers GET BASE/tenants/:code/activities/:activity/invitations with
// ?before=: who is invited to take part, and the link for whoever has it.
func (p *Pages) PartInvitations(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	return (&asking{desk: d, id: id, lang: d.lang}).show(c)
}

// ChangePartInvitations answers POST of the same with field do: "send" with emails and
// language, "resend" and "withdraw" with invitation, "link" with hours, and "end-link".
func (p *Pages) ChangePartInvitations(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	a := &asking{desk: d, id: id, emails: c.FormValue("emails"), lang: d.lang}
	do, one := c.FormValue("do"), laurel.InvitationID(c.FormValue("invitation"))
	switch do {
	case "send":
		a.lang = d.deps.Texts.Match(c.FormValue("language"))
		if a.err = a.send(c); a.err == nil {
			return a.show(c)
		}
	case "resend":
		_, a.err = p.deps.Engine.ResendPartInvitation(d.ctx, id, one)
	case "withdraw":
		_, a.err = p.deps.Engine.WithdrawPartInvitation(d.ctx, id, one)
	case "link":
		hours, _ := strconv.Atoi(c.FormValue("hours")) // what is no number is refused as zero is
		_, a.err = p.deps.Engine.MakeEntryCode(d.ctx, id, time.Duration(min(hours, 1<<20))*time.Hour)
	case "end-link":
		a.err = p.deps.Engine.EndEntryCode(d.ctx, id)
	default:
		return fiber.ErrBadRequest
	}
	if a.err == nil {
		return c.Redirect(d.to(d.partInvitations(id))+query("done", do), fiber.StatusSeeOther)
	}
	if !refused(a.err) {
		return a.err
	}
	return a.show(c)
}

func (d *desk) partInvitations(id laurel.ActivityID) string { return d.editor(id) + "/invitations" }

// send invites each address for itself: what is wrong with one keeps no letter from
// the others. Those that were refused stay in the form.
func (a *asking) send(c *fiber.Ctx) error {
	list := addressesIn(a.emails)
	if len(list) == 0 || len(list) > mostAddresses {
		return laurel.E(laurel.Invalid, "invitation.addresses").With(laurel.Args{"Max": mostAddresses}).At("emails")
	}
	var left []string
	for i, email := range list {
		err := a.deps.Meter.Count(c, "letters of "+string(a.tenant.ID), lettersOut())
		if err != nil {
			c.Response().Header.Del(fiber.HeaderRetryAfter) // the form itself is answered
		} else if err = a.invite(email); err != nil && !refused(err) {
			a.emails = strings.Join(append(left, list[i:]...), "\n")
			return err
		}
		if err != nil {
			left = append(left, email)
		}
		a.results = append(a.results, result{email, err})
	}
	a.emails = strings.Join(left, "\n")
	return nil
}

func (a *asking) invite(email string) error {
	who, email, err := a.deps.Registry.Invitee(a.ctx, workflow.Activity{ID: a.id}, email)
	if err == nil {
		_, err = a.deps.Engine.InviteParticipant(a.ctx, workflow.PartInvitation{Activity: a.id, Person: who, Address: email, Language: a.lang})
	}
	return err
}

func (a *asking) show(c *fiber.Ctx) (err error) {
	a.found, err = a.deps.Engine.PartInvitations(a.ctx, a.id, laurel.InvitationID(c.Query("before")), invitationsShown)
	if err != nil {
		return err
	}
	link, err := a.link(c)
	if err != nil {
		return err
	}
	s := sheet{title: a.say("page.part-invitations.title"), body: []g.Node{
		h.P(h.Class("back"), h.A(href(a.to("/activities/"+string(a.id))), icon("back"),
			h.Span(h.Lang(a.found.Activity.Language), g.Text(a.found.Activity.Title)))),
		h.P(h.Class("lead"), a.text("page.part-invitations.lead"), g.Text(" "),
			h.A(href(a.to(a.participants(a.id))), a.text("page.participants.title"))),
		a.doneIf(c, "resend", "page.part-invitations.sent-again"),
		a.doneIf(c, "withdraw", "page.invitations.withdrawn"),
		a.doneIf(c, "link", "page.part-invitations.link-made"),
		a.doneIf(c, "end-link", "page.part-invitations.link-ended"),
		a.faultBeside(a.err, "emails", "hours"),
		a.desk.results(a.results),
		h.Div(h.Class("pair"), a.letterForm(), link),
		h.H2(a.text("page.invitations.made")),
		a.made(),
	}}
	if a.err != nil {
		s.status = statusOf(a.err)
	}
	return a.desk.show(c, s)
}

func (a *asking) letterForm() g.Node {
	var languages []option
	for _, lang := range a.deps.Texts.Languages() {
		languages = append(languages, option{lang, a.deps.Texts.Say(lang, "language.name", nil)})
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(a.to(a.partInvitations(a.id))), hidden("do", "send"),
		h.H2(a.text("page.invitations.by-letter")),
		a.area(field{name: "emails", label: "page.invitations.emails", hint: "page.part-invitations.emails-hint", value: a.emails, must: true,
			err: a.err}, 5),
		a.choice(field{name: "language", label: "page.invitations.language", value: a.lang}, languages),
		a.submit("page.invitations.send"))
}

// link is the activity's link with its code, and the form to make another.
func (a *asking) link(c *fiber.Ctx) (g.Node, error) {
	again, shown := "page.invitations.make-link", h.P(a.text("page.part-invitations.no-link"))
	var end g.Node
	if code := a.found.Code; code != nil {
		address := a.deps.Front.Origin(c) + laurel.EntryPath(code.ID)
		squares, err := draw.Code(address)
		if err != nil {
			return nil, err
		}
		svg, err := squares.SVG()
		if err != nil {
			return nil, err
		}
		shown = h.Div(
			h.Div(h.Class("code"), h.Role("img"), h.Aria("label", a.say("page.invitations.qr")), g.Raw(bareSVG(svg))),
			h.P(h.Class("small"), h.A(href(laurel.EntryPath(code.ID)), g.Text(address))),
			h.P(a.text("page.passes.until"), g.Text(" "), a.moment(code.ExpiresAt)))
		again = "page.part-invitations.make-again"
		end = h.Div(h.Class("actions"),
			a.press(a.partInvitations(a.id), "page.part-invitations.end-link", "button small plain", hidden("do", "end-link")))
	}
	return h.Div(h.Class("panel"), h.H2(a.text("page.invitations.by-link")), h.P(h.Class("small"), a.text("page.part-invitations.link-about")),
		shown,
		h.Form(h.Class("form"), h.Method("post"), action(a.to(a.partInvitations(a.id))), hidden("do", "link"),
			a.choice(field{name: "hours", label: "page.passes.hours", value: "168", err: a.err}, []option{{"24", a.say("page.passes.hours-24")},
				{"168", a.say("page.passes.hours-168")}, {"8760", a.say("page.passes.hours-8760")}}),
			a.submit(again)),
		end), nil
}

func (a *asking) made() g.Node {
	if len(a.found.List) == 0 {
		return empty("letter", a.say("page.invitations.nothing"))
	}
	return g.Group{
		h.Ul(h.Class("rows"), g.Map(a.found.List, func(i workflow.PartInvitation) g.Node { return a.row(i, time.Now()) })),
		g.Iff(a.found.More, func() g.Node {
			next := a.to(a.partInvitations(a.id)) + query("before", string(a.found.List[len(a.found.List)-1].ID))
			return h.P(h.Class("actions"),
				h.A(h.Class("button plain"), h.Rel("next"), href(next), a.text("page.part-invitations.more"), icon("onward")))
		}),
	}
}

func (a *asking) row(i workflow.PartInvitation, now time.Time) g.Node {
	state := "part-invitation.state-" + string(i.State)
	pending := i.State == workflow.InvitationPending
	if pending && i.Expired(now) {
		state = "page.invitations.expired"
	}
	at, one := a.partInvitations(a.id), hidden("invitation", string(i.ID))
	return h.Li(h.Class("panel row loose"),
		h.Div(h.H3(g.Text(i.Address)),
			h.P(h.Class("meta"), h.Span(a.text(state)), a.dated("page.part-invitations.sent", i.SentAt),
				g.If(pending, a.dated("page.invitations.until", i.ExpiresAt)))),
		g.Iff(pending || i.State == workflow.InvitationWithdrawn, func() g.Node {
			return h.Div(h.Class("actions"), a.press(at, "page.invitations.resend", "button small plain", one, hidden("do", "resend")),
				g.Iff(pending, func() g.Node {
					return a.press(at, "page.invitations.withdraw", "button small danger", one, hidden("do", "withdraw"))
				}))
		}))
}
