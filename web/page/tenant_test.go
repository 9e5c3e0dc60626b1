package page_test

import (
	"net/http"
	"testing"
)

func TestWhoHasARoleFindsTheirPlaceAndAStrangerDoesNot(t *testing.T) {
	t.Parallel()
	h := open(t)
	desk := "/en/tenants/" + string(h.Org)
	must(t, h.Registry.EnterMemberships(t.Context(), h.Ben, h.Org))
	h.browser("ben@example.org").get("/en/tenants").has(t, http.StatusOK, `href="`+desk+`"`)
	h.browser("ben@example.org").get(desk).has(t, http.StatusOK, "manages nothing", `href="/en/reviews"`)
	h.browser("head@example.org").get(desk).has(t, http.StatusOK, desk+"/audit", desk+"/quotas")
	h.browser("dora@example.org").get(desk).has(t, http.StatusForbidden)
	if a := h.visitor().get(desk); a.status != http.StatusSeeOther {
		t.Errorf("a visitor gets %d, want the way to sign in", a.status)
	}
}
