package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AcceptMembership uses an invitation up and gives the actor the role that it
// offers. Who does not have the address that it was sent to is Forbidden; where
// the role has gone since, it is Invalid.
func (r *Registry) AcceptMembership(ctx context.Context, id laurel.InvitationID, secret string) error {
	who := laurel.ActorFrom(ctx).Person
	if who == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	addresses, err := r.addressesOf(ctx, who)
	if err != nil {
		return err
	}
	kind, err := r.kindOf(ctx, id.Tenant())
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, id.Tenant(), func(tx db.Tx) error {
		i, err := useInvitation(ctx, tx, id, secret, addresses)
		if err != nil {
			return err
		}
		if i.Kind != tenants.InviteMember {
			return laurel.E(laurel.NotFound, "invitation.unknown")
		}
		own, err := rolesOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := tenants.CheckRole(kind, i.Role, own); err != nil {
			return err
		}
		return addMember(ctx, tx, tenants.Member{Person: who, Role: i.Role, Object: i.Object})
	})
}
