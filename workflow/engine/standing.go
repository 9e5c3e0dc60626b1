package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// mayAct refuses what the transaction's organisation may not offer in a city
// now: it is suspended there, or on the platform's own site it is active in no
// city at all. Where it has nothing to do with the city, what is done there
// counts for no city, and the second holds.
func mayAct(ctx context.Context, organisation db.Tx, city laurel.TenantID) error {
	byCity, err := standings(ctx, organisation)
	if err != nil {
		return err
	}
	if city != "" && byCity[city] == tenants.StandsSuspended {
		return laurel.E(laurel.Forbidden, "affiliation.suspended-here")
	}
	refusal := laurel.E(laurel.Forbidden, "affiliation.active-nowhere")
	for _, s := range byCity {
		switch s {
		case tenants.StandsActive:
			return nil
		case tenants.StandsSuspended:
			refusal = laurel.E(laurel.Forbidden, "affiliation.suspended")
		case tenants.StandsNowhere, tenants.StandsRequested, tenants.StandsLeft, tenants.StandsDeclined,
			tenants.StandsInvited:
		}
	}
	return refusal
}

// MayOffer reports what keeps an organisation from offering anything on the site
// where the actor is.
func (e *Engine) MayOffer(ctx context.Context, organisation laurel.TenantID) error {
	return e.db.Read(ctx, organisation, func(tx db.Tx) error { return mayAct(ctx, tx, laurel.ActorFrom(ctx).City) })
}
