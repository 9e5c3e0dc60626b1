package engine

import (
	"cmp"
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// MyActivity is an activity in which the actor takes part, or asks to.
type MyActivity struct {
	Activity workflow.Activity
	Part     workflow.Participation
	Queue    int // the actor's place among those who wait, from 1; 0: they do not
}

// MyActivities lists what the actor takes part in, of some tenants, the newest first.
func (e *Engine) MyActivities(ctx context.Context, of []laurel.TenantID) ([]MyActivity, error) {
	who, err := person(ctx)
	if err != nil {
		return nil, err
	}
	list := []MyActivity{}
	for _, t := range of {
		err := e.db.Read(ctx, t, func(tx db.Tx) error {
			own, err := myActivities(ctx, tx, who)
			list = append(list, own...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b MyActivity) int {
		return cmp.Or(b.Part.Since.Compare(a.Part.Since), cmp.Compare(a.Activity.ID, b.Activity.ID))
	})
	return list, nil
}

func myActivities(ctx context.Context, tx db.Tx, who laurel.PersonID) ([]MyActivity, error) {
	rows, err := partsOfPerson(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var list []MyActivity
	for i := range rows {
		m := MyActivity{Part: rows[i].participation()}
		if !m.Part.Takes() && m.Part.Seat != workflow.Asked {
			continue
		}
		if m.Activity, err = activityByID(ctx, tx, m.Part.Activity); err != nil {
			return nil, err
		}
		if m.Part.Seat == workflow.Waiting {
			if m.Queue, err = queuedBefore(ctx, tx, m.Part); err != nil {
				return nil, err
			}
		}
		list = append(list, m)
	}
	return list, nil
}
