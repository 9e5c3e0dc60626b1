package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// The requests in this file are the steps by which background work takes one
// account into another. Each may run twice.

// RetireAccount ends an account that goes into another: from now on its id leads
// there, and its sessions and tokens are over. One that is still taking in
// another itself is Unready.
func (r *Registry) RetireAccount(ctx context.Context, from, to laurel.PersonID) error {
	return r.db.InPerson(ctx, from, func(tx db.PersonTx) error {
		if busy, err := takesIn(ctx, tx); err != nil || busy {
			return oneOf(err, laurel.E(laurel.Unready, "error.unready"))
		}
		row, _, err := person(ctx, tx)
		if err != nil {
			return err
		}
		if row.MergedInto != to {
			row.MergedInto = to
			if err := tx.Update(ctx, row); err != nil {
				return err
			}
		}
		return endPasses(ctx, tx)
	})
}

// endPasses ends all sessions and tokens of a person.
func endPasses(ctx context.Context, tx db.PersonTx) error {
	for _, find := range []func(context.Context, db.PersonTx) ([]passRow, error){goodSessions, goodTokens} {
		rows, err := find(ctx, tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			row.end(tx.Now())
			if err := row.update(ctx, tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// Traces lists the tenants in which something of one of the people may lie.
func (r *Registry) Traces(ctx context.Context, people ...laurel.PersonID) ([]laurel.TenantID, error) {
	var all []laurel.TenantID
	for _, p := range people {
		err := r.db.ReadPerson(ctx, p, func(tx db.PersonTx) error {
			found, err := traces(ctx, tx)
			all = append(all, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// MoveRoles gives a tenant's roles of one account to another, and the identities
// of its single sign-on. A role that both have is had once.
func (r *Registry) MoveRoles(ctx context.Context, t laurel.TenantID, from, to laurel.PersonID) error {
	asOwner := laurel.WithActor(ctx, laurel.Actor{Person: to}) // whoever put the accounts together did this
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		if err := moveIdentities(ctx, tx, from, to); err != nil {
			return err
		}
		rows, err := membersOf(ctx, tx, from)
		if err != nil {
			return err
		}
		for i := range rows {
			m := tenants.Member{Person: to, Role: rows[i].Role, Object: rows[i].Object}
			if err := moveMember(ctx, tx, &rows[i], to); err != nil {
				return err
			}
			if err := tx.Record(asOwner, laurel.Change{What: "role.moved", Object: "person:" + string(to), About: to,
				From: moved(from, m), To: moved(to, m)}); err != nil {
				return err
			}
			if err := tx.Post(ctx, tenants.MemberAdded{Person: to, Role: m.Role}); err != nil {
				return err
			}
		}
		return nil
	})
}

func moved(p laurel.PersonID, m tenants.Member) map[string]string {
	shown := given(m)
	shown["person"] = string(p)
	return shown
}

// EndMerger notes with the one account that the other has been taken in, with
// all the tenants in which something of its may lie.
func (r *Registry) EndMerger(ctx context.Context, from, to laurel.PersonID) error {
	ids, err := r.Traces(ctx, from)
	if err != nil {
		return err
	}
	var places []laurel.TenantID
	var words []tenants.Acceptance
	err = r.db.ReadPerson(ctx, from, func(tx db.PersonTx) (err error) {
		if places, err = identityPlaces(ctx, tx); err != nil {
			return err
		}
		words, err = acceptances(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	return r.db.InPerson(ctx, to, func(tx db.PersonTx) error {
		for _, id := range ids {
			if err := insertPresence(ctx, tx, id); err != nil {
				return err
			}
		}
		for _, id := range places {
			if err := insertIdentityPlace(ctx, tx, id); err != nil {
				return err
			}
		}
		for _, word := range words {
			if err := insertAcceptance(ctx, tx, word); err != nil {
				return err
			}
		}
		return endMerger(ctx, tx, from)
	})
}

// EnterPresence notes with a person that something of theirs lies in a tenant.
// It returns whose account theirs went into, where that has happened: then it has
// to be moved, too.
func (r *Registry) EnterPresence(ctx context.Context, p laurel.PersonID, t laurel.TenantID) (into laurel.PersonID, err error) {
	err = r.db.InPerson(ctx, p, func(tx db.PersonTx) error {
		if err := insertPresence(ctx, tx, t); err != nil {
			return err
		}
		_, account, err := person(ctx, tx)
		into = account.MergedInto
		return err
	})
	if err != nil || into == "" {
		return "", err
	}
	account, err := r.Person(ctx, into)
	return account.ID, err
}

// maxMergers is how many accounts one after the other may have gone into the next.
const maxMergers = 100

// Person returns somebody's account, for background work. An account that went
// into another leads to that.
func (r *Registry) Person(ctx context.Context, id laurel.PersonID) (p tenants.Person, err error) {
	for range maxMergers {
		err = r.db.ReadPerson(ctx, id, func(tx db.PersonTx) (err error) { _, p, err = person(ctx, tx); return err })
		if err != nil || p.MergedInto == "" {
			return p, err
		}
		id = p.MergedInto
	}
	return p, laurel.E(laurel.NotFound, "error.not-found")
}
