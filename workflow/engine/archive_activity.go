package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// ArchiveActivity takes an activity out of the catalogues: nobody can begin it any
// more. One that is not published is a Conflict.
func (e *Engine) ArchiveActivity(ctx context.Context, id laurel.ActivityID) error {
	return e.moveActivity(ctx, id, "activity.archived", (*workflow.Activity).Archive)
}

// RestoreActivity publishes an archived activity again, as it was.
func (e *Engine) RestoreActivity(ctx context.Context, id laurel.ActivityID) error {
	return e.moveActivity(ctx, id, "activity.restored", (*workflow.Activity).Restore)
}

func (e *Engine) moveActivity(ctx context.Context, id laurel.ActivityID, what string, move func(*workflow.Activity) error) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		row, a, err := activityRowByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := move(&a); err != nil {
			return err
		}
		if a.Stage == workflow.Published {
			if err := mayAct(ctx, tx, ""); err != nil {
				return err
			}
		}
		row.take(a)
		if err := tx.Update(ctx, row); err != nil {
			return err
		}
		if err := tx.Record(ctx, laurel.Change{What: what, Object: a.Object(), To: shownActivity(a)}); err != nil {
			return err
		}
		return tx.Post(ctx, workflow.ActivityChanged{Activity: id, Revision: a.Revision})
	})
}

// Places lists the cities whose catalogues may have to do with an activity: those
// that its organisation chose, and those in which it was entered.
func (e *Engine) Places(ctx context.Context, id laurel.ActivityID) (cities []laurel.TenantID, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		a, err := activityByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if cities, err = placesOf(ctx, tx, id); err != nil {
			return err
		}
		for _, c := range a.Cities {
			if !slices.Contains(cities, c) {
				cities = append(cities, c)
			}
		}
		return nil
	})
	return cities, err
}

// NotePlace notes with an activity that it was entered in a city's catalogue, so that
// the entry is found when the activity changes.
func (e *Engine) NotePlace(ctx context.Context, id laurel.ActivityID, city laurel.TenantID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.FollowChange, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		return insertPlace(ctx, tx, id, city)
	})
}

// Relist makes a city's catalogue say of an activity what is true now. It can be
// done again, and an older state never overwrites a newer one.
func (e *Engine) Relist(ctx context.Context, city laurel.TenantID, id laurel.ActivityID) error {
	var a workflow.Activity
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	k, err := e.skillWords(ctx, a.Skills)
	if err != nil {
		return err
	}
	return e.inTx(ctx, city, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.FollowChange, laurel.Whole(city)); err != nil {
			return err
		}
		row, err := listingOf(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case row == nil:
			return enterChosen(ctx, tx, a, k)
		case row.Revision > a.Revision:
			return nil
		case a.Access == workflow.Restricted || row.EnteredBy == byOrganisation && !slices.Contains(a.Cities, city):
			return tx.Delete(ctx, row)
		}
		row.take(a, k)
		if err := row.takeOrganisation(ctx, tx); err != nil {
			return err
		}
		return tx.Update(ctx, row)
	})
}

// enterChosen enters an activity where its organisation has chosen the transaction's
// city and is active there.
func enterChosen(ctx context.Context, city db.Tx, a workflow.Activity, k skillWords) error {
	if a.Stage != workflow.Published || a.Access == workflow.Restricted || !slices.Contains(a.Cities, city.Tenant()) {
		return nil
	}
	if ok, err := affiliated(ctx, city, a.Tenant()); err != nil || !ok {
		return err
	}
	added, err := insertListing(ctx, city, a, k, byOrganisation)
	if err != nil || !added {
		return err
	}
	return city.Post(ctx, workflow.ActivityListed{City: city.Tenant(), Activity: a.ID})
}
