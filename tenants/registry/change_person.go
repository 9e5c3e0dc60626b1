package registry

import (
	"context"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// ChangePerson changes how the actor is called, and in which language letters
// come: the name, and the language unless it is empty. The rest of p is not
// looked at.
func (r *Registry) ChangePerson(ctx context.Context, p tenants.Person) error {
	name, err := tenants.CheckName(p.Name)
	if err != nil {
		return err
	}
	if p.Language != "" {
		if err := tenants.CheckLanguage(p.Language); err != nil {
			return err
		}
	}
	return r.inOwn(ctx, func(tx db.PersonTx) error {
		row, _, err := person(ctx, tx)
		if err != nil {
			return err
		}
		row.Name = name
		if p.Language != "" {
			row.Language = p.Language
		}
		return tx.Update(ctx, row)
	})
}
