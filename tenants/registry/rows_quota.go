package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// quotas are those of the names, with what is used.
func quotas(ctx context.Context, tx db.Tx, names []string) ([]tenants.Quota, error) {
	var rows []db.QuotaRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("name")); err != nil {
		return nil, err
	}
	set := map[string]db.QuotaRow{}
	for _, r := range rows {
		set[r.Name] = r
	}
	list := make([]tenants.Quota, len(names))
	for i, name := range names {
		used, err := tx.Used(ctx, name)
		if err != nil {
			return nil, err
		}
		list[i] = tenants.Quota{Name: name, Most: tenants.Unlimited, Used: used}
		if r, ok := set[name]; ok {
			list[i].Most, list[i].Version = r.Most, r.Version
		}
	}
	return list, nil
}

// saveQuota writes a limit if its version is still the one that was read, and
// returns what it was. The first one has version 1.
func saveQuota(ctx context.Context, tx db.Tx, q tenants.Quota) (was int64, err error) {
	var rows []db.QuotaRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("name = ?", q.Name).Order("name")); err != nil {
		return 0, err
	}
	version := 0
	if len(rows) > 0 {
		version = rows[0].Version
	}
	changed := laurel.E(laurel.Conflict, "error.changed-meanwhile")
	if version != q.Version {
		return 0, changed
	}
	if version == 0 {
		first := db.QuotaRow{Owned: db.Owned{Version: 1}, Name: q.Name, Most: q.Most}
		added, err := tx.InsertMissing(ctx, &first)
		if err == nil && !added {
			err = changed
		}
		return tenants.Unlimited, err
	}
	was, rows[0].Most = rows[0].Most, q.Most
	return was, tx.Update(ctx, &rows[0])
}

// hasRole reports whether a person has any role in the tenant.
func hasRole(ctx context.Context, tx db.Tx, p laurel.PersonID) (bool, error) {
	var rows []memberRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", p).Order("role").Limit(1))
	return len(rows) > 0, err
}
