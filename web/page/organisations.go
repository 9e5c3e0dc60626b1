package page

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

const organisations = "/organisations"

// partnerFilter is what the address asks for.
func partnerFilter(c *fiber.Ctx) registry.PartnerFilter {
	page, err := strconv.Atoi(c.Query("page", "1"))
	if err != nil || page < 1 || page > 1_000_000 {
		page = 1
	}
	return registry.PartnerFilter{Search: c.Query("search"), Standing: tenants.Standing(c.Query("standing")),
		Verification: tenants.Verification(c.Query("verification")), Order: registry.PartnerOrder(c.Query("order")), Page: page}
}

// Organisations answers GET BASE/tenants/:code/organisations: a city's table.
func (p *Pages) Organisations(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	f := partnerFilter(c)
	found, err := p.deps.Registry.Partners(d.ctx, d.tenant.ID, f)
	if err != nil {
		return err
	}
	body := empty("house", d.say("page.organisations.none"))
	switch {
	case f.Search == "" && f.Standing == "" && f.Verification == "" && len(found.List) == 0 && found.Counts[tenants.StandsInvited] > 0:
		body = empty("house", d.say("page.organisations.none-yet"))
	case len(found.Invited) > 0:
		body = d.invited(found.Invited)
	case len(found.List) > 0:
		heads := []string{"page.organisations.search", "page.organisations.standing", "page.organisations.since",
			"page.organisations.verification", "page.organisations.listed", "page.organisations.awards", "page.organisations.last"}
		for i, key := range heads {
			heads[i] = d.say(key)
		}
		body = table(d.say("page.organisations.title"), heads, g.Map(found.List, d.partnerRow))
	}
	return d.show(c, sheet{title: d.say("page.organisations.title"), body: []g.Node{
		g.If(c.Query("saved") != "", d.done("page.organisations.saved")),
		h.P(h.Class("actions"),
			h.A(h.Class("button"), href(d.to(d.at(organisations+"/invite"))), icon("letter"), d.text("page.organisations.invite")),
			h.A(h.Class("button plain"), href(d.to(d.at(organisations+".csv"))+asQuery(f, 0)), icon("download"), d.text("page.organisations.csv"))),
		g.If(found.Counts[tenants.StandsRequested]+found.Pending > 0, h.P(h.Class("notice"), g.Text(d.fill("page.organisations.waiting",
			laurel.Args{"Requests": found.Counts[tenants.StandsRequested], "Verifications": found.Pending})))),
		g.If(found.Counts[tenants.StandsInvited] > 0 && f.Standing != tenants.StandsInvited,
			h.P(h.A(href(d.to(d.at(organisations))+asQuery(registry.PartnerFilter{Standing: tenants.StandsInvited}, 0)),
				g.Text(d.fill("page.organisations.unanswered", laurel.Args{"Count": found.Counts[tenants.StandsInvited]}))))),
		d.partnerSearch(f, found.Counts),
		h.P(h.Class("small"), g.Text(d.fill("page.organisations.found", laurel.Args{"Count": found.Found}))),
		body,
		h.P(h.Class("actions"),
			g.If(f.Page > 1, h.A(href(d.to(d.at(organisations))+asQuery(f, f.Page-1)), d.text("page.organisations.previous"))),
			g.If(f.Page*registry.PartnersAPage < found.Found,
				h.A(href(d.to(d.at(organisations))+asQuery(f, f.Page+1)), d.text("page.organisations.next")))),
	}})
}

// asQuery is a filter as it stands in an address; page 0 is left out.
func asQuery(f registry.PartnerFilter, page int) string {
	q := url.Values{}
	for name, value := range map[string]string{"search": f.Search, "standing": string(f.Standing), "verification": string(f.Verification),
		"order": string(f.Order)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	return "?" + q.Encode()
}

func (d *desk) partnerRow(p registry.Partner) g.Node {
	return h.Tr(
		h.Td(h.A(href(d.to(d.at(organisations+"/"+string(p.Organisation)))), g.Text(p.Name))),
		h.Td(d.text("standing."+string(p.Standing))), h.Td(d.day(p.Since)), h.Td(d.text("verification-state."+string(p.Verification))),
		h.Td(h.Class("number"), g.Text(strconv.Itoa(p.Listed))), h.Td(h.Class("number"), g.Text(strconv.Itoa(p.Awards))), h.Td(d.last(p.LastAt)))
}

func (v *view) last(at time.Time) g.Node {
	if at.IsZero() {
		return v.text("page.organisations.never")
	}
	return v.day(at)
}

func (d *desk) partnerSearch(f registry.PartnerFilter, counts map[tenants.Standing]int) g.Node {
	standings, states := []option{{"", d.say("page.organisations.all")}}, []option{{"", d.say("page.organisations.all")}}
	for _, s := range append(tenants.Standings(), tenants.StandsInvited) {
		standings = append(standings, option{string(s), d.say("standing."+string(s)) + " (" + strconv.Itoa(counts[s]) + ")"})
	}
	for _, s := range tenants.Verifications() {
		states = append(states, option{string(s), d.say("verification-state." + string(s))})
	}
	orders := []option{}
	for _, o := range []registry.PartnerOrder{registry.ByName, registry.BySince, registry.ByActivity, registry.ByAwards} {
		orders = append(orders, option{string(o), d.say("page.organisations.by-" + string(o))})
	}
	return h.Form(h.Class("search"), h.Method("get"), action(d.to(d.at(organisations))),
		d.input(field{name: "search", label: "page.organisations.search", kind: "search", value: f.Search}),
		d.choice(field{name: "standing", label: "page.organisations.standing", value: string(f.Standing)}, standings),
		d.choice(field{name: "verification", label: "page.organisations.verification", value: string(f.Verification)}, states),
		d.choice(field{name: "order", label: "page.organisations.order", value: string(f.Order)}, orders),
		d.submit("page.organisations.find"))
}

// Organisation answers GET BASE/tenants/:code/organisations/:organisation.
func (p *Pages) Organisation(c *fiber.Ctx) error { return p.showPartner(c, nil) }

func (p *Pages) showPartner(c *fiber.Ctx, fault error) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	id := laurel.TenantID(c.Params("organisation"))
	o, past, err := p.deps.Registry.Partner(d.ctx, d.tenant.ID, id)
	if err != nil {
		return err
	}
	s := sheet{title: o.Name, body: []g.Node{
		g.If(c.Query("saved") != "", d.done("page.organisations.saved")),
		partnerFacts(d.view, o),
		d.decisions(c, o, fault),
		h.Section(h.Class("panel"), h.H2(d.text("page.organisations.past")), h.Ul(h.Class("rows"), g.Map(past, d.moved))),
	}}
	if fault != nil {
		s.status = statusOf(fault)
	}
	return d.show(c, s)
}

func (d *desk) moved(m registry.Moved) g.Node {
	return h.Li(h.P(d.moment(m.At), g.Text(" · "), d.text("audit."+m.What), d.by(m.By)), g.If(m.Reason != "", h.BlockQuote(g.Text(m.Reason))))
}

// by is who did something, where that is known.
func (d *desk) by(who laurel.PersonID) g.Node {
	if who == "" {
		return nil
	}
	p, err := d.deps.Registry.Person(d.ctx, who)
	if err != nil {
		return nil // the account is gone
	}
	return g.Text(" · " + p.CallName())
}

func partnerFacts(v *view, o registry.Partner) g.Node {
	return h.Section(h.Class("panel"), h.Dl(h.Class("facts"),
		fact("house", v.say("page.organisations.standing"), v.because("standing."+string(o.Standing), o.Reason)),
		fact("clock", v.say("page.organisations.since"), v.day(o.Since)),
		fact("shield", v.say("page.organisations.verification"), v.text("verification-state."+string(o.Verification))),
		fact("list", v.say("page.organisations.listed"), g.Text(strconv.Itoa(o.Listed))),
		fact("medal", v.say("page.organisations.awards"), g.Text(strconv.Itoa(o.Awards))),
		fact("clock", v.say("page.organisations.last"), v.last(o.LastAt)),
		fact("globe", v.say("page.organisations.page"), h.A(href(v.issuer(o.Organisation)), g.Text(o.Name)))))
}

// decisions are what the city can do now.
func (d *desk) decisions(c *fiber.Ctx, o registry.Partner, fault error) g.Node {
	path := d.at(organisations + "/" + string(o.Organisation))
	moves := o.Standing.Moves()
	asked := o.Document.Media != "" || o.Verification != tenants.VerificationNone
	reason := field{name: "reason", label: "page.organisations.reason", hint: "page.organisations.reason-hint",
		value: c.FormValue("reason"), err: fault, most: 1000}
	return g.Group{
		d.faultBeside(fault, "reason", "why"),
		g.If(len(moves) > 0, h.Form(h.Class("panel form"), h.Method("post"), action(d.to(path)),
			hidden("version", strconv.Itoa(o.Version)), h.H2(d.text("page.organisations.decide")),
			g.If(o.Standing == tenants.StandsActive, h.P(d.text("page.organisations.suspend-about"))),
			d.area(reason, 3),
			h.P(h.Class("actions"), g.Map(moves, func(m tenants.Move) g.Node {
				class := "button"
				if m.Explained() {
					class = "button danger"
				}
				return pick("move", option{string(m), d.say("page.organisations.do-" + string(m))}, class)
			})))),
		g.If(asked, d.verification(o, path, field{value: c.FormValue("why"), err: fault})),
	}
}

// verification is what a city can do about an organisation's; why is what stands
// in the field for the reason.
func (d *desk) verification(o registry.Partner, path string, why field) g.Node {
	why.name, why.label, why.hint, why.most = "why", "page.organisations.reason", "page.organisations.reason-hint", 1000
	waits, granted := o.Verification == tenants.VerificationRequested, o.Verification == tenants.Verified
	return h.Form(h.Class("panel form"), h.Method("post"), action(d.to(path+"/verification")),
		hidden("version", strconv.Itoa(o.Version)), h.H2(d.text("page.organisations.verification")),
		g.If(o.Document.Media != "", d.documentLink(path)),
		g.If(waits || granted, d.area(why, 3)),
		h.P(h.Class("actions"),
			g.If(waits, g.Group{
				pick("to", option{string(tenants.Verified), d.say("page.organisations.do-verified")}, "button"),
				pick("to", option{string(tenants.VerificationDeclined), d.say("page.organisations.do-not-verified")}, "button danger")}),
			g.If(granted, pick("to", option{string(tenants.VerificationNone), d.say("page.organisations.do-unverified")}, "button danger"))))
}

// MoveOrganisation answers POST of the same with fields move, reason and version.
func (p *Pages) MoveOrganisation(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(c.FormValue("version", "0"))
	if err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	id := laurel.TenantID(c.Params("organisation"))
	step := registry.Step{Move: tenants.Move(c.FormValue("move")), Reason: c.FormValue("reason"), Version: version}
	if err := p.deps.Registry.MoveAffiliation(d.ctx, d.tenant.ID, id, step); err != nil {
		return p.refusePartner(c, err)
	}
	return c.Redirect(d.to(d.at(organisations+"/"+string(id)))+"?saved=1", fiber.StatusSeeOther)
}

// VerifyOrganisation answers POST …/verification with fields to, why and version.
func (p *Pages) VerifyOrganisation(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	id := laurel.TenantID(c.Params("organisation"))
	version, err := strconv.Atoi(c.FormValue("version", "0"))
	if err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	ruling := registry.Ruling{To: tenants.Verification(c.FormValue("to")), Reason: c.FormValue("why"), Version: version}
	if err := p.deps.Registry.DecideVerification(d.ctx, d.tenant.ID, id, ruling); err != nil {
		if fault, ok := errors.AsType[*laurel.Error](err); ok && fault.Field == "reason" {
			err = fault.At("why") // which of the two forms it stands in
		}
		return p.refusePartner(c, err)
	}
	return c.Redirect(d.to(d.at(organisations+"/"+string(id)))+"?saved=1", fiber.StatusSeeOther)
}

func (p *Pages) refusePartner(c *fiber.Ctx, err error) error {
	if k := laurel.KindOf(err); k == laurel.Invalid || k == laurel.Conflict {
		return p.showPartner(c, err)
	}
	return err
}
