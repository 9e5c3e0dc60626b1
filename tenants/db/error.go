package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"example.org/laurel"
)

// classify gives a driver's error the kind that callers act on. What has a kind
// already, and what nobody knows, stays as it is.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*laurel.Error](err); ok {
		return err
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return laurel.E(laurel.NotFound, "error.not-found").Because(err)
	case isUnique(err):
		return laurel.E(laurel.Conflict, "error.exists").Because(err)
	case isBusy(err):
		return laurel.E(laurel.Unready, "error.unready").Because(err)
	}
	return err
}

func isUnique(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// isBusy: deadlock, serialisation failure, or a lock that did not come in time.
func isBusy(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "40P01" || e.Code == "40001" || e.Code == "55P03"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}

// Scan runs a query and gives its errors the kind that callers act on: a single
// row that is not there leads to laurel.NotFound.
func Scan(ctx context.Context, q *bun.SelectQuery, dest ...any) error {
	return classify(q.Scan(ctx, dest...))
}
