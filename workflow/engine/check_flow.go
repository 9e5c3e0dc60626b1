package engine

import (
	"context"
	"strconv"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// checkFlows refuses a flow that can get stuck with those who may review now what is
// handed in for the thing. What its approvers wait for has to be known; path leads to
// the tasks.
func (e *Engine) checkFlows(ctx context.Context, about laurel.Thing, tasks []workflow.TaskDraft, path string) error {
	panel, err := e.panel(about)
	if err != nil {
		return err
	}
	decide := func(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
		return e.approvers.Decide(ctx, about.Tenant(), key, c)
	}
	for i, t := range tasks {
		stuck, gets, err := workflow.FindStuck(ctx, t, panel, decide)
		if err != nil {
			return err
		}
		if gets {
			return stuck.Refusal(path + "tasks[" + strconv.Itoa(i) + "].steps[" + strconv.Itoa(stuck.Step) + "]")
		}
	}
	return nil
}

// panel counts who may review what is handed in for the thing.
func (e *Engine) panel(about laurel.Thing) (p workflow.Panel, err error) {
	for into, actions := range map[*int][]laurel.Action{
		&p.Peers: {laurel.ReviewAsPeer}, &p.Organisers: {laurel.ApproveEvidence}, &p.Both: {laurel.ReviewAsPeer, laurel.ApproveEvidence},
	} {
		if *into, err = e.gate.Count(about, actions...); err != nil {
			return p, err
		}
	}
	return p, nil
}
