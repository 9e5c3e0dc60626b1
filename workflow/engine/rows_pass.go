package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type passRow struct {
	bun.BaseModel `bun:"table:pass_codes,alias:pc"`
	db.Owned
	ID        laurel.PassID   `bun:"id,pk"`
	TaskID    laurel.TaskID   `bun:"task_id"`
	MadeBy    laurel.PersonID `bun:"made_by"`
	MadeAt    time.Time       `bun:"made_at"`
	ExpiresAt time.Time       `bun:"expires_at"`
}

func (r passRow) code() workflow.PassCode {
	return workflow.PassCode{ID: r.ID, Task: r.TaskID, MadeBy: r.MadeBy, MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC()}
}

func insertPass(ctx context.Context, tx db.Tx, c workflow.PassCode) error {
	return tx.Insert(ctx, &passRow{ID: c.ID, TaskID: c.Task, MadeBy: c.MadeBy, MadeAt: c.MadeAt, ExpiresAt: c.ExpiresAt})
}

// passByID loads a code that is valid.
func passByID(ctx context.Context, tx db.Tx, id laurel.PassID) (workflow.PassCode, error) {
	var r passRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return workflow.PassCode{}, err
	}
	if r.code().Expired(tx.Now()) {
		return workflow.PassCode{}, laurel.E(laurel.NotFound, "pass.ended")
	}
	return r.code(), nil
}

// validPass is the code of a task; without a valid one it is nil.
func validPass(ctx context.Context, tx db.Tx, id laurel.TaskID) (*workflow.PassCode, error) {
	rows, err := passesOf(ctx, tx, id)
	if err != nil || len(rows) == 0 || rows[0].code().Expired(tx.Now()) {
		return nil, err
	}
	code := rows[0].code()
	return &code, nil
}

// passesOf lists the codes of a task, the newest first.
func passesOf(ctx context.Context, tx db.Tx, id laurel.TaskID) ([]passRow, error) {
	var rows []passRow
	err := db.Scan(ctx, tx.Select(&rows).Where("task_id = ?", id).Order("id DESC"))
	return rows, err
}

func endPasses(ctx context.Context, tx db.Tx, id laurel.TaskID) error {
	rows, err := passesOf(ctx, tx, id)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
