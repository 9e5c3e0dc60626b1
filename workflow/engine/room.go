package engine

import (
	"context"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// room refuses what is more than the tenant may have, in the transaction that
// would make it. Awards have no limit: what somebody has earned is not refused,
// and no submission that is under way either.
func room(ctx context.Context, tx db.Tx, name string, more int64) error {
	u, err := tx.Quota(ctx, name)
	if err != nil || !u.Limited {
		return err
	}
	return tenants.Quota{Name: name, Most: u.Most, Used: u.Used}.Room(more)
}
