package registry

import (
	"cmp"
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// NewCity is all that a city needs from its first day.
type NewCity struct {
	City          tenants.Tenant
	Hosts         []string                     // of its own, the preferred one first; none: its path on the platform's host
	Administrator string                       // e-mail address of the first one, who gets a letter
	Terms         map[tenants.TermsKind]string // Markdown in the city's own language; none: the platform's hold
	// Logo keeps a picture among the new city's files and returns its name; nil: there is none.
	Logo func(context.Context, laurel.TenantID) (string, error)
}

// FoundCity makes a city, answering under host if one is given. Only the
// platform's operator may. Its first administrator is the address given.
func (r *Registry) FoundCity(ctx context.Context, city tenants.Tenant, host, administrator string) (tenants.Tenant, error) {
	return r.OpenCity(ctx, NewCity{City: city, Hosts: []string{host}, Administrator: administrator})
}

// OpenCity makes a city that is ready for use. Only the platform's operator may.
func (r *Registry) OpenCity(ctx context.Context, n NewCity) (tenants.Tenant, error) {
	if err := r.may(ctx, laurel.FoundTenant, laurel.Platform); err != nil {
		return tenants.Tenant{}, err
	}
	return r.openCity(ctx, n)
}

// InstallCity makes a city for the one who runs the installation. No door leads
// here: it is for the command line.
func (r *Registry) InstallCity(ctx context.Context, n NewCity) (tenants.Tenant, error) {
	return r.openCity(laurel.WithActor(ctx, laurel.SystemActor()), n)
}

func (r *Registry) openCity(ctx context.Context, n NewCity) (tenants.Tenant, error) {
	n.City.Kind = tenants.City
	return r.found(ctx, founding{tenant: n.City, hosts: n.Hosts, role: tenants.CityAdministrator, administrator: n.Administrator,
		terms: n.Terms, logo: n.Logo})
}

// FoundOrganisation makes an organisation with a signing key of its own and
// affiliates it with the city whose administrator asks.
func (r *Registry) FoundOrganisation(
	ctx context.Context, city laurel.TenantID, org tenants.Tenant, administrator string,
) (tenants.Tenant, error) {
	if err := r.may(ctx, laurel.FoundTenant, city); err != nil {
		return tenants.Tenant{}, err
	}
	org.Kind = tenants.Organisation
	return r.found(ctx, founding{tenant: org, role: tenants.Administrator, administrator: administrator, city: city})
}

// founding is a tenant to be, with what it needs from its first day.
type founding struct {
	tenant        tenants.Tenant
	hosts         []string
	role          string          // of the first administrator
	administrator string          // e-mail address
	city          laurel.TenantID // that an organisation is active in from its first day; empty: none
	terms         map[tenants.TermsKind]string
	logo          func(context.Context, laurel.TenantID) (string, error)

	first  tenants.Member
	drafts []tenants.Terms
}

// found checks everything first, then fills the new tenant, and last makes it
// known: what ends before that has left rows under a code that nobody will ever
// draw again, and can be asked for anew.
func (r *Registry) found(ctx context.Context, f founding) (tenants.Tenant, error) {
	email, err := tenants.Address(f.administrator)
	if err != nil {
		return tenants.Tenant{}, laurel.E(laurel.Invalid, "email.malformed").At("administrator")
	}
	if err := r.check(ctx, &f); err != nil {
		return tenants.Tenant{}, err
	}
	f.first = tenants.Member{Role: f.role}
	if f.first.Person, err = r.personByEmail(ctx, email, f.tenant.Language); err != nil {
		return tenants.Tenant{}, err
	}
	if f.logo != nil {
		if f.tenant.Logo, err = f.logo(ctx, f.tenant.ID); err != nil {
			return tenants.Tenant{}, err
		}
	}
	if err := r.furnish(ctx, f); err != nil {
		return tenants.Tenant{}, err
	}
	err = r.db.Shared(ctx, func(tx db.SharedTx) error { return announce(ctx, tx, f) })
	if laurel.KindOf(err) == laurel.Conflict { // somebody was quicker; a new transaction sees with which name
		free := func(tx db.SharedTx) error { return isFree(ctx, tx, f.tenant.Slug, f.hosts) }
		err = cmp.Or(r.db.ReadShared(ctx, free), err)
	}
	return f.tenant, err
}

// check makes of what was asked for what will be.
func (r *Registry) check(ctx context.Context, f *founding) error {
	return r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) {
		if f.tenant, err = r.where.Found(f.tenant, tx.Now()); err != nil {
			return err
		}
		if f.hosts, err = r.where.CheckHosts(f.hosts); err != nil {
			return err
		}
		for _, kind := range tenants.TermsKinds() {
			text := f.terms[kind]
			if text == "" {
				continue
			}
			draft, err := f.tenant.Draft(kind, map[string]string{f.tenant.Language: text}, 0)
			if err != nil {
				return laurel.E(laurel.Invalid, "terms.own-language").Because(err).At(string(kind))
			}
			draft.PublishedAt, draft.PublishedBy = tx.Now(), laurel.ActorFrom(ctx).Person
			f.drafts = append(f.drafts, draft)
		}
		return isFree(ctx, tx, f.tenant.Slug, f.hosts)
	})
}

// announce makes a tenant known under its names.
func announce(ctx context.Context, tx db.SharedTx, f founding) error {
	if err := isFree(ctx, tx, f.tenant.Slug, f.hosts); err != nil {
		return err
	}
	if err := insertTenant(ctx, tx, f.tenant); err != nil {
		return taken(err)
	}
	if f.tenant.Kind != tenants.City {
		return nil
	}
	if err := insertHosts(ctx, tx, f.tenant.ID, f.hosts); err != nil {
		return err
	}
	return tx.Post(ctx, tenants.CityFounded{City: f.tenant.ID, Administrator: f.first.Person})
}

// furnish gives a tenant its first administrator, a city its texts, and an
// organisation its key and its city.
func (r *Registry) furnish(ctx context.Context, f founding) error {
	t := f.tenant
	founded := laurel.Change{What: "tenant.founded", Object: "tenant", To: map[string]string{"name": t.Name, "slug": t.Slug}}
	furnish := func(tx db.Tx) error {
		if t.Kind == tenants.Organisation {
			if err := r.makeKey(ctx, tx, "key-1"); err != nil {
				return err
			}
		}
		if err := tx.Record(ctx, founded); err != nil {
			return err
		}
		for _, draft := range f.drafts {
			if err := fileTerms(ctx, tx, draft); err != nil {
				return err
			}
		}
		return addMember(ctx, tx, f.first)
	}
	if f.city == "" {
		return r.db.InTx(ctx, t.ID, furnish)
	}
	return r.db.InBoth(ctx, f.city, t.ID, func(c, o db.Tx) error {
		if err := furnish(o); err != nil {
			return err
		}
		_, a, err := affiliationOf(ctx, c, t.ID)
		if err != nil {
			return err
		}
		return enter(ctx, c, o, passage{is: named(a, t), step: Step{Move: tenants.MoveFound}})
	})
}

// isFree refuses a name that is somebody's, or looks like somebody's, and a host
// that leads to another city.
func isFree(ctx context.Context, tx db.SharedTx, slug string, hosts []string) error {
	switch _, err := tenantWhere(ctx, tx, "slug", slug); {
	case err == nil:
		return laurel.E(laurel.Conflict, "tenant.taken").At("slug")
	case laurel.KindOf(err) != laurel.NotFound:
		return err
	}
	if like, err := resembling(ctx, tx, slug); err != nil {
		return err
	} else if like {
		return laurel.E(laurel.Conflict, "tenant.look-alike").At("slug")
	}
	for _, host := range hosts {
		if _, err := tenantByHost(ctx, tx, host); err == nil {
			return hostTaken(host)
		} else if laurel.KindOf(err) != laurel.NotFound {
			return err
		}
	}
	return nil
}

// taken says in words of the trade that a slug is somebody's.
func taken(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return laurel.E(laurel.Conflict, "tenant.taken").Because(err).At("slug")
	}
	return err
}

func (r *Registry) makeKey(ctx context.Context, tx db.Tx, id string) error {
	public, sealed, err := r.vault.Make(tx.Tenant(), id)
	if err != nil {
		return err
	}
	return insertKey(ctx, tx, id, public, sealed)
}
