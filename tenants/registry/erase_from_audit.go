package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// EraseFromAudit takes out of a tenant's audit trail what a person was called and
// was given, and that it was this person who did something. The entries keep
// their places, the chain stays whole, and an entry tells of the erasure. It may
// run twice. Where entries are sealed at the same moment it leads to
// laurel.Conflict, and is asked for again. No door leads here: the one who starts
// the program says so, or the deletion of an account.
func (r *Registry) EraseFromAudit(ctx context.Context, t laurel.TenantID, p laurel.PersonID) (gone tenants.Erasure, err error) {
	if p == "" {
		return gone, laurel.E(laurel.NotFound, "error.not-found")
	}
	err = r.db.InTx(ctx, t, func(tx db.Tx) (err error) {
		if gone.Values, err = eraseValues(ctx, tx, p); err != nil {
			return err
		}
		if gone.Actors, err = eraseActor(ctx, tx, p); err != nil || gone == (tenants.Erasure{}) {
			return err
		}
		// Nobody's values: what an erasure tells is never erased itself.
		return tx.Record(ctx, laurel.Change{What: tenants.PersonErased, Object: "person:" + string(p), To: gone})
	})
	return gone, err
}
