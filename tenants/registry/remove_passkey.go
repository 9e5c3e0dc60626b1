package registry

import (
	"context"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Passkeys lists the actor's, oldest first.
func (r *Registry) Passkeys(ctx context.Context) (list []tenants.Passkey, err error) {
	who, err := passkeyOwner(ctx)
	if err != nil {
		return nil, err
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
	who, err := passkeyOwner(ctx)
	if err != nil {
		return err
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
