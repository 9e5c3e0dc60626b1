package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// HandedTask is a task that nobody judges, with its code.
type HandedTask struct {
	Badge workflow.Achievement
	Task  workflow.Task
	Code  *workflow.PassCode // nil: there is none that is valid
}

// HandedTasks lists the tasks of an activity that nobody judges, of the editions in
// force, for who organises it.
func (e *Engine) HandedTasks(ctx context.Context, id laurel.ActivityID) (a workflow.Activity, list []HandedTask, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.ApproveEvidence, workflow.Activity{ID: id}); err != nil {
			return err
		}
		if a, err = activityByID(ctx, tx, id); err != nil {
			return err
		}
		badges, err := badgesOf(ctx, tx, a)
		for _, b := range badges {
			if b.InForce == "" {
				continue
			}
			handed, err := handedTasks(ctx, tx, b.Last())
			if err != nil {
				return err
			}
			list = append(list, handed...)
		}
		return err
	})
	return a, list, err
}

func handedTasks(ctx context.Context, tx db.Tx, e workflow.Edition) (list []HandedTask, err error) {
	for i, t := range e.Tasks {
		if e.Flows[i].Judged() {
			continue
		}
		code, err := validPass(ctx, tx, t.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, HandedTask{Badge: e.Achievement, Task: t, Code: code})
	}
	return list, nil
}

// MakePassCode makes the code of a task that nobody judges. One that was there passes
// nobody from here on.
func (e *Engine) MakePassCode(ctx context.Context, id laurel.TaskID, life time.Duration) (code workflow.PassCode, err error) {
	actor, err := person(ctx)
	if err != nil {
		return code, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, err := e.handedTask(ctx, tx, id)
		if err != nil {
			return err
		}
		flow, err := flowByID(ctx, tx, task.Flow)
		if err != nil {
			return err
		}
		if code, err = task.NewPassCode(flow, actor, life, tx.Now()); err != nil {
			return err
		}
		if err := endPasses(ctx, tx, id); err != nil {
			return err
		}
		if err := insertPass(ctx, tx, code); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "pass.made", Object: task.Object(), To: map[string]any{"until": code.ExpiresAt}})
	})
	return code, err
}

// EndPassCode lets the code of a task pass nobody any more; without one it is done.
func (e *Engine) EndPassCode(ctx context.Context, id laurel.TaskID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, err := e.handedTask(ctx, tx, id)
		if err != nil {
			return err
		}
		code, err := validPass(ctx, tx, id)
		if err != nil || code == nil {
			return err
		}
		if err := endPasses(ctx, tx, id); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "pass.ended", Object: task.Object()})
	})
}

// ScannedPass is what a code leads to.
type ScannedPass struct {
	Activity    workflow.Activity
	Achievement workflow.Achievement
	Task        workflow.Task
}

// ScannedPass says of which task a code is. One that passes nobody any more is not found.
func (e *Engine) ScannedPass(ctx context.Context, id laurel.PassID) (s ScannedPass, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		code, err := passByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if s.Task, err = taskByID(ctx, tx, code.Task); err != nil {
			return err
		}
		if _, s.Achievement, err = achievementByID(ctx, tx, s.Task.Achievement); err != nil {
			return err
		}
		if s.Activity, err = activityByID(ctx, tx, s.Achievement.Activity); err != nil {
			return err
		}
		return k.of(ctx, tx, s.Activity)
	})
	return s, err
}

// ScanPass passes the actor through the task whose code it is. Scanned twice, it
// counts once.
func (e *Engine) ScanPass(ctx context.Context, id laurel.PassID) (sub workflow.Submission, err error) {
	who, err := person(ctx)
	if err != nil {
		return sub, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		code, err := passByID(ctx, tx, id)
		if err != nil {
			return err
		}
		task, a, err := e.knownTask(ctx, tx, code.Task)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, task); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		if err := mayHandIn(ctx, tx, a, who); err != nil {
			return err
		}
		city, err := earnedIn(ctx, tx)
		if err != nil {
			return err
		}
		sub, _, err = pass(ctx, tx, task, workflow.Passer{Person: who, City: city, How: workflow.ByCode})
		return err
	})
	return sub, err
}
