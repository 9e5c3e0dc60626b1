package policies

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

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
	if t := room.rules.Load(); t != nil && t.version == version {
		return nil
	}
	select {
	case room.loading <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-room.loading }()
	// Somebody else may have loaded it while this one waited.
	if t := room.rules.Load(); t != nil && t.version == version {
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
	g.rooms.furnish(r, g.oracle.tabulate(tenant, rules))
	return nil
}

// room is the place of one tenant's rules; rules is nil until they are loaded.
type room struct {
	rules   atomic.Pointer[table]
	used    atomic.Bool // since the hand last came by
	key     tenantKey
	loading chan struct{} // holds one while somebody loads
}

func (r *room) size() int {
	if t := r.rules.Load(); t != nil {
		return t.size
	}
	return 0
}

// tenantKey is a tenant's code without a string around it: what is looked for
// stands in the map itself, which with many tenants is most of what an answer costs.
type tenantKey [10]byte

func tenantKeyOf(t laurel.TenantID) (k tenantKey) { copy(k[:], t); return k }

// rooms are those of the tenants asked about lately: so many, and with so many
// assignments together, that others have to leave. A hand goes round and sends
// away who was not asked about since it last came by; unlike the list of an LRU
// cache, that is next to nothing to keep up to date while questions are asked.
type rooms struct {
	mu    sync.RWMutex
	by    map[tenantKey]*room
	ring  []*room
	hand  int
	size  int // assignments in all rooms
	bound Bounds
}

func newRooms(b Bounds) (*rooms, error) {
	if b.Tenants <= 0 || b.Assignments <= 0 {
		return nil, errors.New("policies: the bounds of tenants and assignments are to be positive")
	}
	return &rooms{by: map[tenantKey]*room{}, bound: b}, nil
}

// known is nil where a tenant has no room.
func (r *rooms) known(k tenantKey) *room {
	r.mu.RLock()
	found := r.by[k]
	r.mu.RUnlock()
	return found
}

// room is that of a tenant, which is given one.
func (r *rooms) room(t laurel.TenantID) *room {
	k := tenantKeyOf(t)
	found := r.known(k)
	if found == nil {
		found = r.open(k)
	}
	if !found.used.Load() {
		found.used.Store(true)
	}
	return found
}

func (r *rooms) open(k tenantKey) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	if earlier, ok := r.by[k]; ok {
		return earlier
	}
	for len(r.ring) >= r.bound.Tenants {
		r.leave()
	}
	fresh := &room{key: k, loading: make(chan struct{}, 1)}
	r.by[k] = fresh
	r.ring = append(r.ring, fresh)
	return fresh
}

// leave sends one away; there is one.
func (r *rooms) leave() {
	for {
		r.hand %= len(r.ring)
		one := r.ring[r.hand]
		if !one.used.Swap(false) {
			break
		}
		r.hand++
	}
	one, last := r.ring[r.hand], len(r.ring)-1
	r.ring[r.hand], r.ring[last] = r.ring[last], nil
	r.ring = r.ring[:last]
	r.size -= one.size()
	delete(r.by, one.key)
}

// furnish puts a table into a room. One that is larger than the bound is kept
// alone: without it nothing could be asked there.
func (r *rooms) furnish(of *room, with *table) {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := of.size()
	of.rules.Store(with)
	if r.by[of.key] != of {
		return // it had to leave meanwhile
	}
	r.size += with.size - was
	for r.size > r.bound.Assignments && len(r.ring) > 1 {
		of.used.Store(true)
		r.leave()
	}
}

// rules are nil where the tenant was not prepared, or has left since.
func (r *rooms) rules(t laurel.TenantID) *table {
	if found := r.known(tenantKeyOf(t)); found != nil {
		return found.rules.Load()
	}
	return nil
}
