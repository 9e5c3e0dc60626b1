package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Passkeys lists the actor's, oldest first.
func (r *Registry) Passkeys(ctx context.Context) (list []tenants.Passkey, err error) {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return nil, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) error {
		rows, err := passkeys(ctx, tx)
		for _, row := range rows {
			list = append(list, row.passkey())
		}
		return err
	})
	return list, err
}

// RemovePasskey takes one of the actor's passkeys away; one that is gone already
// is no error. Sessions that it has opened go on.
func (r *Registry) RemovePasskey(ctx context.Context, id string) error {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	return r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		rows, err := passkeys(ctx, tx)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i].ID != id {
				continue
			}
			if err := tx.Delete(ctx, &rows[i]); err != nil {
				return err
			}
			return tx.Post(ctx, tenants.PasskeyRemoved{Person: who, Name: rows[i].Name})
		}
		return nil
	})
}
