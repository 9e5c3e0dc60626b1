package registry_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

const issuer = "https://login.example"

// club is a city with an administrator and an organisation with another, both
// with a provider.
type club struct {
	t           *testing.T
	r           *registry.Registry
	city, org   laurel.TenantID
	mayor, head laurel.PersonID
}

func newClub(t *testing.T, r *registry.Registry) club {
	t.Helper()
	operator, err := r.AppointOperator(t.Context(), "olga@example.org")
	must(t, err)
	city, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "cee", Name: "C", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
	must(t, err)
	mayor := memberOf(t, r, city.ID, tenants.CityAdministrator)
	org, err := r.FoundOrganisation(as(t, mayor), city.ID, tenants.Tenant{Slug: "o", Name: "O", Email: "o@example.org", Language: "en"}, "head@example.org")
	must(t, err)
	h := club{t, r, city.ID, org.ID, mayor, memberOf(t, r, org.ID, tenants.Administrator)}
	must(t, r.SaveProvider(as(t, h.mayor), h.city, provider(), "hush"))
	must(t, r.SaveProvider(as(t, h.head), h.org, provider(), "hush"))
	return h
}

func provider() tenants.Provider {
	return tenants.Provider{Issuer: issuer, ClientID: "laurel", Label: "Login", On: true}
}

// arrive comes back from a tenant's provider as subject.
func (h club) arrive(at laurel.TenantID, subject string) (way, session string) {
	h.t.Helper()
	way, _, err := h.r.BeginSignOn(h.t.Context(), at, tenants.SignOn{Base: "/en", Next: "/en/x"})
	must(h.t, err)
	_, _, err = h.r.SpendSignOn(h.t.Context(), at, way)
	must(h.t, err)
	session, _, err = h.r.EnterSignOn(h.t.Context(), at, registry.Proof{Secret: way, Subject: subject, Agent: "test"})
	must(h.t, err)
	return way, session
}

// linked links subject to somebody, and comes back as it once more.
func (h club) linked(p laurel.PersonID, at laurel.TenantID, subject string) (session string) {
	h.t.Helper()
	way, session := h.arrive(at, subject)
	if session != "" {
		h.t.Fatal("an identity that is linked to nobody opens a session")
	}
	must(h.t, h.r.LinkIdentity(as(h.t, p), at, way))
	if _, session = h.arrive(at, subject); session == "" {
		h.t.Fatal("a linked identity opens no session")
	}
	return session
}

func (h club) reaches(session string) laurel.TenantID {
	h.t.Helper()
	_, reach, err := h.r.ByAnySession(h.t.Context(), "", session)
	if err != nil && laurel.KindOf(err) != laurel.Unauthenticated {
		h.t.Fatal(err)
	}
	if err != nil {
		return ""
	}
	return reach
}

func TestALinkedIdentityOpensItsTenantAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		h := newClub(t, r)
		session := h.linked(h.head, h.org, "7")
		p, reach, err := r.ByAnySession(t.Context(), "", session)
		if err != nil || p.ID != h.head || reach != h.org {
			t.Errorf("ByAnySession() = %v, %v, %v; want the head in the organisation", p.ID, reach, err)
		}
		if _, err := r.BySession(t.Context(), session); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("where reach is not heeded: %v, want unauthenticated", err)
		}
		if _, other := h.arrive(h.city, "7"); other != "" {
			t.Error("a subject that is linked in one tenant opens a session in another")
		}
		if _, other := h.arrive(h.org, "8"); other != "" {
			t.Error("another subject opens a session")
		}
		narrow := laurel.WithActor(t.Context(), laurel.Actor{Person: h.head, Reach: h.org})
		if _, err := r.Identities(narrow); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("who came through a tenant lists identities: %v, want forbidden", err)
		}
		way, _ := h.arrive(h.org, "9")
		if err := r.LinkIdentity(narrow, h.org, way); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("who came through a tenant links an identity: %v, want forbidden", err)
		}
		if list, err := r.Memberships(laurel.WithActor(t.Context(), laurel.Actor{Person: h.head, Reach: h.city})); err != nil || len(list) > 0 {
			t.Errorf("roles within the city's reach: %v, %v; want none", list, err)
		}
		c.move(12*time.Hour + time.Second)
		if h.reaches(session) != "" {
			t.Error("it holds for more than half a day")
		}
	})
}

func TestASessionEndsWithWhatOpenedIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		h := newClub(t, r)
		change := func(edit func(*tenants.Provider), secret string) func() {
			return func() {
				p, err := r.SavedProvider(as(t, h.head), h.org)
				must(t, err)
				edit(&p)
				must(t, r.SaveProvider(as(t, h.head), h.org, p, secret))
			}
		}
		on := change(func(p *tenants.Provider) { p.On = true }, "")
		unlink := func() {
			list, err := r.Identities(as(t, h.head))
			must(t, err)
			if len(list) != 1 || list[0].Tenant != h.org || list[0].Issuer != issuer {
				t.Fatalf("Identities() = %+v", list)
			}
			must(t, r.UnlinkIdentity(as(t, h.mayor), h.org, list[0].Sum)) // not the mayor's to unlink
			if again, err := r.Identities(as(t, h.head)); err != nil || len(again) != 1 {
				t.Errorf("somebody else has unlinked it: %v, %v", again, err)
			}
			must(t, r.UnlinkIdentity(as(t, h.head), h.org, list[0].Sum))
			must(t, r.UnlinkIdentity(as(t, h.head), h.org, list[0].Sum))
		}
		remove := func() {
			p, err := r.SavedProvider(as(t, h.head), h.org)
			must(t, err)
			if err := r.RemoveProvider(as(t, h.head), h.org, p.Version-1); laurel.KindOf(err) != laurel.Conflict {
				t.Errorf("an older version is removed: %v, want conflict", err)
			}
			must(t, r.RemoveProvider(as(t, h.head), h.org, p.Version))
		}
		session := h.linked(h.head, h.org, "7")
		for _, step := range []struct {
			name        string
			end, resume func()
		}{
			{"the provider is switched off", change(func(p *tenants.Provider) { p.On = false }, ""), on},
			{"it has another client", change(func(p *tenants.Provider) { p.ClientID = "other" }, "new"), func() {}},
			{"it is removed", remove, func() { must(t, r.SaveProvider(as(t, h.head), h.org, provider(), "hush")) }},
			{"the identity is unlinked", unlink, func() { h.linked(h.head, h.org, "7") }},
		} {
			if h.reaches(session) != h.org {
				t.Fatalf("before %s it does not hold", step.name)
			}
			c.move(time.Second)
			step.end()
			if h.reaches(session) != "" {
				t.Errorf("when %s, the session goes on", step.name)
			}
			c.move(time.Second)
			step.resume()
			if h.reaches(session) != "" {
				t.Errorf("after %s and back, the old session is good again", step.name)
			}
			c.move(time.Second)
			_, session = h.arrive(h.org, "7")
		}
		must(t, r.SaveProvider(as(t, h.head), h.org, labelled(t, r, h, "Other words"), ""))
		if h.reaches(session) != h.org {
			t.Error("another label on the button ends sessions")
		}
	})
}

func labelled(t *testing.T, r *registry.Registry, h club, label string) tenants.Provider {
	t.Helper()
	p, err := r.SavedProvider(as(t, h.head), h.org)
	must(t, err)
	p.Label = label
	return p
}

func TestAnIdentityIsOnePersons(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		h := newClub(t, r)
		first, _ := h.arrive(h.org, "7")
		second, _ := h.arrive(h.org, "7") // in another browser
		must(t, r.LinkIdentity(as(t, h.head), h.org, first))
		err := r.LinkIdentity(as(t, h.mayor), h.org, second)
		if laurel.KindOf(err) != laurel.Conflict || strings.Contains(err.Error(), string(h.head)) {
			t.Errorf("linked by somebody else: %v, want conflict, and not whose it is", err)
		}
		if list, err := r.Identities(as(t, h.mayor)); err != nil || len(list) > 0 {
			t.Errorf("what the other sees: %v, %v; want nothing", list, err)
		}
		if err := r.LinkIdentity(as(t, h.head), h.org, first); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("linked by the same way again: %v, want conflict", err)
		}
		if err := r.LinkIdentity(t.Context(), h.org, first); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("linked by a visitor: %v, want unauthenticated", err)
		}
		if err := r.LinkIdentity(as(t, h.head), h.org, laurel.NewSecret()); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("linked by a way that never was: %v, want conflict", err)
		}
	})
}

func TestAWayIsGoneOnceAndInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		h := newClub(t, r)
		begin := func() string {
			way, _, err := r.BeginSignOn(t.Context(), h.org, tenants.SignOn{Base: "/en", Next: "//evil.example"})
			must(t, err)
			return way
		}
		way, spent := begin(), 0
		var wg sync.WaitGroup
		var mu sync.Mutex
		for range 4 {
			wg.Go(func() {
				s, _, err := r.SpendSignOn(context.WithoutCancel(t.Context()), h.org, way)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && s.Next == "/":
					spent++
				case laurel.KindOf(err) != laurel.Conflict:
					t.Errorf("SpendSignOn() = %+v, %v", s, err)
				}
			})
		}
		wg.Wait()
		if spent != 1 {
			t.Errorf("a way was gone %d times, want once", spent)
		}
		if _, _, err := r.SpendSignOn(t.Context(), h.city, begin()); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("gone in another tenant: %v, want conflict", err)
		}
		proof := registry.Proof{Secret: begin(), Subject: "7"}
		if _, _, err := r.EnterSignOn(t.Context(), h.org, proof); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("entered before coming back: %v, want conflict", err)
		}
		for _, subject := range []string{"", strings.Repeat("7", 256)} {
			if _, _, err := r.EnterSignOn(t.Context(), h.org, registry.Proof{Secret: way, Subject: subject}); laurel.KindOf(err) != laurel.Invalid {
				t.Errorf("a subject of %d characters: %v, want invalid", len(subject), err)
			}
		}
		pending, _ := h.arrive(h.org, "7")
		if _, _, err := r.EnterSignOn(t.Context(), h.org, registry.Proof{Secret: pending, Subject: "8"}); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("entered as two: %v, want conflict", err)
		}
		late := begin()
		c.move(10 * time.Minute)
		if _, _, err := r.SpendSignOn(t.Context(), h.org, late); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("after ten minutes: %v, want conflict", err)
		}
		if err := r.LinkIdentity(as(t, h.head), h.org, pending); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("linked after ten minutes: %v, want conflict", err)
		}
	})
}

func TestAProvidersSecretGoesWhereItWasMeantTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		h := newClub(t, r)
		if got, err := r.ClientSecret(t.Context(), h.org, provider()); err != nil || got != "hush" {
			t.Errorf("ClientSecret() = %q, %v", got, err)
		}
		saved, err := r.SavedProvider(as(t, h.head), h.org)
		must(t, err)
		moved := saved
		moved.Issuer = "https://evil.example"
		if err := r.SaveProvider(as(t, h.head), h.org, moved, ""); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("another issuer keeps the secret: %v, want invalid", err)
		}
		if _, err := r.ClientSecret(t.Context(), h.org, moved); err == nil {
			t.Error("the secret opens for another issuer")
		}
		must(t, r.SaveProvider(as(t, h.head), h.org, saved, "hush again"))
		if err := r.SaveProvider(as(t, h.head), h.org, saved, ""); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("saved over somebody else's change: %v, want conflict", err)
		}
		for _, p := range []laurel.PersonID{h.mayor, "nobody"} {
			if _, err := r.SavedProvider(as(t, p), h.org); laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("%s looks: %v, want forbidden", p, err)
			}
			if err := r.SaveProvider(as(t, p), h.org, saved, "x"); laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("%s saves: %v, want forbidden", p, err)
			}
			if err := r.RemoveProvider(as(t, p), h.org, saved.Version); laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("%s removes: %v, want forbidden", p, err)
			}
		}
	})
}
