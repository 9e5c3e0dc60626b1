package registry

import (
	"context"
	"crypto"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// SigningKeys returns the public side of all keys of a tenant, the newest
// first. A tenant that signs nothing has none, which leads to laurel.NotFound.
func (r *Registry) SigningKeys(ctx context.Context, t laurel.TenantID) (list []tenants.SigningKey, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = signingKeys(ctx, tx); return err })
	if err == nil && len(list) == 0 {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return list, err
}

// Signer hands out the key with which a tenant signs now, and its name.
func (r *Registry) Signer(ctx context.Context, t laurel.TenantID) (id string, s crypto.Signer, err error) {
	var sealed []byte
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { id, sealed, err = sealedKey(ctx, tx); return err })
	if err != nil {
		return "", nil, err
	}
	s, err = r.vault.Signer(t, id, sealed)
	return id, s, err
}
