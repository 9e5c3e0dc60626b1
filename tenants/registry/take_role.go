package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// TakeRole takes one role from a person. It needs what giving it needs; the last
// administrator's cannot be taken.
func (r *Registry) TakeRole(ctx context.Context, t laurel.TenantID, m tenants.Member) error {
	if err := r.may(ctx, laurel.ManageMembers, t); err != nil {
		return err
	}
	return r.take(ctx, t, func(each tenants.Member) bool { return each == m }, r.mayTake)
}

// RemoveMember takes all roles in a tenant from a person.
func (r *Registry) RemoveMember(ctx context.Context, t laurel.TenantID, p laurel.PersonID) error {
	if err := r.may(ctx, laurel.ManageMembers, t); err != nil {
		return err
	}
	return r.take(ctx, t, func(each tenants.Member) bool { return each.Person == p }, r.mayTake)
}

// mayTake refuses to take a role that allows what the actor may not do.
func (r *Registry) mayTake(ctx context.Context, t laurel.TenantID, m tenants.Member, own []tenants.Role) error {
	return r.mayAll(ctx, t, r.allows(m.Role, own))
}

// LeaveTenant gives up all roles that the actor has in a tenant. The last
// administrator cannot leave.
func (r *Registry) LeaveTenant(ctx context.Context, t laurel.TenantID) error {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	if reach := laurel.ActorFrom(ctx).Reach; reach != "" && reach != t {
		return laurel.E(laurel.Forbidden, "error.forbidden")
	}
	return r.take(ctx, t, func(each tenants.Member) bool { return each.Person == who },
		func(context.Context, laurel.TenantID, tenants.Member, []tenants.Role) error { return nil })
}

// take takes the roles that are meant, if each of them may be. Those who do so at
// the same moment in one tenant wait for each other, so the last two
// administrators cannot both leave.
func (r *Registry) take(
	ctx context.Context, t laurel.TenantID, meant func(tenants.Member) bool,
	may func(context.Context, laurel.TenantID, tenants.Member, []tenants.Role) error,
) error {
	kind, err := r.kindOf(ctx, t)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		if err := raisePolicy(ctx, tx); err != nil {
			return err
		}
		own, err := rolesOf(ctx, tx)
		if err != nil {
			return err
		}
		all, err := members(ctx, tx)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(all), meant)
		if len(left) == len(all) {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		taken := slices.DeleteFunc(all, func(m tenants.Member) bool { return !meant(m) })
		for _, m := range taken {
			if err := may(ctx, t, m, own); err != nil {
				return err
			}
		}
		if err := tenants.KeepAdministrator(kind, left); err != nil {
			return err
		}
		return takeRoles(ctx, tx, taken)
	})
}

func takeRoles(ctx context.Context, tx db.Tx, list []tenants.Member) error {
	for _, m := range list {
		if err := takeRole(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// takeRole takes one role away, with what belongs to it.
func takeRole(ctx context.Context, tx db.Tx, m tenants.Member) error {
	if err := deleteMember(ctx, tx, m); err != nil {
		return err
	}
	c := laurel.Change{What: "role.taken", Object: "person:" + string(m.Person), About: m.Person, From: given(m)}
	if err := tx.Record(ctx, c); err != nil {
		return err
	}
	return tx.Post(ctx, tenants.MemberRemoved{Person: m.Person})
}
