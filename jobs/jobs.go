// Package jobs does what has to follow from an event: it relays events from the
// outbox to the queue, and carries out what is queued. routes.go is the table of
// contents. Each task may run twice, and is written so that this changes nothing.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow/engine"
)

// approvers decides cases. Package plugins/roster has the one that counts.
type approvers interface {
	Decide(ctx context.Context, t laurel.TenantID, key string, c approval.Case) (approval.Verdict, error)
}

// Config is what a worker works with.
type Config struct {
	DB        *db.DB
	Registry  *registry.Registry
	Engine    *engine.Engine
	Approvers approvers
	Media     *media.Store
	HEIC      *media.HEIC // turns HEIC into JPEG; nil: nothing does
	Texts     *locale.Texts
	Site      laurel.Site // stands in signed documents
	Links     laurel.Site // stands in letters; the same in production
	Post      func(context.Context, mail.Letter) error
	Queue     *Queue
	Logger    *slog.Logger
	// Reach is told of each crash point that is reached; nil: nobody is.
	Reach func(CrashPoint)
}

// Worker relays and carries out. One or many may run at a time.
type Worker struct {
	Config
	byName  map[string]route
	byEvent map[string][]string
	room    chan struct{} // gets a value when the queue has room again
	full    bool          // it had none when the relay looked last; the relay's own
	missed  missed
}

// New returns a worker that does nothing yet.
func New(c Config) *Worker {
	w := &Worker{Config: c, byName: map[string]route{}, byEvent: map[string][]string{}, room: make(chan struct{}, 1), missed: missed{}}
	if w.HEIC == nil {
		w.HEIC = media.NewHEIC("")
	}
	if w.Reach == nil {
		w.Reach = func(CrashPoint) {}
	}
	for _, r := range w.routes() {
		w.byName[r.name] = r
		w.byEvent[r.event] = append(w.byEvent[r.event], r.name)
	}
	return w
}

// Run relays and carries out until ctx ends; tasks under way are finished, or
// begun anew by the next worker.
func (w *Worker) Run(ctx context.Context) error {
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	if w.Queue.embedded() {
		if err := w.DB.RelayAgain(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.Queue.serve(ctx, w.handle) })
	group.Go(func() error { return w.relay(ctx) })
	group.Go(func() error { return w.reap(ctx) })
	group.Go(func() error { w.countApprovers(ctx); return nil })
	group.Go(func() error { w.indexCatalogues(ctx); w.previewEarlier(ctx); return nil })
	return group.Wait()
}

// pauses of a failed task: doubled with each attempt.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = time.Minute
	maxAttempts  = 20
)

func pause(attempts int) time.Duration {
	return min(firstPause<<min(attempts, 12), longestPause)
}

// handle carries out one task from the queue. What the queue says is only which
// delivery it is; the truth is the delivery's row.
func (w *Worker) handle(ctx context.Context, t task) error {
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	var due db.Due
	err := w.DB.Read(ctx, laurel.TenantOf(t.Event), func(tx db.Tx) (err error) {
		due, err = tx.Delivery(ctx, t.Event, t.Route)
		return err
	})
	if err != nil {
		return err
	}
	if due.State == db.Done || due.State == db.Dead || due.Attempts != t.Attempt {
		return nil
	}
	defer w.makeRoom()
	r, ok := w.byName[t.Route]
	if !ok { // a newer version's, which is being rolled out
		return w.settle(ctx, due, laurel.E(laurel.Unready, "error.unready"))
	}
	return w.settle(ctx, due, r.run(ctx, due))
}

func (w *Worker) makeRoom() {
	select {
	case w.room <- struct{}{}:
	default:
	}
}

// settle writes down how a task ended. What is not ready is asked for again,
// however often, and so is all that somebody's submission or badge hangs on. Of
// the rest, a fault that will be the same next time ends it at once, and any
// other after some attempts.
func (w *Worker) settle(ctx context.Context, due db.Due, err error) error {
	ctx = context.WithoutCancel(ctx)
	return w.DB.InTx(ctx, due.TenantID, func(tx db.Tx) error {
		if err == nil {
			_, err := tx.Finish(ctx, due.Delivery)
			return err
		}
		log := w.Logger.With("event", due.Name, "route", due.Route, "id", due.EventID, "attempt", due.Attempts, "error", err)
		switch laurel.KindOf(err) {
		case laurel.Conflict, laurel.Unready, laurel.Limited:
			log.Info("task waits")
			return tx.Postpone(ctx, due.Delivery, tx.Now().Add(pause(due.Attempts)), err.Error())
		case laurel.Internal:
			if due.Attempts < maxAttempts || w.byName[due.Route].keep {
				log.Warn("task failed, will be tried again")
				return tx.Postpone(ctx, due.Delivery, tx.Now().Add(pause(due.Attempts)), err.Error())
			}
		case laurel.Invalid, laurel.Unauthenticated, laurel.Forbidden, laurel.NotFound, laurel.TooLarge:
		}
		if w.byName[due.Route].keep {
			log.Error("task cannot succeed as things are; it is tried again until they have changed")
			return tx.Postpone(ctx, due.Delivery, tx.Now().Add(longestPause), err.Error())
		}
		log.Error("task given up")
		return tx.GiveUp(ctx, due.Delivery, err.Error())
	})
}
