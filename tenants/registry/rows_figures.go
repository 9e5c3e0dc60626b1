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

func partners(ctx context.Context, city db.Tx, f PartnerFilter, limit int) ([]Partner, error) {
	var rows []partnerRow
	q := city.Select(&rows).ColumnExpr("af.*").
		ColumnExpr("COALESCE(fg.listed, 0) AS listed").ColumnExpr("COALESCE(fg.awards, 0) AS awards").ColumnExpr("fg.last_at").
		Join("LEFT JOIN ? ON fg.organisation_id = af.organisation_id", city.Table("affiliation_figures", "fg"))
	q = meant(q, f)
	switch f.Order {
	case BySince:
		q = q.Order("af.since DESC")
	case ByActivity:
		q = q.OrderExpr("CASE WHEN fg.last_at IS NULL THEN 1 ELSE 0 END, fg.last_at DESC")
	case ByAwards:
		q = q.OrderExpr("COALESCE(fg.awards, 0) DESC")
	case ByName:
	}
	q = q.Order("af.folded", "af.organisation_id").Limit(int64(limit)).Offset(int64((max(f.Page, 1) - 1) * limit))
	if err := db.Scan(ctx, q); err != nil {
		return nil, err
	}
	list := make([]Partner, len(rows))
	for i := range rows {
		list[i] = Partner{Affiliation: rows[i].affiliation(), Listed: rows[i].Listed, Awards: rows[i].Awards}
		if !rows[i].LastAt.IsZero() {
			list[i].LastAt = rows[i].LastAt.UTC()
		}
	}
	return list, nil
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

func standingCounts(ctx context.Context, city db.Tx) (map[tenants.Standing]int, error) {
	var rows []struct {
		State  tenants.Standing
		Number int
	}
	q := city.Select((*affiliationRow)(nil)).Column("state").ColumnExpr("COUNT(*) AS number").Group("state").Order("state")
	err := db.Scan(ctx, q, &rows)
	counts := map[tenants.Standing]int{}
	for _, r := range rows {
		counts[r.State] = r.Number
	}
	return counts, err
}

func pendingVerifications(ctx context.Context, city db.Tx) (int, error) {
	return partnersFound(ctx, city, PartnerFilter{Verification: tenants.VerificationRequested})
}
