package db

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"example.org/laurel"
)

// QuotaRow is a limit that was set for a tenant. A negative Most is none.
type QuotaRow struct {
	bun.BaseModel `bun:"table:quotas,alias:qu"`
	Owned
	Name string `bun:"name,pk"`
	Most int64  `bun:"most"`
}

// Usage is how much a tenant has of something, and may have.
type Usage struct {
	Limited bool // else Most and Used are not known
	Most    int64
	Used    int64
}

// Hold lets nobody else read for a change what a query finds until the transaction
// has ended: of two who want the last of something, the second sees what the first has left.
func (tx Tx) Hold(q *bun.SelectQuery) *bun.SelectQuery {
	if tx.db.Dialect().Name() == dialect.PG { // SQLite has one writer
		q = q.For("UPDATE")
	}
	return q
}

// Quota says how much a tenant has and may have of what a quota is called. Where
// there is a limit, it holds back whoever asks the same until this transaction has
// ended: of two who take the last place at the same moment, the second is told.
func (tx Tx) Quota(ctx context.Context, name string) (Usage, error) {
	var rows []QuotaRow
	if err := Scan(ctx, tx.Hold(tx.Select(&rows).Where("name = ?", name).Order("name"))); err != nil {
		return Usage{}, err
	}
	if len(rows) == 0 || rows[0].Most < 0 {
		return Usage{}, nil
	}
	used, err := tx.Used(ctx, name)
	return Usage{Limited: true, Most: rows[0].Most, Used: used}, err
}

// Used counts what a tenant has of what a quota is called. A new quota gets a
// line here.
func (tx Tx) Used(ctx context.Context, name string) (n int64, err error) {
	q := tx.db.NewSelect().Conn(tx.conn)
	switch name {
	case "photo-size", "video-size", "audio-size", "file-size": // of one file: nothing adds up
		return 0, nil
	case "members":
		q = q.ColumnExpr("COUNT(DISTINCT person_id)").TableExpr("?", tx.Table("members", "t"))
	case "organisations":
		q = q.ColumnExpr("COUNT(*)").TableExpr("?", tx.Table("affiliations", "t")).Where("state IN ('active', 'suspended')")
	case "activities":
		q = q.ColumnExpr("COUNT(*)").TableExpr("?", tx.Table("activities", "t")).Where("state <> 'playlist'") // which only stands for one
	case "storage":
		q = q.ColumnExpr("COALESCE(SUM(size + previews_size), 0)").TableExpr("?", tx.Table("uploads", "t"))
	default:
		return 0, laurel.E(laurel.Invalid, "quota.unknown").At("name")
	}
	return n, Scan(ctx, q, &n)
}
