package db

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// eventRow is a fact, filed with the change that caused it.
type eventRow struct {
	bun.BaseModel `bun:"table:events,alias:ev"`
	Owned
	ID        laurel.EventID  `bun:"id,pk"`
	Name      string          `bun:"name,notnull"`
	Body      json.RawMessage `bun:"body,notnull,type:text"`
	At        time.Time       `bun:"at,notnull"`
	DueAt     time.Time       `bun:"due_at,notnull"`
	RelayedAt time.Time       `bun:"relayed_at,nullzero"`
}

// State says how far a delivery has come.
type State string

// The states of a delivery.
const (
	Pending State = "pending" // to be queued, once it is due
	Queued  State = "queued"  // in the queue, or lost with it
	Done    State = "done"    // its effect is there
	Dead    State = "dead"    // given up; Error says why
)

// Delivery is one event on its way to one route. Its truth is this row: a queue
// may forget it, or hand it out twice.
type Delivery struct {
	bun.BaseModel `bun:"table:deliveries,alias:dl"`
	Owned
	EventID  laurel.EventID `bun:"event_id,pk"`
	Route    string         `bun:"route,pk"`
	State    State          `bun:"state,notnull"`
	Attempts int            `bun:"attempts,notnull"`
	DueAt    time.Time      `bun:"due_at,notnull"`
	QueuedAt time.Time      `bun:"queued_at,nullzero"`
	EndedAt  time.Time      `bun:"ended_at,nullzero"`
	Error    string         `bun:"error,notnull"`
}

// Key names the delivery and its attempt: the id of the queue's task.
func (d Delivery) Key() string {
	return string(d.EventID) + ":" + d.Route + ":" + strconv.Itoa(d.Attempts)
}

// Post files e with the change that caused it: both are kept, or neither.
func (tx Tx) Post(ctx context.Context, e laurel.Event) error { return tx.PostAt(ctx, e, tx.now) }

// PostAt files e, to be handed on at due and not before.
func (tx Tx) PostAt(ctx context.Context, e laurel.Event, due time.Time) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	*tx.posted = true
	return tx.Insert(ctx, &eventRow{ID: laurel.NewID[laurel.EventID](tx.tenant, tx.now), Name: e.EventName(),
		Body: body, At: tx.now, DueAt: due.UTC()})
}

// Due is a delivery together with its event.
type Due struct {
	Delivery
	Name string
	Body json.RawMessage
	At   time.Time
}

// Delivery loads what is to be done for a delivery.
func (tx Tx) Delivery(ctx context.Context, event laurel.EventID, route string) (Due, error) {
	var d Delivery
	if err := tx.Select(&d).Where("event_id = ?", event).Where("route = ?", route).Scan(ctx); err != nil {
		return Due{}, classify(err)
	}
	var e eventRow
	if err := tx.Select(&e).Where("id = ?", event).Scan(ctx); err != nil {
		return Due{}, classify(err)
	}
	return Due{Delivery: d, Name: e.Name, Body: e.Body, At: e.At}, nil
}

// Finish marks a delivery as done, in the transaction of its effect. It reports
// false if it was done before, and then the effect must not be had again.
func (tx Tx) Finish(ctx context.Context, d Delivery) (bool, error) {
	return tx.settle(ctx, d, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", Done).Set("ended_at = ?", tx.now).Set("error = ''")
	})
}

// Postpone lets a delivery be tried again at due. Why is for the operator.
func (tx Tx) Postpone(ctx context.Context, d Delivery, due time.Time, why string) error {
	_, err := tx.settle(ctx, d, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", Pending).Set("due_at = ?", due.UTC()).Set("attempts = attempts + 1").Set("error = ?", why)
	})
	return err
}

// GiveUp ends a delivery without its effect. Why is for the operator.
func (tx Tx) GiveUp(ctx context.Context, d Delivery, why string) error {
	_, err := tx.settle(ctx, d, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", Dead).Set("ended_at = ?", tx.now).Set("error = ?", why)
	})
	return err
}

// settle changes a delivery that is neither done nor dead.
func (tx Tx) settle(ctx context.Context, d Delivery, change func(*bun.UpdateQuery) *bun.UpdateQuery) (bool, error) {
	q := tx.db.NewUpdate().Conn(tx.conn).Model((*Delivery)(nil))
	res, err := change(q).Set("version = version + 1").
		Where("tenant_id = ?", tx.tenant).Where("event_id = ?", d.EventID).Where("route = ?", d.Route).
		Where("state IN (?)", bun.List([]State{Pending, Queued})).Exec(ctx)
	if err != nil {
		return false, classify(err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
