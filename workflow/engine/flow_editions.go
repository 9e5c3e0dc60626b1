package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// moveAtOnce is how many submissions are moved in one transaction.
const moveAtOnce = 100

// TaskFlows are the editions of the flow of one task.
type TaskFlows struct {
	Badge    workflow.Achievement // the edition of the badge that the task is of
	Task     workflow.Task
	Editions []FlowEdition // the newest first, which is in force
}

// FlowEdition is an edition of a flow, with how many submissions go by it.
type FlowEdition struct {
	Flow     workflow.Flow
	Open     int // with approvers
	Returned int // with learners, to be improved
}

// FlowEditions lists the flows of an activity's tasks, those of the badges in force
// first. Of earlier editions of a badge there are those by which submissions still go.
func (e *Engine) FlowEditions(ctx context.Context, id laurel.ActivityID) (list []TaskFlows, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		a, err := activityByID(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err = flowEditions(ctx, tx, a)
		return err
	})
	return list, err
}

func flowEditions(ctx context.Context, tx db.Tx, a workflow.Activity) ([]TaskFlows, error) {
	all, _, err := viewedEditions(ctx, tx, a.ID, "")
	if err != nil {
		return nil, err
	}
	byTask := map[laurel.TaskID][]FlowEdition{}
	rows, err := countedFlows(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		byTask[r.TaskID] = append(byTask[r.TaskID], FlowEdition{Flow: r.flow(), Open: r.Open, Returned: r.Returned})
	}
	var now, before []TaskFlows
	for _, edition := range all {
		for _, t := range edition.Tasks {
			flows := TaskFlows{Badge: edition.Achievement, Task: t, Editions: byTask[t.ID]}
			switch {
			case slices.Contains(a.Badges, edition.Achievement.ID):
				now = append(now, flows)
			case slices.ContainsFunc(flows.Editions, func(f FlowEdition) bool { return f.Open+f.Returned > 0 }):
				before = append(before, flows)
			}
		}
	}
	return append(now, before...), nil
}

// MoveSubmissions lets the submissions that go by an earlier edition of a flow go on
// with the one in force, where that fits what has become of them so far; the others stay.
// It returns how many there are of each. A flow that is in force is a Conflict.
func (e *Engine) MoveSubmissions(ctx context.Context, id laurel.FlowID) (moved, stayed int, err error) {
	var after laurel.SubmissionID
	for {
		var seen, some int
		err := e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
			seen, some = 0, 0
			a, from, to, err := e.flowToLeave(ctx, tx, id)
			if err != nil {
				return err
			}
			ids, err := goingBy(ctx, tx, id, after, moveAtOnce)
			if err != nil || len(ids) == 0 {
				return err
			}
			if some, err = moveAll(ctx, tx, ids, from, to); err != nil {
				return err
			}
			seen, after = len(ids), ids[len(ids)-1]
			if some == 0 {
				return nil
			}
			return tx.Record(ctx, laurel.Change{What: "flow.left", Object: a.Object(),
				From: map[string]any{"edition": from.Edition}, To: map[string]any{"edition": to.Edition, "submissions": some}})
		})
		if err != nil {
			return moved, stayed, err
		}
		moved, stayed = moved+some, stayed+seen-some
		if seen < moveAtOnce {
			return moved, stayed, nil
		}
	}
}

// flowToLeave is an earlier edition of a flow and the one in force, with the activity,
// for whom may change that.
func (e *Engine) flowToLeave(ctx context.Context, tx db.Tx, id laurel.FlowID) (a workflow.Activity, from, to workflow.Flow, err error) {
	if from, err = flowByID(ctx, tx, id); err != nil {
		return a, from, to, err
	}
	task, err := taskByID(ctx, tx, from.Task)
	if err != nil {
		return a, from, to, err
	}
	if a, err = activityOfTask(ctx, tx, task); err != nil {
		return a, from, to, err
	}
	if err := e.gate.May(ctx, laurel.PublishActivity, a); err != nil {
		return a, from, to, err
	}
	if task.Flow == id {
		return a, from, to, laurel.E(laurel.Conflict, "flow.in-force")
	}
	to, err = flowByID(ctx, tx, task.Flow)
	return a, from, to, err
}

// moveAll moves those submissions that fit, and says how many.
func moveAll(ctx context.Context, tx db.Tx, ids []laurel.SubmissionID, from, to workflow.Flow) (moved int, err error) {
	for _, id := range ids {
		moves, err := moveToFlow(ctx, tx, id, from, to)
		if err != nil {
			return moved, err
		}
		if moves {
			moved++
		}
	}
	return moved, nil
}

func moveToFlow(ctx context.Context, tx db.Tx, id laurel.SubmissionID, from, to workflow.Flow) (bool, error) {
	row, s, err := submissionByID(ctx, tx, id)
	if err != nil || !s.Fits(from, to, tx.Now()) {
		return false, err
	}
	if err := s.Move(from, to, tx.Now()); err != nil {
		return false, err
	}
	if err := updateSubmission(ctx, tx, row, s); err != nil {
		return false, err
	}
	if s.State != workflow.Open {
		return true, nil
	}
	return true, tx.Post(ctx, workflow.TermReached{Submission: id}) // others are to be asked now
}
