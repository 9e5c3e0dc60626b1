package web_test

import (
	"net/http"
	"testing"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

func TestProgramsBringOrganisationsIntoACity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mayor, head := h.SignIn("mayor@example.org"), h.SignIn("head@example.org")
		city, org := "/api/v1/cities/"+string(h.City), "/api/v1/organisations/"+string(h.Org)

		rows := `{"organisations":[{"email":"one@example.org","name":"One"},{"email":"nonsense"},{"email":"ONE@example.org"},{"email":"lane@example.org"}]}`
		done := h.as(mayor, http.MethodPost, city+"/invitations", rows).is(http.StatusCreated)
		for i, want := range []string{"new", "bad", "bad", "active"} {
			if got := text(t, done, "items", i, "result"); got != want {
				t.Errorf("row %d is %s, want %s", i+1, got, want)
			}
		}
		if got := text(t, done, "items", 1, "fault"); got != "This is not an e-mail address." {
			t.Errorf("of the bad row: %q", got)
		}
		again := h.as(mayor, http.MethodPost, city+"/invitations", rows).is(http.StatusCreated)
		if got := text(t, again, "items", 0, "result"); got != "pending" {
			t.Errorf("invited twice: %s, want pending", got)
		}
		listed := h.as(mayor, http.MethodGet, city+"/invitations", "").is(http.StatusOK)
		if got := text(t, listed, "items", 0, "email"); got != "one@example.org" || text(t, listed, "items", 0, "state") != "pending" {
			t.Errorf("invitations: %v", listed)
		}
		for _, wrong := range []string{`{"organisations":[]}`, `{}`, `{"organisations":[{"name":"x"}]}`, `{"organisations":"x"}`} {
			h.as(mayor, http.MethodPost, city+"/invitations", wrong).is(http.StatusUnprocessableEntity)
		}
		h.as(head, http.MethodPost, city+"/invitations", rows).is(http.StatusForbidden)
		h.as(head, http.MethodGet, city+"/invitations", "").is(http.StatusForbidden)
		h.as(mayor, http.MethodPost, org+"/invitations", rows).is(http.StatusNotFound)
	})
}

func TestProgramsFollowAnOrganisationThroughACity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mayor, head := h.SignIn("mayor@example.org"), h.SignIn("head@example.org")
		table, own := "/api/v1/cities/"+string(h.City)+"/organisations", "/api/v1/organisations/"+string(h.Org)+"/cities"
		one := table + "/" + string(h.Org)
		state := func(want string) {
			t.Helper()
			for who, path := range map[string]string{"city": table + "?state=" + want + "&search=lan", "organisation": own} {
				asker := mayor
				if who == "organisation" {
					asker = head
				}
				if got := text(t, h.as(asker, http.MethodGet, path, "").is(http.StatusOK), "items", 0, "state"); got != want {
					t.Errorf("for the %s it is %s, want %s", who, got, want)
				}
			}
		}
		state("active")
		seen := h.as(mayor, http.MethodGet, one, "").is(http.StatusOK)
		if at(t, seen, "version") != 1.0 || at(t, seen, "lastActivity") != nil {
			t.Errorf("read: %v", seen)
		}
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"suspend"}`).is(http.StatusUnprocessableEntity)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"sing"}`).is(http.StatusUnprocessableEntity)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"suspend","reason":"A complaint.","version":1}`).is(http.StatusCreated)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"reactivate","version":1}`).is(http.StatusConflict)
		state("suspended")
		h.as(head, http.MethodDelete, own+"/"+string(h.City), "").is(http.StatusConflict)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"reactivate"}`).is(http.StatusCreated)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"verify"}`).is(http.StatusConflict)
		must(t, h.Registry.AskVerification(h.As(head), h.City, h.Org, tenants.Document{Media: "m", Name: "extract.pdf"}))
		verified := h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"verify"}`).is(http.StatusCreated)
		if text(t, verified, "verification") != "verified" {
			t.Errorf("verified: %v", verified)
		}

		h.as(head, http.MethodDelete, own+"/"+string(h.City), "").is(http.StatusOK)
		state("left")
		apply := `{"city":"` + string(h.City) + `"}`
		h.as(head, http.MethodPost, own, apply).is(http.StatusForbidden)
		must(t, h.Registry.SetAdmission(h.As(mayor), h.City, tenants.AdmitAsked))
		h.as(head, http.MethodPost, own, apply).is(http.StatusCreated)
		h.as(head, http.MethodPost, own, apply).is(http.StatusConflict)
		state("requested")
		h.as(head, http.MethodPost, own, `{"city":"`+string(h.Org)+`"}`).is(http.StatusNotFound)
		h.as(mayor, http.MethodPost, one+"/decisions", `{"decision":"decline","reason":"Not yet."}`).is(http.StatusCreated)
		state("declined")

		for _, wrong := range []string{"?state=lost", "?page=0", "?order=colour", "?verification=x", "?colour=red"} {
			h.as(mayor, http.MethodGet, table+wrong, "").is(http.StatusUnprocessableEntity)
		}
		if got := at(t, h.as(mayor, http.MethodGet, table+"?page=2", "").is(http.StatusOK), "found"); got != 1.0 {
			t.Errorf("on an empty page %v are found, want 1", got)
		}
		for _, path := range []string{table, one} {
			h.as(head, http.MethodGet, path, "").is(http.StatusForbidden)
		}
		h.as(h.Ada, http.MethodGet, own, "").is(http.StatusForbidden)
		h.as(head, http.MethodPost, one+"/decisions", `{"decision":"approve"}`).is(http.StatusForbidden)
	})
}
