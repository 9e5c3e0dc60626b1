package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// rowing is an activity in which nobody hands in anything.
func rowing(access workflow.Access, mode workflow.JoiningMode) workflow.Draft {
	return workflow.Draft{Title: "Secret rowing", Description: "On the hidden lake.", Language: "en", Kind: workflow.Course, Access: access,
		Joining: workflow.Joining{Mode: mode}, Tasks: []workflow.TaskDraft{{Prompt: "What did you row?", Steps: []workflow.Step{enginetest.Step("self@1")}}}}
}

func TestProgramsReadInviteAndRuleParticipants(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, rowing(workflow.ForAll, workflow.JoiningAsked))
		must(t, err)
		at := "/api/v1/activities/" + string(p.Activity.ID)
		joined := h.as(h.Ada, http.MethodPut, at+"/participation", "").is(http.StatusOK)
		if text(t, joined, "state") != "asked" {
			t.Errorf("asking: %v", joined)
		}
		found := h.as(h.Cleo, http.MethodGet, at+"/participants?state=asked", "").is(http.StatusOK)
		if text(t, found, "items", 0, "person") != string(h.Ada) || strings.Contains(fmt.Sprint(found), "@") {
			t.Errorf("who asks: %v, want her without her address", found)
		}
		rule := func(who, do string) answer {
			return h.as(h.Cleo, http.MethodPost, at+"/rulings", `{"person":"`+who+`","do":"`+do+`"}`)
		}
		if got := rule(string(h.Ada), "accept").is(http.StatusCreated); text(t, got, "state") != "joined" {
			t.Errorf("accepted: %v", got)
		}
		rule(string(h.Ada), "refuse").is(http.StatusConflict)
		rule(string(h.Ben), "remove").is(http.StatusNotFound)
		rule("nobody", "remove").is(http.StatusNotFound)
		rule(string(h.Ada), "promote").is(http.StatusUnprocessableEntity)
		for _, path := range []string{"/participants?state=asleep", "/participants?limit=0", "/participants?limit=201", "/invitations?limit=9999"} {
			h.as(h.Cleo, http.MethodGet, at+path, "").is(http.StatusUnprocessableEntity)
		}
		for _, path := range []string{"/participants", "/invitations"} {
			h.ask(http.MethodGet, at+path, "").is(http.StatusUnauthorized)
			h.as(h.Ada, http.MethodGet, at+path, "").is(http.StatusForbidden)
			h.as(h.Cleo, http.MethodGet, "/api/v1/activities/zzzzzzzzzz-00000000000000000000000000"+path, "").isOneOf(t, http.StatusForbidden, http.StatusNotFound)
		}
	})
}

func TestProgramsInviteAListAndLearnNothingOfAccounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, rowing(workflow.Restricted, workflow.JoiningOff))
		must(t, err)
		at := "/api/v1/activities/" + string(p.Activity.ID)
		invite := func(emails ...string) answer {
			return h.as(h.Cleo, http.MethodPost, at+"/invitations", `{"emails":["`+strings.Join(emails, `","`)+`"]}`)
		}
		many := make([]string, 10_000)
		for i := range many {
			many[i] = fmt.Sprintf("p%d@example.org", i)
		}
		if status := invite(many...).status; status != http.StatusUnprocessableEntity && status != http.StatusRequestEntityTooLarge {
			t.Errorf("10000 addresses: %d", status)
		}
		invite(many[:51]...).is(http.StatusUnprocessableEntity)
		h.as(h.Cleo, http.MethodPost, at+"/invitations", `{"emails":[]}`).is(http.StatusUnprocessableEntity)
		h.as(h.Cleo, http.MethodPost, at+"/invitations", `{"emails":"ada@example.org"}`).is(http.StatusUnprocessableEntity)
		done := invite("ada@example.org", "nobody-yet@example.org", "ADA@example.org", "no address", "cleo@example.org").is(http.StatusCreated)
		for i, want := range []bool{true, true, false, false, false} {
			got := at2(t, done, i)
			if got["invited"] != want || want == (fmt.Sprint(got["detail"]) != "<nil>") {
				t.Errorf("address %d: %v, want invited %v", i, got, want)
			}
		}
		h.as(h.Ada, http.MethodPost, at+"/invitations", `{"emails":["x@example.org"]}`).isOneOf(t, http.StatusForbidden, http.StatusNotFound)
		h.as(h.Ben, http.MethodPut, at+"/invitation", `{"answer":"accept"}`).is(http.StatusNotFound)
		h.as(h.Ada, http.MethodPut, at+"/invitation", `{"answer":"perhaps"}`).is(http.StatusUnprocessableEntity)
		h.as(h.Ada, http.MethodPut, at+"/invitation", `{"answer":"accept"}`).is(http.StatusOK)
		h.as(h.Ada, http.MethodGet, at, "").is(http.StatusOK)
		list := h.as(h.Cleo, http.MethodGet, at+"/invitations", "").is(http.StatusOK)
		one := text(t, list, "items", 0, "id")
		h.as(h.Cleo, http.MethodPut, at+"/invitations/"+one+"/letter", "").is(http.StatusConflict)
		h.as(h.Cleo, http.MethodDelete, at+"/invitations/"+one, "").is(http.StatusOK)
		h.as(h.Cleo, http.MethodDelete, at+"/invitations/unknown", "").is(http.StatusNotFound)
		h.as(h.Cleo, http.MethodPost, at+"/entry-codes", `{"hours":0}`).is(http.StatusUnprocessableEntity)
		code := h.as(h.Cleo, http.MethodPost, at+"/entry-codes", `{"hours":1}`).is(http.StatusCreated)
		if link := text(t, code, "link"); !strings.Contains(link, "/entry/"+string(h.Org)+"-") {
			t.Errorf("the link is %q", link)
		}
		h.as(h.Cleo, http.MethodDelete, at+"/entry-codes", "").is(http.StatusOK)
		h.as(h.Ben, http.MethodGet, "/api/v1/me/invitations", "").is(http.StatusOK)
	})
}

// at2 is one of the items of an answer.
func at2(t *testing.T, body map[string]any, i int) map[string]any {
	t.Helper()
	one, ok := at(t, body, "items", i).(map[string]any)
	if !ok {
		t.Fatalf("no item %d in %v", i, body)
	}
	return one
}

func (a answer) isOneOf(t *testing.T, want ...int) {
	t.Helper()
	if !slices.Contains(want, a.status) {
		t.Errorf("%d, want one of %v: %s", a.status, want, a.body)
	}
}
