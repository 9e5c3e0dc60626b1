package jobs

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

func TestSealingTwiceSealsOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	w := New(o.config)
	ctx := laurel.WithActor(t.Context(), laurel.SystemActor())
	for range 2 {
		must(t, w.sealAudit(ctx, db.Due{Delivery: db.Delivery{Owned: db.Owned{TenantID: o.Org}}}, db.ChangeRecorded{}))
	}
	r, err := o.Registry.CheckAudit(ctx, o.Org)
	must(t, err)
	// The house was founded and came into its city, its first administrator was appointed, and two were added.
	if r.Seals != 1 || r.Sealed != 5 || r.Unsealed != 0 || r.Fault != nil {
		t.Errorf("report %+v, want one seal of five entries", r)
	}
}

func TestWhatIsRecordedIsSealedSoon(t *testing.T) {
	t.Parallel()
	eachQueue(t, func(t *testing.T, open func() *Queue) {
		o := newOffice(t, dbtest.SQLite(t), open())
		o.run(t)
		for _, id := range []laurel.TenantID{laurel.Platform, o.City, o.Org} {
			eventually(t, "the trail is sealed", func() bool {
				r, err := o.Registry.CheckAudit(t.Context(), id)
				must(t, err)
				return r.Sealed > 0 && r.Unsealed == 0 && r.Fault == nil
			})
		}
	})
}
