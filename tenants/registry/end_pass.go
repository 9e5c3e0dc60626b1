package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Tokens lists the actor's API tokens that are still good, the newest first.
func (r *Registry) Tokens(ctx context.Context) ([]tenants.Pass, error) {
	return r.ownPasses(ctx, goodTokens)
}

// Sessions lists the browsers in which the actor is signed in, the newest first.
func (r *Registry) Sessions(ctx context.Context) ([]tenants.Pass, error) {
	return r.ownPasses(ctx, goodSessions)
}

func (r *Registry) ownPasses(ctx context.Context, find func(context.Context, db.PersonTx) ([]passRow, error)) ([]tenants.Pass, error) {
	var list []tenants.Pass
	err := r.readOwn(ctx, func(tx db.PersonTx) error {
		rows, err := find(ctx, tx)
		list = passes(rows)
		return err
	})
	return list, err
}

// RevokeToken ends one of the actor's tokens at once; one that is over already
// is no error.
func (r *Registry) RevokeToken(ctx context.Context, id laurel.TokenID) (tenants.Pass, error) {
	return r.endOwn(ctx, string(id), tokenByID)
}

// RevokeSession signs the actor out of one of their browsers; see RevokeToken.
func (r *Registry) RevokeSession(ctx context.Context, id laurel.SessionID) (tenants.Pass, error) {
	return r.endOwn(ctx, string(id), sessionByID)
}

func (r *Registry) endOwn(ctx context.Context, id string, find findPass) (pass tenants.Pass, err error) {
	err = r.inOwn(ctx, func(tx db.PersonTx) error {
		row, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.pass().Good(tx.Now()) {
			row.end(tx.Now())
			err = row.update(ctx, tx)
		}
		pass = row.pass()
		return err
	})
	return pass, err
}

// RevokeSessions signs the actor out everywhere but in the browser that keeps
// the session of that id.
func (r *Registry) RevokeSessions(ctx context.Context, except laurel.SessionID) error {
	return r.inOwn(ctx, func(tx db.PersonTx) error {
		rows, err := goodSessions(ctx, tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.pass().ID == string(except) {
				continue
			}
			row.end(tx.Now())
			if err := row.update(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}
