package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AcceptForOrganisation accepts a city's invitation for an organisation that the
// actor may run.
func (r *Registry) AcceptForOrganisation(ctx context.Context, id laurel.InvitationID, secret string, organisation laurel.TenantID) error {
	org, err := r.own(ctx, organisation)
	if err != nil {
		return err
	}
	addresses, err := r.addressesOf(ctx, laurel.ActorFrom(ctx).Person)
	if err != nil {
		return err
	}
	if err := r.tryInvitation(ctx, id, secret, addresses); err != nil {
		return err
	}
	return r.db.InBoth(ctx, id.Tenant(), organisation, func(c, o db.Tx) error {
		if _, err := useInvitation(ctx, c, use{id: id, secret: secret, addresses: addresses}); err != nil {
			return err
		}
		row, a, err := affiliationOf(ctx, c, organisation)
		if err != nil {
			return err
		}
		return enter(ctx, c, o, passage{row: row, is: named(a, org), step: Step{Move: tenants.MoveAccept}})
	})
}

// FoundByInvitation founds an organisation of the actor's own and accepts the
// invitation for it. Where the last step fails the organisation is there, and
// the invitation can be accepted for it.
func (r *Registry) FoundByInvitation(
	ctx context.Context, id laurel.InvitationID, secret string, org tenants.Tenant,
) (tenants.Tenant, error) {
	addresses, err := r.addressesOf(ctx, laurel.ActorFrom(ctx).Person)
	if err != nil {
		return tenants.Tenant{}, err
	}
	if err := r.tryInvitation(ctx, id, secret, addresses); err != nil {
		return tenants.Tenant{}, err
	}
	if err := r.placeIn(ctx, id.Tenant()); err != nil {
		return tenants.Tenant{}, err
	}
	t, err := r.foundOwn(ctx, org)
	if err != nil {
		return t, err
	}
	return t, r.AcceptForOrganisation(ctx, id, secret, t.ID)
}

// tryInvitation reports what would keep the holder of these addresses from
// accepting, before anything is founded or changed.
func (r *Registry) tryInvitation(ctx context.Context, id laurel.InvitationID, secret string, addresses []string) error {
	i, err := r.OpenInvitation(ctx, id, secret)
	if err != nil {
		return err
	}
	if i.Kind != tenants.InviteOrganisation {
		return laurel.E(laurel.NotFound, "invitation.unknown")
	}
	if err := r.stillOffered(ctx, i); err != nil {
		return err
	}
	if err := r.agreed(ctx, id.Tenant()); err != nil {
		return err
	}
	return i.Accept(addresses, i.MadeAt) // in time it is already
}

// RegisterOrganisation founds an organisation of the actor's own and applies to
// a city that lets organisations do so.
func (r *Registry) RegisterOrganisation(ctx context.Context, city laurel.TenantID, org tenants.Tenant) (tenants.Tenant, error) {
	if _, err := r.aCity(ctx, city); err != nil {
		return tenants.Tenant{}, err
	}
	if err := r.agreed(ctx, city); err != nil {
		return tenants.Tenant{}, err
	}
	admission, err := r.Admission(ctx, city)
	if err != nil {
		return tenants.Tenant{}, err
	}
	switch admission {
	case tenants.AdmitInvited:
		return tenants.Tenant{}, laurel.E(laurel.Forbidden, "admission.by-invitation")
	case tenants.AdmitAll: // it would be active at once
		if err := r.placeIn(ctx, city); err != nil {
			return tenants.Tenant{}, err
		}
	case tenants.AdmitAsked:
	}
	t, err := r.foundOwn(ctx, org)
	if err != nil {
		return t, err
	}
	return t, r.ApplyToCity(ctx, city, t.ID)
}

// placeIn refuses where a city may have no more organisations, before one is
// founded that could not enter. Whether it still has a place is asked again when it does.
func (r *Registry) placeIn(ctx context.Context, city laurel.TenantID) error {
	return r.db.InTx(ctx, city, func(tx db.Tx) error { return room(ctx, tx, tenants.OrganisationsQuota, 1) })
}

// foundOwn founds an organisation that is in no city yet, with the actor as its
// first administrator.
func (r *Registry) foundOwn(ctx context.Context, org tenants.Tenant) (tenants.Tenant, error) {
	actor := laurel.ActorFrom(ctx)
	who := actor.Person
	if who == "" {
		return tenants.Tenant{}, laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	if actor.Reach != "" { // a new tenant is beyond the one that signed them in
		return tenants.Tenant{}, laurel.E(laurel.Forbidden, "error.forbidden")
	}
	p, err := r.Person(ctx, who)
	if err != nil {
		return tenants.Tenant{}, err
	}
	org.Kind = tenants.Organisation
	return r.found(ctx, founding{tenant: org, role: tenants.Administrator, administrator: p.Email})
}
