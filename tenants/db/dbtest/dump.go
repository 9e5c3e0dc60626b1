package dbtest

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// Owners are whose rows are looked at, beside all our own walls.
type Owners struct {
	Tenants []laurel.TenantID
	People  []laurel.PersonID
}

// Dump is every row of some owners as text, in order, read past package db: two
// of them differ where anything of theirs has changed. What there is of
// them in tables that belong to nobody is part of it.
func Dump(t testing.TB, dsn string, of Owners) string {
	t.Helper()
	pool := raw(t, dsn)
	defer pool.Close()
	var b strings.Builder
	for _, id := range of.Tenants {
		dump(t, pool, &b, owner{string(id), "tenant_id"})
		rows(t, pool, &b, owner{string(id), "id"}, "tenants")
		rows(t, pool, &b, owner{string(id), "tenant_id"}, "hosts")
	}
	for _, id := range of.People {
		dump(t, pool, &b, owner{string(id), "person_id"})
		rows(t, pool, &b, owner{string(id), "person_id"}, "emails")
	}
	return b.String()
}

// Change runs a statement as one tenant, for what no request can do yet.
func Change(t testing.TB, dsn string, id laurel.TenantID, statement string) {
	t.Helper()
	pool := raw(t, dsn)
	defer pool.Close()
	inScope(t, pool, owner{string(id), "tenant_id"}, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), statement)
		return err
	})
}

type owner struct{ id, column string }

func raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver, address := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, address = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	pool, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

func inScope(t testing.TB, pool *sql.DB, o owner, fn func(*sql.Tx) error) {
	t.Helper()
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, postgres := pool.Driver().(*stdlib.Driver); postgres {
		setting := map[string]string{"tenant_id": "app.tenants", "person_id": "app.person", "id": "app.tenants"}[o.column]
		if _, err := tx.ExecContext(t.Context(), fmt.Sprintf("SET LOCAL %s = '%s'", setting, o.id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := fn(tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func dump(t testing.TB, pool *sql.DB, b *strings.Builder, o owner) {
	t.Helper()
	owned := db.OwnerColumns()
	for _, table := range slices.Sorted(maps.Keys(owned)) {
		if owned[table] == o.column {
			rows(t, pool, b, o, table)
		}
	}
}

func rows(t testing.TB, pool *sql.DB, b *strings.Builder, o owner, table string) {
	t.Helper()
	var lines []string
	inScope(t, pool, o, func(tx *sql.Tx) error {
		all := "SELECT * FROM " + table + " WHERE " + o.column + " = '" + o.id + "'" //nolint:gosec,unqueryvet // of what the test made
		found, err := tx.QueryContext(t.Context(), all)
		if err != nil {
			return err
		}
		defer found.Close()
		columns, err := found.Columns()
		if err != nil {
			return err
		}
		for found.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := found.Scan(into...); err != nil {
				return err
			}
			var line strings.Builder
			line.WriteString(table)
			for i, v := range values {
				if text, ok := v.([]byte); ok {
					v = string(text)
				}
				fmt.Fprintf(&line, " %s=%v", columns[i], v)
			}
			lines = append(lines, line.String())
		}
		return found.Err()
	})
	slices.Sort(lines)
	for _, line := range lines {
		b.WriteString(line + "\n")
	}
}
