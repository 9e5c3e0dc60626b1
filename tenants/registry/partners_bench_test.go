package registry_test

import (
	"strconv"
	"testing"

	"example.org/laurel"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
)

// BenchmarkTheTableAt10000Organisations reads a city's table on SQLite: the last
// of 200 pages, in each order, against the first. A page has to be there within
// 20 ms.
func BenchmarkTheTableAt10000Organisations(b *testing.B) {
	const many = 10_000
	d, err := db.Open(b.Context(), db.Config{DSN: dbtest.SQLiteDSN(b)}) // without the watch, which reads every statement
	must(b, err)
	b.Cleanup(func() { must(b, d.Close()) })
	r := unguarded(b, d)
	gate, err := policies.New(rulesOf(r), r.PolicyVersion)
	must(b, err)
	r.Guard(gate)
	operator, err := r.AppointOperator(b.Context(), "operator@example.org")
	must(b, err)
	c, err := r.FoundCity(laurel.WithActor(b.Context(), laurel.Actor{Person: operator}),
		tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "", "mayor@example.org")
	must(b, err)
	city, ctx := c.ID, laurel.WithActor(b.Context(), laurel.Actor{Person: memberOf(b, r, c.ID, tenants.CityAdministrator)})
	must(b, registry.Fill(ctx, r, city, many))
	read := func(b *testing.B, f registry.PartnerFilter, want int) {
		b.Helper()
		for b.Loop() {
			p, err := r.Partners(ctx, city, f)
			if err != nil || len(p.List) != want {
				b.Fatalf("%d on the page, %v; want %d", len(p.List), err, want)
			}
		}
	}
	for _, o := range []registry.PartnerOrder{registry.ByName, registry.BySince, registry.ByActivity, registry.ByAwards} {
		for name, page := range map[string]int{"limit": 1, "ours": many / registry.PartnersAPage} {
			b.Run(string(o)+"/"+name, func(b *testing.B) {
				read(b, registry.PartnerFilter{Order: o, Page: page}, registry.PartnersAPage)
			})
		}
	}
	b.Run("search", func(b *testing.B) {
		read(b, registry.PartnerFilter{Search: "skunis 0" + strconv.Itoa(many/2), Standing: tenants.StandsActive}, 1)
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			n := 0
			must(b, r.EachPartner(ctx, city, registry.PartnerFilter{}, func(registry.Partner) error { n++; return nil }))
			if n != many {
				b.Fatalf("%d of %d", n, many)
			}
		}
	})
}
