package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AskVerification hands in a stored document by which a city is to verify an
// organisation. It is for who runs the organisation.
func (r *Registry) AskVerification(ctx context.Context, city, organisation laurel.TenantID, d tenants.Document) error {
	if err := r.may(ctx, laurel.ManageTenant, organisation); err != nil {
		return err
	}
	return r.verification(ctx, city, organisation, tenants.VerificationRequested,
		func(a *tenants.Affiliation) error { return a.AskVerification(d) })
}

// MayAskVerification reports what keeps the actor from handing in a document,
// before one is stored.
func (r *Registry) MayAskVerification(ctx context.Context, city, organisation laurel.TenantID) error {
	if err := r.may(ctx, laurel.ManageTenant, organisation); err != nil {
		return err
	}
	return r.db.Read(ctx, city, func(tx db.Tx) error {
		row, a, err := affiliationOf(ctx, tx, organisation)
		if err == nil && row == nil {
			err = laurel.E(laurel.NotFound, "error.not-found")
		}
		if err != nil {
			return err
		}
		return a.AskVerification(tenants.Document{})
	})
}

// Ruling is what a city decides about a verification.
type Ruling struct {
	To     tenants.Verification
	Reason string
	// Version is the affiliation that was looked at; 0 where none was shown.
	Version int
}

// DecideVerification is for a city's administrators: to verify, to decline, or
// with VerificationNone to take the mark away.
func (r *Registry) DecideVerification(ctx context.Context, city, organisation laurel.TenantID, ruling Ruling) error {
	if err := r.may(ctx, laurel.ManageOrganisations, city); err != nil {
		return err
	}
	return r.verification(ctx, city, organisation, ruling.To, func(a *tenants.Affiliation) error {
		if ruling.Version != 0 && ruling.Version != a.Version {
			return laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		return a.Verify(ruling.To, ruling.Reason)
	})
}

func (r *Registry) verification(
	ctx context.Context, city, organisation laurel.TenantID, to tenants.Verification, change func(*tenants.Affiliation) error,
) error {
	return r.db.InBoth(ctx, city, organisation, func(c, o db.Tx) error {
		row, a, err := affiliationOf(ctx, c, organisation)
		if err == nil && row == nil {
			err = laurel.E(laurel.NotFound, "error.not-found")
		}
		if err != nil {
			return err
		}
		before := a.Verification
		if err := change(&a); err != nil {
			return err
		}
		if err := keepAffiliation(ctx, c, o, row, a); err != nil {
			return err
		}
		shown := map[string]string{"verification": string(a.Verification)}
		if a.VerifiedWhy != "" {
			shown["reason"] = a.VerifiedWhy
		}
		if err := recordBoth(ctx, c, o, laurel.Change{What: verificationWhat(to),
			From: map[string]string{"verification": string(before)}, To: shown}); err != nil {
			return err
		}
		moved := tenants.VerificationMoved{City: city, Organisation: organisation, To: to, Reason: a.VerifiedWhy}
		if moved.Tenant() == organisation {
			return o.Post(ctx, moved)
		}
		return c.Post(ctx, moved)
	})
}

func verificationWhat(to tenants.Verification) string {
	switch to {
	case tenants.VerificationRequested:
		return "verification.requested"
	case tenants.Verified:
		return "verification.granted"
	case tenants.VerificationDeclined:
		return "verification.declined"
	case tenants.VerificationNone:
	}
	return "verification.removed"
}

// VerificationDocument names the document that was handed in, for the city's
// administrators and for who runs the organisation. To others there is none.
func (r *Registry) VerificationDocument(ctx context.Context, city, organisation laurel.TenantID) (d tenants.Document, err error) {
	if err := r.may(ctx, laurel.ManageOrganisations, city); err != nil {
		if laurel.KindOf(err) != laurel.Forbidden {
			return d, err
		}
		if err := r.may(ctx, laurel.ManageTenant, organisation); err != nil {
			return d, hide(err)
		}
	}
	err = r.db.Read(ctx, city, func(tx db.Tx) error {
		_, a, err := affiliationOf(ctx, tx, organisation)
		d = a.Document
		return err
	})
	if err == nil && d.Media == "" {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return d, err
}
