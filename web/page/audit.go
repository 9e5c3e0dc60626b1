package page

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

const auditShown = 50 // entries on a page

// trail is what stands on the page of a tenant's audit trail.
type trail struct {
	*desk
	asked  url.Values // of the filter, as it was typed
	err    error      // what is wrong with that
	list   []tenants.AuditEntry
	more   bool
	whats  []string
	actors []string
	names  map[string]string       // of people, by id
	own    map[string]tenants.Role // of the tenant, by name, for who has to do with them
	report *tenants.AuditReport
}

// Audit answers GET BASE/tenants/:code/audit?what=&actor=&from=&until=&before=:
// what was done to the tenant, the newest first. With check=1 the chain is
// verified, too.
func (p *Pages) Audit(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ReadAudit)
	if err != nil {
		return err
	}
	t := &trail{desk: d, asked: url.Values{}}
	for _, name := range []string{"what", "actor", "from", "until"} {
		if value := c.Query(name); value != "" {
			t.asked.Set(name, value)
		}
	}
	f, wrong := t.wanted(c.Query("before"))
	t.err = wrong
	if err := t.load(f); err != nil {
		return err
	}
	if c.Query("check") != "" {
		r, err := p.deps.Registry.VerifyAudit(d.ctx, d.tenant.ID)
		if err != nil {
			return err
		}
		t.report = &r
	}
	s := sheet{title: d.say("page.audit.title"), body: t.body()}
	if t.err != nil {
		s.status = statusOf(t.err)
	}
	return d.show(c, s)
}

// wanted is what the filter asks for.
func (t *trail) wanted(before string) (f registry.AuditFilter, err error) {
	f = registry.AuditFilter{What: t.asked.Get("what"), Actor: t.asked.Get("actor"), Before: before}
	if f.From, err = t.day("from"); err != nil {
		return f, err
	}
	if f.Until, err = t.day("until"); err == nil && !f.Until.IsZero() { // the day that is named is meant, too
		f.Until = f.Until.AddDate(0, 0, 1)
	}
	return f, err
}

func (t *trail) load(f registry.AuditFilter) (err error) {
	if t.whats, t.actors, err = t.deps.Registry.AuditKnown(t.ctx, t.tenant.ID); err != nil || t.err != nil {
		return err
	}
	if t.list, t.more, err = t.deps.Registry.Audit(t.ctx, t.tenant.ID, f, auditShown); err != nil {
		return err
	}
	t.names = t.namesThere()
	own, err := t.deps.Registry.Roles(t.ctx, t.tenant.ID)
	if err != nil && laurel.KindOf(err) != laurel.Forbidden {
		return err
	}
	t.own = map[string]tenants.Role{}
	for _, r := range own {
		t.own[r.Name] = r
	}
	return nil
}

// day is a day of the filter, zero where none is asked for.
func (t *trail) day(name string) (time.Time, error) {
	value := t.asked.Get(name)
	if value == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, value, t.clock(time.Time{}).Location())
	if err != nil {
		return day, laurel.E(laurel.Invalid, "audit.day").Because(err).At(name)
	}
	return day, nil
}

// namesThere are the names of the people on the page. Whoever has no account any more
// has none.
func (t *trail) namesThere() map[string]string {
	ids := slices.Clone(t.actors)
	for _, e := range t.list {
		person, _ := strings.CutPrefix(e.Object, "person:")
		ids = append(ids, e.Actor, person)
	}
	slices.Sort(ids)
	names := map[string]string{}
	for _, id := range slices.Compact(ids) {
		if len(id) != personID {
			continue
		}
		if p, err := t.deps.Registry.Person(t.ctx, laurel.PersonID(id)); err == nil {
			names[id] = p.CallName()
		}
	}
	return names
}

const personID = 26 // characters

func (t *trail) body() []g.Node {
	return []g.Node{
		h.P(h.Class("lead"), t.text("page.audit.lead")),
		t.verdict(),
		t.filter(),
		t.entries(),
		h.P(h.Class("actions"),
			h.A(h.Class("button plain"), href(t.to(t.at("/audit"))+"?check=1"), icon("shield"), t.text("page.audit.check")),
			h.A(h.Class("button plain"), href(t.to(t.at("/audit.csv"))), icon("download"), t.text("page.audit.csv")),
			h.A(h.Class("button plain"), href(t.to(t.at("/audit.json"))), icon("download"), t.text("page.audit.json"))),
		h.P(h.Class("hint"), t.text("page.audit.export-about")),
	}
}

// verdict says what checking the chain has found.
func (t *trail) verdict() g.Node {
	r := t.report
	if r == nil {
		return nil
	}
	counts := t.fill("page.audit.counts", laurel.Args{"Sealed": r.Sealed, "Seals": r.Seals, "Erased": r.Erased, "Unsealed": r.Unsealed})
	if r.Fault == nil {
		return h.Div(h.Class("panel"), h.Role("status"),
			h.P(h.Class("state approved"), icon("tick"), t.text("page.audit.sound")), h.P(g.Text(counts)))
	}
	return h.Div(h.Class("notice"), h.Role("alert"),
		h.H2(icon("cross"), t.text("page.audit.unsound")),
		h.P(t.text("audit-wrong."+string(r.Fault.Wrong))),
		g.Iff(r.Fault.Entry.ID != "", func() g.Node {
			return h.P(g.Text(t.what(r.Fault.Entry.What)+" · "), t.moment(r.Fault.Entry.At), h.Br(), h.Code(g.Text(r.Fault.Entry.ID)))
		}),
		h.P(h.Class("hint"), g.Text(t.fill("page.audit.place", laurel.Args{"Seal": r.Fault.Seal, "Place": r.Fault.Place})+" "+counts)))
}

func (t *trail) filter() g.Node {
	all := option{"", t.say("page.audit.any")}
	whats, actors := []option{all}, []option{all}
	for _, w := range with(t.whats, t.asked.Get("what")) {
		whats = append(whats, option{w, t.what(w)})
	}
	for _, a := range with(t.actors, t.asked.Get("actor")) {
		actors = append(actors, option{a, t.who(a)})
	}
	day := func(name string) g.Node {
		return t.input(field{name: name, label: "page.audit." + name, kind: "date", value: t.asked.Get(name), err: t.err})
	}
	return h.Form(h.Class("panel form"), h.Method("get"), action(t.to(t.at("/audit"))),
		h.Div(h.Class("pair"),
			t.choice(field{name: "what", label: "page.audit.what", value: t.asked.Get("what")}, whats),
			t.choice(field{name: "actor", label: "page.audit.actor", value: t.asked.Get("actor")}, actors),
			day("from"), day("until")),
		t.submit("page.audit.show"))
}

// with is a list without what is empty, and with what is asked for.
func with(list []string, asked string) []string {
	list = append(slices.Clone(list), asked)
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
}

func (t *trail) entries() g.Node {
	if len(t.list) == 0 {
		return empty("list", t.say("page.audit.nothing"))
	}
	heads := []string{t.say("page.audit.when"), t.say("page.audit.actor"), t.say("page.audit.what"), t.say("page.audit.values")}
	rows := make([]g.Node, len(t.list))
	for i, e := range t.list {
		rows[i] = t.entry(e)
	}
	older := url.Values{}
	maps.Copy(older, t.asked)
	older.Set("before", t.list[len(t.list)-1].ID)
	return g.Group{
		table(t.say("page.audit.title"), heads, rows),
		g.If(t.more, h.P(h.Class("actions"),
			h.A(h.Class("button plain"), h.Rel("next"), href(t.to(t.at("/audit"))+"?"+older.Encode()), t.text("page.audit.older"), icon("onward")))),
	}
}
