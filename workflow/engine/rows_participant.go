package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type participantRow struct {
	bun.BaseModel `bun:"table:participants,alias:pa"`
	db.Owned
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	PersonID   laurel.PersonID   `bun:"person_id,pk"`
	Seat       workflow.Seat     `bun:"state"`
	Turn       int64             `bun:"turn"`
	Since      time.Time         `bun:"since"`
	Words      string            `bun:"words"`

	isNew bool
}

func (r *participantRow) participation() workflow.Participation {
	return workflow.Participation{Activity: r.ActivityID, Person: r.PersonID, Seat: r.Seat, Turn: r.Turn, Since: r.Since.UTC(),
		Words: r.Words}
}

// participantOf loads somebody's part in an activity, or one that is new and empty.
func participantOf(ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID) (*participantRow, error) {
	var rows []participantRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Where("person_id = ?", who).Order("person_id"))
	if err != nil || len(rows) > 0 {
		return first(rows), err
	}
	return &participantRow{ActivityID: id, PersonID: who, isNew: true}, nil
}

func first(rows []participantRow) *participantRow {
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}

// save writes a part back, if there is one.
func (r *participantRow) save(ctx context.Context, tx db.Tx, p workflow.Participation) error {
	r.Seat, r.Turn, r.Since, r.Words = p.Seat, p.Turn, p.Since, p.Words
	if r.isNew {
		return tx.Insert(ctx, r)
	}
	return tx.Update(ctx, r)
}

// waitingFirst lists those who wait for a place, in their order.
func waitingFirst(ctx context.Context, tx db.Tx, id laurel.ActivityID, limit int) ([]participantRow, error) {
	var rows []participantRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Where("state = ?", workflow.Waiting).
		Order("turn", "person_id").Limit(int64(limit)))
	return rows, err
}

// queuedBefore counts who waits and whose turn comes no later.
func queuedBefore(ctx context.Context, tx db.Tx, p workflow.Participation) (n int, err error) {
	err = db.Scan(ctx, tx.Select((*participantRow)(nil)).ColumnExpr("COUNT(*)").Where("activity_id = ?", p.Activity).
		Where("state = ?", workflow.Waiting).Where("turn <= ?", p.Turn), &n)
	return n, err
}

// partsOfPerson lists all parts of somebody in the tenant's activities.
func partsOfPerson(ctx context.Context, tx db.Tx, who laurel.PersonID) ([]participantRow, error) {
	var rows []participantRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", who).Order("activity_id"))
	return rows, err
}

type rollRow struct {
	bun.BaseModel `bun:"table:rolls,alias:ro"`
	db.Owned
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	Joined     int               `bun:"joined"`
	Waiting    int               `bun:"waiting"`
	Turns      int64             `bun:"turns"`
}

func (r *rollRow) roll() workflow.Roll {
	return workflow.Roll{Joined: r.Joined, Waiting: r.Waiting, Turns: r.Turns}
}

// heldRoll loads how many take part in an activity, and holds back whoever asks the
// same until the transaction has ended.
func heldRoll(ctx context.Context, tx db.Tx, id laurel.ActivityID) (*rollRow, error) {
	if _, err := tx.InsertMissing(ctx, &rollRow{ActivityID: id}); err != nil {
		return nil, err
	}
	var r rollRow
	err := db.Scan(ctx, tx.Hold(tx.Select(&r).Where("activity_id = ?", id)))
	return &r, err
}

func (r *rollRow) save(ctx context.Context, tx db.Tx, now workflow.Roll) error {
	r.Joined, r.Waiting, r.Turns = now.Joined, now.Waiting, now.Turns
	return tx.Update(ctx, r)
}

// hasBegun reports whether somebody has handed in anything for a badge of an activity,
// or holds one.
func hasBegun(ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID) (bool, error) {
	tried, err := tx.Select((*submissionRow)(nil)).Join("JOIN ? ON ac.id = s.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).Where("s.person_id = ?", who).Exists(ctx)
	if err != nil || tried {
		return tried, err
	}
	return tx.Select((*awardRow)(nil)).Join("JOIN ? ON ac.id = w.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).Where("w.person_id = ?", who).Exists(ctx)
}

// isHeld reports whether anybody holds a badge of an activity.
func isHeld(ctx context.Context, tx db.Tx, id laurel.ActivityID) (bool, error) {
	return tx.Select((*awardRow)(nil)).Join("JOIN ? ON ac.id = w.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).Exists(ctx)
}

// activityOfTask loads the activity that a task is of.
func activityOfTask(ctx context.Context, tx db.Tx, t workflow.Task) (workflow.Activity, error) {
	var r activityRow
	err := db.Scan(ctx, tx.Select(&r).ColumnExpr("a.*").Join("JOIN ? ON ac.activity_id = a.id", tx.Table("achievements", "ac")).
		Where("ac.id = ?", t.Achievement))
	return r.activity(), err
}
