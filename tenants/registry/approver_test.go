package registry_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// words is an approver that could be added.
func words(owner laurel.TenantID, digest string) tenants.Approver {
	return tenants.Approver{Owner: owner, Key: "words@1", Title: "Words", Executable: "bin/words", Args: []string{"--all", "a b"},
		Digest: digest, Archive: "0.tar"}
}

func TestAnApproverIsAddedOnceAndNeverReplaced(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, _, city := a.town()
		must(t, a.AddApprover(as(t, operator), words(laurel.Platform, "sha256:1")))
		list, err := a.Approvers(as(t, operator))
		must(t, err)
		want := words(laurel.Platform, "sha256:1")
		want.State, want.AddedBy, want.AddedAt, want.ChangedAt = tenants.InService, operator, a.clock.Now(), a.clock.Now()
		if diff := cmp.Diff([]tenants.Approver{want}, list); diff != "" {
			t.Error(diff)
		}
		a.clock.move(time.Hour)
		must(t, a.AddApprover(as(t, operator), words(laurel.Platform, "sha256:1")))
		other := words(laurel.Platform, "sha256:1")
		other.Args = nil
		for name, refused := range map[string]tenants.Approver{
			"other files": words(laurel.Platform, "sha256:2"), "other arguments": other, "a tenant's own": words(city, "sha256:1"),
		} {
			if err := a.AddApprover(as(t, operator), refused); laurel.KindOf(err) != laurel.Conflict {
				t.Errorf("%s under a key that is taken: %v, want a conflict", name, err)
			}
		}
		own := words(city, "sha256:1")
		own.Key = "words@2"
		must(t, a.AddApprover(as(t, operator), own))
		shared := words(laurel.Platform, "sha256:1")
		shared.Key = "words@2"
		if err := a.AddApprover(as(t, operator), shared); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("for all, where a tenant has its own: %v, want a conflict", err)
		}
		if list, err = a.Approvers(as(t, operator)); err != nil || len(list) != 2 || !list[0].AddedAt.Equal(want.AddedAt) {
			t.Errorf("in the end there are %+v, %v", list, err)
		}
	})
}

func TestAnApproverIsTurnedAndTroubledAndCounted(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.AddApprover(as(t, operator), words(city, "sha256:1")))
		a.clock.move(time.Minute)
		must(t, a.TurnApprover(as(t, operator), city, "words@1", tenants.Withdrawn, "it lies"))
		must(t, a.NoteTrouble(laurel.WithActor(t.Context(), laurel.SystemActor()), city, "words@1", "exit status 3"))
		must(t, a.NoteTrouble(laurel.WithActor(t.Context(), laurel.SystemActor()), laurel.Platform, "peer@1", "killed"))
		counted := tenants.Approver{Owner: city, Key: "words@1", Flows: 2, Submissions: 30, CountedAt: a.clock.Now()}
		must(t, a.CountApprover(laurel.WithActor(t.Context(), laurel.SystemActor()), counted))
		list, err := a.Approvers(as(t, operator))
		must(t, err)
		if len(list) != 2 || !list[0].BuiltIn() || list[0].Key != "peer@1" || list[0].Trouble != "killed" {
			t.Fatalf("the list is %+v", list)
		}
		if got := list[1]; got.State != tenants.Withdrawn || got.Reason != "it lies" || got.Trouble != "exit status 3" ||
			!got.TroubledAt.Equal(a.clock.Now()) || got.Flows != 2 || got.Submissions != 30 || !got.CountedAt.Equal(a.clock.Now()) {
			t.Errorf("it is %+v", got)
		}
		a.clock.move(time.Minute)
		must(t, a.ReviveApprover(as(t, operator), city, "words@1"))
		list, err = a.Approvers(as(t, operator))
		must(t, err)
		if got := list[1]; got.Trouble != "" || !got.TroubledAt.IsZero() || got.Revivals != 1 || got.State != tenants.Withdrawn {
			t.Errorf("put back it is %+v", got)
		}
		trail, _, err := a.Audit(as(t, mayor), city, registry.AuditFilter{}, 100)
		must(t, err)
		var what []string
		for _, e := range trail {
			if e.Object == "approver:words@1" {
				what = append(what, e.What)
			}
		}
		if diff := cmp.Diff([]string{"approver.revived", "approver.turned", "approver.added"}, what); diff != "" {
			t.Errorf("the tenant's trail: %s", diff)
		}
	})
}

func TestNobodyButTheOperatorTouchesApprovers(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.AddApprover(as(t, operator), words(city, "sha256:1")))
		for name, try := range map[string]func() error{
			"list":   func() error { _, err := a.Approvers(as(t, mayor)); return err },
			"add":    func() error { return a.AddApprover(as(t, mayor), words(city, "sha256:2")) },
			"turn":   func() error { return a.TurnApprover(as(t, mayor), city, "words@1", tenants.Disabled, "") },
			"revive": func() error { return a.ReviveApprover(as(t, mayor), city, "words@1") },
			"note":   func() error { return a.NoteTrouble(as(t, mayor), city, "words@1", "") },
			"count":  func() error { return a.CountApprover(as(t, mayor), words(city, "sha256:1")) },
		} {
			if err := try(); laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("%s by a city's administrator: %v, want forbidden", name, err)
			}
		}
		if err := a.TurnApprover(as(t, operator), laurel.Platform, "words@1", tenants.Disabled, ""); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("under another's name: %v, want not found", err)
		}
	})
}
