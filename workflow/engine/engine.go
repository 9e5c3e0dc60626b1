// Package engine carries out what learners, organisers and background work ask
// about activities, evidence, approval and awards. Each request is one file and
// has one shape: in one transaction of the thing's tenant load, ask the gate,
// apply the rule, save, post what happened. The files rows_*.go hold the SQL.
package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// gate says no in one place. Package policies has the one that counts.
type gate interface {
	Prepare(context.Context, laurel.TenantID) error
	May(context.Context, laurel.Action, laurel.Thing) error
	// Count says how many people may do all of the actions to a thing.
	Count(thing laurel.Thing, actions ...laurel.Action) (int, error)
}

// approvers knows who can be named in the flows of a tenant. Package plugins/roster
// has the one that counts.
type approvers interface {
	Keys(t laurel.TenantID) []string // in their order
	// State is empty where the tenant has no approver of that key.
	State(ctx context.Context, t laurel.TenantID, key string) tenants.ApproverState
	Describe(ctx context.Context, t laurel.TenantID, key string) (approval.Description, error)
	Decide(ctx context.Context, t laurel.TenantID, key string, c approval.Case) (approval.Verdict, error)
}

// Engine is safe for concurrent use.
type Engine struct {
	db        *db.DB
	gate      gate
	approvers approvers
}

// New returns an Engine.
func New(d *db.DB, g gate, a approvers) *Engine { return &Engine{db: d, gate: g, approvers: a} }

// Approvers lists the keys of those who can be named in a flow of the tenant, as in
// "peer@1".
func (e *Engine) Approvers(t laurel.TenantID) []string { return e.approvers.Keys(t) }

// ApproverState says what the approver of that key is asked in a tenant; it is empty
// where the tenant has none.
func (e *Engine) ApproverState(ctx context.Context, t laurel.TenantID, key string) tenants.ApproverState {
	return e.approvers.State(ctx, t, key)
}

// DescribeApprover says what the approver of that key is called in a tenant and what can
// be set. There may be none, or it may be unready.
func (e *Engine) DescribeApprover(ctx context.Context, t laurel.TenantID, key string) (approval.Description, error) {
	if e.approvers.State(ctx, t, key) == "" {
		return approval.Description{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	return e.approvers.Describe(ctx, t, key)
}

// deciding asks the approvers that a tenant has.
func (e *Engine) deciding(t laurel.TenantID) workflow.Decide {
	return func(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
		return e.approvers.Decide(ctx, t, key, c)
	}
}

// inTx is db.InTx with the gate made ready for the tenant, so that it can be
// asked inside without any I/O.
func (e *Engine) inTx(ctx context.Context, t laurel.TenantID, fn func(db.Tx) error) error {
	if err := e.prepare(ctx, t); err != nil {
		return err
	}
	return e.db.InTx(ctx, t, fn)
}

// read is db.Read with the gate made ready for the tenant.
func (e *Engine) read(ctx context.Context, t laurel.TenantID, fn func(db.Tx) error) error {
	if err := e.prepare(ctx, t); err != nil {
		return err
	}
	return e.db.Read(ctx, t, fn)
}

func (e *Engine) prepare(ctx context.Context, t laurel.TenantID) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	return e.gate.Prepare(ctx, t)
}

// person returns who is signed in, or laurel.Unauthenticated.
func person(ctx context.Context) (laurel.PersonID, error) {
	if p := laurel.ActorFrom(ctx).Person; p != "" {
		return p, nil
	}
	return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
}
