// Package roster knows for each tenant who can be asked to decide: the approvers
// that are built in, those that an operator has added for all tenants, and the
// tenant's own. It keeps the host of this process in step with the list, whoever
// changes it, and unpacks a program where it is first needed.
package roster

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/laurel"
	"example.org/laurel/plugins/host"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
)

// What holds where Config says nothing.
const defaultEvery = 5 * time.Second

// noSooner is how long the list that was read last will do for a key that is not on it.
const noSooner = time.Second

// list is where the approvers stand that were added. Package tenants/registry has it.
type list interface {
	Approvers(ctx context.Context) ([]tenants.Approver, error)
	NoteTrouble(ctx context.Context, owner laurel.TenantID, key, why string) error
}

// wire tells and is told that the list has changed. Package tenants/live has it.
type wire interface {
	Notify(ctx context.Context, topic string) error
	Watch(ctx context.Context, topic string) <-chan struct{}
}

// Config says what a roster works with.
type Config struct {
	Host   host.Config // the roster opens the host, and closes it
	List   list
	Media  *media.Store // has the archives
	Wire   wire
	Folder string // of this process alone, into which programs are unpacked; it is emptied at the start
	Logger *slog.Logger
	Every  time.Duration // the list is read so often, told or not. 0: 5 seconds
}

// Roster is safe for concurrent use.
type Roster struct {
	config  Config
	host    *host.Host
	builtin []string // keys, sorted
	reading sync.Mutex

	mu     sync.RWMutex
	kept   map[entry]tenants.Approver
	looked time.Time
	seats  map[entry]*seat
}

// entry is where an approver stands on the list.
type entry struct {
	owner laurel.TenantID
	key   string
}

func entryOf(a tenants.Approver) entry { return entry{a.Owner, a.Key} }

// inHost is the key under which the host knows it.
func (e entry) inHost() string {
	if e.owner == laurel.Platform {
		return e.key
	}
	return host.Own(e.owner, e.key)
}

// New opens the host, and knows nobody yet but who is built in: the list is read
// when somebody asks, or by Run.
func New(c Config) (*Roster, error) {
	if c.Every <= 0 {
		c.Every = defaultEvery
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	r := &Roster{config: c, kept: map[entry]tenants.Approver{}, seats: map[entry]*seat{}}
	c.Host.Retired = r.retired
	h, err := host.New(c.Host)
	if err != nil {
		return nil, err
	}
	r.host, r.builtin = h, h.Keys()
	if err := errors.Join(os.RemoveAll(c.Folder), os.MkdirAll(c.Folder, 0o700)); err != nil {
		h.Close()
		return nil, err
	}
	return r, nil
}

// Host has the approvers that run.
func (r *Roster) Host() *host.Host { return r.host }

// Close ends all approvers and takes the unpacked programs away. It may be called
// more than once.
func (r *Roster) Close() error {
	r.host.Close()
	return os.RemoveAll(r.config.Folder)
}

// Run follows the list until ctx ends, and then ends all approvers.
func (r *Roster) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.host.Run(ctx) })
	group.Go(func() error { r.follow(ctx); return nil })
	return group.Wait()
}

func (r *Roster) follow(ctx context.Context) {
	told := r.config.Wire.Watch(ctx, tenants.ApproversTopic)
	tick := time.NewTicker(r.config.Every)
	defer tick.Stop()
	for {
		if err := r.Read(ctx); err != nil && ctx.Err() == nil {
			r.config.Logger.Error("the list of approvers cannot be read", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case _, open := <-told:
			if !open {
				told = nil
			}
		case <-tick.C:
		}
	}
}

// Read reads the list now, and brings the host in step with it.
func (r *Roster) Read(ctx context.Context) error {
	r.reading.Lock() // what was read later is not overtaken
	defer r.reading.Unlock()
	all, err := r.config.List.Approvers(laurel.WithActor(ctx, laurel.SystemActor()))
	if err != nil {
		return err
	}
	kept := make(map[entry]tenants.Approver, len(all))
	for _, a := range all {
		kept[entryOf(a)] = a
	}
	r.mu.Lock()
	was := r.kept
	r.kept, r.looked = kept, time.Now()
	r.mu.Unlock()
	for e, a := range kept {
		r.settle(e, was[e], a)
	}
	return nil
}

// settle follows a change of one approver.
func (r *Roster) settle(e entry, was, now tenants.Approver) {
	if was.Key != "" && now.Revivals != was.Revivals {
		r.host.Revive(e.inHost())
	}
	if now.BuiltIn() {
		return
	}
	if now.State == tenants.Withdrawn || !now.Needed(r.newest(now)) {
		r.vacate(e)
	}
}

// newest is the version of the approver that supersedes it, or else the approver itself.
func (r *Roster) newest(a tenants.Approver) tenants.Approver {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, b := range r.kept {
		if b.Supersedes(a) {
			return b
		}
	}
	return a
}

// find is the approver of a key that a tenant may ask: its own, or one for all. Of
// a key that nobody has, the list is read anew, since it may have been added just now.
func (r *Roster) find(ctx context.Context, t laurel.TenantID, key string) (tenants.Approver, bool) {
	if a, ok := r.known(t, key); ok {
		return a, true
	}
	r.mu.RLock()
	fresh := time.Since(r.looked) < noSooner
	r.mu.RUnlock()
	if !fresh {
		if err := r.Read(ctx); err != nil {
			r.config.Logger.Warn("the list of approvers cannot be read", "error", err)
		}
	}
	return r.known(t, key)
}

func (r *Roster) known(t laurel.TenantID, key string) (tenants.Approver, bool) {
	if slices.Contains(r.builtin, key) {
		return tenants.Approver{Owner: laurel.Platform, Key: key, State: tenants.InService}, true
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, owner := range []laurel.TenantID{t, laurel.Platform} {
		if a, ok := r.kept[entry{owner, key}]; ok && !a.BuiltIn() {
			return a, true
		}
	}
	return tenants.Approver{}, false
}

// BuiltIn lists the keys of those that are parts of this program.
func (r *Roster) BuiltIn() []string { return slices.Clone(r.builtin) }

// retired notes on the list what the host says.
func (r *Roster) retired(key string, why error) {
	e := entry{laurel.Platform, key}
	if owner, own, is := strings.Cut(key, "/"); is {
		e = entry{laurel.TenantID(owner), own}
	}
	ctx, cancel := context.WithTimeout(laurel.WithActor(context.Background(), laurel.SystemActor()), 10*time.Second)
	defer cancel()
	err := r.config.List.NoteTrouble(ctx, e.owner, e.key, why.Error())
	if err == nil {
		err = r.config.Wire.Notify(ctx, tenants.ApproversTopic)
	}
	if err != nil {
		r.config.Logger.Error("that an approver was retired is not noted", "approver", key, "error", err)
	}
}

// path is where the program of a digest is unpacked.
func (r *Roster) path(digest string) string {
	return filepath.Join(r.config.Folder, strings.TrimPrefix(digest, "sha256:"))
}
