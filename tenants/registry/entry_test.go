package registry_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

func offer(t *testing.T, r *registry.Registry, email, browser string) registry.Offer {
	t.Helper()
	o, err := r.OfferSignIn(t.Context(), tenants.SignInRequested{Email: email, Language: "de", Next: "/de/portfolio", Browser: tenants.Sum(browser)})
	must(t, err)
	return o
}

func typeIn(t *testing.T, r *registry.Registry, browser, code string) error {
	t.Helper()
	session, _, _, err := r.EnterCode(t.Context(), browser, code, "test")
	if (err == nil) != (session != "") {
		t.Errorf("with %v the session is %q", err, session)
	}
	return err
}

func TestACodeSignsInWhereItWasAskedForAndOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		browser := laurel.NewSecret()
		o := offer(t, r, "ada@example.org", browser)
		if err := typeIn(t, r, laurel.NewSecret(), o.Code); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("in another browser: %v, want invalid", err)
		}
		session, next, _, err := r.EnterCode(t.Context(), browser, " "+strings.ToLower(strings.ReplaceAll(o.Code, "-", " ")), "test")
		must(t, err)
		if p, err := r.BySession(t.Context(), session); err != nil || p.Email != "ada@example.org" || next != "/de/portfolio" {
			t.Errorf("the code signs in %v to %q, %v", p.Email, next, err)
		}
		if err := typeIn(t, r, browser, o.Code); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("a second time: %v, want invalid", err)
		}
		if _, _, _, err := r.FollowSignIn(t.Context(), o.Secret, "test"); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("the link after the code: %v, want conflict", err)
		}
		o = offer(t, r, "ada@example.org", browser)
		_, _, _, err = r.FollowSignIn(t.Context(), o.Secret, "test")
		must(t, err)
		if err := typeIn(t, r, browser, o.Code); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("the code after the link: %v, want invalid", err)
		}
		o = offer(t, r, "ada@example.org", browser)
		c.move(30 * time.Minute)
		if err := typeIn(t, r, browser, o.Code); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("after half an hour: %v, want invalid", err)
		}
	})
}

func TestAfterFiveWrongCodesNoneIsTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		for wrong, good := range map[int]bool{4: true, 5: false, 12: false} {
			browser := laurel.NewSecret()
			o := offer(t, r, "ada@example.org", browser)
			var first error
			for range wrong {
				err := typeIn(t, r, browser, "0000-0000")
				if first == nil {
					first = err
				}
				if err == nil || err.Error() != first.Error() {
					t.Errorf("a wrong code: %v, and before %v", err, first)
				}
			}
			err := typeIn(t, r, browser, o.Code)
			if (err == nil) != good {
				t.Errorf("the code after %d wrong ones: %v, want it taken: %v", wrong, err, good)
			}
			if err != nil && err.Error() != first.Error() {
				t.Errorf("a code that is dead is told from one that is wrong: %v, %v", err, first)
			}
			if _, _, _, err := r.FollowSignIn(t.Context(), o.Secret, "test"); (err == nil) == good {
				t.Errorf("the link after %d wrong codes: %v", wrong, err)
			}
		}
	})
}

func TestManyCodesAtTheSameMomentAreAllCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		browser := laurel.NewSecret()
		o := offer(t, r, "ada@example.org", browser)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, _, _, err := r.EnterCode(context.WithoutCancel(t.Context()), browser, "0000-0000", "test"); laurel.KindOf(err) != laurel.Invalid {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if err := typeIn(t, r, browser, o.Code); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("the code after eight wrong ones: %v, want invalid", err)
		}
		browser = laurel.NewSecret()
		o = offer(t, r, "ben@example.org", browser)
		var let atomic.Int64
		for range 4 {
			wg.Go(func() {
				if _, _, _, err := r.EnterCode(context.WithoutCancel(t.Context()), browser, o.Code, "test"); err == nil {
					let.Add(1)
				}
			})
		}
		wg.Wait()
		if let.Load() != 1 {
			t.Errorf("%d sessions from one code, want 1", let.Load())
		}
	})
}

// crossed is somebody on the way to riga.example.
func crossed(t *testing.T, r *registry.Registry) (session string, a registry.Arrival) {
	t.Helper()
	session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, "ada@example.org"), "test")
	must(t, err)
	a = registry.Arrival{Host: "riga.example", State: laurel.NewSecret(), Agent: "test"}
	a.Code, err = r.Cross(t.Context(), session, tenants.Crossing{Host: a.Host, State: tenants.Sum(a.State), Next: "/en/portfolio"})
	must(t, err)
	return session, a
}

func TestASessionAdmitsOnItsOwnHostAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		platform, a := crossed(t, r)
		there, next, expires, err := r.Arrive(t.Context(), a)
		must(t, err)
		if next != "/en/portfolio" || expires.After(c.Now().Add(30*24*time.Hour)) {
			t.Errorf("goes on to %q, until %v", next, expires)
		}
		for host, session := range map[string]string{"": platform, "riga.example": there} {
			if p, _, err := r.ByAnySession(t.Context(), host, session); err != nil || p.Email != "ada@example.org" {
				t.Errorf("on %q: %v, %v", host, p.Email, err)
			}
		}
		for _, x := range [][2]string{{"riga.example", platform}, {"", there}, {"rome.example", there}, {"rome.example", platform}} {
			if _, _, err := r.ByAnySession(t.Context(), x[0], x[1]); laurel.KindOf(err) != laurel.Unauthenticated {
				t.Errorf("another host's session on %q: %v, want unauthenticated", x[0], err)
			}
		}
		guest := laurel.WithActor(t.Context(), laurel.Actor{Reach: "0123456789"})
		if _, err := r.Cross(guest, platform, tenants.Crossing{Host: a.Host, State: tenants.Sum(a.State)}); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("from one tenant's single sign-on: %v, want forbidden", err)
		}
		if _, err := r.Cross(t.Context(), there, tenants.Crossing{Host: "rome.example", State: tenants.Sum(a.State)}); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("from one city to another: %v, want unauthenticated", err)
		}
	})
}

func TestASessionOnACitysHostEndsWithTheOneItCameFrom(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		platform, a := crossed(t, r)
		there, _, _, err := r.Arrive(t.Context(), a)
		must(t, err)
		_, b := crossed(t, r)
		other, _, _, err := r.Arrive(t.Context(), b)
		must(t, err)
		must(t, r.EndSession(t.Context(), other))
		if _, _, err := r.ByAnySession(t.Context(), "riga.example", other); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("after signing out there: %v, want unauthenticated", err)
		}
		if _, err := r.BySession(t.Context(), platform); err != nil {
			t.Errorf("signing out there has ended the one here: %v", err)
		}
		must(t, r.EndSession(t.Context(), platform))
		if _, _, err := r.ByAnySession(t.Context(), "riga.example", there); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("after signing out here: %v, want unauthenticated", err)
		}
	})
}

func TestACodeToCrossIsForOneHostOneBrowserOneMinuteAndOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		for name, spoil := range map[string]func(platform string, a *registry.Arrival){
			"another host":         func(_ string, a *registry.Arrival) { a.Host = "rome.example" },
			"the platform's":       func(_ string, a *registry.Arrival) { a.Host = "" },
			"another browser":      func(_ string, a *registry.Arrival) { a.State = laurel.NewSecret() },
			"a browser without":    func(_ string, a *registry.Arrival) { a.State = "" },
			"the sum as the state": func(_ string, a *registry.Arrival) { a.State = tenants.Sum(a.State) },
			"no code":              func(_ string, a *registry.Arrival) { a.Code = "" },
			"a session as a code":  func(platform string, a *registry.Arrival) { a.Code = platform },
			"another secret":       func(_ string, a *registry.Arrival) { a.Code = a.Code[:len(a.Code)-32] + laurel.NewSecret() },
			"too late":             func(string, *registry.Arrival) { c.move(61 * time.Second) },
			"after signing out":    func(platform string, _ *registry.Arrival) { must(t, r.EndSession(t.Context(), platform)) },
			"a second time": func(_ string, a *registry.Arrival) {
				_, _, _, err := r.Arrive(t.Context(), *a)
				must(t, err)
			},
		} {
			platform, a := crossed(t, r)
			spoil(platform, &a)
			if session, _, _, err := r.Arrive(t.Context(), a); laurel.KindOf(err) != laurel.Conflict || session != "" {
				t.Errorf("%s: %q, %v; want conflict", name, session, err)
			}
		}
		_, a := crossed(t, r)
		var wg sync.WaitGroup
		var let atomic.Int64
		for range 5 {
			wg.Go(func() {
				if _, _, _, err := r.Arrive(context.WithoutCancel(t.Context()), a); err == nil {
					let.Add(1)
				} else if laurel.KindOf(err) != laurel.Conflict {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if let.Load() != 1 {
			t.Errorf("%d sessions from one code, want 1", let.Load())
		}
	})
}
