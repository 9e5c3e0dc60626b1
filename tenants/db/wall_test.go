package db_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

const (
	owner    laurel.PersonID = "01jdada0000000000000000000"
	stranger laurel.PersonID = "01jdben0000000000000000000"
)

// scope is a transaction in which a statement without any condition is tried.
type scope struct {
	name  string
	owner string // as it would stand in the row
	run   func(context.Context, func(raw func(string) *bun.RawQuery) error) error
}

func tenantScope(d *db.DB, t laurel.TenantID) scope {
	return scope{"tenant " + string(t), string(t), func(ctx context.Context, fn func(func(string) *bun.RawQuery) error) error {
		return d.InTx(ctx, t, func(tx db.Tx) error { return fn(func(s string) *bun.RawQuery { return db.Bare(tx, s) }) })
	}}
}

func personScope(d *db.DB, p laurel.PersonID) scope {
	return scope{"person " + string(p), string(p), func(ctx context.Context, fn func(func(string) *bun.RawQuery) error) error {
		return d.InPerson(ctx, p, func(tx db.PersonTx) error { return fn(func(s string) *bun.RawQuery { return db.BarePerson(tx, s) }) })
	}}
}

func sharedScope(d *db.DB) scope {
	return scope{"nobody", "", func(ctx context.Context, fn func(func(string) *bun.RawQuery) error) error {
		return d.Shared(ctx, func(tx db.SharedTx) error { return fn(func(s string) *bun.RawQuery { return db.BareShared(tx, s) }) })
	}}
}

// TestAStatementWithoutAConditionSeesNobodyElse tries every table that belongs
// to somebody, as if all our own care had been forgotten.
func TestAStatementWithoutAConditionSeesNobodyElse(t *testing.T) {
	t.Parallel()
	dbtest.OnPostgres(t, checkEveryWall)
}

func checkEveryWall(t *testing.T, d *db.DB) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(db.OwnerColumns())), db.WalledTables(t, d)); diff != "" {
		t.Errorf("tables that belong to somebody, and those behind a wall (-want +got):\n%s", diff)
	}
	db.Unchecked(t, d)
	scopes := []scope{tenantScope(d, here), tenantScope(d, there), personScope(d, owner), personScope(d, stranger), sharedScope(d)}
	for table, column := range db.OwnerColumns() {
		of, likewise := tenantScope(d, there), tenantScope(d, here)
		if column == "person_id" {
			of, likewise = personScope(d, owner), personScope(d, stranger)
		}
		w := wall{t: t, table: table, column: column, row: rowOf(t, d, table, column)}
		w.affects(of, w.insert(of.owner), 1)
		for _, s := range scopes {
			if s.name == of.name {
				continue
			}
			w.sees(s, 0)
			w.affects(s, fmt.Sprintf("UPDATE %s SET %s = %s", table, column, column), 0)
			w.affects(s, "DELETE FROM "+table, 0)
			w.fails(s, w.insert(of.owner))
		}
		w.affects(likewise, w.insert(likewise.owner), 1)
		w.fails(likewise, fmt.Sprintf("UPDATE %s SET %s = '%s'", table, column, of.owner))
		w.sees(likewise, 1)
		w.sees(of, 1)
	}
}

// wall is the one around a table.
type wall struct {
	t             *testing.T
	table, column string
	row           map[string]string // values of all columns, as they are written in SQL
}

func (w wall) insert(owner string) string {
	columns := slices.Sorted(maps.Keys(w.row))
	values := make([]string, len(columns))
	for i, c := range columns {
		if values[i] = w.row[c]; c == w.column {
			values[i] = "'" + owner + "'"
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", w.table, strings.Join(columns, ", "), strings.Join(values, ", "))
}

func (w wall) sees(s scope, want int) {
	w.t.Helper()
	var got int
	err := s.run(w.t.Context(), func(raw func(string) *bun.RawQuery) error {
		return raw("SELECT COUNT(*) FROM "+w.table).Scan(w.t.Context(), &got)
	})
	if err != nil || got != want {
		w.t.Errorf("%s: %s sees %d rows, %v; want %d", w.table, s.name, got, err, want)
	}
}

func (w wall) affects(s scope, statement string, want int64) {
	w.t.Helper()
	var got int64
	err := s.run(w.t.Context(), func(raw func(string) *bun.RawQuery) error {
		res, err := raw(statement).Exec(w.t.Context())
		if err != nil {
			return err
		}
		got, err = res.RowsAffected()
		return err
	})
	if err != nil || got != want {
		w.t.Errorf("%s: as %s, %s concerns %d rows, %v; want %d", w.table, s.name, statement, got, err, want)
	}
}

func (w wall) fails(s scope, statement string) {
	w.t.Helper()
	err := s.run(w.t.Context(), func(raw func(string) *bun.RawQuery) error {
		_, err := raw(statement).Exec(w.t.Context())
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		w.t.Errorf("%s: as %s, %s ends with %v; want it refused by row-level security", w.table, s.name, statement, err)
	}
}

// rowOf is a row with something in every column.
func rowOf(t *testing.T, d *db.DB, table, column string) map[string]string {
	t.Helper()
	row := map[string]string{}
	for name, kind := range db.ColumnsOf(t, d, table) {
		switch kind {
		case "text":
			row[name] = "'x'"
		case "bigint":
			row[name] = "1"
		case "timestamp without time zone":
			row[name] = "now()"
		default:
			t.Fatalf("%s.%s is of type %s; TEXT, BIGINT and TIMESTAMP are the ones that both databases have", table, name, kind)
		}
	}
	if row[column] == "" {
		t.Fatalf("%s has no column %s", table, column)
	}
	return row
}
