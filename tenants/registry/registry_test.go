package registry_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/keys"
	"example.org/laurel/tenants/registry"
)

// clock stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// each runs test on both databases, with the time in the test's hands.
func each(t *testing.T, test func(t *testing.T, r *registry.Registry, c *clock)) {
	t.Helper()
	run := func(dsn func(testing.TB) string) func(*testing.T) {
		return func(t *testing.T) {
			t.Parallel()
			c := &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
			test(t, guarded(t, dbtest.Open(t, dsn(t), c.Now)), c)
		}
	}
	t.Run("sqlite", run(dbtest.SQLiteDSN))
	if !testing.Short() {
		t.Run("postgres", run(dbtest.PostgresDSN))
	}
}

func guarded(t *testing.T, d *db.DB) *registry.Registry {
	t.Helper()
	r := unguarded(t, d)
	guard(t, r)
	return r
}

// guard gives a registry a gate of its own.
func guard(t *testing.T, r *registry.Registry) {
	t.Helper()
	gate, err := policies.New(rulesOf(r), r.PolicyVersion)
	must(t, err)
	r.Guard(gate)
}

func unguarded(t testing.TB, d *db.DB) *registry.Registry {
	t.Helper()
	secret, err := keys.ParseSecret(strings.Repeat("ab", 32))
	must(t, err)
	vault, err := keys.NewVault(secret)
	must(t, err)
	return registry.New(d, vault)
}

// rulesOf tells a gate who has which role.
func rulesOf(r *registry.Registry) policies.Load {
	return func(ctx context.Context, id laurel.TenantID) (policies.Rules, error) {
		list, own, version, err := r.Policy(ctx, id)
		rules := policies.Rules{Version: version}
		for _, m := range list {
			rules.Assignments = append(rules.Assignments, policies.Assignment{Person: m.Person, Role: m.Role, Object: m.Object})
		}
		for _, o := range own {
			rules.Roles = append(rules.Roles, policies.Role{Name: o.Name, Actions: o.Actions})
		}
		return rules, err
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func as(t *testing.T, p laurel.PersonID) context.Context {
	t.Helper()
	return laurel.WithActor(t.Context(), laurel.Actor{Person: p, Language: "en"})
}

func link(t *testing.T, r *registry.Registry, email string) string {
	t.Helper()
	secret, err := r.MakeSignIn(t.Context(), tenants.SignInRequested{Email: email, Language: "de", Next: "/de/portfolio"})
	must(t, err)
	return secret
}

func TestALinkSignsInOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		secret := link(t, r, "ada@example.org")
		if _, err := r.CheckSignIn(t.Context(), secret); err != nil {
			t.Errorf("looking at it: %v", err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		sessions := []string{}
		for range 5 {
			wg.Go(func() {
				session, next, _, err := r.FollowSignIn(context.WithoutCancel(t.Context()), secret, "test")
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && next == "/de/portfolio":
					sessions = append(sessions, session)
				case laurel.KindOf(err) != laurel.Conflict:
					t.Errorf("FollowSignIn() leads to %q, %v", next, err)
				}
			})
		}
		wg.Wait()
		if len(sessions) != 1 {
			t.Fatalf("%d sessions from one link, want 1", len(sessions))
		}
		p, err := r.BySession(t.Context(), sessions[0])
		if err != nil || p.Email != "ada@example.org" || p.Language != "de" {
			t.Errorf("BySession() = %+v, %v", p, err)
		}
	})
}

func TestALinkEndsAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		secret := link(t, r, "ada@example.org")
		c.move(31 * time.Minute)
		if _, _, _, err := r.FollowSignIn(t.Context(), secret, "test"); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("FollowSignIn() = %v, want conflict", err)
		}
		if _, _, _, err := r.FollowSignIn(t.Context(), laurel.NewSecret(), "test"); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a link that was never made: %v, want not found", err)
		}
	})
}

func TestOneAddressIsOnePerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		people := map[laurel.PersonID]bool{}
		for range 4 {
			secret := link(t, r, "ada@example.org")
			wg.Go(func() {
				session, _, _, err := r.FollowSignIn(context.WithoutCancel(t.Context()), secret, "test")
				if err != nil {
					t.Error(err)
					return
				}
				p, err := r.BySession(context.WithoutCancel(t.Context()), session)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				people[p.ID] = true
			})
		}
		wg.Wait()
		if len(people) != 1 {
			t.Errorf("%d people share an address, want 1", len(people))
		}
	})
}

func TestASessionAdmitsUntilItEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, "ada@example.org"), "test")
		must(t, err)
		forged := session[:len(session)-1] + "x"
		if session == forged {
			forged = session[:len(session)-1] + "y"
		}
		for name, s := range map[string]string{"none": "", "a forged one": forged, "nonsense": "a.b.c"} {
			if _, err := r.BySession(t.Context(), s); laurel.KindOf(err) != laurel.Unauthenticated {
				t.Errorf("%s: %v, want unauthenticated", name, err)
			}
		}
		if _, _, err := r.ByToken(t.Context(), session); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("a session as a token: %v, want unauthenticated", err)
		}
		other, _, _, err := r.FollowSignIn(t.Context(), link(t, r, "ada@example.org"), "test")
		must(t, err)
		must(t, r.EndSession(t.Context(), session))
		must(t, r.EndSession(t.Context(), session))
		if _, err := r.BySession(t.Context(), session); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("after signing out: %v, want unauthenticated", err)
		}
		if _, err := r.BySession(t.Context(), other); err != nil {
			t.Errorf("another session of the same person: %v", err)
		}
		c.move(31 * 24 * time.Hour)
		if _, err := r.BySession(t.Context(), other); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("after a month: %v, want unauthenticated", err)
		}
	})
}

func TestATokenAdmitsItsPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, "ada@example.org"), "test")
		must(t, err)
		ada, err := r.BySession(t.Context(), session)
		must(t, err)
		if _, err := r.MakeToken(t.Context(), "script"); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("a visitor makes a token: %v, want unauthenticated", err)
		}
		token, err := r.MakeToken(as(t, ada.ID), "script")
		must(t, err)
		if p, _, err := r.ByToken(t.Context(), token); err != nil || p.ID != ada.ID {
			t.Errorf("ByToken() = %v, %v; want ada", p.ID, err)
		}
		c.move(366 * 24 * time.Hour)
		if _, _, err := r.ByToken(t.Context(), token); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("after a year: %v, want unauthenticated", err)
		}
	})
}

func TestACityRoleGivesNothingInAnOrganisation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		operator, err := r.AppointOperator(t.Context(), "olga@example.org")
		must(t, err)
		city := tenants.Tenant{Slug: "campania", Name: "Campania", Email: "c@example.org", Language: "en"}
		if _, err := r.FoundCity(as(t, "nobody"), city, "", "mayor@example.org"); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("anybody founds a city: %v, want forbidden", err)
		}
		campania, err := r.FoundCity(as(t, operator), city, "campania.example", "mayor@example.org")
		must(t, err)
		if _, err := r.FoundCity(as(t, operator), city, "", "mayor@example.org"); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("a second city of that name: %v, want conflict", err)
		}
		mayor := memberOf(t, r, campania.ID, tenants.CityAdministrator)
		org := tenants.Tenant{Slug: "lane", Name: "LANE", Email: "l@example.org", Language: "en"}
		if _, err := r.FoundOrganisation(as(t, operator), campania.ID, org, "head@example.org"); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("the operator founds an organisation in a city: %v, want forbidden", err)
		}
		lane, err := r.FoundOrganisation(as(t, mayor), campania.ID, org, "head@example.org")
		must(t, err)
		if _, err := r.AddMember(as(t, mayor), lane.ID, "x@example.org", tenants.Organiser); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a city's administrator adds a member to an organisation: %v, want forbidden", err)
		}
		head := memberOf(t, r, lane.ID, tenants.Administrator)
		if _, err := r.AddMember(as(t, head), lane.ID, "x@example.org", tenants.CityAdministrator); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("a city's role in an organisation: %v, want invalid", err)
		}
		if _, err := r.AddMember(as(t, head), campania.ID, "x@example.org", tenants.CityEditor); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("an organisation's head adds a member to the city: %v, want forbidden", err)
		}
		added, err := r.AddMember(as(t, head), lane.ID, "X@Example.org ", tenants.Organiser)
		must(t, err)
		if again, err := r.AddMember(as(t, head), lane.ID, "x@example.org", tenants.Organiser); err != nil || again != added {
			t.Errorf("added again: %v, %v; want %v", again, err, added)
		}
		if found, err := r.CityByHost(t.Context(), "campania.example"); err != nil || found.ID != campania.ID {
			t.Errorf("CityByHost() = %v, %v", found.ID, err)
		}
		if list, err := r.Organisations(t.Context(), campania.ID); err != nil || len(list) != 1 || list[0].ID != lane.ID {
			t.Errorf("Organisations() = %v, %v", list, err)
		}
		if cities, err := r.AffiliatedCities(t.Context(), lane.ID); err != nil || len(cities) != 1 || cities[0] != campania.ID {
			t.Errorf("AffiliatedCities() = %v, %v", cities, err)
		}
	})
}

// memberOf is the first person with a role in a tenant.
func memberOf(t testing.TB, r *registry.Registry, id laurel.TenantID, role string) laurel.PersonID {
	t.Helper()
	list, _, _, err := r.Policy(t.Context(), id)
	must(t, err)
	for _, m := range list {
		if m.Role == role {
			return m.Person
		}
	}
	t.Fatalf("nobody is %s", role)
	return ""
}

func TestAnOrganisationSignsWithAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		operator, err := r.AppointOperator(t.Context(), "olga@example.org")
		must(t, err)
		city, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "cee", Name: "C", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
		must(t, err)
		mayor := memberOf(t, r, city.ID, tenants.CityAdministrator)
		public := map[string]bool{}
		for _, slug := range []string{"one", "two"} {
			org, err := r.FoundOrganisation(as(t, mayor), city.ID, tenants.Tenant{Slug: slug, Name: slug, Email: "o@example.org", Language: "en"}, "h@example.org")
			must(t, err)
			list, err := r.SigningKeys(t.Context(), org.ID)
			must(t, err)
			id, signer, err := r.Signer(t.Context(), org.ID)
			must(t, err)
			if len(list) != 1 || list[0].ID != id || signer == nil {
				t.Errorf("%s: keys %v, signs with %s", slug, list, id)
			}
			public[string(list[0].Public)] = true
		}
		if len(public) != 2 {
			t.Error("two organisations share a key")
		}
		if _, err := r.SigningKeys(t.Context(), city.ID); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a city, which signs nothing: %v, want not found", err)
		}
	})
}
