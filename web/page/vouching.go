package page

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

// voucher is the mark of an organisation that a city vouches for.
func (v *view) voucher(city tenants.Tenant) g.Node {
	return h.Span(h.Class("verified"), icon("shield"), g.Text(v.fill("page.issuer.verified", laurel.Args{"City": city.Name})))
}

// vouchedFor tells, by city, for which of the organisations behind listings it vouches.
func (v *view) vouchedFor(listings []engine.Listing) (map[laurel.TenantID]map[laurel.TenantID]bool, error) {
	among := map[laurel.TenantID][]laurel.TenantID{}
	for _, l := range listings {
		among[l.City] = append(among[l.City], l.Organisation)
	}
	verified := map[laurel.TenantID]map[laurel.TenantID]bool{}
	for city, ids := range among {
		in, err := v.deps.Registry.VerifiedIn(v.ctx, city, ids)
		if err != nil {
			return nil, err
		}
		verified[city] = in
	}
	return verified, nil
}

// offerer is an organisation as its activities show it.
type offerer struct {
	tenants.Tenant
	marks []g.Node // of the cities that vouch for it; on a city's site of that city alone
	idle  error    // what keeps it from offering anything here now
}

// offerer loads an organisation with what cities say of it.
func (v *view) offerer(id laurel.TenantID) (offerer, error) {
	found, err := v.deps.Registry.Offerer(v.ctx, id)
	p := offerer{Tenant: found.Tenant, idle: tenants.MayOffer(found.Standings, v.actor.City)}
	for _, city := range found.Vouched {
		if v.city.ID == "" || v.city.ID == city.ID {
			p.marks = append(p.marks, v.voucher(city))
		}
	}
	return p, err
}

// marks tell which cities vouch for an organisation, and which have suspended it.
func (v *view) marks(organisation laurel.TenantID) (g.Node, error) {
	list, err := v.deps.Registry.Standings(v.ctx, organisation)
	if err != nil {
		return nil, err
	}
	ids := make([]laurel.TenantID, len(list))
	for i, a := range list {
		ids[i] = a.City
	}
	cities, err := v.deps.Registry.Tenants(v.ctx, ids)
	return g.Map(list, func(a tenants.Affiliation) g.Node {
		args := laurel.Args{"City": cities[a.City].Name}
		switch {
		case a.VouchedFor():
			return h.P(v.voucher(cities[a.City]))
		case a.Standing == tenants.StandsSuspended:
			return h.P(h.Class("notice"), g.Text(v.fill("page.issuer.suspended-in", args)))
		}
		return nil
	}), err
}
