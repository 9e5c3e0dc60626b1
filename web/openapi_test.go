package web_test

import (
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.org/laurel/tenants/db/dbtest"
)

var update = flag.Bool("update", false, "rewrite golden files")

type operation struct {
	OperationID string
	Summary     string
	Security    []map[string][]string
	RequestBody struct {
		Content map[string]struct{ Schema map[string]any }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema map[string]any }
	}
}

type description struct {
	OpenAPI string
	Servers []struct{ URL string }
	Paths   map[string]map[string]operation
}

func (h *house) description() (d description, raw []byte) {
	h.t.Helper()
	a := h.ask(http.MethodGet, "/api/openapi.json", "", "Host", "evil.example")
	must(h.t, json.Unmarshal(a.body, &d))
	return d, a.body
}

func TestTheDescriptionListsWhatCanBeAsked(t *testing.T) {
	t.Parallel()
	d, _ := open(t, dbtest.SQLite(t)).description()
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			b.WriteString(strings.ToUpper(method) + " " + path + " " + d.Paths[path][method].OperationID + "\n")
		}
	}
	const golden = "testdata/operations.golden"
	if *update {
		must(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

func TestEveryOperationSaysWhatItAnswers(t *testing.T) {
	t.Parallel()
	d, raw := open(t, dbtest.SQLite(t)).description()
	if d.OpenAPI != "3.1.0" || len(d.Servers) != 1 || d.Servers[0].URL != "/api/v1" {
		t.Errorf("OpenAPI %s at %v", d.OpenAPI, d.Servers)
	}
	if s := string(raw); strings.Contains(s, "evil.example") || strings.Contains(s, "$schema") || strings.Contains(s, "unpkg") {
		t.Error("the description has what the Host header or the library put in")
	}
	for path, methods := range d.Paths {
		for method, op := range methods {
			checkOperation(t, strings.ToUpper(method)+" "+path, op)
		}
	}
}

func checkOperation(t *testing.T, what string, op operation) {
	t.Helper()
	good, status := 0, "200"
	if strings.HasPrefix(what, "POST") {
		status = "201"
		if len(op.RequestBody.Content) == 0 {
			t.Errorf("%s: it is not said what to send", what)
		}
	}
	for code, r := range op.Responses {
		media := "application/json"
		if what == "GET /activities/map" {
			media = "application/geo+json"
		}
		if code[0] != '2' {
			media = "application/problem+json"
		} else {
			good++
		}
		if len(r.Content[media].Schema) == 0 {
			t.Errorf("%s: %s has no schema of %s", what, code, media)
		}
	}
	if _, ok := op.Responses[status]; !ok || good != 1 || op.OperationID == "" || op.Summary == "" || len(op.Security) == 0 {
		t.Errorf("%s: %+v", what, op)
	}
}

// TestTheDescriptionsSchemasAreSchemas compiles each one, so that a reference
// which leads nowhere is found, and checks real answers against some.
func TestTheDescriptionsSchemasAreSchemas(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	made := h.publish("peer@1")
	path := h.submit(h.Ada, made, "words")
	_, raw := h.description()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	must(t, err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	must(t, c.AddResource("openapi.json", doc))
	schemas := at(t, doc, "components", "schemas").(map[string]any)
	compiled := map[string]*jsonschema.Schema{}
	for name := range schemas {
		if compiled[name], err = c.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for path, name := range map[string]string{
		"/api/v1/activities": "Listings", "/api/v1/activities/map": "Collection", "/api/v1/activities/" + text(t, made, "id"): "Activity", path: "Submission",
		"/api/v1/me": "Me", "/api/v1/me/portfolio": "Portfolio", "/api/v1/me/reviews": "Reviews",
		"/api/v1/tenants/" + string(h.Org): "Tenant", "/api/v1/tenants/x": "ErrorModel",
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(h.as(h.Ada, http.MethodGet, path, "").body)))
		must(t, err)
		if compiled[name] == nil {
			t.Errorf("there is no schema %s among %v", name, slices.Sorted(maps.Keys(schemas)))
			continue
		}
		if err := compiled[name].Validate(v); err != nil {
			t.Errorf("%s is no %s: %v", path, name, err)
		}
	}
}
