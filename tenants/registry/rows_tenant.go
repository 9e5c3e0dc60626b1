package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type tenantRow struct {
	bun.BaseModel `bun:"table:tenants,alias:tn"`
	ID            laurel.TenantID `bun:"id,pk"`
	Kind          tenants.Kind    `bun:"kind"`
	Slug          string          `bun:"slug"`
	Name          string          `bun:"name"`
	Description   string          `bun:"description"`
	URL           string          `bun:"url"`
	Email         string          `bun:"email"`
	Language      string          `bun:"language"`
	Footer        string          `bun:"footer"`
	Colour        string          `bun:"colour"`
	State         tenants.State   `bun:"state"`
	FoundedAt     time.Time       `bun:"founded_at"`
}

func (r tenantRow) tenant() tenants.Tenant {
	return tenants.Tenant{ID: r.ID, Kind: r.Kind, Slug: r.Slug, Name: r.Name, Description: r.Description, URL: r.URL,
		Email: r.Email, Language: r.Language, Footer: r.Footer, Colour: r.Colour, State: r.State, FoundedAt: r.FoundedAt.UTC()}
}

type hostRow struct {
	bun.BaseModel `bun:"table:hosts,alias:ho"`
	Host          string          `bun:"host,pk"`
	TenantID      laurel.TenantID `bun:"tenant_id"`
}

func insertTenant(ctx context.Context, tx db.SharedTx, t tenants.Tenant) error {
	return tx.Insert(ctx, &tenantRow{ID: t.ID, Kind: t.Kind, Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL,
		Email: t.Email, Language: t.Language, Footer: t.Footer, Colour: t.Colour, State: t.State, FoundedAt: t.FoundedAt})
}

func insertHost(ctx context.Context, tx db.SharedTx, host string, t laurel.TenantID) error {
	return tx.Insert(ctx, &hostRow{Host: host, TenantID: t})
}

func tenantWhere(ctx context.Context, tx db.SharedTx, column, value string) (tenants.Tenant, error) {
	var r tenantRow
	if err := db.Scan(ctx, tx.Select(&r).Where("? = ?", bun.Ident(column), value)); err != nil {
		return tenants.Tenant{}, err
	}
	return r.tenant(), nil
}

func tenantByHost(ctx context.Context, tx db.SharedTx, host string) (tenants.Tenant, error) {
	var h hostRow
	if err := db.Scan(ctx, tx.Select(&h).Where("host = ?", host)); err != nil {
		return tenants.Tenant{}, err
	}
	return tenantWhere(ctx, tx, "id", string(h.TenantID))
}

func citiesByName(ctx context.Context, tx db.SharedTx, limit int64) ([]tenants.Tenant, error) {
	var rows []tenantRow
	err := db.Scan(ctx, tx.Select(&rows).Where("kind = ?", tenants.City).Where("state = ?", tenants.Active).Order("name", "id").Limit(limit))
	if err != nil {
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
