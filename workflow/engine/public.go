package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// PublicCredential is an issued credential as anybody may see it.
type PublicCredential struct {
	Award       workflow.Award
	Achievement workflow.Achievement
	Document    []byte
	IssuedAt    time.Time
}

// Credential returns an issued credential; one that is not issued yet is not found.
func (e *Engine) Credential(ctx context.Context, id laurel.AwardID) (c PublicCredential, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := credentialOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		c.Document, c.IssuedAt = []byte(row.Document), row.IssuedAt.UTC()
		if c.Award, err = awardByID(ctx, tx, id); err != nil {
			return err
		}
		_, c.Achievement, err = achievementByID(ctx, tx, c.Award.Achievement)
		return err
	})
	return c, err
}

// StatusList returns the signed form of a status list.
func (e *Engine) StatusList(ctx context.Context, t laurel.TenantID, number int) (document []byte, err error) {
	err = e.db.Read(ctx, t, func(tx db.Tx) error {
		row, err := statusListOf(ctx, tx, number)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		document = []byte(row.Document)
		return nil
	})
	return document, err
}
