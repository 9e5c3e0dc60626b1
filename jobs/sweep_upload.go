package jobs

import (
	"context"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// sweepUpload removes what of a file is no longer needed. The bytes go first and
// the rows that name them last, so that nothing is forgotten half-way.
func (w *Worker) sweepUpload(ctx context.Context, d db.Due, e workflow.UploadDue) error {
	left, err := w.Engine.Leftover(ctx, e.Upload)
	if err != nil {
		return err
	}
	for _, p := range left.Parts {
		if err := w.Media.Remove(ctx, d.TenantID, media.Name(p.Media)); err != nil {
			return err
		}
	}
	for _, name := range []string{left.Previews.Small, left.Previews.Large, left.Media} {
		if err := w.Media.Remove(ctx, d.TenantID, media.Name(name)); err != nil {
			return err
		}
	}
	return w.Engine.ForgetUpload(ctx, e.Upload, left)
}
