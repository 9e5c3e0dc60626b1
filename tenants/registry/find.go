package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

const maxCities = 1000

// Tenant returns the public side of a tenant.
func (r *Registry) Tenant(ctx context.Context, id laurel.TenantID) (tenants.Tenant, error) {
	return r.find(ctx, func(tx db.SharedTx) (tenants.Tenant, error) { return tenantWhere(ctx, tx, "id", string(id)) })
}

// TenantBySlug finds a tenant by the name in its address.
func (r *Registry) TenantBySlug(ctx context.Context, slug string) (tenants.Tenant, error) {
	return r.find(ctx, func(tx db.SharedTx) (tenants.Tenant, error) { return tenantWhere(ctx, tx, "slug", slug) })
}

// CityByHost finds the city that answers under a host name.
func (r *Registry) CityByHost(ctx context.Context, host string) (tenants.Tenant, error) {
	return r.find(ctx, func(tx db.SharedTx) (tenants.Tenant, error) { return tenantByHost(ctx, tx, host) })
}

func (r *Registry) find(ctx context.Context, by func(db.SharedTx) (tenants.Tenant, error)) (t tenants.Tenant, err error) {
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { t, err = by(tx); return err })
	return t, err
}

// Cities lists the active cities by name, a thousand at most.
func (r *Registry) Cities(ctx context.Context) (list []tenants.Tenant, err error) {
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = citiesByName(ctx, tx, maxCities); return err })
	return list, err
}

// HostedCity is a city with the hosts that lead to it.
type HostedCity struct {
	tenants.Tenant
	Hosts []string
}

// EveryCity lists the cities by name, also those that may not act, for the
// platform's operator: a thousand at most.
func (r *Registry) EveryCity(ctx context.Context) (list []HostedCity, err error) {
	if err := r.may(ctx, laurel.FoundTenant, laurel.Platform); err != nil {
		return nil, err
	}
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) error {
		cities, err := everyCity(ctx, tx, maxCities)
		if err != nil {
			return err
		}
		ids := make([]laurel.TenantID, len(cities))
		for i, c := range cities {
			ids[i] = c.ID
		}
		hosts, err := hostsOf(ctx, tx, ids...)
		for _, c := range cities {
			list = append(list, HostedCity{Tenant: c, Hosts: hosts[c.ID]})
		}
		return err
	})
	return list, err
}

// Hosts are the host names that lead to a city, as it prefers them.
func (r *Registry) Hosts(ctx context.Context, city laurel.TenantID) (hosts []string, err error) {
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) error {
		byID, err := hostsOf(ctx, tx, city)
		hosts = byID[city]
		return err
	})
	return hosts, err
}

const tenantsAtOnce = 500

// EachTenant calls fn with every tenant, in the order of their codes.
func (r *Registry) EachTenant(ctx context.Context, fn func(tenants.Tenant) error) error {
	for last := laurel.TenantID(""); ; {
		var list []tenants.Tenant
		err := r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = tenantsBehind(ctx, tx, last, tenantsAtOnce); return err })
		if err != nil {
			return err
		}
		for _, t := range list {
			if err := fn(t); err != nil {
				return err
			}
			last = t.ID
		}
		if len(list) < tenantsAtOnce {
			return nil
		}
	}
}

// PersonCalled finds whose an address is, for the one who starts the program. No
// door leads here.
func (r *Registry) PersonCalled(ctx context.Context, email string) (who laurel.PersonID, err error) {
	if email, err = tenants.Address(email); err != nil {
		return "", err
	}
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { who, err = personOf(ctx, tx, email); return err })
	if err == nil && who == "" {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return who, err
}

// Tenants returns the public sides of several tenants; those that do not exist
// are left out.
func (r *Registry) Tenants(ctx context.Context, ids []laurel.TenantID) (byID map[laurel.TenantID]tenants.Tenant, err error) {
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { byID, err = tenantsByID(ctx, tx, ids); return err })
	return byID, err
}

// Organisations lists the organisations that are active in a city.
func (r *Registry) Organisations(ctx context.Context, city laurel.TenantID) ([]tenants.Tenant, error) {
	var ids []laurel.TenantID
	err := r.db.Read(ctx, city, func(tx db.Tx) (err error) { ids, err = activeOrganisations(ctx, tx); return err })
	if err != nil {
		return nil, err
	}
	byID, err := r.Tenants(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]tenants.Tenant, 0, len(ids))
	for _, id := range ids {
		if t, ok := byID[id]; ok {
			list = append(list, t)
		}
	}
	return list, nil
}

// SiteOf is the city on whose site a tenant's people are at home: a city's own, and
// an organisation's where it is active in one alone. Otherwise it is zero, which
// means the platform's.
func (r *Registry) SiteOf(ctx context.Context, t tenants.Tenant) (tenants.Tenant, error) {
	if t.Kind == tenants.City {
		return t, nil
	}
	cities, err := r.AffiliatedCities(ctx, t.ID)
	if err != nil || len(cities) != 1 {
		return tenants.Tenant{}, err
	}
	return r.Tenant(ctx, cities[0])
}

// AffiliatedCities lists the cities in which an organisation is active.
func (r *Registry) AffiliatedCities(ctx context.Context, organisation laurel.TenantID) (ids []laurel.TenantID, err error) {
	err = r.db.Read(ctx, organisation, func(tx db.Tx) (err error) { ids, err = activeCities(ctx, tx); return err })
	return ids, err
}

// Policy lists who has which role in a tenant, and the roles that it has made for
// itself, for the gate.
func (r *Registry) Policy(ctx context.Context, t laurel.TenantID) (held []tenants.Member, own []tenants.Role, version int64, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) {
		if version, err = policyVersion(ctx, tx); err != nil {
			return err
		}
		if held, err = members(ctx, tx); err != nil {
			return err
		}
		if held, err = spread(ctx, tx, held); err != nil {
			return err
		}
		own, err = rolesOf(ctx, tx)
		return err
	})
	return held, own, version, err
}

// PolicyVersion grows with every change of who has which role in a tenant, and of what
// its roles allow.
func (r *Registry) PolicyVersion(ctx context.Context, t laurel.TenantID) (v int64, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { v, err = policyVersion(ctx, tx); return err })
	return v, err
}

// Memberships lists the actor's roles in all tenants that the actor reaches.
func (r *Registry) Memberships(ctx context.Context) (list []tenants.Membership, err error) {
	who := laurel.ActorFrom(ctx)
	if who.Person == "" {
		return nil, nil
	}
	err = r.db.ReadPerson(ctx, who.Person, func(tx db.PersonTx) (err error) { list, err = memberships(ctx, tx); return err })
	return slices.DeleteFunc(list, func(m tenants.Membership) bool { return who.Reach != "" && m.Tenant != who.Reach }), err
}
