package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Learner is who stands behind an address, for whoever approves evidence of a thing
// and marks somebody who was there. Somebody who has never been here gets an account.
// Whether there was one cannot be told from the answer.
func (r *Registry) Learner(ctx context.Context, of laurel.Thing, email string) (laurel.PersonID, error) {
	if err := r.prepare(ctx, of.Tenant()); err != nil {
		return "", err
	}
	if err := r.gate.May(ctx, laurel.ApproveEvidence, of); err != nil {
		return "", err
	}
	email, err := tenants.Address(email)
	if err != nil {
		return "", err
	}
	return r.personQuietly(ctx, email, laurel.ActorFrom(ctx).Language)
}
