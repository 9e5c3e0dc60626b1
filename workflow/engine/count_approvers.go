package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// ApproverUse is how much in a tenant names an approver.
type ApproverUse struct {
	Flows       int // in force
	Submissions int // undecided, with the learner or with the approver, whose flow names it
}

// CountApprovers counts how much in a tenant names each of the keys. It is for background
// work, which asks about every tenant: the gate is asked once, and no tenant's rules are
// loaded for it.
func (e *Engine) CountApprovers(ctx context.Context, t laurel.TenantID, keys []string) (map[string]ApproverUse, error) {
	if err := e.prepare(ctx, laurel.Platform); err != nil {
		return nil, err
	}
	if err := e.gate.May(ctx, laurel.ManageApprovers, laurel.Whole(laurel.Platform)); err != nil {
		return nil, err
	}
	uses := map[string]ApproverUse{}
	err := e.db.Read(ctx, t, func(tx db.Tx) error {
		for _, key := range keys {
			rows, err := flowsNaming(ctx, tx, key)
			if err != nil {
				return err
			}
			var use ApproverUse
			for _, r := range rows {
				if !(workflow.Flow{Steps: r.Steps}).Names(key) { // it stands in its settings alone
					continue
				}
				use.Flows += r.InForce
				use.Submissions += r.Undecided
			}
			if use != (ApproverUse{}) {
				uses[key] = use
			}
		}
		return nil
	})
	return uses, err
}
