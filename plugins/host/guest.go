package host

import (
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
	command []string

	mu       sync.Mutex
	running  *process  // nil: none
	starting *attempt  // nil: none
	falls    int       // in a row
	rest     time.Time // no start before
	why      error     // of the last fall
	left     bool      // the host is closed
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
		g.drop(p, errors.New("its process has ended"))
	}
	if g.starting == nil {
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
	p, err := start(g.host, g.key, g.command)
	g.mu.Lock()
	defer g.mu.Unlock()
	defer close(a.done)
	g.starting = nil
	switch {
	case err != nil:
		a.err = err
		if !g.left {
			g.pause(err)
		}
	case g.left:
		a.err = errClosed()
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

// pause lets some time pass before the next start. The lock is held.
func (g *guest) pause(err error) {
	pause := longestPause
	if g.falls < 10 {
		pause = min(pause, g.host.config.Pause<<g.falls)
	}
	g.falls++
	g.why = err
	g.rest = g.host.config.Now().Add(pause)
	g.host.config.Logger.Warn("approver fell", "approver", g.key, "falls", g.falls, "pause", pause, "err", err)
}

// leave ends the process for good.
func (g *guest) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = true
	if g.running != nil {
		g.host.tasks.Go(g.running.end)
		g.running = nil
	}
}

func errClosed() error { return errors.New("the host is closed") }
