package registry_test

import (
	"slices"
	"sync"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// town is a city with an administrator, an editor and an organisation.
type town struct {
	r                     *registry.Registry
	city, org             laurel.TenantID
	operator, mayor, head laurel.PersonID
}

func newTown(t *testing.T, r *registry.Registry) town {
	t.Helper()
	operator, err := r.AppointOperator(t.Context(), "operator@example.org")
	must(t, err)
	city, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "", "mayor@example.org")
	must(t, err)
	mayor := signedIn(t, r, "mayor@example.org")
	org, err := r.FoundOrganisation(as(t, mayor), city.ID, tenants.Tenant{Slug: "lane", Name: "LANE", Email: "l@example.org", Language: "en"}, "head@example.org")
	must(t, err)
	return town{r: r, city: city.ID, org: org.ID, operator: operator, mayor: mayor, head: signedIn(t, r, "head@example.org")}
}

func TestARoleOfATenantsOwnHoldsAtTheNextRequestOnEveryReplica(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		replica := registry.Beside(r)
		guard(t, replica)
		role, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "Youth reviewer", Actions: []laurel.Action{laurel.ApproveEvidence}})
		must(t, err)
		eva, err := r.AddMember(as(t, w.head), w.org, "eva@example.org", role.Name)
		must(t, err)
		check := func(when string, want ...laurel.Action) {
			t.Helper()
			for _, each := range []*registry.Registry{r, replica} {
				got, err := each.Allowed(as(t, eva), w.org)
				got = slices.DeleteFunc(got, func(a laurel.Action) bool { return a == laurel.SubmitEvidence }) // as every learner may
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("%s: %v, %v; want %v", when, got, err, want)
				}
			}
		}
		check("given", laurel.ApproveEvidence)
		role.Actions = []laurel.Action{laurel.ReadSubmission, laurel.ApproveEvidence}
		role, err = r.ChangeRole(as(t, w.head), w.org, role)
		must(t, err)
		check("changed", laurel.ReadSubmission, laurel.ApproveEvidence)
		must(t, r.TakeRole(as(t, w.head), w.org, tenants.Member{Person: eva, Role: role.Name}))
		check("taken")
		_, err = r.AddMember(as(t, w.head), w.org, "eva@example.org", role.Name)
		must(t, err)
		check("given again", laurel.ReadSubmission, laurel.ApproveEvidence)
		must(t, r.RemoveRole(as(t, w.head), w.org, role.Name))
		check("removed")
		if _, err := r.AddMember(as(t, w.head), w.org, "eva@example.org", role.Name); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("giving what is gone: %v, want invalid", err)
		}
	})
}

func TestNobodyGivesOrTakesWhatTheyDoNotHave(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		hr, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "People", Actions: []laurel.Action{laurel.ManageMembers, laurel.ManageRoles}})
		must(t, err)
		_, err = r.AddMember(as(t, w.head), w.org, "hal@example.org", hr.Name)
		must(t, err)
		hal := signedIn(t, r, "hal@example.org")
		for what, do := range map[string]func() error{
			"gives a built-in role": func() error { _, err := r.AddMember(as(t, hal), w.org, "x@example.org", tenants.Reviewer); return err },
			"makes himself more": func() error {
				return r.GiveRole(as(t, hal), w.org, tenants.Member{Person: hal, Role: tenants.Administrator})
			},
			"invites to a role": func() error {
				_, _, err := r.InviteMember(as(t, hal), w.org, tenants.Invitation{Email: "x@example.org", Role: tenants.Organiser})
				return err
			},
			"makes a role": func() error {
				_, err := r.MakeRole(as(t, hal), w.org, tenants.Role{Title: "More", Actions: []laurel.Action{laurel.ApproveEvidence}})
				return err
			},
			"widens his own": func() error {
				wider := hr
				wider.Actions = append(slices.Clone(hr.Actions), laurel.ReadAudit)
				_, err := r.ChangeRole(as(t, hal), w.org, wider)
				return err
			},
			"removes an administrator": func() error { return r.RemoveMember(as(t, hal), w.org, w.head) },
			"takes an administrator's": func() error {
				return r.TakeRole(as(t, hal), w.org, tenants.Member{Person: w.head, Role: tenants.Administrator})
			},
			"gives it in the city": func() error {
				_, err := r.AddMember(as(t, hal), w.city, "x@example.org", tenants.CityEditor)
				return err
			},
		} {
			if err := do(); laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("who may manage members alone %s: %v, want forbidden", what, err)
			}
		}
		if _, err := r.AddMember(as(t, hal), w.org, "y@example.org", hr.Name); err != nil {
			t.Errorf("giving what one has: %v", err)
		}
		for _, a := range []laurel.Action{"evidence.destroy", laurel.RecordVerdict, laurel.ManageOrganisations} {
			if _, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "Odd", Actions: []laurel.Action{a}}); laurel.KindOf(err) != laurel.Invalid {
				t.Errorf("a role with %s: %v, want invalid", a, err)
			}
		}
	})
}

func TestOfTwoWhoChangeARoleAtOnceOneIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		seen, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "Mentor", Actions: []laurel.Action{laurel.ApproveEvidence}})
		must(t, err)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, about := range []string{"first", "second"} {
			wg.Go(func() {
				mine := seen
				mine.About = about
				_, errs[i] = r.ChangeRole(as(t, w.head), w.org, mine)
			})
		}
		wg.Wait()
		list, err := r.Roles(as(t, w.head), w.org)
		must(t, err)
		won, lost := 0, 1
		if errs[0] != nil {
			won, lost = 1, 0
		}
		if errs[won] != nil || laurel.KindOf(errs[lost]) != laurel.Conflict || len(list) != 1 || list[0].About != []string{"first", "second"}[won] {
			t.Errorf("got %v and %v, and the role says %+v", errs[0], errs[1], list)
		}
	})
}

func TestTheLastAdministratorsCannotLeaveTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		if err := r.LeaveTenant(as(t, w.mayor), w.city); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("the only one leaves: %v, want conflict", err)
		}
		if err := r.LeaveTenant(as(t, w.operator), laurel.Platform); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("the only operator leaves: %v, want conflict", err)
		}
		_, err := r.AddMember(as(t, w.mayor), w.city, "vice@example.org", tenants.CityAdministrator)
		must(t, err)
		vice := signedIn(t, r, "vice@example.org")
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, p := range []laurel.PersonID{w.mayor, vice} {
			wg.Go(func() { errs[i] = r.LeaveTenant(as(t, p), w.city) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("of the last two who leave at once: %v and %v, want one of them to stay", errs[0], errs[1])
		}
		held, _, _, err := r.Policy(t.Context(), w.city)
		if err != nil || len(held) != 1 || held[0].Role != tenants.CityAdministrator {
			t.Errorf("left: %v, %v; want one administrator", held, err)
		}
		if err := r.LeaveTenant(as(t, signedIn(t, r, "dora@example.org")), w.city); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("who is not there leaves: %v, want not found", err)
		}
	})
}

func TestWhatAPersonHasFollowsTheTenant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		w := newTown(t, r)
		eva, err := r.AddMember(as(t, w.head), w.org, "eva@example.org", tenants.Reviewer)
		must(t, err)
		must(t, r.GiveRole(as(t, w.head), w.org, tenants.Member{Person: eva, Role: tenants.Organiser}))
		must(t, r.TakeRole(as(t, w.head), w.org, tenants.Member{Person: eva, Role: tenants.Reviewer}))
		for range 2 { // news of what was before comes late, and twice
			must(t, r.EnterMemberships(t.Context(), eva, w.org))
		}
		list, err := r.Memberships(as(t, eva))
		if err != nil || !slices.Equal(list, []tenants.Membership{{Tenant: w.org, Role: tenants.Organiser}}) {
			t.Errorf("Memberships() = %v, %v; want organiser alone", list, err)
		}
		if err := r.GiveRole(as(t, w.head), w.org, tenants.Member{Person: w.mayor, Role: tenants.Reviewer}); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a role for who is not there: %v, want not found", err)
		}
		ghost := "activity:" + laurel.NewID[string](w.org, c.Now())
		if err := r.GiveRole(as(t, w.head), w.org, tenants.Member{Person: eva, Role: tenants.Reviewer, Object: ghost}); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("a role on an activity that there is not: %v, want invalid", err)
		}
	})
}
