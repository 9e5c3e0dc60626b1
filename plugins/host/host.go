// Package host starts approvers as processes of their own and looks after them.
// Each runs at first need, is shared by all who ask, is started anew after it has
// died, and ends with the host. It knows nothing of tenants and stores nothing.
package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
)

// What holds where Config says nothing.
const (
	defaultPatience = 10 * time.Second
	defaultPause    = 250 * time.Millisecond
	longestPause    = time.Minute
	grace           = 2 * time.Second
)

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,8}$`)

// Config says which approvers there are and how long they may take.
type Config struct {
	Self     string              // this program's own executable, as os.Executable finds it
	Builtin  map[string]string   // approvers in it, by key: "peer@1" is run as "Self __approver VALUE"
	Programs map[string][]string // other approvers, by key: executable (an absolute path) and arguments
	Folder   string              // of one host alone; its subfolder "approvers" is emptied at the start
	Logger   *slog.Logger        // gets what approvers print, line by line; nil: slog.Default
	Now      func() time.Time    // nil: time.Now
	Patience time.Duration       // for a start and for a call; an approver that takes longer is killed. 0: 10 seconds
	Pause    time.Duration       // after a first crash; doubled with each further one, up to a minute. 0: 250 ms
}

// Host looks after approvers. It is safe for concurrent use.
type Host struct {
	guests  map[string]*guest
	config  Config
	folders folders
	closing chan struct{}
	once    sync.Once
	tasks   sync.WaitGroup
}

// New prepares a host and its folder; no approver is started before it is asked.
// An error is one of configuration, or of the file system.
func New(c Config) (*Host, error) {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Patience <= 0 {
		c.Patience = defaultPatience
	}
	if c.Pause <= 0 {
		c.Pause = defaultPause
	}
	commands, err := commandsOf(c)
	if err != nil {
		return nil, err
	}
	f, err := openFolders(c.Folder)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	h := &Host{guests: map[string]*guest{}, config: c, folders: f, closing: make(chan struct{})}
	for key, command := range commands {
		h.guests[key] = &guest{host: h, key: key, command: command}
	}
	return h, nil
}

func commandsOf(c Config) (map[string][]string, error) {
	commands := maps.Clone(c.Programs)
	if commands == nil {
		commands = map[string][]string{}
	}
	self, err := filepath.Abs(c.Self)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	for key, word := range c.Builtin {
		if _, taken := commands[key]; taken {
			return nil, fmt.Errorf("host: there are two approvers %q", key)
		}
		commands[key] = []string{self, serve.Subcommand, word}
	}
	for key, command := range commands {
		if !keyPattern.MatchString(key) {
			return nil, fmt.Errorf("host: %q is no key of an approver", key)
		}
		if len(command) == 0 || !filepath.IsAbs(command[0]) {
			return nil, fmt.Errorf("host: %s has no absolute path of an executable", key)
		}
	}
	return commands, nil
}

// Keys lists the approvers that there are, sorted.
func (h *Host) Keys() []string { return slices.Sorted(maps.Keys(h.guests)) }

// Knows reports whether there is an approver of that key, as "peer@1".
func (h *Host) Knows(key string) bool {
	_, ok := h.guests[key]
	return ok
}

// Describe says what the approver of that key is called and what can be set. The
// error is laurel.Unready, as with Decide.
func (h *Host) Describe(ctx context.Context, key string) (approval.Description, error) {
	_, p, err := h.awake(ctx, key)
	if err != nil {
		return approval.Description{}, err
	}
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
	for _, g := range h.guests {
		g.leave()
	}
	h.tasks.Wait()
	h.folders.remove()
}

func (h *Host) awake(ctx context.Context, key string) (*guest, *process, error) {
	g, ok := h.guests[key]
	if !ok {
		return nil, nil, unready(key, errors.New("there is no such approver"))
	}
	p, err := g.awake(ctx)
	if err != nil {
		return nil, nil, unready(key, err)
	}
	return g, p, nil
}

func unready(key string, err error) error {
	return laurel.E(laurel.Unready, "approver.unready").With(laurel.Args{"key": key}).Because(err)
}
