package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// maxJoins is how many requests to join are listed, the newest.
const maxJoins = 500

type joinRow struct {
	bun.BaseModel `bun:"table:join_requests,alias:jr"`
	db.Owned
	PersonID  laurel.PersonID   `bun:"person_id,pk"`
	State     tenants.JoinState `bun:"state"`
	Words     string            `bun:"words"`
	Reason    string            `bun:"reason"`
	AskedAt   time.Time         `bun:"made_at"`
	DecidedAt time.Time         `bun:"decided_at,nullzero"`
}

func (r joinRow) join() tenants.Join {
	return tenants.Join{Person: r.PersonID, State: r.State, Words: r.Words, Reason: r.Reason, AskedAt: r.AskedAt.UTC(),
		DecidedAt: r.DecidedAt}
}

func (r *joinRow) take(j tenants.Join) {
	r.PersonID, r.State, r.Words, r.Reason = j.Person, j.State, j.Words, j.Reason
	r.AskedAt, r.DecidedAt = j.AskedAt, j.DecidedAt
}

// joinOf is a person's last request; where there is none the row is nil.
func joinOf(ctx context.Context, tx db.Tx, p laurel.PersonID) (*joinRow, tenants.Join, error) {
	var rows []joinRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", p).Order("person_id")); err != nil || len(rows) == 0 {
		return nil, tenants.Join{}, err
	}
	return &rows[0], rows[0].join(), nil
}

// saveJoin writes a request into the row of an earlier one, if there is one.
func saveJoin(ctx context.Context, tx db.Tx, row *joinRow, j tenants.Join) error {
	if row == nil {
		var fresh joinRow
		fresh.take(j)
		return tx.Insert(ctx, &fresh)
	}
	row.take(j)
	return tx.Update(ctx, row)
}

// openJoins lists the requests that wait for an answer, the oldest first.
func openJoins(ctx context.Context, tx db.Tx) ([]tenants.Join, error) {
	var rows []joinRow
	err := db.Scan(ctx, tx.Select(&rows).Where("state = ?", tenants.JoinRequested).Order("made_at", "person_id").Limit(maxJoins))
	list := make([]tenants.Join, len(rows))
	for i, r := range rows {
		list[i] = r.join()
	}
	return list, err
}

type joinSettingRow struct {
	bun.BaseModel `bun:"table:join_settings,alias:js"`
	db.Owned
	Door tenants.Door `bun:"door"`
}

// door is closed until somebody opens it.
func door(ctx context.Context, tx db.Tx) (*joinSettingRow, tenants.Door, error) {
	var rows []joinSettingRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("door")); err != nil || len(rows) == 0 {
		return nil, tenants.Closed, err
	}
	return &rows[0], rows[0].Door, nil
}

func saveDoor(ctx context.Context, tx db.Tx, row *joinSettingRow, d tenants.Door) error {
	if row == nil {
		return tx.Insert(ctx, &joinSettingRow{Door: d})
	}
	row.Door = d
	return tx.Update(ctx, row)
}
