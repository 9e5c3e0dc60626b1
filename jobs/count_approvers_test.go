package jobs

import (
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestWhatNamesApproversIsCountedNowAndThen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		for key, owner := range map[string]laurel.TenantID{"shared@1": laurel.Platform, "own@1": o.Org, "others@1": o.City} {
			o.Approvers[key] = o.Approvers["organiser@1"]
			must(t, o.Registry.AddApprover(o.System(), tenants.Approver{Owner: owner, Key: key, Digest: "sha256:0"}))
		}
		p := o.Publish([]workflow.Step{enginetest.Step("shared@1")})
		o.Publish([]workflow.Step{enginetest.Step("own@1"), enginetest.Step("others@1")})
		counted := func(at time.Time) map[string][2]int {
			t.Helper()
			must(t, w.countApproversOnce(o.System(), at))
			list, err := o.Registry.Approvers(o.System())
			must(t, err)
			all := map[string][2]int{}
			for _, a := range list {
				all[a.Key] = [2]int{a.Flows, a.Submissions}
			}
			return all
		}
		now := time.Now().Add(time.Second) // after they were added, by the database's clock
		all := counted(now)
		if all["shared@1"] != [2]int{1, 0} || all["own@1"] != [2]int{1, 0} || all["others@1"] != [2]int{} {
			t.Errorf("counted: %v, want shared and own one flow each, and nothing of another tenant's", all)
		}
		o.submit(t, p)
		if all = counted(now.Add(time.Minute)); all["shared@1"] != [2]int{1, 0} {
			t.Errorf("a minute later: %v, want what was counted before", all)
		}
		if all = counted(now.Add(countAgain)); all["shared@1"] != [2]int{1, 1} {
			t.Errorf("later: %v, want a flow and a submission", all)
		}
	})
}
