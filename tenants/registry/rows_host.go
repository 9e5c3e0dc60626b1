package registry

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type hostRow struct {
	bun.BaseModel `bun:"table:hosts,alias:ho"`
	Host          string          `bun:"host,pk"`
	TenantID      laurel.TenantID `bun:"tenant_id"`
	Place         int             `bun:"place"` // from 0, as the city prefers them
}

func tenantByHost(ctx context.Context, tx db.SharedTx, host string) (tenants.Tenant, error) {
	var h hostRow
	if err := db.Scan(ctx, tx.Select(&h).Where("host = ?", host)); err != nil {
		return tenants.Tenant{}, err
	}
	return tenantWhere(ctx, tx, "id", string(h.TenantID))
}

// insertHosts leads hosts to a city; one that leads to another is a Conflict
// that names it.
func insertHosts(ctx context.Context, tx db.SharedTx, t laurel.TenantID, hosts []string) error {
	for place, host := range hosts {
		err := tx.Insert(ctx, &hostRow{Host: host, TenantID: t, Place: place})
		if laurel.KindOf(err) == laurel.Conflict {
			return hostTaken(host).Because(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func hostTaken(host string) *laurel.Error {
	return laurel.E(laurel.Conflict, "tenant.host-taken").With(laurel.Args{"Host": host}).At("hosts")
}

func deleteHosts(ctx context.Context, tx db.SharedTx, t laurel.TenantID) error {
	_, err := tx.Delete((*hostRow)(nil)).Where("tenant_id = ?", t).Exec(ctx)
	return err
}

// hostsOf are the hosts of some tenants, each in its order.
func hostsOf(ctx context.Context, tx db.SharedTx, ids ...laurel.TenantID) (map[laurel.TenantID][]string, error) {
	byID := map[laurel.TenantID][]string{}
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []hostRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("tenant_id IN (?)", bun.List(ids)).Order("tenant_id", "place", "host")); err != nil {
		return nil, err
	}
	for _, r := range rows {
		byID[r.TenantID] = append(byID[r.TenantID], r.Host)
	}
	return byID, nil
}
