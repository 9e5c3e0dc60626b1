package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// InviteMember offers a role in a tenant: to an address, which gets a letter, or
// to whoever has the link with the secret that is returned, and shown once.
func (r *Registry) InviteMember(
	ctx context.Context, t laurel.TenantID, draft tenants.Invitation,
) (i tenants.Invitation, secret string, err error) {
	if err := r.mayGive(ctx, t, tenants.Member{Role: draft.Role, Object: draft.Object}); err != nil {
		return i, "", err
	}
	draft.Kind = tenants.InviteMember
	err = r.db.InTx(ctx, t, func(tx db.Tx) (err error) { i, secret, err = fileInvitation(ctx, tx, draft); return err })
	return i, secret, err
}
