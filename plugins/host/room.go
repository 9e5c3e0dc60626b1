package host

import (
	"sync"
	"time"
)

// room is for the processes of tenants' own approvers, and has so many places.
type room struct {
	most  int
	mu    sync.Mutex
	taken map[*process]struct{}
}

// claim takes a place for a process that is to be started. If there is none, the
// one that has been idle longest is ended first; if all are at work, it fails
// with errFull.
func (r *room) claim(p *process) error {
	if !p.guest.own() {
		return nil
	}
	r.mu.Lock()
	if len(r.taken) < r.most {
		r.taken[p] = struct{}{}
		r.mu.Unlock()
		return nil
	}
	old := r.idlest()
	if old == nil {
		r.mu.Unlock()
		return errFull
	}
	// The place changes hands at once, so that nobody else takes it meanwhile.
	delete(r.taken, old)
	r.taken[p] = struct{}{}
	r.mu.Unlock()
	old.end()
	return nil
}

// idlest gives up a process for another's sake. The lock is held.
func (r *room) idlest() *process {
	tried := map[*process]bool{}
	for {
		var best *process
		var since time.Time
		for p := range r.taken {
			if at, ok := p.calls.idle(); ok && !tried[p] && (best == nil || at.Before(since)) {
				best, since = p, at
			}
		}
		if best == nil || best.guest.spare(best, since) {
			return best
		}
		tried[best] = true
	}
}

// release may be called for who has no place.
func (r *room) release(p *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.taken, p)
}
