package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AskToJoin asks an organisation whose door is open to let the actor join.
func (r *Registry) AskToJoin(ctx context.Context, t laurel.TenantID, words string) error {
	return r.ownJoin(ctx, t, func(tx db.Tx, row *joinRow, last tenants.Join) error {
		_, open, err := door(ctx, tx)
		if err != nil {
			return err
		}
		if open != tenants.Open {
			return laurel.E(laurel.Forbidden, "join.closed")
		}
		who := laurel.ActorFrom(ctx).Person
		switch known, err := isMember(ctx, tx, who); {
		case err != nil:
			return err
		case known:
			return laurel.E(laurel.Conflict, "join.member")
		}
		j, err := tenants.Ask(last, who, words, tx.Now())
		if err != nil {
			return err
		}
		if err := saveJoin(ctx, tx, row, j); err != nil {
			return err
		}
		return recordJoin(ctx, tx, "join.requested", last, j)
	})
}

// WithdrawJoin takes the actor's request back.
func (r *Registry) WithdrawJoin(ctx context.Context, t laurel.TenantID) error {
	return r.ownJoin(ctx, t, func(tx db.Tx, row *joinRow, j tenants.Join) error {
		was := j
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		if err := j.Withdraw(tx.Now()); err != nil {
			return err
		}
		if err := saveJoin(ctx, tx, row, j); err != nil {
			return err
		}
		return recordJoin(ctx, tx, "join.withdrawn", was, j)
	})
}

func (r *Registry) ownJoin(ctx context.Context, t laurel.TenantID, fn func(db.Tx, *joinRow, tenants.Join) error) error {
	who := laurel.ActorFrom(ctx)
	if who.Person == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	if who.Reach != "" && who.Reach != t {
		return laurel.E(laurel.Forbidden, "error.forbidden")
	}
	if err := r.isOrganisation(ctx, t); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		row, last, err := joinOf(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		return fn(tx, row, last)
	})
}

// isOrganisation refuses a tenant that is none.
func (r *Registry) isOrganisation(ctx context.Context, t laurel.TenantID) error {
	tenant, err := r.Tenant(ctx, t)
	if err == nil && tenant.Kind != tenants.Organisation {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return err
}

func recordJoin(ctx context.Context, tx db.Tx, what string, was, is tenants.Join) error {
	return tx.Record(ctx, laurel.Change{What: what, Object: "person:" + string(is.Person), About: is.Person,
		From: joinShown(was), To: joinShown(is)})
}

func joinShown(j tenants.Join) any {
	if j.State == "" {
		return nil
	}
	return map[string]any{"state": j.State, "reason": j.Reason}
}

// Joining says whether an organisation's door is open, and what has become of
// the actor's own request, if there is one.
func (r *Registry) Joining(ctx context.Context, t laurel.TenantID) (d tenants.Door, mine tenants.Join, err error) {
	return d, mine, r.db.Read(ctx, t, func(tx db.Tx) error {
		if _, d, err = door(ctx, tx); err != nil {
			return err
		}
		if who := laurel.ActorFrom(ctx).Person; who != "" {
			_, mine, err = joinOf(ctx, tx, who)
		}
		return err
	})
}
