package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// guest is one approver, whether its process runs or not.
type guest struct {
	host    *Host
	key     string
	name    string // what it has to call itself: the key, without the tenant's code
	command command
	printed lastLine

	mu       sync.Mutex
	running  *process  // nil: none
	starting *attempt  // nil: none
	falls    int       // in a row
	retired  bool      // no start before it is revived
	rest     time.Time // no start before
	why      error     // of the last fall
	left     bool      // it was removed, or the host is closed
}

// attempt is a start that all wait for who need the approver meanwhile.
type attempt struct {
	done    chan struct{} // closed when the rest is set
	process *process
	err     error
}

// awake returns the approver's process, and starts one if there is none. The
// start belongs to nobody in particular: it goes on when ctx ends.
func (g *guest) awake(ctx context.Context) (*process, error) {
	g.mu.Lock()
	if g.left {
		g.mu.Unlock()
		return nil, errClosed()
	}
	if p := g.running; p != nil {
		if !p.client.Exited() {
			g.mu.Unlock()
			return p, nil
		}
		g.drop(p, cmp.Or(p.fate(), errors.New("its process has ended")))
	}
	if g.starting == nil {
		if g.retired {
			err := fmt.Errorf("%w: %w", errRetired, g.why)
			g.mu.Unlock()
			return nil, err
		}
		if now := g.host.config.Now(); now.Before(g.rest) {
			err := fmt.Errorf("it is not started before %v: %w", g.rest.Format(time.RFC3339Nano), g.why)
			g.mu.Unlock()
			return nil, err
		}
		g.starting = &attempt{done: make(chan struct{})}
		g.host.tasks.Go(func() { g.start(g.starting) }) //nolint:contextcheck // as said above, the start is not the caller's
	}
	a := g.starting
	g.mu.Unlock()
	select {
	case <-a.done:
		return a.process, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (g *guest) start(a *attempt) {
	p, err := start(g)
	g.mu.Lock()
	defer g.mu.Unlock()
	defer close(a.done)
	g.starting = nil
	switch {
	case err != nil:
		a.err = err
		if !g.left && !errors.Is(err, errFull) {
			g.pause(err)
		}
	case g.left:
		a.err = errClosed()
		g.host.tasks.Go(p.end)
	case p.fate() != nil:
		a.err = p.fate()
		g.pause(a.err)
		g.host.tasks.Go(p.end)
	default:
		a.process, g.running = p, p
		g.host.config.Logger.Info("approver started", "approver", g.key, "pid", p.program.ID())
	}
}

// fell notes that p is of no more use, unless that is known already.
func (g *guest) fell(p *process, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running == p {
		g.drop(p, err)
	}
}

// drop gives up the running process. The lock is held.
func (g *guest) drop(p *process, err error) {
	g.running = nil
	if g.host.config.Now().Sub(p.born) >= longestPause {
		g.falls = 0
	}
	g.pause(err)
	g.host.tasks.Go(p.end)
}

// pause lets some time pass before the next start, or retires the approver. The
// lock is held.
func (g *guest) pause(err error) {
	config := g.host.config
	pause := longestPause
	if g.falls < 10 {
		pause = min(pause, config.Pause<<g.falls)
	}
	g.falls++
	g.why = err
	g.rest = config.Now().Add(pause)
	config.Logger.Warn("approver fell", "approver", g.key, "falls", g.falls, "pause", pause, "err", err)
	if g.falls >= config.Falls {
		g.retired = true
		config.Logger.Error("approver retired: it is not started again, and its cases wait. Look at what it printed; then put it back "+
			"into service, or start the server again", "approver", g.key, "falls", g.falls, "err", err)
		g.host.tasks.Go(func() { config.Retired(g.key, g.told(err)) })
	}
}

// told is why it fell, with what it printed last.
func (g *guest) told(err error) error {
	if line := g.printed.get(); line != "" {
		return fmt.Errorf("%w\nIt printed last: %s", err, line)
	}
	return err
}

// revive lets it be started again at once.
func (g *guest) revive() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.retired {
		g.host.config.Logger.Info("approver is back in service", "approver", g.key)
	}
	g.retired, g.falls, g.rest = false, 0, time.Time{}
}

// leave ends the process for good, once the calls on their way are answered.
func (g *guest) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = true
	if g.running != nil {
		g.host.tasks.Go(g.running.drain)
		g.running = nil
	}
}

// spare gives up the process if nobody asks it anything, and has not since the
// time that is given. The caller ends it then.
func (g *guest) spare(p *process, since time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running != p || !p.leaveIdle(since) {
		return false
	}
	g.running = nil
	return true
}

// own reports whether it is a tenant's own.
func (g *guest) own() bool { return g.name != g.key }

var (
	errRetired = errors.New("it is retired")
	errFull    = errors.New("as many of tenants' own approvers as may be alive are at work")
)

func errClosed() error { return errors.New("it was removed, or the host is closed") }
