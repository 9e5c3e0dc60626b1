package page_test

import (
	"net/url"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

func TestACityBringsAnOrganisationInAndSuspendsIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.browser("mayor@example.org")
	desk := "/en/tenants/" + string(h.City) + "/organisations"
	mayor.get(desk+"?search=lane").has(t, 200, "LANE", "Active")
	mayor.get(desk+".csv").has(t, 200, "LANE")
	h.browser("dora@example.org").get(desk).has(t, 403).lacks(t, "LANE")
	list := url.Values{"do": {"preview"}, "list": {"new@example.org,New\nnonsense\nlane@example.org"}}
	mayor.post(desk+"/invite", list).has(t, 200, "Send 1 invitation<", "This is not an e-mail address.", "in the city already")
	list.Set("do", "send")
	mayor.post(desk+"/invite", list).has(t, 200, "Invited: 1. Rows that could not be used: 1.")
	mayor.get(desk+"/invite").has(t, 200, "standing=invited")
	mayor.post(desk+"/invite/result", url.Values{"result": {`[{"Line":1,"Email":"=1+1"}]`}}).has(t, 200, "'=1+1")

	p := h.offer(draft("self@1", "text"), nil)
	one := desk + "/" + string(h.Org)
	mayor.post(one, url.Values{"move": {"suspended"}}).has(t, 422, "Please give a reason.")
	if a := mayor.post(one, url.Values{"move": {"suspended"}, "reason": {"a complaint"}}); a.status != 303 {
		t.Fatalf("suspended: %d\n%s", a.status, a.main())
	}
	mayor.get(one).has(t, 200, "Suspended: a complaint", "Reactivate")
	h.visitor().get("/en/claim/"+string(p.Claim.ID)).has(t, 403, "suspended at the moment")
	h.visitor().get("/en/activities/"+string(p.Activity.ID)).has(t, 200, "suspended at the moment")
	h.visitor().get("/t/"+string(h.Org)).has(t, 200, "Suspended in Campania")
	h.visitor().get("/en/c/campania").has(t, 200).lacks(t, "What is an Open Badge?")
	h.browser("head@example.org").get("/en/tenants/"+string(h.Org)+"/affiliations").has(t, 200, "a complaint")
}

func TestALinkLeadsAnOrganisationIntoTheCity(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.SignIn("mayor@example.org")
	i, secret, err := h.Registry.InviteOrganisation(h.As(mayor), h.City, tenants.Invitation{Most: 2})
	must(t, err)
	path := "/en/c/campania/affiliate/" + string(i.ID) + "." + secret
	invitation := "/en/c/campania" + laurel.InvitationPath(i.ID, secret)
	if a := h.visitor().get(path); a.status != 303 || a.location != invitation {
		t.Errorf("a visitor: %d to %q", a.status, a.location)
	}
	guest := h.browser("new@example.org")
	if a := guest.get(invitation); a.status != 303 || a.location != path {
		t.Errorf("who is signed in: %d to %q", a.status, a.location)
	}
	guest.get(path).has(t, 200, "A new organisation", "Campania")
	guest.post(path, url.Values{"name": {"Café Rīga"}, "email": {"wrong"}, "language": {"en"}}).has(t, 422, "Café Rīga")
	founded := guest.post(path, url.Values{"name": {"Café Rīga"}, "email": {"n@example.org"}, "language": {"en"}})
	if founded.status != 303 {
		t.Fatalf("founded: %d\n%s", founded.status, founded.main())
	}
	guest.get(founded.location).has(t, 200, "Café Rīga is founded", "/settings", "/people", "/activities")
	h.browser("mayor@example.org").get("/en/tenants/"+string(h.City)+"/organisations?search=cafe").has(t, 200, "Café Rīga")
	guest.get("/en/c/campania/affiliate").has(t, 403, "by invitation only")
}

func TestThePublicSeesWhomACityHasVerified(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", "text"), nil)
	mayor, head := h.SignIn("mayor@example.org"), h.SignIn("head@example.org")
	activity := "/activities/" + string(p.Activity.ID)
	pages := map[string]string{"en": "Verified by Campania", "de": "Geprüft von Campania"}
	each := func(check func(a answer, mark string)) {
		for lang, mark := range pages {
			for _, path := range []string{"/" + lang, "/" + lang + "/c/campania", "/" + lang + activity, "/" + lang + "/c/campania" + activity,
				"/t/" + string(h.Org) + "?lang=" + lang} {
				check(h.visitor().get(path), mark)
			}
		}
	}
	each(func(a answer, mark string) { a.has(t, 200, "LANE").lacks(t, mark) })
	must(t, h.Registry.AskVerification(h.As(head), h.City, h.Org, tenants.Document{Media: "m", Name: "extract.pdf"}))
	each(func(a answer, mark string) { a.has(t, 200, "LANE").lacks(t, mark) })
	must(t, h.Registry.DecideVerification(h.As(mayor), h.City, h.Org, registry.Ruling{To: tenants.Verified}))
	each(func(a answer, mark string) { a.has(t, 200, "LANE", mark) })
	must(t, h.Registry.DecideVerification(h.As(mayor), h.City, h.Org, registry.Ruling{To: tenants.VerificationNone, Reason: "It moved."}))
	each(func(a answer, mark string) { a.has(t, 200, "LANE").lacks(t, mark, "It moved.") })
}

func TestACitysFrontPageSaysWhereOrganisationsMayJoin(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.visitor().get("/en/c/campania").has(t, 200).lacks(t, "/affiliate")
	must(t, h.Registry.SetAdmission(h.As(h.SignIn("mayor@example.org")), h.City, tenants.AdmitAsked))
	h.visitor().get("/en/c/campania").has(t, 200, `href="/en/c/campania/affiliate"`, "Join with your organisation")
	h.visitor().get("/de/c/campania").has(t, 200, "Mit Ihrer Organisation mitmachen")
	guest := h.browser("new@example.org")
	guest.get("/en/c/campania/affiliate").has(t, 200, "A new organisation").lacks(t, `name="organisation"`)
	head := h.SignIn("head@example.org")
	must(t, h.Registry.EnterMemberships(t.Context(), head, h.Org))
	own := `<option value="` + string(h.Org) + `">LANE</option>`
	h.browser("head@example.org").get("/en/c/campania/affiliate").has(t, 200, own)
	h.browser("head@example.org").get("/de/c/campania/affiliate").has(t, 200, own)
	if a := guest.post("/en/c/campania/affiliate", url.Values{"name": {"Lab"}, "email": {"n@example.org"}, "language": {"en"}}); a.status != 303 {
		t.Fatalf("applied: %d\n%s", a.status, a.main())
	}
	h.browser("mayor@example.org").get("/en/tenants/"+string(h.City)+"/organisations").has(t, 200, "Lab", "Has applied", "applications 1")
}

func TestACitySeesWhoHasNotAnsweredYet(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor := h.browser("mayor@example.org")
	desk := "/en/tenants/" + string(h.City) + "/organisations"
	mayor.get(desk).has(t, 200, "LANE").lacks(t, "not answered yet")
	list := "one@example.org,Café One\ntwo@example.org,Two"
	mayor.post(desk+"/invite", url.Values{"do": {"send"}, "list": {list}}).has(t, 200, "Invited: 2.")
	mayor.get(desk).has(t, 200, "LANE", "2 invitations are not answered yet", "Invited (2)").lacks(t, "one@example.org")
	mayor.get(desk+"?standing=invited").has(t, 200, "one@example.org", "Café One", "two@example.org", "Send again", "Withdraw").lacks(t, ">LANE<")
	mayor.get(desk+"?standing=invited&search=ONE").has(t, 200, "one@example.org", "1 found").lacks(t, "two@example.org")
	mayor.get(desk+"?standing=invited&search=%25").has(t, 200, "0 found").lacks(t, "two@example.org")
	mayor.get(desk+".csv").has(t, 200, "LANE", "one@example.org,invited")
	mayor.get(desk+".csv?standing=invited").has(t, 200, "two@example.org,invited").lacks(t, "LANE")
	mayor.get(desk+".csv?standing=active").has(t, 200, "LANE").lacks(t, "one@example.org")

	pending, err := h.Registry.Invitations(h.As(h.SignIn("mayor@example.org")), h.City, tenants.InviteOrganisation)
	must(t, err)
	path := desk + "/invitations/" + string(pending[0].ID)
	if a := mayor.post(path, url.Values{"do": {"resend"}}); a.status != 409 || !strings.Contains(a.body, "only a moment ago") {
		t.Errorf("a second letter at once: %d\n%s", a.status, a.main())
	}
	if a := mayor.post(path, url.Values{"do": {"cancel"}}); a.status != 303 || !strings.HasSuffix(a.location, "?standing=invited&saved=1") {
		t.Errorf("cancel: %d to %q", a.status, a.location)
	}
	mayor.get(desk+"?standing=invited").has(t, 200, "1 found").lacks(t, pending[0].Email)
	h.browser("head@example.org").get(desk+"?standing=invited").has(t, 403).lacks(t, "one@example.org")
}
