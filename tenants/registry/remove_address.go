package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// PreferAddress lets letters to the actor go to another of their addresses.
func (r *Registry) PreferAddress(ctx context.Context, email string) error {
	return r.changeAddress(ctx, email, func(tx db.PersonTx, shared db.SharedTx, row *personRow) error {
		old := row.Email
		if old == email {
			return nil
		}
		row.Email = email
		if err := tx.Update(ctx, row); err != nil {
			return err
		}
		return shared.Post(ctx, tenants.AddressReplaced{Person: row.PersonID, Old: old, New: email})
	})
}

// RemoveAddress takes an address away from the actor. The one to which letters go
// stays, so there is always one.
func (r *Registry) RemoveAddress(ctx context.Context, email string) error {
	return r.changeAddress(ctx, email, func(tx db.PersonTx, shared db.SharedTx, row *personRow) error {
		if err := tenants.CheckRemoval(email, row.Email); err != nil {
			return err
		}
		// Written back as it is, so that nobody makes it the main one meanwhile.
		if err := tx.Update(ctx, row); err != nil {
			return err
		}
		if err := deleteEmail(ctx, shared, email, row.PersonID); err != nil {
			return err
		}
		return shared.Post(ctx, tenants.AddressRemoved{Person: row.PersonID, Email: email})
	})
}

// changeAddress runs fn on an address of the actor's. One that is not theirs is
// not found, whoever else has it.
func (r *Registry) changeAddress(
	ctx context.Context, email string, fn func(db.PersonTx, db.SharedTx, *personRow) error,
) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	return r.db.InAccount(ctx, who, func(tx db.PersonTx, shared db.SharedTx) error {
		// The account comes first: whoever takes the address away from here on changes
		// its version, and what is written below is refused.
		row, _, err := person(ctx, tx)
		if err != nil {
			return err
		}
		owner, err := personOf(ctx, shared, email)
		if err != nil {
			return err
		}
		if owner != who {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		return fn(tx, shared, row)
	})
}
