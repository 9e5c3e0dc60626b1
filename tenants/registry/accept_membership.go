package registry

import (
	"cmp"
	"context"
	"slices"

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
// offers. Whoever has that role already uses nothing up. Who does not have the
// address that it was sent to is Forbidden; where its maker may not give the role
// any more it is a Conflict, and where the role or what it is on has gone since,
// it is Invalid.
func (r *Registry) AcceptMembership(ctx context.Context, id laurel.InvitationID, secret string) error {
	g, err := r.guest(ctx, id, secret)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := raisePolicy(ctx, tx); err != nil { // of those who accept at once each sees what the one before has used
			return err
		}
		m := tenants.Member{Person: g.who.ID, Role: g.offer.Role, Object: g.offer.Object}
		held, err := membersWhere(ctx, tx, m.Person)
		if err != nil {
			return err
		}
		i, err := useInvitation(ctx, tx, use{id: id, secret: secret, addresses: g.addresses, idle: slices.Contains(held, m)})
		if err != nil || slices.Contains(held, m) {
			return err
		}
		if there, err := isThere(ctx, tx, i.Object); err != nil || !there {
			return orInvalid(err, "role.object", "object")
		}
		return addMember(ctx, tx, m, cmp.Or(i.Email, g.who.Email))
	})
}

// guest is who accepts an invitation to be a member, and what is offered.
type guest struct {
	who       tenants.Person
	addresses []string
	offer     tenants.Invitation
}

// guest looks up what does not belong to the tenant, before its transaction begins.
func (r *Registry) guest(ctx context.Context, id laurel.InvitationID, secret string) (g guest, err error) {
	actor := laurel.ActorFrom(ctx)
	switch {
	case actor.Person == "":
		return g, laurel.E(laurel.Unauthenticated, "error.sign-in")
	case actor.Reach != "" && actor.Reach != id.Tenant():
		return g, laurel.E(laurel.Forbidden, "error.forbidden")
	}
	if g.who, err = r.Person(ctx, actor.Person); err != nil {
		return g, err
	}
	if g.addresses, err = r.addressesOf(ctx, actor.Person); err != nil {
		return g, err
	}
	if g.offer, err = r.OpenInvitation(ctx, id, secret); err != nil {
		return g, err
	}
	if g.offer.Kind != tenants.InviteMember {
		return g, laurel.E(laurel.NotFound, "invitation.unknown")
	}
	if err := r.stillOffered(ctx, g.offer); err != nil {
		return g, err
	}
	return g, r.agreed(ctx, id.Tenant())
}

// stillOffered refuses an invitation whose maker may not make such a one now: what
// is taken from somebody is not got back by a link that they have kept. What the
// platform itself has offered stays.
func (r *Registry) stillOffered(ctx context.Context, i tenants.Invitation) error {
	if i.MadeBy == "" {
		return nil
	}
	maker, err := r.Person(ctx, i.MadeBy) // whose account may have gone into another
	if err != nil && laurel.KindOf(err) != laurel.NotFound {
		return err
	}
	asMaker := laurel.WithActor(ctx, laurel.Actor{Person: cmp.Or(maker.ID, i.MadeBy)})
	if i.Kind == tenants.InviteOrganisation {
		err = r.may(asMaker, laurel.ManageOrganisations, i.ID.Tenant())
	} else {
		err = r.mayGive(asMaker, i.ID.Tenant(), tenants.Member{Role: i.Role, Object: i.Object})
	}
	if laurel.KindOf(err) == laurel.Forbidden {
		return laurel.E(laurel.Conflict, "invitation.maker").Because(err)
	}
	return err
}
