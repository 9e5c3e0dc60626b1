package engine

import (
	"context"
	"math/rand/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// GrantAward grants the badge if the submission's person has now passed all of
// its tasks. It is asked after each task that is passed, so of two that are
// passed at the same moment the later one sees both. As long as the organisation
// may not award in the city it is Unready, and nothing is lost.
func (e *Engine) GrantAward(ctx context.Context, d db.Delivery, id laurel.SubmissionID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if first, err := tx.Finish(ctx, d); err != nil || !first {
			return err
		}
		_, sub, err := submissionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.RecordVerdict, sub); err != nil {
			return err
		}
		tasks, err := tasksOf(ctx, tx, sub.Achievement)
		if err != nil {
			return err
		}
		approved, err := approvedTasks(ctx, tx, sub.Achievement, sub.Person)
		if err != nil || !workflow.Passed(tasks, approved) {
			return err
		}
		if has, err := awardOf(ctx, tx, sub.Achievement, sub.Person); err != nil || has != nil {
			return err
		}
		return grant(ctx, tx, sub)
	})
}

func grant(ctx context.Context, tx db.Tx, sub workflow.Submission) error {
	if err := mayAct(ctx, tx, sub.City); err != nil {
		return notNow(err)
	}
	list, index, err := drawStatus(ctx, tx)
	if err != nil {
		return err
	}
	award := workflow.Grant(sub, list, index, tx.Now())
	if err := insertAward(ctx, tx, award); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.AwardGranted{Award: award.ID, City: award.City})
}

// notNow turns "you may not" into "not yet".
func notNow(err error) error {
	if laurel.KindOf(err) == laurel.Forbidden {
		return laurel.E(laurel.Unready, "affiliation.award-waits").Because(err)
	}
	return err
}

// draws is how often an index of the list in use is drawn before the next list
// is begun: at half a list in use, one award in 250 begins one too early.
const draws = 8

// drawStatus chooses a place in a status list at random (Bitstring Status List
// 1.0, section 6.1 asks for it, so that indexes tell nothing about the order).
func drawStatus(ctx context.Context, tx db.Tx) (list, index int, err error) {
	if list, err = lastStatusList(ctx, tx); err != nil {
		return 0, 0, err
	}
	for range draws {
		index = rand.IntN(workflow.StatusListLength)
		taken, err := isTaken(ctx, tx, list, index)
		if err != nil || !taken {
			return list, index, err
		}
	}
	return list + 1, rand.IntN(workflow.StatusListLength), nil
}
