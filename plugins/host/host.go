// Package host starts approvers as processes of their own and looks after them.
// Each runs at first need, within limits, is shared by all who ask unless it is a
// tenant's own, is started anew after it has died, and ends with the host. Nothing
// is stored.
package host

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

const (
	longestPause = time.Minute
	grace        = 2 * time.Second
)

// Host looks after approvers. It is safe for concurrent use.
type Host struct {
	config  Config
	folders folders
	confine confinement
	room    room
	closing chan struct{}
	once    sync.Once
	tasks   sync.WaitGroup

	mu     sync.RWMutex
	guests map[string]*guest
	closed bool // no guest is invited any more
}

// New prepares a host and its folder, and logs which guards approvers have and
// which this system does not give; no approver is started before it is asked.
// An error is one of configuration, or of the file system.
func New(c Config) (*Host, error) {
	c = c.filled()
	commands, err := c.commands()
	if err != nil {
		return nil, err
	}
	f, err := openFolders(c.Folder)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	h := &Host{
		guests: map[string]*guest{}, config: c, folders: f, confine: probe(f.root), closing: make(chan struct{}),
		room: room{most: c.MostAlive, taken: map[*process]struct{}{}},
	}
	for key, command := range commands {
		h.guests[key] = h.invite(key, command)
	}
	c.Logger.Info("guards of approvers", "off", h.Off())
	return h, nil
}

// Describe says what the approver of that key is called and what can be set. The
// error is laurel.Unready, as with Decide.
func (h *Host) Describe(ctx context.Context, key string) (approval.Description, error) {
	_, p, err := h.awake(ctx, key)
	if err != nil {
		return approval.Description{}, err
	}
	defer p.leaveCall()
	return p.description, nil
}

// Run blocks until ctx ends, and then ends all approvers.
func (h *Host) Run(ctx context.Context) error {
	<-ctx.Done()
	h.Close()
	return nil
}

// Close ends all approvers and waits until they are gone; those that do not end
// when asked are killed after two seconds. Calls on their way, and all later
// ones, are laurel.Unready. It may be called more than once.
func (h *Host) Close() {
	h.once.Do(func() { close(h.closing) })
	h.mu.Lock()
	h.closed = true
	for _, g := range h.guests {
		g.leave()
	}
	h.mu.Unlock()
	h.tasks.Wait()
	h.folders.remove()
}

// awake returns a process that waits for the caller's call; the caller tells it
// when the call is over.
func (h *Host) awake(ctx context.Context, key string) (*guest, *process, error) {
	for {
		g := h.guest(key)
		if g == nil {
			return nil, nil, unready(key, errors.New("there is no such approver"))
		}
		p, err := g.awake(ctx)
		switch {
		case err != nil && ctx.Err() == nil && h.guest(key) != g:
			// Another program has taken its place meanwhile.
		case errors.Is(err, errRetired):
			return nil, nil, laurel.E(laurel.Unready, "approver.retired").With(laurel.Args{"key": key}).Because(err)
		case err != nil:
			return nil, nil, unready(key, err)
		case p.enterCall():
			return g, p, nil
		}
	}
}

func unready(key string, err error) error {
	return laurel.E(laurel.Unready, "approver.unready").With(laurel.Args{"key": key}).Because(err)
}
