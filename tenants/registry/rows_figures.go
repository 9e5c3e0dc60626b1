package registry

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// figuresRow is what a city counts of an organisation. It is apart from the
// affiliation, so that counting never gets in the way of deciding.
type figuresRow struct {
	bun.BaseModel `bun:"table:affiliation_figures,alias:fg"`
	db.Owned
	OrganisationID laurel.TenantID `bun:"organisation_id,pk"`
	Listed         int             `bun:"listed"`
	Awards         int             `bun:"awards"`
	LastAt         time.Time       `bun:"last_at"`
}

func raiseFigures(ctx context.Context, city db.Tx, organisation laurel.TenantID, raise func(*figuresRow)) error {
	first := figuresRow{OrganisationID: organisation, LastAt: city.Now()}
	raise(&first)
	if added, err := city.InsertMissing(ctx, &first); err != nil || added {
		return err
	}
	var r figuresRow
	if err := db.Scan(ctx, city.Select(&r).Where("organisation_id = ?", organisation)); err != nil {
		return err
	}
	raise(&r)
	r.LastAt = city.Now()
	return city.Update(ctx, &r) // of two at once the later is a Conflict, and counts at its next try
}

func withFigures(ctx context.Context, city db.Tx, p *Partner) error {
	var rows []figuresRow
	err := db.Scan(ctx, city.Select(&rows).Where("organisation_id = ?", p.Organisation).Order("organisation_id"))
	if err == nil && len(rows) > 0 {
		p.Listed, p.Awards, p.LastAt = rows[0].Listed, rows[0].Awards, rows[0].LastAt.UTC()
	}
	return err
}

type partnerRow struct {
	affiliationRow `bun:",extend"`
	Listed         int       `bun:"listed,scanonly"`
	Awards         int       `bun:"awards,scanonly"`
	LastAt         time.Time `bun:"last_at,scanonly"`
}

// partners loads a page. Which organisations are on it is found in the indexes
// alone, and only theirs is read: so the last page takes about as long as the first.
func partners(ctx context.Context, city db.Tx, f PartnerFilter, limit int) ([]Partner, error) {
	ids := []laurel.TenantID{}
	q := inOrder(city, meant(city.Select((*affiliationRow)(nil)).Column("af.organisation_id"), f), f.Order)
	q = q.Limit(int64(limit)).Offset(int64((max(f.Page, 1) - 1) * limit))
	if err := db.Scan(ctx, q, &ids); err != nil || len(ids) == 0 {
		return nil, err
	}
	return partnersByID(ctx, city, ids)
}

func inOrder(city db.Tx, q *bun.SelectQuery, o PartnerOrder) *bun.SelectQuery {
	figures := func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Join("LEFT JOIN ? ON fg.organisation_id = af.organisation_id", city.Table("affiliation_figures", "fg"))
	}
	switch o {
	case BySince:
		return q.Order("af.since DESC", "af.organisation_id")
	case ByActivity:
		return figures(q).OrderExpr("fg.last_at DESC NULLS LAST, af.organisation_id")
	case ByAwards:
		return figures(q).OrderExpr("fg.awards DESC NULLS LAST, af.organisation_id")
	case ByName:
	}
	return q.Order("af.folded", "af.organisation_id")
}

// partnersByID loads some organisations, in their order.
func partnersByID(ctx context.Context, city db.Tx, ids []laurel.TenantID) ([]Partner, error) {
	var rows []partnerRow
	err := db.Scan(ctx, city.Select(&rows).ColumnExpr("af.*").
		ColumnExpr("COALESCE(fg.listed, 0) AS listed").ColumnExpr("COALESCE(fg.awards, 0) AS awards").ColumnExpr("fg.last_at").
		Join("LEFT JOIN ? ON fg.organisation_id = af.organisation_id", city.Table("affiliation_figures", "fg")).
		Where("af.organisation_id IN (?)", bun.List(ids)).Order("af.organisation_id"))
	byID := make(map[laurel.TenantID]Partner, len(rows))
	for i := range rows {
		p := Partner{Affiliation: rows[i].affiliation(), Listed: rows[i].Listed, Awards: rows[i].Awards, folded: rows[i].Folded}
		if !rows[i].LastAt.IsZero() {
			p.LastAt = rows[i].LastAt.UTC()
		}
		byID[p.Organisation] = p
	}
	list := make([]Partner, 0, len(ids))
	for _, id := range ids {
		list = append(list, byID[id])
	}
	return list, err
}

// partnersAfter loads the next of all that the filter means, by name: those behind
// last, or from the first where it is nil.
func partnersAfter(ctx context.Context, city db.Tx, f PartnerFilter, last *Partner, limit int) ([]Partner, error) {
	ids := []laurel.TenantID{}
	q := meant(city.Select((*affiliationRow)(nil)).Column("af.organisation_id"), f)
	if last != nil {
		q = q.Where("(af.folded, af.organisation_id) > (?, ?)", last.folded, last.Organisation)
	}
	if err := db.Scan(ctx, inOrder(city, q, ByName).Limit(int64(limit)), &ids); err != nil || len(ids) == 0 {
		return nil, err
	}
	return partnersByID(ctx, city, ids)
}

func meant(q *bun.SelectQuery, f PartnerFilter) *bun.SelectQuery {
	if s := folded(strings.TrimSpace(f.Search)); s != "" {
		q = q.Where(`af.folded LIKE ? ESCAPE '!'`, within(s))
	}
	if f.Standing != "" {
		q = q.Where("af.state = ?", f.Standing)
	}
	if f.Verification != "" {
		q = q.Where("af.verification = ?", f.Verification)
	}
	return q
}

// within is a pattern of LIKE with the escape "!" for what has s in it.
func within(s string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) + "%"
}

func partnersFound(ctx context.Context, city db.Tx, f PartnerFilter) (int, error) {
	var n int
	err := db.Scan(ctx, meant(city.Select((*affiliationRow)(nil)).ColumnExpr("COUNT(*)"), f), &n)
	return n, err
}

// tally is how many organisations of a city stand so and are verified so.
type tally struct {
	State        tenants.Standing
	Verification tenants.Verification
	Number       int
}

func tallies(ctx context.Context, city db.Tx) ([]tally, error) {
	var rows []tally
	err := db.Scan(ctx, city.Select((*affiliationRow)(nil)).Column("state", "verification").ColumnExpr("COUNT(*) AS number").
		Group("state", "verification").Order("state", "verification"), &rows)
	return rows, err
}
