package web_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
)

var inPath = regexp.MustCompile(`\{[^}]+\}`)

// TestEveryOperationNeedsItsScope takes the operations from the description, so a
// new one cannot be forgotten.
func TestEveryOperationNeedsItsScope(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	d, _ := h.description()
	for path, methods := range d.Paths {
		for method, op := range methods {
			if len(op.Security) > 1 { // open to everybody
				continue
			}
			what := strings.ToUpper(method) + " " + path
			scope := ""
			if len(op.Security) == 1 && len(op.Security[0]["bearer"]) == 1 {
				scope = op.Security[0]["bearer"][0]
			}
			if !slices.Contains(tenants.Scopes(), scope) {
				t.Errorf("%s (%s) says %q where the scope stands that a token needs for it.\n\tGive its about{…} in web/api one: scope: tenants.ReadMe "+
					"or another of tenants.Scopes(); or open: true, where everybody may ask.", what, op.OperationID, scope)
				continue
			}
			others := slices.DeleteFunc(tenants.Scopes(), func(s string) bool { return s == scope })
			url := "/api/v1" + inPath.ReplaceAllString(path, "x")
			lacking := h.ask(strings.ToUpper(method), url, "{}", "Authorization", "Bearer "+h.tokenFor(h.Ada, others))
			if !lacksScope(lacking) || !strings.HasSuffix(lacking.header.Get("WWW-Authenticate"), `error="insufficient_scope", scope="`+scope+`"`) {
				t.Errorf("%s without %s: got %d %s, %q", what, scope, lacking.status, lacking.body, lacking.header.Get("WWW-Authenticate"))
			}
			if has := h.ask(strings.ToUpper(method), url, "{}", "Authorization", "Bearer "+h.tokenFor(h.Ben, []string{scope})); lacksScope(has) {
				t.Errorf("%s with %s: got %d %s", what, scope, has.status, has.body)
			}
		}
	}
}

func lacksScope(a answer) bool {
	var p problemDocument
	return a.status == http.StatusForbidden && json.Unmarshal(a.body, &p) == nil && p.Type == "tag:laurel.example.org,2026:error.scope"
}

// tokenFor makes a token with some scopes.
func (h *house) tokenFor(p laurel.PersonID, scopes []string) string {
	h.t.Helper()
	token, _, err := h.Registry.DraftToken(h.As(p), tenants.TokenDraft{Name: "a test", Scopes: scopes})
	must(h.t, err)
	return token
}

func TestWhatIsOpenIsOpenToEveryToken(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	h.ask(http.MethodGet, "/api/v1/activities", "", "Authorization", "Bearer "+h.tokenFor(h.Ada, []string{tenants.WriteTokens})).is(http.StatusOK)
}

func TestATokenMakesNoneThatMayDoMoreThanItself(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	small := "Bearer " + h.tokenFor(h.Ada, []string{tenants.WriteTokens, tenants.ReadMe})
	ask := func(method, path, body string) answer { return h.ask(method, path, body, "Authorization", small) }
	made := ask(http.MethodPost, "/api/v1/me/tokens", `{"name":"child"}`).is(http.StatusCreated)
	if got := at(t, made, "scopes"); len(got.([]any)) != 2 {
		t.Errorf("left out, the scopes are %v, want those of the token that asks", got)
	}
	for body, status := range map[string]int{
		`{"name":"x","scopes":["me.read"]}`:                     201,
		`{"name":"x","scopes":["me.read","portfolio.read"]}`:    403,
		`{"name":"x","scopes":["everything"]}`:                  422,
		`{"name":"x","scopes":[]}`:                              422,
		`{"name":"x","scopes":["me.read"],"days":30}`:           201,
		`{"name":"x","scopes":["me.read"],"days":100000}`:       422,
		`{"name":"x","scopes":["me.read"],"days":-1}`:           422,
		`{"name":"","scopes":["me.read"]}`:                      422,
		`{"name":"x","scopes":"me.read"}`:                       422,
		`{"name":"x","scopes":["tokens.write","tokens.write"]}`: 201,
	} {
		if a := ask(http.MethodPost, "/api/v1/me/tokens", body); a.status != status || lacksScope(a) {
			t.Errorf("%s: got %d, want %d: %s", body, a.status, status, a.body)
		}
	}
	id := text(t, made, "id")
	if a := h.as(h.Ben, http.MethodDelete, "/api/v1/me/tokens/"+id, ""); a.status != http.StatusNotFound {
		t.Errorf("somebody else's token: got %d, want 404", a.status)
	}
	child := "Bearer " + text(t, made, "token")
	h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", child).is(http.StatusOK)
	for range 2 {
		revoked := ask(http.MethodDelete, "/api/v1/me/tokens/"+id, "").is(http.StatusOK)
		if at(t, revoked, "revokedAt") == nil || at(t, revoked, "usedOn") == nil {
			t.Errorf("revoked: %v", revoked)
		}
	}
	checkProblem(t, "a revoked token", h.ask(http.MethodGet, "/api/v1/me", "", "Authorization", child), http.StatusUnauthorized, "")
	list := ask(http.MethodGet, "/api/v1/me/tokens", "").is(http.StatusOK)
	if strings.Contains(string(ask(http.MethodGet, "/api/v1/me/tokens", "").body), id) || len(at(t, list, "items").([]any)) == 0 {
		t.Errorf("tokens: %v", list)
	}
}
