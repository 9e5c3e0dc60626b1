package jobs

import (
	"context"

	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// listActivity makes the catalogues say what is true of an activity now.
func (w *Worker) listActivity(ctx context.Context, _ db.Due, e workflow.ActivityChanged) error {
	cities, err := w.Engine.Places(ctx, e.Activity)
	if err != nil {
		return err
	}
	for _, city := range cities {
		if err := w.Engine.Relist(ctx, city, e.Activity); err != nil {
			return err
		}
	}
	return nil
}

// notePlace notes where an activity was entered. It may have changed meanwhile, so
// the entry is looked at once more.
func (w *Worker) notePlace(ctx context.Context, _ db.Due, e workflow.ActivityListed) error {
	if err := w.Engine.NotePlace(ctx, e.Activity, e.City); err != nil {
		return err
	}
	return w.Engine.Relist(ctx, e.City, e.Activity)
}
