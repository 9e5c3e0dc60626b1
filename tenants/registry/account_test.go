package registry_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// enter signs somebody in.
func signIn(t *testing.T, r *registry.Registry, email string) (session string, who laurel.PersonID) {
	t.Helper()
	session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, email), "test")
	must(t, err)
	p, err := r.BySession(t.Context(), session)
	must(t, err)
	return session, p.ID
}

// claim is the secret of a link to an address that somebody says is theirs.
func claim(t *testing.T, r *registry.Registry, who laurel.PersonID, email string) string {
	t.Helper()
	secret, _, err := r.MakeAddressLink(t.Context(), tenants.AddressClaimed{Person: who, Email: email, Language: "en"})
	must(t, err)
	return secret
}

func wantKind(t *testing.T, what string, err error, want laurel.Kind) {
	t.Helper()
	if err == nil || laurel.KindOf(err) != want {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestATokenIsSeenOnceADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		token, err := r.MakeToken(as(t, ada), "script")
		must(t, err)
		seen := func() time.Time {
			list, err := r.Tokens(as(t, ada))
			must(t, err)
			return list[0].SeenAt.UTC()
		}
		if !seen().IsZero() {
			t.Errorf("before its first use it was seen at %v", seen())
		}
		_, scopes, err := r.ByToken(t.Context(), token)
		must(t, err)
		if !slices.Equal(scopes, tenants.Scopes()) {
			t.Errorf("scopes %v, want all", scopes)
		}
		first := seen()
		c.move(time.Hour)
		if _, _, err = r.ByToken(t.Context(), token); err != nil || !seen().Equal(first) || first.IsZero() {
			t.Errorf("an hour later: seen at %v, want still %v; %v", seen(), first, err)
		}
		c.move(24 * time.Hour)
		if _, _, err = r.ByToken(t.Context(), token); err != nil || !seen().Equal(first.Add(25*time.Hour)) {
			t.Errorf("a day later: seen at %v; %v", seen(), err)
		}
	})
}

func TestATokenLivesAsLongAsItWasMadeFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		token, _, err := r.DraftToken(as(t, ada), tenants.TokenDraft{Name: "script", Scopes: []string{tenants.ReadMe}, Days: 30})
		must(t, err)
		c.move(30*24*time.Hour - time.Second)
		if _, _, err := r.ByToken(t.Context(), token); err != nil {
			t.Errorf("within its thirty days: %v", err)
		}
		c.move(time.Second)
		_, _, err = r.ByToken(t.Context(), token)
		wantKind(t, "after its thirty days", err, laurel.Unauthenticated)
		if list, err := r.Tokens(as(t, ada)); err != nil || len(list) != 0 {
			t.Errorf("Tokens() = %v, %v; want none", list, err)
		}
	})
}

func TestWhoEndsTheOtherSessionsKeepsTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		here, ada := signIn(t, r, "ada@example.org")
		there, _ := signIn(t, r, "ada@example.org")
		foreign, ben := signIn(t, r, "ben@example.org")
		_, own, _, _ := tenants.ReadPass(here)
		_, others, _, _ := tenants.ReadPass(foreign)
		if list, err := r.Sessions(as(t, ada)); err != nil || len(list) != 2 {
			t.Errorf("Sessions() = %v, %v; want two", list, err)
		}
		_, err := r.RevokeSession(as(t, ada), laurel.SessionID(others))
		wantKind(t, "somebody else's session", err, laurel.NotFound)
		must(t, r.RevokeSessions(as(t, ada), laurel.SessionID(own)))
		_, err = r.BySession(t.Context(), there)
		wantKind(t, "the other session", err, laurel.Unauthenticated)
		for _, s := range []string{here, foreign} {
			if _, err := r.BySession(t.Context(), s); err != nil {
				t.Errorf("a session that was to stay: %v", err)
			}
		}
		for range 2 {
			_, err = r.RevokeSession(as(t, ben), laurel.SessionID(others))
			must(t, err)
		}
		_, err = r.BySession(t.Context(), foreign)
		wantKind(t, "a session that was ended", err, laurel.Unauthenticated)
	})
}

func TestWhoWasLetInByATenantsSignOnReachesNoAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		ctx := laurel.WithActor(t.Context(), laurel.Actor{Person: ada, Reach: "1234567890"})
		_, tokens := r.Tokens(ctx)
		_, made := r.MakeToken(ctx, "x")
		_, sessions := r.Sessions(ctx)
		_, addresses := r.Addresses(ctx)
		for what, err := range map[string]error{"Tokens": tokens, "MakeToken": made, "Sessions": sessions, "Addresses": addresses,
			"ClaimAddress": r.ClaimAddress(ctx, "x@example.org"), "ConfirmAddress": r.ConfirmAddress(ctx, "x"),
			"MergeAccounts": r.MergeAccounts(ctx, "x"), "PreferAddress": r.PreferAddress(ctx, "ada@example.org"),
			"RemoveAddress": r.RemoveAddress(ctx, "ada@example.org"), "RevokeSessions": r.RevokeSessions(ctx, "")} {
			wantKind(t, what, err, laurel.Forbidden)
		}
	})
}

func TestAnAddressIsTheirsWhoClaimedItAndOpenedItsLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		_, eve := signIn(t, r, "eve@example.org")
		secret := claim(t, r, ada, "ada@work.example")
		_, err := r.CheckAddressLink(as(t, eve), secret)
		wantKind(t, "somebody else looks at the link", err, laurel.NotFound)
		wantKind(t, "somebody else uses the link", r.ConfirmAddress(as(t, eve), secret), laurel.NotFound)
		wantKind(t, "a visitor uses the link", r.ConfirmAddress(t.Context(), secret), laurel.Unauthenticated)
		wantKind(t, "a link that was never made", r.ConfirmAddress(as(t, ada), laurel.NewSecret()), laurel.NotFound)
		if o, err := r.CheckAddressLink(as(t, ada), secret); err != nil || o.Email != "ada@work.example" || o.Merger != nil {
			t.Errorf("CheckAddressLink() = %+v, %v", o, err)
		}
		must(t, r.ConfirmAddress(as(t, ada), secret))
		wantKind(t, "a second time", r.ConfirmAddress(as(t, ada), secret), laurel.Conflict)
		if list, err := r.Addresses(as(t, ada)); err != nil || !slices.Equal(list, []string{"ada@example.org", "ada@work.example"}) {
			t.Errorf("Addresses() = %v, %v", list, err)
		}
		if _, who := signIn(t, r, "ada@work.example"); who != ada {
			t.Errorf("the new address leads to %s, want %s", who, ada)
		}
		old := claim(t, r, ada, "late@example.org")
		c.move(31 * time.Minute)
		wantKind(t, "a link of half an hour ago", r.ConfirmAddress(as(t, ada), old), laurel.Conflict)
		taken := claim(t, r, ada, "eve@example.org")
		wantKind(t, "an address with an account", r.ConfirmAddress(as(t, ada), taken), laurel.Conflict)
	})
}

func TestThereIsAlwaysAnAddressToWriteTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		signIn(t, r, "eve@example.org")
		wantKind(t, "removing the only one", r.RemoveAddress(as(t, ada), "ada@example.org"), laurel.Conflict)
		must(t, r.ConfirmAddress(as(t, ada), claim(t, r, ada, "ada@work.example")))
		wantKind(t, "removing the main one", r.RemoveAddress(as(t, ada), "ada@example.org"), laurel.Conflict)
		for _, email := range []string{"eve@example.org", "nobody@example.org", "", "x"} {
			wantKind(t, "removing "+email, r.RemoveAddress(as(t, ada), email), laurel.NotFound)
			wantKind(t, "preferring "+email, r.PreferAddress(as(t, ada), email), laurel.NotFound)
		}
		must(t, r.PreferAddress(as(t, ada), "ada@work.example"))
		must(t, r.RemoveAddress(as(t, ada), "ada@example.org"))
		if p, err := r.Person(t.Context(), ada); err != nil || p.Email != "ada@work.example" {
			t.Errorf("letters go to %q, %v", p.Email, err)
		}
		if _, who := signIn(t, r, "ada@example.org"); who == ada {
			t.Error("the address that was removed still leads to her")
		}
	})
}

func TestARemovalAndAPreferenceAtOnceLeaveAnAddressToWriteTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		must(t, r.ConfirmAddress(as(t, ada), claim(t, r, ada, "ada@work.example")))
		ctx := context.WithoutCancel(as(t, ada))
		var both sync.WaitGroup
		both.Go(func() { _ = r.PreferAddress(ctx, "ada@work.example") })
		both.Go(func() { _ = r.RemoveAddress(ctx, "ada@work.example") })
		both.Wait()
		p, err := r.Person(t.Context(), ada)
		must(t, err)
		if list, err := r.Addresses(as(t, ada)); err != nil || !slices.Contains(list, p.Email) {
			t.Errorf("letters go to %s, which is none of %v; %v", p.Email, list, err)
		}
	})
}

func TestTheAccountThatWasTakenInIsNoneAnyMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		session, bea := signIn(t, r, "bea@example.org")
		token, err := r.MakeToken(as(t, bea), "script")
		must(t, err)
		secret := claim(t, r, ada, "bea@example.org")
		if o, err := r.CheckAddressLink(as(t, ada), secret); err != nil || o.Merger == nil || o.Merger.From != bea || o.Merger.Sessions != 1 || o.Merger.Tokens != 1 {
			t.Errorf("CheckAddressLink() = %+v, %v", o.Merger, err)
		}
		wantKind(t, "the other account uses the link", r.MergeAccounts(as(t, bea), secret), laurel.NotFound)
		must(t, r.MergeAccounts(as(t, ada), secret))
		wantKind(t, "a second time", r.MergeAccounts(as(t, ada), secret), laurel.Conflict)
		_, err = r.BySession(t.Context(), session)
		wantKind(t, "its session", err, laurel.Unauthenticated)
		_, _, err = r.ByToken(t.Context(), token)
		wantKind(t, "its token", err, laurel.Unauthenticated)
		if _, who := signIn(t, r, "bea@example.org"); who != ada {
			t.Errorf("its address leads to %s, want %s", who, ada)
		}
		if p, err := r.Person(t.Context(), bea); err != nil || p.ID != ada {
			t.Errorf("its id leads to %s, %v", p.ID, err)
		}
		_, cleo := signIn(t, r, "cleo@example.org")
		for who, name := range map[laurel.PersonID]string{ada: "Ada", cleo: "Cleo"} {
			must(t, r.ChangePerson(as(t, who), tenants.Person{Name: name}))
		}
		got, err := r.Names(t.Context(), []laurel.PersonID{bea, cleo, "nobody"})
		must(t, err)
		if diff := cmp.Diff(map[laurel.PersonID]string{bea: "Ada", cleo: "Cleo"}, got); diff != "" {
			t.Errorf("names (-want +got):\n%s", diff)
		}
		if got, err := r.Names(t.Context(), nil); err != nil || len(got) != 0 {
			t.Errorf("nobody is called %v, %v", got, err)
		}
	})
}

func TestTwoAccountsThatTakeEachOtherInBecomeOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		_, bea := signIn(t, r, "bea@example.org")
		one, other := claim(t, r, ada, "bea@example.org"), claim(t, r, bea, "ada@example.org")
		var both sync.WaitGroup
		asAda, asBea := context.WithoutCancel(as(t, ada)), context.WithoutCancel(as(t, bea))
		both.Go(func() { _ = r.MergeAccounts(asAda, one) })
		both.Go(func() { _ = r.MergeAccounts(asBea, other) })
		both.Wait()
		_, first := signIn(t, r, "ada@example.org")
		_, second := signIn(t, r, "bea@example.org")
		if first != second || first != ada && first != bea {
			t.Errorf("the addresses lead to %s and %s, want to one of %s and %s", first, second, ada, bea)
		}
	})
}

func TestAnAccountThatTakesInAnotherIsTakenInAfterwards(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, ada := signIn(t, r, "ada@example.org")
		_, bea := signIn(t, r, "bea@example.org")
		_, cyd := signIn(t, r, "cyd@example.org")
		must(t, r.MergeAccounts(as(t, bea), claim(t, r, bea, "cyd@example.org")))
		must(t, r.MergeAccounts(as(t, ada), claim(t, r, ada, "bea@example.org")))
		wantKind(t, "before the first is done", r.RetireAccount(t.Context(), bea, ada), laurel.Unready)
		must(t, r.RetireAccount(t.Context(), cyd, bea))
		must(t, r.EndMerger(t.Context(), cyd, bea))
		must(t, r.RetireAccount(t.Context(), bea, ada))
		if p, err := r.Person(t.Context(), cyd); err != nil || p.ID != ada {
			t.Errorf("the first account leads to %s, %v; want %s", p.ID, err, ada)
		}
		if _, who := signIn(t, r, "cyd@example.org"); who != ada {
			t.Errorf("its address leads to %s, want %s", who, ada)
		}
	})
}
