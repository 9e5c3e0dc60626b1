package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// MissingTerms are the texts that hold on the site where the actor is and that
// the actor has not accepted, without their words. A visitor has none to accept.
func (r *Registry) MissingTerms(ctx context.Context) ([]tenants.Terms, error) {
	return r.MissingTermsIn(ctx, laurel.ActorFrom(ctx).City)
}

// MissingTermsIn are those that hold on a city's site, wherever the actor is.
func (r *Registry) MissingTermsIn(ctx context.Context, city laurel.TenantID) ([]tenants.Terms, error) {
	actor := laurel.ActorFrom(ctx)
	if actor.Person == "" {
		return nil, nil
	}
	binding, err := r.binding(ctx, city)
	if err != nil || len(binding) == 0 {
		return nil, err
	}
	var accepted []tenants.Acceptance
	err = r.db.ReadPerson(ctx, actor.Person, func(tx db.PersonTx) (err error) { accepted, err = acceptances(ctx, tx); return err })
	return tenants.Missing(binding, accepted), err
}

// agreed refuses with laurel.Forbidden who enters a tenant that is a city, alone or
// with an organisation, and has not accepted the terms of its site. It is asked
// here besides at the doors, since one enters a city from other sites, too.
func (r *Registry) agreed(ctx context.Context, city laurel.TenantID) error {
	t, err := r.Tenant(ctx, city)
	if err != nil || t.Kind != tenants.City {
		return err
	}
	missing, err := r.MissingTermsIn(ctx, city)
	if err == nil && len(missing) > 0 {
		err = laurel.E(laurel.Forbidden, "terms.of-city").With(laurel.Args{"City": t.Name})
	}
	return err
}

// binding are the newest versions that hold on a city's site, without their words.
func (r *Registry) binding(ctx context.Context, city laurel.TenantID) (list []tenants.Terms, err error) {
	open := tenants.TermsKinds()
	for _, t := range []laurel.TenantID{city, laurel.Platform} {
		if t == "" || len(open) == 0 {
			continue
		}
		err := r.db.Read(ctx, t, func(tx db.Tx) error {
			for _, kind := range slices.Clone(open) {
				number, err := newestTerms(ctx, tx, kind)
				if err != nil {
					return err
				}
				if number > 0 {
					list = append(list, tenants.Terms{Tenant: t, Kind: kind, Number: number})
					open = slices.DeleteFunc(open, func(k tenants.TermsKind) bool { return k == kind })
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// AcceptTerms records that the actor accepts the texts that they have been shown.
// What is not the newest, or does not hold where the actor is, leads to
// laurel.Conflict: then there is something else to read first. It may run twice.
func (r *Registry) AcceptTerms(ctx context.Context, shown []tenants.Acceptance) error {
	actor := laurel.ActorFrom(ctx)
	if actor.Person == "" {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	binding, err := r.binding(ctx, actor.City)
	if err != nil {
		return err
	}
	return r.db.InPerson(ctx, actor.Person, func(tx db.PersonTx) error {
		for _, a := range shown {
			if !slices.ContainsFunc(binding, func(t tenants.Terms) bool {
				return t.Tenant == a.Tenant && t.Kind == a.Kind && t.Number == a.Number
			}) {
				return laurel.E(laurel.Conflict, "terms.changed")
			}
			a.At = tx.Now()
			if err := insertAcceptance(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}
