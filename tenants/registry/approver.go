package registry

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Approvers lists the approvers that were added, and those built in with which
// there was trouble: by name, version and whose they are.
func (r *Registry) Approvers(ctx context.Context) (list []tenants.Approver, err error) {
	if err := r.may(ctx, laurel.ManageApprovers, laurel.Platform); err != nil {
		return nil, err
	}
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = everyApprover(ctx, tx); return err })
	slices.SortFunc(list, tenants.CompareApprovers)
	return list, err
}

// AddApprover puts a program on the list, in service. The same once more changes
// nothing; other files under a key that is taken are a Conflict, since flows that
// name the key would be decided by another program.
func (r *Registry) AddApprover(ctx context.Context, a tenants.Approver) error {
	if err := r.may(ctx, laurel.ManageApprovers, laurel.Platform); err != nil {
		return err
	}
	return r.db.SharedWith(ctx, a.Owner, func(all db.SharedTx, own db.Tx) error {
		there, err := approversCalled(ctx, all, a.Key)
		if err != nil {
			return err
		}
		for _, b := range there {
			if b.Owner == a.Owner && b.Digest == a.Digest && b.Executable == a.Executable && slices.Equal(b.Args, a.Args) {
				return nil
			}
			if a.Clashes(b) {
				return laurel.E(laurel.Conflict, "approver.taken").With(laurel.Args{"Approver": a.Key})
			}
		}
		a.State, a.ChangedAt, a.AddedAt, a.AddedBy = tenants.InService, all.Now(), all.Now(), laurel.ActorFrom(ctx).Person
		if err := insertApprover(ctx, all, a); err != nil {
			return err
		}
		return own.Record(ctx, laurel.Change{What: "approver.added", Object: "approver:" + a.Key, To: shownApprover(a)})
	})
}

// TurnApprover puts an approver into another state, in service, disabled or
// withdrawn, for a reason.
func (r *Registry) TurnApprover(ctx context.Context, owner laurel.TenantID, key string, to tenants.ApproverState, reason string) error {
	return r.changeApprover(ctx, owner, key, func(all db.SharedTx, own db.Tx, was tenants.Approver) error {
		now, err := was.Turn(to, reason, all.Now())
		if err != nil || now.State == was.State && now.Reason == was.Reason {
			return err
		}
		if err := turnApprover(ctx, all, now); err != nil {
			return err
		}
		return own.Record(ctx, laurel.Change{What: "approver.turned", Object: "approver:" + key, From: turned(was), To: turned(now)})
	})
}

// ReviveApprover has every host put an approver back into service that was retired.
func (r *Registry) ReviveApprover(ctx context.Context, owner laurel.TenantID, key string) error {
	return r.changeApprover(ctx, owner, key, func(all db.SharedTx, own db.Tx, _ tenants.Approver) error {
		if err := reviveApprover(ctx, all, owner, key); err != nil {
			return err
		}
		return own.Record(ctx, laurel.Change{What: "approver.revived", Object: "approver:" + key})
	})
}

func (r *Registry) changeApprover(
	ctx context.Context, owner laurel.TenantID, key string, change func(all db.SharedTx, own db.Tx, was tenants.Approver) error,
) error {
	if err := r.may(ctx, laurel.ManageApprovers, laurel.Platform); err != nil {
		return err
	}
	return r.db.SharedWith(ctx, owner, func(all db.SharedTx, own db.Tx) error {
		was, err := approverBy(ctx, all, owner, key)
		if err != nil {
			return err
		}
		return change(all, own, was)
	})
}

// NoteTrouble notes that a host has retired an approver, and why. One that is not
// on the list is built in, and gets its row now.
func (r *Registry) NoteTrouble(ctx context.Context, owner laurel.TenantID, key, why string) error {
	if err := r.may(ctx, laurel.ManageApprovers, laurel.Platform); err != nil {
		return err
	}
	return r.db.Shared(ctx, func(tx db.SharedTx) error {
		err := troubleApprover(ctx, tx, owner, key, why)
		if laurel.KindOf(err) != laurel.NotFound || owner != laurel.Platform {
			return err
		}
		return insertApprover(ctx, tx, tenants.Approver{Owner: owner, Key: key, State: tenants.InService, ChangedAt: tx.Now(), AddedAt: tx.Now(),
			Trouble: why, TroubledAt: tx.Now()})
	})
}

// CountApprover notes how much names an approver, as it was counted at a time.
func (r *Registry) CountApprover(ctx context.Context, a tenants.Approver) error {
	if err := r.may(ctx, laurel.ManageApprovers, laurel.Platform); err != nil {
		return err
	}
	return r.db.Shared(ctx, func(tx db.SharedTx) error { return countApprover(ctx, tx, a) })
}

// shownApprover is an approver as the audit trail shows it.
func shownApprover(a tenants.Approver) map[string]any {
	return map[string]any{"title": a.Title, "digest": a.Digest}
}

func turned(a tenants.Approver) map[string]any {
	return map[string]any{"state": a.State, "reason": a.Reason}
}
