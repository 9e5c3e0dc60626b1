package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// signOnsKept is how long a way to a provider that has ended is told from one that never was.
const signOnsKept = time.Hour

// BeginSignOn opens a way to a tenant's provider and back. Its secret is for the
// browser alone; of the way itself, base and next are given.
func (r *Registry) BeginSignOn(ctx context.Context, t laurel.TenantID, way tenants.SignOn) (secret string, p tenants.Provider, err error) {
	secret = laurel.NewSecret()
	err = r.db.InTx(ctx, t, func(tx db.Tx) error {
		if p, err = providerOn(ctx, tx); err != nil {
			return err
		}
		if err := forgetSignOns(ctx, tx, tx.Now().Add(-signOnsKept)); err != nil {
			return err
		}
		return insertSignOn(ctx, tx, secret, way.Begin(p, tx.Now()))
	})
	return secret, p, err
}

// SpendSignOn marks that the browser came back. A second time, or too late, leads
// to laurel.Conflict: what came with it is not looked at then.
func (r *Registry) SpendSignOn(ctx context.Context, t laurel.TenantID, secret string) (s tenants.SignOn, p tenants.Provider, err error) {
	err = r.onTheWay(ctx, t, secret, func(tx db.Tx, row *signOnRow, on tenants.Provider) error {
		p = on
		if s, err = row.signOn().Spend(p, tx.Now()); err != nil {
			return err
		}
		return updateSignOn(ctx, tx, row, s)
	})
	return s, p, err
}

// onTheWay does something with a way that was begun, in its tenant.
func (r *Registry) onTheWay(
	ctx context.Context, t laurel.TenantID, secret string, do func(db.Tx, *signOnRow, tenants.Provider) error,
) error {
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		p, err := providerOn(ctx, tx)
		if err != nil {
			return err
		}
		row, err := signOnBySecret(ctx, tx, secret)
		if laurel.KindOf(err) == laurel.NotFound {
			return laurel.E(laurel.Conflict, "sign-on.over").Because(err)
		}
		if err != nil {
			return err
		}
		return do(tx, row, p)
	})
}

// Proof is what a provider has shown of the browser that came back from it.
type Proof struct {
	Secret  string // of the way
	Subject string // as the provider calls the one who sits there
	Agent   string // what the browser calls itself
}

// EnterSignOn opens a session for the person to whom the identity was linked. It
// holds in that tenant alone. Where it was linked to nobody the session is empty,
// and the identity waits on the way to be linked. Nothing that the provider says
// besides, such as an e-mail address, is looked at.
func (r *Registry) EnterSignOn(ctx context.Context, t laurel.TenantID, proof Proof) (session string, expires time.Time, err error) {
	var who tenants.Identity
	err = r.onTheWay(ctx, t, proof.Secret, func(tx db.Tx, row *signOnRow, p tenants.Provider) error {
		sum, err := tenants.IdentitySum(t, p.Issuer, proof.Subject)
		if err != nil {
			return err
		}
		s, err := row.signOn().Prove(p, sum, tx.Now())
		if err != nil {
			return err
		}
		known, err := identityBySum(ctx, tx, sum)
		switch {
		case err == nil:
			who, s.LinkedAt = known.identity(), tx.Now() // nothing is left to be linked
		case laurel.KindOf(err) != laurel.NotFound:
			return err
		}
		return updateSignOn(ctx, tx, row, s)
	})
	if err != nil || who.Person == "" {
		return "", time.Time{}, err
	}
	key := laurel.NewSecret()
	var pass tenants.Pass
	err = r.db.InPerson(ctx, who.Person, func(tx db.PersonTx) error {
		pass = tenants.OpenSession(who.Person, proof.Agent, key, tx.Now()).Within(who)
		return insertSession(ctx, tx, pass)
	})
	return pass.Write(key), pass.ExpiresAt, err
}

// stillHolds refuses a session that a tenant's single sign-on has opened, once its
// provider is off or gone, or the identity no longer linked.
func (r *Registry) stillHolds(ctx context.Context, p tenants.Pass) error {
	if p.Reach == "" {
		return nil
	}
	holds := false
	err := r.db.Read(ctx, p.Reach, func(tx db.Tx) error {
		on, err := providerOn(ctx, tx)
		if err != nil {
			return err
		}
		row, err := identityBySum(ctx, tx, p.Identity)
		if err != nil {
			return err
		}
		holds = row.identity().Carries(p, on)
		return nil
	})
	if err == nil && !holds || laurel.KindOf(err) == laurel.NotFound {
		return laurel.E(laurel.Unauthenticated, "error.sign-in").Because(err)
	}
	return err
}
