package web_test

import (
	"net/http"
	"testing"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

func TestProgramsReadTheTrailPageByPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		head, path := h.SignIn("head@example.org"), "/api/v1/tenants/"+string(h.Org)+"/audit"
		first := h.as(head, http.MethodGet, path+"?limit=3", "").is(http.StatusOK)
		if got := text(t, first, "items", 0, "what"); got != "role.given" {
			t.Errorf("the newest is %s, want role.given", got)
		}
		rest := h.as(head, http.MethodGet, path+"?limit=3&before="+text(t, first, "next"), "").is(http.StatusOK)
		if got := text(t, rest, "items", 1, "change", "to", "slug"); got != "lane" || text(t, rest, "next") != "" {
			t.Errorf("the oldest: %v", rest)
		}
		for _, who := range []string{"ada@example.org", "mayor@example.org", "operator@example.org"} {
			h.as(h.SignIn(who), http.MethodGet, path, "").is(http.StatusForbidden)
		}
		h.ask(http.MethodGet, path, "").is(http.StatusUnauthorized)
		for _, wrong := range []string{"?limit=0", "?limit=201", "?from=yesterday", "?person=ada"} {
			h.as(head, http.MethodGet, path+wrong, "").is(http.StatusUnprocessableEntity)
		}
	})
}

func TestProgramsReadAndSetLimits(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	head, operator, path := h.SignIn("head@example.org"), h.SignIn("operator@example.org"), "/api/v1/tenants/"+string(h.Org)+"/quotas"
	set := h.as(operator, http.MethodPost, path, `{"name":"members","most":3,"version":0}`).is(http.StatusCreated)
	if most := at(t, set, "items", 0, "most"); most != 3.0 {
		t.Errorf("the limit is %v, want 3", most)
	}
	told := h.as(head, http.MethodPost, "/api/v1/tenants/"+string(h.Org)+"/members", `{"email":"eve@example.org","role":"member"}`)
	if detail := text(t, told.is(http.StatusConflict), "detail"); detail != "No more than 3 people can have a role here. "+
		"Whoever runs the platform can raise this limit; please write to its support." {
		t.Errorf("limit and one more: %q", detail)
	}
	h.as(operator, http.MethodPost, path, `{"name":"members","most":9,"version":0}`).is(http.StatusConflict)
	h.as(operator, http.MethodPost, path, `{"name":"awards","most":9,"version":0}`).is(http.StatusUnprocessableEntity)
	h.as(head, http.MethodPost, path, `{"name":"members","most":9,"version":1}`).is(http.StatusForbidden)
	h.as(head, http.MethodGet, path, "").is(http.StatusOK)
	h.as(h.Ada, http.MethodGet, path, "").is(http.StatusForbidden)
	h.as(operator, http.MethodGet, "/api/v1/tenants/zzzzzzzzzz/quotas", "").is(http.StatusNotFound)
}
