package policies

import (
	"context"
	"fmt"
	"testing"

	"example.org/laurel"
)

// BenchmarkMay asks one gate about tenants in turn, with 10 and with 10,000 of
// them prepared: an answer is to cost about the same. "new" is a question that was
// not asked before, "known" one that was.
func BenchmarkMay(b *testing.B) {
	for _, tenants := range []int{10, 10_000} {
		g := crowded(b, tenants)
		b.Run(fmt.Sprintf("new/tenants=%d", tenants), func(b *testing.B) {
			ctx := laurel.WithActor(b.Context(), laurel.Actor{Person: person(7)})
			for i := 0; b.Loop(); i++ {
				where := thing{tenant(i % tenants), fmt.Sprintf("activity:%d", i)}
				if err := g.May(ctx, laurel.ApproveEvidence, where); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("known/tenants=%d", tenants), func(b *testing.B) {
			ctx := laurel.WithActor(b.Context(), laurel.Actor{Person: person(7)})
			ask := func(i int) {
				if err := g.May(ctx, laurel.ApproveEvidence, thing{tenant(i % tenants), "activity:1"}); err != nil {
					b.Fatal(err)
				}
			}
			for i := range tenants {
				ask(i)
			}
			for i := 0; b.Loop(); i++ {
				ask(i)
			}
		})
	}
}

// BenchmarkPrepareAnew builds the enforcer of a tenant with ten people.
func BenchmarkPrepareAnew(b *testing.B) {
	g := crowded(b, 1)
	for i := int64(2); b.Loop(); i++ {
		rules := tenantRules()
		rules.Version = i
		g.load = func(context.Context, laurel.TenantID) (Rules, error) { return rules, nil }
		if err := g.PrepareVersion(b.Context(), tenant(0), i); err != nil {
			b.Fatal(err)
		}
	}
}

func crowded(b *testing.B, tenants int) *Gate {
	b.Helper()
	g, err := NewBounded(
		func(context.Context, laurel.TenantID) (Rules, error) { return tenantRules(), nil },
		func(context.Context, laurel.TenantID) (int64, error) { return 1, nil },
		Bounds{Tenants: tenants, Answers: 50_000})
	if err != nil {
		b.Fatal(err)
	}
	for i := range tenants {
		if err := g.Prepare(b.Context(), tenant(i)); err != nil {
			b.Fatal(err)
		}
	}
	return g
}

func tenantRules() Rules {
	r := Rules{Version: 1}
	for i := range 10 {
		r.Assignments = append(r.Assignments, Assignment{Person: person(i), Role: []string{Administrator, Organiser, Reviewer, Member, Reviewer}[i%5]})
	}
	r.Assignments = append(r.Assignments, Assignment{Person: person(7), Role: Organiser})
	return r
}

func tenant(i int) laurel.TenantID { return laurel.TenantID(fmt.Sprintf("t%09d", i)) }

func person(i int) laurel.PersonID { return laurel.PersonID(fmt.Sprintf("%026d", i)) }
