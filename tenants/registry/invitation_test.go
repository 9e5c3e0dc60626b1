package registry_test

import (
	"slices"
	"strings"
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
		must(t, r.ResendInvitation(as(t, mayor), i.ID))
		_, second, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		if _, err := r.OpenInvitation(t.Context(), i.ID, first); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("the link of the earlier letter: %v, want not found", err)
		}
		if _, err := r.OpenInvitation(t.Context(), i.ID, second); err != nil {
			t.Errorf("the link of the newer letter: %v", err)
		}
		if err := r.CancelInvitation(as(t, stranger), i.ID); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a stranger cancels: %v, want not found", err)
		}
		must(t, r.CancelInvitation(as(t, mayor), i.ID))
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

// signedIn is the person behind an address.
func signedIn(t *testing.T, r *registry.Registry, email string) laurel.PersonID {
	t.Helper()
	session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, email), "test")
	must(t, err)
	p, err := r.BySession(t.Context(), session)
	must(t, err)
	return p.ID
}
