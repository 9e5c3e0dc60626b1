package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// MakeRole makes a role of the tenant's own. It cannot allow more than its maker
// may do in the whole tenant.
func (r *Registry) MakeRole(ctx context.Context, t laurel.TenantID, draft tenants.Role) (role tenants.Role, err error) {
	kind, err := r.mayMakeRoles(ctx, t, draft.Actions)
	if err != nil {
		return role, err
	}
	return role, r.db.InTx(ctx, t, func(tx db.Tx) error {
		others, err := rolesOf(ctx, tx)
		if err != nil {
			return err
		}
		if role, err = tenants.MakeRole(kind, draft, others, tx.Now()); err != nil {
			return err
		}
		if err := insertRole(ctx, tx, role); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "role.made", Object: "role:" + role.Name, To: shownRole(role)})
	})
}

// ChangeRole gives a role of the tenant's own another title, description or
// permissions; draft has the version that its editor saw. Where somebody was
// faster it is a Conflict, and nothing is changed. Whoever has the role may at
// their next request what it says then.
func (r *Registry) ChangeRole(ctx context.Context, t laurel.TenantID, draft tenants.Role) (role tenants.Role, err error) {
	kind, err := r.mayMakeRoles(ctx, t, draft.Actions)
	if err != nil {
		return role, err
	}
	return role, r.db.InTx(ctx, t, func(tx db.Tx) error {
		was, others, err := roleNamed(ctx, tx, draft.Name)
		if err != nil {
			return err
		}
		if err := r.mayAll(ctx, t, was.Actions); err != nil { // nor take from others what one does not have
			return err
		}
		if was.Version != draft.Version {
			return laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		if role, err = was.Change(kind, draft, others); err != nil {
			return err
		}
		if err := updateRole(ctx, tx, role); err != nil {
			return err
		}
		role.Version++
		return tx.Record(ctx, laurel.Change{What: "role.changed", Object: "role:" + role.Name, From: shownRole(was), To: shownRole(role)})
	})
}

// RemoveRole takes a role of the tenant's own away, also from everybody who has it, and
// withdraws the invitations that offer it.
func (r *Registry) RemoveRole(ctx context.Context, t laurel.TenantID, name string) error {
	if err := r.may(ctx, laurel.ManageRoles, t); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		if err := raisePolicy(ctx, tx); err != nil { // whoever is given the role now is waited for
			return err
		}
		was, _, err := roleNamed(ctx, tx, name)
		if err != nil {
			return err
		}
		if err := r.mayAll(ctx, t, was.Actions); err != nil {
			return err
		}
		all, err := members(ctx, tx)
		if err != nil {
			return err
		}
		if err := takeRoles(ctx, tx, slices.DeleteFunc(all, func(m tenants.Member) bool { return m.Role != name })); err != nil {
			return err
		}
		if err := cancelOffers(ctx, tx, name); err != nil {
			return err
		}
		if err := deleteRole(ctx, tx, name); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "role.removed", Object: "role:" + name, From: shownRole(was)})
	})
}

// Roles lists the tenant's own roles by title, for who has to do with them there.
func (r *Registry) Roles(ctx context.Context, t laurel.TenantID) (list []tenants.Role, err error) {
	allowed, err := r.Allowed(ctx, t)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(allowed, laurel.ManageRoles) && !slices.Contains(allowed, laurel.ManageMembers) {
		return nil, laurel.E(laurel.Forbidden, "error.forbidden")
	}
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = rolesOf(ctx, tx); return err })
	return list, err
}

func (r *Registry) mayMakeRoles(ctx context.Context, t laurel.TenantID, actions []laurel.Action) (tenants.Kind, error) {
	if err := r.may(ctx, laurel.ManageRoles, t); err != nil {
		return "", err
	}
	tenant, err := r.Tenant(ctx, t)
	if err != nil {
		return "", err
	}
	for _, a := range actions { // what there is not is told as such, and not as forbidden
		if !slices.Contains(tenants.GrantableIn(tenant.Kind), a) {
			return "", laurel.E(laurel.Invalid, "role.no-such-action").With(laurel.Args{"Action": string(a)}).At("actions")
		}
	}
	return tenant.Kind, r.mayAll(ctx, t, actions)
}

// mayAll refuses to give, or take, what the actor does not have in the whole of a
// tenant. The gate has been prepared.
func (r *Registry) mayAll(ctx context.Context, t laurel.TenantID, actions []laurel.Action) error {
	for _, a := range actions {
		err := r.gate.May(ctx, a, laurel.Whole(t))
		if laurel.KindOf(err) == laurel.Forbidden {
			return laurel.E(laurel.Forbidden, "role.beyond").Because(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// roleNamed returns one of the tenant's own roles, and all of them.
func roleNamed(ctx context.Context, tx db.Tx, name string) (tenants.Role, []tenants.Role, error) {
	all, err := rolesOf(ctx, tx)
	if err != nil {
		return tenants.Role{}, nil, err
	}
	i := slices.IndexFunc(all, func(r tenants.Role) bool { return r.Name == name })
	if i < 0 {
		return tenants.Role{}, nil, laurel.E(laurel.NotFound, "error.not-found")
	}
	return all[i], all, nil
}

// shownRole is a role as the audit trail shows it.
func shownRole(r tenants.Role) map[string]any {
	return map[string]any{"title": r.Title, "about": r.About, "actions": r.Actions}
}
