package db

import (
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// Bare starts a statement without the tenant's condition, to see what the
// database itself says to it. The mark keeps the watch quiet.
func Bare(tx Tx, statement string) *bun.RawQuery {
	return tx.db.NewRaw(relayMark + statement).Conn(tx.conn)
}

// TablesOf asks the database which tables it has.
func TablesOf(t *testing.T, d *DB) []string {
	t.Helper()
	q := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'bun_%' ORDER BY name"
	if d.write.Dialect().Name() == dialect.PG {
		q = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'bun_%' ORDER BY tablename"
	}
	var names []string
	if err := d.write.NewRaw(q).Scan(t.Context(), &names); err != nil {
		t.Fatal(err)
	}
	return names
}
