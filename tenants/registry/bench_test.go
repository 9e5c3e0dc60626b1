package registry_test

import (
	"fmt"
	"testing"

	"example.org/laurel"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
)

// BenchmarkAColdTenant is the first question about a tenant that a gate does not
// know yet, on SQLite: at most a millisecond. The limit reads the tenant's rules
// and does nothing with them.
func BenchmarkAColdTenant(b *testing.B) {
	d, err := db.Open(b.Context(), db.Config{DSN: dbtest.SQLiteDSN(b)}) // without the watch, which reads every statement
	must(b, err)
	b.Cleanup(func() { must(b, d.Close()) })
	r := unguarded(b, d)
	gate, err := policies.New(rulesOf(r), r.PolicyVersion)
	must(b, err)
	r.Guard(gate)
	org, head := crowd(b, r)
	ctx := laurel.WithActor(b.Context(), laurel.Actor{Person: head})
	b.Run("limit", func(b *testing.B) {
		for b.Loop() {
			_, _, _, err := r.Policy(ctx, org)
			must(b, err)
		}
	})
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			cold, err := policies.New(rulesOf(r), r.PolicyVersion)
			must(b, err)
			must(b, cold.Prepare(ctx, org))
			must(b, cold.May(ctx, laurel.ManageMembers, laurel.Whole(org)))
		}
	})
}

// crowd is an organisation with ten people, and its administrator.
func crowd(b *testing.B, r *registry.Registry) (laurel.TenantID, laurel.PersonID) {
	b.Helper()
	ctx := b.Context()
	operator, err := r.AppointOperator(ctx, "operator@example.org")
	must(b, err)
	city, err := r.FoundCity(laurel.WithActor(ctx, laurel.Actor{Person: operator}),
		tenants.Tenant{Slug: "campania", Name: "Campania", Email: "help@example.org", Language: "en"}, "", "mayor@example.org")
	must(b, err)
	who := func(email string) laurel.PersonID {
		secret, err := r.MakeSignIn(ctx, tenants.SignInRequested{Email: email, Language: "en"})
		must(b, err)
		session, _, _, err := r.FollowSignIn(ctx, secret, "")
		must(b, err)
		p, err := r.BySession(ctx, session)
		must(b, err)
		return p.ID
	}
	org, err := r.FoundOrganisation(laurel.WithActor(ctx, laurel.Actor{Person: who("mayor@example.org")}), city.ID,
		tenants.Tenant{Slug: "lane", Name: "LANE", Email: "lane@example.org", Language: "en"}, "head@example.org")
	must(b, err)
	head := who("head@example.org")
	roles := []string{tenants.Organiser, tenants.Reviewer, tenants.MemberRole}
	for i := range 9 {
		_, err := r.AddMember(laurel.WithActor(ctx, laurel.Actor{Person: head}), org.ID, fmt.Sprintf("p%d@example.org", i), roles[i%len(roles)])
		must(b, err)
	}
	return org.ID, head
}
