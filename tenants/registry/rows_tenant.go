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

type tenantRow struct {
	bun.BaseModel `bun:"table:tenants,alias:tn"`
	ID            laurel.TenantID `bun:"id,pk"`
	Version       int             `bun:"version"`
	Kind          tenants.Kind    `bun:"kind"`
	Slug          string          `bun:"slug"`
	Look          string          `bun:"look"`
	Name          string          `bun:"name"`
	Description   string          `bun:"description"`
	URL           string          `bun:"url"`
	Email         string          `bun:"email"`
	Language      string          `bun:"language"`
	Languages     string          `bun:"languages"` // parted by blanks
	TimeZone      string          `bun:"time_zone"`
	Footer        string          `bun:"footer"`
	Welcome       string          `bun:"welcome"`
	Colour        string          `bun:"colour"`
	Accent        string          `bun:"accent"`
	Logo          string          `bun:"logo"`
	Address       string          `bun:"address"`
	Pin           string          `bun:"pin"`
	Bounds        string          `bun:"bounds"`
	State         tenants.State   `bun:"state"`
	FoundedAt     time.Time       `bun:"founded_at"`
}

func (r tenantRow) tenant() tenants.Tenant {
	t := tenants.Tenant{ID: r.ID, Version: r.Version, Kind: r.Kind, Slug: r.Slug, Name: r.Name, Description: r.Description, URL: r.URL,
		Email: r.Email, Language: r.Language, TimeZone: r.TimeZone, Footer: r.Footer, Welcome: r.Welcome,
		Colour: r.Colour, Accent: r.Accent, Logo: r.Logo, Address: r.Address, Pin: tenants.ReadPoint(r.Pin),
		Bounds: tenants.ReadBounds(r.Bounds), State: r.State, FoundedAt: r.FoundedAt.UTC()}
	if r.Languages != "" {
		t.Languages = strings.Fields(r.Languages)
	}
	return t
}

func rowOf(t tenants.Tenant) *tenantRow {
	return &tenantRow{ID: t.ID, Version: t.Version, Kind: t.Kind, Slug: t.Slug, Look: tenants.Look(t.Slug), Name: t.Name,
		Description: t.Description, URL: t.URL, Email: t.Email, Language: t.Language, Languages: strings.Join(t.Languages, " "),
		TimeZone: t.TimeZone, Footer: t.Footer, Welcome: t.Welcome, Colour: t.Colour, Accent: t.Accent, Logo: t.Logo, Address: t.Address,
		Pin: t.Pin.Text(), Bounds: t.Bounds.Text(), State: t.State, FoundedAt: t.FoundedAt}
}

func insertTenant(ctx context.Context, tx db.SharedTx, t tenants.Tenant) error {
	return tx.Insert(ctx, rowOf(t))
}

// updateTenant writes what a tenant says of itself if nobody else has changed it
// since it was read as t.Version, and leaves to others whether it may act.
func updateTenant(ctx context.Context, tx db.SharedTx, t tenants.Tenant) error {
	row := rowOf(t)
	row.Version++
	res, err := tx.Update(row).ExcludeColumn("id", "kind", "slug", "look", "state", "founded_at").
		Where("id = ?", t.ID).Where("version = ?", t.Version).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
	}
	return nil
}

// offererLine is an organisation, or a city that has to do with it and what that is.
type offererLine struct {
	tenantRow    `bun:",extend"`
	Standing     tenants.Standing     `bun:"standing,scanonly,nullzero"`
	Verification tenants.Verification `bun:"verification,scanonly,nullzero"`
}

// offererOf loads the organisation of a transaction and the cities that have to do
// with it in one statement.
func offererOf(ctx context.Context, public db.SharedTx, organisation db.Tx) (Offerer, error) {
	var lines []offererLine
	id, cities := organisation.Tenant(), organisation.Table("affiliated_cities", "ac")
	err := db.Scan(ctx, public.Select(&lines).ColumnExpr("tn.*").ColumnExpr("ac.state AS standing, ac.verification AS verification").
		Join("LEFT JOIN ? ON ac.city_id = tn.id", cities).
		Where("tn.id IN (SELECT ? UNION ALL SELECT ac.city_id FROM ?)", id, cities).OrderExpr("ac.since DESC, tn.id"))
	p := Offerer{Standings: map[laurel.TenantID]tenants.Standing{}}
	for _, l := range lines {
		if l.ID == id {
			p.Tenant = l.tenant()
			continue
		}
		p.Standings[l.ID] = l.Standing
		if (tenants.Affiliation{Standing: l.Standing, Verification: l.Verification}).VouchedFor() {
			p.Vouched = append(p.Vouched, l.tenant())
		}
	}
	if err == nil && p.ID == "" {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return p, err
}

// resembling reports whether somebody's slug looks like this one.
func resembling(ctx context.Context, tx db.SharedTx, slug string) (bool, error) {
	return tx.Select((*tenantRow)(nil)).Where("look = ?", tenants.Look(slug)).Exists(ctx)
}

func tenantWhere(ctx context.Context, tx db.SharedTx, column, value string) (tenants.Tenant, error) {
	var r tenantRow
	if err := db.Scan(ctx, tx.Select(&r).Where("? = ?", bun.Ident(column), value)); err != nil {
		return tenants.Tenant{}, err
	}
	return r.tenant(), nil
}

func citiesByName(ctx context.Context, tx db.SharedTx, limit int64) ([]tenants.Tenant, error) {
	return cities(ctx, tx.Select((*tenantRow)(nil)).Where("kind = ?", tenants.City).Where("state = ?", tenants.Active).Limit(limit))
}

// everyCity lists those that may not act, too.
func everyCity(ctx context.Context, tx db.SharedTx, limit int64) ([]tenants.Tenant, error) {
	return cities(ctx, tx.Select((*tenantRow)(nil)).Where("kind = ?", tenants.City).Limit(limit))
}

func cities(ctx context.Context, q *bun.SelectQuery) ([]tenants.Tenant, error) {
	var rows []tenantRow
	if err := db.Scan(ctx, q.Model(&rows).Order("name", "id")); err != nil {
		return nil, err
	}
	list := make([]tenants.Tenant, len(rows))
	for i, r := range rows {
		list[i] = r.tenant()
	}
	return list, nil
}

// tenantsBehind are up to limit tenants whose codes come after one.
func tenantsBehind(ctx context.Context, tx db.SharedTx, last laurel.TenantID, limit int64) ([]tenants.Tenant, error) {
	var rows []tenantRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("id > ?", last).Order("id").Limit(limit)); err != nil {
		return nil, err
	}
	list := make([]tenants.Tenant, len(rows))
	for i, r := range rows {
		list[i] = r.tenant()
	}
	return list, nil
}

func tenantsByID(ctx context.Context, tx db.SharedTx, ids []laurel.TenantID) (map[laurel.TenantID]tenants.Tenant, error) {
	byID := make(map[laurel.TenantID]tenants.Tenant, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []tenantRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("id IN (?)", bun.List(ids)).Order("id")); err != nil {
		return nil, err
	}
	for _, r := range rows {
		byID[r.ID] = r.tenant()
	}
	return byID, nil
}
