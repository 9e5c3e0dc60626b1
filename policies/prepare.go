package policies

import (
	"context"
	"fmt"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"example.org/laurel"
)

// Prepare brings the rules of a tenant up to date, so that May can answer about
// things in it. It reads the version, and the rules where the version is another
// than before. It does I/O, so it is called before a transaction, not inside.
//
// Errors: NotFound for what is no tenant's code, Unready where the rules lag
// behind their version, and what the two functions of New return.
func (g *Gate) Prepare(ctx context.Context, tenant laurel.TenantID) error {
	if !tenant.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	version, err := g.version(ctx, tenant)
	if err != nil {
		return err
	}
	return g.PrepareVersion(ctx, tenant, version)
}

// PrepareVersion does the same where the caller has just read the version with
// something else, as with the session of a request.
func (g *Gate) PrepareVersion(ctx context.Context, tenant laurel.TenantID, version int64) error {
	if !tenant.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	room := g.rooms.room(tenant)
	if e := room.rules.Load(); e != nil && e.version == version {
		return nil
	}
	select {
	case room.loading <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-room.loading }()
	// Somebody else may have loaded it while this one waited.
	if e := room.rules.Load(); e != nil && e.version == version {
		return nil
	}
	return g.reload(ctx, tenant, room, version)
}

// reload runs once at a time for each tenant, so a later one has read later and
// may replace what an earlier one found.
func (g *Gate) reload(ctx context.Context, tenant laurel.TenantID, r *room, version int64) error {
	rules, err := g.load(ctx, tenant)
	if err != nil {
		return err
	}
	if rules.Version < version {
		return laurel.E(laurel.Unready, "error.unready")
	}
	e, err := newEnforcer(tenant, g.builtIn, rules)
	if err != nil {
		return err
	}
	r.rules.Store(e)
	return nil
}

// room is the place of one tenant's rules; rules is nil until they are loaded.
type room struct {
	loading chan struct{} // holds one while somebody loads
	rules   atomic.Pointer[enforcer]
}

// rooms are those of the tenants asked about lately.
type rooms struct {
	byTenant *lru.Cache[laurel.TenantID, *room]
}

func newRooms(size int) (rooms, error) {
	c, err := lru.New[laurel.TenantID, *room](size)
	if err != nil {
		return rooms{}, fmt.Errorf("policies: bound of tenants: %w", err)
	}
	return rooms{c}, nil
}

func (r rooms) room(t laurel.TenantID) *room {
	if found, ok := r.byTenant.Get(t); ok {
		return found
	}
	fresh := &room{loading: make(chan struct{}, 1)}
	if earlier, ok, _ := r.byTenant.PeekOrAdd(t, fresh); ok {
		return earlier
	}
	return fresh
}

func (r rooms) rules(t laurel.TenantID) *enforcer {
	found, ok := r.byTenant.Get(t)
	if !ok {
		return nil
	}
	return found.rules.Load()
}

// question is all that an answer depends on: an answer to it never grows stale.
type question struct {
	tenant  laurel.TenantID
	version int64
	subject string
	object  string
	action  laurel.Action
}

type answers struct{ *lru.Cache[question, bool] }

func newAnswers(size int) (answers, error) {
	c, err := lru.New[question, bool](size)
	if err != nil {
		return answers{}, fmt.Errorf("policies: bound of answers: %w", err)
	}
	return answers{c}, nil
}
