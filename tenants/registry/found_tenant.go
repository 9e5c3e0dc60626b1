package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// FoundCity makes a city, answering under host if one is given. Only the
// platform's operator may. Its first administrator is the address given.
func (r *Registry) FoundCity(ctx context.Context, city tenants.Tenant, host, administrator string) (tenants.Tenant, error) {
	if err := r.may(ctx, laurel.FoundTenant, laurel.Platform); err != nil {
		return tenants.Tenant{}, err
	}
	city.Kind = tenants.City
	return r.found(ctx, founding{tenant: city, host: host, role: tenants.CityAdministrator, administrator: administrator})
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
	host          string          // empty: none of its own
	role          string          // of the first administrator
	administrator string          // e-mail address
	city          laurel.TenantID // that an organisation is active in from its first day; empty: none
}

// found checks everything first, then fills the new tenant, and last makes it
// known: what ends before that has left rows under a code that nobody will ever
// draw again, and can be asked for anew.
func (r *Registry) found(ctx context.Context, f founding) (t tenants.Tenant, err error) {
	email, err := tenants.Address(f.administrator)
	if err != nil {
		return t, err
	}
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) error {
		if t, err = tenants.Found(f.tenant, tx.Now()); err != nil {
			return err
		}
		return isFree(ctx, tx, t.Slug, f.host)
	})
	if err != nil {
		return t, err
	}
	first := tenants.Member{Role: f.role}
	if first.Person, err = r.personByEmail(ctx, email, t.Language); err != nil {
		return t, err
	}
	if err := r.furnish(ctx, t, f.city, first); err != nil {
		return t, err
	}
	return t, r.db.Shared(ctx, func(tx db.SharedTx) error {
		if err := insertTenant(ctx, tx, t); err != nil {
			return taken(err)
		}
		if f.host == "" {
			return nil
		}
		return taken(insertHost(ctx, tx, f.host, t.ID))
	})
}

// furnish gives a tenant its first administrator, and an organisation its key
// and its city.
func (r *Registry) furnish(ctx context.Context, t tenants.Tenant, city laurel.TenantID, first tenants.Member) error {
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
		return addMember(ctx, tx, first)
	}
	if city == "" {
		return r.db.InTx(ctx, t.ID, furnish)
	}
	return r.db.InBoth(ctx, city, t.ID, func(c, o db.Tx) error {
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

// isFree refuses a name that is somebody's before anything is written.
func isFree(ctx context.Context, tx db.SharedTx, slug, host string) error {
	_, err := tenantWhere(ctx, tx, "slug", slug)
	if laurel.KindOf(err) == laurel.NotFound && host != "" {
		_, err = tenantByHost(ctx, tx, host)
	}
	switch {
	case err == nil:
		return laurel.E(laurel.Conflict, "tenant.taken").At("slug")
	case laurel.KindOf(err) == laurel.NotFound:
		return nil
	}
	return err
}

// taken says in words of the trade that a slug or a host name is somebody's.
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
