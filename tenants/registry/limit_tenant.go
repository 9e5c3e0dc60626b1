package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// LimitTenant sets how much a tenant may have of something: what q says, if
// nobody has changed that meanwhile. Only the platform's operator may, and the
// tenant reads of it in its audit trail.
func (r *Registry) LimitTenant(ctx context.Context, t laurel.TenantID, q tenants.Quota) error {
	if err := r.may(ctx, laurel.LimitTenant, laurel.Platform); err != nil {
		return err
	}
	tenant, err := r.Tenant(ctx, t)
	if err != nil {
		return err
	}
	if q, err = q.Limit(tenant.Kind, q.Most); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		was, err := saveQuota(ctx, tx, q)
		if err != nil || was == q.Most {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "quota.changed", Object: "quota:" + q.Name, From: limit(was), To: limit(q.Most)})
	})
}

// limit is a limit as the audit trail shows it.
func limit(most int64) any {
	if most == tenants.Unlimited {
		return nil
	}
	return map[string]int64{"most": most}
}

// Quotas tells what a tenant may have and has, to who runs it and to the
// platform's operator.
func (r *Registry) Quotas(ctx context.Context, t laurel.TenantID) (list []tenants.Quota, err error) {
	tenant, err := r.Tenant(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := r.may(ctx, laurel.ManageTenant, t); err != nil {
		if r.may(ctx, laurel.LimitTenant, laurel.Platform) != nil {
			return nil, err
		}
	}
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = quotas(ctx, tx, tenants.QuotasIn(tenant.Kind)); return err })
	return list, err
}

// room refuses what is more than the tenant may have, in the transaction that
// would make it.
func room(ctx context.Context, tx db.Tx, name string, more int64) error {
	u, err := tx.Quota(ctx, name)
	if err != nil || !u.Limited {
		return err
	}
	return tenants.Quota{Name: name, Most: u.Most, Used: u.Used}.Room(more)
}

// roomFor is room for a member: somebody who has a role already needs none.
func roomFor(ctx context.Context, tx db.Tx, p laurel.PersonID) error {
	full := room(ctx, tx, tenants.MembersQuota, 1)
	if laurel.KindOf(full) != laurel.Conflict {
		return full
	}
	known, err := hasRole(ctx, tx, p)
	if err != nil || known {
		return err
	}
	return full
}
