package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// MakeToken makes an API token for the actor that is good for a year and for all
// that the actor comes with. What is returned is shown once; only its hash is kept.
func (r *Registry) MakeToken(ctx context.Context, name string) (string, error) {
	token, _, err := r.DraftToken(ctx, tenants.TokenDraft{Name: name})
	return token, err
}

// DraftToken makes an API token as it is wanted. Who comes with a token gives
// away no more than that was made for.
func (r *Registry) DraftToken(ctx context.Context, d tenants.TokenDraft) (token string, pass tenants.Pass, err error) {
	secret := laurel.NewSecret()
	err = r.inOwn(ctx, func(tx db.PersonTx) (err error) {
		actor := laurel.ActorFrom(ctx)
		if pass, err = tenants.MakeToken(actor.Person, d, actor.Scopes, secret, tx.Now()); err != nil {
			return err
		}
		return insertToken(ctx, tx, pass)
	})
	if err != nil {
		return "", tenants.Pass{}, err
	}
	return pass.Write(secret), pass, nil
}
