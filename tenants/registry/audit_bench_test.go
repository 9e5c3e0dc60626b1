package registry_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/keys"
	"example.org/laurel/tenants/registry"
)

// stacked is a registry on a fresh database, without a gate.
func stacked(b *testing.B, dsn string) (*registry.Registry, *db.DB) {
	b.Helper()
	d, err := db.Open(b.Context(), db.Config{DSN: dsn})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	secret, err := keys.ParseSecret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	if err != nil {
		b.Fatal(err)
	}
	vault, err := keys.NewVault(secret)
	if err != nil {
		b.Fatal(err)
	}
	return registry.New(d, vault), d
}

// pile records n changes in one transaction.
func pile(b *testing.B, d *db.DB, n int) {
	b.Helper()
	err := d.InTx(b.Context(), library, func(tx db.Tx) error {
		for range n {
			if err := tx.Record(b.Context(), laurel.Change{What: "role.given", Object: "person:ada", About: "ada", To: map[string]string{"role": "member"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func eachServer(b *testing.B, bench func(b *testing.B, r *registry.Registry, d *db.DB)) {
	b.Helper()
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLiteDSN, "postgres": dbtest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			r, d := stacked(b, dsn(b))
			bench(b, r, d)
		})
	}
}

func BenchmarkSealing1000Entries(b *testing.B) {
	eachServer(b, func(b *testing.B, r *registry.Registry, d *db.DB) {
		b.Helper()
		for b.Loop() {
			b.StopTimer()
			pile(b, d, 1000)
			b.StartTimer()
			if err := r.SealAudit(b.Context(), library); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Of 10,000 entries in 1,000 seals: a trail of changes that came one by one, and
// some together.
func BenchmarkVerifying10000Entries(b *testing.B) {
	eachServer(b, func(b *testing.B, r *registry.Registry, d *db.DB) {
		b.Helper()
		for range 1000 {
			pile(b, d, 10)
			if err := r.SealAudit(b.Context(), library); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			if rep, err := r.CheckAudit(b.Context(), library); err != nil || rep.Sealed != 10_000 || rep.Fault != nil {
				b.Fatalf("%+v, %v", rep, err)
			}
		}
	})
}
