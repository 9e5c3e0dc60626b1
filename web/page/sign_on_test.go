package page_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/web/signon/signontest"
)

// window is a browser that keeps cookies.
type window struct {
	browser
	cookies map[string]string
}

func (h *house) window() window { return window{browser{h: h}, map[string]string{}} }

func (w window) send(req *http.Request) answer {
	w.h.t.Helper()
	for name, value := range w.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := w.browser.send(req)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if w.cookies[c.Name] = c.Value; c.Value == "" {
			delete(w.cookies, c.Name)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			w.h.t.Errorf("the cookie %s is not kept to its site", c.Name)
		}
	}
	return a
}

func (w window) get(path string) answer {
	w.h.t.Helper()
	return w.send(httptest.NewRequest(http.MethodGet, strings.TrimPrefix(path, "http://"+listen), nil))
}

func (w window) post(path string, form url.Values) answer {
	w.h.t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(req)
}

// signIn follows a link from a letter.
func (w window) signIn(email string) {
	w.h.t.Helper()
	w.cookies[string(door.SessionCookie)] = w.h.browser(email).session
}

// leave goes to a tenant's provider, and returns the address to which that sends the browser.
func (w window) leave(at laurel.TenantID, p *signontest.Provider) (back string) {
	w.h.t.Helper()
	a := w.get("/de/sign-on/"+string(at)+"?next=/de/tenants").has(w.h.t, http.StatusSeeOther)
	if !strings.HasPrefix(a.location, p.Issuer+"/authorize?") {
		w.h.t.Fatalf("the browser is sent to %q", a.location)
	}
	req, err := http.NewRequestWithContext(w.h.t.Context(), http.MethodGet, strings.Replace(a.location, p.Issuer, p.Origin, 1), nil)
	must(w.h.t, err)
	res, err := http.DefaultTransport.RoundTrip(req)
	must(w.h.t, err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusFound {
		body, err := io.ReadAll(res.Body)
		must(w.h.t, err)
		w.h.t.Fatalf("the provider says %d: %s", res.StatusCode, body)
	}
	return res.Header.Get("Location")
}

// through goes to the provider and back.
func (w window) through(at laurel.TenantID, p *signontest.Provider) answer {
	w.h.t.Helper()
	return w.get(w.leave(at, p))
}

func (w window) hasSession() bool { return w.cookies[string(door.SessionCookie)] != "" }

// provide gives the organisation and the city a provider each.
func provide(t *testing.T) (h *house, ours, citys *signontest.Provider) {
	t.Helper()
	ours, citys = signontest.New(t, "login.lane.example"), signontest.New(t, "login.campania.example")
	h = open(t, ours, citys)
	for who, c := range map[string]struct {
		at laurel.TenantID
		p  *signontest.Provider
	}{"head@example.org": {h.Org, ours}, "mayor@example.org": {h.City, citys}} {
		c.p.Be(signontest.Self{Subject: "7", Claims: map[string]any{"email": "ada@example.org", "email_verified": true}})
		must(t, h.Registry.SaveProvider(h.As(h.SignIn(who)), c.at,
			tenants.Provider{Issuer: c.p.Issuer, ClientID: c.p.ClientID, Label: "Haus & Hof", On: true}, c.p.Secret))
	}
	return h, ours, citys
}

// link links whoever the provider names to the one behind an address.
func (h *house) link(email string, at laurel.TenantID, p *signontest.Provider) {
	h.t.Helper()
	w := h.window()
	w.through(at, p).has(h.t, http.StatusOK)
	w.signIn(email)
	w.post("/en/account/sign-on/link", nil).has(h.t, http.StatusSeeOther)
}

func TestAProviderIsSavedAndItsSecretNeverShown(t *testing.T) {
	t.Parallel()
	p := signontest.New(t, "login.lane.example")
	h := open(t, p)
	desk := "/en/tenants/" + string(h.Org) + "/sign-on"
	head := h.browser("head@example.org")
	head.get("/en/tenants/"+string(h.Org)).has(t, http.StatusOK, desk)
	head.get(desk).has(t, http.StatusOK, "http://"+listen+laurel.SignOnPath(h.Org), `value="LANE"`)
	form := url.Values{"version": {"0"}, "issuer": {p.Issuer}, "client": {p.ClientID}, "secret": {p.Secret}, "label": {"LANE"}, "state": {"on"}}
	head.post(desk, form).has(t, http.StatusSeeOther)
	shown := head.get(desk+"?done=saved").has(t, http.StatusOK, p.Issuer, p.ClientID, "Saved.").lacks(t, p.Secret)
	head.post(desk, form).has(t, http.StatusConflict, "Somebody changed this in the meantime").lacks(t, p.Secret)
	for email, want := range map[string]int{"cleo@example.org": 403, "mayor@example.org": 403, "ada@example.org": 403} {
		h.browser(email).get(desk).has(t, want).lacks(t, p.Issuer)
		h.browser(email).post(desk, form).has(t, want)
		h.browser(email).post(desk+"/remove", form).has(t, want)
	}
	h.visitor().get("/en/sign-in?tenant="+string(h.Org)).has(t, http.StatusOK, "Sign in through LANE", "/en/sign-on/"+string(h.Org))
	h.visitor().get("/en/sign-in").has(t, http.StatusOK).lacks(t, "Sign in through")
	form.Set("version", regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(shown.body)[1])
	form.Set("state", "off")
	form.Set("secret", "")
	p.Be(signontest.Self{Down: true}) // one that has fallen can be switched off
	head.post(desk, form).has(t, http.StatusSeeOther)
	h.visitor().get("/en/sign-in?tenant="+string(h.Org)).has(t, http.StatusOK).lacks(t, "Sign in through")
	h.visitor().get("/en/sign-on/"+string(h.Org)).has(t, http.StatusNotFound, "There is no single sign-on here.")
}

func TestAProviderThatCannotBeUsedIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	p := signontest.New(t, "login.lane.example")
	h := open(t, p)
	desk, head := "/en/tenants/"+string(h.Org)+"/sign-on", h.browser("head@example.org")
	for name, c := range map[string]struct {
		issuer string
		self   signontest.Self
		want   string
	}{
		"no TLS":            {"http://login.example", signontest.Self{}, "https address on the public internet"},
		"our own network":   {"https://127.0.0.1", signontest.Self{}, "https address on the public internet"},
		"metadata":          {"https://169.254.169.254", signontest.Self{}, "https address on the public internet"},
		"another port":      {"https://login.example:22", signontest.Self{}, "https address on the public internet"},
		"a slash":           {p.Issuer + "/", signontest.Self{}, "calls itself differently"},
		"another's name":    {p.Issuer, signontest.Self{About: map[string]any{"issuer": "https://other.example"}}, "calls itself differently"},
		"nothing there":     {p.Issuer + "/realm", signontest.Self{}, "No provider answers there"},
		"fallen":            {p.Issuer, signontest.Self{Down: true}, "No provider answers there"},
		"no code":           {p.Issuer, signontest.Self{About: map[string]any{"response_types_supported": []string{"id_token"}}}, "cannot be used"},
		"no secret":         {p.Issuer, signontest.Self{About: map[string]any{"token_endpoint_auth_methods_supported": []string{"private_key_jwt"}}}, "cannot be used"},
		"keys without TLS":  {p.Issuer, signontest.Self{About: map[string]any{"jwks_uri": "http://10.0.0.1/keys"}}, "cannot be used"},
		"a script to go to": {p.Issuer, signontest.Self{About: map[string]any{"authorization_endpoint": "javascript:alert(1)"}}, "cannot be used"},
	} {
		p.Be(c.self)
		form := url.Values{"version": {"0"}, "issuer": {c.issuer}, "client": {"typed <here>"}, "secret": {"hush-hush"}, "label": {"LANE"}, "state": {"on"}}
		a := head.post(desk, form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="issuer-fault"`) || !strings.Contains(a.body, c.want) {
			t.Errorf("%s: got %d\n%s", name, a.status, a.main())
		}
		a.has(t, http.StatusUnprocessableEntity, "typed &lt;here&gt;").lacks(t, "hush-hush", "s3cr3t")
	}
	h.visitor().get("/en/sign-in?tenant="+string(h.Org)).lacks(t, "Sign in through")
}

func TestAnIdentityIsLinkedOnceAndThenSignsInToItsTenant(t *testing.T) {
	t.Parallel()
	h, ours, citys := provide(t)
	p := h.offer(draft("organiser@1", approval.Text, approval.Photo), nil)
	task := "/en/c/campania/tasks/" + string(p.Tasks[0].ID)
	w := h.window()
	// The provider says that this is ada@example.org, who has an account.
	w.through(h.Org, ours).has(t, http.StatusOK, `lang="de"`, "Fast geschafft", "LANE").lacks(t, "ada@example.org")
	if w.hasSession() {
		t.Fatal("an e-mail claim opens an account")
	}
	w.signIn("ben@example.org")
	w.get("/en/account/sign-on").has(t, http.StatusOK, "Link your account of LANE?", "ben@example.org", "Nothing is linked.")
	if a := w.post("/en/account/sign-on/link", nil); a.location != "/en/account/sign-on?done=linked" {
		t.Fatalf("linking leads to %d %q", a.status, a.location)
	}
	linked := w.get("/en/account/sign-on?done=linked").has(t, http.StatusOK, "LANE", "login.lane.example", "Unlink").lacks(t, "Link your account")

	narrow := h.window()
	if a := narrow.through(h.Org, ours); a.status != http.StatusSeeOther || a.location != "/de/tenants" || !narrow.hasSession() {
		t.Fatalf("a linked identity is led to %d %q", a.status, a.location)
	}
	narrow.get("/en/portfolio").has(t, http.StatusForbidden, "You are signed in through LANE", "/en/sign-in?next=%2Fen%2Fportfolio").lacks(t, "ben@example.org")
	narrow.get("/en/sign-in?next=%2Fen%2Fportfolio").has(t, http.StatusOK, `name="email"`, "You are signed in through LANE")
	narrow.post("/en/account/tokens", url.Values{"name": {"x"}}).has(t, http.StatusForbidden, "This needs your e-mail address")
	narrow.get(task).has(t, http.StatusOK, `name="text"`)
	if a := (browser{h, narrow.cookies[string(door.SessionCookie)]}).handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}, photo(t, 40, 30)); !strings.Contains(a.location, "/submissions/") {
		t.Errorf("evidence within the tenant leads to %d %q", a.status, a.location)
	} else {
		narrow.get(a.location).has(t, http.StatusOK, "Mine.")
	}
	if other := h.window(); other.through(h.City, citys).status != http.StatusOK || other.hasSession() {
		t.Error("a subject that is linked in one tenant opens another")
	}

	sum := regexp.MustCompile(`name="identity" value="([^"]+)"`).FindStringSubmatch(linked.body)[1]
	w.post("/en/account/sign-on/unlink", url.Values{"tenant": {string(h.Org)}, "identity": {sum}}).has(t, http.StatusSeeOther)
	w.get("/en/account/sign-on").has(t, http.StatusOK, "Nothing is linked.")
	narrow.get(task).has(t, http.StatusOK).lacks(t, `name="text"`)
}

// TestWhoComesThroughAProviderAcceptsTheTermsThatHoldThere: the way to their own
// tenant's pages leads through the terms of the city's site, and no further.
func TestWhoComesThroughAProviderAcceptsTheTermsThatHoldThere(t *testing.T) {
	t.Parallel()
	h, ours, _ := provide(t)
	h.link("head@example.org", h.Org, ours)
	_, err := h.Registry.PublishTerms(h.As(h.SignIn(mayorEmail)), h.City, tenants.TermsOfUse, map[string]string{"en": "Be kind."}, 0)
	must(t, err)
	narrow := h.window()
	narrow.through(h.Org, ours).has(t, http.StatusSeeOther)
	settings := "/en/c/campania/tenants/" + string(h.Org) + "/settings"
	accept := "/en/c/campania/terms/accept"
	describe := func(name string) answer {
		return narrow.post(settings, url.Values{"name": {name}, "email": {"lane@example.org"}, "language": {"en"}, "version": {"0"}})
	}
	narrow.get(settings).has(t, http.StatusOK, accept+"?next=")
	led := describe("LANE 2").has(t, http.StatusSeeOther)
	if !strings.HasPrefix(led.location, accept+"?next=") {
		t.Fatalf("led to %q, want the terms", led.location)
	}
	if now, err := h.Registry.Tenant(t.Context(), h.Org); err != nil || now.Name != "LANE" {
		t.Errorf("it was kept nevertheless: %q, %v", now.Name, err)
	}
	narrow.get("/en/c/campania/terms").has(t, http.StatusOK, "Be kind.")
	narrow.get(led.location).has(t, http.StatusOK, "Be kind.", `value="`+string(h.City)+` terms 1"`)
	narrow.post(accept, url.Values{"accept": {"0000000000 privacy 1"}}).has(t, http.StatusConflict)
	narrow.post(accept, url.Values{"accept": {string(h.City) + " terms 1"}, "next": {settings}}).has(t, http.StatusSeeOther)
	if a := describe("LANE 2"); a.location != settings+"?saved=settings" {
		t.Errorf("after accepting: %d to %q", a.status, a.location)
	}
	narrow.get(settings).has(t, http.StatusOK, "LANE 2").lacks(t, accept)
	narrow.post("/en/c/campania/account", url.Values{"name": {"Else"}}).has(t, http.StatusForbidden)
	narrow.get("/en/c/campania/portfolio").has(t, http.StatusForbidden)
}

func TestWhoIsSignedInAlreadyKeepsWhatReachesFurther(t *testing.T) {
	t.Parallel()
	h, ours, _ := provide(t)
	h.link("ben@example.org", h.Org, ours)
	w := h.window()
	w.signIn("ben@example.org")
	w.through(h.Org, ours).has(t, http.StatusSeeOther)
	w.get("/en/portfolio").has(t, http.StatusOK)
}

func TestWhatAProviderSendsIsNotBelieved(t *testing.T) {
	t.Parallel()
	h, ours, citys := provide(t)
	h.link("ben@example.org", h.Org, ours)
	thief, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	other, none := citys.Issuer, ""
	const untrusted, declined = "could not be trusted", "did not sign you in"
	for name, c := range map[string]struct {
		lie  signontest.Self
		want string
	}{
		"another audience":         {signontest.Self{Claims: map[string]any{"aud": "other"}}, untrusted},
		"one audience too many":    {signontest.Self{Claims: map[string]any{"aud": []string{ours.ClientID, "other"}}}, untrusted},
		"another party":            {signontest.Self{Claims: map[string]any{"azp": "other"}}, untrusted},
		"another nonce":            {signontest.Self{Claims: map[string]any{"nonce": "x"}}, untrusted},
		"no nonce":                 {signontest.Self{Claims: map[string]any{"nonce": nil}}, untrusted},
		"another key":              {signontest.Self{Key: thief}, untrusted},
		"no signature":             {signontest.Self{NoneAlg: true}, untrusted},
		"expired":                  {signontest.Self{Claims: map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}}, untrusted},
		"no expiry":                {signontest.Self{Claims: map[string]any{"exp": nil}}, untrusted},
		"another issuer":           {signontest.Self{Claims: map[string]any{"iss": other}}, untrusted},
		"no subject":               {signontest.Self{Claims: map[string]any{"sub": ""}}, untrusted},
		"an answer of another's":   {signontest.Self{Iss: &other}, untrusted},
		"an answer without issuer": {signontest.Self{Iss: &none}, untrusted},
		"a code that is not known": {signontest.Self{NoCode: true}, untrusted},
		"a no":                     {signontest.Self{Decline: true}, declined},
	} {
		if c.lie.Subject = "7"; c.lie.Claims["sub"] == "" {
			c.lie.Subject = ""
		}
		ours.Be(c.lie)
		w := h.window()
		a := w.through(h.Org, ours)
		a.lacks(t, "s3cr3t", "ben@example.org")
		// The page is in the language in which the way began.
		sentence := h.texts.Say("de", map[string]string{untrusted: "sign-on.unproven", declined: "sign-on.declined"}[c.want], nil)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, sentence) || w.hasSession() {
			t.Errorf("%s: got %d, a session: %v\n%s", name, a.status, w.hasSession(), a.main())
		}
	}
	ours.Be(signontest.Self{Subject: "7"})
	if w := h.window(); w.through(h.Org, ours).status != http.StatusSeeOther || !w.hasSession() {
		t.Error("an honest answer opens no session: this test looks at the wrong thing")
	}
}

func TestAnAnswerIsGoodOnceInItsBrowserAndForItsTenant(t *testing.T) {
	t.Parallel()
	h, ours, citys := provide(t)
	h.link("ben@example.org", h.Org, ours)
	w := h.window()
	back := w.leave(h.Org, ours)
	kept := w.cookies[string(door.SignOnCookie)]
	refused := func(name string, w window, address string) {
		t.Helper()
		if a := w.get(address); a.status != http.StatusConflict || w.hasSession() {
			t.Errorf("%s: got %d, a session: %v", name, a.status, w.hasSession())
		}
	}
	refused("in another browser", h.window(), back)
	stranger := h.window()
	stranger.leave(h.Org, ours)
	refused("in a browser on a way of its own", stranger, back)
	changed := strings.Replace(back, "state=", "state=0", 1)
	refused("with another state", w, changed)
	refused("without a state", w, strings.Replace(back, "state=", "x=", 1))
	refused("at another tenant's address", w, strings.Replace(back, string(h.Org), string(h.City), 1))
	if a := w.get(back); a.status != http.StatusSeeOther || !w.hasSession() {
		t.Errorf("in its browser it is answered with %d", a.status)
	}
	again := h.window()
	again.cookies[string(door.SignOnCookie)] = kept
	refused("a second time", again, back)

	// A code of one provider, brought to another: neither knows what it is for.
	crossed := h.window()
	from, err := url.Parse(crossed.leave(h.City, citys))
	must(t, err)
	to, err := url.Parse(crossed.leave(h.Org, ours))
	must(t, err)
	mixed := to.Query()
	mixed.Set("code", from.Query().Get("code"))
	if a := crossed.get(to.Path + "?" + mixed.Encode()); a.status != http.StatusUnprocessableEntity || crossed.hasSession() {
		t.Errorf("another client's code: got %d", a.status)
	}
}

func TestAProviderThatHasFallenIsToldAndNothingOfIt(t *testing.T) {
	t.Parallel()
	h, ours, _ := provide(t)
	ours.Be(signontest.Self{Down: true})
	h.window().get("/en/sign-on/"+string(h.Org)).has(t, http.StatusServiceUnavailable, "does not answer at the moment", "Sign in by e-mail").
		lacks(t, "s3cr3t", ours.Origin, "502")
	h.visitor().get("/en/sign-in?tenant="+string(h.Org)).has(t, http.StatusOK, "Sign in through Haus &amp; Hof")
}

func TestTheSignInPageOffersTheCitysProvider(t *testing.T) {
	t.Parallel()
	h, _, _ := provide(t)
	h.visitor().get("/en/c/campania/sign-in?next=/en/x").has(t, http.StatusOK, "Sign in through Haus &amp; Hof",
		"/en/c/campania/sign-on/"+string(h.City)+"?next=%2Fen%2Fx")
	h.visitor().get("/en/sign-in").lacks(t, "Sign in through")
	for _, code := range []string{"x", "0000000001", string(laurel.Platform)} {
		h.visitor().get("/en/sign-in?tenant="+code).has(t, http.StatusOK).lacks(t, "Sign in through")
		h.visitor().get("/en/sign-on/"+code).has(t, http.StatusNotFound)
	}
}

func TestAnIdentityOfSomebodyElseIsNotLinked(t *testing.T) {
	t.Parallel()
	h, ours, _ := provide(t)
	w := h.window()
	w.through(h.Org, ours).has(t, http.StatusOK)
	w.signIn("dora@example.org")
	h.link("ben@example.org", h.Org, ours) // meanwhile, in another browser
	w.post("/en/account/sign-on/link", nil).has(t, http.StatusConflict, "linked already, and not to you").lacks(t, "ben@example.org", "Unlink")
	h.window().post("/en/account/sign-on/link", nil).has(t, http.StatusSeeOther) // a visitor is led to sign in
	dora := h.window()
	dora.signIn("dora@example.org")
	dora.post("/en/account/sign-on/link", nil).has(t, http.StatusConflict, "This way to sign in is over")
}
