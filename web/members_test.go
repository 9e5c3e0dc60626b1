package web_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
)

func TestATenantRunsItsPeopleByTheAPI(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	head, at := h.SignIn("head@example.org"), "/api/v1/tenants/"+string(h.Org)
	role := h.as(head, http.MethodPost, at+"/roles", `{"title":"Mentor","actions":["submission.read"]}`).is(http.StatusCreated)
	name := text(t, role, "name")
	h.as(head, http.MethodPost, at+"/roles", `{"title":"MENTOR","actions":["submission.read"]}`).is(http.StatusConflict)
	h.as(head, http.MethodPost, at+"/roles", `{"title":"X","actions":["world.rule"]}`).is(http.StatusUnprocessableEntity)
	h.as(h.Cleo, http.MethodPost, at+"/roles", `{"title":"X","actions":["submission.read"]}`).is(http.StatusForbidden)
	h.as(head, http.MethodPut, at+"/roles/"+name, `{"title":"Tutor","actions":["submission.read"],"version":0}`).is(http.StatusOK)
	h.as(head, http.MethodPut, at+"/roles/"+name, `{"title":"Coach","actions":["submission.read"],"version":0}`).is(http.StatusConflict)
	h.as(head, http.MethodPut, at+"/roles/own-nothing", `{"title":"Coach","actions":["submission.read"],"version":1}`).is(http.StatusNotFound)
	said := h.as(head, http.MethodGet, at+"/permissions", "")
	if said.is(http.StatusOK); !strings.Contains(string(said.body), `"title":"Tutor","actions":["evidence.submit","submission.read"]`) {
		t.Errorf("permissions: %s", said.body)
	}

	ben := at + "/members/" + string(h.Ben)
	h.as(head, http.MethodPost, ben+"/roles", `{"role":"`+name+`"}`).is(http.StatusCreated)
	h.as(head, http.MethodPost, ben+"/roles", `{"role":"king"}`).is(http.StatusUnprocessableEntity)
	h.as(head, http.MethodPost, at+"/members/"+string(h.Ada)+"/roles", `{"role":"member"}`).is(http.StatusNotFound)
	found := h.as(head, http.MethodGet, at+"/members?role="+name, "").is(http.StatusOK)
	if got := text(t, found, "items", 0, "email"); got != "ben@example.org" {
		t.Errorf("who has the role: %q", got)
	}
	page := h.as(head, http.MethodGet, at+"/members?limit=1", "").is(http.StatusOK)
	if next := text(t, page, "next"); next == "" {
		t.Error("a page of one of three has no next")
	}
	h.as(h.Cleo, http.MethodGet, at+"/members", "").is(http.StatusForbidden)
	h.as(head, http.MethodDelete, ben+"/roles/"+name, "").is(http.StatusOK)
	h.as(head, http.MethodDelete, ben+"/roles/"+name, "").is(http.StatusNotFound)
	h.as(head, http.MethodDelete, at+"/roles/"+name, "").is(http.StatusOK)
	h.as(head, http.MethodDelete, ben, "").is(http.StatusOK)
	h.as(head, http.MethodDelete, ben, "").is(http.StatusNotFound)
	h.as(head, http.MethodDelete, at+"/members/"+string(head), "").is(http.StatusConflict)
}

func TestATenantInvitesByTheAPI(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	head, at := h.SignIn("head@example.org"), "/api/v1/tenants/"+string(h.Org)+"/invitations"
	letter := h.as(head, http.MethodPost, at, `{"email":"eva@example.org","role":"reviewer","language":"de"}`).is(http.StatusCreated)
	if _, there := letter["link"]; there {
		t.Error("the answer has the link that goes out by letter")
	}
	h.as(head, http.MethodPost, at, `{"email":"eva@example.org","role":"reviewer"}`).is(http.StatusConflict)
	h.as(head, http.MethodPost, at, `{"email":"no address","role":"reviewer"}`).is(http.StatusUnprocessableEntity)
	h.as(h.Cleo, http.MethodPost, at, `{"email":"eve@example.org","role":"member"}`).is(http.StatusForbidden)
	link := h.as(head, http.MethodPost, at, `{"role":"member","most":2}`).is(http.StatusCreated)
	if got := text(t, link, "link"); !strings.Contains(got, "/en/c/campania/invitations/"+text(t, link, "id")+".") {
		t.Errorf("link %q", got)
	}
	all := h.as(head, http.MethodGet, at, "")
	if all.is(http.StatusOK); strings.Contains(string(all.body), "secret") || strings.Contains(string(all.body), "link") {
		t.Errorf("the list tells secrets: %s", all.body)
	}
	one := at + "/" + text(t, letter, "id")
	h.as(head, http.MethodPut, one+"/letter", "").is(http.StatusConflict) // one went out a moment ago
	h.as(head, http.MethodPut, at+"/"+text(t, link, "id")+"/letter", "").is(http.StatusOK)
	if got := text(t, h.as(head, http.MethodDelete, one, "").is(http.StatusOK), "state"); got != "cancelled" {
		t.Errorf("withdrawn: %q", got)
	}
	mayor := h.SignIn("mayor@example.org") // a clerk of the city may bring organisations on board, and see none of its people
	city := "/api/v1/tenants/" + string(h.City)
	clerk := text(t, h.as(mayor, http.MethodPost, city+"/roles", `{"title":"Clerk","actions":["organisations.manage"]}`).is(http.StatusCreated), "name")
	h.as(mayor, http.MethodPost, city+"/members", `{"email":"carl@example.org","role":"`+clerk+`"}`).is(http.StatusCreated)
	i, _, err := h.Registry.InviteOrganisation(h.As(mayor), h.City, tenants.Invitation{Email: "lab@example.org"})
	must(t, err)
	h.as(h.SignIn("carl@example.org"), http.MethodDelete, city+"/invitations/"+string(i.ID), "").is(http.StatusOK)
	h.as(head, http.MethodPut, one+"/letter", "").is(http.StatusConflict)
	h.as(head, http.MethodDelete, "/api/v1/tenants/"+string(h.City)+"/invitations/"+text(t, link, "id"), "").is(http.StatusNotFound)
}
