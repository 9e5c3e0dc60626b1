package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type crossingRow struct {
	bun.BaseModel `bun:"table:crossings,alias:cr"`
	db.Personal
	ID        string    `bun:"id,pk"`
	SessionID string    `bun:"session_id"`
	Host      string    `bun:"host"`
	StateSum  string    `bun:"state_sum"`
	SecretSum string    `bun:"secret_sum"`
	Next      string    `bun:"next"`
	ExpiresAt time.Time `bun:"expires_at"`
	UsedAt    time.Time `bun:"used_at,nullzero"`
}

func (r crossingRow) crossing() tenants.Crossing {
	return tenants.Crossing{ID: r.ID, Person: r.PersonID, Session: r.SessionID, Host: r.Host, State: r.StateSum, SecretSum: r.SecretSum,
		Next: r.Next, ExpiresAt: r.ExpiresAt.UTC(), UsedAt: r.UsedAt}
}

func insertCrossing(ctx context.Context, tx db.PersonTx, c tenants.Crossing) error {
	return tx.Insert(ctx, &crossingRow{ID: c.ID, SessionID: c.Session, Host: c.Host, StateSum: c.State, SecretSum: c.SecretSum,
		Next: c.Next, ExpiresAt: c.ExpiresAt})
}

func crossingByID(ctx context.Context, tx db.PersonTx, id string) (*crossingRow, error) {
	var r crossingRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, err
	}
	return &r, nil
}

// forgetCrossings takes away the person's that are over.
func forgetCrossings(ctx context.Context, tx db.PersonTx) error {
	var rows []crossingRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("expires_at < ?", tx.Now()).Order("id").Limit(maxForgotten)); err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// maxForgotten bounds what one transaction tidies up.
const maxForgotten = 100
