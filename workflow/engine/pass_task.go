package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// PassTask marks somebody as through a task that nobody judges. Who organises the
// activity may, and not for themselves. Of one who is through already it returns how
// it stands, and changes nothing.
func (e *Engine) PassTask(ctx context.Context, id laurel.TaskID, who laurel.PersonID) (sub workflow.Submission, err error) {
	actor, err := person(ctx)
	if err != nil {
		return sub, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, err := e.handedTask(ctx, tx, id)
		if err != nil {
			return err
		}
		if who == actor {
			return laurel.E(laurel.Forbidden, "pass.own")
		}
		city, err := countsIn(ctx, tx)
		if err != nil {
			return err
		}
		var fresh bool
		if sub, fresh, err = pass(ctx, tx, task, workflow.Passer{Person: who, City: city, How: workflow.ByHand}); err != nil || !fresh {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "task.marked", Object: task.Object(),
			To: map[string]any{"submission": sub.ID, "person": who}})
	})
	return sub, err
}

// handedTask is a task of which the actor organises the activity, that nobody judges.
func (e *Engine) handedTask(ctx context.Context, tx db.Tx, id laurel.TaskID) (task workflow.Task, err error) {
	if task, err = taskByID(ctx, tx, id); err != nil {
		return task, err
	}
	_, badge, err := achievementByID(ctx, tx, task.Achievement)
	if err != nil {
		return task, err
	}
	if err := e.gate.May(ctx, laurel.ApproveEvidence, workflow.Activity{ID: badge.Activity}); err != nil {
		return task, err
	}
	return task, mayAct(ctx, tx, laurel.ActorFrom(ctx).City)
}

// countsIn is the city in which counts what an organiser does at the desk, which is
// on no city's site: the only one in which the organisation is active.
func countsIn(ctx context.Context, tx db.Tx) (city laurel.TenantID, err error) {
	if city, err = earnedIn(ctx, tx); err != nil || city != "" {
		return city, err
	}
	byCity, err := standings(ctx, tx)
	for id, s := range byCity {
		if s != tenants.StandsActive {
			continue
		}
		if city != "" {
			return "", err
		}
		city = id
	}
	return city, err
}

// pass files that somebody is through a task, and reports false where they were.
func pass(ctx context.Context, tx db.Tx, task workflow.Task, p workflow.Passer) (workflow.Submission, bool, error) {
	last, err := underWayAt(ctx, tx, task.ID, p.Person)
	if err != nil {
		return workflow.Submission{}, false, err
	}
	if last != nil {
		if last.State != workflow.Approved {
			return workflow.Submission{}, false, laurel.E(laurel.Conflict, "submission.under-way")
		}
		return last.submission(), false, nil
	}
	if err := mayBegin(ctx, tx, task, p.Person); err != nil {
		return workflow.Submission{}, false, err
	}
	flow, err := flowByID(ctx, tx, task.Flow)
	if err != nil {
		return workflow.Submission{}, false, err
	}
	sub, decision, err := task.Pass(flow, p, tx.Now())
	if err != nil {
		return sub, false, err
	}
	if err := insertSubmission(ctx, tx, sub); err != nil {
		return sub, false, underWay(err)
	}
	if err := insertVerdict(ctx, tx, sub.ID, decision); err != nil {
		return sub, false, err
	}
	return sub, true, postAll(ctx, tx, []laurel.Event{workflow.EvidenceSubmitted{Submission: sub.ID, Attempt: sub.Attempt},
		workflow.TaskPassed{Submission: sub.ID}})
}

// isJudged refuses to hand in what nobody would judge.
func isJudged(ctx context.Context, tx db.Tx, task workflow.Task) error {
	if len(task.Asks) > 0 { // then somebody does
		return nil
	}
	flow, err := flowByID(ctx, tx, task.Flow)
	if err == nil && !flow.Judged() {
		err = laurel.E(laurel.Conflict, "pass.unjudged")
	}
	return err
}
