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
	return r.found(ctx, city, host, tenants.Member{Role: tenants.CityAdministrator}, administrator)
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
	org, err := r.found(ctx, org, "", tenants.Member{Role: tenants.Administrator}, administrator)
	if err != nil {
		return org, err
	}
	return org, r.db.InBoth(ctx, city, org.ID, func(c, o db.Tx) error { return insertAffiliation(ctx, c, o) })
}

func (r *Registry) found(
	ctx context.Context, t tenants.Tenant, host string, first tenants.Member, administrator string,
) (tenants.Tenant, error) {
	email, err := tenants.Address(administrator)
	if err != nil {
		return t, err
	}
	if first.Person, err = r.personByEmail(ctx, email, t.Language); err != nil {
		return t, err
	}
	err = r.db.Shared(ctx, func(tx db.SharedTx) error {
		if t, err = tenants.Found(t, tx.Now()); err != nil {
			return err
		}
		if err := insertTenant(ctx, tx, t); err != nil {
			return taken(err)
		}
		if host == "" {
			return nil
		}
		return taken(insertHost(ctx, tx, host, t.ID))
	})
	if err != nil {
		return t, err
	}
	return t, r.db.InTx(ctx, t.ID, func(tx db.Tx) error {
		if t.Kind == tenants.Organisation {
			if err := r.makeKey(ctx, tx, "key-1"); err != nil {
				return err
			}
		}
		return addMember(ctx, tx, first)
	})
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
