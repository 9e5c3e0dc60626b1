package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// DecideParticipant changes how somebody stands in an activity, for its organisers.
// What is so already changes nothing and tells nobody. Somebody who never had to do
// with the activity is NotFound.
func (e *Engine) DecideParticipant(
	ctx context.Context, id laurel.ActivityID, who laurel.PersonID, u workflow.Ruling,
) (p workflow.Participation, err error) {
	if err := u.Check(); err != nil {
		return p, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		a, err := e.organised(ctx, tx, id)
		if err != nil {
			return err
		}
		freed := false
		was, err := change(ctx, tx, id, who, func(now *workflow.Participation, r *workflow.Roll) (err error) {
			if now.Seat == "" {
				return laurel.E(laurel.NotFound, "error.not-found")
			}
			freed, err = now.Rule(a, r, u, tx.Now())
			p = *now
			return err
		})
		if err != nil || p.Seat == was.Seat {
			return err
		}
		if err := ruled(ctx, tx, p, u.Kind); err != nil || !freed {
			return err
		}
		return tx.Post(ctx, workflow.PlaceFreed{Activity: id})
	})
	return p, err
}

// organised is an activity of which the actor is an organiser.
func (e *Engine) organised(ctx context.Context, tx db.Tx, id laurel.ActivityID) (workflow.Activity, error) {
	if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
		return workflow.Activity{}, err
	}
	return activityByID(ctx, tx, id)
}

// ruled records a ruling, and lets the person know.
func ruled(ctx context.Context, tx db.Tx, p workflow.Participation, k workflow.RulingKind) error {
	did := map[workflow.RulingKind]string{workflow.RuleAccept: "participant.accepted", workflow.RuleRefuse: "participant.refused",
		workflow.RuleRemove: "participant.removed", workflow.RuleMoveUp: "participant.moved-up"}
	err := tx.Record(ctx, laurel.Change{What: did[k], Object: workflow.Activity{ID: p.Activity}.Object(), About: p.Person})
	if err != nil {
		return err
	}
	if k == workflow.RuleMoveUp {
		return tx.Post(ctx, workflow.PlaceGiven{Activity: p.Activity, Person: p.Person})
	}
	return tx.Post(ctx, workflow.ParticipantRuled{Activity: p.Activity, Person: p.Person, Kind: k})
}
