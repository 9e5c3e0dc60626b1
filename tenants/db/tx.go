package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"example.org/laurel"
)

// Tx is a transaction inside one tenant. Every read it starts stands on a
// sub-select that holds the tenant's condition already, so no later condition
// or join can undo it; every row it writes becomes or is the tenant's.
type Tx struct {
	rows
	tenant laurel.TenantID
}

// Tenant is the one whose rows the transaction sees.
func (tx Tx) Tenant() laurel.TenantID { return tx.tenant }

// PersonTx is a transaction on what belongs to one person. Its events are the
// platform's, since a person is of no tenant.
type PersonTx struct {
	rows
	platform Tx
}

// Post files an event of the platform with the change that caused it.
func (tx PersonTx) Post(ctx context.Context, e laurel.Event) error {
	*tx.posted = true
	return tx.platform.Post(ctx, e)
}

func (d *DB) tenantTx(conn bun.IConn, db *bun.DB, t laurel.TenantID) Tx {
	return Tx{rows: d.rows(conn, db, "tenant_id", string(t)), tenant: t}
}

func (d *DB) personTx(conn bun.IConn, db *bun.DB, p laurel.PersonID) PersonTx {
	return PersonTx{rows: d.rows(conn, db, "person_id", string(p)), platform: d.tenantTx(conn, db, laurel.Platform)}
}

// Owned is embedded in every row that belongs to a tenant.
type Owned struct {
	TenantID laurel.TenantID `bun:"tenant_id,pk"`
	Version  int             `bun:"version,notnull"`
}

func (o *Owned) own(column, id string) {
	if column == "tenant_id" {
		o.TenantID = laurel.TenantID(id)
	}
}

func (o *Owned) turn() (was int) { o.Version++; return o.Version - 1 }

// Personal is embedded in every row that belongs to a person.
type Personal struct {
	PersonID laurel.PersonID `bun:"person_id,pk"`
	Version  int             `bun:"version,notnull"`
}

func (o *Personal) own(column, id string) {
	if column == "person_id" {
		o.PersonID = laurel.PersonID(id)
	}
}

func (o *Personal) turn() (was int) { o.Version++; return o.Version - 1 }

type row interface {
	own(column, id string)
	turn() (was int)
}

// rows is what the transactions of tenants and of persons have in common.
type rows struct {
	db     *bun.DB
	conn   bun.IConn
	column string
	owner  string
	now    time.Time
	posted *bool

	recorded *int // changes so far
}

func (d *DB) rows(conn bun.IConn, db *bun.DB, column, owner string) rows {
	return rows{db: db, conn: conn, column: column, owner: owner, now: d.moment(), posted: new(bool), recorded: new(int)}
}

// Now is the time of the transaction, the same for all its rows.
func (r rows) Now() time.Time { return r.now }

// Select starts a query for rows of the owner; it needs an order.
func (r rows) Select(model any) *bun.SelectQuery {
	return r.db.NewSelect().Conn(r.conn).Model(model).
		ModelTableExpr("(SELECT * FROM ?TableName WHERE ? = ?) AS ?TableAlias", bun.Ident(r.column), r.owner)
}

// Table is another table to join, already within the owner's rows:
//
//	q.Join("JOIN ? ON t.id = s.task_id", tx.Table("badge_tasks", "t"))
func (r rows) Table(name, alias string) schema.QueryWithArgs {
	return bun.SafeQuery("(SELECT * FROM ? WHERE ? = ?) AS ?", bun.Ident(name), bun.Ident(r.column), r.owner, bun.Ident(alias))
}

// Insert adds a row, which becomes the owner's. One that is there already leads
// to laurel.Conflict.
func (r rows) Insert(ctx context.Context, model row) error {
	model.own(r.column, r.owner)
	_, err := r.db.NewInsert().Conn(r.conn).Model(model).Exec(ctx)
	return classify(err)
}

// InsertMissing adds a row unless one with its key is there, and reports
// whether it did.
func (r rows) InsertMissing(ctx context.Context, model row) (bool, error) {
	model.own(r.column, r.owner)
	res, err := r.db.NewInsert().Conn(r.conn).Model(model).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return false, classify(err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// Update writes a row back if it is still the one that was read. Someone
// else's change in between leads to laurel.Conflict.
func (r rows) Update(ctx context.Context, model row) error {
	model.own(r.column, r.owner)
	was := model.turn()
	res, err := r.db.NewUpdate().Conn(r.conn).Model(model).WherePK().
		Where("? = ?", bun.Ident(r.column), r.owner).Where("version = ?", was).Exec(ctx)
	if err != nil {
		return classify(err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
	}
	return nil
}

// Delete takes a row away; one that is gone already is no error.
func (r rows) Delete(ctx context.Context, model row) error {
	model.own(r.column, r.owner)
	_, err := r.db.NewDelete().Conn(r.conn).Model(model).WherePK().
		Where("? = ?", bun.Ident(r.column), r.owner).Exec(ctx)
	return classify(err)
}

// Raise adds one to a counter of the owner's row in table, and makes the row
// with the value one where it is missing.
func (r rows) Raise(ctx context.Context, table, counter string) error {
	_, err := r.db.NewRaw("INSERT INTO ? (?, ?) VALUES (?, 1) ON CONFLICT (?) DO UPDATE SET ? = ?.? + 1",
		bun.Ident(table), bun.Ident(r.column), bun.Ident(counter), r.owner, bun.Ident(r.column),
		bun.Ident(counter), bun.Ident(table), bun.Ident(counter)).Conn(r.conn).Exec(ctx)
	return classify(err)
}
