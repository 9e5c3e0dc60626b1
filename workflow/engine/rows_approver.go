package engine

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// usedFlowRow is a flow with what goes by it.
type usedFlowRow struct {
	flowRow   `bun:",extend"`
	InForce   int `bun:"in_force,scanonly"`  // 1: its task begins with it
	Undecided int `bun:"undecided,scanonly"` // submissions
}

// flowsNaming lists the flows that something goes by and in which a key stands. Keys
// hold nothing that LIKE or JSON would write otherwise.
func flowsNaming(ctx context.Context, tx db.Tx, key string) ([]usedFlowRow, error) {
	var rows []usedFlowRow
	inForce := tx.Table("badge_tasks", "bt")
	undecided := tx.Table("submissions", "s")
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("f.*").
		ColumnExpr("(SELECT COUNT(*) FROM ? WHERE bt.flow_id = f.id) AS in_force", inForce).
		ColumnExpr("(SELECT COUNT(*) FROM ? WHERE s.flow_id = f.id AND s.state IN (?)) AS undecided",
			undecided, bun.List([]workflow.State{workflow.Open, workflow.Returned})).
		Where("f.steps LIKE ?", `%"`+key+`"%`).Order("f.id"))
	return rows, err
}
