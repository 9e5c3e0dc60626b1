package laurel_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func TestAnIDNamesItsTenant(t *testing.T) {
	t.Parallel()
	tenant := laurel.NewTenantID()
	if !tenant.Valid() {
		t.Fatalf("NewTenantID() = %q, want a valid code", tenant)
	}
	id := laurel.NewID[laurel.AwardID](tenant, noon())
	if got := id.Tenant(); got != tenant {
		t.Errorf("%s names %q, want %q", id, got, tenant)
	}
}

func TestWhatIsNoIDNamesNoTenant(t *testing.T) {
	t.Parallel()
	good := string(laurel.NewID[laurel.TaskID]("h000000000", noon()))
	for _, id := range []string{"", "-", "x", "h000000000", "h000000000-", good[:len(good)-1], good + "0", strings.ToUpper(good),
		strings.Replace(good, "-", "_", 1), "h00000000'-" + good[11:], good[:11] + "il" + good[13:]} {
		if got := laurel.TaskID(id).Tenant(); got != "" {
			t.Errorf("%q names %q, want none", id, got)
		}
	}
}

func TestIDsSortByAge(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 50 {
		ids = append(ids, string(laurel.NewID[laurel.EventID]("h000000000", noon().Add(time.Duration(i)*time.Millisecond))))
	}
	if !slices.IsSorted(ids) {
		t.Errorf("not sorted: %v", ids)
	}
}

func TestAnIDHoldsAUUIDOfVersionSeven(t *testing.T) {
	t.Parallel()
	uuid := laurel.UUID(laurel.NewID[laurel.AwardID]("h000000000", noon()))
	if len(uuid) != 36 || uuid[14] != '7' || !strings.ContainsRune("89ab", rune(uuid[19])) || uuid[8] != '-' {
		t.Errorf("UUID() = %q, want version 7, variant 10", uuid)
	}
	if got := laurel.UUID(laurel.AwardID("nonsense")); got != "" {
		t.Errorf("UUID(nonsense) = %q, want none", got)
	}
}

func TestSecretsDiffer(t *testing.T) {
	t.Parallel()
	a, b := laurel.NewSecret(), laurel.NewSecret()
	if a == b || len(a) != 32 {
		t.Errorf("NewSecret() = %q, %q", a, b)
	}
}

func TestAddressesAreBuiltFromTheSite(t *testing.T) {
	t.Parallel()
	const award = "h000000000-06h0gwprchwv77ska9mecw8eq8"
	for site, want := range map[laurel.Site][2]string{
		"https://badges.example":      {"did:web:badges.example:t:h000000000", "https://badges.example/t/h000000000/credentials/06h0gwprchwv77ska9mecw8eq8.json"},
		"https://badges.example:8443": {"did:web:badges.example%3A8443:t:h000000000", "https://badges.example:8443/t/h000000000/credentials/06h0gwprchwv77ska9mecw8eq8.json"},
		"https://localhost/":          {"did:web:localhost:t:h000000000", "https://localhost/t/h000000000/credentials/06h0gwprchwv77ska9mecw8eq8.json"},
	} {
		if got := [2]string{site.DID("h000000000"), site.Credential(award)}; got != want {
			t.Errorf("%s: %v, want %v", site, got, want)
		}
	}
	if got, want := laurel.Site("https://badges.example").StatusList("h000000000", 2), "https://badges.example/t/h000000000/status/2"; got != want {
		t.Errorf("StatusList() = %s, want %s", got, want)
	}
}

func TestAnErrorKeepsItsKindThroughWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk")
	err := fmt.Errorf("above: %w", laurel.E(laurel.Conflict, "error.exists").At("slug").With(laurel.Args{"Max": 3}).Because(cause))
	if got := laurel.KindOf(err); got != laurel.Conflict {
		t.Errorf("KindOf() = %v, want conflict", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if got := laurel.KindOf(cause); got != laurel.Internal {
		t.Errorf("KindOf(not ours) = %v, want internal", got)
	}
}

func TestAChangedErrorLeavesTheOneItWasMadeFrom(t *testing.T) {
	t.Parallel()
	first := laurel.E(laurel.Invalid, "error.body")
	if second := first.At("name"); first.Field != "" || second.Field != "name" {
		t.Errorf("fields %q and %q, want none and name", first.Field, second.Field)
	}
}

func TestWithoutAnActorItIsAVisitor(t *testing.T) {
	t.Parallel()
	if got := laurel.ActorFrom(t.Context()).Subject(); got != "visitor" {
		t.Errorf("Subject() = %q, want visitor", got)
	}
	if got := laurel.SystemActor().Subject(); got != "system" {
		t.Errorf("Subject() = %q, want system", got)
	}
}
