package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// mayAct refuses what the transaction's organisation may not offer in a city now, as
// tenants.MayOffer says.
func mayAct(ctx context.Context, organisation db.Tx, city laurel.TenantID) error {
	byCity, err := standings(ctx, organisation)
	if err != nil {
		return err
	}
	return tenants.MayOffer(byCity, city)
}

// MayOffer reports what keeps an organisation from offering anything on the site
// where the actor is.
func (e *Engine) MayOffer(ctx context.Context, organisation laurel.TenantID) error {
	return e.db.Read(ctx, organisation, func(tx db.Tx) error { return mayAct(ctx, tx, laurel.ActorFrom(ctx).City) })
}
