package engine

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// countedFlow is an edition with how many submissions go by it.
type countedFlow struct {
	flowRow  `bun:",extend"`
	Open     int `bun:"open,scanonly"`
	Returned int `bun:"returned,scanonly"`
}

// countedFlows lists the editions of the flows of an activity's tasks, the newest first.
func countedFlows(ctx context.Context, tx db.Tx, id laurel.ActivityID) ([]countedFlow, error) {
	var rows []countedFlow
	count := func(s workflow.State) *bun.SelectQuery {
		return tx.Select((*submissionRow)(nil)).ColumnExpr("COUNT(*)").Where("s.flow_id = f.id").Where("s.state = ?", s)
	}
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("f.*").
		ColumnExpr("(?) AS open", count(workflow.Open)).ColumnExpr("(?) AS returned", count(workflow.Returned)).
		Join("JOIN ? ON t.id = f.task_id", tx.Table("badge_tasks", "t")).
		Join("JOIN ? ON ac.id = t.achievement_id", tx.Table("achievements", "ac")).
		Where("ac.activity_id = ?", id).OrderExpr("f.task_id, f.edition DESC"))
	return rows, err
}

// goingBy lists submissions that go by a flow and are not decided, some after another.
func goingBy(ctx context.Context, tx db.Tx, id laurel.FlowID, after laurel.SubmissionID, limit int64) ([]laurel.SubmissionID, error) {
	var ids []laurel.SubmissionID
	err := db.Scan(ctx, tx.Select((*submissionRow)(nil)).Column("id").Where("flow_id = ?", id).Where("id > ?", after).
		Where("state IN (?)", bun.List([]workflow.State{workflow.Open, workflow.Returned})).Order("id").Limit(limit), &ids)
	return ids, err
}
