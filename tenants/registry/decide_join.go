package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// SetDoor says whether people may ask an organisation to let them join.
func (r *Registry) SetDoor(ctx context.Context, t laurel.TenantID, d tenants.Door) error {
	if err := r.may(ctx, laurel.ManageMembers, t); err != nil {
		return err
	}
	if d != tenants.Open && d != tenants.Closed {
		return laurel.E(laurel.Invalid, "error.invalid").At("door")
	}
	if err := r.isOrganisation(ctx, t); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, func(tx db.Tx) error {
		row, was, err := door(ctx, tx)
		if err != nil || was == d {
			return err
		}
		if err := saveDoor(ctx, tx, row, d); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "joining.changed", Object: "tenant", From: was, To: d})
	})
}

// Applicant is somebody who asks to join.
type Applicant struct {
	Person tenants.Person
	Join   tenants.Join
}

// Applicants lists who waits for an answer, for who may manage the people.
func (r *Registry) Applicants(ctx context.Context, t laurel.TenantID) ([]Applicant, error) {
	var open []tenants.Join
	err := r.read(ctx, t, laurel.ManageMembers, func(tx db.Tx) (err error) { open, err = openJoins(ctx, tx); return err })
	if err != nil {
		return nil, err
	}
	list := make([]Applicant, len(open))
	for i, j := range open {
		list[i].Join = j
		if list[i].Person, err = r.Person(ctx, j.Person); err != nil && laurel.KindOf(err) != laurel.NotFound {
			return nil, err
		}
	}
	return list, nil
}

// ApproveJoin lets somebody join who has asked, with a role that the actor can
// give.
func (r *Registry) ApproveJoin(ctx context.Context, t laurel.TenantID, m tenants.Member) error {
	if err := r.mayGive(ctx, t, m); err != nil {
		return err
	}
	who, err := r.Person(ctx, m.Person)
	if err != nil {
		return err
	}
	return r.decideJoin(ctx, t, m.Person, func(tx db.Tx, j *tenants.Join) error {
		if err := j.Approve(tx.Now()); err != nil {
			return err
		}
		return addMember(ctx, tx, m, who.Email)
	})
}

// DeclineJoin says no to somebody who has asked to join, and why.
func (r *Registry) DeclineJoin(ctx context.Context, t laurel.TenantID, p laurel.PersonID, reason string) error {
	return r.decideJoin(ctx, t, p, func(tx db.Tx, j *tenants.Join) error { return j.Decline(reason, tx.Now()) })
}

func (r *Registry) decideJoin(ctx context.Context, t laurel.TenantID, p laurel.PersonID, decide func(db.Tx, *tenants.Join) error) error {
	return r.inTx(ctx, t, laurel.ManageMembers, func(tx db.Tx) error {
		row, j, err := joinOf(ctx, tx, p)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		was := j
		if err := decide(tx, &j); err != nil {
			return err
		}
		if err := saveJoin(ctx, tx, row, j); err != nil {
			return err
		}
		if err := recordJoin(ctx, tx, "join."+string(j.State), was, j); err != nil {
			return err
		}
		return tx.Post(ctx, tenants.JoinDecided{Person: p})
	})
}

// Join is somebody's request to join, for background work.
func (r *Registry) Join(ctx context.Context, t laurel.TenantID, p laurel.PersonID) (j tenants.Join, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { _, j, err = joinOf(ctx, tx, p); return err })
	return j, err
}
