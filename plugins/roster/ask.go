package roster

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
)

// Keys lists who can be named in a new flow of a tenant, as in "peer@1": those built
// in first, and of the others the newest version that is in service.
func (r *Roster) Keys(t laurel.TenantID) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var offered []tenants.Approver
	for _, a := range r.kept {
		if (a.Owner == t || a.Owner == laurel.Platform) && a.State == tenants.InService && !a.BuiltIn() {
			offered = append(offered, a)
		}
	}
	slices.SortFunc(offered, tenants.CompareApprovers)
	keys := slices.Clone(r.builtin)
	for _, a := range offered {
		if !slices.ContainsFunc(offered, func(b tenants.Approver) bool { return b.Supersedes(a) }) {
			keys = append(keys, a.Key)
		}
	}
	return keys
}

// State says what the approver of that key is asked in a tenant; it is empty where
// the tenant has none.
func (r *Roster) State(ctx context.Context, t laurel.TenantID, key string) tenants.ApproverState {
	a, _ := r.find(ctx, t, key)
	return a.State
}

// Describe says what an approver is called and what can be set. Errors are those of
// Decide.
func (r *Roster) Describe(ctx context.Context, t laurel.TenantID, key string) (approval.Description, error) {
	e, err := r.seated(ctx, t, key)
	if err != nil {
		return approval.Description{}, err
	}
	return r.host.Describe(ctx, e.inHost())
}

// Decide asks the approver of that key that tenant t has. Whoever calls takes t from
// where nobody can choose it, such as the id of the submission. Errors are those of
// host.Decide; an approver that was withdrawn is laurel.Unready, too, with the text
// "approver.withdrawn": the case waits until it is back.
func (r *Roster) Decide(ctx context.Context, t laurel.TenantID, key string, c approval.Case) (approval.Verdict, error) {
	e, err := r.seated(ctx, t, key)
	if err != nil {
		return approval.Verdict{}, err
	}
	return r.host.Decide(ctx, e.inHost(), c)
}

// seated finds an approver, and sees to it that the host has it.
func (r *Roster) seated(ctx context.Context, t laurel.TenantID, key string) (entry, error) {
	a, ok := r.find(ctx, t, key)
	switch {
	case !ok:
		return entry{}, laurel.E(laurel.Unready, "approver.unready").With(laurel.Args{"key": key})
	case a.State == tenants.Withdrawn:
		return entry{}, laurel.E(laurel.Unready, "approver.withdrawn").With(laurel.Args{"Approver": key})
	case a.BuiltIn():
		return entryOf(a), nil
	}
	if err := r.seat(ctx, a); err != nil {
		return entry{}, laurel.E(laurel.Unready, "approver.unready").With(laurel.Args{"key": key}).Because(err)
	}
	return entryOf(a), nil
}
