package db

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// PeopleTx is a transaction that sees the accounts of some people, with nothing else
// that is theirs, and cannot write. The files that may use it are on a list that the
// architecture test holds.
type PeopleTx struct {
	db     *bun.DB
	conn   bun.IConn
	people []laurel.PersonID
}

// ReadPeople runs fn in a transaction that sees the accounts of some people, a few
// hundred at most: a list of people is shown with their names.
func (d *DB) ReadPeople(ctx context.Context, people []laurel.PersonID, fn func(PeopleTx) error) error {
	s := scope{people: make([]string, len(people))}
	for i, p := range people {
		s.people[i] = string(p)
	}
	return d.look(ctx, s, func(conn bun.IConn) (bool, error) {
		return false, fn(PeopleTx{db: d.read, conn: conn, people: people})
	})
}

// Select starts a query for their accounts; it needs an order.
func (tx PeopleTx) Select(model any) *bun.SelectQuery {
	return tx.db.NewSelect().Conn(tx.conn).Model(model).
		ModelTableExpr("(SELECT * FROM ?TableName WHERE person_id IN (?)) AS ?TableAlias", bun.List(tx.people))
}

// nameable lets accounts, and nothing else that belongs to people, be read by who names
// whose: once, since a wall that stands is left alone.
func nameable(ctx context.Context, tx *sql.Tx) error {
	var stands bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = 'named' AND c.oid = to_regclass('people'))`).Scan(&stands)
	if err != nil || stands {
		return err
	}
	_, err = tx.ExecContext(ctx, `CREATE POLICY named ON people FOR SELECT
USING (person_id = ANY (string_to_array(current_setting('app.people', true), ',')))`)
	return err
}
