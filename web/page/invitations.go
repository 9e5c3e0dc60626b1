package page

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow/credential/draw"
)

const (
	mostAddresses = 50 // invited at once
	usualUses     = 30 // of a link, as it stands in the form
)

// lettersOut is how many people one tenant may invite on this page within a time:
// they have not asked for it. A request to the API invites one, and is counted as such.
func lettersOut() door.Measure { return door.Measure{Limit: 500, Window: 15 * time.Minute} }

// offer is what stands in the forms of the invitations page, and what came of it.
type offer struct {
	by      string // "letter" or "link"
	emails  string // as they were typed
	draft   tenants.Invitation
	err     error
	results []result
	link    string // shown once
}

// result is what came of one address.
type result struct {
	email string
	err   error
}

// Invitations answers GET BASE/tenants/:code/invitations: whom the tenant has
// invited, and the forms to invite more.
func (p *Pages) Invitations(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	return d.showInvitations(c, offer{draft: tenants.Invitation{Language: d.lang, Most: usualUses}})
}

// Invite answers POST BASE/tenants/:code/invitations with fields by ("letter" or
// "link"), role and object; for letters emails, one address a line, and language;
// for a link most, which is how often it may be used.
func (p *Pages) Invite(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	o := offer{by: c.FormValue("by"), emails: c.FormValue("emails"), draft: tenants.Invitation{
		Role: c.FormValue("role"), Object: c.FormValue("object"), Language: d.deps.Texts.Match(c.FormValue("language")), Most: usualUses}}
	if o.by == "link" {
		o.draft.Most, _ = strconv.Atoi(strings.TrimSpace(c.FormValue("most"))) // what is no number is refused as zero is
		err = d.inviteByLink(c, &o)
	} else {
		err = d.inviteByLetter(c, &o)
	}
	if err != nil && !refused(err) {
		return err
	}
	o.err = err
	return d.showInvitations(c, o)
}

func (d *desk) inviteByLink(c *fiber.Ctx, o *offer) error {
	i, secret, err := d.deps.Registry.InviteMember(d.ctx, d.tenant.ID, o.draft)
	if err == nil {
		o.link, err = d.invitationLink(c, i, secret)
	}
	return err
}

// invitationLink is the address behind a link that is handed on: on the site to
// which the letter of such an invitation leads, too.
func (d *desk) invitationLink(c *fiber.Ctx, i tenants.Invitation, secret string) (string, error) {
	city, err := d.deps.Registry.SiteOf(d.ctx, d.tenant)
	here := laurel.Place{Language: d.deps.Texts.Match(i.Language), City: city.Slug}
	return d.deps.Front.Platform(c).Page(here, laurel.InvitationPath(i.ID, secret)), err
}

// inviteByLetter invites each address for itself: what is wrong with one keeps no
// letter from the others. Those that were refused stay in the form.
func (d *desk) inviteByLetter(c *fiber.Ctx, o *offer) error {
	list := addressesIn(o.emails)
	if len(list) == 0 || len(list) > mostAddresses {
		return laurel.E(laurel.Invalid, "invitation.addresses").With(laurel.Args{"Max": mostAddresses}).At("emails")
	}
	var left []string
	for i, email := range list {
		draft := o.draft
		draft.Email = email
		if err := d.deps.Meter.Count(c, "letters of "+string(d.tenant.ID), lettersOut()); err != nil {
			c.Response().Header.Del(fiber.HeaderRetryAfter) // the form itself is answered
			left = append(left, email)
			o.results = append(o.results, result{email, err})
			continue
		}
		_, _, err := d.deps.Registry.InviteMember(d.ctx, d.tenant.ID, draft)
		if at := fieldOf(err); err != nil && (!refused(err) || at != "email") {
			o.emails = strings.Join(append(left, list[i:]...), "\n")
			return err // of the role or the place, and the same for every address
		}
		if err != nil {
			left = append(left, email)
		}
		o.results = append(o.results, result{email, err})
	}
	o.emails = strings.Join(left, "\n")
	return nil
}

// addressesIn are the words of a text that stand between spaces, commas or
// semicolons, each once.
func addressesIn(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		if !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

func (d *desk) showInvitations(c *fiber.Ctx, o offer) error {
	list, err := d.deps.Registry.Invitations(d.ctx, d.tenant.ID, tenants.InviteMember)
	if err != nil {
		return err
	}
	names, err := d.rolesAndPlaces()
	if err != nil {
		return err
	}
	if o.draft.Role == "" {
		o.draft.Role = names.usual()
	}
	shown, err := d.linkShown(o.link)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.invitations.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.invitations.lead")),
		d.doneIf(c, "sent", "page.invitations.sent-again"),
		d.doneIf(c, "cancelled", "page.invitations.withdrawn"),
		shown,
		d.results(o.results),
		h.Div(h.Class("pair"), names.letterForm(o), names.linkForm(o)),
		h.H2(d.text("page.invitations.made")),
		g.If(len(list) == 0, empty("letter", d.say("page.invitations.nothing"))),
		h.Ul(h.Class("rows"), g.Map(list, func(i tenants.Invitation) g.Node { return names.invitation(i, time.Now()) })),
	}}
	if o.err != nil {
		s.status = statusOf(o.err)
	}
	return d.show(c, s)
}

// linkShown is a link that invites, with its QR code to be shown in a room.
func (d *desk) linkShown(link string) (g.Node, error) {
	if link == "" {
		return g.Group{}, nil
	}
	code, err := draw.Code(link)
	if err != nil {
		return nil, err
	}
	picture, err := code.SVG()
	if err != nil {
		return nil, err
	}
	return h.Div(h.Class("notice"), h.Role("status"),
		h.P(d.text("page.invitations.link-made")), h.P(h.Code(h.Class("secret"), g.Text(link))),
		h.Div(h.Class("qr"), h.Role("img"), h.Aria("label", d.say("page.invitations.qr")), g.Raw(withoutProlog(picture)))), nil
}

// withoutProlog is a drawing of our own as it stands in a page.
func withoutProlog(svg []byte) string {
	at := strings.Index(string(svg), "<svg")
	return string(svg)[max(at, 0):]
}

func (d *desk) results(all []result) g.Node {
	if len(all) == 0 {
		return nil
	}
	return h.Div(h.Class("panel"), h.Role("status"),
		h.H2(d.text("page.invitations.results")),
		h.Ul(g.Map(all, func(r result) g.Node {
			if r.err == nil {
				return h.Li(h.Span(h.Class("state approved"), icon("tick"), g.Text(r.email)), g.Text(" "), d.text("page.invitations.invited"))
			}
			return h.Li(h.Span(h.Class("state rejected"), icon("cross"), g.Text(r.email)), g.Text(" "), g.Text(d.sentence(r.err)))
		})))
}

func (n roleNames) letterForm(o offer) g.Node {
	var languages []option
	for _, lang := range n.deps.Texts.Languages() {
		languages = append(languages, option{lang, n.deps.Texts.Say(lang, "language.name", nil)})
	}
	err := o.err
	if o.by == "link" {
		err = nil
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(n.to(n.at("/invitations"))), hidden("by", "letter"),
		h.H2(n.text("page.invitations.by-letter")),
		n.area(field{name: "emails", label: "page.invitations.emails", hint: "page.invitations.emails-hint", value: o.emails, must: true,
			err: err}, 4),
		n.roleChoice("letter", o.draft, err),
		n.choice(field{name: "language", label: "page.invitations.language", value: o.draft.Language}, languages),
		n.faultBeside(err, "emails", "role", "object"),
		n.submit("page.invitations.send"))
}

func (n roleNames) linkForm(o offer) g.Node {
	err := o.err
	if o.by != "link" {
		err = nil
	}
	most := ""
	if o.draft.Most > 0 {
		most = strconv.Itoa(o.draft.Most)
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(n.to(n.at("/invitations"))),
		hidden("by", "link"), hidden("language", n.lang),
		h.H2(n.text("page.invitations.by-link")),
		n.input(field{name: "most", label: "page.invitations.most", hint: "page.invitations.most-hint", kind: "number", value: most,
			must: true, err: err}),
		n.roleChoice("link", o.draft, err),
		n.faultBeside(err, "most", "role", "object"),
		n.submit("page.invitations.make-link"))
}

// roleChoice are the fields for the role that is offered and where it holds.
func (n roleNames) roleChoice(form string, draft tenants.Invitation, err error) g.Node {
	return g.Group{
		n.choice(field{name: "role", id: form + "-role", label: "page.people.role", value: draft.Role, err: err}, n.options()),
		g.Iff(len(n.objects) > 0, func() g.Node {
			return n.choice(field{name: "object", id: form + "-object", label: "page.people.where", value: draft.Object, err: err}, n.places())
		}),
	}
}

func (n roleNames) invitation(i tenants.Invitation, now time.Time) g.Node {
	at := n.at("/invitations/" + string(i.ID))
	to, again := i.Email, "page.invitations.resend"
	if to == "" {
		to, again = n.fill("page.invitations.link-used", laurel.Args{"Uses": i.Uses, "Most": i.Most}), "page.invitations.renew"
	}
	pending := i.State == tenants.InvitationPending
	return h.Li(h.Class("panel row loose"),
		h.Div(h.H3(g.Text(to)),
			h.P(h.Class("small"), n.node(i.Role), g.Text(" · "+n.place(i.Object))),
			h.P(h.Class("meta"), h.Span(g.Text(n.standingOf(i, now))), n.dated("page.invitations.since", i.MadeAt),
				g.If(pending, n.dated("page.invitations.until", i.ExpiresAt)))),
		g.Iff(pending, func() g.Node {
			return h.Div(h.Class("actions"),
				n.press(at+"/resend", again, "button small plain"),
				n.press(at+"/cancel", "page.invitations.withdraw", "button small danger"))
		}))
}

func (v *view) standingOf(i tenants.Invitation, now time.Time) string {
	if i.State == tenants.InvitationPending && i.Expired(now) {
		return v.say("page.invitations.expired")
	}
	return v.say("page.invitations.state-" + string(i.State))
}

// changeInvitation is a request about one invitation.
type changeInvitation func(context.Context, laurel.InvitationID) (tenants.Invitation, error)

// ResendInvitation answers POST BASE/tenants/:code/invitations/:invitation/resend.
func (p *Pages) ResendInvitation(c *fiber.Ctx) error {
	return p.changeInvitation(c, "sent", p.deps.Registry.ResendInvitation)
}

// CancelInvitation answers POST BASE/tenants/:code/invitations/:invitation/cancel.
func (p *Pages) CancelInvitation(c *fiber.Ctx) error {
	return p.changeInvitation(c, "cancelled", p.deps.Registry.CancelInvitation)
}

func (p *Pages) changeInvitation(c *fiber.Ctx, done string, change changeInvitation) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	id := laurel.InvitationID(c.Params("invitation"))
	if id.Tenant() != d.tenant.ID {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	if _, err := change(d.ctx, id); err != nil {
		if refused(err) {
			return d.showInvitations(c, offer{err: err, draft: tenants.Invitation{Language: d.lang, Most: usualUses}})
		}
		return err
	}
	return c.Redirect(d.to(d.at("/invitations?done="+done)), fiber.StatusSeeOther)
}
