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
	p, pass, err := r.admit(ctx, session, func(ctx context.Context, tx db.PersonTx, id string) (passRow, error) {
		return sessionOn(ctx, tx, host, id)
	})
	if err == nil {
		err = r.stillHolds(ctx, pass)
	}
	return p, pass.Reach, err
}

// sessionOn is a session that admits on a host. One that came from another ends
// with it, whoever ended that and how.
func sessionOn(ctx context.Context, tx db.PersonTx, host, id string) (passRow, error) {
	row, err := sessionByID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	pass := row.pass()
	if pass.Host != host {
		return nil, laurel.E(laurel.NotFound, "error.not-found")
	}
	if pass.Parent == "" {
		return row, nil
	}
	parent, err := sessionByID(ctx, tx, pass.Parent)
	if err != nil {
		return nil, err
	}
	if !parent.pass().Good(tx.Now()) {
		return nil, laurel.E(laurel.NotFound, "error.not-found")
	}
	return row, nil
}

// ByToken returns who comes with an API token, and what the token was made for;
// see BySession.
func (r *Registry) ByToken(ctx context.Context, token string) (p tenants.Person, scopes []string, err error) {
	p, pass, err := r.admit(ctx, token, tokenByID)
	return p, pass.Scopes, err
}

// findPass reads a session or a token by its id.
type findPass func(ctx context.Context, tx db.PersonTx, id string) (passRow, error)

func (r *Registry) admit(ctx context.Context, written string, find findPass) (p tenants.Person, pass tenants.Pass, err error) {
	who, id, secret, ok := tenants.ReadPass(written)
	if !ok {
		return p, pass, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	seen := false
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) error {
		row, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		pass = row.pass()
		if !pass.Admits(secret, tx.Now()) {
			return laurel.E(laurel.Unauthenticated, "error.sign-in")
		}
		seen = pass.SeenToday(tx.Now())
		_, p, err = person(ctx, tx)
		if err == nil && p.MergedInto != "" { // its passes end a moment later
			err = laurel.E(laurel.Unauthenticated, "error.sign-in")
		}
		return err
	})
	if laurel.KindOf(err) == laurel.NotFound {
		return p, pass, laurel.E(laurel.Unauthenticated, "error.sign-in").Because(err)
	}
	if err == nil && !seen {
		err = r.noteSeen(ctx, who, id, find)
	}
	return p, pass, err
}

// noteSeen writes down that a pass was used. Where somebody else wrote to it at
// the same moment, theirs counts.
func (r *Registry) noteSeen(ctx context.Context, who laurel.PersonID, id string, find findPass) error {
	err := r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		row, err := find(ctx, tx, id)
		if err != nil || row.pass().SeenToday(tx.Now()) {
			return err
		}
		row.see(tx.Now())
		return row.update(ctx, tx)
	})
	if laurel.KindOf(err) == laurel.Conflict {
		return nil
	}
	return err
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
		if err != nil || !row.pass().Admits(secret, tx.Now()) {
			return err
		}
		row.end(tx.Now())
		return row.update(ctx, tx)
	})
}

// accountOwner is the person whose account the actor may change. A session that
// reaches one tenant only reaches no account: that tenant's sign-on opened it.
func accountOwner(ctx context.Context) (laurel.PersonID, error) {
	switch a := laurel.ActorFrom(ctx); {
	case a.Person == "":
		return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
	case a.Reach != "":
		return "", laurel.E(laurel.Forbidden, "error.forbidden")
	default:
		return a.Person, nil
	}
}

// readOwn is db.ReadPerson for the actor's own account.
func (r *Registry) readOwn(ctx context.Context, fn func(db.PersonTx) error) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	return r.db.ReadPerson(ctx, who, fn)
}

// inOwn is db.InPerson for the actor's own account.
func (r *Registry) inOwn(ctx context.Context, fn func(db.PersonTx) error) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	return r.db.InPerson(ctx, who, fn)
}

// passes reads rows as what they are.
func passes(rows []passRow) []tenants.Pass {
	list := make([]tenants.Pass, len(rows))
	for i, row := range rows {
		list[i] = row.pass()
	}
	return list
}
