package policies

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"example.org/laurel"
)

// BenchmarkMay asks one gate whether somebody may do something: a tenant at
// random out of many that it knows, one of its ten people, any action and any of
// a hundred objects. Each question comes with the tenant's version, as in a
// request that has just read it.
func BenchmarkMay(b *testing.B) {
	for _, tenants := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprintf("tenants=%d", tenants), func(b *testing.B) { askAtRandom(b, crowded(b, tenants), tenants) })
	}
}

// BenchmarkMayWithMoreTenants is what 10,000 tenants cost beside 10: at most
// three times as much.
func BenchmarkMayWithMoreTenants(b *testing.B) {
	b.Run("limit", func(b *testing.B) { askAtRandom(b, crowded(b, 10), 10) })
	b.Run("ours", func(b *testing.B) { askAtRandom(b, crowded(b, 10_000), 10_000) })
}

// BenchmarkMayAndALookUp holds a question against what it cannot be less than:
// to find what is known of the tenant and the person in plain maps.
func BenchmarkMayAndALookUp(b *testing.B) {
	const tenants = 10_000
	b.Run("limit", func(b *testing.B) {
		known := map[laurel.TenantID]map[laurel.PersonID]powers{}
		for i := range tenants {
			known[tenant(i)] = map[laurel.PersonID]powers{}
			for p := range 10 {
				known[tenant(i)][person(p)] = powers(i)
			}
		}
		draw, found := drawn(b, tenants), powers(0)
		for i := 0; b.Loop(); i++ {
			q := draw[i%len(draw)]
			found |= known[q.where.tenant][laurel.ActorFrom(q.ctx).Person]
		}
		runtime.KeepAlive(found)
	})
	b.Run("ours", func(b *testing.B) { askAtRandom(b, crowded(b, tenants), tenants) })
}

// BenchmarkPrepareAnew takes the rules of a tenant with twenty permissions and
// ten people over, and answers the first question there.
func BenchmarkPrepareAnew(b *testing.B) {
	g := crowded(b, 1)
	ctx := laurel.WithActor(b.Context(), laurel.Actor{Person: person(0)})
	for i := int64(2); b.Loop(); i++ {
		rules := tenantRules()
		rules.Version = i
		g.load = func(context.Context, laurel.TenantID) (Rules, error) { return rules, nil }
		if err := g.PrepareVersion(ctx, tenant(0), i); err != nil {
			b.Fatal(err)
		}
		if err := g.May(ctx, laurel.ManageTenant, laurel.Whole(tenant(0))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAskCasbin is what the first who stands in a certain way waits for.
func BenchmarkAskCasbin(b *testing.B) {
	g := crowded(b, 1)
	s := standing{place: inTenant, base: Learner, whole: []string{Administrator, ownRole(0xff)}}
	for b.Loop() {
		if _, err := g.oracle.ask(s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMemory says how much a tenant takes that a gate remembers.
func BenchmarkMemory(b *testing.B) {
	const tenants = 10_000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		g := crowded(b, tenants)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/tenants, "B/tenant")
		runtime.KeepAlive(g)
	}
}

type asked struct {
	ctx    context.Context
	where  thing
	action laurel.Action
}

// drawn are questions at random, of a number that no cache of the machine holds.
func drawn(b *testing.B, tenants int) []asked {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var people []context.Context
	for i := range 10 {
		people = append(people, laurel.WithActor(b.Context(), laurel.Actor{Person: person(i)}))
	}
	actions := laurel.Actions()
	list := make([]asked, 1<<16)
	for i := range list {
		list[i] = asked{people[random.IntN(len(people))],
			thing{tenant(random.IntN(tenants)), fmt.Sprintf("activity:%d", random.IntN(100))}, actions[random.IntN(len(actions))]}
	}
	return list
}

func askAtRandom(b *testing.B, g *Gate, tenants int) {
	b.Helper()
	draw := drawn(b, tenants)
	for i := 0; b.Loop(); i++ {
		q := draw[i%len(draw)]
		if err := g.PrepareVersion(q.ctx, q.where.tenant, 1); err != nil {
			b.Fatal(err)
		}
		if err := g.May(q.ctx, q.action, q.where); err != nil && laurel.KindOf(err) != laurel.Forbidden {
			b.Fatal(err)
		}
	}
}

// crowded is a gate that knows so many tenants, with the bounds that are used.
func crowded(b *testing.B, tenants int) *Gate {
	b.Helper()
	g, err := New(
		func(context.Context, laurel.TenantID) (Rules, error) { return tenantRules(), nil },
		func(context.Context, laurel.TenantID) (int64, error) { return 1, nil })
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

// tenantRules are twenty permissions in four roles of the tenant's own, and ten
// people who have these and built-in roles, some on one object only.
func tenantRules() Rules { return rulesWith(Grantable(), Grantable()) }

// crowdedRules are the same with roles that hardly two tenants have in common.
func crowdedRules(i int) Rules {
	some := func(n int) (list []laurel.Action) {
		for bit, a := range Grantable() {
			if n&(1<<bit) != 0 {
				list = append(list, a)
			}
		}
		return list
	}
	return rulesWith(some(i), some(i*7+1))
}

func rulesWith(one, other []laurel.Action) Rules {
	half := func(list []laurel.Action) ([]laurel.Action, []laurel.Action) {
		return list[:len(list)/2], list[len(list)/2:]
	}
	r := Rules{Version: 1}
	for _, list := range [][]laurel.Action{one, other} {
		a, b := half(list)
		for _, actions := range [][]laurel.Action{a, b} {
			r.Roles = append(r.Roles, Role{Name: fmt.Sprintf("role %d", len(r.Roles)), Actions: actions})
		}
	}
	given := []string{Administrator, Organiser, Reviewer, Member, "role 0", "role 1", "role 2", "role 3", Reviewer, Member}
	for i, role := range given {
		r.Assignments = append(r.Assignments, Assignment{Person: person(i), Role: role})
	}
	r.Assignments = append(r.Assignments, Assignment{Person: person(3), Role: Organiser, Object: "activity:1"})
	return r
}

func tenant(i int) laurel.TenantID { return laurel.TenantID(fmt.Sprintf("t%09d", i)) }

func person(i int) laurel.PersonID { return laurel.PersonID(fmt.Sprintf("%026d", i)) }
