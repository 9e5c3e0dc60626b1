package engine

import (
	"context"
	"strconv"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// checkFlow refuses a flow that can get stuck with those who may review now what is
// handed in for the thing. What its approvers wait for has to be known; path leads to
// the task.
func (e *Engine) checkFlow(ctx context.Context, about laurel.Thing, t workflow.TaskDraft, path string) error {
	panel, err := e.panel(about)
	if err != nil {
		return err
	}
	stuck, gets, err := workflow.FindStuck(ctx, t, panel, e.approvers.Decide)
	if err != nil || !gets {
		return err
	}
	return stuck.Refusal(path + "steps[" + strconv.Itoa(stuck.Step) + "]")
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
