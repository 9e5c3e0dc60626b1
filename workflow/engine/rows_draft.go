package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type draftRow struct {
	bun.BaseModel `bun:"table:activity_drafts,alias:d"`
	db.Owned
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	Content    workflow.Draft    `bun:"content,type:text"`
	ChangedBy  laurel.PersonID   `bun:"changed_by"`
	ChangedAt  time.Time         `bun:"changed_at"`
}

// draftOf returns the draft of an activity; without one the row is nil.
func draftOf(ctx context.Context, tx db.Tx, id laurel.ActivityID) (*draftRow, error) {
	var rows []draftRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Order("activity_id")); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func draftsOf(ctx context.Context, tx db.Tx) ([]draftRow, error) {
	var rows []draftRow
	err := db.Scan(ctx, tx.Select(&rows).Order("changed_at DESC", "activity_id"))
	return rows, err
}

// activitiesOf lists what an organisation has published, with no more than a list
// shows of it.
func activitiesOf(ctx context.Context, tx db.Tx) ([]workflow.Activity, error) {
	var rows []activityRow
	if err := db.Scan(ctx, tx.Select(&rows).Column("id", "title", "state", "published_at").Where("state <> ?", standIn)); err != nil {
		return nil, err
	}
	list := make([]workflow.Activity, len(rows))
	for i := range rows {
		list[i] = rows[i].activity()
	}
	return list, nil
}
