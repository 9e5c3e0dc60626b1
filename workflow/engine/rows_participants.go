package engine

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// participantsOf lists the parts that people have in an activity, in the order of the
// people.
func participantsOf(ctx context.Context, tx db.Tx, id laurel.ActivityID, f ParticipantFilter) ([]participantRow, error) {
	var rows []participantRow
	q := tx.Select(&rows).Where("activity_id = ?", id).Where("state <> ''").Where("person_id > ?", f.After)
	if f.Seat != "" {
		q = q.Where("state = ?", f.Seat)
	}
	err := db.Scan(ctx, q.Order("person_id").Limit(int64(f.Most)))
	return rows, err
}

// seatCounts counts who stands how in an activity.
func seatCounts(ctx context.Context, tx db.Tx, id laurel.ActivityID) (map[workflow.Seat]int, error) {
	var rows []struct {
		State  workflow.Seat `bun:"state"`
		Number int           `bun:"number"`
	}
	err := db.Scan(ctx, tx.Select((*participantRow)(nil)).Column("state").ColumnExpr("COUNT(*) AS number").
		Where("activity_id = ?", id).Group("state").Order("state"), &rows)
	counts := map[workflow.Seat]int{}
	for _, r := range rows {
		counts[r.State] = r.Number
	}
	return counts, err
}

// queues are the places, from 1, of those of an activity's participants who wait; of
// the others they are 0.
func queues(ctx context.Context, tx db.Tx, id laurel.ActivityID, of []participantRow) (map[laurel.PersonID]int, error) {
	var waiting []laurel.PersonID
	for _, r := range of {
		if r.Seat == workflow.Waiting {
			waiting = append(waiting, r.PersonID)
		}
	}
	if len(waiting) == 0 {
		return map[laurel.PersonID]int{}, nil
	}
	var rows []struct {
		PersonID laurel.PersonID `bun:"person_id"`
		Place    int             `bun:"place"`
	}
	err := db.Scan(ctx, tx.Select((*participantRow)(nil)).Column("pa.person_id").ColumnExpr("COUNT(*) AS place").
		Join("JOIN ? ON be.activity_id = pa.activity_id AND be.state = pa.state AND be.turn <= pa.turn", tx.Table("participants", "be")).
		Where("pa.activity_id = ?", id).Where("pa.state = ?", workflow.Waiting).Where("pa.person_id IN (?)", bun.List(waiting)).
		Group("pa.person_id").Order("pa.person_id"), &rows)
	places := map[laurel.PersonID]int{}
	for _, r := range rows {
		places[r.PersonID] = r.Place
	}
	return places, err
}

// doneBy is what some people have done for the badge of an activity.
func doneBy(ctx context.Context, tx db.Tx, id laurel.ActivityID, people []laurel.PersonID) (map[laurel.PersonID]done, error) {
	var passed []submissionRow
	err := db.Scan(ctx, tx.Select(&passed).ColumnExpr("s.*").Join("JOIN ? ON ac.id = s.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).Where("s.person_id IN (?)", bun.List(people)).Where("s.state = ?", workflow.Approved).Order("s.id"))
	if err != nil {
		return nil, err
	}
	all := map[laurel.PersonID]done{}
	for _, s := range passed {
		d := all[s.PersonID]
		if d.tasks == nil {
			d.tasks = map[laurel.TaskID]bool{}
		}
		d.tasks[s.TaskID] = true
		all[s.PersonID] = d
	}
	var held []awardRow
	err = db.Scan(ctx, tx.Select(&held).ColumnExpr("w.*").Join("JOIN ? ON ac.id = w.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).Where("w.person_id IN (?)", bun.List(people)).
		Where("w.revoked_at IS NULL").Order("w.id"))
	for _, w := range held {
		d := all[w.PersonID]
		d.award, d.of = w.ID, w.AchievementID
		all[w.PersonID] = d
	}
	return all, err
}
