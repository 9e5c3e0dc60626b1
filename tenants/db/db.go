// Package db opens the database and hands out transactions that see one tenant
// or one person, and nothing beside it.
//
// The same migrations and the same queries run on SQLite and PostgreSQL; what
// differs between the two is in this package and nowhere else.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// DB is a database with its pools. It is safe for concurrent use.
type DB struct {
	write  *bun.DB
	read   *bun.DB // SQLite: connections that cannot write; PostgreSQL: the same pool
	group  *group  // SQLite only
	now    func() time.Time
	posted chan struct{}
}

// Config says which database, and how it is watched.
type Config struct {
	// DSN is "sqlite:PATH" or "postgres://…".
	DSN string
	// Now is the clock; zero means the machine's.
	Now func() time.Time
	// Hook sees each statement; zero means nobody does.
	Hook bun.QueryHook
}

// Open connects and migrates.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	d := &DB{now: cfg.Now, posted: make(chan struct{}, 1)}
	var err error
	switch {
	case strings.HasPrefix(cfg.DSN, "sqlite:"):
		err = d.openSQLite(ctx, strings.TrimPrefix(cfg.DSN, "sqlite:"))
	case strings.HasPrefix(cfg.DSN, "postgres://"), strings.HasPrefix(cfg.DSN, "postgresql://"):
		err = d.openPostgres(cfg.DSN)
	default:
		return nil, errors.New("db: the address begins with neither sqlite: nor postgres://")
	}
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("db: migrate: %w", err)
	}
	if d.group != nil {
		go d.group.run() //nolint:contextcheck // it outlives the opening, and a commit serves many callers
	}
	if cfg.Hook != nil {
		d.write = d.write.WithQueryHook(cfg.Hook)
		if d.group != nil {
			d.read = d.read.WithQueryHook(cfg.Hook)
		} else {
			d.read = d.write
		}
	}
	return d, nil
}

// Close gives the connections back. Transactions that run are finished first.
func (d *DB) Close() error {
	if d.group == nil {
		return d.write.Close()
	}
	d.group.close()
	rerr := d.read.Close()
	if err := d.write.Close(); err != nil {
		return err
	}
	return rerr
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Posted gets a value soon after a transaction that posted an event has ended
// in this process. One value may stand for many events.
func (d *DB) Posted() <-chan struct{} { return d.posted }

// moment is the time of a transaction: what both databases can keep.
func (d *DB) moment() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// work is what a transaction does, told which connection it has.
type work func(conn bun.IConn) (posted bool, err error)

// commit runs w in a transaction that writes.
func (d *DB) commit(ctx context.Context, s scope, w work) error {
	var posted bool
	var err error
	if d.group != nil {
		posted, err = d.group.do(ctx, w)
	} else {
		posted, err = d.commitPostgres(ctx, s, w)
	}
	if err != nil {
		return classify(err)
	}
	if posted {
		select {
		case d.posted <- struct{}{}:
		default:
		}
	}
	return nil
}

// look runs w in a transaction that cannot write, and sees one moment.
func (d *DB) look(ctx context.Context, s scope, w work) error {
	opts := sql.TxOptions{ReadOnly: true}
	if d.group == nil { // SQLite does so anyway
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.DB.BeginTx(ctx, &opts)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback()
	if err := d.enter(ctx, tx, s); err != nil {
		return classify(err)
	}
	if _, err := w(tx); err != nil {
		return classify(err)
	}
	return classify(tx.Commit())
}

// enter tells PostgreSQL whose rows the transaction may see.
func (d *DB) enter(ctx context.Context, tx *sql.Tx, s scope) error {
	if d.group != nil {
		return nil
	}
	return s.enterPostgres(ctx, tx)
}

// InTx runs fn in a transaction that sees tenant t alone. An id that names no
// tenant leads to laurel.NotFound.
func (d *DB) InTx(ctx context.Context, t laurel.TenantID, fn func(Tx) error) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	s := scope{tenants: []string{string(t)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		tx := d.tenantTx(conn, d.write, t)
		err := fn(tx)
		return *tx.posted, err
	})
}

// Read runs fn in a transaction that sees tenant t alone and cannot write.
func (d *DB) Read(ctx context.Context, t laurel.TenantID, fn func(Tx) error) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	return d.look(ctx, scope{tenants: []string{string(t)}}, func(conn bun.IConn) (bool, error) {
		return false, fn(d.tenantTx(conn, d.read, t))
	})
}

// InPerson runs fn in a transaction that sees what belongs to person p alone.
func (d *DB) InPerson(ctx context.Context, p laurel.PersonID, fn func(PersonTx) error) error {
	s := scope{person: string(p), tenants: []string{string(laurel.Platform)}} // for its events
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		tx := d.personTx(conn, d.write, p)
		err := fn(tx)
		return *tx.posted, err
	})
}

// ReadPerson runs fn in a transaction that sees what belongs to person p alone
// and cannot write.
func (d *DB) ReadPerson(ctx context.Context, p laurel.PersonID, fn func(PersonTx) error) error {
	return d.look(ctx, scope{person: string(p)}, func(conn bun.IConn) (bool, error) {
		return false, fn(d.personTx(conn, d.read, p))
	})
}
