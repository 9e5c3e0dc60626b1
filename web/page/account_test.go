package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
)

// claim is the secret of a link to an address that somebody says is theirs.
func (h *house) claim(who laurel.PersonID, email string) string {
	h.t.Helper()
	secret, _, err := h.Registry.MakeAddressLink(h.t.Context(), tenants.AddressClaimed{Person: who, Email: email, Language: "en"})
	must(h.t, err)
	return secret
}

func TestATokenIsMadeShownOnceAndRevoked(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	form := url.Values{"name": {"laptop"}, "scopes": {tenants.ReadMe, tenants.ReadPortfolio}, "days": {"30"}}
	a := ada.post("/en/account/tokens", form).has(t, http.StatusOK, `class="secret"`, "laptop", "never used")
	secret := regexp.MustCompile(`class="secret">([^<]+)<`).FindStringSubmatch(a.body)[1]
	_, scopes, err := h.Registry.ByToken(t.Context(), secret)
	if err != nil || len(scopes) != 2 {
		t.Errorf("the token admits to %v, %v", scopes, err)
	}
	list := ada.get("/en/account/tokens").has(t, http.StatusOK, "laptop", "last used on").lacks(t, secret, "never used")
	for field, bad := range map[string]url.Values{
		"name":   {"name": {" "}, "scopes": {tenants.ReadMe}, "days": {"30"}},
		"scopes": {"name": {"mine"}, "days": {"30"}},
		"days":   {"name": {"mine"}, "scopes": {tenants.ReadMe}, "days": {"4000"}},
	} {
		ada.post("/en/account/tokens", bad).has(t, http.StatusUnprocessableEntity, `id="`+field+`-fault"`, `value="`+bad.Get("name")+`"`)
	}
	ada.post("/en/account/tokens", url.Values{"name": {"x"}, "scopes": {"all"}, "days": {"30"}}).has(t, http.StatusUnprocessableEntity, `id="scopes-fault"`)
	revoke := regexp.MustCompile(`/en/account/tokens/[a-z0-9]+`).FindString(list.body)
	h.browser("dora@example.org").post(revoke, nil).has(t, http.StatusNotFound)
	ada.post(revoke, nil).has(t, http.StatusSeeOther)
	ada.get("/en/account/tokens?done=revoked").has(t, http.StatusOK, "You have no token.", "The token was revoked.")
	if _, _, err := h.Registry.ByToken(t.Context(), secret); laurel.KindOf(err) != laurel.Unauthenticated {
		t.Errorf("the token that was revoked: %v, want unauthenticated", err)
	}
	h.visitor().get("/en/account/tokens").has(t, http.StatusSeeOther)
	h.visitor().post("/en/account/tokens", form).has(t, http.StatusUnauthorized)
}

func TestASessionThatIsEndedSignsItsBrowserOut(t *testing.T) {
	t.Parallel()
	h := open(t)
	here, there, elsewhere := h.browser("ada@example.org"), h.browser("ada@example.org"), h.browser("ada@example.org")
	a := here.get("/en/account/sessions").has(t, http.StatusOK, "This browser", "An unknown device", "Sign out everywhere else")
	//nolint:dogsled // only which one it is
	_, id, _, _ := tenants.ReadPass(there.session)
	if !strings.Contains(a.body, "/en/account/sessions/"+id) {
		t.Errorf("the other session is not shown: %s", a.main())
	}
	h.browser("dora@example.org").post("/en/account/sessions/"+id, nil).has(t, http.StatusNotFound)
	here.post("/en/account/sessions/"+id, nil).has(t, http.StatusSeeOther)
	there.get("/en/account").has(t, http.StatusSeeOther)
	here.post("/en/account/sessions/others", nil).has(t, http.StatusSeeOther)
	elsewhere.get("/en/account").has(t, http.StatusSeeOther)
	here.get("/en/account/sessions").has(t, http.StatusOK, "This browser").lacks(t, "Sign out everywhere else")
}

func TestClaimingAnAddressTellsNobodyWhoIsHere(t *testing.T) {
	t.Parallel()
	h := open(t)
	claim := func(who, email string) answer {
		return h.browser(who).post("/en/account/addresses", url.Values{"email": {email}})
	}
	free := claim("ada@example.org", "zoe@example.org").has(t, http.StatusOK, "zoe@example.org")
	taken := claim("ada@example.org", "ben@example.org").has(t, http.StatusOK)
	if got, want := strings.ReplaceAll(taken.body, "ben@", "zoe@"), free.body; got != want {
		t.Error("an address that leads to somebody gets another answer than one that leads to nobody")
	}
	claim("ada@example.org", "ADA@example.org").has(t, http.StatusConflict, `id="email-fault"`, "yours already")
	claim("ada@example.org", "no address").has(t, http.StatusUnprocessableEntity, `value="no address"`, `id="email-fault"`)
	for range 2 {
		claim("ada@example.org", "zoe@example.org").has(t, http.StatusOK)
	}
	claim("ada@example.org", "zoe@example.org").has(t, http.StatusTooManyRequests, `value="zoe@example.org"`)
	// Over the limit of the address nothing tells that no letter goes out.
	for range 3 {
		claim("dora@example.org", "zoe@example.org").has(t, http.StatusOK)
	}
	h.visitor().post("/en/account/addresses", url.Values{"email": {"x@example.org"}}).has(t, http.StatusUnauthorized)
}

func TestALinkToAnAddressWorksForWhoClaimedItAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := "/en/account/addresses/" + h.claim(h.Ada, "ada@work.example")
	ada := h.browser("ada@example.org")
	if a := h.visitor().get(path); a.location != "/en/sign-in?next="+url.QueryEscape(path) {
		t.Errorf("a visitor is led to %q", a.location)
	}
	h.browser("dora@example.org").get(path).has(t, http.StatusNotFound).lacks(t, "ada@work.example")
	h.browser("dora@example.org").post(path, nil).has(t, http.StatusNotFound)
	ada.get(path).has(t, http.StatusOK, "ada@work.example", "Yes, it is mine")
	ada.get("/en/account/addresses").has(t, http.StatusOK).lacks(t, "ada@work.example")
	if a := ada.post(path, nil); a.location != "/en/account/addresses?done=added" {
		t.Fatalf("confirmed, it leads to %d %q", a.status, a.location)
	}
	ada.post(path, nil).has(t, http.StatusConflict)
	ada.get("/en/account/addresses").has(t, http.StatusOK, "ada@work.example", "Letters go here")
	ada.post("/en/account/addresses/remove", url.Values{"email": {"ada@example.org"}}).has(t, http.StatusConflict, "make another one the main address")
	ada.post("/en/account/addresses/remove", url.Values{"email": {"ben@example.org"}}).has(t, http.StatusNotFound)
	ada.post("/en/account/addresses/prefer", url.Values{"email": {"ada@work.example"}}).has(t, http.StatusSeeOther)
	ada.get("/en/account").has(t, http.StatusOK, "ada@work.example")
	ada.post("/en/account/addresses/remove", url.Values{"email": {"ada@example.org"}}).has(t, http.StatusSeeOther)
	ada.get("/en/account/addresses").has(t, http.StatusOK).lacks(t, "ada@example.org")
}

func TestABadgeOfAnOlderAddressAppears(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	p := h.offer(draft("self@1", approval.Text), nil)
	old, ada := h.browser("old@example.org"), h.browser("ada@example.org")
	old.handIn(p.Tasks[0].ID, map[string]string{"text": "Under my old address."})
	old.until("/en/portfolio", "What is an Open Badge?")
	path := "/en/account/addresses/" + h.claim(h.Ada, "old@example.org")
	ada.get("/en/portfolio").lacks(t, "What is an Open Badge?")
	ada.get(path).has(t, http.StatusOK, "Put both accounts together?", "old@example.org", "Badges that move")
	ada.post(path, nil).has(t, http.StatusConflict, "an account of its own by now")
	if a := ada.post(path+"/merge", nil); a.location != "/en/account/addresses?done=merged" {
		t.Fatalf("put together, it leads to %d %q", a.status, a.location)
	}
	old.get("/en/portfolio").has(t, http.StatusSeeOther)
	ada.until("/en/portfolio", "What is an Open Badge?")
	h.browser("old@example.org").get("/en/account").has(t, http.StatusOK, "ada@example.org")
	ada.post(path+"/merge", nil).has(t, http.StatusConflict)
}

func TestTheLanguageOfLettersIsChosen(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	ada.post("/en/account", url.Values{"name": {"Ada"}, "language": {"de"}}).has(t, http.StatusSeeOther)
	ada.get("/en/account?done=saved").has(t, http.StatusOK, `value="Ada"`, `<option value="de" selected>`, "Saved")
	ada.post("/en/account", url.Values{"name": {"Ada"}, "language": {"../x"}}).has(t, http.StatusUnprocessableEntity, `id="language-fault"`)
	ada.post("/en/account", url.Values{"name": {""}, "language": {"en"}}).has(t, http.StatusUnprocessableEntity, `id="name-fault"`)
}
