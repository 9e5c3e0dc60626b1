package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// signOn opens a session for somebody through the provider of a tenant. What the
// provider says is taken as said: how that is found out is tested elsewhere.
func (h *house) signOn(p, admin laurel.PersonID, at laurel.TenantID) (session string) {
	h.t.Helper()
	must(h.t, h.Registry.SaveProvider(h.As(admin), at, tenants.Provider{Issuer: "https://login.example", ClientID: "c", Label: "L", On: true}, "hush"))
	for range 2 {
		way, _, err := h.Registry.BeginSignOn(h.t.Context(), at, tenants.SignOn{Base: "/en", Next: "/"})
		must(h.t, err)
		_, _, err = h.Registry.SpendSignOn(h.t.Context(), at, way)
		must(h.t, err)
		session, _, err = h.Registry.EnterSignOn(h.t.Context(), at, registry.Proof{Secret: way, Subject: "7", Agent: "test"})
		must(h.t, err)
		if session == "" {
			must(h.t, h.Registry.LinkIdentity(h.As(p), at, way))
		}
	}
	return session
}

var parameter = regexp.MustCompile(`:[a-z]+`)

// addresses fills the pattern of a route with everything that is found of a
// person outside the reach of a session.
func addresses(pattern string, things []string) []string {
	var all []string
	for _, thing := range append([]string{"x"}, things...) {
		all = append(all, parameter.ReplaceAllStringFunc(pattern, func(name string) string {
			switch name {
			case ":lang":
				return "en"
			case ":slug":
				return "campania"
			}
			return thing
		}))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestASessionThroughATenantGetsNothingBeyondIt asks every route that there is for
// things of other tenants and of the person's own, as three: somebody who came
// through a tenant, a visitor, and the person in full. The first is to be told
// nothing that the second is not.
func TestASessionThroughATenantGetsNothingBeyondIt(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	mayor := h.SignIn("mayor@example.org")
	there, _, _ := h.elsewhere()
	tess := h.SignIn("tess@example.org") // runs the other organisation, from which she comes
	_, err := h.Registry.AddMember(h.As(h.SignIn("head@example.org")), h.Org, "tess@example.org", tenants.Administrator)
	must(t, err)
	_, err = h.Registry.AddMember(h.As(mayor), h.City, "tess@example.org", tenants.CityAdministrator)
	must(t, err)
	must(t, h.Registry.ChangePerson(h.As(tess), tenants.Person{Name: "Tess of the Harbour"}))
	p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
	const words = "only for the organiser's eyes"
	sub, err := h.Engine.SubmitEvidence(h.As(tess), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: words}})
	must(t, err)
	narrow := h.signOn(tess, tess, there)
	secret, err := h.Registry.MakeSignIn(t.Context(), tenants.SignInRequested{Email: "tess@example.org", Language: "en"})
	must(t, err)
	full, _, _, err := h.Registry.FollowSignIn(t.Context(), secret, "test")
	must(t, err)

	things := []string{string(h.Org), string(h.City), string(laurel.Platform), string(p.Activity.ID), string(p.Tasks[0].ID), string(sub.ID), string(p.Claim.ID),
		string(p.Achievement.ID), laurel.NewID[string](h.Org, time.Now())}
	ask := func(method, path, session string) answer {
		return h.ask(method, path, "", "Cookie", string(door.SessionCookie)+"="+session, "Content-Type", "application/x-www-form-urlencoded")
	}
	h.posted()
	opened, closed := 0, 0
	for i, route := range h.app.GetRoutes(true) {
		if i%20 == 0 {
			h.countAnew() // a person may write only so often in a minute
		}
		if route.Method != http.MethodGet && route.Method != http.MethodPost && route.Method != http.MethodPut &&
			route.Method != http.MethodPatch && route.Method != http.MethodDelete || strings.HasSuffix(route.Path, "/sign-out") {
			continue
		}
		h.countAnew()
		for _, path := range addresses(strings.ReplaceAll(route.Path, "{", ":"), things) {
			got := ask(route.Method, path, narrow)
			for _, private := range []string{words, "Tess of the Harbour", "tess@example.org"} {
				if strings.Contains(string(got.body), private) {
					t.Errorf("%s %s tells %q", route.Method, path, private)
				}
			}
			as := ask(route.Method, path, "")
			beyond := got.status == http.StatusForbidden && (as.status == http.StatusUnauthorized || as.status == http.StatusSeeOther)
			own := strings.HasSuffix(path, "/tenants") || strings.HasSuffix(path, "/reviews") // lists of what is reached
			limited := got.status == http.StatusTooManyRequests                               // whoever tries so many links is kept out
			if got.status != as.status && !beyond && !own && !limited {
				t.Errorf("%s %s: got %d, a visitor gets %d", route.Method, path, got.status, as.status)
			}
			if beyond {
				closed++
			}
			if route.Method == http.MethodGet && ask(route.Method, path, full).status == http.StatusOK && got.status != http.StatusOK {
				opened++
			}
			if h.posted() {
				t.Errorf("%s %s: an event was filed", route.Method, path)
			}
		}
	}
	if opened < 10 || closed < 10 {
		t.Errorf("%d pages are open to the person in full and %d closed to who came through a tenant: this test looks at the wrong things", opened, closed)
	}
	person, err := h.Registry.Person(t.Context(), tess)
	must(t, err)
	if person.Name != "Tess of the Harbour" {
		t.Errorf("she is called %q now", person.Name)
	}
}

func TestASessionThroughATenantActsThere(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	head := h.SignIn("head@example.org")
	p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
	there, _, _ := h.elsewhere()
	narrow := h.signOn(head, head, h.Org)
	cookie := string(door.SessionCookie) + "=" + narrow
	for path, want := range map[string]int{
		"/en/tenants/" + string(h.Org):              200,
		"/en/tenants/" + string(h.Org) + "/sign-on": 200,
		"/en/tenants/" + string(there):              403,
		"/en/tenants/" + string(h.City):             403,
		"/en/tasks/" + string(p.Tasks[0].ID):        200,
		"/en/activities/" + string(p.Activity.ID):   200,
		"/en/reviews":                    200,
		"/en/portfolio":                  403,
		"/en/account":                    403,
		"/en/account/sign-on":            403,
		"/en/portfolio/" + string(h.Org): 404,
	} {
		if got := h.ask(http.MethodGet, path, "", "Cookie", cookie).status; got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	// What stands in an address is not believed, but the pattern of its route.
	if got := h.ask(http.MethodGet, "/en/c/campania/portfolio?code="+string(h.Org), "", "Cookie", cookie).status; got != 403 {
		t.Errorf("the portfolio with the tenant in its query: got %d, want 403", got)
	}
	for _, header := range []string{"Bearer " + narrow, "Bearer x"} {
		if got := h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", header).status; got != 401 {
			t.Errorf("the API with the session as a token: got %d, want 401", got)
		}
	}
	if got := h.ask(http.MethodGet, "/api/v1/me", "", "Cookie", cookie).status; got != 401 {
		t.Errorf("the API with the cookie: got %d, want 401", got)
	}
	out := h.ask(http.MethodPost, "/en/sign-out", url.Values{}.Encode(), "Cookie", cookie)
	if _, _, err := h.Registry.ByAnySession(t.Context(), "", narrow); out.status != http.StatusSeeOther || laurel.KindOf(err) != laurel.Unauthenticated {
		t.Errorf("signing out: %d, %v", out.status, err)
	}
}
