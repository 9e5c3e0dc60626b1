package registry_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// town is a city whose operator and administrator are known.
func (a *archive) town() (operator, mayor laurel.PersonID, city laurel.TenantID) {
	a.t.Helper()
	operator, err := a.AppointOperator(a.t.Context(), "olga@example.org")
	must(a.t, err)
	c, err := a.FoundCity(as(a.t, operator), tenants.Tenant{Slug: "cee", Name: "C", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
	must(a.t, err)
	return operator, memberOf(a.t, a.Registry, c.ID, tenants.CityAdministrator), c.ID
}

// atOnce runs several at the same time and returns how many succeeded. Whoever
// does not has to be told that it is a conflict.
func atOnce(t *testing.T, n int, do func(ctx context.Context, i int) error) int64 {
	t.Helper()
	var wg sync.WaitGroup
	var good atomic.Int64
	for i := range n {
		wg.Go(func() {
			switch err := do(context.WithoutCancel(t.Context()), i); {
			case err == nil:
				good.Add(1)
			case laurel.KindOf(err) != laurel.Conflict:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return good.Load()
}

func TestNoMoreMembersThanTheLimit(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.MembersQuota, Most: 4}))
		added := atOnce(t, 8, func(ctx context.Context, i int) error {
			ctx = laurel.WithActor(ctx, laurel.Actor{Person: mayor})
			_, err := a.AddMember(ctx, city, fmt.Sprintf("p%d@example.org", i), tenants.CityEditor)
			return err
		})
		if added != 3 {
			t.Errorf("%d were added beside the mayor, want 3 for a limit of 4", added)
		}
		if _, err := a.AddMember(as(t, mayor), city, "mayor@example.org", tenants.CityEditor); err != nil {
			t.Errorf("another role for a member: %v", err)
		}
		list, err := a.Quotas(as(t, mayor), city)
		if err != nil || len(list) != 2 || list[0].Used != 4 || list[0].Most != 4 || list[1].Most != tenants.Unlimited {
			t.Errorf("Quotas() = %+v, %v", list, err)
		}
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.MembersQuota, Most: 2, Version: 1}))
		if _, err := a.AddMember(as(t, mayor), city, "p@example.org", tenants.CityEditor); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("over a limit that was lowered: %v, want conflict", err)
		}
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.MembersQuota, Most: tenants.Unlimited, Version: 2}))
		if _, err := a.AddMember(as(t, mayor), city, "p@example.org", tenants.CityEditor); err != nil {
			t.Errorf("without a limit: %v", err)
		}
	})
}

func TestNoMoreOrganisationsThanTheLimit(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.OrganisationsQuota, Most: 2}))
		founded := atOnce(t, 5, func(ctx context.Context, i int) error {
			ctx = laurel.WithActor(ctx, laurel.Actor{Person: mayor})
			o := tenants.Tenant{Slug: fmt.Sprintf("o%d", i), Name: "O", Email: "o@example.org", Language: "en"}
			_, err := a.FoundOrganisation(ctx, city, o, "head@example.org")
			return err
		})
		list, err := a.Organisations(t.Context(), city)
		if err != nil || founded != 2 || len(list) != 2 {
			t.Errorf("%d were founded, %d are there, %v; want 2", founded, len(list), err)
		}
	})
}

func TestNoWayIntoACityLeadsPastItsLimit(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.SetAdmission(as(t, mayor), city, tenants.AdmitAsked))
		apply := func(name string) laurel.TenantID {
			head := signedIn(t, a.Registry, name+"@example.org")
			o, err := a.RegisterOrganisation(as(t, head), city, tenants.Tenant{Slug: name, Name: name, Email: "o@example.org", Language: "en"})
			must(t, err)
			return o.ID
		}
		asked := []laurel.TenantID{apply("o0"), apply("o1"), apply("o2"), apply("o3")}
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.OrganisationsQuota, Most: 2}))
		approve := registry.Step{Move: tenants.MoveApprove}
		approved := atOnce(t, len(asked), func(ctx context.Context, i int) error {
			return a.MoveAffiliation(laurel.WithActor(ctx, laurel.Actor{Person: mayor}), city, asked[i], approve)
		})
		page, err := a.Partners(as(t, mayor), city, registry.PartnerFilter{})
		if err != nil || approved != 2 || page.Counts[tenants.StandsActive] != 2 || page.Counts[tenants.StandsRequested] != 2 {
			t.Fatalf("%d were approved, %v, %v; want 2 active and 2 that still wait", approved, page.Counts, err)
		}

		head := signedIn(t, a.Registry, "late@example.org")
		draft := tenants.Tenant{Slug: "late", Name: "Late", Email: "late@example.org", Language: "en"}
		i, secret, err := a.InviteOrganisation(as(t, mayor), city, tenants.Invitation{Most: 1})
		must(t, err)
		if _, err := a.FoundByInvitation(as(t, head), i.ID, secret, draft); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("accepted in a full city: %v, want conflict", err)
		}
		must(t, a.SetAdmission(as(t, mayor), city, tenants.AdmitAll))
		if _, err := a.RegisterOrganisation(as(t, head), city, draft); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("registered in a full city: %v, want conflict", err)
		}
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.OrganisationsQuota, Most: 3, Version: 1}))
		late, err := a.FoundByInvitation(as(t, head), i.ID, secret, draft)
		if err != nil {
			t.Fatalf("the name or the invitation was used up by what was refused: %v", err)
		}
		suspend := registry.Step{Move: tenants.MoveSuspend, Reason: "A complaint."}
		must(t, a.MoveAffiliation(as(t, mayor), city, late.ID, suspend))
		must(t, a.MoveAffiliation(as(t, mayor), city, late.ID, registry.Step{Move: tenants.MoveReactivate}))
	})
}

func TestOnlyTheOperatorLimitsATenant(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		five := tenants.Quota{Name: tenants.MembersQuota, Most: 5}
		if err := a.LimitTenant(as(t, mayor), city, five); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("the mayor: %v, want forbidden", err)
		}
		if _, err := a.Quotas(as(t, "stranger"), city); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a stranger reads: %v, want forbidden", err)
		}
		for name, c := range map[string]struct {
			tenant laurel.TenantID
			quota  tenants.Quota
			kind   laurel.Kind
		}{
			"a tenant that is none": {"zzzzzzzzzz", five, laurel.NotFound},
			"what nobody counts":    {city, tenants.Quota{Name: "wishes", Most: 5}, laurel.Invalid},
			"less than nothing":     {city, tenants.Quota{Name: tenants.MembersQuota, Most: -7}, laurel.Invalid},
			"an old version":        {city, tenants.Quota{Name: tenants.MembersQuota, Most: 5, Version: 3}, laurel.Conflict},
		} {
			if err := a.LimitTenant(as(t, operator), c.tenant, c.quota); laurel.KindOf(err) != c.kind {
				t.Errorf("%s: %v, want %v", name, err, c.kind)
			}
		}
		if n := atOnce(t, 4, func(ctx context.Context, _ int) error {
			return a.LimitTenant(laurel.WithActor(ctx, laurel.Actor{Person: operator}), city, five)
		}); n != 1 {
			t.Errorf("%d of those who looked at the same form have set it, want 1", n)
		}
		if list, err := a.Quotas(as(t, operator), city); err != nil || list[0].Most != 5 || list[0].Version != 1 {
			t.Errorf("Quotas() = %+v, %v", list, err)
		}
	})
}

func TestASetLimitStandsInTheTrail(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, mayor, city := a.town()
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.MembersQuota, Most: 5}))
		must(t, a.LimitTenant(as(t, operator), city, tenants.Quota{Name: tenants.MembersQuota, Most: 5, Version: 1}))
		list, _, err := a.Audit(as(t, mayor), city, auditOf("quota.changed"), 10)
		if err != nil || len(list) != 1 || list[0].Values != `{"from":null,"to":{"most":5}}` || list[0].Object != "quota:members" {
			t.Errorf("Audit() = %+v, %v; want one entry", list, err)
		}
	})
}
