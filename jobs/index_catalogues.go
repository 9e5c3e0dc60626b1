package jobs

import (
	"context"

	"example.org/laurel"
)

// indexCatalogues enters, when a worker starts, what the cities' catalogues are
// searched by where a version wrote them that had no search. What it cannot enter
// now it enters at the next start.
func (w *Worker) indexCatalogues(ctx context.Context) {
	cities, err := w.Registry.Cities(ctx)
	if err != nil && ctx.Err() == nil {
		w.Logger.Warn("catalogues are not indexed", "error", err)
	}
	for _, c := range cities {
		err := w.Engine.IndexCatalogue(ctx, c.ID)
		if err != nil && ctx.Err() == nil && laurel.KindOf(err) != laurel.Conflict { // another worker does it
			w.Logger.Warn("a catalogue is not indexed", "city", c.ID, "error", err)
		}
	}
}
