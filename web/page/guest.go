package page

import (
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Guest answers GET BASE/guest/:link, where the link is that of laurel.GuestPath: what
// was asked and handed in, and the form for an opinion, for somebody without an account.
func (p *Pages) Guest(c *fiber.Ctx) error {
	v, id, secret, err := p.guest(c)
	if err != nil {
		return err
	}
	see, err := p.deps.Engine.SeeAsGuest(v.ctx, id, secret)
	if err != nil {
		return v.noGuest(c, err)
	}
	return v.showGuest(c, see, opinion{})
}

// SpeakAsGuest answers POST BASE/guest/:link with the fields of GiveOpinion.
func (p *Pages) SpeakAsGuest(c *fiber.Ctx) error {
	v, id, secret, err := p.guest(c)
	if err != nil {
		return err
	}
	o, err := typedOpinion(c)
	if err != nil {
		return err
	}
	o.err = p.deps.Engine.SpeakAsGuest(v.ctx, id, secret, o.said())
	switch {
	case o.err == nil:
		return c.Redirect(v.path+query("done", "sent"), fiber.StatusSeeOther)
	case laurel.KindOf(o.err) != laurel.Invalid:
		return v.noGuest(c, o.err)
	}
	see, err := p.deps.Engine.SeeAsGuest(v.ctx, id, secret)
	if err != nil {
		return v.noGuest(c, err)
	}
	return v.showGuest(c, see, o)
}

// GuestEvidence answers GET BASE/guest/:link/evidence/:upload with a file, as Evidence.
func (p *Pages) GuestEvidence(c *fiber.Ctx) error {
	hideGuest(c)
	id, secret, ok := laurel.ReadGuest(c.Params("link"))
	if !ok {
		return fiber.ErrNotFound
	}
	e, err := p.deps.Engine.GuestFile(c.UserContext(), id, secret, laurel.UploadID(c.Params("upload")))
	if err != nil {
		return err
	}
	return p.sendEvidence(c, id.Tenant(), e, seenOnce)
}

// hideGuest keeps an address that holds a secret out of caches, indexes, and what
// other sites are told.
func hideGuest(c *fiber.Ctx) {
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex, nofollow")
}

func (p *Pages) guest(c *fiber.Ctx) (v *view, id laurel.GuestID, secret string, err error) {
	hideGuest(c)
	if v, err = p.view(c); err != nil {
		return nil, "", "", err
	}
	id, secret, ok := laurel.ReadGuest(c.Params("link"))
	if !ok {
		return v, "", "", fiber.ErrNotFound
	}
	v.path, v.secret = v.to(laurel.GuestPath(id, secret)), true
	return v, id, secret, nil
}

func (v *view) showGuest(c *fiber.Ctx, see engine.GuestView, o opinion) error {
	sent := see.Said != nil && o.err == nil
	if sent {
		o.advice, o.comment, o.marks = see.Said.Advice, see.Said.Comment, see.Said.Marks
	}
	title := v.fill("page.task.number", laurel.Args{"Number": see.Task.Number})
	send := "page.opinion.send"
	if see.Said != nil {
		send = "page.guest.change"
	}
	s := sheet{title: title + " · " + see.Activity.Title, body: []g.Node{h.Div(h.Class("wrap"),
		h.P(h.Class("kicker"), v.text("page.guest.kicker")),
		h.H1(h.Lang(see.Activity.Language), g.Text(see.Activity.Title)),
		h.P(h.Class("lead"), g.Text(v.fill("page.guest.about", laurel.Args{"Name": see.Link.Name}))),
		h.P(h.Class("meta"), h.Span(icon("list"), g.Text(title)), h.Span(icon("clock"), v.dated("page.guest.until", see.Link.ExpiresAt))),
		g.If(sent, v.done("page.guest.sent")),
		h.Div(h.Class("reviewing"),
			v.askedFor(see.Activity, see.Task, see.Achievement),
			v.handedIn(see.Task, see.Evidence, func(e workflow.Evidence) string { return v.path + "/evidence/" + string(e.Upload) }),
			h.Form(h.Class("panel form"), h.Method("post"), action(v.path),
				hidden("attempt", strconv.Itoa(see.Attempt)),
				h.H2(v.text("page.opinion.title")),
				h.P(v.text("page.guest.form-about")),
				v.fault("opinion-fault", o.err),
				v.opinionFields(see.Rubric, o),
				v.submit(send)),
		))}}
	if o.err != nil {
		s.status = statusOf(o.err)
	}
	return v.show(c, s)
}

// noGuest says in plain words why a link leads to nothing.
func (v *view) noGuest(c *fiber.Ctx, err error) error {
	switch laurel.KindOf(err) {
	case laurel.NotFound, laurel.Conflict, laurel.Forbidden:
	default:
		return err
	}
	return v.show(c, sheet{title: v.say("page.guest.dead"), status: statusOf(err), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"), h.H1(v.text("page.guest.dead")), h.P(h.Class("lead"), g.Text(v.sentence(err))))}})
}
