package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// BySession returns who comes with a browser's session to the platform's host. A
// session that is forged, ended, too old or another host's leads to
// laurel.Unauthenticated, and so does one that holds in one tenant only: who can
// deal with that calls ByAnySession.
func (r *Registry) BySession(ctx context.Context, session string) (tenants.Person, error) {
	p, reach, err := r.ByAnySession(ctx, "", session)
	if err == nil && reach != "" {
		return tenants.Person{}, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	return p, err
}

// ByAnySession is BySession on a city's own host, of which the name is given as
// the table of hosts has it (empty is the platform's), and for who heeds reach,
// the one tenant in which the session holds where a tenant's single sign-on has
// opened it; empty: everywhere.
func (r *Registry) ByAnySession(ctx context.Context, host, session string) (p tenants.Person, reach laurel.TenantID, err error) {
	p, pass, err := r.admit(ctx, session, func(ctx context.Context, tx db.PersonTx, id string) (tenants.Pass, error) {
		return sessionOn(ctx, tx, host, id)
	})
	if err == nil {
		err = r.stillHolds(ctx, pass)
	}
	return p, pass.Reach, err
}

// sessionOn is a session that admits on a host. One that came from another ends
// with it, whoever ended that and how.
func sessionOn(ctx context.Context, tx db.PersonTx, host, id string) (tenants.Pass, error) {
	row, err := sessionByID(ctx, tx, id)
	if err != nil {
		return tenants.Pass{}, err
	}
	if row.Host != host {
		return tenants.Pass{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	if row.Parent == "" {
		return row.pass(), nil
	}
	parent, err := sessionByID(ctx, tx, row.Parent)
	if err != nil {
		return tenants.Pass{}, err
	}
	if !parent.pass().Holds(tx.Now()) {
		return tenants.Pass{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	return row.pass(), nil
}

// ByToken returns who comes with an API token; see BySession.
func (r *Registry) ByToken(ctx context.Context, token string) (tenants.Person, error) {
	p, _, err := r.admit(ctx, token, func(ctx context.Context, tx db.PersonTx, id string) (tenants.Pass, error) {
		row, err := tokenByID(ctx, tx, id)
		if err != nil {
			return tenants.Pass{}, err
		}
		return row.pass(), nil
	})
	return p, err
}

// findPass reads a session or a token by its id.
type findPass func(ctx context.Context, tx db.PersonTx, id string) (tenants.Pass, error)

func (r *Registry) admit(ctx context.Context, written string, find findPass) (p tenants.Person, pass tenants.Pass, err error) {
	who, id, secret, ok := tenants.ReadPass(written)
	if !ok {
		return p, pass, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) error {
		if pass, err = find(ctx, tx, id); err != nil {
			return err
		}
		if !pass.Admits(secret, tx.Now()) {
			return laurel.E(laurel.Unauthenticated, "error.sign-in")
		}
		_, p, err = person(ctx, tx)
		return err
	})
	if laurel.KindOf(err) == laurel.NotFound {
		return p, pass, laurel.E(laurel.Unauthenticated, "error.sign-in").Because(err)
	}
	return p, pass, err
}

// EndSession ends a browser's session; one that is over already is no error.
func (r *Registry) EndSession(ctx context.Context, session string) error {
	who, id, secret, ok := tenants.ReadPass(session)
	if !ok {
		return nil
	}
	return r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		row, err := sessionByID(ctx, tx, id)
		if laurel.KindOf(err) == laurel.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if !row.pass().Admits(secret, tx.Now()) {
			return nil
		}
		row.EndedAt = tx.Now()
		return tx.Update(ctx, row)
	})
}

// MakeToken makes an API token for the actor. What is returned is shown once;
// only its hash is kept.
func (r *Registry) MakeToken(ctx context.Context, name string) (string, error) {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	secret := laurel.NewSecret()
	var pass tenants.Pass
	err := r.db.InPerson(ctx, who, func(tx db.PersonTx) (err error) {
		if pass, err = tenants.MakeToken(who, name, secret, tx.Now()); err != nil {
			return err
		}
		return insertToken(ctx, tx, pass)
	})
	return pass.Write(secret), err
}

// RenamePerson changes how the actor is called.
func (r *Registry) RenamePerson(ctx context.Context, name string) error {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	name, err := tenants.CheckName(name)
	if err != nil {
		return err
	}
	return r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		row, _, err := person(ctx, tx)
		if err != nil {
			return err
		}
		row.Name = name
		return tx.Update(ctx, row)
	})
}
