package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Offered is what an invitation offers, as it is shown to who has its link.
type Offered struct {
	Invitation tenants.Invitation
	From       tenants.Tenant
	Role       string // title of a role of the tenant's own; empty: it is a built-in one
	Object     string // title of what the role is on; empty: the whole tenant
}

// SeeInvitation returns what is behind a link, with the words that it takes to
// show it, without using it up.
func (r *Registry) SeeInvitation(ctx context.Context, id laurel.InvitationID, secret string) (o Offered, err error) {
	if o.Invitation, err = r.OpenInvitation(ctx, id, secret); err != nil {
		return o, err
	}
	if o.From, err = r.Tenant(ctx, id.Tenant()); err != nil {
		return o, err
	}
	return o, r.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		own, err := rolesOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, role := range own {
			if role.Name == o.Invitation.Role {
				o.Role = role.Title
			}
		}
		if o.Invitation.Object == "" {
			return nil
		}
		all, err := objects(ctx, tx)
		for _, thing := range all {
			if thing.Name == o.Invitation.Object {
				o.Object = thing.Title
			}
		}
		return err
	})
}

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
