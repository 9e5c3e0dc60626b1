package web_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/web/door"
)

func TestGivingARoleTellsNobodyWhoIsHere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		head := h.SignIn("head@example.org")
		give := func(email string) string {
			a := h.as(head, http.MethodPost, "/api/v1/tenants/"+string(h.Org)+"/members", `{"email":"`+email+`","role":"member"}`)
			a.is(http.StatusCreated)
			a.header.Del("X-Request-ID")
			a.header.Del("Date")
			var b strings.Builder
			must(t, a.header.Write(&b))
			return strings.ReplaceAll(b.String()+string(a.body), email, "EMAIL")
		}
		if known, unknown := give("dora@example.org"), give("zora@example.org"); known != unknown {
			t.Errorf("somebody who is known here: %s\nsomebody who is not: %s", known, unknown)
		}
		if who, err := h.Registry.Person(h.System(), h.SignIn("dora@example.org")); err != nil || who.ID != h.Dora {
			t.Errorf("afterwards she is %v, %v", who.ID, err)
		}
	})
}

// TestNoPageTakesWhatAnotherSiteSends tries every route that pages write by.
func TestNoPageTakesWhatAnotherSiteSends(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	secret, tried := h.token(h.Ada), 0
	for _, r := range h.app.GetRoutes(true) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			continue
		}
		if strings.HasPrefix(r.Path, "/api/") {
			continue // a browser adds no token by itself
		}
		h.countAnew()
		tried++
		path := strings.NewReplacer(":lang", "en", ":slug", "campania").Replace(r.Path)
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
			a := h.ask(r.Method, path, "a=b", append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
			if a.status != http.StatusForbidden || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s with %v: got %d, want 403", r.Method, path, headers, a.status)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d routes are tried", tried)
	}
	// And the API takes no session for a token.
	if a := h.ask(http.MethodGet, "/api/v1/me", "", "Cookie", string(door.SessionCookie)+"="+secret); a.status != http.StatusUnauthorized {
		t.Errorf("with a cookie the API answers %d, want 401", a.status)
	}
}
