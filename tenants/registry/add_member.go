package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AddMember gives the person behind an address a role in a tenant. Somebody who
// has never been here gets an account, and signs in by a link to that address.
func (r *Registry) AddMember(ctx context.Context, t laurel.TenantID, email, role string) (laurel.PersonID, error) {
	if err := r.mayGive(ctx, t, tenants.Member{Role: role}); err != nil {
		return "", err
	}
	email, err := tenants.Address(email)
	if err != nil {
		return "", err
	}
	who, err := r.personQuietly(ctx, email, laurel.ActorFrom(ctx).Language)
	if err != nil {
		return "", err
	}
	return who, r.db.InTx(ctx, t, func(tx db.Tx) error { return addMember(ctx, tx, tenants.Member{Person: who, Role: role}, email) })
}

// GiveRole gives somebody who has a role in the tenant another one, in the whole
// of it or on one of its activities or playlists.
func (r *Registry) GiveRole(ctx context.Context, t laurel.TenantID, m tenants.Member) error {
	if err := r.mayGive(ctx, t, m); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		if known, err := isMember(ctx, tx, m.Person); err != nil || !known {
			return orNotFound(err)
		}
		return addMember(ctx, tx, m, "")
	})
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return laurel.E(laurel.NotFound, "error.not-found")
}

// mayGive refuses a role that there is not in the tenant, or not on that object,
// and one that allows what the actor may not do there in the whole.
func (r *Registry) mayGive(ctx context.Context, t laurel.TenantID, m tenants.Member) error {
	if err := r.may(ctx, laurel.ManageMembers, t); err != nil {
		return err
	}
	kind, err := r.kindOf(ctx, t)
	if err != nil {
		return err
	}
	if err := tenants.CheckObject(t, m); err != nil {
		return err
	}
	var actions []laurel.Action
	err = r.db.Read(ctx, t, func(tx db.Tx) error {
		own, err := rolesOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := tenants.CheckRole(kind, m.Role, own); err != nil {
			return err
		}
		if there, err := isThere(ctx, tx, m.Object); err != nil || !there {
			return orInvalid(err, "role.object", "object")
		}
		actions = r.allows(m.Role, own)
		return nil
	})
	if err != nil {
		return err
	}
	return r.mayAll(ctx, t, actions)
}

// allows lists what a role allows, be it built in or one of the tenant's own.
func (r *Registry) allows(role string, own []tenants.Role) []laurel.Action {
	for _, o := range own {
		if o.Name == role {
			return o.Actions
		}
	}
	return r.gate.Grants(role)
}

// kindOf is a tenant's kind; the platform itself has none.
func (r *Registry) kindOf(ctx context.Context, t laurel.TenantID) (tenants.Kind, error) {
	if t == laurel.Platform {
		return "", nil
	}
	tenant, err := r.Tenant(ctx, t)
	return tenant.Kind, err
}

func orInvalid(err error, text, field string) error {
	if err != nil {
		return err
	}
	return laurel.E(laurel.Invalid, text).At(field)
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
		return addMember(ctx, tx, tenants.Member{Person: who, Role: tenants.Operator}, email)
	})
}

// addMember gives a role to somebody who comes under an address. Those who change
// the roles of one tenant wait for each other, so what is checked from here on stays
// so: the place that is left, and that a role of the tenant's own is still there.
func addMember(ctx context.Context, tx db.Tx, m tenants.Member, address string) error {
	if err := raisePolicy(ctx, tx); err != nil {
		return err
	}
	if err := roomFor(ctx, tx, m.Person); err != nil {
		return err
	}
	if tenants.IsOwn(m.Role) {
		if _, _, err := roleNamed(ctx, tx, m.Role); err != nil {
			return laurel.E(laurel.Invalid, "role.unknown").With(laurel.Args{"Role": m.Role}).Because(err).At("role")
		}
	}
	added, err := insertMember(ctx, tx, m, address)
	if err != nil || !added {
		return err
	}
	c := laurel.Change{What: "role.given", Object: "person:" + string(m.Person), About: m.Person, To: given(m)}
	if err := tx.Record(ctx, c); err != nil {
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

// EnterMemberships notes with a person which roles they have in a tenant, so that
// a person's tenants are one query. It goes by what the tenant says and not by
// what has happened: late news of earlier changes do no harm. It may run twice,
// and at the same time. Where the account has gone into another meanwhile, what was
// given goes there, too.
func (r *Registry) EnterMemberships(ctx context.Context, p laurel.PersonID, t laurel.TenantID) error {
	for range mirrorTries {
		roles, err := r.rolesHeld(ctx, p, t)
		if err != nil {
			return err
		}
		if err := r.db.InPerson(ctx, p, func(tx db.PersonTx) error { return replaceMemberships(ctx, tx, t, roles) }); err != nil {
			return err
		}
		// Somebody with older news may have written in between, or the tenant changed.
		now, err := r.rolesHeld(ctx, p, t)
		if err != nil {
			return err
		}
		if slices.Equal(now, roles) {
			return r.passOn(ctx, p, t)
		}
	}
	return laurel.E(laurel.Unready, "error.unready")
}

const mirrorTries = 5

// passOn moves what an account has been given in a tenant since it went into another.
func (r *Registry) passOn(ctx context.Context, p laurel.PersonID, t laurel.TenantID) error {
	account, err := r.Person(ctx, p)
	if err != nil || account.ID == p {
		return err
	}
	return r.MoveRoles(ctx, t, p, account.ID)
}

// rolesHeld lists the roles of a person in a tenant, each once.
func (r *Registry) rolesHeld(ctx context.Context, p laurel.PersonID, t laurel.TenantID) (roles []string, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) error {
		held, err := membersWhere(ctx, tx, p)
		for _, m := range held {
			roles = append(roles, m.Role)
		}
		return err
	})
	return slices.Compact(roles), err
}
