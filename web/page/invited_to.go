package page

import (
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// InvitedTo answers GET BASE/invited/:id, to which the letter of an invitation leads:
// to which activity the actor is invited, with the buttons to accept or decline.
func (p *Pages) InvitedTo(c *fiber.Ctx) error {
	v, id, err := p.invitedTo(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	return v.showInvited(c, id, nil)
}

// AnswerInvitation answers POST BASE/invited/:id with field answer: "accept" or "decline".
func (p *Pages) AnswerInvitation(c *fiber.Ctx) error {
	v, id, err := p.invitedTo(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	answer := workflow.Answer(c.FormValue("answer"))
	_, err = p.deps.Engine.AnswerInvitation(v.ctx, id, answer)
	switch {
	case err == nil && answer == workflow.Accept:
		return c.Redirect(v.to("/activities/"+string(id))+"#taking-part", fiber.StatusSeeOther)
	case err == nil:
		return c.Redirect(v.to("/invited/"+string(id)), fiber.StatusSeeOther)
	case refused(err):
		return v.showInvited(c, id, err)
	}
	return v.noInvitation(c, err)
}

func (p *Pages) invitedTo(c *fiber.Ctx) (*view, laurel.ActivityID, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, "", err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	id := laurel.ActivityID(c.Params("id"))
	if id.Tenant() == "" {
		return nil, "", fiber.ErrNotFound
	}
	v.path = v.to("/invited/" + string(id))
	return v, id, nil
}

func (v *view) showInvited(c *fiber.Ctx, id laurel.ActivityID, refusal error) error {
	i, err := v.deps.Engine.MyInvitation(v.ctx, id)
	if err != nil {
		return v.noInvitation(c, err)
	}
	host, err := v.deps.Registry.Tenant(v.ctx, id.Tenant())
	if err != nil {
		return err
	}
	s := sheet{title: i.Activity.Title, body: []g.Node{h.Div(h.Class("wrap slim"),
		h.P(h.Class("kicker"), v.text("page.invited.kicker"), g.Text(" · "), h.Span(h.Lang(host.Language), g.Text(host.Name))),
		h.H1(h.Lang(i.Activity.Language), g.Text(i.Activity.Title)),
		v.fault("invited-fault", refusal),
		v.invitationStands(i),
		h.Div(h.Class("prose"), h.Lang(i.Activity.Language), g.Text(workflow.Summary(i.Activity.Description, 400))),
		g.If(!i.Activity.Occasion.Starts.IsZero(), h.P(h.Class("meta"), icon("calendar"), h.Span(v.span(i.Activity.Occasion)))))}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return v.show(c, s)
}

// invitationStands is how an invitation stands, and what can be done about it.
func (v *view) invitationStands(i engine.Invited) g.Node {
	at := "/invited/" + string(i.Activity.ID)
	see := h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/activities/"+string(i.Activity.ID))), v.text("page.invited.see")))
	good := i.Invitation.Good(time.Now())
	switch {
	case i.Joined:
		return g.Group{h.P(h.Class("lead"), v.text("page.invited.joined")), see}
	case good != nil:
		return h.P(h.Class("lead"), g.Text(v.sentence(good)))
	case i.Invitation.State == workflow.InvitationDeclined:
		return g.Group{h.P(h.Class("lead"), v.text("page.invited.declined")),
			v.press(at, "page.invited.accept", "button", hidden("answer", "accept"))}
	}
	return g.Group{h.P(h.Class("lead"), v.text("page.invited.about")),
		h.Div(h.Class("actions"), v.press(at, "page.invited.accept", "button", hidden("answer", "accept")),
			v.press(at, "page.invited.decline", "button plain", hidden("answer", "decline"))),
		h.P(v.dated("page.invitations.until", i.Invitation.ExpiresAt))}
}

// noInvitation says in plain words that there is nothing here for the reader.
func (v *view) noInvitation(c *fiber.Ctx, err error) error {
	if laurel.KindOf(err) != laurel.NotFound {
		return err
	}
	return v.show(c, sheet{title: v.say("page.invitation.dead"), status: statusOf(err), body: []g.Node{h.Div(h.Class("wrap slim"),
		icon("letter"), h.H1(v.text("page.invitation.dead")), h.P(h.Class("lead"), g.Text(v.sentence(err))),
		g.If(v.signedIn(), h.P(g.Text(v.fill("page.invitation.as", laurel.Args{"Email": v.person.Email})))))}})
}

// EntryLink answers GET /entry/:entry, which stands in QR codes, with the way to the
// same in the reader's language.
func (p *Pages) EntryLink(c *fiber.Ctx) error {
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Redirect(p.stranger(c).to("/entry/"+c.Params("entry")), fiber.StatusFound)
}

// Entry answers GET BASE/entry/:entry: to which activity the link leads, and a button,
// since looking at an address changes nothing.
func (p *Pages) Entry(c *fiber.Ctx) error {
	v, id, err := p.entry(c)
	if err != nil {
		return err
	}
	return v.showEntry(c, id, nil)
}

// TakeEntry answers POST BASE/entry/:entry: the actor takes part.
func (p *Pages) TakeEntry(c *fiber.Ctx) error {
	v, id, err := p.entry(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	part, err := p.deps.Engine.TakeEntry(v.ctx, id)
	if err == nil {
		return c.Redirect(v.to("/activities/"+string(part.Activity))+"#taking-part", fiber.StatusSeeOther)
	}
	if refused(err) {
		return v.showEntry(c, id, err)
	}
	return v.noInvitation(c, err)
}

func (v *view) showEntry(c *fiber.Ctx, id laurel.EntryID, refusal error) error {
	a, err := v.deps.Engine.ScannedEntry(v.ctx, id)
	if err != nil {
		return v.noInvitation(c, err)
	}
	base := v.base
	if err := v.enterCity(id.Tenant()); err != nil {
		return err
	}
	if v.base != base { // where it counts
		return c.Redirect(v.to("/entry/"+string(id)), fiber.StatusSeeOther)
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	s := sheet{title: a.Title, body: []g.Node{h.Div(h.Class("wrap slim"),
		h.P(h.Class("kicker"), v.text("page.invited.kicker")), h.H1(h.Lang(a.Language), g.Text(a.Title)),
		v.fault("invited-fault", refusal),
		h.Div(h.Class("prose"), h.Lang(a.Language), g.Text(workflow.Summary(a.Description, 400))),
		h.P(h.Class("lead"), v.text("page.invited.link-about")),
		v.press("/entry/"+string(id), "page.joining.join-button", "button"))}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return v.show(c, s)
}

func (p *Pages) entry(c *fiber.Ctx) (*view, laurel.EntryID, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, "", err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	id := laurel.EntryID(c.Params("entry"))
	if id.Tenant() == "" {
		return nil, "", fiber.ErrNotFound
	}
	v.path = v.to("/entry/" + string(id))
	return v, id, nil
}
