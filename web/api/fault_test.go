package api

import (
	"net/http"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
)

// loadTexts reads the texts once for all tests.
var loadTexts = sync.OnceValues(locale.Load)

func TestWhatTheLibrarySaysIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	// What validation may say of our schemas: a type for each kind of field, fields
	// that are missing or too many, and choices.
	for message, want := range map[string]fault{
		"expected required property evidence to be present": {"body.x.evidence", "problem.missing", nil},
		`expected value to be one of "city, organisation"`:  {"body.x", "problem.one-of", laurel.Args{"Choice": "city, organisation"}},
		"unexpected property":                               {"body.x", "problem.unknown", nil},
		"unknown query parameter":                           {"body.x", "problem.unknown", nil},
		"expected string":                                   {"body.x", "problem.text", nil},
		"expected number":                                   {"body.x", "problem.number", nil},
		"expected integer":                                  {"body.x", "problem.number", nil},
		"expected boolean":                                  {"body.x", "problem.boolean", nil},
		"expected array":                                    {"body.x", "problem.list", nil},
		"expected object":                                   {"body.x", "problem.object", nil},
		"something that the next version of it will say":    {"body.x", "problem.value", nil},
		"json: cannot unmarshal number 1e99 into Go value":  {"body.x", "problem.value", nil},
		"expected required property without an end":         {"body.x", "problem.value", nil},
		"we expected required property name to be present":  {"body.x", "problem.value", nil},
	} {
		got := faultOf(&huma.ErrorDetail{Message: message, Location: "body.x", Value: "secret"})
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(fault{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", message, diff)
		}
		for _, lang := range texts.Languages() {
			if !texts.Has(lang, got.key) {
				t.Errorf("%s lacks %s", lang, got.key)
			}
		}
	}
}

func TestEveryStatusHasATitleAndADetail(t *testing.T) {
	t.Parallel()
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	a := &API{Deps: Deps{Texts: texts}}
	general := a.untyped("en", http.StatusTeapot).Title
	for _, status := range []int{400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503} {
		for _, lang := range texts.Languages() {
			if title := a.untyped(lang, status).Title; title == "" || title == general {
				t.Errorf("%d has in %s the title %q", status, lang, title)
			}
			if key := detailKey(status); !texts.Has(lang, key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}

func TestAFaultOfOursIsNotTold(t *testing.T) {
	t.Parallel()
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	a := &API{Deps: Deps{Texts: texts}}
	for _, err := range []error{http.ErrBodyNotAllowed, laurel.E(laurel.Internal, "approver.failed").At("secret").Because(http.ErrAbortHandler)} {
		p := a.problem("en", err)
		if p.Status != http.StatusInternalServerError || p.Type != "about:blank" || len(p.Errors) > 0 || p.Detail != texts.Say("en", "error.internal", nil) {
			t.Errorf("%v is told as %+v", err, p)
		}
	}
}
