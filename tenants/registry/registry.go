// Package registry carries out what is asked about who belongs where: tenants,
// people, roles, signing in, signing keys. One file holds one request; the
// files rows_*.go hold the SQL.
package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/keys"
)

// gate says no in one place. Package policies has the one that counts.
type gate interface {
	Prepare(context.Context, laurel.TenantID) error
	May(context.Context, laurel.Action, laurel.Thing) error
	// Grants lists what a built-in role allows.
	Grants(role string) []laurel.Action
}

// Registry is safe for concurrent use.
type Registry struct {
	db    *db.DB
	vault keys.Vault
	gate  gate
	where tenants.Installation
}

// New returns a Registry that has no gate yet: the gate loads its rules through
// it, so Guard comes next.
func New(d *db.DB, v keys.Vault) *Registry { return &Registry{db: d, vault: v} }

// Guard sets the gate. It is called once, before anything is asked.
func (r *Registry) Guard(g gate) { r.gate = g }

// Settle says where all this holds. It is called once, before anything is
// asked; without it no host is the platform's, and every language is spoken.
func (r *Registry) Settle(in tenants.Installation) { r.where = in }

// inTx is db.InTx for who may do a in the whole of tenant t.
func (r *Registry) inTx(ctx context.Context, t laurel.TenantID, a laurel.Action, fn func(db.Tx) error) error {
	if err := r.may(ctx, a, t); err != nil {
		return err
	}
	return r.db.InTx(ctx, t, fn)
}

// read is db.Read for who may do a in the whole of tenant t.
func (r *Registry) read(ctx context.Context, t laurel.TenantID, a laurel.Action, fn func(db.Tx) error) error {
	if err := r.may(ctx, a, t); err != nil {
		return err
	}
	return r.db.Read(ctx, t, fn)
}

// Allowed lists what the actor may do in the whole of a tenant.
func (r *Registry) Allowed(ctx context.Context, t laurel.TenantID) ([]laurel.Action, error) {
	if err := r.prepare(ctx, t); err != nil {
		return nil, err
	}
	var allowed []laurel.Action
	for _, a := range laurel.Actions() {
		switch err := r.gate.May(ctx, a, laurel.Whole(t)); laurel.KindOf(err) {
		case laurel.Forbidden, laurel.Unauthenticated:
		default:
			if err != nil {
				return nil, err
			}
			allowed = append(allowed, a)
		}
	}
	return allowed, nil
}

// may asks the gate about a whole tenant, outside any transaction.
func (r *Registry) may(ctx context.Context, a laurel.Action, t laurel.TenantID) error {
	if err := r.prepare(ctx, t); err != nil {
		return err
	}
	return r.gate.May(ctx, a, laurel.Whole(t))
}

// prepare makes the gate ready for a tenant, so that it can be asked inside a
// transaction without any I/O.
func (r *Registry) prepare(ctx context.Context, t laurel.TenantID) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	return r.gate.Prepare(ctx, t)
}
