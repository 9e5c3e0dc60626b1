package host

import (
	"sync"
	"time"
)

// calls counts who is being answered by a process, and says why it was killed.
type calls struct {
	mu     sync.Mutex
	open   int       // on their way
	begun  int64     // ever
	last   time.Time // when one began or ended
	closed bool      // no more may begin
	empty  chan struct{}
	fate   error // why the host killed it; nil: it did not
}

// enterCall fails where the process is about to end: then there is another one,
// or none.
func (p *process) enterCall() bool {
	now := p.guest.host.config.Now()
	c := &p.calls
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.open++
	c.begun++
	c.last = now
	return true
}

func (p *process) leaveCall() {
	now := p.guest.host.config.Now()
	c := &p.calls
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	c.last = now
	if c.open == 0 && c.empty != nil {
		close(c.empty)
		c.empty = nil
	}
}

// leaveIdle lets no more calls begin, unless there has been one since.
func (p *process) leaveIdle(since time.Time) bool {
	c := &p.calls
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.open > 0 || c.last.After(since) {
		return false
	}
	c.closed = true
	return true
}

// close lets no more calls begin. What it returns is closed when all have ended.
func (c *calls) close() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	empty := make(chan struct{})
	if c.open == 0 {
		close(empty)
	} else {
		c.empty = empty
	}
	return empty
}

// idle says since when nobody has asked; false: somebody asks right now.
func (c *calls) idle() (since time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last, c.open == 0 && !c.closed
}

func (c *calls) count() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begun
}

// condemn kills the process for a reason, which is the one that is told.
func (p *process) condemn(why error) {
	p.calls.mu.Lock()
	p.calls.fate = why
	p.calls.mu.Unlock()
	p.program.kill()
	p.guest.fell(p, why)
}

// fate is why the host has killed the process, and nil if it has not.
func (p *process) fate() error {
	p.calls.mu.Lock()
	defer p.calls.mu.Unlock()
	return p.calls.fate
}
