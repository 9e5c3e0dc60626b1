package registry

import (
	"context"
	"fmt"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Beside is another registry on the same database, as a replica has it, without
// a gate yet.
func Beside(r *Registry) *Registry { return New(r.db, r.vault) }

// Fill puts n organisations into a city's table, each with a name of its own and
// figures, as if they had come in one by one.
func Fill(ctx context.Context, r *Registry, city laurel.TenantID, n int) error {
	return r.db.InTx(ctx, city, func(tx db.Tx) error {
		for i := range n {
			id := laurel.TenantID(fmt.Sprintf("%010d", i+1))
			var row affiliationRow
			row.take(tenants.Affiliation{Organisation: id, Name: fmt.Sprintf("Organisation Šķūnis %05d", (i*7919)%n), Email: fmt.Sprintf("o%d@example.org", i),
				Standing: tenants.StandsActive, Since: tx.Now().Add(-time.Duration(i) * time.Minute), Verification: tenants.VerificationNone})
			if err := tx.Insert(ctx, &row); err != nil {
				return err
			}
			if i%2 == 0 {
				if err := tx.Insert(ctx, &figuresRow{OrganisationID: id, Listed: i % 50, Awards: i % 1000, LastAt: tx.Now()}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
