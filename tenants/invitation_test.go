package tenants

import (
	"testing"
	"time"

	"example.org/laurel"
)

const harbour laurel.TenantID = "harb0vr000"

func invited(t *testing.T, draft Invitation) Invitation {
	t.Helper()
	i, err := Invite(harbour, draft, noon)
	if err != nil {
		t.Fatal(err)
	}
	i.Seal("secret", noon)
	return i
}

func TestAnInvitationIsAcceptedOnceByWhomItWasSentTo(t *testing.T) {
	t.Parallel()
	i := invited(t, Invitation{Kind: InviteMember, Email: " Ada@Example.org ", Role: Organiser})
	if err := i.Accept([]string{"ben@example.org"}, noon); laurel.KindOf(err) != laurel.Forbidden || i.Uses != 0 {
		t.Errorf("by another: %v after %d uses, want forbidden after none", err, i.Uses)
	}
	if err := i.Accept([]string{"ben@example.org", "ada@example.org"}, noon); err != nil {
		t.Errorf("by who has the address: %v", err)
	}
	if err := i.Accept([]string{"ada@example.org"}, noon); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("a second time: %v, want conflict", err)
	}
}

func TestALinkInvitesAsOftenAsItSays(t *testing.T) {
	t.Parallel()
	i := invited(t, Invitation{Kind: InviteMember, Most: 2})
	for n, want := range []laurel.Kind{laurel.Internal, laurel.Internal, laurel.Conflict} {
		err := i.Accept(nil, noon)
		if n < 2 && err != nil || n == 2 && laurel.KindOf(err) != want {
			t.Errorf("use %d: %v", n+1, err)
		}
	}
	for _, most := range []int{-1, 0, 1001} {
		if _, err := Invite(harbour, Invitation{Most: most}, noon); fieldOf(err) != "most" {
			t.Errorf("a link for %d uses: %v", most, err)
		}
	}
}

func TestAnInvitationOpensWithItsNewestSecretUntilItEnds(t *testing.T) {
	t.Parallel()
	open := func(change func(*Invitation), secret string, at time.Time) laurel.Kind {
		i := invited(t, Invitation{Kind: InviteMember, Email: "ada@example.org"})
		change(&i)
		if err := i.Open(secret, at); err != nil {
			return laurel.KindOf(err)
		}
		return laurel.Internal
	}
	same := func(*Invitation) {}
	for name, got := range map[string]struct{ kind, want laurel.Kind }{
		"with its secret":         {open(same, "secret", noon), laurel.Internal},
		"with another":            {open(same, "other", noon), laurel.NotFound},
		"with none":               {open(same, "", noon), laurel.NotFound},
		"never sent":              {open(func(i *Invitation) { i.SecretSum = "" }, "secret", noon), laurel.NotFound},
		"with that of an old one": {open(func(i *Invitation) { i.Seal("newer", noon) }, "secret", noon), laurel.NotFound},
		"before its end":          {open(same, "secret", noon.Add(invitationLife-1)), laurel.Internal},
		"at its end":              {open(same, "secret", noon.Add(invitationLife)), laurel.Conflict},
		"renewed":                 {open(func(i *Invitation) { must(t, i.Renew("", noon.Add(time.Hour))) }, "secret", noon.Add(invitationLife)), laurel.Internal},
		"renewed after its end":   {open(func(i *Invitation) { must(t, i.Renew("", noon.Add(invitationLife))) }, "secret", noon.Add(invitationLife)), laurel.Internal},
		"cancelled":               {open(func(i *Invitation) { must(t, i.Cancel()) }, "secret", noon), laurel.Conflict},
		"accepted":                {open(func(i *Invitation) { must(t, i.Accept([]string{"ada@example.org"}, noon)) }, "secret", noon), laurel.Conflict},
	} {
		if got.kind != got.want {
			t.Errorf("%s: %v, want %v", name, got.kind, got.want)
		}
	}
}

func TestWhatHasEndedIsNotRenewed(t *testing.T) {
	t.Parallel()
	cancelled := invited(t, Invitation{Email: "ada@example.org"})
	must(t, cancelled.Cancel())
	accepted := invited(t, Invitation{Email: "ada@example.org"})
	must(t, accepted.Accept([]string{"ada@example.org"}, noon))
	if laurel.KindOf(cancelled.Renew("", noon)) != laurel.Conflict || laurel.KindOf(accepted.Renew("", noon)) != laurel.Conflict {
		t.Error("it is renewed")
	}
	if laurel.KindOf(accepted.Cancel()) != laurel.Conflict {
		t.Error("what was accepted is cancelled")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
