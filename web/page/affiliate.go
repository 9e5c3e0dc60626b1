package page

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// affiliation is what stands in the form that brings an organisation into a city.
type affiliation struct {
	city   tenants.Tenant
	path   string // of the form
	id     laurel.InvitationID
	secret string // of the invitation; empty: the organisation applies
	draft  tenants.Tenant
	err    error
}

// Affiliate answers GET BASE/affiliate/:invitation, behind a city's invitation,
// and GET BASE/affiliate on the site of a city that lets organisations apply.
func (p *Pages) Affiliate(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	a, err := v.affiliation(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignInFirst(c); done {
		return err
	}
	if led, err := v.atHomeIn(c, a.city, "/affiliate/"); led {
		return err
	}
	v.deps.Front.TakeBack(c, door.InvitationCookie)
	a.draft.Language, a.draft.Email = v.lang, v.person.Email
	return v.showAffiliate(c, a)
}

// affiliation finds out into which city the address leads.
func (v *view) affiliation(c *fiber.Ctx) (a affiliation, err error) {
	c.Set(fiber.HeaderCacheControl, "no-store")
	part := c.Params("invitation")
	if part == "" {
		if v.city.ID == "" {
			return a, fiber.ErrNotFound
		}
		a.city, a.path = v.city, "/affiliate"
		admission, err := v.deps.Registry.Admission(v.ctx, v.city.ID)
		if err == nil && admission == tenants.AdmitInvited {
			err = laurel.E(laurel.Forbidden, "admission.by-invitation")
		}
		return a, err
	}
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer") // the address holds a secret
	var ok bool
	if a.id, a.secret, ok = laurel.ReadInvitation(part); !ok {
		return a, laurel.E(laurel.NotFound, "invitation.unknown")
	}
	i, err := v.deps.Registry.OpenInvitation(v.ctx, a.id, a.secret)
	if err != nil {
		return a, err
	}
	if i.Kind != tenants.InviteOrganisation {
		return a, laurel.E(laurel.NotFound, "invitation.unknown")
	}
	a.path, a.draft.Name = "/affiliate/"+part, i.Name
	a.city, err = v.deps.Registry.Tenant(v.ctx, a.id.Tenant())
	return a, err
}

// mustSignInFirst is mustSignIn where the address may hold a secret: the page of
// the invitation lets people sign in without it going along in an address.
func (v *view) mustSignInFirst(c *fiber.Ctx) (done bool, err error) {
	if part := c.Params("invitation"); part != "" && !v.signedIn() {
		return true, c.Redirect(v.to("/invitations/"+part), fiber.StatusSeeOther)
	}
	return v.mustSignIn(c)
}

// JoinCity answers POST of the same: with field organisation for one that the
// actor runs, otherwise with those of a new one.
func (p *Pages) JoinCity(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	a, err := v.affiliation(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignInFirst(c); done {
		return err
	}
	if led, err := v.atHomeIn(c, a.city, "/affiliate/"); led {
		return err
	}
	id := laurel.TenantID(c.FormValue("organisation"))
	founded := id == ""
	if !founded {
		if a.secret != "" {
			a.err = p.deps.Registry.AcceptForOrganisation(v.ctx, a.id, a.secret, id)
		} else {
			a.err = p.deps.Registry.ApplyToCity(v.ctx, a.city.ID, id)
		}
	} else {
		a.draft = tenants.Tenant{Name: c.FormValue("name"), Slug: c.FormValue("slug"), Email: c.FormValue("email"),
			Language: c.FormValue("language"), URL: c.FormValue("url"), Description: c.FormValue("description")}
		if a.draft.Slug == "" {
			a.draft.Slug = tenants.ProposeSlug(a.draft.Name)
		}
		var t tenants.Tenant
		if a.secret != "" {
			t, a.err = p.deps.Registry.FoundByInvitation(v.ctx, a.id, a.secret, a.draft)
		} else {
			t, a.err = p.deps.Registry.RegisterOrganisation(v.ctx, a.city.ID, a.draft)
		}
		id = t.ID
	}
	if a.err != nil {
		return v.showAffiliate(c, a)
	}
	p.forget(v.actor.Person)
	next := "/affiliations?saved=1"
	if founded {
		next = "?done=founded"
	}
	return c.Redirect(v.to("/tenants/"+string(id)+next), fiber.StatusSeeOther)
}

func (v *view) showAffiliate(c *fiber.Ctx, a affiliation) error {
	seats, err := v.seats()
	if err != nil {
		return err
	}
	var own []option
	for _, s := range seats {
		if s.tenant.Kind == tenants.Organisation && slices.Contains(s.roles, tenants.Administrator) {
			own = append(own, option{string(s.tenant.ID), s.tenant.Name})
		}
	}
	title := v.fill("page.affiliate.title", laurel.Args{"City": a.city.Name})
	s := sheet{title: title, body: []g.Node{h.Div(h.Class("wrap narrow"),
		h.H1(g.Text(title)), h.P(h.Class("lead"), v.text("page.affiliate.about")),
		v.faultBeside(a.err, "name", "slug", "email", "language", "url", "description"),
		g.If(len(own) > 0, h.Form(h.Class("panel form"), h.Method("post"), action(v.to(a.path)),
			h.H2(v.text("page.affiliate.own")),
			v.choice(field{name: "organisation", label: "page.affiliate.own"}, own), v.submit("page.affiliate.own-do"))),
		v.foundingForm(a))}}
	if a.err != nil {
		s.status = statusOf(a.err)
	}
	return v.show(c, s)
}

func (v *view) foundingForm(a affiliation) g.Node {
	languages := []option{}
	for _, l := range v.deps.Texts.Languages() {
		languages = append(languages, option{l, v.languageName(l)})
	}
	d := a.draft
	return h.Form(h.Class("panel form"), h.Method("post"), action(v.to(a.path)),
		h.H2(v.text("page.affiliate.new")),
		v.input(field{name: "name", label: "page.organisations.name-of", value: d.Name, err: a.err, most: 120, fill: "organization", must: true}),
		v.input(field{name: "slug", label: "page.affiliate.slug", hint: "page.affiliate.slug-hint", value: d.Slug, err: a.err, most: 48}),
		v.input(field{name: "email", label: "page.affiliate.email", kind: "email", value: d.Email, err: a.err, most: 254, fill: "email",
			must: true}),
		v.choice(field{name: "language", label: "page.affiliate.language", value: d.Language, err: a.err}, languages),
		v.input(field{name: "url", label: "page.affiliate.url", kind: "url", value: d.URL, err: a.err, most: 500, fill: "url"}),
		v.area(field{name: "description", label: "page.affiliate.description", value: d.Description, err: a.err, most: 4000}, 4),
		v.submit("page.affiliate.new-do"))
}
