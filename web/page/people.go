package page

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

const peopleShown = 50 // on a page

// crew is what stands on the page of a tenant's people.
type crew struct {
	*desk
	asked      registry.PeopleFilter
	list       []registry.Colleague
	more       bool
	roles      roleNames
	door       tenants.Door
	applicants []registry.Applicant
	answered   answeredJoin
	err        error
}

// answeredJoin is an answer to a request to join as it was given.
type answeredJoin struct {
	person       laurel.PersonID
	answer       string // "approve" or "decline"
	role, reason string
}

// People answers GET BASE/tenants/:code/people?words=&role=&after=: who has a role
// in the tenant, and who asks to join.
func (p *Pages) People(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	return d.showPeople(c, &crew{desk: d})
}

func (d *desk) showPeople(c *fiber.Ctx, w *crew) error {
	w.asked = registry.PeopleFilter{Words: c.Query("words"), Role: c.Query("role"), After: laurel.PersonID(c.Query("after"))}
	var err error
	if w.roles, err = d.roleNames(); err != nil {
		return err
	}
	if w.list, w.more, err = d.deps.Registry.People(d.ctx, d.tenant.ID, w.asked, peopleShown); err != nil {
		return err
	}
	if d.tenant.Kind == tenants.Organisation {
		if w.door, _, err = d.deps.Registry.Joining(d.ctx, d.tenant.ID); err != nil {
			return err
		}
		if w.applicants, err = d.deps.Registry.Applicants(d.ctx, d.tenant.ID); err != nil {
			return err
		}
	}
	s := sheet{title: d.say("page.people.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.people.lead")),
		d.doneIf(c, "removed", "page.people.removed"),
		d.doneIf(c, "approved", "page.people.approved"),
		d.doneIf(c, "declined", "page.people.declined"),
		d.doneIf(c, "door", "page.people.door-set"),
		w.requests(),
		w.search(),
		w.people(),
		g.If(d.tenant.Kind != platform, h.P(h.Class("actions"),
			h.A(h.Class("button"), href(d.to(d.at("/invitations"))), icon("letter"), d.text("page.people.invite")))),
		g.If(d.tenant.Kind == tenants.Organisation, w.doorForm()),
	}}
	if w.err != nil {
		s.status = statusOf(w.err)
	}
	return d.show(c, s)
}

func (w *crew) search() g.Node {
	roles := []option{{"", w.say("page.people.any-role")}}
	roles = append(roles, w.roles.options()...)
	return h.Form(h.Class("panel search"), h.Method("get"), action(w.to(w.at("/people"))),
		w.input(field{name: "words", label: "page.people.words", value: w.asked.Words, kind: "search"}),
		w.choice(field{name: "role", id: "search-role", label: "page.people.role", value: w.asked.Role}, roles),
		w.submit("page.people.search"))
}

func (w *crew) people() g.Node {
	if len(w.list) == 0 {
		return empty("person", w.say("page.people.nothing"))
	}
	heads := []string{w.say("page.people.name"), w.say("page.people.address"), w.say("page.people.roles")}
	rows := make([]g.Node, len(w.list))
	for i, c := range w.list {
		rows[i] = h.Tr(
			h.Th(h.Scope("row"), h.A(href(w.to(w.at("/people/"+string(c.Person.ID)))), g.Text(w.called(c.Person)))),
			h.Td(g.Text(c.Person.Email)),
			h.Td(g.Map(c.Roles, func(m tenants.Member) g.Node {
				return h.Div(w.roles.node(m.Role), g.If(m.Object != "", g.Group{g.Text(" "), h.Span(h.Class("hint"), w.text("page.people.in-part"))}))
			})))
	}
	next := url.Values{"words": {w.asked.Words}, "role": {w.asked.Role}, "after": {string(w.list[len(w.list)-1].Person.ID)}}
	return g.Group{
		table(w.say("page.people.title"), heads, rows),
		g.If(w.more, h.P(h.Class("actions"),
			h.A(h.Class("button plain"), h.Rel("next"), href(w.to(w.at("/people"))+"?"+next.Encode()), w.text("page.people.more"), icon("onward")))),
	}
}

// called is how a person is spoken of, and something where there is no account
// any more.
func (v *view) called(p tenants.Person) string {
	if name := p.CallName(); name != "" {
		return name
	}
	return v.say("page.people.gone")
}

// requests are those of people who ask to join, each with what can be answered.
func (w *crew) requests() g.Node {
	if len(w.applicants) == 0 {
		return nil
	}
	return h.Section(
		h.H2(w.text("page.people.requests")),
		h.Ul(h.Class("rows"), g.Map(w.applicants, func(a registry.Applicant) g.Node { return h.Li(h.Class("panel"), w.request(a)) })))
}

func (w *crew) request(a registry.Applicant) g.Node {
	given, yes, no := answeredJoin{role: w.roles.usual()}, error(nil), error(nil)
	if a.Join.Person == w.answered.person {
		given = w.answered
		if given.answer == "approve" {
			yes = w.err
		} else {
			no = w.err
		}
	}
	name := w.called(a.Person)
	answer := w.to(w.at("/people/" + string(a.Join.Person) + "/request"))
	return g.Group{
		h.H3(g.Text(name)),
		h.P(h.Class("meta"), h.Span(g.Text(a.Person.Email)), w.dated("page.people.asked", a.Join.AskedAt)),
		g.If(a.Join.Words != "", h.BlockQuote(g.Text(a.Join.Words))),
		h.Div(h.Class("pair"),
			h.Form(h.Class("form"), h.Method("post"), action(answer), hidden("answer", "approve"),
				w.choice(field{name: "role", id: "role-" + string(a.Join.Person), label: "page.people.give", value: given.role,
					err: yes}, w.roles.options()),
				w.faultBeside(yes, "role"),
				w.submit("page.people.approve")),
			h.Form(h.Class("form"), h.Method("post"), action(answer), hidden("answer", "decline"),
				w.input(field{name: "reason", id: "reason-" + string(a.Join.Person), label: "page.people.reason", hint: "page.people.reason-hint",
					value: given.reason, most: tenants.MaxJoinText, err: no, must: true}),
				w.faultBeside(no, "reason"),
				h.P(h.Class("actions"), h.Button(h.Class("button danger"), h.Type("submit"), w.text("page.people.decline"))))),
	}
}

// AnswerJoin answers POST BASE/tenants/:code/people/:person/request with fields
// answer ("approve" or "decline"), and role or reason.
func (p *Pages) AnswerJoin(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	said := answeredJoin{laurel.PersonID(c.Params("person")), c.FormValue("answer"), c.FormValue("role"), c.FormValue("reason")}
	done := "declined"
	if said.answer == "approve" {
		done = "approved"
		err = p.deps.Registry.ApproveJoin(d.ctx, d.tenant.ID, tenants.Member{Person: said.person, Role: said.role})
	} else {
		err = p.deps.Registry.DeclineJoin(d.ctx, d.tenant.ID, said.person, said.reason)
	}
	if err == nil {
		return c.Redirect(d.to(d.at("/people?done="+done)), fiber.StatusSeeOther)
	}
	if refused(err) {
		return d.showPeople(c, &crew{desk: d, answered: said, err: err})
	}
	return err
}

// refused reports whether err is one to show in the form that it came from.
func refused(err error) bool {
	kind := laurel.KindOf(err)
	return kind == laurel.Invalid || kind == laurel.Conflict || kind == laurel.Forbidden
}

func (w *crew) doorForm() g.Node {
	return h.Form(h.Class("panel form"), h.Method("post"), action(w.to(w.at("/people/door"))),
		h.H2(w.text("page.people.door")),
		w.choice(field{name: "door", label: "page.people.door-label", hint: "page.people.door-hint", value: string(w.door), err: w.err}, []option{
			{string(tenants.Closed), w.say("page.people.door-closed")}, {string(tenants.Open), w.say("page.people.door-open")}}),
		w.submit("page.people.door-save"))
}

// SetDoor answers POST BASE/tenants/:code/people/door with field door.
func (p *Pages) SetDoor(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageMembers)
	if err != nil {
		return err
	}
	if err := p.deps.Registry.SetDoor(d.ctx, d.tenant.ID, tenants.Door(c.FormValue("door"))); err != nil {
		if refused(err) {
			return d.showPeople(c, &crew{desk: d, err: err})
		}
		return err
	}
	return c.Redirect(d.to(d.at("/people?done=door")), fiber.StatusSeeOther)
}
