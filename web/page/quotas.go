package page

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

const mebibyte = 1 << 20

// Quotas answers GET BASE/tenants/:code/quotas: what the tenant has and may have.
func (p *Pages) Quotas(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	list, err := p.deps.Registry.Quotas(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	return d.show(c, sheet{title: d.say("page.quotas.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.quotas.lead")),
		d.usage(list),
		h.P(d.text("page.quotas.ask"), g.Text(" "), h.A(href("mailto:"+p.deps.Support), g.Text(p.deps.Support))),
	}})
}

func (v *view) usage(list []tenants.Quota) g.Node {
	heads := []string{v.say("page.quotas.name"), v.say("page.quotas.used"), v.say("page.quotas.most")}
	rows := make([]g.Node, len(list))
	for i, q := range list {
		used, most := v.amount(q, q.Used), v.say("page.quotas.unlimited")
		bound := tenants.LargestOf(q.Name)
		if bound > 0 {
			used, most = "–", v.amount(q, bound)
		}
		if q.Most != tenants.Unlimited {
			most = v.amount(q, q.Most)
		}
		rows[i] = h.Tr(h.Th(h.Scope("row"), v.text("quota-name."+q.Name)), h.Td(g.Text(used)), h.Td(g.Text(most)))
	}
	return table(v.say("page.quotas.title"), heads, rows)
}

// amount is a number of what a quota counts. Bytes are rounded up.
func (v *view) amount(q tenants.Quota, n int64) string {
	if q.InBytes() {
		return v.fill("page.quotas.mib", laurel.Args{"Number": (n + mebibyte - 1) / mebibyte})
	}
	return strconv.FormatInt(n, 10)
}

// limits is what stands on the operator's page about one tenant's limits.
type limits struct {
	of     string // as it was typed: a slug or a code
	tenant tenants.Tenant
	list   []tenants.Quota
	saved  string // name of the limit that was
	name   string // of the one that was refused
	most   string // as it was typed
	err    error
}

// Limits answers GET BASE/tenants/:code/limits?of=: a tenant's limits, for the
// platform's operator.
func (p *Pages) Limits(c *fiber.Ctx) error {
	d, err := p.platform(c)
	if err != nil {
		return err
	}
	return d.showLimits(c, limits{of: c.Query("of"), saved: c.Query("saved")})
}

// LimitTenant answers POST BASE/tenants/:code/limits with fields of, name,
// version and, under "most-" and the name, the limit: none where it is empty.
// Bytes are given in MiB.
func (p *Pages) LimitTenant(c *fiber.Ctx) error {
	d, err := p.platform(c)
	if err != nil {
		return err
	}
	l := limits{of: c.FormValue("of"), name: c.FormValue("name")}
	l.most = strings.TrimSpace(c.FormValue("most-" + l.name))
	t, err := d.tenantCalled(l.of)
	if err == nil {
		err = d.limit(t.ID, l, c.FormValue("version"))
	}
	if err == nil {
		return c.Redirect(d.to(d.at("/limits"))+"?"+url.Values{"of": {l.of}, "saved": {l.name}}.Encode(), fiber.StatusSeeOther)
	}
	l.err = err
	return d.showLimits(c, l)
}

// platform is the operator's desk, and no other tenant's.
func (p *Pages) platform(c *fiber.Ctx) (*desk, error) {
	d, err := p.desk(c, laurel.LimitTenant)
	if err == nil && d.tenant.ID != laurel.Platform {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, err
}

func (d *desk) tenantCalled(of string) (tenants.Tenant, error) {
	of = strings.TrimSpace(of)
	t, err := d.deps.Registry.TenantBySlug(d.ctx, of)
	if laurel.KindOf(err) == laurel.NotFound && laurel.TenantID(of).Valid() {
		t, err = d.deps.Registry.Tenant(d.ctx, laurel.TenantID(of))
	}
	if laurel.KindOf(err) == laurel.NotFound {
		err = laurel.E(laurel.Invalid, "quota.of").Because(err).At("of")
	}
	return t, err
}

func (d *desk) limit(t laurel.TenantID, l limits, version string) error {
	q := tenants.Quota{Name: l.name, Most: tenants.Unlimited}
	var err error
	if q.Version, err = strconv.Atoi(version); err != nil {
		return laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
	}
	if l.most != "" {
		if q.Most, err = strconv.ParseInt(l.most, 10, 40); err != nil || q.Most < 0 {
			return laurel.E(laurel.Invalid, "quota.most").Because(err).At("most")
		}
	}
	if q.InBytes() && q.Most > 0 {
		q.Most *= mebibyte
	}
	return d.deps.Registry.LimitTenant(d.ctx, t, q)
}

func (d *desk) showLimits(c *fiber.Ctx, l limits) error {
	if l.of != "" {
		var err error
		if l.tenant, err = d.tenantCalled(l.of); err == nil {
			l.list, err = d.deps.Registry.Quotas(d.ctx, l.tenant.ID)
		}
		if err != nil && l.err == nil {
			l.err = err
		}
	}
	s := sheet{title: d.say("page.limits.title"), body: d.limitForms(l)}
	if l.err != nil {
		if s.status = statusOf(l.err); s.status >= fiber.StatusInternalServerError {
			return l.err
		}
	}
	return d.show(c, s)
}

func (d *desk) limitForms(l limits) []g.Node {
	return []g.Node{
		h.P(h.Class("lead"), d.text("page.limits.lead")),
		h.Form(h.Class("panel search"), h.Method("get"), action(d.to(d.at("/limits"))),
			d.input(field{name: "of", label: "page.limits.of", hint: "page.limits.of-hint", value: l.of, err: l.err, must: true}),
			d.submit("page.limits.show")),
		d.faultBeside(l.err, "of", "most"),
		g.Iff(len(l.list) > 0, func() g.Node {
			return g.Group{h.H2(h.Lang(l.tenant.Language), g.Text(l.tenant.Name)), d.usage(l.list),
				h.Div(h.Class("pair"), g.Map(l.list, func(q tenants.Quota) g.Node { return d.limitForm(l, q) }))}
		}),
	}
}

func (d *desk) limitForm(l limits, q tenants.Quota) g.Node {
	most, hint := "", "page.limits.hint"
	if q.InBytes() {
		hint = "page.limits.hint-mib"
	}
	if tenants.LargestOf(q.Name) > 0 {
		hint = "page.limits.hint-size"
	}
	if q.Most != tenants.Unlimited {
		most = strconv.FormatInt(q.Most, 10)
		if q.InBytes() {
			most = strconv.FormatInt(q.Most/mebibyte, 10)
		}
	}
	f := field{name: "most-" + q.Name, label: "quota-name." + q.Name, hint: hint, kind: "number", value: most}
	if l.name == q.Name && l.err != nil {
		f.value = l.most
		if fieldOf(l.err) == "most" {
			f.err = atField(l.err, f.name)
		}
	}
	return h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/limits"))),
		hidden("of", l.of), hidden("name", q.Name), hidden("version", strconv.Itoa(q.Version)),
		g.Iff(l.saved == q.Name, func() g.Node { return d.done("page.limits.saved") }),
		d.input(f),
		d.submit("page.limits.save"))
}
