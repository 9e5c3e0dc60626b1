package engine_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// limit is what the operator allows the organisation.
func limit(h *enginetest.House, name string, most int64) {
	h.T.Helper()
	operator := h.As(h.SignIn("operator@example.org"))
	if err := h.Registry.LimitTenant(operator, h.Org, tenants.Quota{Name: name, Most: most}); err != nil {
		h.T.Fatal(err)
	}
}

// atOnce runs one thing five times at the same time and returns how often it
// succeeded; every other time has to be a conflict.
func atOnce(h *enginetest.House, do func(context.Context) error) int64 {
	h.T.Helper()
	var wg sync.WaitGroup
	var good atomic.Int64
	ctx := context.WithoutCancel(h.As(h.Cleo))
	for range 5 {
		wg.Go(func() {
			switch err := do(ctx); {
			case err == nil:
				good.Add(1)
			case laurel.KindOf(err) != laurel.Conflict:
				h.T.Error(err)
			}
		})
	}
	wg.Wait()
	return good.Load()
}

func TestNoMoreActivitiesThanTheLimit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := enginetest.New(t, d)
		h.Publish([]workflow.Step{enginetest.Step("self@1")})
		limit(h, tenants.ActivitiesQuota, 3)
		draft := func() workflow.Draft {
			return workflow.Draft{Title: "A", Description: "B", Language: "en", Kind: workflow.Online, Minutes: 20,
				Tasks: []workflow.TaskDraft{{Prompt: "C", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}}
		}
		if n := atOnce(h, func(ctx context.Context) error { _, err := h.Engine.PublishActivity(ctx, h.Org, draft()); return err }); n != 2 {
			t.Errorf("%d more were published, want 2", n)
		}
	})
}

func TestNoMoreStorageThanTheLimit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := enginetest.New(t, d)
		limit(h, tenants.StorageQuota, 1000)
		up := engine.Upload{Kind: approval.Photo, Media: "m", MediaType: "image/jpeg", Size: 333}
		if n := atOnce(h, func(ctx context.Context) error { _, err := h.Engine.FileUpload(ctx, h.Org, up); return err }); n != 3 {
			t.Errorf("%d files were taken, want 3", n)
		}
		if _, err := h.Engine.FileCover(h.As(h.Cleo), h.Org, up); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("a cover beyond the limit: %v, want conflict", err)
		}
		up.Size = 1
		if _, err := h.Engine.FileCover(h.As(h.Cleo), h.Org, up); err != nil {
			t.Errorf("a small one: %v", err)
		}
	})
}

func TestAnAwardIsGrantedWhateverTheLimits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := enginetest.New(t, d)
		p := h.Publish([]workflow.Step{enginetest.Step("self@1")})
		for _, name := range tenants.QuotasIn(tenants.Organisation) {
			limit(h, name, min(tenants.LargestOf(name), 1<<20))
		}
		sub, err := h.Engine.SubmitEvidence(h.As(h.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
		if err != nil {
			t.Fatal(err)
		}
		h.Work()
		v, err := h.Engine.Submission(h.As(h.Ada), sub.ID)
		if err != nil || v.Submission.State != workflow.Approved || v.Award == "" {
			t.Errorf("the submission is %+v, %v; want an award", v, err)
		}
	})
}
