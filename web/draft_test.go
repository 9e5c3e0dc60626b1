package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel/tenants/db/dbtest"
)

func TestAProgramDraftsPublishesRevisesAndArchivesAnActivity(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	content := `{"name":"Rowing","description":"On the lake.","language":"en","kind":"course","badgeDescription":"Can row.","cities":["` +
		string(h.City) + `"],"occasion":{"mode":"hybrid","address":"Quay 1","pin":{"latitude":40.5,"longitude":14.5},` +
		`"meeting":"https://meet.example/row","starts":"2027-05-01T10:00:00Z","timeZone":"Europe/Rome"},` +
		`"tasks":[{"prompt":"Row.","asks":[{"kind":"text","minLength":5}],"steps":[{"approver":"organiser@1"}]}]}`
	org := "/api/v1/organisations/" + string(h.Org)
	begun := h.as(h.Cleo, "POST", org+"/drafts", content).is(201)
	at := "/api/v1/activities/" + begun["id"].(string)
	h.as(visitor, "GET", at, "").is(404)
	h.as(h.Ada, "GET", at+"/draft", "").is(403)
	got := begun["content"].(map[string]any)
	if got["name"] != "Rowing" || got["hasCover"].(bool) || begun["stage"] != "draft" || begun["version"] != float64(1) {
		t.Errorf("begun: %v", begun)
	}
	later := strings.Replace(content, "On the lake.", "On the sea.", 1)
	h.as(h.Cleo, "PUT", at+"/draft", fmt.Sprintf(`{"version":1,"content":%s}`, later)).is(200)
	h.as(h.Cleo, "PUT", at+"/draft", fmt.Sprintf(`{"version":1,"content":%s}`, content)).is(409)
	h.as(h.Cleo, "POST", at+"/publications", `{"version":1}`).is(409)
	p := h.as(h.Cleo, "POST", at+"/publications", `{"version":2}`).is(201)
	if p["description"] != "On the sea." || p["stage"] != "published" || p["revision"] != float64(1) {
		t.Errorf("published: %v", p)
	}
	want := map[string]any{"mode": "hybrid", "address": "Quay 1", "pin": map[string]any{"latitude": 40.5, "longitude": 14.5},
		"meeting": "https://meet.example/row", "starts": "2027-05-01T10:00:00Z", "timeZone": "Europe/Rome"}
	if diff := cmp.Diff(want, p["occasion"]); diff != "" {
		t.Errorf("occasion (-want +got):\n%s", diff)
	}
	h.as(h.Cleo, "DELETE", at+"/draft?version=1", "").is(404)
	named := strings.Replace(later, "Rowing", "Rowing fast", 1)
	h.as(h.Cleo, "PUT", at+"/draft", fmt.Sprintf(`{"version":0,"content":%s}`, named)).is(200)
	next := h.as(h.Cleo, "POST", at+"/publications", `{"version":1}`).is(201)
	if next["name"] != "Rowing fast" || next["badge"].(map[string]any)["edition"] != float64(2) {
		t.Errorf("published again: %v", next)
	}
	twin := h.as(h.Cleo, "POST", org+"/copies", `{"activity":"`+begun["id"].(string)+`"}`).is(201)
	h.as(h.Cleo, "DELETE", "/api/v1/activities/"+twin["id"].(string)+"/draft", "").is(409)
	h.as(h.Cleo, "DELETE", "/api/v1/activities/"+twin["id"].(string)+"/draft?version=1", "").is(200)
	if got := h.as(h.Cleo, "PUT", at+"/stage", `{"stage":"archived"}`).is(200)["stage"]; got != "archived" {
		t.Errorf("archived: %v", got)
	}
	h.as(h.Cleo, "PUT", at+"/stage", `{"stage":"archived"}`).is(409)
	h.as(h.Cleo, "PUT", at+"/stage", `{"stage":"lost"}`).is(422)
	list := h.as(h.Cleo, "GET", org+"/activities", "").is(200)["items"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["stage"] != "archived" || list[0].(map[string]any)["draft"].(bool) {
		t.Errorf("the organisation's list: %v", list)
	}
	h.as(h.Ada, "GET", org+"/activities", "").is(403)
}
