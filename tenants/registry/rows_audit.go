package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type auditSealRow struct {
	bun.BaseModel `bun:"table:audit_seals,alias:as"`
	db.Owned
	Number   int64     `bun:"number,pk"`
	SealedAt time.Time `bun:"sealed_at"`
	Entries  int64     `bun:"entries"`
	Previous string    `bun:"previous"`
	Sum      string    `bun:"sum"`
	Mark     string    `bun:"mark"`
}

type auditHeadRow struct {
	bun.BaseModel `bun:"table:audit_heads,alias:ah"`
	db.Owned
	Number int64  `bun:"number"`
	Sum    string `bun:"sum"`
	Mark   string `bun:"mark"`
}

func auditEntry(r db.AuditRow) tenants.AuditEntry {
	return tenants.AuditEntry{ID: r.ID, At: r.At.UTC(), What: r.What, Object: r.Object, About: r.About,
		Actor: r.Actor, ActorSalt: r.ActorSalt, ActorSum: r.ActorSum, Values: r.Values, Salt: r.Salt, Sum: r.Sum,
		Seal: r.Seal, Place: r.Place, Mark: r.Mark}
}

func auditEntries(ctx context.Context, q *bun.SelectQuery, rows *[]db.AuditRow) ([]tenants.AuditEntry, error) {
	if err := db.Scan(ctx, q); err != nil {
		return nil, err
	}
	list := make([]tenants.AuditEntry, len(*rows))
	for i, r := range *rows {
		list[i] = auditEntry(r)
	}
	return list, nil
}

// unsealedRows are the oldest entries that are in no seal.
func unsealedRows(ctx context.Context, tx db.Tx, limit int64) (rows []db.AuditRow, err error) {
	err = db.Scan(ctx, tx.Select(&rows).Where("seal IS NULL").Order("id").Limit(limit))
	return rows, err
}

// auditHead is where the chain ends; the row is nil where it has not begun.
func auditHead(ctx context.Context, tx db.Tx) (tenants.AuditHead, *auditHeadRow, error) {
	var rows []auditHeadRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("number")); err != nil || len(rows) == 0 {
		return tenants.AuditHead{}, nil, err
	}
	r := &rows[0]
	return tenants.AuditHead{Number: r.Number, Sum: r.Sum, Mark: r.Mark}, r, nil
}

// moveAuditHead lets the chain end at h. Of two who seal at the same time, one
// finds the end moved: laurel.Conflict.
func moveAuditHead(ctx context.Context, tx db.Tx, row *auditHeadRow, h tenants.AuditHead) error {
	if row == nil {
		return tx.Insert(ctx, &auditHeadRow{Number: h.Number, Sum: h.Sum, Mark: h.Mark})
	}
	row.Number, row.Sum, row.Mark = h.Number, h.Sum, h.Mark
	return tx.Update(ctx, row)
}

func insertAuditSeal(ctx context.Context, tx db.Tx, s tenants.AuditSeal) error {
	return tx.Insert(ctx, &auditSealRow{Number: s.Number, SealedAt: s.SealedAt, Entries: s.Entries,
		Previous: s.Previous, Sum: s.Sum, Mark: s.Mark})
}

// auditSeals are up to limit seals behind number, in their order.
func auditSeals(ctx context.Context, tx db.Tx, number int64, limit int64) ([]tenants.AuditSeal, error) {
	var rows []auditSealRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("number > ?", number).Order("number").Limit(limit)); err != nil {
		return nil, err
	}
	list := make([]tenants.AuditSeal, len(rows))
	for i, r := range rows {
		list[i] = tenants.AuditSeal{Number: r.Number, SealedAt: r.SealedAt.UTC(), Entries: r.Entries,
			Previous: r.Previous, Sum: r.Sum, Mark: r.Mark}
	}
	return list, nil
}

// sealedEntries are those in a run of seals, by seal and place.
func sealedEntries(ctx context.Context, tx db.Tx, first, last int64) ([]tenants.AuditEntry, error) {
	var rows []db.AuditRow
	return auditEntries(ctx, tx.Select(&rows).Where("seal BETWEEN ? AND ?", first, last).Order("seal", "place", "id"), &rows)
}

// strayEntries are some that name a seal which does not exist.
func strayEntries(ctx context.Context, tx db.Tx) ([]tenants.AuditEntry, error) {
	var rows []db.AuditRow
	q := tx.Select(&rows).Join("LEFT JOIN ? ON s.number = au.seal", tx.Table("audit_seals", "s")).
		Where("au.seal IS NOT NULL").Where("s.number IS NULL").Order("au.seal", "au.place", "au.id").Limit(1)
	return auditEntries(ctx, q, &rows)
}

func unsealedEntries(ctx context.Context, tx db.Tx) ([]tenants.AuditEntry, error) {
	var rows []db.AuditRow
	return auditEntries(ctx, tx.Select(&rows).Where("seal IS NULL").Order("id"), &rows)
}

// newestEntries are those that fit a filter, the newest first.
func newestEntries(ctx context.Context, tx db.Tx, f AuditFilter, limit int64) ([]tenants.AuditEntry, error) {
	var rows []db.AuditRow
	q := tx.Select(&rows).Order("id DESC").Limit(limit)
	if f.Before != "" {
		q = q.Where("id < ?", f.Before)
	}
	if f.What != "" {
		q = q.Where("what = ?", f.What)
	}
	if f.Actor != "" {
		q = q.Where("actor = ?", f.Actor)
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", f.From.UTC())
	}
	if !f.Until.IsZero() {
		q = q.Where("at < ?", f.Until.UTC())
	}
	return auditEntries(ctx, q, &rows)
}

// recently lists the values that a column has in the newest entries.
func recently(ctx context.Context, tx db.Tx, column string) (values []string, err error) {
	newest := tx.Select((*db.AuditRow)(nil)).Column(column).Order("id DESC").Limit(auditKnown)
	err = db.Scan(ctx, newest.NewSelect().ColumnExpr("DISTINCT ?", bun.Ident(column)).TableExpr("(?) AS newest", newest).
		OrderExpr("?", bun.Ident(column)), &values)
	return values, err
}

// eraseValues takes the values of entries about a person away, with their salt.
func eraseValues(ctx context.Context, tx db.Tx, p laurel.PersonID) (int64, error) {
	var rows []db.AuditRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("about = ?", p).Where("salt <> ''").Order("id")); err != nil {
		return 0, err
	}
	for i := range rows {
		rows[i].Values, rows[i].Salt = "", ""
	}
	return rewrite(ctx, tx, rows)
}

// eraseActor takes away that a person made entries.
func eraseActor(ctx context.Context, tx db.Tx, p laurel.PersonID) (int64, error) {
	var rows []db.AuditRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("actor = ?", p).Order("id")); err != nil {
		return 0, err
	}
	for i := range rows {
		rows[i].Actor, rows[i].ActorSalt = "", ""
	}
	return rewrite(ctx, tx, rows)
}

// rewrite writes entries back, each if it is still the one that was read: it may
// be sealed meanwhile.
func rewrite(ctx context.Context, tx db.Tx, rows []db.AuditRow) (int64, error) {
	for i := range rows {
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return 0, err
		}
	}
	return int64(len(rows)), nil
}
