package jobs

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

const (
	countEvery = 20 * time.Second // one is counted anew soon after it has changed
	countAgain = 5 * time.Minute  // and all others now and then
)

// countApprovers notes, as long as the worker runs, how many flows and undecided
// submissions name each approver that was added. Hosts take away what nothing needs.
func (w *Worker) countApprovers(ctx context.Context) {
	tick := time.NewTicker(countEvery)
	defer tick.Stop()
	for {
		if err := w.countApproversOnce(ctx, time.Now()); err != nil && ctx.Err() == nil {
			w.Logger.Warn("what names approvers is not counted", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// countApproversOnce counts those that are due at a time.
func (w *Worker) countApproversOnce(ctx context.Context, now time.Time) error {
	list, err := w.Registry.Approvers(ctx)
	if err != nil {
		return err
	}
	forAll, byOwner := []string{}, map[laurel.TenantID][]string{}
	due := map[approverOf]*tenants.Approver{}
	for i, a := range list {
		if a.BuiltIn() || a.CountedAt.After(a.ChangedAt) && now.Sub(a.CountedAt) < countAgain {
			continue
		}
		// Taken before counting: what is named meanwhile is counted the next time.
		list[i].Flows, list[i].Submissions, list[i].CountedAt = 0, 0, now.UTC().Truncate(time.Microsecond)
		due[approverOf{a.Owner, a.Key}] = &list[i]
		if a.Owner == laurel.Platform {
			forAll = append(forAll, a.Key)
		} else {
			byOwner[a.Owner] = append(byOwner[a.Owner], a.Key)
		}
	}
	count := func(t, owner laurel.TenantID, keys []string) error {
		uses, err := w.Engine.CountApprovers(ctx, t, keys)
		for key, use := range uses {
			a := due[approverOf{owner, key}]
			a.Flows += use.Flows
			a.Submissions += use.Submissions
		}
		return err
	}
	for owner, keys := range byOwner {
		if err := count(owner, owner, keys); err != nil {
			return err
		}
	}
	if err := w.countForAll(ctx, forAll, count); err != nil {
		return err
	}
	for _, a := range due {
		if err := w.Registry.CountApprover(ctx, *a); err != nil {
			return err
		}
	}
	return nil
}

// countForAll counts in each organisation those that all may use.
func (w *Worker) countForAll(ctx context.Context, keys []string, count func(t, owner laurel.TenantID, keys []string) error) error {
	if len(keys) == 0 {
		return nil
	}
	return w.Registry.EachTenant(ctx, func(t tenants.Tenant) error {
		if t.Kind != tenants.Organisation { // nobody else has flows
			return nil
		}
		return count(t.ID, laurel.Platform, keys)
	})
}

// approverOf is an approver as the list knows it.
type approverOf struct {
	owner laurel.TenantID
	key   string
}
