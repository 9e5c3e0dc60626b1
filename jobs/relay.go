package jobs

import (
	"context"
	"slices"
	"time"

	"example.org/laurel/tenants/db"
)

const (
	gatherFor  = 10 * time.Millisecond
	relayEvery = 200 * time.Millisecond // what another process posts is seen at the latest then
	reapEvery  = 5 * time.Second
	staleAfter = 15 * time.Second // longer than a process that died is taken for alive
)

// relay hands events on to the queue: at once where this process posted them,
// and soon where another did. A database or queue that fails is tried again.
func (w *Worker) relay(ctx context.Context) error {
	tick := time.NewTicker(relayEvery)
	defer tick.Stop()
	for {
		more, err := w.relayOnce(ctx)
		if err != nil && ctx.Err() == nil {
			w.Logger.Error("relay", "error", err)
		}
		if more && err == nil {
			continue
		}
		room := w.room
		if !w.full {
			room = nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-w.DB.Posted():
		case <-room:
			w.gather(ctx)
		}
	}
}

// gather waits until some more tasks have ended, so that the next ones are handed
// on together.
func (w *Worker) gather(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(gatherFor):
	}
}

// relayOnce takes one batch, and reports whether there may be more.
func (w *Worker) relayOnce(ctx context.Context) (more bool, err error) {
	events, err := w.DB.RelayEvents(ctx, func(event string) []string { return w.byEvent[event] })
	if err != nil {
		return false, err
	}
	if events > 0 {
		w.Reach(EventRelayed)
	}
	due, full, err := w.DB.RelayDue(ctx)
	w.full = full
	if err != nil || len(due) == 0 {
		return events == db.RelayBatch, err
	}
	for i, d := range due {
		if err := w.Queue.push(ctx, d); err != nil {
			due = due[:i]
			if ctx.Err() == nil {
				w.Logger.Error("the queue takes nothing", "error", err)
			}
			break
		}
		w.Reach(DeliveryQueued)
	}
	return events == db.RelayBatch, w.DB.RelayQueued(ctx, due)
}

// reap finds deliveries that the queue has lost, and makes them pending again.
func (w *Worker) reap(ctx context.Context) error {
	tick := time.NewTicker(reapEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := w.reapOnce(ctx, time.Now().Add(-staleAfter)); err != nil && ctx.Err() == nil {
				w.Logger.Error("reaper", "error", err)
			}
		}
	}
}

func (w *Worker) reapOnce(ctx context.Context, before time.Time) error {
	stale, err := w.DB.RelayStale(ctx, before)
	if err != nil || len(stale) == 0 {
		return err
	}
	lost, err := w.Queue.lost(stale)
	if err != nil {
		return err
	}
	if lost = w.missed.twice(lost); len(lost) == 0 {
		return nil
	}
	w.Logger.Warn("the queue has lost tasks; they are queued again", "number", len(lost))
	return w.DB.RelayAgain(ctx, lost...)
}

// missed is what the reaper could not find the last time it looked. A worker says
// only now and then what it works on, so a task is taken for lost when it was
// not to be found twice in a row.
type missed map[string]bool

// twice returns those of the list that were missed before, and remembers the list.
func (m missed) twice(list []db.Delivery) []db.Delivery {
	again := slices.DeleteFunc(slices.Clone(list), func(d db.Delivery) bool { return !m[d.Key()] })
	clear(m)
	for _, d := range list {
		m[d.Key()] = true
	}
	return again
}
