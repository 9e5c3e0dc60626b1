package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

const postgresConns = 32

// openPostgres opens the pool. Bun writes arguments into the statement, so a
// cache of prepared statements would only fill up: the simple protocol it is.
func (d *DB) openPostgres(dsn string) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cfg.RuntimeParams["timezone"] = "UTC"
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns / 2)
	d.write = bun.NewDB(pool, pgdialect.New())
	d.read = d.write
	return nil
}

func (d *DB) commitPostgres(ctx context.Context, s scope, w work) (bool, error) {
	tx, err := d.write.DB.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	if err := s.enterPostgres(ctx, tx); err != nil {
		return false, err
	}
	posted, err := w(tx)
	if err != nil {
		return false, err
	}
	return posted, tx.Commit()
}

// scope is whose rows a transaction may see. PostgreSQL's row-level security
// reads it from settings that end with the transaction; what stands in them are
// codes of letters and digits, checked here, since SET takes no arguments (and
// set_config() would not reach the workers of Citus).
type scope struct {
	tenants []string
	person  string
	people  []string // whose accounts are seen besides, to read them
	relay   bool
}

func (s scope) enterPostgres(ctx context.Context, tx *sql.Tx) error {
	for _, v := range slices.Concat([]string{s.person}, s.tenants, s.people) {
		if strings.Trim(v, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
			return fmt.Errorf("db: %q is no scope", v)
		}
	}
	relay := "off"
	if s.relay {
		relay = "on"
	}
	set := fmt.Sprintf("SET LOCAL app.tenants = '%s'; SET LOCAL app.person = '%s'; SET LOCAL app.relay = '%s'",
		strings.Join(s.tenants, ","), s.person, relay)
	if len(s.people) > 0 {
		set += fmt.Sprintf("; SET LOCAL app.people = '%s'", strings.Join(s.people, ","))
	}
	_, err := tx.ExecContext(ctx, set)
	return err
}

// protect puts row-level security on every table that belongs to somebody, so
// that the database says a second time what the scopes say. A table that has its
// wall is left alone: to change it would lock out, one after another, those who are
// at work in several tables, and they us.
func (d *DB) protect(ctx context.Context, tx *sql.Tx) error {
	for _, t := range tables() {
		rule := ""
		switch t.owner {
		case tenantOwned:
			rule = "tenant_id = ANY (string_to_array(current_setting('app.tenants', true), ','))"
		case personOwned:
			rule = "person_id = current_setting('app.person', true)"
		case shared:
			continue
		}
		if t.relayed {
			rule += " OR current_setting('app.relay', true) = 'on'"
		}
		mark := fmt.Sprintf("%s; lasting: %v", rule, t.lasting)
		if stands, err := walled(ctx, tx, t.name, mark); err != nil || stands {
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			continue
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf(`ALTER TABLE %[1]s ENABLE ROW LEVEL SECURITY;
ALTER TABLE %[1]s FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS wall ON %[1]s;
CREATE POLICY wall ON %[1]s USING (%[2]s) WITH CHECK (%[2]s);
COMMENT ON POLICY wall ON %[1]s IS '%[3]s';`, t.name, rule, strings.ReplaceAll(mark, "'", "''")))
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if t.lasting {
			if err := keep(ctx, tx, t.name); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return nameable(ctx, tx)
}

// walled reports whether a table has its wall, which bears its rule as a comment.
func walled(ctx context.Context, tx *sql.Tx, table, mark string) (stands bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = 'wall' AND c.oid = to_regclass($1) AND c.relrowsecurity AND c.relforcerowsecurity
AND obj_description(p.oid, 'pg_policy') = $2)`, table, mark).Scan(&stands)
	return stands, err
}

// keep hides every row from DELETE. What was changed in a row is found by the
// chain.
func keep(ctx context.Context, tx *sql.Tx, table string) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`DROP POLICY IF EXISTS lasting ON %[1]s;
CREATE POLICY lasting ON %[1]s AS RESTRICTIVE FOR DELETE USING (false);`, table))
	return err
}
