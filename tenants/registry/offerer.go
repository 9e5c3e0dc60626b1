package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Offerer is an organisation as what it offers shows it. It is public.
type Offerer struct {
	tenants.Tenant
	Standings map[laurel.TenantID]tenants.Standing // in the cities that have to do with it
	Vouched   []tenants.Tenant                     // the cities that vouch for it, the newest first
}

// Offerer finds an organisation with what cities say of it, by one statement.
func (r *Registry) Offerer(ctx context.Context, organisation laurel.TenantID) (p Offerer, err error) {
	err = r.db.ReadSharedWith(ctx, organisation, func(public db.SharedTx, own db.Tx) error {
		p, err = offererOf(ctx, public, own)
		return err
	})
	return p, err
}
