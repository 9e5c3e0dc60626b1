package policies

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/laurel"
)

const (
	harbour laurel.TenantID = "harb0vr000"
	library laurel.TenantID = "11brary000"

	ada laurel.PersonID = "01jdada0000000000000000000"
	ben laurel.PersonID = "01jdben0000000000000000000"
)

// thing is an activity, by its policy name.
type thing struct {
	tenant laurel.TenantID
	object string
}

func (t thing) Tenant() laurel.TenantID { return t.tenant }
func (t thing) Object() string          { return t.object }

// book holds the rules of several tenants, as a database would.
type book struct {
	mu    sync.Mutex
	rules map[laurel.TenantID]Rules
	loads atomic.Int64
}

func (b *book) write(t laurel.TenantID, change func(*Rules)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rules == nil {
		b.rules = map[laurel.TenantID]Rules{}
	}
	r := b.rules[t]
	r.Assignments, r.Roles = slices.Clone(r.Assignments), slices.Clone(r.Roles)
	change(&r)
	r.Version++
	b.rules[t] = r
}

func (b *book) assign(t laurel.TenantID, all ...Assignment) {
	b.write(t, func(r *Rules) { r.Assignments = all })
}

func (b *book) load(_ context.Context, t laurel.TenantID) (Rules, error) {
	b.loads.Add(1)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rules[t], nil
}

func (b *book) version(_ context.Context, t laurel.TenantID) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rules[t].Version, nil
}

func gateOf(t *testing.T, b *book) *Gate {
	t.Helper()
	g, err := New(b.load, b.version)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func prepare(t *testing.T, g *Gate, tenants ...laurel.TenantID) {
	t.Helper()
	for _, tenant := range tenants {
		if err := g.Prepare(t.Context(), tenant); err != nil {
			t.Fatal(err)
		}
	}
}

func as(t *testing.T, p laurel.PersonID) context.Context {
	t.Helper()
	return laurel.WithActor(t.Context(), laurel.Actor{Person: p})
}

func mustAllow(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("got %v, want allowed", err)
	}
}

func mustRefuse(t *testing.T, err error, want laurel.Kind, text string) {
	t.Helper()
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok || e.Kind != want || e.Text != text {
		t.Errorf("got %v, want %v: %s", err, want, text)
	}
}

func TestARoleInOneTenantGivesNothingInAnother(t *testing.T) {
	t.Parallel()
	for _, role := range BuiltIn() {
		b := &book{}
		b.assign(harbour, Assignment{Person: ada, Role: role}, Assignment{Person: ada, Role: role, Object: "activity:1"})
		g := gateOf(t, b)
		prepare(t, g, harbour, library, laurel.Platform)
		for _, a := range laurel.Actions() {
			for _, where := range []laurel.Thing{thing{library, "activity:1"}, laurel.Whole(library), laurel.Whole(laurel.Platform)} {
				err := g.May(as(t, ada), a, where)
				if a == laurel.SubmitEvidence && where.Tenant() == library {
					mustAllow(t, err) // as every learner may
				} else {
					mustRefuse(t, err, laurel.Forbidden, "error.forbidden")
				}
			}
		}
	}
}

func TestAnOperatorIsOneOnThePlatformOnly(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.assign(laurel.Platform, Assignment{Person: ada, Role: Operator}, Assignment{Person: ben, Role: Administrator})
	b.assign(harbour, Assignment{Person: ada, Role: Operator})
	g := gateOf(t, b)
	prepare(t, g, laurel.Platform, harbour)
	mustAllow(t, g.May(as(t, ada), laurel.FoundTenant, laurel.Whole(laurel.Platform)))
	mustRefuse(t, g.May(as(t, ada), laurel.FoundTenant, laurel.Whole(harbour)), laurel.Forbidden, "error.forbidden")
	mustRefuse(t, g.May(as(t, ben), laurel.ManageMembers, laurel.Whole(laurel.Platform)), laurel.Forbidden, "error.forbidden")
}

func TestARemovedAssignmentEndsAtTheNextPrepare(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.assign(library, Assignment{Person: ada, Role: Reviewer})
	g := gateOf(t, b)
	prepare(t, g, library)
	where := thing{library, "activity:1"}
	mustAllow(t, g.May(as(t, ada), laurel.ApproveEvidence, where))
	b.assign(library)
	prepare(t, g, library)
	mustRefuse(t, g.May(as(t, ada), laurel.ApproveEvidence, where), laurel.Forbidden, "error.forbidden")
	b.assign(library, Assignment{Person: ada, Role: Reviewer})
	prepare(t, g, library)
	mustAllow(t, g.May(as(t, ada), laurel.ApproveEvidence, where))
}

func TestARoleOfTheTenantsOwnWorksAndEnds(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.write(library, func(r *Rules) {
		r.Roles = []Role{{Name: "youth panel", Actions: []laurel.Action{laurel.ReviewAsPeer, laurel.ReadSubmission}}}
		r.Assignments = []Assignment{{Person: ada, Role: "youth panel"}}
	})
	g := gateOf(t, b)
	prepare(t, g, library)
	where := thing{library, "activity:1"}
	mustAllow(t, g.May(as(t, ada), laurel.ReviewAsPeer, where))
	mustAllow(t, g.May(as(t, ada), laurel.ReadSubmission, where))
	mustRefuse(t, g.May(as(t, ada), laurel.ApproveEvidence, where), laurel.Forbidden, "error.forbidden")
	mustRefuse(t, g.May(as(t, ben), laurel.ReviewAsPeer, where), laurel.Forbidden, "error.forbidden")
	b.write(library, func(r *Rules) { r.Roles = nil })
	prepare(t, g, library)
	mustRefuse(t, g.May(as(t, ada), laurel.ReviewAsPeer, where), laurel.Forbidden, "error.forbidden")
}

func TestATenantCannotGiveMoreThanIsItsOwn(t *testing.T) {
	t.Parallel()
	b := &book{}
	names := append(BuiltIn(), "mighty", string(ben), "role:learner")
	b.write(library, func(r *Rules) {
		for _, name := range names {
			r.Roles = append(r.Roles, Role{Name: name, Actions: laurel.Actions()})
		}
		r.Assignments = []Assignment{
			{Person: ada, Role: "mighty"}, {Person: ada, Role: System}, {Person: "visitor", Role: "mighty"},
			{Person: "role:learner", Role: "mighty"}, {Person: "", Role: "mighty"},
		}
	})
	g := gateOf(t, b)
	prepare(t, g, library)
	where := thing{library, "activity:1"}
	for _, a := range laurel.Actions() {
		if a != laurel.SubmitEvidence && !slices.Contains(Grantable(), a) {
			mustRefuse(t, g.May(as(t, ada), a, where), laurel.Forbidden, "error.forbidden")
		}
		if a != laurel.SubmitEvidence {
			mustRefuse(t, g.May(as(t, ben), a, where), laurel.Forbidden, "error.forbidden")
		}
		mustRefuse(t, g.May(t.Context(), a, where), laurel.Unauthenticated, "error.sign-in")
	}
}

func TestARoleOnOneActivityEndsThere(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.assign(library, Assignment{Person: ada, Role: Organiser, Object: "activity:1"})
	g := gateOf(t, b)
	prepare(t, g, library)
	mustAllow(t, g.May(as(t, ada), laurel.ApproveEvidence, thing{library, "activity:1"}))
	for _, where := range []laurel.Thing{thing{library, "activity:2"}, laurel.Whole(library)} {
		mustRefuse(t, g.May(as(t, ada), laurel.ApproveEvidence, where), laurel.Forbidden, "error.forbidden")
	}
}

func TestWhoIsNotSignedInIsAskedTo(t *testing.T) {
	t.Parallel()
	g := gateOf(t, &book{})
	prepare(t, g, library)
	for _, a := range laurel.Actions() {
		mustRefuse(t, g.May(t.Context(), a, laurel.Whole(library)), laurel.Unauthenticated, "error.sign-in")
	}
}

func TestATenantThatWasNotPreparedIsUnready(t *testing.T) {
	t.Parallel()
	g := gateOf(t, &book{})
	mustRefuse(t, g.May(as(t, ada), laurel.SubmitEvidence, laurel.Whole(library)), laurel.Unready, "error.unready")
}

func TestAThingOfNoTenantIsRefused(t *testing.T) {
	t.Parallel()
	g := gateOf(t, &book{})
	mustRefuse(t, g.Prepare(t.Context(), ""), laurel.NotFound, "error.not-found")
	mustRefuse(t, g.PrepareVersion(t.Context(), "?", 1), laurel.NotFound, "error.not-found")
	mustRefuse(t, g.May(as(t, ada), laurel.SubmitEvidence, laurel.Whole("")), laurel.Forbidden, "error.forbidden")
}

func TestRulesThatLagBehindTheirVersionAreNotUsed(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.assign(library, Assignment{Person: ada, Role: Reviewer})
	g := gateOf(t, b)
	mustRefuse(t, g.PrepareVersion(t.Context(), library, 2), laurel.Unready, "error.unready")
	mustRefuse(t, g.May(as(t, ada), laurel.ApproveEvidence, laurel.Whole(library)), laurel.Unready, "error.unready")
}

func TestALoaderThatFailsIsHeard(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database is away")
	b := &book{}
	g, err := New(func(context.Context, laurel.TenantID) (Rules, error) { return Rules{}, broken }, b.version)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Prepare(t.Context(), library); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestManyWhoPrepareAtOnceLoadOnce(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.assign(library, Assignment{Person: ada, Role: Reviewer})
	g := gateOf(t, b)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if err := g.Prepare(t.Context(), library); err != nil {
				t.Error(err)
			}
			if err := g.May(as(t, ada), laurel.ApproveEvidence, laurel.Whole(library)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := b.loads.Load(); got != 1 {
		t.Errorf("got %d loads, want 1", got)
	}
}

// TestTheGateAgreesWithAPlainReading draws assignments at random and compares
// with a reading of the built-in policy that knows nothing of Casbin.
func TestTheGateAgreesWithAPlainReading(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	people := []laurel.PersonID{ada, ben}
	objects := []string{"", "activity:1", "activity:2"}
	tenants := []laurel.TenantID{laurel.Platform, harbour, library}
	for range 60 {
		b := &book{}
		drawn := map[laurel.TenantID][]Assignment{}
		for range 4 {
			in := tenants[random.IntN(len(tenants))]
			drawn[in] = append(drawn[in], Assignment{
				Person: people[random.IntN(len(people))], Role: BuiltIn()[random.IntN(7)], Object: objects[random.IntN(len(objects))],
			})
			b.assign(in, drawn[in]...)
		}
		g := gateOf(t, b)
		prepare(t, g, tenants...)
		for _, in := range tenants {
			for _, p := range people {
				for _, object := range objects[1:] {
					for _, a := range laurel.Actions() {
						got := g.May(as(t, p), a, thing{in, object}) == nil
						if want := plainly(g.oracle.builtIn, drawn[in], in, p, object, a); got != want {
							t.Fatalf("%s %s on %s in %s: got %t, want %t; assigned %v", p, a, object, in, got, want, drawn)
						}
					}
				}
			}
		}
	}
}

func plainly(policy []line, assigned []Assignment, in laurel.TenantID, p laurel.PersonID, object string, a laurel.Action) bool {
	return slices.ContainsFunc(policy, func(l line) bool {
		if l.action != a || l.place != placeOf(in) {
			return false
		}
		return l.role == Learner || slices.ContainsFunc(assigned, func(has Assignment) bool {
			return has.Person == p && has.Role == l.role && (has.Object == "" || has.Object == object)
		})
	})
}
