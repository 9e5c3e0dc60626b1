package page_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
)

// bind makes the city's own terms hold.
func (h *house) bind() {
	h.t.Helper()
	_, err := h.Registry.PublishTerms(h.As(h.SignIn(mayorEmail)), h.City, tenants.TermsOfUse, map[string]string{"en": "Be kind."}, 0)
	must(h.t, err)
}

// carrying asks for a page with the invitation that a browser keeps.
func (b browser) carrying(path, invitation string) answer {
	b.h.t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.AddCookie(&http.Cookie{Name: string(door.InvitationCookie), Value: invitation})
	return b.send(req)
}

// kept is the invitation that an answer leaves with the browser.
func (a answer) kept(t *testing.T) string {
	t.Helper()
	for _, line := range a.header.Values("Set-Cookie") {
		if name, rest, _ := strings.Cut(line, "="); name == string(door.InvitationCookie) {
			value, _, _ := strings.Cut(rest, ";")
			return value
		}
	}
	t.Errorf("%s: nothing is kept", a.path)
	return ""
}

var founding = url.Values{"name": {"Lab"}, "email": {"n@example.org"}, "language": {"en"}}

// TestWhoAcceptsACitysTermsStillFoundsTheirOrganisation: the form was sent in vain,
// and accepting led to the city's first page.
func TestWhoAcceptsACitysTermsStillFoundsTheirOrganisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.bind()
	i, secret, err := h.Registry.InviteOrganisation(h.As(h.SignIn(mayorEmail)), h.City, tenants.Invitation{Most: 2})
	must(t, err)
	guest, path := h.browser("new@example.org"), "/en/c/campania/affiliate/"+string(i.ID)+"."+secret
	for _, ask := range []func() answer{func() answer { return guest.get(path) }, func() answer { return guest.post(path, founding) }} {
		led := ask()
		if led.status != http.StatusSeeOther || !strings.HasPrefix(led.location, "/en/c/campania/terms/accept?next=%2Fen%2Fc%2Fcampania%2Finvitation") ||
			strings.Contains(led.location, secret) {
			t.Fatalf("%d to %q, want the terms, and no secret in the address", led.status, led.location)
		}
		if kept := led.kept(t); kept != string(i.ID)+"."+secret {
			t.Errorf("kept is %q", kept)
		}
	}
	accepted := guest.post("/en/c/campania/terms/accept", url.Values{"accept": {string(h.City) + " terms 1"}, "next": {"/en/c/campania/invitation"}})
	if accepted.location != "/en/c/campania/invitation" {
		t.Fatalf("%d to %q", accepted.status, accepted.location)
	}
	back := guest.carrying(accepted.location, string(i.ID)+"."+secret)
	if back = guest.get(back.location); back.location != path {
		t.Fatalf("%d to %q, want the form", back.status, back.location)
	}
	guest.get(path).has(t, http.StatusOK, "A new organisation")
	if a := guest.post(path, founding); a.status != http.StatusSeeOther || !strings.HasSuffix(a.location, "?done=founded") {
		t.Errorf("%d to %q", a.status, a.location)
	}
}

// TestAFormLedToTheTermsFindsItsPageWithoutAReferer: a browser that does not say
// where it comes from was led to the site's first page.
func TestAFormLedToTheTermsFindsItsPageWithoutAReferer(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.bind()
	must(t, h.Registry.SetAdmission(h.As(h.SignIn(mayorEmail)), h.City, tenants.AdmitAsked))
	ada := h.browser("ada@example.org")
	for path, back := range map[string]string{"/account": "/account", "/affiliate": "/affiliate", "/tenants/" + string(h.City) + "/leave": "/"} {
		want := "/en/c/campania/terms/accept?" + url.Values{"next": {"/en/c/campania" + back}, "sent": {"yes"}}.Encode()
		if a := ada.post("/en/c/campania"+path, founding); a.location != want {
			t.Errorf("%s: to %q, want %q", path, a.location, want)
		}
	}
	if a := ada.get("/en/c/campania/affiliate"); a.location != "/en/c/campania/terms/accept?next=%2Fen%2Fc%2Fcampania%2Faffiliate" {
		t.Errorf("before anything is typed: %d to %q", a.status, a.location)
	}
}

var madeLink = regexp.MustCompile(`http://` + listen + `(/[^<"]*/invitations/[^<"]+)`)

// TestALinkOfACityLeadsToTheCity: it led to the platform's site, where organisations
// came into the city without its terms.
func TestALinkOfACityLeadsToTheCity(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.bind()
	mayor, head := h.browser(mayorEmail), h.browser("head@example.org")
	desk := "/en/tenants/" + string(h.City)
	member := func(role string) url.Values {
		return url.Values{"by": {"link"}, "role": {role}, "most": {"2"}, "language": {"en"}}
	}
	for _, made := range []answer{
		mayor.post(desk+"/organisations/invite", url.Values{"do": {"link"}, "most": {"5"}}),
		mayor.post(desk+"/invitations", member(tenants.CityAdministrator)),
		head.post("/en/tenants/"+string(h.Org)+"/invitations", member(tenants.Reviewer)),
	} {
		link := madeLink.FindStringSubmatch(made.body)
		if len(link) < 2 || !strings.HasPrefix(link[1], "/en/c/campania/invitations/") {
			t.Errorf("%s: the link is %q", made.path, link)
		}
	}
	link := madeLink.FindStringSubmatch(mayor.post(desk+"/organisations/invite", url.Values{"do": {"link"}, "most": {"5"}}).body)[1]
	part := strings.TrimPrefix(link, "/en/c/campania/invitations/")
	guest := h.browser("new@example.org")
	for _, old := range []string{"/en/invitations/", "/en/affiliate/"} { // as they were handed out before
		a := guest.get(old + part)
		if a.status != http.StatusSeeOther || a.location != "http://"+listen+strings.Replace(old, "/en/", "/en/c/campania/", 1)+part {
			t.Errorf("%s: %d to %q", old, a.status, a.location)
		}
	}
	if a := guest.post("/en/affiliate/"+part, founding); a.status != http.StatusSeeOther || !strings.Contains(a.location, "/en/c/campania/affiliate/") {
		t.Errorf("founding on the platform's site: %d to %q", a.status, a.location)
	}
	guest.get("/en/tenants").has(t, http.StatusOK).lacks(t, "Lab")
}

// TestWhoPublishesTermsHasAcceptedThem: the mayor's next form was lost to their own
// new terms.
func TestWhoPublishesTermsHasAcceptedThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.browser(mayorEmail)
	desk := "/en/c/campania/tenants/" + string(h.City)
	mayor.post(desk+"/texts/terms", url.Values{"text-en": {"Be kind."}, "last": {"0"}, "do": {"publish"}}).has(t, http.StatusSeeOther)
	mayor.get(desk).has(t, http.StatusOK).lacks(t, "terms/accept")
	if a := mayor.post("/en/c/campania/account", url.Values{"name": {"Mia"}}); !strings.Contains(a.location, "done=saved") {
		t.Errorf("%d to %q", a.status, a.location)
	}
	mayor.get(desk+"/audit").has(t, http.StatusOK, "Accepted by")
	h.browser("head@example.org").get("/en/c/campania/account").has(t, http.StatusOK, "terms/accept")
}

// TestACityIsNotEnteredWithoutItsTermsByAnyDoor: the doors ask, and the requests
// behind them, too.
func TestACityIsNotEnteredWithoutItsTermsByAnyDoor(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.SignIn(mayorEmail)
	i, secret, err := h.Registry.InviteOrganisation(h.As(mayor), h.City, tenants.Invitation{Most: 2})
	must(t, err)
	m, key, err := h.Registry.InviteMember(h.As(mayor), h.City, tenants.Invitation{Most: 2, Role: tenants.CityAdministrator})
	must(t, err)
	must(t, h.Registry.SetAdmission(h.As(mayor), h.City, tenants.AdmitAll))
	h.bind()
	guest, lab := h.As(h.SignIn("new@example.org")), tenants.Tenant{Slug: "lab", Name: "Lab", Email: "n@example.org", Language: "en"}
	_, byInvitation := h.Registry.FoundByInvitation(guest, i.ID, secret, lab)
	_, byApplying := h.Registry.RegisterOrganisation(guest, h.City, lab)
	for door, got := range map[string]error{"an invitation": byInvitation, "an application": byApplying,
		"a role": h.Registry.AcceptMembership(guest, m.ID, key)} {
		if laurel.KindOf(got) != laurel.Forbidden || !strings.Contains(got.Error(), "terms.of-city") {
			t.Errorf("by %s: %v", door, got)
		}
	}
}

// TestAnOrganisationSeesOnItsDeskThatItIsSuspended: only the page about cities
// said so.
func TestAnOrganisationSeesOnItsDeskThatItIsSuspended(t *testing.T) {
	t.Parallel()
	h := open(t)
	head, desk := h.browser("head@example.org"), "/en/tenants/"+string(h.Org)
	head.get(desk).has(t, http.StatusOK).lacks(t, "is suspended in Campania")
	must(t, h.Registry.MoveAffiliation(h.As(h.SignIn(mayorEmail)), h.City, h.Org, registry.Step{Move: tenants.MoveSuspend, Reason: "A complaint."}))
	for _, page := range []string{"", "/settings", "/activities"} {
		head.get(desk+page).has(t, http.StatusOK, "is suspended in Campania", "A complaint.")
	}
	h.browser("ada@example.org").get(desk).has(t, http.StatusForbidden).lacks(t, "A complaint.")
}

// TestACityWithoutOrganisationsIsToldOfItsInvitations: it read that none was found.
func TestACityWithoutOrganisationsIsToldOfItsInvitations(t *testing.T) {
	t.Parallel()
	h := open(t)
	city, err := h.Registry.OpenCity(h.As(h.SignIn("operator@example.org")), registry.NewCity{Administrator: "rita@example.org",
		City: tenants.Tenant{Slug: "riga", Name: "Riga", Email: "r@example.org", Language: "en", Languages: []string{"en"}}})
	must(t, err)
	rita, desk := h.browser("rita@example.org"), "/en/tenants/"+string(city.ID)+"/organisations"
	rita.get(desk).has(t, http.StatusOK, "No organisation is found here.")
	rita.post(desk+"/invite", url.Values{"do": {"one"}, "email": {"one@example.org"}}).has(t, http.StatusSeeOther)
	rita.get(desk).has(t, http.StatusOK, "No organisation is here yet", "1 invitation is not answered yet", "?standing=invited").lacks(t, "No organisation is found here.")
	rita.get(desk+"?search=x").has(t, http.StatusOK, "No organisation is found here.")
}

// TestTheMenuOfADeskMarksTheSectionOfAPageBelowIt: on such pages nothing was marked.
func TestTheMenuOfADeskMarksTheSectionOfAPageBelowIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	desk := "/en/tenants/" + string(h.City)
	marked := `<a aria-current="true" href="` + desk + `/organisations">`
	h.browser(mayorEmail).get(desk+"/organisations/invite").has(t, http.StatusOK, marked)
	h.browser(mayorEmail).get(desk).has(t, http.StatusOK).lacks(t, marked)
}

// TestTheAuditPageNamesOrganisationsAndShortensTexts: it showed codes and JSON.
func TestTheAuditPageNamesOrganisationsAndShortensTexts(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.SignIn(mayorEmail)
	must(t, h.Registry.MoveAffiliation(h.As(mayor), h.City, h.Org, registry.Step{Move: tenants.MoveSuspend, Reason: "A complaint."}))
	_, err := h.Registry.PublishTerms(h.As(mayor), h.City, tenants.TermsOfUse, map[string]string{"en": strings.Repeat("word ", 60) + "END"}, 0)
	must(t, err)
	desk := "/en/tenants/" + string(h.City)
	h.browser(mayorEmail).get(desk+"/audit").has(t, http.StatusOK, "LANE", "A complaint.", "word …", ">Reason<", ">State<", "Suspended").
		lacks(t, "organisation:"+string(h.Org), "END", `{&#34;en`)
	h.browser(mayorEmail).get(desk+"/audit.json").has(t, http.StatusOK, "END")
}

// TestTheFrontPageOfADeskSaysItsSectionsOnce: the menu stood above the cards that
// repeat it.
func TestTheFrontPageOfADeskSaysItsSectionsOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor, desk := h.browser(mayorEmail), "/en/c/campania/tenants/"+string(h.City)
	mayor.get(desk+"/audit").has(t, http.StatusOK, `href="`+desk+`/people"`)
	for _, address := range []string{desk, desk + "?done=joined"} {
		if n := strings.Count(mayor.get(address).body, `href="`+desk+`/people"`); n != 1 {
			t.Errorf("%s leads to the people %d times, want once", address, n)
		}
	}
}
