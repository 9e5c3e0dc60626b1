package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Inquiry returns what the approvers of the current step are to be asked. It is
// nil where nothing is to be asked: the submission has been decided or sent back.
func (e *Engine) Inquiry(ctx context.Context, id laurel.SubmissionID) (*workflow.Inquiry, error) {
	var found *workflow.Inquiry
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		_, sub, err := submissionByID(ctx, tx, id)
		if err != nil || sub.State != workflow.Open {
			return err
		}
		task, err := taskByID(ctx, tx, sub.Task)
		if err != nil {
			return err
		}
		flow, err := flowByID(ctx, tx, sub.Flow)
		if err != nil {
			return err
		}
		_, badge, err := achievementByID(ctx, tx, sub.Achievement)
		if err != nil {
			return err
		}
		if q, ok := sub.Inquiry(task, flow, badge.Criteria, tx.Now()); ok {
			found = &q
		}
		return nil
	})
	return found, err
}
