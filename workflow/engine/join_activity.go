package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// JoinActivity gives the actor a place in an activity, or lets them wait for one.
// Whoever has either keeps it.
func (e *Engine) JoinActivity(ctx context.Context, id laurel.ActivityID) (p workflow.Participation, err error) {
	who, err := person(ctx)
	if err != nil {
		return p, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		a, err := e.knownHere(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, a); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		p, err = join(ctx, tx, a, who, workflow.ByThemselves)
		return err
	})
	return p, err
}

// knownHere loads an activity that the actor may know of. The gate has to be ready.
func (e *Engine) knownHere(ctx context.Context, tx db.Tx, id laurel.ActivityID) (workflow.Activity, error) {
	a, err := activityByID(ctx, tx, id)
	if err != nil {
		return a, err
	}
	k := knowing{gate: e.gate}
	return a, k.of(ctx, tx, a)
}

// join lets somebody take part in an activity.
func join(ctx context.Context, tx db.Tx, a workflow.Activity, who laurel.PersonID, by workflow.Way) (workflow.Participation, error) {
	var p workflow.Participation
	_, err := change(ctx, tx, a.ID, who, func(now *workflow.Participation, r *workflow.Roll) error {
		fresh, err := activityByID(ctx, tx, a.ID) // again: places may have been added before the roll was held
		if err != nil {
			return err
		}
		err = now.Join(fresh, r, by, tx.Now())
		p = *now
		return err
	})
	if err != nil {
		return p, err
	}
	return p, tx.Post(ctx, workflow.PartTaken{Activity: a.ID, Person: who})
}

// change does something to somebody's part in an activity, which nobody else changes
// meanwhile, and returns what it was.
func change(
	ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID, do func(*workflow.Participation, *workflow.Roll) error,
) (workflow.Participation, error) {
	rollRow, err := heldRoll(ctx, tx, id)
	if err != nil {
		return workflow.Participation{}, err
	}
	row, err := participantOf(ctx, tx, id, who)
	if err != nil {
		return workflow.Participation{}, err
	}
	was, roll := row.participation(), rollRow.roll()
	p := was
	if err := do(&p, &roll); err != nil {
		return was, err
	}
	if p != was {
		if err := row.save(ctx, tx, p); err != nil {
			return was, err
		}
	}
	if roll == rollRow.roll() {
		return was, nil
	}
	return was, rollRow.save(ctx, tx, roll)
}

// LeaveActivity ends the actor's part in an activity. What they have handed in stays.
// Who has no part is told so, as a Conflict.
func (e *Engine) LeaveActivity(ctx context.Context, id laurel.ActivityID) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if _, err := e.knownHere(ctx, tx, id); err != nil {
			return err
		}
		was, err := leave(ctx, tx, id, who, workflow.Left)
		if err == nil && !was.Takes() && was.Seat != workflow.Asked {
			err = laurel.E(laurel.Conflict, "joining.not-in")
		}
		return err
	})
}

func leave(
	ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID, as workflow.Seat,
) (was workflow.Participation, err error) {
	freed := false
	was, err = change(ctx, tx, id, who, func(p *workflow.Participation, r *workflow.Roll) error {
		freed = p.Leave(r, as, tx.Now())
		return nil
	})
	if err != nil || !freed {
		return was, err
	}
	return was, tx.Post(ctx, workflow.PlaceFreed{Activity: id})
}

// atOneGo is how many get a place in one transaction.
const atOneGo = 200

// FillPlaces gives the places that are free to those who wait, in their order. It is
// for background work and may run twice.
func (e *Engine) FillPlaces(ctx context.Context, id laurel.ActivityID) error {
	for more := true; more; {
		err := e.inTx(ctx, id.Tenant(), func(tx db.Tx) (err error) {
			if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
				return err
			}
			more, err = fillPlaces(ctx, tx, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fillPlaces reports whether there may be more to do.
func fillPlaces(ctx context.Context, tx db.Tx, id laurel.ActivityID) (more bool, err error) {
	row, err := heldRoll(ctx, tx, id)
	if err != nil {
		return false, err
	}
	a, err := activityByID(ctx, tx, id) // after the roll is held: places may have been added
	if err != nil {
		return false, err
	}
	roll := row.roll()
	free := min(a.Free(roll), atOneGo)
	if free == 0 {
		return false, nil
	}
	next, err := waitingFirst(ctx, tx, id, free)
	if err != nil {
		return false, err
	}
	for i := range next {
		p := next[i].participation()
		p.MoveUp(&roll, tx.Now())
		if err := next[i].save(ctx, tx, p); err != nil {
			return false, err
		}
		if err := tx.Post(ctx, workflow.PlaceGiven{Activity: id, Person: p.Person}); err != nil {
			return false, err
		}
	}
	return free == atOneGo, row.save(ctx, tx, roll)
}

// Participation returns somebody's part in an activity; the zero Part is none. It is
// for background work.
func (e *Engine) Participation(ctx context.Context, id laurel.ActivityID, who laurel.PersonID) (p workflow.Participation, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		row, err := participantOf(ctx, tx, id, who)
		if err == nil {
			p = row.participation()
		}
		return err
	})
	return p, err
}

// moveParts lets the parts that one person has in activities be another's.
func moveParts(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	rows, err := partsOfPerson(ctx, tx, from)
	if err != nil {
		return err
	}
	for i := range rows {
		id, other, freed := rows[i].ActivityID, rows[i].participation(), false
		_, err := change(ctx, tx, id, to, func(p *workflow.Participation, r *workflow.Roll) error {
			freed = p.Combine(other, r, tx.Now())
			return nil
		})
		if err != nil {
			return err
		}
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
		if !freed {
			continue
		}
		if err := tx.Post(ctx, workflow.PlaceFreed{Activity: id}); err != nil {
			return err
		}
	}
	return nil
}
