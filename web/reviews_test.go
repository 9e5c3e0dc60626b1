package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestAProgramListsWhatWaitsAndMarksACriterion(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	p := h.Publish([]workflow.Step{{Approver: "organiser@2", Settings: []byte(`{"criteria":[{"title":"Tidy","levels":3,"minimum":2}]}`)}})
	q := h.Publish([]workflow.Step{enginetest.Step("peer@1")})
	for _, task := range []workflow.Task{p.Tasks[0], q.Tasks[0]} {
		_, err := h.Engine.SubmitEvidence(h.As(h.Ada), task.ID, []workflow.Evidence{{Kind: approval.Text, Text: "x"}})
		must(t, err)
	}
	h.work()
	h.until("her role is entered", func() bool { return len(h.as(h.Cleo, "GET", "/api/v1/me/reviews", "").is(200)["items"].([]any)) > 0 })
	all := h.as(h.Cleo, "GET", "/api/v1/me/reviews", "").is(200)
	if len(all["items"].([]any)) != 2 || all["found"] != float64(2) || all["next"] != nil {
		t.Fatalf("what waits: %v", all)
	}
	list := h.as(h.Cleo, "GET", "/api/v1/me/reviews?role=organiser&activity="+url.QueryEscape(string(p.Activity.ID)), "").is(200)["items"].([]any)
	if len(list) != 1 {
		t.Fatalf("narrowed: %v", list)
	}
	one := list[0].(map[string]any)
	if one["role"] != "organiser" || one["since"] == nil || one["prompt"] != "What was new to you?" || one["task"] != string(p.Tasks[0].ID) {
		t.Errorf("%v", one)
	}
	h.as(h.Cleo, "GET", "/api/v1/me/reviews?role=king", "").is(422)
	if got := h.as(h.Cleo, "GET", "/api/v1/me/reviews?before=2020-01-01T00:00:00Z", "").is(200); got["found"] != float64(0) {
		t.Errorf("what waits for years: %v", got)
	}
	at := "/api/v1/submissions/" + one["id"].(string)
	rubric := []any{map[string]any{"title": "Tidy", "levels": float64(3), "minimum": float64(2)}}
	if diff := cmp.Diff(rubric, h.as(h.Cleo, "GET", at, "").is(200)["rubric"]); diff != "" {
		t.Errorf("what is to be marked (-want +got):\n%s", diff)
	}
	if got := h.as(h.Ada, "GET", at, "").is(200)["rubric"]; got != nil {
		t.Errorf("the learner is to mark %v", got)
	}
	h.as(h.Cleo, "POST", at+"/opinions", `{"advice":"approve"}`).is(422)
	h.as(h.Cleo, "POST", at+"/opinions", `{"advice":"approve","marks":[{"criterion":1,"level":9}]}`).is(422)
	h.as(h.Cleo, "POST", at+"/opinions", `{"advice":"approve","marks":[{"criterion":1,"level":2,"comment":"Nice."}]}`).is(201)
	history := h.as(h.Cleo, "GET", at, "").is(200)["history"].([]any)
	said := history[1].(map[string]any)
	marks := []any{map[string]any{"criterion": float64(1), "level": float64(2), "comment": "Nice."}}
	if diff := cmp.Diff([]any{marks, rubric}, []any{said["marks"], said["rubric"]}); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
}

func TestAProgramAsksSomebodyWithoutAnAccount(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
	sub, err := h.Engine.SubmitEvidence(h.As(h.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "Look."}})
	must(t, err)
	at := "/api/v1/submissions/" + string(sub.ID) + "/guests"
	for who, status := range map[laurel.PersonID]int{h.Ada: 403, h.Ben: 404, h.Dora: 404} {
		h.as(who, "POST", at, `{"name":"Maria"}`).is(status)
		h.as(who, "GET", at, "").is(status)
	}
	h.as(h.Cleo, "POST", at, `{"name":"Maria","days":31}`).is(422)
	h.as(h.Cleo, "POST", at, `{"name":"Maria","email":"maria"}`).is(422)
	made := h.as(h.Cleo, "POST", at, `{"name":"Maria","days":2}`).is(201)
	link, _ := made["link"].(string)
	to, err := url.Parse(link)
	must(t, err)
	if a := h.ask("GET", to.Path, ""); a.status != 200 || !strings.Contains(string(a.body), "Hello Maria") || !strings.Contains(string(a.body), "Look.") {
		t.Errorf("the link leads to %d\n%s", a.status, a.body)
	}
	list := h.as(h.Cleo, "GET", at, "").is(200)
	one := list["items"].([]any)[0].(map[string]any)
	if one["name"] != "Maria" || one["link"] != nil || fmt.Sprint(one["spoke"], list["open"]) != "false true" {
		t.Errorf("listed: %v", list)
	}
	for range 2 {
		h.as(h.Cleo, "DELETE", at+"/"+one["id"].(string), "").is(200)
	}
	if got := h.as(h.Cleo, "GET", at, "").is(200)["items"].([]any)[0].(map[string]any)["ended"]; got != "This link was withdrawn." {
		t.Errorf("withdrawn: %v", got)
	}
	if a := h.ask("GET", to.Path, ""); a.status != 409 {
		t.Errorf("withdrawn, it leads to %d", a.status)
	}
}
