package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// TaskActivity returns the activity that a task is of, with all its tasks, and with
// what the actor has handed in for that one. Its own badge is, here, the one whose
// task that is. Tasks are public as their activity is.
func (e *Engine) TaskActivity(ctx context.Context, id laurel.TaskID) (v ActivityView, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		task, err := sizedTask(ctx, tx, id)
		if err != nil {
			return err
		}
		_, badge, err := achievementByID(ctx, tx, task.Achievement)
		if err != nil {
			return err
		}
		if v, err = k.activityView(ctx, tx, badge.Activity); err != nil {
			return err
		}
		if one := v.Badge(badge.ID); one.Achievement.ID != "" {
			v.BadgeView = one
		}
		for i, t := range v.Tasks {
			if t.Task.ID != id {
				continue
			}
			v.Tasks[i].Task.Sizes = task.Sizes
			if t.Mine != nil {
				t.Mine.Evidence, err = evidenceOf(ctx, tx, t.Mine.ID, t.Mine.Attempt)
			}
		}
		return err
	})
	return v, err
}

// Task returns one task, which is public as its activity is.
func (e *Engine) Task(ctx context.Context, id laurel.TaskID) (task workflow.Task, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		if task, err = sizedTask(ctx, tx, id); err != nil {
			return err
		}
		a, err := activityOfTask(ctx, tx, task)
		if err != nil {
			return err
		}
		return k.of(ctx, tx, a)
	})
	return task, err
}
