package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// InviteOrganisation invites an organisation to a city: by a letter to an
// address, or by a link with the secret that is returned, and shown once.
func (r *Registry) InviteOrganisation(
	ctx context.Context, city laurel.TenantID, draft tenants.Invitation,
) (i tenants.Invitation, secret string, err error) {
	if _, err := r.hostCity(ctx, city); err != nil {
		return i, "", err
	}
	draft.Kind = tenants.InviteOrganisation
	err = r.db.InTx(ctx, city, func(tx db.Tx) (err error) { i, secret, err = fileInvitation(ctx, tx, draft); return err })
	return i, secret, err
}

// hostCity is a city into which the actor may invite.
func (r *Registry) hostCity(ctx context.Context, city laurel.TenantID) (tenants.Tenant, error) {
	if err := r.may(ctx, laurel.ManageOrganisations, city); err != nil {
		return tenants.Tenant{}, err
	}
	return r.aCity(ctx, city)
}

// PreviewInvitations tells what would become of each row of a list, and changes
// nothing.
func (r *Registry) PreviewInvitations(
	ctx context.Context, city laurel.TenantID, list []tenants.Invitee,
) (rows []tenants.Invited, err error) {
	err = r.read(ctx, city, laurel.ManageOrganisations, func(tx db.Tx) error {
		known, err := knownAddresses(ctx, tx)
		for _, i := range list {
			rows = append(rows, tenants.Invited{Invitee: i, Fate: known.fate(i, tx)})
		}
		return err
	})
	return rows, err
}

// InviteOrganisations invites all of a list that can be invited and were not yet,
// and tells what became of each row. Asked again it invites nobody twice.
func (r *Registry) InviteOrganisations(
	ctx context.Context, city laurel.TenantID, list []tenants.Invitee,
) (rows []tenants.Invited, err error) {
	host, err := r.hostCity(ctx, city)
	if err != nil {
		return nil, err
	}
	err = r.db.InTx(ctx, city, func(tx db.Tx) error {
		rows = nil
		known, err := knownAddresses(ctx, tx)
		if err != nil {
			return err
		}
		for _, i := range list {
			row := tenants.Invited{Invitee: i, Fate: known.fate(i, tx)}
			if row.Fate, err = inviteRow(ctx, tx, row, known, host.Language); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// addressBook is what a city knows of addresses.
type addressBook struct {
	active  map[string]bool // of organisations that are in the city, or have accepted
	pending map[string]tenants.Invitation
}

func (b addressBook) fate(i tenants.Invitee, tx db.Tx) tenants.Fate {
	pending, invited := b.pending[i.Email]
	switch {
	case i.Fault != nil:
		return tenants.FateBad
	case b.active[i.Email]:
		return tenants.FateActive
	case invited && pending.Expired(tx.Now()):
		return tenants.FateAgain
	case invited:
		return tenants.FatePending
	}
	return tenants.FateNew
}

// inviteRow does to one row what its fate says, and returns the fate again: it
// is another one where somebody else was faster.
func inviteRow(ctx context.Context, tx db.Tx, row tenants.Invited, known addressBook, language string) (tenants.Fate, error) {
	switch row.Fate {
	case tenants.FateAgain:
		id := known.pending[row.Email].ID
		stored, i, err := invitationByID(ctx, tx, id)
		if err != nil {
			return row.Fate, err
		}
		if err := i.Renew(laurel.ActorFrom(ctx).Person, tx.Now()); err != nil {
			return row.Fate, err
		}
		if err := updateInvitation(ctx, tx, stored, i); err != nil {
			return row.Fate, err
		}
		if err := tx.Record(ctx, laurel.Change{What: "invitation.renewed", Object: "invitation:" + string(id)}); err != nil {
			return row.Fate, err
		}
		return row.Fate, tx.Post(ctx, tenants.InvitationMade{Invitation: id})
	case tenants.FateNew:
		if row.Language != "" {
			language = row.Language
		}
		i, err := tenants.Invite(tx.Tenant(), tenants.Invitation{Kind: tenants.InviteOrganisation, Email: row.Email, Name: row.Name,
			Language: language, MadeBy: laurel.ActorFrom(ctx).Person}, tx.Now())
		if err != nil {
			return row.Fate, err
		}
		if first, err := insertNewInvitation(ctx, tx, i); err != nil || !first {
			return tenants.FatePending, err
		}
		if err := tx.Record(ctx, laurel.Change{What: "invitation.made", Object: "invitation:" + string(i.ID), To: offered(i)}); err != nil {
			return row.Fate, err
		}
		return row.Fate, tx.Post(ctx, tenants.InvitationMade{Invitation: i.ID})
	case tenants.FatePending, tenants.FateActive, tenants.FateBad:
	}
	return row.Fate, nil
}
