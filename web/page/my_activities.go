package page

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// MyActivities answers GET BASE/my-activities: what the actor takes part in, and
// where they wait for a place.
func (p *Pages) MyActivities(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	places, err := p.deps.Registry.Traces(v.ctx, v.actor.Person)
	if err != nil {
		return err
	}
	list, err := p.deps.Engine.MyActivities(v.ctx, places)
	if err != nil {
		return err
	}
	invited, err := p.deps.Engine.MyInvitations(v.ctx, places)
	if err != nil {
		return err
	}
	var ids []laurel.TenantID
	for _, m := range list {
		ids = append(ids, m.Activity.Tenant())
	}
	for _, i := range invited {
		ids = append(ids, i.Activity.Tenant())
	}
	slices.Sort(ids)
	hosts, err := p.deps.Registry.Tenants(v.ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	body := empty("compass", v.say("page.mine.nothing"),
		h.P(h.Class("actions"), h.A(h.Class("button"), href(v.to("/activities")), icon("compass"), v.text("page.portfolio.discover"))))
	if len(list) > 0 {
		body = h.Ul(h.Class("rows"), g.Map(list, func(m engine.MyActivity) g.Node { return v.mine(m, hosts[m.Activity.Tenant()]) }))
	}
	return v.show(c, sheet{title: v.say("page.mine.title"), body: []g.Node{
		h.Div(h.Class("wrap"), h.H1(v.text("page.mine.title")), h.P(h.Class("lead"), v.text("page.mine.about")),
			v.myInvitations(invited, hosts), body)}})
}

func (v *view) mine(m engine.MyActivity, host tenants.Tenant) g.Node {
	state := h.Span(h.Class("state approved"), icon("tick"), v.text("participant.joined"))
	switch m.Part.Seat {
	case workflow.Asked:
		state = h.Span(h.Class("state open"), icon("clock"), v.text("participant.asked"))
	case workflow.Waiting:
		state = h.Span(h.Class("state open"), icon("clock"), g.Text(v.fill("page.joining.waiting", laurel.Args{"Number": m.Queue})))
	case workflow.Joined, workflow.Left, workflow.Removed, workflow.Refused:
	}
	return h.Li(h.Class("panel row loose"), h.Div(
		h.H3(h.Lang(m.Activity.Language), h.A(href("/"+v.lang+"/activities/"+string(m.Activity.ID)), g.Text(m.Activity.Title))),
		h.P(h.Class("meta"), h.Span(icon("house"), h.Span(h.Lang(host.Language), g.Text(host.Name))),
			g.Iff(!m.Activity.Occasion.Starts.IsZero(), func() g.Node { return h.Span(icon("calendar"), h.Span(v.span(m.Activity.Occasion))) }),
			v.dated("participant.since", m.Part.Since)),
		h.P(state)))
}

// myInvitations are those that wait for an answer.
func (v *view) myInvitations(list []engine.Invited, hosts map[laurel.TenantID]tenants.Tenant) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Section(h.H2(v.text("page.invitations.title")), h.Ul(h.Class("rows"), g.Map(list, func(i engine.Invited) g.Node {
		host := hosts[i.Activity.Tenant()]
		return h.Li(h.Class("panel row loose"), h.Div(
			h.H3(h.Lang(i.Activity.Language), h.A(href("/"+v.lang+"/invited/"+string(i.Activity.ID)), g.Text(i.Activity.Title))),
			h.P(h.Class("meta"), h.Span(icon("house"), h.Span(h.Lang(host.Language), g.Text(host.Name))),
				v.dated("page.invitations.until", i.Invitation.ExpiresAt))))
	})))
}
