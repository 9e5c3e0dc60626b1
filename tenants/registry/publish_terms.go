package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// PublishTerms makes texts, by language, the newest version of a kind in a city or
// on the platform; an organisation has no site on which they would hold. Last is
// the number of the version that the actor has seen, and 0 where there was none.
// Somebody else's version in between leads to laurel.Conflict. Who has accepted an
// older one is asked anew before their next change there; the actor has accepted
// what they publish themselves.
func (r *Registry) PublishTerms(
	ctx context.Context, t laurel.TenantID, kind tenants.TermsKind, texts map[string]string, last int,
) (draft tenants.Terms, err error) {
	if err := r.may(ctx, laurel.ManageTenant, t); err != nil {
		return draft, err
	}
	tenant := tenants.Tenant{ID: laurel.Platform, Language: "en"}
	if t != laurel.Platform {
		if tenant, err = r.Tenant(ctx, t); err != nil {
			return draft, err
		}
		if tenant.Kind != tenants.City {
			return draft, laurel.E(laurel.NotFound, "error.not-found")
		}
	}
	actor := laurel.ActorFrom(ctx)
	err = r.db.WithPerson(ctx, t, actor.Person, func(tx db.Tx, own db.PersonTx) error {
		newest, err := newestTerms(ctx, tx, kind)
		if err != nil {
			return err
		}
		if newest != last {
			return laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		if draft, err = tenant.Draft(kind, texts, newest); err != nil {
			return err
		}
		draft.PublishedAt, draft.PublishedBy = tx.Now(), actor.Person
		if err := fileTerms(ctx, tx, draft); err != nil {
			return err
		}
		return insertAcceptance(ctx, own, tenants.Acceptance{Tenant: t, Kind: kind, Number: draft.Number, At: tx.Now()})
	})
	return draft, err
}

func fileTerms(ctx context.Context, tx db.Tx, t tenants.Terms) error {
	if err := insertTerms(ctx, tx, t); laurel.KindOf(err) == laurel.Conflict { // somebody has the number since it was read
		return laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
	} else if err != nil {
		return err
	}
	to := map[string]any{"number": t.Number, "texts": t.Texts}
	if t.PublishedBy != "" {
		to["accepted"] = t.PublishedBy
	}
	change := laurel.Change{What: "terms.published", Object: "terms:" + string(t.Kind), To: to}
	if t.Number > 1 {
		change.From = map[string]any{"number": t.Number - 1}
	}
	return tx.Record(ctx, change)
}

// Terms are all versions of one kind of a tenant's own, the newest first.
func (r *Registry) Terms(ctx context.Context, t laurel.TenantID, kind tenants.TermsKind) (list []tenants.Terms, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = allTerms(ctx, tx, kind); return err })
	return list, err
}

// TermsVersion is one version with its words; t says which.
func (r *Registry) TermsVersion(ctx context.Context, t tenants.Terms) (tenants.Terms, error) {
	list, err := r.Terms(ctx, t.Tenant, t.Kind)
	if err != nil {
		return t, err
	}
	if i := slices.IndexFunc(list, func(v tenants.Terms) bool { return v.Number == t.Number }); i >= 0 {
		return list[i], nil
	}
	return t, laurel.E(laurel.NotFound, "error.not-found")
}

// TermsIn are all versions of one kind that hold on a city's site, the newest
// first: the city's own, and where it has none the platform's. Without a city they
// are the platform's.
func (r *Registry) TermsIn(ctx context.Context, city laurel.TenantID, kind tenants.TermsKind) ([]tenants.Terms, error) {
	if city != "" {
		if list, err := r.Terms(ctx, city, kind); err != nil || len(list) > 0 {
			return list, err
		}
	}
	return r.Terms(ctx, laurel.Platform, kind)
}
