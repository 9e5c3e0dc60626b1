package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// atATime is how many entries are indexed in one transaction.
const atATime = 100

// IndexCatalogue enters what a city's entries are found by where they were written
// before there was a search. It may run twice, and beside others.
func (e *Engine) IndexCatalogue(ctx context.Context, city laurel.TenantID) error {
	for {
		var rows []listingRow
		err := e.db.Read(ctx, city, func(tx db.Tx) (err error) { rows, err = unindexed(ctx, tx, atATime); return err })
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			if err := e.readAgain(ctx, &rows[i]); err != nil {
				return err
			}
		}
		err = e.inTx(ctx, city, func(tx db.Tx) error {
			if err := e.gate.May(ctx, laurel.FollowChange, laurel.Whole(city)); err != nil {
				return err
			}
			return keepIndexed(ctx, tx, rows)
		})
		if err != nil {
			return err
		}
	}
}

// readAgain takes into an entry what its activity says today; one that is gone is
// found by no word.
func (e *Engine) readAgain(ctx context.Context, r *listingRow) error {
	var a workflow.Activity
	err := e.db.Read(ctx, r.ActivityID.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, r.ActivityID); return err })
	if laurel.KindOf(err) == laurel.NotFound {
		r.TitleWords, r.Words = workflow.Indexed(nil), workflow.Indexed(nil)
		return nil
	}
	if err != nil {
		return err
	}
	k, err := e.skillWords(ctx, a.Skills)
	if err == nil {
		r.take(a, k)
	}
	return err
}

func keepIndexed(ctx context.Context, city db.Tx, rows []listingRow) error {
	for i := range rows {
		if err := rows[i].takeOrganisation(ctx, city); err != nil {
			return err
		}
		if err := city.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
