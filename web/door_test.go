package web_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// served lets the house listen, and returns where.
func (h *house) served() string {
	h.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(h.t, err)
	ended := make(chan error, 1)
	go func() { ended <- h.app.Listener(l) }()
	h.t.Cleanup(func() { must(h.t, errors.Join(h.app.Shutdown(), <-ended)) })
	return l.Addr().String()
}

func TestWhoSendsTooMuchHearsOfIt(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	origin, token := "http://"+h.served(), h.token(h.Ada)
	for _, c := range []struct {
		path, mediaType string
		size            int
		chunked         bool
	}{
		{"/api/v1/me/tokens", "application/json", 300 << 10, false},
		{"/api/v1/me/tokens", "application/json", 300 << 10, true},
		{"/api/v1/me/tokens", "application/json", 5 << 20, false},
		{"/api/v1/me/tokens", "application/json", 5 << 20, true},
		{"/api/v1/tasks/x/uploads", "image/jpeg", 13 << 20, false},
		{"/api/v1/tasks/x/uploads", "image/jpeg", 20 << 20, false},
	} {
		var body io.Reader = strings.NewReader(strings.Repeat("x", c.size))
		if c.chunked {
			body = io.MultiReader(body) // its length is not known
		}
		req, err := http.NewRequest(http.MethodPost, origin+c.path, body)
		must(t, err)
		req.Header.Set("Content-Type", c.mediaType)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultTransport.RoundTrip(req)
		must(t, err)
		b, err := io.ReadAll(res.Body)
		must(t, err)
		must(t, res.Body.Close())
		checkProblem(t, c.path, answer{t, c.path, res.StatusCode, res.Header, b}, http.StatusRequestEntityTooLarge, "")
	}
}

func TestARequestThatIsNoneIsAnsweredAndHarmsNobody(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	address := h.served()
	for _, sent := range []string{
		"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \x00\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n",
		"nonsense\r\n\r\n",
		"GET /de/portfolio HTTP/1.1\r\nHost: x\r\nCookie: " + strings.Repeat("a", 20<<10) + "\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", address)
		must(t, err)
		_, err = conn.Write([]byte(sent))
		must(t, err)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		if res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%.40q is answered with %d", sent, res.StatusCode)
		}
		must(t, errors.Join(res.Body.Close(), conn.Close()))
	}
	res, err := http.DefaultTransport.RoundTrip(mustRequest(t, "http://"+address+"/healthz"))
	must(t, err)
	must(t, res.Body.Close())
	if res.StatusCode != http.StatusOK {
		t.Errorf("afterwards /healthz says %d", res.StatusCode)
	}
}

func mustRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	must(t, err)
	return req
}

func TestWhatAnotherSiteMakesABrowserSendIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	for _, c := range []struct {
		headers []string
		refused bool
	}{
		{nil, false},
		{[]string{"Sec-Fetch-Site", "same-origin"}, false},
		{[]string{"Sec-Fetch-Site", "none"}, false},
		{[]string{"Sec-Fetch-Site", "cross-site"}, true},
		{[]string{"Sec-Fetch-Site", "same-site"}, true},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "http://" + listen}, true},
		{[]string{"Origin", "http://" + listen}, false},
		{[]string{"Origin", "https://evil.example"}, true},
		{[]string{"Origin", "http://" + listen + ".evil.example"}, true},
		{[]string{"Origin", "null"}, true},
		{[]string{"Origin", "https://evil.example", "X-Forwarded-Host", "evil.example"}, true},
	} {
		a := h.ask(http.MethodPost, "/en/sign-out", "", append([]string{"Content-Type", "application/x-www-form-urlencoded"}, c.headers...)...)
		if refused := a.status == http.StatusForbidden; refused != c.refused {
			t.Errorf("%v: answered with %d, want it refused: %v", c.headers, a.status, c.refused)
		}
	}
}

func TestEveryAnswerTellsTheBrowserToBeCareful(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	for _, path := range []string{"/en/", "/en/nothing/here/at/all", "/api/v1/activities", "/t/" + string(h.Org) + "/did.json", "/healthz"} {
		a := h.ask(http.MethodGet, path, "", "Host", "badges.example")
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
	}
	if a := h.ask(http.MethodGet, "/en/", ""); a.header.Get("Strict-Transport-Security") != "" {
		t.Error("without TLS it is said to keep to TLS")
	}
}

func TestNothingOfAPersonIsKeptOnTheWay(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	p := h.Publish([]workflow.Step{enginetest.Step("self@1")})
	for path, want := range map[string]string{
		"/api/v1/me": "no-store", "/api/v1/activities": "no-store", "/api/v1/activities/" + string(p.Activity.ID): "no-store",
	} {
		if got := h.as(h.Ada, http.MethodGet, path, "").header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control is %q, want %q", path, got, want)
		}
	}
	session := (&neighbours{house: h}).session(h.Ada)
	a := h.ask(http.MethodGet, "/en/portfolio", "", "Cookie", string(door.SessionCookie)+"="+session)
	if got := a.header.Get("Cache-Control"); a.status != http.StatusOK || got != "no-store" {
		t.Errorf("the portfolio: %d, Cache-Control is %q", a.status, got)
	}
	a = h.ask(http.MethodGet, "/en/activities/"+string(p.Activity.ID)+"/qr.svg", "", "Cookie", string(door.SessionCookie)+"="+session)
	if got := a.header.Get("Cache-Control"); !strings.HasPrefix(got, "public") {
		t.Errorf("what is the same for everybody: Cache-Control is %q", got)
	}
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	token := h.token(h.Ada)
	h.ask(http.MethodGet, "/en/sign-in/s3cr3t-in-a-path?next=s3cr3t", "", "Cookie", string(door.SessionCookie)+"=s3cr3t")
	h.ask(http.MethodGet, "/api/v1/me?x=s3cr3t", "", "Authorization", "Bearer "+token)
	h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer s3cr3t")
	log := h.log.String()
	if strings.Contains(log, "s3cr3t") || strings.Contains(log, token) {
		t.Errorf("a secret is in the log:\n%s", log)
	}
	for _, want := range []string{"route=/:lang/sign-in/:secret", "route=/api/v1/me ", "status=401", "status=422"} {
		if !strings.Contains(log, want) {
			t.Errorf("%q is not in the log:\n%s", want, log)
		}
	}
}

func TestAPanicIsOurFaultAndSaysNothing(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	h.app.Get("/b/c/d/e/f/g", func(*fiber.Ctx) error { panic("the cellar is on fire") })
	h.app.Get("/a/b/c/d/e/f", func(*fiber.Ctx) error { return errors.New("the attic is on fire") })
	for _, path := range []string{"/b/c/d/e/f/g", "/a/b/c/d/e/f"} {
		a := h.ask(http.MethodGet, path, "")
		if a.status != http.StatusInternalServerError || strings.Contains(string(a.body), "fire") {
			t.Errorf("%s: %d %.300s", path, a.status, a.body)
		}
	}
	if log := h.log.String(); !strings.Contains(log, "the cellar is on fire") || !strings.Contains(log, "the attic is on fire") {
		t.Errorf("the log does not say what happened:\n%s", log)
	}
}

func TestReadinessDependsOnTheDatabase(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	for _, fault := range []error{nil, errors.New("no database"), nil} {
		h.unready = fault
		alive, ready := h.ask(http.MethodGet, "/healthz", "").status, h.ask(http.MethodGet, "/readyz", "").status
		want := http.StatusOK
		if fault != nil {
			want = http.StatusServiceUnavailable
		}
		if diff := cmp.Diff([]int{http.StatusOK, want}, []int{alive, ready}); diff != "" {
			t.Errorf("with %v, alive and ready (-want +got):\n%s", fault, diff)
		}
	}
}

func TestACityIsKnownByItsHostAndByItsPath(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	operator := h.SignIn("operator@example.org")
	_, err := h.Registry.FoundCity(h.As(operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "riga.example", "r@example.org")
	must(t, err)
	made := h.publish("self@1") // in the first city
	for host, want := range map[string]int{"badges.example": 1, "riga.example": 0, "Riga.Example:8443": 0, listen: 1, "nowhere.example": 1} {
		items, _ := h.ask(http.MethodGet, "/api/v1/activities", "", "Host", host).is(http.StatusOK)["items"].([]any)
		if len(items) != want {
			t.Errorf("under %s there are %d activities, want %d", host, len(items), want)
		}
	}
	for path, want := range map[string]int{
		"/en/c/campania": 200, "/en/c/riga/": 200, "/en/c/nowhere": 404, "/en/c/lane": 404, "/en/c/..%2f": 404, "/xx": 404, "/xx/c/campania": 404,
		"/en/c/campania/activities/" + text(t, made, "id"): 200, "/en/": 200, "/api/": 404, "/api/activities/" + text(t, made, "id"): 404,
	} {
		if got := h.ask(http.MethodGet, path, "").status; got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
}
