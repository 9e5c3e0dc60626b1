package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AddMember gives the person behind an address a role in a tenant. Somebody who
// has never been here gets an account, and signs in by a link to that address.
func (r *Registry) AddMember(ctx context.Context, t laurel.TenantID, email, role string) (laurel.PersonID, error) {
	if err := r.may(ctx, laurel.ManageMembers, t); err != nil {
		return "", err
	}
	tenant, err := r.Tenant(ctx, t)
	if err != nil {
		return "", err
	}
	if err := tenants.CheckRole(tenant.Kind, role); err != nil {
		return "", err
	}
	if email, err = tenants.Address(email); err != nil {
		return "", err
	}
	who, err := r.personByEmail(ctx, email, tenant.Language)
	if err != nil {
		return "", err
	}
	return who, r.db.InTx(ctx, t, func(tx db.Tx) error {
		return addMember(ctx, tx, tenants.Member{Person: who, Role: role})
	})
}

// AppointOperator makes the person behind an address operator of the
// installation. No door leads here: the one who starts the program says who.
func (r *Registry) AppointOperator(ctx context.Context, email string) (laurel.PersonID, error) {
	email, err := tenants.Address(email)
	if err != nil {
		return "", err
	}
	who, err := r.personByEmail(ctx, email, "en")
	if err != nil {
		return "", err
	}
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	return who, r.db.InTx(ctx, laurel.Platform, func(tx db.Tx) error {
		return addMember(ctx, tx, tenants.Member{Person: who, Role: tenants.Operator})
	})
}

func addMember(ctx context.Context, tx db.Tx, m tenants.Member) error {
	if err := roomFor(ctx, tx, m.Person); err != nil {
		return err
	}
	added, err := insertMember(ctx, tx, m)
	if err != nil || !added {
		return err
	}
	if err := tx.Record(ctx, laurel.Change{What: "role.given", Object: "person:" + string(m.Person), About: m.Person, To: given(m)}); err != nil {
		return err
	}
	return tx.Post(ctx, tenants.MemberAdded{Person: m.Person, Role: m.Role})
}

// given is a role as the audit trail shows it.
func given(m tenants.Member) map[string]string {
	shown := map[string]string{"role": m.Role}
	if m.Object != "" {
		shown["object"] = m.Object
	}
	return shown
}

// EnterMembership notes with the person what a tenant has given, so that a
// person's tenants are one query. It may run twice.
func (r *Registry) EnterMembership(ctx context.Context, p laurel.PersonID, m tenants.Membership) error {
	return r.db.InPerson(ctx, p, func(tx db.PersonTx) error { return insertMembership(ctx, tx, m) })
}
