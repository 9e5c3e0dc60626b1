package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// MergeAccounts takes the account to which the address of a link leads into the
// actor's own. The link shows that both are the same person's. Its addresses lead
// to the actor at once, in the transaction that posts what follows: the rest
// moves tenant by tenant.
//
// An account is one of its own as long as an address leads to it, and addresses
// are handed over under lock; so no two accounts can take each other in.
func (r *Registry) MergeAccounts(ctx context.Context, secret string) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	var from laurel.PersonID
	err = r.db.InAccount(ctx, who, func(tx db.PersonTx, shared db.SharedTx) (err error) {
		from, err = beginMerger(ctx, tx, shared, secret)
		return err
	})
	if err != nil {
		return err
	}
	// Background work does this, too; here it is done before anybody looks.
	if err := r.RetireAccount(ctx, from, who); err != nil && laurel.KindOf(err) != laurel.Unready && laurel.KindOf(err) != laurel.Conflict {
		return err
	}
	return nil
}

// beginMerger hands over the addresses of the account to which a link's leads, and
// returns that account.
func beginMerger(ctx context.Context, tx db.PersonTx, shared db.SharedTx, secret string) (from laurel.PersonID, err error) {
	who := laurel.ActorFrom(ctx).Person
	email, err := useAddressLink(ctx, tx, secret)
	if err != nil {
		return "", err
	}
	if own, err := handOver(ctx, shared, who, who); err != nil || own == 0 {
		return "", oneOf(err, laurel.E(laurel.Unauthenticated, "error.sign-in"))
	}
	if from, err = personOf(ctx, shared, email); err != nil {
		return "", err
	}
	if from == "" || from == who {
		return "", laurel.E(laurel.Conflict, "address.no-account")
	}
	addresses, err := emailsOf(ctx, shared, from)
	if err != nil {
		return "", err
	}
	if _, err := handOver(ctx, shared, from, who); err != nil {
		return "", err
	}
	if err := insertMerger(ctx, tx, from); err != nil {
		return "", err
	}
	if err := shared.Record(ctx, laurel.Change{What: "account.merged", Object: "person:" + string(who), About: who,
		From: map[string]any{"account": from}, To: map[string]any{"account": who, "addresses": addresses}}); err != nil {
		return "", err
	}
	return from, shared.Post(ctx, tenants.AccountsMerged{From: from, To: who})
}

// merger says what of an account moves and what ends.
func (r *Registry) merger(ctx context.Context, from laurel.PersonID) (tenants.Merger, error) {
	m := tenants.Merger{From: from}
	err := r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { m.Addresses, err = emailsOf(ctx, tx, from); return err })
	if err != nil {
		return m, err
	}
	err = r.db.ReadPerson(ctx, from, func(tx db.PersonTx) error {
		_, p, err := person(ctx, tx)
		if err != nil {
			return err
		}
		m.Name = p.Name
		roles, err := memberships(ctx, tx)
		if err != nil {
			return err
		}
		sessions, err := goodSessions(ctx, tx)
		if err != nil {
			return err
		}
		tokens, err := goodTokens(ctx, tx)
		if err != nil {
			return err
		}
		m.Roles, m.Sessions, m.Tokens = len(roles), len(sessions), len(tokens)
		m.Badges, err = countHeld(ctx, tx)
		return err
	})
	return m, err
}
