package db_test

import (
	"context"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

// A worker that started while the web server read several tables could end in a
// deadlock with it, since it put up walls that stood already.
func TestWhoStartsWaitsForNobodyWhereTheWallsStand(t *testing.T) {
	t.Parallel()
	dbtest.OnPostgres(t, func(t *testing.T, _ *db.DB) {
		dsn := dbtest.PostgresDSN(t)
		d := dbtest.Open(t, dsn, nil)
		err := d.Read(t.Context(), laurel.NewTenantID(), func(tx db.Tx) error {
			if _, err := tx.Select((*playlist)(nil)).Where("id = ?", "x").Exists(t.Context()); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			again, err := db.Open(ctx, db.Config{DSN: dsn})
			if err != nil {
				return err
			}
			return again.Close()
		})
		if err != nil {
			t.Errorf("a second one starts while the first reads: %v", err)
		}
	})
}
