package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// aCity is a city with its mayor.
func aCity(t *testing.T, r *registry.Registry) (city laurel.TenantID, mayor laurel.PersonID) {
	t.Helper()
	operator, err := r.AppointOperator(t.Context(), "operator@example.org")
	must(t, err)
	c, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "", "mayor@example.org")
	must(t, err)
	return c.ID, signedIn(t, r, "mayor@example.org")
}

func TestAListInvitesEachGoodRowOnceAndNamesTheBad(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		city, mayor := aCity(t, r)
		var b strings.Builder
		for n := 1; n <= 500; n++ {
			if n%200 == 0 || n == 7 {
				b.WriteString("nonsense\n")
				continue
			}
			fmt.Fprintf(&b, "o%d@example.org,Org %d\n", n, n)
		}
		list, err := tenants.ReadInvitees([]byte(b.String()))
		must(t, err)
		if _, err := r.InviteOrganisations(as(t, signedIn(t, r, "stranger@example.org")), city, list); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a stranger invites: %v, want forbidden", err)
		}
		count := func(rows []tenants.Invited, err error) map[tenants.Fate]int {
			must(t, err)
			fates := map[tenants.Fate]int{}
			for _, row := range rows {
				fates[row.Fate]++
			}
			return fates
		}
		if got := count(r.PreviewInvitations(as(t, mayor), city, list)); got[tenants.FateNew] != 497 || got[tenants.FateBad] != 3 {
			t.Errorf("preview: %v", got)
		}
		if got := count(r.InviteOrganisations(as(t, mayor), city, list)); got[tenants.FateNew] != 497 || got[tenants.FateBad] != 3 {
			t.Errorf("invited: %v", got)
		}
		if got := count(r.InviteOrganisations(as(t, mayor), city, list)); got[tenants.FatePending] != 497 {
			t.Errorf("once more: %v", got)
		}
		c.move(15 * 24 * 3600e9)
		if got := count(r.InviteOrganisations(as(t, mayor), city, list[:3])); got[tenants.FateAgain] != 3 {
			t.Errorf("after they have expired: %v", got)
		}
	})
}

func TestAnOrganisationIsAcceptedSuspendedAndReactivated(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		city, mayor := aCity(t, r)
		head := signedIn(t, r, "head@example.org")
		draft := tenants.Tenant{Slug: "cafe", Name: "Café Šķūnis", Email: "c@example.org", Language: "en"}
		if _, err := r.RegisterOrganisation(as(t, head), city, draft); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("registered where only who is invited may: %v", err)
		}
		i, _, err := r.InviteOrganisation(as(t, mayor), city, tenants.Invitation{Email: "head@example.org"})
		must(t, err)
		_, secret, err := r.SealInvitation(t.Context(), i.ID)
		must(t, err)
		stranger := as(t, signedIn(t, r, "stranger@example.org"))
		if _, err := r.FoundByInvitation(stranger, i.ID, secret, draft); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("another's invitation: %v, want forbidden", err)
		}
		org, err := r.FoundByInvitation(as(t, head), i.ID, secret, draft)
		must(t, err)
		if err := r.MoveAffiliation(as(t, head), city, org.ID, registry.Step{Move: tenants.MoveSuspend, Reason: "x"}); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("the organisation suspends itself: %v, want forbidden", err)
		}
		c.move(time.Minute)
		seen, _, err := r.Partner(as(t, mayor), city, org.ID)
		must(t, err)
		must(t, r.MoveAffiliation(as(t, mayor), city, org.ID, registry.Step{Move: tenants.MoveSuspend, Reason: "a complaint", Version: seen.Version}))
		late := registry.Step{Move: tenants.MoveReactivate, Version: seen.Version}
		if err := r.MoveAffiliation(as(t, mayor), city, org.ID, late); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("by who saw it before: %v, want conflict", err)
		}
		if err := r.LeaveCity(as(t, head), city, org.ID); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("leaves while suspended: %v, want conflict", err)
		}
		cities, err := r.CitiesOf(as(t, head), org.ID)
		if err != nil || len(cities) != 1 || cities[0].Standing != tenants.StandsSuspended || cities[0].Reason != "a complaint" {
			t.Errorf("the organisation's side: %+v, %v", cities, err)
		}
		found, err := r.Partners(as(t, mayor), city, registry.PartnerFilter{Search: "SKUNIS", Standing: tenants.StandsSuspended})
		if err != nil || found.Found != 1 || len(found.List) != 1 || found.List[0].Organisation != org.ID {
			t.Errorf("searched without accents: %+v, %v", found, err)
		}
		if found, err = r.Partners(as(t, mayor), city, registry.PartnerFilter{Search: "%"}); err != nil || found.Found != 0 {
			t.Errorf("a wildcard finds %d, %v", found.Found, err)
		}
		_, past, err := r.Partner(as(t, mayor), city, org.ID)
		if err != nil || len(past) != 2 || past[0].What != "affiliation.suspended" || past[0].By != mayor {
			t.Errorf("its past: %+v, %v", past, err)
		}
	})
}

func TestACityLetsOrganisationsApplyAndVerifiesThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		city, mayor := aCity(t, r)
		head := signedIn(t, r, "head@example.org")
		must(t, r.SetAdmission(as(t, mayor), city, tenants.AdmitAsked))
		org, err := r.RegisterOrganisation(as(t, head), city, tenants.Tenant{Slug: "lab", Name: "Lab", Email: "l@example.org", Language: "en"})
		must(t, err)
		must(t, r.AskVerification(as(t, head), city, org.ID, tenants.Document{Media: "m", Name: "extract.pdf"}))
		for who, want := range map[laurel.PersonID]laurel.Kind{head: laurel.Internal, mayor: laurel.Internal, signedIn(t, r, "s@example.org"): laurel.NotFound} {
			_, err := r.VerificationDocument(as(t, who), city, org.ID)
			if want == laurel.NotFound && laurel.KindOf(err) != want || want != laurel.NotFound && err != nil {
				t.Errorf("the document for %s: %v", who, err)
			}
		}
		must(t, r.MoveAffiliation(as(t, mayor), city, org.ID, registry.Step{Move: tenants.MoveApprove}))
		if err := r.DecideVerification(as(t, mayor), city, org.ID, registry.Ruling{To: tenants.Verified, Version: 1}); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("verified by who saw it before: %v, want conflict", err)
		}
		must(t, r.DecideVerification(as(t, mayor), city, org.ID, registry.Ruling{To: tenants.Verified}))
		if v, err := r.VerifiedIn(t.Context(), city, []laurel.TenantID{org.ID}); err != nil || !v[org.ID] {
			t.Errorf("verified: %v, %v", v, err)
		}
		must(t, r.LeaveCity(as(t, head), city, org.ID))
		if v, err := r.VerifiedIn(t.Context(), city, []laurel.TenantID{org.ID}); err != nil || v[org.ID] {
			t.Errorf("verified after it has left: %v, %v", v, err)
		}
	})
}

func TestEveryOrganisationIsOnOnePageOfTheTable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		city, mayor := aCity(t, r)
		const many = 1013 // more than are loaded at a time for a file, and no multiple of a page
		must(t, registry.Fill(t.Context(), r, city, many))
		_, _, err := r.InviteOrganisation(as(t, mayor), city, tenants.Invitation{Email: "late@example.org", Name: "Late"})
		must(t, err)
		for _, o := range []registry.PartnerOrder{registry.ByName, registry.BySince, registry.ByActivity, registry.ByAwards} {
			seen := map[laurel.TenantID]bool{}
			for page := 1; page == 1 || len(seen) == (page-1)*registry.PartnersAPage; page++ {
				p, err := r.Partners(as(t, mayor), city, registry.PartnerFilter{Order: o, Page: page})
				must(t, err)
				if p.Found != many || p.Counts[tenants.StandsActive] != many || p.Counts[tenants.StandsInvited] != 1 {
					t.Fatalf("by %s, page %d: found %d, %v", o, page, p.Found, p.Counts)
				}
				for _, row := range p.List {
					seen[row.Organisation] = true
				}
			}
			if len(seen) != many {
				t.Errorf("by %s there are %d of %d", o, len(seen), many)
			}
		}
		var names []string
		must(t, r.EachPartner(as(t, mayor), city, registry.PartnerFilter{}, func(p registry.Partner) error {
			names = append(names, p.Name)
			return nil
		}))
		sorted := slices.Clone(names)
		slices.Sort(sorted[:many])
		if len(names) != many+1 || names[many] != "Late" || !slices.Equal(names, sorted) || len(slices.Compact(sorted)) != many+1 {
			t.Errorf("for a file there are %d rows, the last %s; want each once and by name", len(names), names[len(names)-1])
		}
	})
}

func TestACitysInvitationEndsWithWhoMadeItAndIsWorthSomethingAgainWhenSentAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		w := newTown(t, r)
		bea, err := r.AddMember(as(t, w.mayor), w.city, "bea@example.org", tenants.CityAdministrator)
		must(t, err)
		list := []tenants.Invitee{{Email: "lab@example.org", Name: "Lab"}}
		_, err = r.InviteOrganisations(as(t, bea), w.city, list)
		must(t, err)
		must(t, r.RemoveMember(as(t, w.mayor), w.city, bea))
		all, err := r.Invitations(as(t, w.mayor), w.city, tenants.InviteOrganisation)
		must(t, err)
		_, secret, err := r.SealInvitation(t.Context(), all[0].ID)
		must(t, err)
		lab := signedIn(t, r, "lab@example.org")
		draft := tenants.Tenant{Slug: "lab", Name: "Lab", Email: "lab@example.org", Language: "en"}
		if _, err := r.FoundByInvitation(as(t, lab), all[0].ID, secret, draft); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("its maker may not invite any more: %v, want conflict", err)
		}
		if _, err := r.TenantBySlug(t.Context(), "lab"); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("an organisation was founded nevertheless: %v", err)
		}
		c.move(15 * 24 * 3600e9)
		rows, err := r.InviteOrganisations(as(t, w.mayor), w.city, list)
		if err != nil || rows[0].Fate != tenants.FateAgain {
			t.Fatalf("after its time: %+v, %v; want it sent again", rows, err)
		}
		_, secret, err = r.SealInvitation(t.Context(), all[0].ID)
		must(t, err)
		_, err = r.FoundByInvitation(as(t, lab), all[0].ID, secret, draft)
		must(t, err)
	})
}
