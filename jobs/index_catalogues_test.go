package jobs

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestAWorkerIndexesWhatWasListedBeforeThereWasASearch(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLiteDSN(t)
	o := newOffice(t, dbtest.Open(t, dsn, nil), smallQueue(t))
	p := o.Publish([]workflow.Step{enginetest.Step("self@1")})
	must(t, o.Engine.ListActivity(o.As(o.SignIn("mayor@example.org")), o.City, p.Activity.ID))
	dbtest.Change(t, dsn, o.City, "UPDATE listings SET words = '' WHERE tenant_id = '"+string(o.City)+"'")
	w, ctx := New(o.config), laurel.WithActor(t.Context(), laurel.SystemActor())
	found := func() int {
		c, err := o.Engine.SearchCatalogue(ctx, []tenants.Tenant{{ID: o.City}}, workflow.Search{Words: []string{"badge"}})
		must(t, err)
		return c.Found
	}
	if found() != 0 {
		t.Error("it is found without an index")
	}
	for range 2 {
		w.indexCatalogues(ctx)
		if found() != 1 {
			t.Error("it is not found once it is indexed")
		}
	}
}
