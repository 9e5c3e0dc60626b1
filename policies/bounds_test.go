package policies

import (
	"context"
	"fmt"
	"testing"

	"example.org/laurel"
)

func bounded(t *testing.T, b *book, most Bounds) *Gate {
	t.Helper()
	g, err := NewBounded(b.load, b.version, most)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func checkBounds(t *testing.T, g *Gate, most Bounds) {
	t.Helper()
	kept := 0
	for _, r := range g.rooms.ring {
		kept += r.size()
	}
	if kept != g.rooms.size {
		t.Fatalf("%d assignments are kept, and %d counted", kept, g.rooms.size)
	}
	if got := len(g.rooms.by); got > most.Tenants {
		t.Fatalf("got %d tenants, want %d at most", got, most.Tenants)
	}
	if kept > most.Assignments && len(g.rooms.ring) > 1 {
		t.Fatalf("got %d assignments, want %d at most", kept, most.Assignments)
	}
	if got := g.oracle.kept.Len(); got > most.Answers {
		t.Fatalf("got %d answers, want %d at most", got, most.Answers)
	}
}

func TestAGateStaysWithinItsBoundsWith10000Tenants(t *testing.T) {
	t.Parallel()
	for most, tenants := range map[Bounds]int{
		{Tenants: 500, Assignments: 1_000_000, Answers: 100}: 10_000,
		{Tenants: 20_000, Assignments: 3_000, Answers: 50}:   10_000,
		{Tenants: 2, Assignments: 9, Answers: 3}:             100,
	} {
		b := &book{}
		g := bounded(t, b, most)
		for i := range tenants {
			where := laurel.Whole(fmt.Sprintf("%010d", i+1))
			b.write(where.Tenant(), func(r *Rules) { *r = crowdedRules(i) })
			prepare(t, g, where.Tenant())
			mustAllow(t, g.May(as(t, ada), laurel.SubmitEvidence, where))
			mustAllow(t, g.May(as(t, person(0)), laurel.ManageTenant, where))
			if i%50 == 0 {
				checkBounds(t, g, most)
			}
		}
		checkBounds(t, g, most)
		mustRefuse(t, g.May(as(t, ada), laurel.SubmitEvidence, laurel.Whole("0000000001")), laurel.Unready, "error.unready")
		prepare(t, g, "0000000001")
		mustAllow(t, g.May(as(t, ada), laurel.SubmitEvidence, laurel.Whole("0000000001")))
	}
}

func TestATenantThatGrowsAndShrinksIsCountedAsItIs(t *testing.T) {
	t.Parallel()
	b, most := &book{}, Bounds{Tenants: 10, Assignments: 50, Answers: 10}
	g := bounded(t, b, most)
	for round, size := range []int{3, 40, 0, 60, 1} {
		var all []Assignment
		for i := range size {
			all = append(all, Assignment{Person: person(i), Role: Reviewer, Object: fmt.Sprintf("activity:%d", i%3)})
		}
		b.assign(library, all...)
		b.assign(harbour, Assignment{Person: ada, Role: Member})
		prepare(t, g, harbour, library)
		checkBounds(t, g, most)
		mustAllow(t, g.May(as(t, ada), laurel.SubmitEvidence, thing{library, "activity:1"}))
		if want := size + 1; size < most.Assignments && g.rooms.size != want {
			t.Errorf("round %d: got %d assignments, want %d", round, g.rooms.size, want)
		}
	}
}

// TestPeopleWhoStandAlikeAreAskedAboutOnce holds the gate to what makes it fast:
// Casbin is asked for each set of roles, not for each person and tenant.
func TestPeopleWhoStandAlikeAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	g, err := New(
		func(context.Context, laurel.TenantID) (Rules, error) { return tenantRules(), nil },
		func(context.Context, laurel.TenantID) (int64, error) { return 1, nil })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		prepare(t, g, tenant(i))
		for p := range 10 {
			_ = g.May(as(t, person(p)), laurel.ApproveEvidence, laurel.Whole(tenant(i))) // whatever it says
		}
	}
	// Nobody's three, and those of administrator, organiser, reviewer, member, own
	// role and reviewer with own role.
	if got, most := g.oracle.kept.Len(), 12; got > most {
		t.Errorf("Casbin is asked about %d standings, want %d at most", got, most)
	}
}
