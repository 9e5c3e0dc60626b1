package tenants_test

import (
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

func TestWhichApproversCannotStandBesideEachOther(t *testing.T) {
	t.Parallel()
	of := func(owner laurel.TenantID, key string) tenants.Approver {
		return tenants.Approver{Owner: owner, Key: key}
	}
	for name, c := range map[string]struct {
		a, b tenants.Approver
		want bool
	}{
		"two of one tenant":         {of("1zzzzzzzzz", "words@1"), of("1zzzzzzzzz", "words@1"), true},
		"two tenants' own":          {of("1zzzzzzzzz", "words@1"), of("2zzzzzzzzz", "words@1"), false},
		"one for all and an own":    {of(laurel.Platform, "words@1"), of("2zzzzzzzzz", "words@1"), true},
		"an own and one for all":    {of("2zzzzzzzzz", "words@1"), of(laurel.Platform, "words@1"), true},
		"versions":                  {of(laurel.Platform, "words@1"), of(laurel.Platform, "words@2"), false},
		"names that begin the same": {of(laurel.Platform, "words@1"), of(laurel.Platform, "words@11"), false},
	} {
		if got := c.a.Clashes(c.b); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

func TestWhatTakesThePlaceOfWhat(t *testing.T) {
	t.Parallel()
	two := tenants.Approver{Owner: laurel.Platform, Key: "words@2", State: tenants.InService}
	for key, want := range map[string]bool{"words@1": true, "words@2": false, "words@10": false, "letters@1": false} {
		if got := two.Supersedes(tenants.Approver{Owner: laurel.Platform, Key: key}); got != want {
			t.Errorf("words@2 in the place of %s: %t, want %t", key, got, want)
		}
	}
	if two.Supersedes(tenants.Approver{Owner: "1zzzzzzzzz", Key: "words@1"}) {
		t.Error("one for all takes the place of a tenant's own")
	}
	two.State = tenants.Disabled
	if two.Supersedes(tenants.Approver{Owner: laurel.Platform, Key: "words@1"}) {
		t.Error("one that is disabled takes the place of another")
	}
}

func TestWhatMayStillBeNeeded(t *testing.T) {
	t.Parallel()
	changed := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	counted := changed.Add(time.Minute)
	for name, c := range map[string]struct {
		a      tenants.Approver
		latest bool
		want   bool
	}{
		"the newest in service":       {tenants.Approver{State: tenants.InService, ChangedAt: changed, CountedAt: counted}, true, true},
		"an older one":                {tenants.Approver{State: tenants.InService, ChangedAt: changed, CountedAt: counted}, false, false},
		"an older one, in a flow":     {tenants.Approver{State: tenants.InService, ChangedAt: changed, CountedAt: counted, Flows: 1}, false, true},
		"disabled":                    {tenants.Approver{State: tenants.Disabled, ChangedAt: changed, CountedAt: counted}, true, false},
		"disabled, with a submission": {tenants.Approver{State: tenants.Disabled, ChangedAt: changed, CountedAt: counted, Submissions: 1}, true, true},
		"disabled since the count":    {tenants.Approver{State: tenants.Disabled, ChangedAt: changed, CountedAt: changed.Add(-1)}, true, true},
		"never counted":               {tenants.Approver{State: tenants.Disabled, ChangedAt: changed}, true, true},
	} {
		c.a.Key = "words@1"
		newest := c.a
		if !c.latest {
			newest = tenants.Approver{Key: "words@2", State: tenants.InService}
		}
		if got := c.a.Needed(newest); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

func TestAnApproverIsTurned(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	added := tenants.Approver{Key: "words@1", Digest: "sha256:0", State: tenants.InService}
	off, err := added.Turn(tenants.Disabled, "  too slow ", now)
	if err != nil || off.State != tenants.Disabled || off.Reason != "too slow" || !off.ChangedAt.Equal(now) {
		t.Errorf("disabled it is %+v, %v", off, err)
	}
	if on, err := off.Turn(tenants.InService, "whatever", now); err != nil || on.State != tenants.InService || on.Reason != "" {
		t.Errorf("enabled it is %+v, %v", on, err)
	}
	for text, turn := range map[string]func() (tenants.Approver, error){
		"approver.state":  func() (tenants.Approver, error) { return added.Turn("asleep", "", now) },
		"approver.reason": func() (tenants.Approver, error) { return added.Turn(tenants.Disabled, strings.Repeat("ü", 501), now) },
		"approver.built-in": func() (tenants.Approver, error) {
			return tenants.Approver{Key: "peer@1"}.Turn(tenants.Disabled, "", now)
		},
	} {
		if _, err := turn(); laurel.KindOf(err) != laurel.Invalid || !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}
