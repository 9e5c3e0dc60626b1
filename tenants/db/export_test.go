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

// BarePerson is Bare in what belongs to a person.
func BarePerson(tx PersonTx, statement string) *bun.RawQuery {
	return tx.db.NewRaw(relayMark + statement).Conn(tx.conn)
}

// BareShared is Bare where nobody's rows are to be seen.
func BareShared(tx SharedTx, statement string) *bun.RawQuery {
	return tx.db.NewRaw(relayMark + statement).Conn(tx.conn)
}

// Unchecked takes the foreign keys and conditions from all tables, for a test
// that needs a row in each of them, whatever stands there.
func Unchecked(t *testing.T, d *DB) {
	t.Helper()
	var all []struct{ Name, Constraint string }
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.write.NewRaw(`SELECT conrelid::regclass::text AS name, conname AS constraint FROM pg_constraint
WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace ORDER BY 1, 2`).Scan(t.Context(), &all))
	for _, c := range all {
		_, err := d.write.NewRaw("ALTER TABLE ? DROP CONSTRAINT ?", bun.Ident(c.Name), bun.Ident(c.Constraint)).Exec(t.Context())
		must(err)
	}
}

// ColumnsOf asks PostgreSQL for the columns of a table and their types.
func ColumnsOf(t *testing.T, d *DB, table string) map[string]string {
	t.Helper()
	var all []struct{ Name, Type string }
	err := d.write.NewRaw(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ? ORDER BY 1`, table).Scan(t.Context(), &all)
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{}
	for _, c := range all {
		columns[c.Name] = c.Type
	}
	return columns
}

// WalledTables asks PostgreSQL on which tables its row-level security is forced.
func WalledTables(t *testing.T, d *DB) []string {
	t.Helper()
	var names []string
	err := d.write.NewRaw(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relrowsecurity AND relforcerowsecurity ORDER BY relname`).Scan(t.Context(), &names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}
