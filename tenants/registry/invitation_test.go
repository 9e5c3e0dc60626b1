package registry_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

func TestAnInvitationIsForWhoMayInviteAndKeepsNoSecret(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		operator, err := r.AppointOperator(t.Context(), "operator@example.org")
		must(t, err)
		city, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "", "mayor@example.org")
		must(t, err)
		mayor, stranger := signedIn(t, r, "mayor@example.org"), signedIn(t, r, "stranger@example.org")
		draft := tenants.Invitation{Email: "eva@example.org", Role: tenants.CityEditor}
		if _, _, err := r.InviteMember(as(t, stranger), city.ID, draft); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a stranger invites: %v, want forbidden", err)
		}
		i, shown, err := r.InviteMember(as(t, mayor), city.ID, draft)
		must(t, err)
		if shown != "" || i.SecretSum != "" {
			t.Errorf("before its letter is written the invitation has a secret: %+v", i)
		}
		if _, _, err := r.InviteMember(as(t, mayor), city.ID, draft); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("the same once more: %v, want conflict", err)
		}
		_, first, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		if _, err := r.ResendInvitation(as(t, mayor), i.ID); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("another letter at once: %v, want conflict", err)
		}
		c.move(6 * 60e9)
		must(t, failure(r.ResendInvitation(as(t, mayor), i.ID)))
		_, second, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		if _, err := r.OpenInvitation(t.Context(), i.ID, first); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("the link of the earlier letter: %v, want not found", err)
		}
		if _, err := r.OpenInvitation(t.Context(), i.ID, second); err != nil {
			t.Errorf("the link of the newer letter: %v", err)
		}
		if _, err := r.CancelInvitation(as(t, stranger), i.ID); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a stranger cancels: %v, want not found", err)
		}
		must(t, failure(r.CancelInvitation(as(t, mayor), i.ID)))
		if _, err := r.OpenInvitation(t.Context(), i.ID, second); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("cancelled: %v, want conflict", err)
		}
		if _, _, err := r.SealInvitation(t.Context(), i.ID); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("a letter for what was cancelled: %v, want conflict", err)
		}
		_, link, err := r.InviteMember(as(t, mayor), city.ID, tenants.Invitation{Role: tenants.CityEditor, Most: 3})
		if err != nil || len(link) != 32 {
			t.Errorf("a link for several: %q, %v", link, err)
		}
		list, err := r.Invitations(as(t, mayor), city.ID, tenants.InviteMember)
		if err != nil || len(list) != 2 {
			t.Errorf("listed: %v, %v; want two", list, err)
		}
		c.move(15 * 24 * 3600e9)
		if list, err = r.Invitations(as(t, mayor), city.ID, tenants.InviteMember); err != nil || !list[0].Expired(c.Now()) {
			t.Errorf("after fifteen days: %+v, %v; want it expired", list[0], err)
		}
	})
}

func TestAnInvitationGivesItsRoleOnceToWhomItWasSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		eva, eve := signedIn(t, r, "eva@example.org"), signedIn(t, r, "eve@example.org")
		i, _, err := r.InviteMember(as(t, w.head), w.org, tenants.Invitation{Email: "eva@example.org", Role: tenants.Reviewer})
		must(t, err)
		_, secret, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		if err := r.AcceptMembership(as(t, eve), i.ID, secret); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("somebody else opens it: %v, want forbidden", err)
		}
		if err := r.AcceptMembership(as(t, eva), i.ID, laurel.NewSecret()); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("with another secret: %v, want not found", err)
		}
		must(t, r.AcceptMembership(as(t, eva), i.ID, secret))
		if err := r.AcceptMembership(as(t, eva), i.ID, secret); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("a second time: %v, want conflict", err)
		}
		held, _, _, err := r.Policy(t.Context(), w.org)
		if err != nil || !slices.Contains(held, tenants.Member{Person: eva, Role: tenants.Reviewer}) || len(held) != 2 {
			t.Errorf("members: %v, %v", held, err)
		}
	})
}

func TestWithARoleItsInvitationsGo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		role, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "Mentor", Actions: []laurel.Action{laurel.ReadSubmission}})
		must(t, err)
		gone, secret, err := r.InviteMember(as(t, w.head), w.org, tenants.Invitation{Role: role.Name, Most: 2})
		must(t, err)
		stays, kept, err := r.InviteMember(as(t, w.head), w.org, tenants.Invitation{Role: tenants.MemberRole, Most: 2})
		must(t, err)
		o, err := r.SeeInvitation(t.Context(), gone.ID, secret)
		if err != nil || o.Role != "Mentor" || o.From.Name != "LANE" {
			t.Errorf("what is offered: %+v, %v", o, err)
		}
		must(t, r.RemoveRole(as(t, w.head), w.org, role.Name))
		eva := signedIn(t, r, "eva@example.org")
		if err := r.AcceptMembership(as(t, eva), gone.ID, secret); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("an invitation to a role that is gone: %v, want conflict", err)
		}
		must(t, r.AcceptMembership(as(t, eva), stays.ID, kept))
	})
}

func TestPeopleAreFoundByNameAddressAndRole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		for _, who := range []string{"eva", "ewa", "max"} {
			_, err := r.AddMember(as(t, w.head), w.org, who+"@example.org", tenants.MemberRole)
			must(t, err)
		}
		ev := signedIn(t, r, "max@example.org")
		must(t, r.ChangePerson(as(t, ev), tenants.Person{Name: "Évariste"}))
		must(t, r.GiveRole(as(t, w.head), w.org, tenants.Member{Person: ev, Role: tenants.Reviewer}))
		found := func(f registry.PeopleFilter, most int) (addresses []string, more bool) {
			t.Helper()
			list, more, err := r.People(as(t, w.head), w.org, f, most)
			must(t, err)
			for _, c := range list {
				addresses = append(addresses, c.Person.Email)
			}
			return addresses, more
		}
		for want, f := range map[string]registry.PeopleFilter{
			"eva@example.org ewa@example.org head@example.org max@example.org": {},
			"max@example.org":  {Words: " éVAR"},
			"ewa@example.org":  {Words: "EWA@"},
			"head@example.org": {Role: tenants.Administrator},
			"":                 {Words: "nobody"},
			"eva@example.org ewa@example.org max@example.org": {Role: tenants.MemberRole},
		} {
			got, more := found(f, 10)
			slices.Sort(got)
			if strings.Join(got, " ") != want || more {
				t.Errorf("%+v: %v, more: %v; want %s", f, got, more, want)
			}
		}
		first, more, err := r.People(as(t, w.head), w.org, registry.PeopleFilter{}, 3)
		if err != nil || len(first) != 3 || !more {
			t.Fatalf("three of four: %v, more: %v, %v", first, more, err)
		}
		if rest, more := found(registry.PeopleFilter{After: first[2].Person.ID}, 3); len(rest) != 1 || more {
			t.Errorf("the rest: %v, more: %v", rest, more)
		}
		if _, _, err := r.People(as(t, ev), w.org, registry.PeopleFilter{}, 10); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("asked by a reviewer: %v, want forbidden", err)
		}
	})
}

// failure is the error of two results.
func failure[T any](_ T, err error) error { return err }

// signedIn is the person behind an address.
func signedIn(t *testing.T, r *registry.Registry, email string) laurel.PersonID {
	t.Helper()
	session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, email), "test")
	must(t, err)
	p, err := r.BySession(t.Context(), session)
	must(t, err)
	return p.ID
}

func TestAnInvitationIsWorthWhatItsMakerMayStillGive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		w := newTown(t, r)
		second, err := r.AddMember(as(t, w.head), w.org, "second@example.org", tenants.Administrator)
		must(t, err)
		door, secret, err := r.InviteMember(as(t, second), w.org, tenants.Invitation{Role: tenants.Administrator, Most: 5})
		must(t, err)
		must(t, r.RemoveMember(as(t, w.head), w.org, second))
		if err := r.AcceptMembership(as(t, second), door.ID, secret); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("back by one's own link: %v, want conflict", err)
		}
		if held, err := r.RolesHeld(as(t, second), w.org); err != nil || len(held) != 0 {
			t.Errorf("roles: %v, %v", held, err)
		}
		clerk, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: "Clerk", Actions: []laurel.Action{laurel.ManageMembers}})
		must(t, err)
		cara, err := r.AddMember(as(t, w.head), w.org, "cara@example.org", clerk.Name)
		must(t, err)
		c.move(3600e9)
		if _, err := r.ResendInvitation(as(t, cara), door.ID); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("extended by somebody who may not give it: %v, want forbidden", err)
		}
		must(t, failure(r.ResendInvitation(as(t, w.head), door.ID))) // who answers for it now
		must(t, r.AcceptMembership(as(t, second), door.ID, secret))
	})
}

func TestALinkIsUsedOncePerPersonAndByAllAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		const people, uses = 8, 6
		i, secret, err := r.InviteMember(as(t, w.head), w.org, tenants.Invitation{Role: tenants.MemberRole, Most: uses})
		must(t, err)
		var guests []laurel.PersonID
		for n := range people {
			guests = append(guests, signedIn(t, r, fmt.Sprintf("guest%d@example.org", n)))
		}
		must(t, r.AcceptMembership(as(t, guests[0]), i.ID, secret))
		must(t, r.AcceptMembership(as(t, guests[0]), i.ID, secret)) // again is nothing
		answers := make([]error, people)
		var all sync.WaitGroup
		for n := 1; n < people; n++ {
			all.Go(func() { answers[n] = r.AcceptMembership(as(t, guests[n]), i.ID, secret) })
		}
		all.Wait()
		in := 0
		for _, err := range answers[1:] {
			if err == nil {
				in++
			} else if e := (&laurel.Error{}); !errors.As(err, &e) || e.Text != "invitation.used" {
				t.Errorf("one of those who come at once: %v, want in or used up", err)
			}
		}
		if in != uses-1 {
			t.Errorf("%d came in besides the first, want %d", in, uses-1)
		}
	})
}

func TestARoleThatIsRemovedIsGivenToNobodyMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		for n := range 6 {
			role, err := r.MakeRole(as(t, w.head), w.org, tenants.Role{Title: fmt.Sprint("Mentor ", n), Actions: []laurel.Action{laurel.ReadSubmission}})
			must(t, err)
			var both sync.WaitGroup
			both.Go(func() { must(t, r.RemoveRole(as(t, w.head), w.org, role.Name)) })
			both.Go(func() {
				_, err := r.AddMember(as(t, w.head), w.org, fmt.Sprintf("m%d@example.org", n), role.Name)
				if err != nil && laurel.KindOf(err) != laurel.Invalid {
					t.Errorf("given while it is removed: %v, want given or invalid", err)
				}
			})
			both.Wait()
			held, _, _, err := r.Policy(t.Context(), w.org)
			must(t, err)
			if slices.ContainsFunc(held, func(m tenants.Member) bool { return m.Role == role.Name }) {
				t.Error("somebody has a role that there is not")
			}
		}
	})
}

func TestATenantSeesTheAddressUnderWhichSomebodyCame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newTown(t, r)
		i, _, err := r.InviteMember(as(t, w.head), w.org, tenants.Invitation{Email: "eva@work.example", Role: tenants.MemberRole})
		must(t, err)
		_, secret, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		eva := signedIn(t, r, "eva@work.example")
		must(t, r.AcceptMembership(as(t, eva), i.ID, secret))
		must(t, r.ClaimAddress(as(t, eva), "eva@home.example"))
		link, _, err := r.MakeAddressLink(t.Context(), tenants.AddressClaimed{Person: eva, Email: "eva@home.example"})
		must(t, err)
		must(t, r.ConfirmAddress(as(t, eva), link))
		must(t, r.PreferAddress(as(t, eva), "eva@home.example"))
		must(t, r.GiveRole(as(t, w.head), w.org, tenants.Member{Person: eva, Role: tenants.Reviewer}))
		c, err := r.Colleague(as(t, w.head), w.org, eva)
		if err != nil || c.Person.Email != "eva@work.example" {
			t.Errorf("shown: %q, %v", c.Person.Email, err)
		}
		if found, _, err := r.People(as(t, w.head), w.org, registry.PeopleFilter{Words: "home.example"}, 10); err != nil || len(found) != 0 {
			t.Errorf("found by an address that is not for them: %v, %v", found, err)
		}
	})
}
