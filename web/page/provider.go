package page

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Provider answers GET BASE/tenants/:code/sign-on: through whom people sign in to
// the tenant.
func (p *Pages) Provider(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	saved, err := p.deps.Registry.SavedProvider(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	if saved.Version == 0 {
		saved.Label = d.tenant.Name
		saved.On = true
	}
	return d.showProvider(c, saved, nil)
}

func (d *desk) showProvider(c *fiber.Ctx, p tenants.Provider, err error) error {
	secretHint := "page.provider.secret-hint"
	if p.Version > 0 {
		secretHint = "page.provider.secret-kept"
	}
	s := sheet{title: d.say("page.provider.title"), body: []g.Node{
		h.P(h.Class("lead"), d.text("page.provider.about")),
		g.Iff(c.Query("done") == "saved", func() g.Node { return d.done("page.provider.saved") }),
		g.Iff(c.Query("done") == "removed", func() g.Node { return d.done("page.provider.removed") }),
		h.Section(h.Class("panel"), h.H2(d.text("page.provider.return")), h.P(d.text("page.provider.return-about")),
			h.P(h.Code(h.Class("secret"), g.Text(d.deps.Front.Origin(c)+laurel.SignOnPath(d.tenant.ID))))),
		h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/sign-on"))), h.AutoComplete("off"),
			h.H2(d.text("page.provider.provider")),
			hidden("version", strconv.Itoa(p.Version)),
			d.faultBeside(err, "issuer", "client", "secret", "label"),
			d.input(field{name: "issuer", label: "page.provider.issuer", hint: "page.provider.issuer-hint", kind: "url",
				value: p.Issuer, err: err, most: 500, must: true}),
			d.input(field{name: "client", label: "page.provider.client", hint: "page.provider.client-hint",
				value: p.ClientID, err: err, most: 255, must: true}),
			d.input(field{name: "secret", label: "page.provider.secret", hint: secretHint, kind: "password",
				err: err, most: 1000, fill: "new-password", must: p.Version == 0}),
			d.input(field{name: "label", label: "page.provider.label", hint: "page.provider.label-hint",
				value: p.Label, err: err, most: 60, must: true}),
			d.choice(field{name: "state", label: "page.provider.state", hint: "page.provider.state-hint", value: stateOf(p)},
				[]option{{"on", d.say("page.provider.on")}, {"off", d.say("page.provider.off")}}),
			d.submit("page.provider.save")),
		g.Iff(p.Version > 0, func() g.Node {
			return h.Section(h.Class("panel"), h.H2(d.text("page.provider.remove")), h.P(d.text("page.provider.remove-about")),
				d.press(d.at("/sign-on/remove"), "page.provider.remove", "button danger", hidden("version", strconv.Itoa(p.Version))))
		}),
	}}
	if err != nil {
		s.status = statusOf(err)
	}
	return d.show(c, s)
}

func stateOf(p tenants.Provider) string {
	if p.On {
		return "on"
	}
	return "off"
}

// SaveProvider answers POST BASE/tenants/:code/sign-on with the fields of the
// provider. One that cannot be used is refused; one that is switched off need not
// answer.
func (p *Pages) SaveProvider(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	d.path = d.to(d.at("/sign-on"))
	saved, err := p.deps.Registry.SavedProvider(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	draft := tenants.Provider{Issuer: c.FormValue("issuer"), ClientID: c.FormValue("client"), Label: c.FormValue("label"),
		On: c.FormValue("state") == "on", Version: version}
	secret := c.FormValue("secret")
	// What is wrong in itself is said before anybody is asked.
	checked, err := draft.Replace(saved, secret, time.Now())
	if err == nil && (checked.On || checked.Issuer != saved.Issuer) {
		err = p.deps.SignOn.Discover(d.ctx, checked.Issuer)
	}
	if err == nil {
		err = p.deps.Registry.SaveProvider(d.ctx, d.tenant.ID, draft, secret)
	}
	switch kind := laurel.KindOf(err); {
	case err == nil:
	case kind == laurel.Conflict:
		draft.Version = saved.Version // who looks again and insists may
		return d.showProvider(c, draft, err)
	case kind == laurel.Invalid:
		return d.showProvider(c, draft, err)
	default:
		return err
	}
	return c.Redirect(d.to(d.at("/sign-on?done=saved")), fiber.StatusSeeOther)
}

// RemoveProvider answers POST BASE/tenants/:code/sign-on/remove with field version.
func (p *Pages) RemoveProvider(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	if err := p.deps.Registry.RemoveProvider(d.ctx, d.tenant.ID, version); err != nil {
		return err
	}
	return c.Redirect(d.to(d.at("/sign-on?done=removed")), fiber.StatusSeeOther)
}
