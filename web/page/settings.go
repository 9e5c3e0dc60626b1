package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// settings is what stands on the page where a tenant says what it is.
type settings struct {
	typed   *wording // nil: nothing was typed yet
	logoErr error
	saved   string // what was saved a moment ago
}

// Settings answers GET BASE/tenants/:code/settings.
func (p *Pages) Settings(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	return d.showSettings(c, settings{saved: c.Query("saved")})
}

// DescribeTenant answers POST BASE/tenants/:code/settings. Where somebody else was
// quicker, the page shows both, and saving again is a choice.
func (p *Pages) DescribeTenant(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	w := typed(c)
	t, err := w.tenant()
	if err == nil {
		t.ID = d.tenant.ID
		_, err = p.deps.Registry.DescribeTenant(d.ctx, registry.Description{Tenant: t, Hosts: w.hosts()})
	}
	if err != nil {
		w.err = err
		return d.showSettings(c, settings{typed: &w})
	}
	return c.Redirect(d.to(d.at("/settings?saved=settings")), fiber.StatusSeeOther)
}

func (d *desk) showSettings(c *fiber.Ctx, s settings) error {
	if d.tenant.Kind == platform {
		return fiber.ErrNotFound
	}
	hosts, err := d.deps.Registry.Hosts(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	now := wordingOf(d.tenant, hosts)
	w, shown := now, sheet{title: d.say("page.settings.title")}
	var conflict g.Node
	if s.typed != nil {
		w = *s.typed
		if laurel.KindOf(w.err) == laurel.Conflict && fieldOf(w.err) == "" {
			conflict = d.others(w, now)
			w.values["version"], w.err = now.values["version"], nil
			shown.status = fiber.StatusConflict
		}
	}
	for _, err := range []error{w.err, s.logoErr} {
		if err != nil {
			shown.status = statusOf(err)
		}
	}
	if shown.status >= fiber.StatusInternalServerError {
		return w.err
	}
	shown.body = []g.Node{
		g.Iff(s.saved != "", func() g.Node { return d.done("page.settings.saved") }),
		conflict,
		d.settingsForm(w),
		d.logoForm(s.logoErr),
	}
	return d.show(c, shown)
}

func (d *desk) settingsForm(w wording) g.Node {
	return h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/settings"))),
		hidden("version", w.values["version"]),
		h.H2(d.text("page.settings.about")),
		d.faultBeside(w.err, wordingNames()...),
		d.nameFields(w),
		d.languageFields(w, d.tenant.Kind),
		d.colourFields(w),
		g.Iff(d.tenant.Kind == tenants.City, func() g.Node { return d.siteFields(w) }),
		g.Iff(d.tenant.Kind == tenants.Organisation, func() g.Node { return d.placeFields(w) }),
		g.If(d.tenant.Kind == tenants.City, h.P(h.Class("small"), d.text("page.settings.soon"))),
		d.submit("page.settings.save"))
}

func (d *desk) logoForm(err error) g.Node {
	path := d.to(d.at("/logo"))
	return h.Section(h.Class("panel"),
		h.H2(d.text("page.settings.logo")),
		g.If(d.tenant.Logo != "", h.P(logo(d.tenant))),
		h.Form(h.Class("form"), h.Method("post"), action(path), h.EncType("multipart/form-data"),
			d.logoField(err), d.submit("page.settings.logo-save")),
		g.Iff(d.tenant.Logo != "", func() g.Node {
			return d.press(d.at("/logo"), "page.settings.logo-remove", "button small danger", hidden("remove", "yes"))
		}))
}

// logoField takes a picture.
func (v *view) logoField(err error) g.Node {
	f := field{name: "logo", label: "page.settings.logo-file", hint: "page.settings.logo-hint", err: err}
	return g.Group{
		v.labelled(f, h.Input(h.ID(f.name), h.Name(f.name), h.Type("file"), h.Accept("image/png,image/jpeg,image/webp"), v.about(f))),
		g.If(err != nil && f.fault() == nil, v.fault("logo-form-fault", err)),
	}
}
