package web_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
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

func TestAProgramReadsAndWritesTheSkillsOfAnActivity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		must(t, h.Engine.InstallFramework(h.System()))
		found := h.ask(http.MethodGet, "/api/v1/skills?q=team&language=de", "").is(http.StatusOK)
		if text(t, found, "items", 0, "id") != "laurel.teamwork" || text(t, found, "items", 0, "name") != "Im Team arbeiten" || text(t, found, "items", 0, "uri") != public+"/frameworks/laurel/teamwork" {
			t.Errorf("found: %v", found)
		}
		for _, nothing := range []string{"", "?q=", "?q=xyzzy", "?q=%00%FF", "?q=team&framework=%00", "?q=team&framework=none", "?q=%25%27"} {
			if found, ok := at(t, h.ask(http.MethodGet, "/api/v1/skills"+nothing, "").is(http.StatusOK), "items").([]any); !ok || len(found) > 0 {
				t.Errorf("%q: %v", nothing, found)
			}
		}
		checkProblem(t, "no language", h.ask(http.MethodGet, "/api/v1/skills?q=a&language=%3Cscript%3E", ""), 422, "query.language")
		checkProblem(t, "too long", h.ask(http.MethodGet, "/api/v1/skills?q="+strings.Repeat("a", 300), ""), 422, "query.q")
		draft := func(skills string) string {
			return `{"name":"Row","description":"Words.","language":"en","kind":"course","shelf":"own","skills":` + skills + `,"tasks":[{"prompt":"?","asks":[{"kind":"text"}],"steps":[{"approver":"self@1"}]}]}`
		}
		many := `["laurel.a0"` + strings.Repeat(`,"laurel.teamwork"`, 9_999) + `]`
		path := "/api/v1/organisations/" + string(h.Org)
		for skills, field := range map[string]string{`["laurel.none"]`: "skills[0]", `["laurel.teamwork","laurel.together"]`: "skills[1]", `["laurel.teamwork","laurel.teamwork"]`: "skills[1]",
			many: "skills", `["<script>\u0000"]`: "skills[0]"} {
			for _, way := range []string{"/activities", "/drafts"} {
				checkProblem(t, way+" with "+skills[:min(len(skills), 40)], h.as(h.Cleo, http.MethodPost, path+way, draft(skills)), 422, "body."+field)
			}
		}
		checkProblem(t, "no list", h.as(h.Cleo, http.MethodPost, path+"/activities", draft(`"laurel.teamwork"`)), 422, "body.skills")
		begun := h.as(h.Cleo, http.MethodPost, path+"/drafts", draft(`["laurel.listen"]`)).is(http.StatusCreated)
		if text(t, begun, "content", "skills", 0) != "laurel.listen" || text(t, begun, "content", "shelf") != "own" {
			t.Errorf("begun: %v", begun)
		}
		a := h.as(h.Cleo, http.MethodPost, path+"/activities", draft(`["laurel.teamwork"]`)).is(http.StatusCreated)
		id := text(t, a, "id")
		if text(t, a, "skills", 0, "name") != "Work in a team" || text(t, a, "skills", 0, "framework") != "laurel" {
			t.Errorf("published: %v", a)
		}
		must(t, h.Engine.ListActivity(h.As(h.SignIn("mayor@example.org")), h.City, laurel.ActivityID(id)))
		for skill, want := range map[string]float64{"laurel.teamwork": 1, "laurel.together": 1, "laurel.listen": 0, "laurel.none": 0} {
			found := h.as(visitor, http.MethodGet, "/api/v1/activities?skill="+skill, "").is(http.StatusOK)
			if at(t, found, "found") != want || want > 0 && text(t, found, "items", 0, "skills", 0) != "laurel.teamwork" {
				t.Errorf("%s: %v", skill, found)
			}
			h.as(visitor, http.MethodGet, "/api/v1/activities/map?skill="+skill, "").is(http.StatusOK)
		}
		pin := tenants.Point{Latitude: 40.85, Longitude: 14.25}
		h.stand("Without", pin)
		h.stand("With it", pin, "laurel.adapt")
		for _, path := range []string{"/api/v1/activities/map?city=campania&", "/en/c/campania/activities.ics?", "/en/c/campania/activities.rss?"} {
			for _, skill := range []string{"laurel.adapt", "laurel.action"} {
				body := string(h.ask(http.MethodGet, path+"skill="+skill, "").body)
				if !strings.Contains(body, "With it") || strings.Contains(body, "Without") {
					t.Errorf("%s of %s: %s", path, skill, body)
				}
			}
			if a := h.ask(http.MethodGet, path+"skill=%3Cscript%3E", ""); a.status != http.StatusUnprocessableEntity || strings.Contains(string(a.body), "<script>") {
				t.Errorf("%s of no skill: %d %s", path, a.status, a.body)
			}
		}
		checkProblem(t, "no skill", h.as(visitor, http.MethodGet, "/api/v1/activities?skill=%3Cscript%3E%00", ""), 422, "query.skill")
		document := h.ask(http.MethodGet, strings.TrimPrefix(text(t, a, "badge", "achievement"), "http://localhost:8080"), "").is(http.StatusOK)
		if text(t, document, "alignment", 0, "targetUrl") != public+"/frameworks/laurel/teamwork" || text(t, document, "alignment", 0, "targetName") != "Work in a team" {
			t.Errorf("the badge's document: %v", document)
		}
	})
}
