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
	who, _, err := r.behind(ctx, laurel.ApproveEvidence, of, email)
	return who, err
}

// Invitee is who stands behind an address, for whoever organises a thing and invites
// them to it, with the address in the form in which it is kept. Somebody who has never
// been here gets an account. Whether there was one cannot be told from the answer.
func (r *Registry) Invitee(ctx context.Context, to laurel.Thing, email string) (laurel.PersonID, string, error) {
	return r.behind(ctx, laurel.PublishActivity, to, email)
}

func (r *Registry) behind(ctx context.Context, may laurel.Action, of laurel.Thing, email string) (laurel.PersonID, string, error) {
	if err := r.prepare(ctx, of.Tenant()); err != nil {
		return "", "", err
	}
	if err := r.gate.May(ctx, may, of); err != nil {
		return "", "", err
	}
	email, err := tenants.Address(email)
	if err != nil {
		return "", "", err
	}
	who, err := r.personQuietly(ctx, email, laurel.ActorFrom(ctx).Language)
	return who, email, err
}
