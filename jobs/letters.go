package jobs

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// signInPatience is how long somebody waits for a letter to sign in: after an
// outage nobody wants those of yesterday.
const signInPatience = 30 * time.Minute

func (w *Worker) mailSignIn(ctx context.Context, d db.Due, e tenants.SignInRequested) error {
	if time.Since(d.At) > signInPatience {
		return nil
	}
	offer, err := w.Registry.OfferSignIn(ctx, e)
	if err != nil {
		return err
	}
	lang, key := w.Texts.Match(e.Language), "mail.sign-in"
	if offer.Code != "" {
		key = "mail.sign-in-code"
	}
	site, brand, err := w.site(ctx, lang, e.City)
	if err != nil {
		return err
	}
	letter := brand.Compose(w.Texts, lang, key, laurel.Args{"Link": w.Links.Page(site, "/sign-in/"+offer.Secret), "Code": offer.Code})
	letter.To = e.Email
	return w.Post(ctx, letter)
}

func (w *Worker) mailPasskeyAdded(ctx context.Context, d db.Due, e tenants.PasskeyAdded) error {
	return w.tellOfPasskey(ctx, d, e.Person, "mail.passkey-added", e.Name)
}

func (w *Worker) mailPasskeyRemoved(ctx context.Context, d db.Due, e tenants.PasskeyRemoved) error {
	return w.tellOfPasskey(ctx, d, e.Person, "mail.passkey-removed", e.Name)
}

// tellOfPasskey lets a person know who has changed how their account is entered.
func (w *Worker) tellOfPasskey(ctx context.Context, d db.Due, who laurel.PersonID, key, name string) error {
	return w.write(ctx, d, who, key, func(lang string) (laurel.Args, error) {
		return laurel.Args{"Name": name, "Link": w.Links.Origin() + "/" + lang + "/account/passkeys"}, nil
	})
}

// mailInvitation writes to who is invited. An invitation that has ended since
// needs no letter.
func (w *Worker) mailInvitation(ctx context.Context, d db.Due, e tenants.InvitationMade) error {
	i, secret, err := w.Registry.SealInvitation(ctx, e.Invitation)
	if laurel.KindOf(err) == laurel.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	host, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	site, brand, err := w.siteOf(ctx, host, w.Texts.Match(i.Language))
	if err != nil {
		return err
	}
	args, err := w.invitedTo(ctx, site.Language, i, secret)
	if err != nil {
		return err
	}
	args["Tenant"], args["Link"] = host.Name, w.Links.Page(site, laurel.InvitationPath(i.ID, secret))
	letter := brand.Compose(w.Texts, site.Language, "mail.invitation-"+string(i.Kind), args)
	letter.To = i.Email
	return w.Post(ctx, letter)
}

// invitedTo says who invites, and whom or to what: a letter that names neither
// looks like one that nobody should follow.
func (w *Worker) invitedTo(ctx context.Context, lang string, i tenants.Invitation, secret string) (laurel.Args, error) {
	by := w.Texts.Say(lang, "mail.somebody", nil)
	if i.MadeBy != "" {
		if p, err := w.Registry.Person(ctx, i.MadeBy); err == nil {
			by = p.CallName()
		} else if laurel.KindOf(err) != laurel.NotFound { // whose account is gone has no name
			return nil, err
		}
	}
	called := cmp.Or(i.Name, w.Texts.Say(lang, "mail.your-organisation", nil))
	if i.Kind == tenants.InviteOrganisation {
		return laurel.Args{"By": by, "Name": called}, nil
	}
	o, err := w.Registry.SeeInvitation(ctx, i.ID, secret)
	role := o.Role
	if key := "role-name." + i.Role; role == "" && w.Texts.Has(lang, key) {
		role = w.Texts.Say(lang, key, nil)
	}
	return laurel.Args{"By": by, "Role": cmp.Or(role, i.Role)}, err
}

func (w *Worker) mailReturned(ctx context.Context, d db.Due, e workflow.SubmissionReturned) error {
	return w.tellLearner(ctx, d, e.Person, e.Submission, "mail.returned")
}

func (w *Worker) mailRejected(ctx context.Context, d db.Due, e workflow.SubmissionRejected) error {
	return w.tellLearner(ctx, d, e.Person, e.Submission, "mail.rejected")
}

// tellLearner writes to a learner about a submission. The letter says where to
// look, and nothing of what was handed in or answered.
func (w *Worker) tellLearner(ctx context.Context, d db.Due, who laurel.PersonID, id laurel.SubmissionID, key string) error {
	return w.write(ctx, d, who, key, func(lang string) (laurel.Args, error) {
		issuer, err := w.Registry.Tenant(ctx, d.TenantID)
		return laurel.Args{"Organisation": issuer.Name, "Link": w.Links.Page(laurel.Place{Language: lang}, "/submissions/"+string(id))}, err
	})
}

func (w *Worker) mailIssued(ctx context.Context, d db.Due, e workflow.CredentialIssued) error {
	return w.write(ctx, d, e.Person, "mail.issued", func(lang string) (laurel.Args, error) {
		c, err := w.Engine.Credential(ctx, e.Award)
		return laurel.Args{"Badge": c.Achievement.Name, "Link": w.Links.Page(laurel.Place{Language: lang}, "/portfolio")}, err
	})
}

// mailFounded tells the first administrator of a city that it is there.
func (w *Worker) mailFounded(ctx context.Context, d db.Due, e tenants.CityFounded) error {
	p, err := w.Registry.Person(ctx, e.Administrator)
	if err != nil {
		return err
	}
	lang := w.Texts.Match(p.Language)
	site, brand, err := w.site(ctx, lang, e.City)
	if err != nil {
		return err
	}
	desk := url.Values{"next": {site.Path("/tenants/" + string(e.City))}}
	letter := brand.Compose(w.Texts, site.Language, "mail.founded", laurel.Args{
		"City": brand.Name, "Address": w.Links.Origin() + laurel.CityPath(site.City), "Link": w.Links.Page(site, "/sign-in?"+desk.Encode()),
	})
	letter.To, letter.ID = p.Email, string(d.EventID)+"."+d.Route
	return w.Post(ctx, letter)
}

// site is where letters about a city lead, and in whose name they are written;
// without a city both are the platform's.
func (w *Worker) site(ctx context.Context, lang string, city laurel.TenantID) (laurel.Place, mail.Brand, error) {
	here := laurel.Place{Language: lang}
	if city == "" || city == laurel.Platform {
		return here, mail.Brand{}, nil
	}
	t, err := w.Registry.Tenant(ctx, city)
	if err != nil {
		return here, mail.Brand{}, err
	}
	here.City = t.Slug
	if len(t.Languages) > 0 {
		here.Language = w.Texts.MatchIn(t.Languages, lang)
	}
	brand := mail.Brand{Name: t.Name, Colour: t.Colour, Support: t.Email}
	if t.Logo != "" {
		brand.Logo = w.Links.Origin() + laurel.LogoPath(t.ID, t.Logo)
	}
	return here, brand, nil
}

// siteOf is the site of a tenant: a city's own, and an organisation's that of its
// city where it is active in one alone.
func (w *Worker) siteOf(ctx context.Context, t tenants.Tenant, lang string) (laurel.Place, mail.Brand, error) {
	city, err := w.Registry.SiteOf(ctx, t)
	if err != nil {
		return laurel.Place{Language: lang}, mail.Brand{}, err
	}
	return w.site(ctx, lang, city.ID)
}

// brand is in whose name a letter about a tenant's doing is written.
func (w *Worker) brand(ctx context.Context, t laurel.TenantID) (mail.Brand, error) {
	if t == laurel.Platform {
		return mail.Brand{}, nil
	}
	tenant, err := w.Registry.Tenant(ctx, t)
	if err != nil {
		return mail.Brand{}, err
	}
	_, brand, err := w.siteOf(ctx, tenant, tenant.Language)
	return brand, err
}

func (w *Worker) write(ctx context.Context, d db.Due, who laurel.PersonID, key string, args func(lang string) (laurel.Args, error)) error {
	p, err := w.Registry.Person(ctx, who)
	if err != nil {
		return err
	}
	lang := w.Texts.Match(p.Language)
	values, err := args(lang)
	if err != nil {
		return err
	}
	brand, err := w.brand(ctx, d.TenantID)
	if err != nil {
		return err
	}
	letter := brand.Compose(w.Texts, lang, key, values)
	letter.To, letter.ID = p.Email, string(d.EventID)+"."+d.Route
	return w.Post(ctx, letter)
}
