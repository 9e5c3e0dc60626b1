package web_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

func TestASkillOfOurOwnHasAPageAndADocumentAtItsAddress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		must(t, h.Engine.InstallFramework(h.System()))
		for path, want := range map[string]string{
			"/frameworks/laurel?lang=de":           "Kompetenzen für das Lernen in der Stadt",
			"/frameworks/laurel?lang=de&q=team":    "Im Team arbeiten",
			"/frameworks/laurel?lang=de&q=xyzzy":   "So heißt keine Kompetenz",
			"/frameworks/laurel/teamwork?lang=en":  `<h1 lang="en">Work in a team</h1>`,
			"/frameworks/laurel/teamwork?lang=de":  `hreflang="en" href="http://localhost:8080/frameworks/laurel/teamwork?lang=en"`,
			"/frameworks/laurel/together?lang=en":  "Resolve conflicts fairly",
			"/frameworks/laurel?lang=en&q=%00%ff":  "No skill is called so",
			"/frameworks/laurel?lang=en&q=%25%27-": "No skill is called so",
		} {
			a := h.ask(http.MethodGet, path, "", "Accept", "text/html")
			if a.status != http.StatusOK || !strings.Contains(string(a.body), want) {
				t.Errorf("%s: %d, lacks %q", path, a.status, want)
			}
		}
		for _, ask := range [][2]string{{"/frameworks/laurel/teamwork.json", "*/*"}, {"/frameworks/laurel/teamwork", "application/ld+json"}} {
			a := h.ask(http.MethodGet, ask[0], "", "Accept", ask[1])
			doc := a.is(http.StatusOK)
			if text(t, doc, "id") != public+"/frameworks/laurel/teamwork" || text(t, doc, "prefLabel", "lt") != "Dirbti komandoje" ||
				text(t, doc, "broader", 0, "id") != public+"/frameworks/laurel/together" || text(t, doc, "inScheme") != public+"/frameworks/laurel" {
				t.Errorf("%v: %v", ask, doc)
			}
			if a.header.Get("Content-Type") != "application/ld+json" || a.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%v: %v", ask, a.header)
			}
		}
		scheme := h.ask(http.MethodGet, "/frameworks/laurel.json", "").is(http.StatusOK)
		if text(t, scheme, "prefLabel", "fr") != "Compétences pour apprendre dans la ville" || at(t, scheme, "hasTopConcept", 6, "narrower", 0, "id") == nil {
			t.Errorf("%v", scheme)
		}
		for _, nothing := range []string{"/frameworks/none", "/frameworks/laurel/none", "/frameworks/laurel/none.json", "/frameworks/x.json", "/frameworks/laurel/%27.json",
			"/frameworks/" + strings.Repeat("x", 300)} {
			if a := h.ask(http.MethodGet, nothing, ""); a.status != http.StatusNotFound {
				t.Errorf("%s: %d, want 404", nothing, a.status)
			}
		}
	})
}
