package registry

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Description is what a tenant says of itself, as somebody has looked at it:
// Tenant.ID and Tenant.Version say what is to be changed.
type Description struct {
	Tenant tenants.Tenant
	Hosts  []string // of a city, all of them
}

// DescribeTenant writes what a tenant is to say of itself. Somebody else's change
// in between leads to laurel.Conflict. Pages show it with the next request; a host
// that has come or gone is noticed within half a minute.
func (r *Registry) DescribeTenant(ctx context.Context, d Description) (tenants.Tenant, error) {
	return r.change(ctx, d.Tenant.ID, func(c changing) (tenants.Tenant, error) {
		if d.Tenant.Version != c.was.Version {
			return c.was, laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		now, err := r.where.Describe(c.was, d.Tenant)
		if err != nil {
			return now, err
		}
		if c.was.Kind != tenants.City {
			return now, c.fits(ctx, now)
		}
		hosts, err := r.where.CheckHosts(d.Hosts)
		if err != nil {
			return now, err
		}
		return now, c.moveHosts(ctx, hosts)
	})
}

// SetLogo makes a file of the tenant's its logo; an empty name takes it away.
func (r *Registry) SetLogo(ctx context.Context, id laurel.TenantID, name string) error {
	_, err := r.change(ctx, id, func(c changing) (tenants.Tenant, error) {
		now := c.was
		now.Logo = name
		return now, nil
	})
	return err
}

// changing is a tenant while it is changed.
type changing struct {
	public db.SharedTx
	own    db.Tx
	was    tenants.Tenant
}

func (r *Registry) change(
	ctx context.Context, id laurel.TenantID, to func(changing) (tenants.Tenant, error),
) (now tenants.Tenant, err error) {
	if err := r.may(ctx, laurel.ManageTenant, id); err != nil {
		return now, err
	}
	err = r.db.SharedWith(ctx, id, func(public db.SharedTx, own db.Tx) error {
		was, err := tenantWhere(ctx, public, "id", string(id))
		if err != nil {
			return err
		}
		if now, err = to(changing{public, own, was}); err != nil {
			return err
		}
		now.Version = was.Version
		if err := updateTenant(ctx, public, now); err != nil {
			return err
		}
		now.Version++
		from, to := differences(was, now)
		if len(to) == 0 {
			return nil
		}
		return own.Record(ctx, laurel.Change{What: "tenant.described", Object: "tenant", From: from, To: to})
	})
	return now, err
}

// moveHosts lets hosts lead to the city, and no others.
func (c changing) moveHosts(ctx context.Context, hosts []string) error {
	byID, err := hostsOf(ctx, c.public, c.was.ID)
	if err != nil || slices.Equal(byID[c.was.ID], hosts) {
		return err
	}
	for _, host := range hosts {
		if t, err := tenantByHost(ctx, c.public, host); err == nil && t.ID != c.was.ID {
			return hostTaken(host)
		}
	}
	if err := deleteHosts(ctx, c.public, c.was.ID); err != nil {
		return err
	}
	if err := insertHosts(ctx, c.public, c.was.ID, hosts); err != nil {
		return err
	}
	return c.own.Record(ctx, laurel.Change{What: "hosts.set", Object: "tenant", From: byID[c.was.ID], To: hosts})
}

// fits refuses a pin outside of the cities in which the organisation is active.
func (c changing) fits(ctx context.Context, now tenants.Tenant) error {
	ids, err := activeCities(ctx, c.own)
	if err != nil {
		return err
	}
	byID, err := tenantsByID(ctx, c.public, ids)
	if err != nil {
		return err
	}
	cities := make([]tenants.Tenant, 0, len(ids))
	for _, id := range ids {
		cities = append(cities, byID[id])
	}
	return now.Within(cities)
}

// differences are the fields that are not the same, as they were and as they are.
func differences(was, now tenants.Tenant) (from, to map[string]any) {
	before, after := fields(was), fields(now)
	from, to = map[string]any{}, map[string]any{}
	for name, value := range after {
		if name != "Version" && !reflect.DeepEqual(before[name], value) {
			from[name], to[name] = before[name], value
		}
	}
	return from, to
}

func fields(t tenants.Tenant) map[string]any {
	byName := map[string]any{}
	if b, err := json.Marshal(t); err == nil {
		_ = json.Unmarshal(b, &byName) // what was written a moment ago can be read
	}
	return byName
}
