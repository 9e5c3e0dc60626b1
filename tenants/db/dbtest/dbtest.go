// Package dbtest gives a test a database of its own, on each kind that there is,
// and watches what the test sends to it.
package dbtest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// serverVariable is where the environment names the PostgreSQL server of the tests.
const serverVariable = "LAUREL_TEST_POSTGRES"

// Each runs test on SQLite, and on PostgreSQL unless the tests run short. The
// server is the one that LAUREL_TEST_POSTGRES names; without it the test fails.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, SQLite(t)) })
	OnPostgres(t, test)
}

// OnPostgres runs test on PostgreSQL alone, unless the tests run short.
func OnPostgres(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	if !testing.Short() {
		t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, Postgres(t)) })
	}
}

// SQLite is a fresh database in a file that goes with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, SQLiteDSN(t), nil)
}

// SQLiteDSN is the address of a database that goes with the test, migrated already.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	image, err := sqliteImage()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "laurel.db")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// Postgres is a fresh database on the server of the tests.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, PostgresDSN(t), nil)
}

// Open opens a database under watch: a statement on a table that belongs to
// somebody, without the condition that says to whom, fails the test.
func Open(t testing.TB, dsn string, now func() time.Time) *db.DB {
	t.Helper()
	return open(t, db.Config{DSN: dsn, Now: now, Hook: Watch(t)})
}

func open(t testing.TB, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// PostgresDSN makes a database on the server of the tests, migrated already, and
// returns its address.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv(serverVariable)
	if server == "" {
		t.Fatal(serverVariable + ` names no server: run "make test", or eval "$(.ci/servers start)" first`)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	template, err := postgresTemplate()
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + laurel.NewSecret()
	statement := "CREATE DATABASE " + name + " TEMPLATE " + template //nolint:gosec // both names are ours
	if _, err := pool.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		again, err := sql.Open("pgx", server)
		if err != nil {
			t.Error(err)
			return
		}
		defer again.Close()
		if err := drop(context.WithoutCancel(t.Context()), again, name); err != nil {
			t.Error(err)
		}
	})
	u.Path = "/" + name
	return u.String()
}

// drop takes a database away. The server may be tidying it up, which we may not
// interrupt; then it is tried again until it has ended.
func drop(ctx context.Context, server *sql.DB, name string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := server.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		if err == nil || !strings.Contains(err.Error(), "42501") {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

var mentioned = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE|INTO)\s+"?([a-z_]+)"?`)

// Watch is a hook that fails the test at a statement which reaches over a wall.
func Watch(t testing.TB) bun.QueryHook {
	t.Helper()
	return &watch{t: t}
}

// Listening opens a database as Open does, and returns what hands out the reading
// statements that were sent to it since it was asked last, without what begins and
// ends transactions.
func Listening(t testing.TB, dsn string) (d *db.DB, heard func() []string) {
	t.Helper()
	w := &watch{t: t, listens: true}
	return open(t, db.Config{DSN: dsn, Hook: w}), w.heard
}

type watch struct {
	t       testing.TB
	once    sync.Map
	listens bool
	mu      sync.Mutex
	list    []string
}

func (w *watch) heard() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.list
	w.list = nil
	return list
}

func (*watch) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// counted is the key under which a context holds the number of its queries.
type counted struct{}

// Counting returns a context whose queries are counted, without what begins and ends
// transactions.
func Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, counted{}, n), n
}

func (w *watch) AfterQuery(ctx context.Context, e *bun.QueryEvent) {
	if n, ok := ctx.Value(counted{}).(*atomic.Int64); ok && e.Operation() == "SELECT" {
		n.Add(1)
	}
	if w.listens && e.Operation() == "SELECT" {
		w.mu.Lock()
		w.list = append(w.list, e.Query)
		w.mu.Unlock()
	}
	if fault := Fault(e.Query); fault != "" {
		if _, told := w.once.LoadOrStore(fault, true); !told {
			w.t.Errorf("a statement on %s without its owner: %s", fault, e.Query)
		}
	}
}

// Fault names the table that a statement touches without saying whose rows; it
// is empty where the statement is sound, or the relay's.
func Fault(statement string) string {
	if strings.HasPrefix(statement, "/* relay */") {
		return ""
	}
	owned := db.OwnerColumns()
	for _, m := range mentioned.FindAllStringSubmatchIndex(statement, -1) {
		name := statement[m[2]:m[3]]
		column, ok := owned[name]
		if ok && !says(statement, m[0], column) && !namesPeople(statement[m[0]:]) {
			return name
		}
	}
	return ""
}

// namesPeople reports whether the part of a statement reads the accounts of people who
// are named.
func namesPeople(part string) bool {
	return regexp.MustCompile(`^FROM "people" WHERE person_id IN \('`).MatchString(part)
}

// says reports whether the part of a statement from start on names the owner:
// an inserted row has the column, every other part a condition on it.
func says(statement string, start int, column string) bool {
	rest := statement[start:]
	if strings.HasPrefix(strings.ToUpper(rest), "INTO") {
		return strings.Contains(rest, column)
	}
	if strings.HasPrefix(strings.ToUpper(rest), "UPDATE") || strings.HasPrefix(statement, "DELETE") {
		return regexp.MustCompile(`"?` + column + `"? = '`).MatchString(rest)
	}
	return regexp.MustCompile(`^(?i)(?:FROM|JOIN)\s+"?[a-z_]+"? WHERE "?` + column + `"? = '`).MatchString(rest)
}
