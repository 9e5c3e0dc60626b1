package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Moved is something that happened between a city and an organisation.
type Moved struct {
	What   string // as in the audit trail: "affiliation.suspended"
	Reason string
	By     laurel.PersonID // empty: nobody who is known
	At     time.Time
}

// Step is a move that somebody asks for.
type Step struct {
	Move   tenants.Move
	Reason string
	// Version is the affiliation that the asker looked at; 0 where none was shown.
	Version int
}

// MoveAffiliation is for a city's administrators: to approve, decline, suspend or
// reactivate an organisation. It holds from the next request on.
func (r *Registry) MoveAffiliation(ctx context.Context, city, organisation laurel.TenantID, s Step) error {
	if err := r.may(ctx, laurel.ManageOrganisations, city); err != nil {
		return err
	}
	if !s.Move.ByCity() {
		return laurel.E(laurel.Invalid, "affiliation.unknown-move").At("move")
	}
	return r.db.InBoth(ctx, city, organisation, func(c, o db.Tx) error {
		row, a, err := affiliationOf(ctx, c, organisation)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		if s.Version != 0 && s.Version != a.Version {
			return laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		return enter(ctx, c, o, passage{row: row, is: a, step: s})
	})
}

// ApplyToCity is for an organisation's administrators, in a city that lets
// organisations apply.
func (r *Registry) ApplyToCity(ctx context.Context, city, organisation laurel.TenantID) error {
	org, err := r.own(ctx, organisation)
	if err != nil {
		return err
	}
	if _, err := r.aCity(ctx, city); err != nil {
		return err
	}
	if err := r.agreed(ctx, city); err != nil {
		return err
	}
	return r.db.InBoth(ctx, city, organisation, func(c, o db.Tx) error {
		_, admission, err := admissionOf(ctx, c)
		if err != nil {
			return err
		}
		row, a, err := affiliationOf(ctx, c, organisation)
		if err != nil {
			return err
		}
		p := passage{row: row, is: named(a, org), step: Step{Move: tenants.MoveApply}}
		switch {
		case admission == tenants.AdmitInvited:
			return laurel.E(laurel.Forbidden, "admission.by-invitation")
		case admission == tenants.AdmitAll && a.Standing != tenants.StandsDeclined: // whom it has declined, it looks at again
			p.step.Move = tenants.MoveJoin
		}
		return enter(ctx, c, o, p)
	})
}

// LeaveCity is for an organisation's administrators. What was applied for is
// withdrawn by it.
func (r *Registry) LeaveCity(ctx context.Context, city, organisation laurel.TenantID) error {
	if err := r.may(ctx, laurel.ManageTenant, organisation); err != nil {
		return err
	}
	return r.db.InBoth(ctx, city, organisation, func(c, o db.Tx) error {
		row, a, err := affiliationOf(ctx, c, organisation)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		return enter(ctx, c, o, passage{row: row, is: a, step: Step{Move: tenants.MoveLeave}})
	})
}

// passage is a move of one affiliation.
type passage struct {
	row  *affiliationRow // nil: the first
	is   tenants.Affiliation
	step Step
}

// enter makes a move: on both sides, in both trails, with whom it concerns told.
func enter(ctx context.Context, city, organisation db.Tx, p passage) error {
	a, before := p.is, p.is.Standing
	if err := a.Go(p.step.Move, p.step.Reason, city.Now()); err != nil {
		return err
	}
	if a.Standing == tenants.StandsActive && before != tenants.StandsSuspended { // who is suspended counts already
		if err := room(ctx, city, tenants.OrganisationsQuota, 1); err != nil {
			return err
		}
	}
	if err := keepAffiliation(ctx, city, organisation, p.row, a); err != nil {
		return err
	}
	what := "affiliation." + string(p.step.Move)
	from, to := map[string]string{"state": string(before)}, map[string]string{"state": string(a.Standing)}
	if a.Reason != "" {
		to["reason"] = a.Reason
	}
	if err := recordBoth(ctx, city, organisation, laurel.Change{What: what, From: from, To: to}); err != nil {
		return err
	}
	moved := tenants.AffiliationMoved{City: a.City, Organisation: a.Organisation, Move: p.step.Move, Reason: a.Reason}
	if moved.Tenant() == a.Organisation {
		return organisation.Post(ctx, moved)
	}
	return city.Post(ctx, moved)
}

// recordBoth enters a change in the trails of both, and in what the city shows
// of the organisation's past. Each side's object is the other one.
func recordBoth(ctx context.Context, city, organisation db.Tx, c laurel.Change) error {
	c.Object = "organisation:" + string(organisation.Tenant())
	if err := city.Record(ctx, c); err != nil {
		return err
	}
	c.Object = "city:" + string(city.Tenant())
	if err := organisation.Record(ctx, c); err != nil {
		return err
	}
	m := Moved{What: c.What, By: laurel.ActorFrom(ctx).Person}
	if to, ok := c.To.(map[string]string); ok {
		m.Reason = to["reason"]
	}
	return insertMove(ctx, city, organisation.Tenant(), m)
}

// own is an organisation that the actor may run.
func (r *Registry) own(ctx context.Context, id laurel.TenantID) (tenants.Tenant, error) {
	if err := r.may(ctx, laurel.ManageTenant, id); err != nil {
		return tenants.Tenant{}, err
	}
	t, err := r.Tenant(ctx, id)
	if err == nil && t.Kind != tenants.Organisation {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return t, err
}

// aCity is a city that is in use.
func (r *Registry) aCity(ctx context.Context, id laurel.TenantID) (tenants.Tenant, error) {
	t, err := r.Tenant(ctx, id)
	if err == nil && (t.Kind != tenants.City || t.State != tenants.Active) {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return t, err
}

// named puts in what the city knows of the organisation.
func named(a tenants.Affiliation, org tenants.Tenant) tenants.Affiliation {
	a.Name, a.Email = org.Name, org.Email
	return a
}

// SetAdmission says how organisations come into a city.
func (r *Registry) SetAdmission(ctx context.Context, city laurel.TenantID, to tenants.Admission) error {
	if err := tenants.CheckAdmission(to); err != nil {
		return err
	}
	return r.inTx(ctx, city, laurel.ManageOrganisations, func(tx db.Tx) error {
		row, from, err := admissionOf(ctx, tx)
		if err != nil || from == to {
			return err
		}
		if err := keepAdmission(ctx, tx, row, to); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "admission.changed", Object: "tenant", From: from, To: to})
	})
}

// Admission tells how organisations come into a city. It is public.
func (r *Registry) Admission(ctx context.Context, city laurel.TenantID) (a tenants.Admission, err error) {
	err = r.db.Read(ctx, city, func(tx db.Tx) (err error) { _, a, err = admissionOf(ctx, tx); return err })
	return a, err
}

// CitiesOf lists where an organisation stands anyhow, for who runs it.
func (r *Registry) CitiesOf(ctx context.Context, organisation laurel.TenantID) (list []tenants.Affiliation, err error) {
	err = r.read(ctx, organisation, laurel.ManageTenant, func(tx db.Tx) (err error) { list, err = citiesOf(ctx, tx); return err })
	return list, err
}

// Standings lists in which cities an organisation is active or suspended, and
// which of them vouch for it. It is public.
func (r *Registry) Standings(ctx context.Context, organisation laurel.TenantID) (list []tenants.Affiliation, err error) {
	err = r.db.Read(ctx, organisation, func(tx db.Tx) error {
		all, err := citiesOf(ctx, tx)
		for _, a := range all {
			if a.Standing == tenants.StandsActive || a.Standing == tenants.StandsSuspended {
				a.Reason, a.VerifiedWhy = "", ""
				list = append(list, a)
			}
		}
		return err
	})
	return list, err
}

// VerifiedIn are those of the organisations for which a city vouches.
func (r *Registry) VerifiedIn(ctx context.Context, city laurel.TenantID, among []laurel.TenantID) (map[laurel.TenantID]bool, error) {
	verified := map[laurel.TenantID]bool{}
	err := r.db.Read(ctx, city, func(tx db.Tx) error {
		ids, err := verifiedAmong(ctx, tx, among)
		for _, id := range ids {
			verified[id] = true
		}
		return err
	})
	return verified, err
}
