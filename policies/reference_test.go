package policies

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"example.org/laurel"
)

// TestTheGateAgreesWithOneCasbinOfAllTenants draws tenants with roles of their
// own and holds every answer against an enforcer that has all lines of all
// tenants, each in its domain. That is what the gate would be if it had time.
func TestTheGateAgreesWithOneCasbinOfAllTenants(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	tenants := []laurel.TenantID{laurel.Platform, harbour, library}
	people := []laurel.PersonID{ada, ben, person(1)}
	objects := []string{"", "activity:1", "playlist:1"}
	for range 25 {
		b, all := &book{}, map[laurel.TenantID]Rules{}
		for _, in := range tenants {
			b.write(in, func(r *Rules) { *r = drawnRules(random, people[:2], objects); all[in] = *r })
		}
		g := gateOf(t, b)
		prepare(t, g, tenants...)
		reference := oneCasbin(t, g.oracle.builtIn, all)
		for _, in := range tenants {
			for _, p := range people {
				for _, object := range []string{"activity:1", "playlist:1", "activity:2", "tenant"} {
					for _, a := range laurel.Actions() {
						want, err := reference.Enforce(string(p), "role:"+Learner, string(in), string(in)+object, string(a))
						if err != nil {
							t.Fatal(err)
						}
						if got := g.May(as(t, p), a, thing{in, object}) == nil; got != want {
							t.Fatalf("%s %s on %s in %s: got %t, want %t; rules %v", p, a, object, in, got, want, all[in])
						}
					}
				}
			}
		}
	}
}

func drawnRules(random *rand.Rand, people []laurel.PersonID, objects []string) (r Rules) {
	names := slices.Concat(BuiltIn()[:7], []string{"own 1", "own 2", "own 3"})
	for _, name := range names[6:] { // one of them has a built-in name, and gives nothing of its own
		role := Role{Name: name}
		for _, a := range laurel.Actions() {
			if random.IntN(4) == 0 {
				role.Actions = append(role.Actions, a)
			}
		}
		r.Roles = append(r.Roles, role)
	}
	for range 6 {
		r.Assignments = append(r.Assignments, Assignment{
			Person: people[random.IntN(len(people))], Role: names[random.IntN(len(names))], Object: objects[random.IntN(len(objects))],
		})
	}
	return r
}

func oneCasbin(t *testing.T, builtIn []line, all map[laurel.TenantID]Rules) *casbin.Enforcer {
	t.Helper()
	m, err := model.NewModelFromString(modelConf)
	if err != nil {
		t.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		t.Fatal(err)
	}
	add := func(kind string, line ...string) {
		if kind[0] == 'p' {
			_, err = e.AddNamedPolicy(kind, line)
		} else {
			_, err = e.AddNamedGroupingPolicy(kind, line)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for in, rules := range all {
		for _, l := range builtIn {
			if l.place == placeOf(in) {
				add("p", "role:"+l.role, string(in), string(l.action))
			}
		}
		known := BuiltIn()
		for _, role := range rules.Roles {
			if in == laurel.Platform || isBuiltIn(role.Name) {
				continue
			}
			known = append(known, role.Name)
			for _, a := range role.Actions {
				if slices.Contains(Grantable(), a) {
					add("p", fmt.Sprintf("role:%s/%s", in, role.Name), string(in), string(a))
				}
			}
		}
		for _, has := range rules.Assignments {
			name := "role:" + has.Role
			if !isBuiltIn(has.Role) {
				name = fmt.Sprintf("role:%s/%s", in, has.Role)
			}
			switch {
			case !slices.Contains(known, has.Role):
			case has.Object == "":
				add("g", string(has.Person), name, string(in))
			default:
				// Objects of two tenants bear different names, as they hold the tenant's code.
				add("g2", string(has.Person), name, string(in)+has.Object)
			}
		}
	}
	return e
}
