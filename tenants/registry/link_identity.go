package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// linker is the person who may link identities: who has signed in as that person
// and not through a tenant.
func linker(ctx context.Context) (laurel.PersonID, error) {
	switch who := laurel.ActorFrom(ctx); {
	case who.Person == "":
		return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
	case who.Reach != "":
		return "", laurel.E(laurel.Forbidden, "error.beyond-reach")
	default:
		return who.Person, nil
	}
}

// PendingSignOn reports whether the browser with that secret has come back with an
// identity that can be linked.
func (r *Registry) PendingSignOn(ctx context.Context, t laurel.TenantID, secret string) (pending bool, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) error {
		p, err := providerOn(ctx, tx)
		if err != nil {
			return err
		}
		row, err := signOnBySecret(ctx, tx, secret)
		if err == nil {
			pending = row.signOn().Pending(p, tx.Now())
		}
		return err
	})
	if laurel.KindOf(err) == laurel.NotFound {
		return false, nil
	}
	return pending, err
}

// LinkIdentity links the identity with which the browser came back to the actor.
// One that is somebody else's is refused, and whose it is stays unsaid.
//
// The person's side, which says where to look for identities, is written first:
// where no more comes of it, nothing is found there. What counts is the tenant's.
func (r *Registry) LinkIdentity(ctx context.Context, t laurel.TenantID, secret string) error {
	who, err := linker(ctx)
	if err != nil {
		return err
	}
	if pending, err := r.PendingSignOn(ctx, t, secret); err != nil || !pending {
		return oneOf(err, laurel.E(laurel.Conflict, "sign-on.over"))
	}
	if err := r.db.InPerson(ctx, who, func(tx db.PersonTx) error { return insertIdentityPlace(ctx, tx, t) }); err != nil {
		return err
	}
	return r.onTheWay(ctx, t, secret, func(tx db.Tx, row *signOnRow, p tenants.Provider) error {
		s, err := row.signOn().Link(p, tx.Now())
		if err != nil {
			return err
		}
		i := tenants.Identity{Tenant: t, Sum: s.Identity, Issuer: s.Issuer, Person: who}
		if linked, err := insertIdentity(ctx, tx, i); err != nil || !linked {
			return oneOf(err, laurel.E(laurel.Conflict, "sign-on.linked-elsewhere"))
		}
		if err := updateSignOn(ctx, tx, row, s); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "identity.linked", Object: "person:" + string(who), About: who, To: shownIdentity(i)})
	})
}

// UnlinkIdentity takes a link of the actor's away. The sessions that it has opened
// end with it; one that is gone already is no error.
func (r *Registry) UnlinkIdentity(ctx context.Context, t laurel.TenantID, sum string) error {
	who, err := linker(ctx)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		row, err := identityBySum(ctx, tx, sum)
		if laurel.KindOf(err) == laurel.NotFound || err == nil && row.PersonID != who {
			return nil // somebody else's does not exist
		}
		if err != nil {
			return err
		}
		if err := deleteIdentity(ctx, tx, row); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "identity.unlinked", Object: "person:" + string(who), About: who,
			From: shownIdentity(row.identity())})
	})
}

func shownIdentity(i tenants.Identity) map[string]string {
	return map[string]string{"issuer": i.Issuer}
}

// Identities lists what is linked to the actor, in all tenants.
func (r *Registry) Identities(ctx context.Context) (all []tenants.Identity, err error) {
	who, err := linker(ctx)
	if err != nil {
		return nil, err
	}
	var places []laurel.TenantID
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) (err error) { places, err = identityPlaces(ctx, tx); return err })
	for _, t := range places {
		if err != nil {
			return nil, err
		}
		err = r.db.Read(ctx, t, func(tx db.Tx) error {
			list, err := identitiesOf(ctx, tx, who)
			all = append(all, list...)
			return err
		})
	}
	return all, err
}
