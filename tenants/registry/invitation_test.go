package registry_test

import (
	"slices"
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

// signedIn is the person behind an address.
func signedIn(t *testing.T, r *registry.Registry, email string) laurel.PersonID {
	t.Helper()
	session, _, _, err := r.FollowSignIn(t.Context(), link(t, r, email), "test")
	must(t, err)
	p, err := r.BySession(t.Context(), session)
	must(t, err)
	return p.ID
}
