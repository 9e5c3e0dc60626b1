package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// offers is what somebody must be allowed to do to make, send again or cancel an
// invitation of that kind.
func offers(k tenants.InvitationKind) laurel.Action {
	if k == tenants.InviteOrganisation {
		return laurel.ManageOrganisations
	}
	return laurel.ManageMembers
}

// fileInvitation makes an invitation in the transaction's tenant. One to an
// address is sent by a letter; one behind a link gets its secret at once, which
// is returned and kept nowhere.
func fileInvitation(ctx context.Context, tx db.Tx, draft tenants.Invitation) (i tenants.Invitation, secret string, err error) {
	draft.MadeBy = laurel.ActorFrom(ctx).Person
	if i, err = tenants.Invite(tx.Tenant(), draft, tx.Now()); err != nil {
		return i, "", err
	}
	if i.Email == "" {
		secret = laurel.NewSecret()
		i.Seal(secret, tx.Now())
	} else if last, err := lastCancelled(ctx, tx, i.Email); err != nil {
		return i, "", err
	} else if last.JustSent(tx.Now()) {
		return i, "", laurel.E(laurel.Conflict, "invitation.just-sent").At("email")
	}
	if err := insertInvitation(ctx, tx, i); err != nil {
		return i, "", alreadyInvited(err)
	}
	if err := tx.Record(ctx, laurel.Change{What: "invitation.made", Object: "invitation:" + string(i.ID), To: offered(i)}); err != nil {
		return i, "", err
	}
	if i.Email == "" {
		return i, secret, nil
	}
	return i, "", tx.Post(ctx, tenants.InvitationMade{Invitation: i.ID})
}

// alreadyInvited says in words of the trade that an invitation to the same
// address and for the same is pending.
func alreadyInvited(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return laurel.E(laurel.Conflict, "invitation.pending").Because(err).At("email")
	}
	return err
}

// offered is an invitation as the audit trail shows it. The address stands in
// the invitation, where it can be erased.
func offered(i tenants.Invitation) map[string]any {
	shown := map[string]any{"kind": i.Kind, "uses": i.Most}
	if i.Role != "" {
		shown["role"] = i.Role
	}
	if i.Object != "" {
		shown["object"] = i.Object
	}
	return shown
}

// ResendInvitation makes an invitation good for another fourteen days and sends
// its letter again. The link in the earlier letter is dead once the new one is
// written. Whoever does so has to be allowed to make such an invitation.
func (r *Registry) ResendInvitation(ctx context.Context, id laurel.InvitationID) (tenants.Invitation, error) {
	return r.changeInvitation(ctx, id, "invitation.renewed", func(tx db.Tx, i *tenants.Invitation) error {
		if i.Kind == tenants.InviteMember {
			own, err := rolesOf(ctx, tx)
			if err != nil {
				return err
			}
			if err := r.mayAll(ctx, tx.Tenant(), r.allows(i.Role, own)); err != nil {
				return err
			}
		}
		if err := i.Renew(laurel.ActorFrom(ctx).Person, tx.Now()); err != nil || i.Email == "" {
			return err
		}
		return tx.Post(ctx, tenants.InvitationMade{Invitation: id})
	})
}

// CancelInvitation ends an invitation that nobody has accepted yet.
func (r *Registry) CancelInvitation(ctx context.Context, id laurel.InvitationID) (tenants.Invitation, error) {
	return r.changeInvitation(ctx, id, "invitation.cancelled", func(_ db.Tx, i *tenants.Invitation) error { return i.Cancel() })
}

// changeInvitation is for who may make such invitations in the tenant. To
// everybody else there is none.
func (r *Registry) changeInvitation(
	ctx context.Context, id laurel.InvitationID, what string, change func(db.Tx, *tenants.Invitation) error,
) (i tenants.Invitation, err error) {
	if err := r.prepare(ctx, id.Tenant()); err != nil {
		return i, err
	}
	return i, r.db.InTx(ctx, id.Tenant(), func(tx db.Tx) error {
		var row *invitationRow
		if row, i, err = invitationByID(ctx, tx, id); err != nil {
			return err
		}
		if err := r.gate.May(ctx, offers(i.Kind), laurel.Whole(id.Tenant())); err != nil {
			return hide(err)
		}
		if err := change(tx, &i); err != nil {
			return err
		}
		if err := updateInvitation(ctx, tx, row, i); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: what, Object: "invitation:" + string(id)})
	})
}

// hide makes one answer of "you may not" and "there is none".
func hide(err error) error {
	if laurel.KindOf(err) == laurel.Forbidden {
		return laurel.E(laurel.NotFound, "error.not-found").Because(err)
	}
	return err
}

// Invitations lists those of one kind in a tenant, the newest first, for who may
// make such.
func (r *Registry) Invitations(ctx context.Context, t laurel.TenantID, k tenants.InvitationKind) (list []tenants.Invitation, err error) {
	err = r.read(ctx, t, offers(k), func(tx db.Tx) (err error) { list, err = invitationsOf(ctx, tx, k, maxInvitations); return err })
	return list, err
}

// SealInvitation draws the secret for an invitation's letter. It is for
// background work: each call kills the link of the call before. An invitation
// that has ended in between is a Conflict.
func (r *Registry) SealInvitation(ctx context.Context, id laurel.InvitationID) (i tenants.Invitation, secret string, err error) {
	secret = laurel.NewSecret()
	return i, secret, r.db.InTx(ctx, id.Tenant(), func(tx db.Tx) error {
		var row *invitationRow
		if row, i, err = invitationByID(ctx, tx, id); err != nil {
			return err
		}
		i.Seal(secret, tx.Now())
		if err := i.Open(secret, tx.Now()); err != nil {
			return err
		}
		return updateInvitation(ctx, tx, row, i)
	})
}

// OpenInvitation returns what is behind a link, without using it up.
func (r *Registry) OpenInvitation(ctx context.Context, id laurel.InvitationID, secret string) (i tenants.Invitation, err error) {
	err = r.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		if _, i, err = invitationByID(ctx, tx, id); err != nil {
			return unknownInvitation(err)
		}
		return i.Open(secret, tx.Now())
	})
	return i, unknownInvitation(err)
}

func unknownInvitation(err error) error {
	if laurel.KindOf(err) == laurel.NotFound {
		return laurel.E(laurel.NotFound, "invitation.unknown").Because(err)
	}
	return err
}

// use is somebody's wish to accept an invitation.
type use struct {
	id        laurel.InvitationID
	secret    string
	addresses []string // that they have shown to be theirs
	idle      bool     // they have what it leads to already: it is checked, and not used up
}

// useInvitation accepts an invitation in the transaction of what it leads to.
func useInvitation(ctx context.Context, tx db.Tx, u use) (tenants.Invitation, error) {
	row, i, err := invitationByID(ctx, tx, u.id)
	if err != nil {
		return i, unknownInvitation(err)
	}
	if err := i.Open(u.secret, tx.Now()); err != nil {
		return i, err
	}
	if err := i.Accept(u.addresses, tx.Now()); err != nil || u.idle {
		return i, err
	}
	if err := updateInvitation(ctx, tx, row, i); err != nil {
		return i, err
	}
	return i, tx.Record(ctx, laurel.Change{What: "invitation.accepted", Object: "invitation:" + string(u.id)})
}

// addressesOf are those that a person has shown to be theirs.
func (r *Registry) addressesOf(ctx context.Context, p laurel.PersonID) (list []string, err error) {
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = emailsOf(ctx, tx, p); return err })
	return list, err
}
