package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Question is what has to be asked about a submission, and whom.
type Question struct {
	Turn     workflow.Turn
	Approver string
	Case     approval.Case
}

// Question returns what the approver of the current step is to be asked. It is
// nil where nothing is to be asked: the submission has been decided or sent back.
func (e *Engine) Question(ctx context.Context, id laurel.SubmissionID) (*Question, error) {
	var q *Question
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
		q = &Question{Turn: sub.Turn(), Approver: flow.Steps[sub.Step].Approver, Case: sub.Case(task, flow, badge.Criteria, tx.Now())}
		return nil
	})
	return q, err
}
