package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// SharedTx is a transaction on the tables that belong to nobody: which host
// leads to which tenant, which address to which person. It sees nothing else.
// The files that may use it are on a list that the architecture test holds.
type SharedTx struct {
	db     *bun.DB
	conn   bun.IConn
	now    time.Time
	posted *bool
	outer  *DB
}

// Shared runs fn in a transaction on the shared tables.
func (d *DB) Shared(ctx context.Context, fn func(SharedTx) error) error {
	s := scope{tenants: []string{string(laurel.Platform)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		tx := SharedTx{db: d.write, conn: conn, now: d.moment(), posted: new(bool), outer: d}
		err := fn(tx)
		return *tx.posted, err
	})
}

// ReadShared runs fn in a transaction on the shared tables that cannot write.
func (d *DB) ReadShared(ctx context.Context, fn func(SharedTx) error) error {
	return d.look(ctx, scope{}, func(conn bun.IConn) (bool, error) {
		return false, fn(SharedTx{db: d.read, conn: conn, now: d.moment(), posted: new(bool), outer: d})
	})
}

// SharedWith runs fn in one transaction on the shared tables and within one
// tenant: what a tenant says of itself stands in a shared table, and who changed
// it in the tenant's own audit trail.
func (d *DB) SharedWith(ctx context.Context, t laurel.TenantID, fn func(SharedTx, Tx) error) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	s := scope{tenants: []string{string(t)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		public := SharedTx{db: d.write, conn: conn, now: d.moment(), posted: new(bool), outer: d}
		own := d.tenantTx(conn, d.write, t)
		err := fn(public, own)
		return *own.posted, err
	})
}

// ReadSharedWith runs fn in one transaction on the shared tables and within one
// tenant that cannot write: what a tenant is called is read together with what it is.
func (d *DB) ReadSharedWith(ctx context.Context, t laurel.TenantID, fn func(SharedTx, Tx) error) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	return d.look(ctx, scope{tenants: []string{string(t)}}, func(conn bun.IConn) (bool, error) {
		public := SharedTx{db: d.read, conn: conn, now: d.moment(), posted: new(bool), outer: d}
		return false, fn(public, d.tenantTx(conn, d.read, t))
	})
}

// Now is the time of the transaction.
func (tx SharedTx) Now() time.Time { return tx.now }

// Select starts a query on a shared table; it needs an order.
func (tx SharedTx) Select(model any) *bun.SelectQuery {
	return tx.db.NewSelect().Conn(tx.conn).Model(model)
}

// Insert adds a row; one that is there already leads to laurel.Conflict.
func (tx SharedTx) Insert(ctx context.Context, model any) error {
	_, err := tx.db.NewInsert().Conn(tx.conn).Model(model).Exec(ctx)
	return classify(err)
}

// Update starts a change of a shared table; it needs a condition.
func (tx SharedTx) Update(model any) *bun.UpdateQuery {
	return tx.db.NewUpdate().Conn(tx.conn).Model(model)
}

// Delete starts taking rows of a shared table away; it needs a condition.
func (tx SharedTx) Delete(model any) *bun.DeleteQuery {
	return tx.db.NewDelete().Conn(tx.conn).Model(model)
}

// Post files an event of the platform with the change that caused it.
func (tx SharedTx) Post(ctx context.Context, e laurel.Event) error {
	platform := tx.outer.tenantTx(tx.conn, tx.db, laurel.Platform)
	*tx.posted = true
	return platform.Post(ctx, e)
}

// Record enters a change in the audit trail of the platform.
func (tx SharedTx) Record(ctx context.Context, c laurel.Change) error {
	*tx.posted = true // the trail is sealed by a job
	return tx.outer.tenantTx(tx.conn, tx.db, laurel.Platform).Record(ctx, c)
}

// InAccount runs fn in one transaction on what belongs to person p and on the
// shared tables: which addresses lead to a person is written together with what
// the person says of them.
func (d *DB) InAccount(ctx context.Context, p laurel.PersonID, fn func(PersonTx, SharedTx) error) error {
	s := scope{person: string(p), tenants: []string{string(laurel.Platform)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		tx := SharedTx{db: d.write, conn: conn, now: d.moment(), posted: new(bool), outer: d}
		err := fn(d.personTx(conn, d.write, p), tx)
		return *tx.posted, err
	})
}

// WithPerson runs fn in one transaction within tenant t and on what belongs to
// person p: what somebody does to a tenant may be their own word for it, too.
func (d *DB) WithPerson(ctx context.Context, t laurel.TenantID, p laurel.PersonID, fn func(Tx, PersonTx) error) error {
	if !t.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	s := scope{person: string(p), tenants: []string{string(t)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		tx := d.tenantTx(conn, d.write, t)
		err := fn(tx, d.personTx(conn, d.write, p))
		return *tx.posted, err
	})
}

// InBoth runs fn in one transaction that sees two tenants, each through a Tx of
// its own: what a city and an organisation agree on is written to both sides or
// to neither.
func (d *DB) InBoth(ctx context.Context, a, b laurel.TenantID, fn func(a, b Tx) error) error {
	if !a.Valid() || !b.Valid() {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	s := scope{tenants: []string{string(a), string(b)}}
	return d.commit(ctx, s, func(conn bun.IConn) (bool, error) {
		ta, tb := d.tenantTx(conn, d.write, a), d.tenantTx(conn, d.write, b)
		err := fn(ta, tb)
		return *ta.posted || *tb.posted, err
	})
}
