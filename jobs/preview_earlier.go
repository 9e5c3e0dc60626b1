package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// previewEarlier has, when a worker starts, previews made of the photos that were sent
// when there were none. What fails is tried at the next start again.
func (w *Worker) previewEarlier(ctx context.Context) {
	err := w.Registry.EachTenant(ctx, func(t tenants.Tenant) error {
		if t.Kind != tenants.Organisation {
			return nil
		}
		err := w.Engine.PreviewEarlier(ctx, t.ID)
		if err != nil && ctx.Err() == nil && laurel.KindOf(err) != laurel.Conflict { // another worker does it
			w.Logger.Warn("earlier photos have no previews", "organisation", t.ID, "error", err)
		}
		return ctx.Err()
	})
	if err != nil && ctx.Err() == nil {
		w.Logger.Warn("earlier photos have no previews", "error", err)
	}
}
