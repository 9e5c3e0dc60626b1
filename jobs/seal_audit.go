package jobs

import (
	"context"

	"example.org/laurel/tenants/db"
)

func (w *Worker) sealAudit(ctx context.Context, d db.Due, _ db.ChangeRecorded) error {
	return w.Registry.SealAudit(ctx, d.TenantID)
}
