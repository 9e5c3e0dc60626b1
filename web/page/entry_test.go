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
	"example.org/laurel/web/door"
)

const public = "badges.example"

// surfer is a browser that keeps cookies for each host, and follows nothing by
// itself.
type surfer struct {
	h    *house
	jars map[string]map[string]*http.Cookie
}

func (h *house) surfer() *surfer { return &surfer{h, map[string]map[string]*http.Cookie{}} }

// ask goes to an address with scheme and host; with a form it is a POST.
func (s *surfer) ask(address string, form url.Values) answer {
	s.h.t.Helper()
	u, err := url.Parse(address)
	must(s.h.t, err)
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequest(method, u.RequestURI(), strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range s.jars[u.Host] {
		req.AddCookie(c)
	}
	a, cookies := s.h.knock(req, u.Host)
	if s.jars[u.Host] == nil {
		s.jars[u.Host] = map[string]*http.Cookie{}
	}
	for _, c := range cookies {
		s.check(u, c)
		s.jars[u.Host][c.Name] = c
		if c.Value == "" {
			delete(s.jars[u.Host], c.Name)
		}
	}
	return a
}

func (h *house) knock(req *http.Request, host string) (answer, []*http.Cookie) {
	h.t.Helper()
	req.Host = host
	res, err := h.app.Test(req, -1)
	must(h.t, err)
	defer res.Body.Close()
	body := readAll(h.t, res.Body)
	return answer{req.URL.Path, res.StatusCode, res.Header, body, res.Header.Get("Location")}, res.Cookies()
}

// check holds every cookie that is ever set to what all have to be.
func (s *surfer) check(u *url.URL, c *http.Cookie) {
	s.h.t.Helper()
	secure := u.Scheme == "https"
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != secure ||
		strings.HasPrefix(c.Name, "__Host-laurel_") != secure {
		s.h.t.Errorf("%s sets a cookie that is not as it should be: %v", u.Path, c)
	}
}

// holds reports whether the browser has a cookie for a host.
func (s *surfer) holds(host string, k door.Cookie) bool {
	for name := range s.jars[host] {
		if strings.TrimPrefix(name, "__Host-") == string(k) {
			return true
		}
	}
	return false
}

// enter signs somebody in by a link, on an origin.
func (s *surfer) enter(origin, email string) {
	s.h.t.Helper()
	secret, err := s.h.Registry.MakeSignIn(s.h.t.Context(), tenants.SignInRequested{Email: email, Language: "en"})
	must(s.h.t, err)
	s.ask(origin+"/en/sign-in/"+secret, url.Values{}).has(s.h.t, http.StatusSeeOther)
}

// city founds a city with a host of its own.
func (h *house) city(slug, host string) tenants.Tenant {
	h.t.Helper()
	operator, err := h.Registry.AppointOperator(h.t.Context(), "operator@example.org")
	must(h.t, err)
	city, err := h.Registry.FoundCity(h.As(operator), tenants.Tenant{Slug: slug, Name: strings.ToUpper(slug), Email: slug + "@example.org", Language: "en"},
		host, "mayor@"+slug+".example")
	must(h.t, err)
	return city
}

// fields are the hidden ones of a form.
func (a answer) fields() url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`).FindAllStringSubmatch(a.main(), -1) {
		form.Set(m[1], strings.ReplaceAll(m[2], "&amp;", "&"))
	}
	return form
}

// The same walk in production, with TLS, and on a developer's machine.
func TestWhoSignsInFromACitysHostGetsASessionThere(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct{ city, platform, host string }{
		"production": {"https://riga.example", "https://badges.example", "riga.example"},
		"dev":        {"http://riga.localhost:8080", "http://localhost:8080", "riga.localhost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.city("riga", at.host)
			s := h.surfer()
			cityHost, platformHost := strings.SplitN(at.city, "//", 2)[1], strings.SplitN(at.platform, "//", 2)[1]

			a := s.ask(at.city+"/en/portfolio", nil).has(t, http.StatusSeeOther)
			a = s.ask(at.city+a.location, nil).has(t, http.StatusSeeOther)
			if !strings.HasPrefix(a.location, at.platform+"/en/c/riga/cross?") || !s.holds(cityHost, door.StateCookie) {
				t.Fatalf("from the city's host it goes to %q", a.location)
			}
			cross := a.location
			a = s.ask(cross, nil).has(t, http.StatusSeeOther)
			if !strings.HasPrefix(a.location, "/en/c/riga/sign-in?next=") {
				t.Fatalf("a visitor is led to %q", a.location)
			}
			s.ask(at.platform+a.location, nil).has(t, http.StatusOK, "RIGA", `name="email"`)
			s.enter(at.platform, "ada@example.org")
			page := s.ask(cross, nil).has(t, http.StatusOK, "RIGA", "ada@example.org", at.host)
			if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+at.city+";") {
				t.Errorf("the form may not lead to the city: %s", policy)
			}
			a = s.ask(at.platform+"/en/c/riga/cross", page.fields()).has(t, http.StatusSeeOther)
			if !strings.HasPrefix(a.location, at.city+"/en/enter?code=") {
				t.Fatalf("the code goes to %q", a.location)
			}
			enter := a.location
			h.surfer().ask(enter, nil).has(t, http.StatusConflict, "/en/sign-in") // another browser
			a = s.ask(enter, nil).has(t, http.StatusSeeOther)
			if a.location != "/en/portfolio" || s.holds(cityHost, door.StateCookie) {
				t.Errorf("the way ends at %q", a.location)
			}
			s.ask(at.city+"/en/portfolio", nil).has(t, http.StatusOK)
			s.ask(enter, nil).has(t, http.StatusConflict)

			s.ask(at.city+"/en/sign-out", url.Values{}).has(t, http.StatusSeeOther)
			s.ask(at.city+"/en/portfolio", nil).has(t, http.StatusSeeOther)
			s.ask(at.platform+"/en/portfolio", nil).has(t, http.StatusOK)
			if s.holds(cityHost, door.SessionCookie) || !s.holds(platformHost, door.SessionCookie) {
				t.Error("signing out there has not ended that session alone")
			}
		})
	}
}

func TestSigningOutOnThePlatformEndsTheSessionOnACitysHost(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.city("riga", "riga.example")
	s := h.surfer()
	s.enter("https://badges.example", "ada@example.org")
	a := s.ask("https://riga.example/en/sign-in?next=/en/account", nil)
	a = s.ask("https://badges.example/en/c/riga/cross", s.ask(a.location, nil).fields())
	if a = s.ask(a.location, nil); a.location != "/en/account" {
		t.Fatalf("got %d to %q", a.status, a.location)
	}
	s.ask("https://riga.example/en/account", nil).has(t, http.StatusOK, "ada@example.org")
	s.ask("https://badges.example/en/sign-out", url.Values{})
	s.ask("https://riga.example/en/account", nil).has(t, http.StatusSeeOther)
}

func TestTheWayToACitysHostLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.city("riga", "riga.example")
	h.city("rome", "rome.example")
	s := h.surfer()
	s.enter("https://badges.example", "ada@example.org")
	state := tenants.Sum(laurel.NewSecret())
	good := url.Values{"host": {"riga.example"}, "state": {state}, "next": {"/en/"}}
	for name, x := range map[string]struct{ at, host, state string }{
		"a host that is nobody's":  {"https://badges.example/en/c/riga", "evil.example", state},
		"another city's host":      {"https://badges.example/en/c/riga", "rome.example", state},
		"no host":                  {"https://badges.example/en/c/riga", "", state},
		"a host with a port":       {"https://badges.example/en/c/riga", "riga.example:8443", state},
		"a host with a path":       {"https://badges.example/en/c/riga", "riga.example/@evil.example", state},
		"a host with somebody":     {"https://badges.example/en/c/riga", "riga.example@evil.example", state},
		"the platform's":           {"https://badges.example/en/c/riga", "badges.example", state},
		"no city":                  {"https://badges.example/en", "riga.example", state},
		"no state":                 {"https://badges.example/en/c/riga", "riga.example", ""},
		"a state that is none":     {"https://badges.example/en/c/riga", "riga.example", laurel.NewSecret()},
		"asked on a city's host":   {"https://riga.example/en", "riga.example", state},
		"asked on another's host":  {"https://rome.example/en/c/riga", "riga.example", state},
		"a city that is not there": {"https://badges.example/en/c/nowhere", "riga.example", state},
	} {
		form := url.Values{"host": {x.host}, "state": {x.state}, "next": {"/en/"}}
		for _, a := range []answer{s.ask(x.at+"/cross?"+form.Encode(), nil), s.ask(x.at+"/cross", form)} {
			if a.status < 400 || a.location != "" {
				t.Errorf("%s: got %d to %q", name, a.status, a.location)
			}
		}
	}
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`} {
		mine := h.surfer()
		mine.enter("https://badges.example", "ada@example.org")
		a := mine.ask("https://riga.example/en/sign-in?next="+url.QueryEscape(next), nil)
		a = mine.ask("https://badges.example/en/c/riga/cross", mine.ask(a.location, nil).fields())
		if a = mine.ask(a.location, nil); a.location != "/en/portfolio" {
			t.Errorf("next %q leads to %q", next, a.location)
		}
	}
	h.surfer().ask("https://badges.example/en/c/riga/cross", good).has(t, http.StatusUnauthorized)
	a := s.ask("https://badges.example/en/c/riga/cross", good).has(t, http.StatusSeeOther)
	// Somebody else's code, in a browser that set out from the same host.
	victim := h.surfer()
	victim.ask("https://riga.example/en/sign-in", nil)
	victim.ask(a.location, nil).has(t, http.StatusConflict)
	victim.ask(strings.Replace(a.location, "riga.example", "rome.example", 1), nil).has(t, http.StatusConflict)
	victim.ask(strings.Replace(a.location, "riga.example", "badges.example", 1), nil).has(t, http.StatusNotFound)
	if victim.holds("riga.example", door.SessionCookie) {
		t.Error("somebody is signed in as another")
	}
}

func TestNobodySignsInOnACitysHostItself(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.city("riga", "riga.example")
	secret, err := h.Registry.MakeSignIn(t.Context(), tenants.SignInRequested{Email: "ada@example.org", Language: "en"})
	must(t, err)
	s := h.surfer()
	if a := s.ask("https://riga.example/en/sign-in/"+secret, nil); a.location != "https://badges.example/en/sign-in/"+secret {
		t.Errorf("a link goes to %q", a.location)
	}
	if a := s.ask("https://riga.example/en/sign-in", url.Values{"email": {"ada@example.org"}}); !strings.HasPrefix(a.location, "https://badges.example/") {
		t.Errorf("asking for a letter goes to %q", a.location)
	}
	for _, path := range []string{"/sign-in/" + secret, "/sign-in/code", "/sign-in/passkey", "/sign-in/passkey/challenge", "/account/passkeys/challenge"} {
		s.ask("https://riga.example/en"+path, url.Values{"code": {"x"}}).has(t, http.StatusNotFound)
	}
	if s.holds("riga.example", door.SessionCookie) {
		t.Error("there is a session")
	}
	// A host of ours that no city has is the platform's, with nothing of its name believed.
	if a := s.ask("https://nowhere.example/en/sign-in/"+secret, url.Values{}); a.status != http.StatusSeeOther {
		t.Errorf("got %d", a.status)
	}
}

func TestACookieOfAnotherHostsMakingIsNotRead(t *testing.T) {
	t.Parallel()
	h := open(t)
	s := h.surfer()
	s.enter("https://badges.example", "ada@example.org")
	good := s.jars[public]["__Host-"+string(door.SessionCookie)]
	s.jars[public] = map[string]*http.Cookie{"x": {Name: string(door.SessionCookie), Value: good.Value}}
	s.ask("https://badges.example/en/account", nil).has(t, http.StatusSeeOther)
	s.jars[public] = map[string]*http.Cookie{"x": good}
	s.ask("https://badges.example/en/account", nil).has(t, http.StatusOK)
}

func TestACodeIsTypedInWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"https://badges.example", "http://localhost:8080"} {
		h := open(t)
		s, host := h.surfer(), strings.SplitN(origin, "//", 2)[1]
		s.ask(origin+"/en/sign-in", url.Values{"email": {"new@example.org"}, "next": {"/en/account"}}).
			has(t, http.StatusOK, `name="code"`, `autocomplete="one-time-code"`, "new@example.org")
		var browser string
		for name, c := range s.jars[host] {
			if strings.HasSuffix(name, string(door.AskedCookie)) {
				browser = c.Value
			}
		}
		o, err := h.Registry.OfferSignIn(t.Context(), tenants.SignInRequested{Email: "new@example.org", Language: "en", Next: "/en/account", Browser: tenants.Sum(browser)})
		must(t, err)
		wrong := s.ask(origin+"/en/sign-in/code", url.Values{"email": {"new@example.org"}, "code": {"0000-0000"}}).
			has(t, http.StatusUnprocessableEntity, `id="code-fault"`, "new@example.org")
		other := h.surfer()
		elsewhere := other.ask(origin+"/en/sign-in/code", url.Values{"email": {"new@example.org"}, "code": {o.Code}}).has(t, http.StatusUnprocessableEntity)
		if wrong.body != elsewhere.body {
			t.Error("in a browser that did not ask the answer is another than to a wrong code")
		}
		s.ask(origin+"/en/sign-in/code", nil).has(t, http.StatusOK, `name="code"`)
		if a := other.ask(origin+"/en/sign-in/code", nil); a.location != "/en/sign-in" {
			t.Errorf("who has not asked is led to %q", a.location)
		}
		a := s.ask(origin+"/en/sign-in/code", url.Values{"code": {strings.ToLower(strings.Replace(o.Code, "-", " ", 1))}}).has(t, http.StatusSeeOther)
		if a.location != "/en/account" || s.holds(host, door.AskedCookie) {
			t.Errorf("the code leads to %q", a.location)
		}
		s.ask(origin+a.location, nil).has(t, http.StatusOK, "new@example.org")
	}
}

func TestAPasskeyThatIsNoneIsRefusedOnThePage(t *testing.T) {
	t.Parallel()
	h := open(t)
	s := h.surfer()
	const origin = "https://badges.example"
	s.ask(origin+"/en/sign-in", nil).has(t, http.StatusOK, `data-passkey="get"`, "passkey-", "<noscript>")
	for _, said := range []string{"", "{}", "null", "[]", "\x00", strings.Repeat(`{"id":`, 2000), `{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}`} {
		asked := s.ask(origin+"/en/sign-in/passkey/challenge", url.Values{}).has(t, http.StatusOK, `"rpId":"badges.example"`, `"userVerification":"required"`)
		if got := asked.header.Get("Content-Type"); got != "application/json" || !s.holds(public, door.ChallengeCookie) {
			t.Errorf("a challenge is %q", got)
		}
		s.ask(origin+"/en/sign-in/passkey", url.Values{"answer": {said}, "next": {"/en/account"}}).
			has(t, http.StatusUnprocessableEntity, `id="passkey-fault"`, `name="next" value="/en/account"`).lacks(t, `id="email-fault"`)
		if s.holds(public, door.ChallengeCookie) || s.holds(public, door.SessionCookie) {
			t.Error("the challenge is still there, or there is a session")
		}
	}
	s.ask(origin+"/en/account/passkeys", nil).has(t, http.StatusSeeOther)
	s.ask(origin+"/en/account/passkeys/challenge", url.Values{}).has(t, http.StatusUnauthorized)
	s.enter(origin, "ada@example.org")
	s.ask(origin+"/en/account/passkeys", nil).has(t, http.StatusOK, `data-passkey="create"`, "<noscript>")
	s.ask(origin+"/en/account/passkeys/challenge", url.Values{}).has(t, http.StatusOK, `"residentKey":"required"`, `"id":"badges.example"`)
	s.ask(origin+"/en/account/passkeys", url.Values{"name": {"My <telephone>"}, "answer": {"{}"}}).
		has(t, http.StatusUnprocessableEntity, `value="My &lt;telephone&gt;"`, `class="fault"`)
	s.ask(origin+"/en/account/passkeys", url.Values{"name": {""}, "answer": {"{}"}}).has(t, http.StatusUnprocessableEntity, `id="name-fault"`)
	s.ask(origin+"/en/account/passkeys/none/remove", url.Values{}).has(t, http.StatusSeeOther)
}
