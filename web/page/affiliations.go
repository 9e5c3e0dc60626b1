package page

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
)

// Affiliations answers GET BASE/tenants/:code/affiliations: where an organisation stands.
func (p *Pages) Affiliations(c *fiber.Ctx) error { return p.showAffiliations(c, nil) }

func (p *Pages) showAffiliations(c *fiber.Ctx, fault error) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	list, err := p.deps.Registry.CitiesOf(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	all, err := p.deps.Registry.Cities(d.ctx)
	if err != nil {
		return err
	}
	names, open := map[laurel.TenantID]string{}, []option{}
	taken := map[laurel.TenantID]bool{}
	for _, a := range list {
		taken[a.City] = a.Standing != tenants.StandsLeft && a.Standing != tenants.StandsDeclined
	}
	for _, city := range all {
		names[city.ID] = city.Name
		admission, err := p.deps.Registry.Admission(d.ctx, city.ID)
		if err != nil {
			return err
		}
		if admission != tenants.AdmitInvited && !taken[city.ID] {
			open = append(open, option{string(city.ID), city.Name})
		}
	}
	s := sheet{title: d.say("page.affiliations.title"), body: []g.Node{
		g.If(c.Query("saved") != "", d.done("page.organisations.saved")), d.faultBeside(fault),
		g.If(len(list) == 0, empty("globe", d.say("page.affiliations.none"))),
		g.Map(list, func(a tenants.Affiliation) g.Node { return d.cityPanel(a, names[a.City]) }),
		g.If(len(open) == 0, h.P(d.text("page.affiliations.no-more"))),
		g.If(len(open) > 0, h.Form(h.Class("panel form"), h.Method("post"), action(d.to(d.at("/affiliations"))),
			h.H2(d.text("page.affiliations.apply")),
			d.choice(field{name: "city", label: "page.affiliations.city"}, open), d.submit("page.affiliations.apply-do"))),
	}}
	if fault != nil {
		s.status = statusOf(fault)
	}
	return d.show(c, s)
}

func (d *desk) cityPanel(a tenants.Affiliation, name string) g.Node {
	path := d.at("/affiliations/" + string(a.City))
	inside := a.Standing == tenants.StandsActive || a.Standing == tenants.StandsRequested
	return h.Section(h.Class("panel"), h.H2(g.Text(name)), h.Dl(h.Class("facts"),
		fact("house", d.say("page.organisations.standing"), d.because("standing."+string(a.Standing), a.Reason)),
		fact("clock", d.say("page.organisations.since"), d.day(a.Since)),
		fact("shield", d.say("page.organisations.verification"), d.because("verification-state."+string(a.Verification), a.VerifiedWhy))),
		g.If(inside && a.Verification != tenants.Verified, d.askForm(a.City, path)),
		g.If(a.Verification != tenants.VerificationNone, d.documentLink(path)),
		g.If(inside, h.Div(h.Class("actions"), d.press(path+"/leave", "page.affiliations.leave", "button small danger"))))
}

// askForm takes the document by which a city is to verify the organisation.
func (d *desk) askForm(city laurel.TenantID, path string) g.Node {
	id := "document-" + string(city)
	return h.Form(h.Class("form"), h.Method("post"), action(d.to(path+"/verification")), h.EncType("multipart/form-data"),
		h.H3(d.text("page.affiliations.ask")), h.P(h.Class("hint"), d.text("page.affiliations.ask-about")),
		h.Div(h.Class("field"), h.Label(h.For(id), d.text("page.affiliations.file")),
			h.Input(h.ID(id), h.Name("document"), h.Type("file"), h.Accept("application/pdf,image/jpeg,image/png,image/webp"),
				h.Required())),
		d.submit("page.affiliations.ask"))
}

func (d *desk) documentLink(path string) g.Node {
	return h.P(h.A(href(d.to(path+"/document")), icon("download"), d.text("page.organisations.document")))
}

// because is what a key says, and why it is so, where a reason was given.
func (v *view) because(key, reason string) g.Node {
	return g.Group{v.text(key), g.If(reason != "", g.Text(": "+reason))}
}

// ApplyToCity answers POST BASE/tenants/:code/affiliations with field city.
func (p *Pages) ApplyToCity(c *fiber.Ctx) error {
	return p.changeCities(c, func(d *desk) error {
		return p.deps.Registry.ApplyToCity(d.ctx, laurel.TenantID(c.FormValue("city")), d.tenant.ID)
	})
}

// LeaveCity answers POST BASE/tenants/:code/affiliations/:city/leave.
func (p *Pages) LeaveCity(c *fiber.Ctx) error {
	return p.changeCities(c, func(d *desk) error {
		return p.deps.Registry.LeaveCity(d.ctx, laurel.TenantID(c.Params("city")), d.tenant.ID)
	})
}

// AskVerification answers POST BASE/tenants/:code/affiliations/:city/verification with
// a file named document.
func (p *Pages) AskVerification(c *fiber.Ctx) error {
	return p.changeCities(c, func(d *desk) error {
		city := laurel.TenantID(c.Params("city"))
		if err := p.deps.Registry.MayAskVerification(d.ctx, city, d.tenant.ID); err != nil {
			return err
		}
		doc, err := p.keepDocument(c, city)
		if err != nil {
			return err
		}
		return p.deps.Registry.AskVerification(d.ctx, city, d.tenant.ID, doc)
	})
}

// keepDocument stores what was uploaded with the city that is to look at it. Its
// kind is told by its content.
func (p *Pages) keepDocument(c *fiber.Ctx, city laurel.TenantID) (d tenants.Document, err error) {
	file, err := c.FormFile("document")
	if err != nil {
		return d, laurel.E(laurel.Invalid, "document.missing").Because(err)
	}
	f, err := file.Open()
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return d, laurel.E(laurel.Invalid, "document.missing").Because(err)
	}
	kinds := map[string]string{"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
	ext := kinds[http.DetectContentType(head[:n])]
	if ext == "" {
		return d, laurel.E(laurel.Invalid, "document.kind")
	}
	const most = 12 << 20
	name, err := p.deps.Media.PutFrom(c.UserContext(), city, ext, io.MultiReader(bytes.NewReader(head[:n]), f), most)
	return tenants.Document{Media: string(name), Name: file.Filename}, err
}

func (p *Pages) changeCities(c *fiber.Ctx, change func(*desk) error) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	if err := change(d); err != nil {
		if k := laurel.KindOf(err); k == laurel.Invalid || k == laurel.Conflict {
			return p.showAffiliations(c, err)
		}
		return err
	}
	return c.Redirect(d.to(d.at("/affiliations"))+"?saved=1", fiber.StatusSeeOther)
}

// CityDocument answers GET BASE/tenants/:code/affiliations/:city/document, for the
// organisation.
func (p *Pages) CityDocument(c *fiber.Ctx) error {
	return p.document(c, laurel.TenantID(c.Params("city")), laurel.TenantID(c.Params("code")))
}

// OrganisationDocument answers GET BASE/tenants/:code/organisations/:organisation/document,
// for the city.
func (p *Pages) OrganisationDocument(c *fiber.Ctx) error {
	return p.document(c, laurel.TenantID(c.Params("code")), laurel.TenantID(c.Params("organisation")))
}

// document answers with what was handed in, as a file to be saved: a stranger's
// document is never opened on our own site.
func (p *Pages) document(c *fiber.Ctx, city, organisation laurel.TenantID) error {
	d, err := p.deps.Registry.VerificationDocument(c.UserContext(), city, organisation)
	if err != nil {
		return err
	}
	name := media.Name(d.Media)
	f, size, err := p.deps.Media.Read(c.UserContext(), city, name)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, name.ContentType())
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="document.`+name.Extension()+`"`)
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.SendStream(f, int(size))
}
