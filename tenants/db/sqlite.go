package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

const sqliteReaders = 8

// openSQLite opens one connection that writes and several that cannot.
func (d *DB) openSQLite(ctx context.Context, path string) error {
	common := []string{"journal_mode(wal)", "foreign_keys(1)", "busy_timeout(5000)"}
	write, err := sql.Open("sqlite", sqliteDSN(path, "immediate", append(common, "synchronous(full)")...))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return err
	}
	read, err := sql.Open("sqlite", sqliteDSN(path, "deferred", append(common, "query_only(1)")...))
	if err != nil {
		write.Close()
		return err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	d.write, d.read = bun.NewDB(write, sqlitedialect.New()), bun.NewDB(read, sqlitedialect.New())
	d.group = &group{db: d.write, jobs: make(chan *grouped, groupSize), done: make(chan struct{})}
	return nil
}

func sqliteDSN(path, lock string, pragmas ...string) string {
	return "file:" + path + "?" + url.Values{"_pragma": pragmas, "_txlock": {lock}}.Encode()
}

// groupSize is how many transactions share one commit at most.
const groupSize = 64

// group lets transactions that wait for the disk at the same time share one
// commit. Each runs in a savepoint of its own, so one that fails takes nothing
// with it; all hear of success only after the commit is on the disk.
type group struct {
	db   *bun.DB
	jobs chan *grouped
	done chan struct{}
}

type grouped struct {
	ended  func() error // why the caller's context has ended, if it has
	work   work
	posted bool
	err    error
	panics any
	over   chan struct{}
}

func (g *group) do(ctx context.Context, w work) (bool, error) {
	j := &grouped{ended: ctx.Err, work: w, over: make(chan struct{})}
	select {
	case g.jobs <- j:
	case <-ctx.Done():
		return false, ctx.Err()
	case <-g.done:
		return false, sql.ErrConnDone
	}
	select {
	case <-j.over:
	case <-g.done:
		return false, sql.ErrConnDone
	}
	if j.panics != nil {
		panic(j.panics)
	}
	return j.posted, j.err
}

func (g *group) close() { close(g.done) }

func (g *group) run() {
	for {
		select {
		case <-g.done:
			return
		case first := <-g.jobs:
			g.commit(first)
		}
	}
}

// commit runs first and all that wait behind it in one transaction.
func (g *group) commit(first *grouped) {
	ctx := context.Background()
	tx, err := g.db.DB.BeginTx(ctx, nil)
	if err != nil {
		first.err = err
		close(first.over)
		return
	}
	ran := []*grouped{first}
	g.runOne(tx, first)
	for len(ran) < groupSize {
		select {
		case next := <-g.jobs:
			g.runOne(tx, next)
			ran = append(ran, next)
			continue
		default:
		}
		break
	}
	if err := tx.Commit(); err != nil {
		for _, j := range ran {
			if j.err == nil {
				j.err = fmt.Errorf("commit: %w", err)
			}
		}
	}
	for _, j := range ran {
		close(j.over)
	}
}

func (g *group) runOne(tx *sql.Tx, j *grouped) {
	if j.err = j.ended(); j.err != nil {
		return
	}
	ctx := context.Background()
	if _, j.err = tx.ExecContext(ctx, "SAVEPOINT one"); j.err != nil {
		return
	}
	defer func() {
		if j.panics = recover(); j.panics != nil || j.err != nil {
			if _, err := tx.ExecContext(ctx, "ROLLBACK TO one"); err != nil && j.err == nil {
				j.err = err
			}
		}
		if _, err := tx.ExecContext(ctx, "RELEASE one"); err != nil && j.err == nil {
			j.err = err
		}
	}()
	j.posted, j.err = j.work(steady{tx})
}

// steady is a connection that a caller's cancelled context does not interrupt:
// SQLite answers an interrupted write by rolling back the whole transaction,
// and with it the others of its group.
type steady struct{ tx *sql.Tx }

func (s steady) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(context.WithoutCancel(ctx), query, args...)
}

func (s steady) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(context.WithoutCancel(ctx), query, args...)
}

func (s steady) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}
