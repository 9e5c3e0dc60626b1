package page

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// ruling is what was asked about an approver, and what came of it.
type ruling struct {
	owner  laurel.TenantID
	key    string
	reason string // as it was typed
	err    error
}

// Approvers answers GET BASE/tenants/:code/approvers, at the desk of the platform:
// who decides about evidence, and how each of them fares.
func (p *Pages) Approvers(c *fiber.Ctx) error {
	d, err := p.approversDesk(c)
	if err != nil {
		return err
	}
	return d.showApprovers(c, ruling{})
}

func (p *Pages) approversDesk(c *fiber.Ctx) (*desk, error) {
	d, err := p.desk(c, laurel.ManageApprovers)
	if err == nil && d.tenant.ID != laurel.Platform {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, err
}

// ChangeApprover answers POST of the same with fields owner, key, do ("disable",
// "withdraw", "enable" or "revive") and reason.
func (p *Pages) ChangeApprover(c *fiber.Ctx) error {
	d, err := p.approversDesk(c)
	if err != nil {
		return err
	}
	r := ruling{owner: laurel.TenantID(c.FormValue("owner")), key: c.FormValue("key"), reason: c.FormValue("reason")}
	do := c.FormValue("do")
	switch do {
	case "disable":
		r.err = p.deps.Registry.TurnApprover(d.ctx, r.owner, r.key, tenants.Disabled, r.reason)
	case "withdraw":
		r.err = p.deps.Registry.TurnApprover(d.ctx, r.owner, r.key, tenants.Withdrawn, r.reason)
	case "enable":
		r.err = p.deps.Registry.TurnApprover(d.ctx, r.owner, r.key, tenants.InService, "")
	case "revive":
		r.err = p.deps.Registry.ReviveApprover(d.ctx, r.owner, r.key)
	default:
		return fiber.ErrBadRequest
	}
	if r.err == nil {
		d.tell(tenants.ApproversTopic)
		return c.Redirect(d.to(d.at("/approvers"))+"?"+url.Values{"done": {do}, "key": {r.key}}.Encode(), fiber.StatusSeeOther)
	}
	if !refused(r.err) {
		return r.err
	}
	return d.showApprovers(c, r)
}

// tell tells all replicas; one that does not hear of it looks by itself within seconds.
func (d *desk) tell(topic string) {
	if d.deps.Tell != nil {
		_ = d.deps.Tell(d.ctx, topic) // as said above
	}
}

func (d *desk) showApprovers(c *fiber.Ctx, r ruling) error {
	list, err := d.deps.Registry.Approvers(d.ctx)
	if err != nil {
		return err
	}
	var ids []laurel.TenantID
	for _, a := range list {
		ids = append(ids, a.Owner)
	}
	owners, err := d.deps.Registry.Tenants(d.ctx, ids)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.approvers.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.approvers.lead")),
		d.approversDone(c.Query("done"), c.Query("key")),
		g.If(len(added(list)) == 0, h.P(d.text("page.approvers.none"))),
		g.Map(added(list), func(a tenants.Approver) g.Node { return d.approverPanel(a, owners[a.Owner], r) }),
		h.P(h.Class("small"), d.text("page.approvers.add"), g.Text(" "), h.Code(g.Text("laurel approver add FOLDER EXECUTABLE"))),
		h.H2(d.text("page.approvers.built-in")),
		h.P(d.text("page.approvers.built-in-about")),
		g.Map(d.builtIn(list), func(a tenants.Approver) g.Node { return d.approverPanel(a, tenants.Tenant{}, r) }),
	}}
	if r.err != nil {
		s.status = statusOf(r.err)
	}
	return d.show(c, s)
}

// added are those that are no part of this program.
func added(list []tenants.Approver) []tenants.Approver {
	return slices.DeleteFunc(slices.Clone(list), tenants.Approver.BuiltIn)
}

// builtIn are the others, with what trouble there was.
func (d *desk) builtIn(list []tenants.Approver) []tenants.Approver {
	var all []tenants.Approver
	for _, key := range d.deps.Engine.Approvers(laurel.Platform) {
		i := slices.IndexFunc(list, func(a tenants.Approver) bool { return a.Key == key && a.Owner == laurel.Platform })
		switch {
		case i < 0:
			all = append(all, tenants.Approver{Owner: laurel.Platform, Key: key, State: tenants.InService})
		case list[i].BuiltIn():
			all = append(all, list[i])
		}
	}
	return all
}

func (d *desk) approversDone(do, key string) g.Node {
	var word string
	switch do {
	case "disable":
		word = d.fill("page.approvers.done-disable", laurel.Args{"Approver": key})
	case "withdraw":
		word = d.fill("page.approvers.done-withdraw", laurel.Args{"Approver": key})
	case "enable":
		word = d.fill("page.approvers.done-enable", laurel.Args{"Approver": key})
	case "revive":
		word = d.fill("page.approvers.done-revive", laurel.Args{"Approver": key})
	default:
		return nil
	}
	return h.P(h.Class("state approved"), h.Role("status"), icon("tick"), g.Text(word))
}

// approverPanel is one approver, with what can be done about it.
func (d *desk) approverPanel(a tenants.Approver, owner tenants.Tenant, r ruling) g.Node {
	title := a.Title
	if a.BuiltIn() {
		title = d.approver(a.Key)
	}
	return h.Section(h.Class("panel"), h.ID(string(a.Owner)+"-"+a.Key),
		h.H3(g.Text(title), g.Text(" "), h.Code(g.Text(a.Key))),
		d.approverTrouble(a),
		g.Iff(!a.BuiltIn(), func() g.Node { return d.approverFacts(a, owner) }),
		g.Iff(r.about(a) && r.err != nil, func() g.Node { return d.faultBeside(r.err, "reason") }),
		g.Iff(!a.BuiltIn(), func() g.Node { return d.approverForm(a, r) }))
}

// about reports whether it was ruled on that approver.
func (r ruling) about(a tenants.Approver) bool { return r.owner == a.Owner && r.key == a.Key }

func (d *desk) approverTrouble(a tenants.Approver) g.Node {
	if a.Trouble == "" {
		return nil
	}
	said := d.fill("page.approvers.trouble", laurel.Args{"When": d.view.told(a.TroubledAt)})
	return h.Div(h.Class("notice"), h.P(icon("cross"), g.Text(" "), g.Text(said)),
		h.BlockQuote(h.Class("preserve"), g.Text(a.Trouble)),
		h.Form(h.Method("post"), action(d.to(d.at("/approvers"))), hidden("owner", string(a.Owner)), hidden("key", a.Key),
			h.P(h.Class("actions"), pick("do", option{"revive", d.say("page.approvers.revive")}, "button"))))
}

func (d *desk) approverFacts(a tenants.Approver, owner tenants.Tenant) g.Node {
	whom := d.say("page.approvers.all")
	if a.Owner != laurel.Platform {
		whom = owner.Name
	}
	by := d.by(a.AddedBy)
	if a.AddedBy == "" {
		by = g.Text(" · " + d.say("page.approvers.by-command"))
	}
	flows, submissions := "–", "–"
	if !a.CountedAt.IsZero() {
		since := " " + d.fill("page.approvers.counted", laurel.Args{"When": d.view.told(a.CountedAt)})
		flows, submissions = strconv.Itoa(a.Flows)+since, strconv.Itoa(a.Submissions)+since
	}
	return h.Dl(h.Class("facts"),
		fact("shield", d.say("page.approvers.state"), d.because("approver-state."+string(a.State), a.Reason)),
		fact("house", d.say("page.approvers.whom"), g.Text(whom)),
		fact("list", d.say("page.approvers.flows"), g.Text(flows)),
		fact("clock", d.say("page.approvers.submissions"), g.Text(submissions)),
		fact("person", d.say("page.approvers.added"), g.Group{d.moment(a.AddedAt), by}),
		fact("key", d.say("page.approvers.digest"), h.Code(g.Text(a.Digest))))
}

func (d *desk) approverForm(a tenants.Approver, r ruling) g.Node {
	here := r.about(a)
	reason := field{name: "reason", id: "reason-" + string(a.Owner) + "-" + a.Key, label: "page.approvers.reason",
		hint: "page.approvers.reason-hint", value: a.Reason, most: tenants.LongestReason}
	if here {
		reason.value, reason.err = r.reason, r.err
	}
	form := h.Form(h.Class("form"), h.Method("post"), action(d.to(d.at("/approvers"))), hidden("owner", string(a.Owner)), hidden("key", a.Key),
		g.If(a.State != tenants.Withdrawn, d.input(reason)),
		h.P(h.Class("actions"),
			g.If(a.State != tenants.InService, pick("do", option{"enable", d.say("page.approvers.enable")}, "button")),
			g.If(a.State == tenants.InService, pick("do", option{"disable", d.say("page.approvers.disable")}, "button plain")),
			g.If(a.State != tenants.Withdrawn, pick("do", option{"withdraw", d.say("page.approvers.withdraw")}, "button danger"))),
		g.If(a.State != tenants.Withdrawn, h.P(h.Class("hint"), d.text("page.approvers.withdraw-about"))))
	return h.Details(g.If(here && r.err != nil, g.Attr("open")), h.Summary(d.text("page.approvers.change")), form)
}
