package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// knowing is how it is found out whether the actor may know of an activity.
type knowing struct {
	gate   gate // nil: the tenant's rules are not at hand
	hidden bool // something was kept from the actor
}

// look is db.Read for what may be restricted. Most is not, and is read without asking
// the gate. Where something was kept from somebody, it is read once more with the
// gate made ready: they may be one of the organisers.
func (e *Engine) look(ctx context.Context, t laurel.TenantID, fn func(db.Tx, *knowing) error) error {
	k := &knowing{}
	err := e.db.Read(ctx, t, func(tx db.Tx) error { return fn(tx, k) })
	if !k.hidden || laurel.ActorFrom(ctx).Person == "" {
		return err
	}
	k = &knowing{gate: e.gate}
	return e.read(ctx, t, func(tx db.Tx) error { return fn(tx, k) })
}

// of is NotFound for who may not know that there is such an activity.
func (k *knowing) of(ctx context.Context, tx db.Tx, a workflow.Activity) error {
	actor := laurel.ActorFrom(ctx)
	if a.Access != workflow.Restricted || actor.System() {
		return nil
	}
	if actor.Person != "" {
		if k.staff(ctx, a) {
			return nil
		}
		p, err := participantOf(ctx, tx, a.ID, actor.Person)
		if err != nil || p.participation().Takes() {
			return err
		}
		if begun, err := hasBegun(ctx, tx, a.ID, actor.Person); err != nil || begun {
			return err
		}
		if invited, err := isInvited(ctx, tx, a.ID, actor.Person); err != nil || invited {
			return err
		}
	}
	k.hidden = true
	return laurel.E(laurel.NotFound, "error.not-found")
}

// staff reports whether the actor works on an activity.
func (k *knowing) staff(ctx context.Context, a workflow.Activity) bool {
	if k.gate == nil {
		return false
	}
	for _, action := range []laurel.Action{laurel.PublishActivity, laurel.ReadSubmission, laurel.ApproveEvidence} {
		if k.gate.May(ctx, action, a) == nil {
			return true
		}
	}
	return false
}

// badge is NotFound for who may not know of a badge. One that somebody holds is known
// to everybody to whom they show it.
func (k *knowing) badge(ctx context.Context, tx db.Tx, b workflow.Achievement) error {
	a, err := activityByID(ctx, tx, b.Activity)
	if laurel.KindOf(err) == laurel.NotFound { // it is a playlist's
		return nil
	}
	if err != nil || a.Access != workflow.Restricted {
		return err
	}
	if held, err := isHeld(ctx, tx, a.ID); err != nil || held {
		return err
	}
	return k.of(ctx, tx, a)
}

// knownTask loads a task of an activity that the actor may know of. The gate has to
// be ready.
func (e *Engine) knownTask(ctx context.Context, tx db.Tx, id laurel.TaskID) (workflow.Task, workflow.Activity, error) {
	task, err := sizedTask(ctx, tx, id)
	if err != nil {
		return task, workflow.Activity{}, err
	}
	a, err := activityOfTask(ctx, tx, task)
	if err != nil {
		return task, a, err
	}
	k := knowing{gate: e.gate}
	return task, a, k.of(ctx, tx, a)
}

// KnownActivity returns a published activity itself, and nothing of what belongs to it.
func (e *Engine) KnownActivity(ctx context.Context, id laurel.ActivityID) (a workflow.Activity, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		if a, err = activityByID(ctx, tx, id); err != nil {
			return err
		}
		return k.of(ctx, tx, a)
	})
	return a, err
}
