package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// The relay is the one who looks at the outboxes of all tenants: it copies each
// event to its routes and hands what is due to the queue. Its statements begin
// with a mark, since they are the only ones without a tenant's condition.
const relayMark = "/* relay */ "

// RelayBatch is how many events or deliveries one step of the relay takes.
const RelayBatch = 100

// RelayEvents makes one delivery for each route of each event that is due, all
// in one transaction, and returns how many events it took. Tenants take turns.
func (d *DB) RelayEvents(ctx context.Context, routes func(event string) []string) (int, error) {
	if waiting, err := d.eventsWait(ctx); err != nil || !waiting {
		return 0, err
	}
	taken := 0
	err := d.commit(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		var events []eventRow
		if err := d.write.NewRaw(relayMark+`SELECT tenant_id, id, name, due_at FROM events WHERE (tenant_id, id) IN (
  SELECT tenant_id, id FROM (SELECT tenant_id, id, ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY id) AS turn
    FROM events WHERE relayed_at IS NULL AND due_at <= ?) AS waiting ORDER BY turn, id LIMIT ?)
ORDER BY id`+d.skipLocked(), d.moment(), RelayBatch).Conn(conn).Scan(ctx, &events); err != nil {
			return false, err
		}
		for _, e := range events {
			to := routes(e.Name)
			if len(to) == 0 {
				if err := d.relayLater(ctx, conn, e); err != nil {
					return false, err
				}
				continue
			}
			if err := d.relayEvent(ctx, conn, e, to); err != nil {
				return false, err
			}
		}
		taken = len(events)
		return false, nil
	})
	return taken, err
}

// eventsWait looks whether there is anything to do, which costs less than to
// begin doing it.
func (d *DB) eventsWait(ctx context.Context) (waiting bool, err error) {
	err = d.look(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		return false, d.read.NewRaw(relayMark+"SELECT EXISTS (SELECT 1 FROM events WHERE relayed_at IS NULL AND due_at <= ?)", d.moment()).
			Conn(conn).Scan(ctx, &waiting)
	})
	return waiting, err
}

func (d *DB) relayEvent(ctx context.Context, conn bun.IConn, e eventRow, routes []string) error {
	for _, route := range routes {
		row := Delivery{Owned: Owned{TenantID: e.TenantID}, EventID: e.ID, Route: route, State: Pending, DueAt: e.DueAt}
		if _, err := d.write.NewInsert().Conn(conn).Model(&row).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return err
		}
	}
	_, err := d.write.NewRaw(relayMark+"UPDATE events SET relayed_at = ? WHERE tenant_id = ? AND id = ?", d.moment(), e.TenantID, e.ID).
		Conn(conn).Exec(ctx)
	return err
}

// unknownPause is how long an event waits that nobody here knows: a newer version
// posted it, and is being rolled out.
const unknownPause = time.Minute

func (d *DB) relayLater(ctx context.Context, conn bun.IConn, e eventRow) error {
	_, err := d.write.NewRaw(relayMark+"UPDATE events SET due_at = ? WHERE tenant_id = ? AND id = ?",
		d.moment().Add(unknownPause), e.TenantID, e.ID).Conn(conn).Exec(ctx)
	return err
}

func (d *DB) skipLocked() string {
	if d.write.Dialect().Name() == dialect.PG {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// relayWindow is how many deliveries are in the queue at most. It serves in the
// order of arrival, so whoever comes next waits for no more than these.
const relayWindow = 64

// RelayDue returns deliveries that are pending and due, as many as the queue has
// room for, and whether that was as many as there is room. Tenants take turns, so
// that one tenant's thousands delay another's single one by one turn at most.
func (d *DB) RelayDue(ctx context.Context) (due []Delivery, full bool, err error) {
	queued, room := 0, 0
	err = d.look(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		if err := d.read.NewRaw(relayMark+"SELECT COUNT(*) FROM deliveries WHERE state = 'queued'").Conn(conn).Scan(ctx, &queued); err != nil {
			return false, err
		}
		room = max(relayWindow-queued, 0)
		return false, d.read.NewRaw(relayMark+`SELECT tenant_id, event_id, route, attempts FROM (
  SELECT tenant_id, event_id, route, attempts, ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY due_at, event_id) AS turn
  FROM deliveries WHERE state = 'pending' AND due_at <= ?) AS waiting
ORDER BY turn, event_id, route
LIMIT ?`, d.moment(), room).Conn(conn).Scan(ctx, &due)
	})
	return due, len(due) >= room, err
}

// RelayQueued marks a delivery as queued, if it is still the pending attempt
// that was handed to the queue.
func (d *DB) RelayQueued(ctx context.Context, list []Delivery) error {
	return d.commit(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		for _, dl := range list {
			if _, err := d.write.NewRaw(relayMark+`UPDATE deliveries SET state = 'queued', queued_at = ?
WHERE tenant_id = ? AND event_id = ? AND route = ? AND attempts = ? AND state = 'pending'`,
				d.moment(), dl.TenantID, dl.EventID, dl.Route, dl.Attempts).Conn(conn).Exec(ctx); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}

// RelayStale returns deliveries that have been queued since before a moment:
// the queue may have lost them.
func (d *DB) RelayStale(ctx context.Context, before time.Time) ([]Delivery, error) {
	var stale []Delivery
	err := d.look(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		return false, d.read.NewRaw(relayMark+`SELECT tenant_id, event_id, route, attempts FROM deliveries
WHERE state = 'queued' AND queued_at < ? ORDER BY queued_at, event_id LIMIT ?`, before.UTC(), RelayBatch).
			Conn(conn).Scan(ctx, &stale)
	})
	return stale, err
}

// RelayAgain makes queued deliveries pending once more, as another attempt;
// without a list it takes all of them, which is right where the queue was in
// this process and the process is new.
func (d *DB) RelayAgain(ctx context.Context, list ...Delivery) error {
	const again = "UPDATE deliveries SET state = 'pending', attempts = attempts + 1 WHERE state = 'queued'"
	return d.commit(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		if len(list) == 0 {
			_, err := d.write.NewRaw(relayMark + again).Conn(conn).Exec(ctx)
			return false, err
		}
		for _, dl := range list {
			if _, err := d.write.NewRaw(relayMark+again+" AND tenant_id = ? AND event_id = ? AND route = ? AND attempts = ?",
				dl.TenantID, dl.EventID, dl.Route, dl.Attempts).Conn(conn).Exec(ctx); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}

// RelayRevive makes deliveries that were given up pending again, once what
// stood in their way is mended, and returns how many.
func (d *DB) RelayRevive(ctx context.Context) (int, error) {
	revived := 0
	err := d.commit(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		res, err := d.write.NewRaw(relayMark+"UPDATE deliveries SET state = 'pending', attempts = attempts + 1, due_at = ? WHERE state = 'dead'",
			d.moment()).Conn(conn).Exec(ctx)
		if err != nil {
			return false, err
		}
		n, err := res.RowsAffected()
		revived = int(n)
		return true, err
	})
	return revived, err
}

// Backlog counts deliveries by state, for operators. Events that are due and
// have no deliveries yet count as pending.
func (d *DB) Backlog(ctx context.Context) (map[State]int, error) {
	var counts []struct {
		State State
		N     int
	}
	err := d.look(ctx, scope{relay: true}, func(conn bun.IConn) (bool, error) {
		return false, d.read.NewRaw(relayMark+`SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state
UNION ALL SELECT 'pending', COUNT(*) FROM events WHERE relayed_at IS NULL AND due_at <= ?`, d.moment()).
			Conn(conn).Scan(ctx, &counts)
	})
	byState := map[State]int{}
	for _, c := range counts {
		byState[c.State] += c.N
	}
	return byState, err
}
