package web_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// stand puts an activity with a date and a place into the city's catalogue.
func (h *house) stand(title string, pin tenants.Point, skills ...laurel.SkillID) laurel.ActivityID {
	h.t.Helper()
	starts := time.Now().UTC().AddDate(0, 0, 3).Truncate(time.Minute)
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, workflow.Draft{Title: title, Description: "Words.", Language: "it", Kind: workflow.Event, Minutes: 30,
		Tags: []string{"art"}, Skills: skills, Occasion: workflow.Occasion{Mode: workflow.OnSite, Address: "Piazza", Pin: pin, Starts: starts, TimeZone: "Europe/Rome"},
		Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
	must(h.t, err)
	must(h.t, h.Engine.ListActivity(h.As(h.SignIn("mayor@example.org")), h.City, p.Activity.ID))
	return p.Activity.ID
}

func TestAProgramSearchesTheCatalogueAndItsMap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		first := h.stand("Caffè", tenants.Point{Latitude: 40.85, Longitude: 14.25})
		h.stand("Tè", tenants.Point{})
		last := h.stand("Il CAFFÉ", tenants.Point{Latitude: 41.9, Longitude: 12.5})
		found := h.as(visitor, http.MethodGet, "/api/v1/activities?q=caffe&limit=1&order=newest", "").is(http.StatusOK)
		if text(t, found, "items", 0, "id") != string(last) || at(t, found, "found") != 2.0 || at(t, found, "previous") != nil {
			t.Errorf("the first page: %v", found)
		}
		next := text(t, found, "next")
		found = h.as(visitor, http.MethodGet, "/api/v1/activities?q=caffe&limit=1&order=newest&cursor="+next, "").is(http.StatusOK)
		if text(t, found, "items", 0, "id") != string(first) || at(t, found, "next") != nil || at(t, found, "items", 0, "pin", "latitude") != 40.85 ||
			text(t, found, "items", 0, "timeZone") != "Europe/Rome" {
			t.Errorf("the last page: %v", found)
		}
		checkProblem(t, "another order's cursor", h.as(visitor, http.MethodGet, "/api/v1/activities?q=caffe&order=best&cursor="+next, ""), 422, "query.cursor")
		a := h.as(visitor, http.MethodGet, "/api/v1/activities/map?city=campania&near=40.8,14.2&within=50", "")
		pins := a.is(http.StatusOK)
		if a.header.Get("Content-Type") != "application/geo+json" || at(t, pins, "found") != 1.0 || text(t, pins, "features", 0, "id") != string(first) ||
			at(t, pins, "features", 0, "geometry", "coordinates", 0) != 14.25 || text(t, pins, "features", 0, "properties", "name") != "Caffè" {
			t.Errorf("the map: %s %v", a.header.Get("Content-Type"), pins)
		}
		all := h.as(visitor, http.MethodGet, "/api/v1/activities/map", "").is(http.StatusOK)
		if at(t, all, "found") != 2.0 {
			t.Errorf("the whole map: %v", all)
		}
	})
}

func TestASearchThatCannotBeMeantIsRefusedWithItsField(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.stand("Caffè", tenants.Point{Latitude: 40.85, Longitude: 14.25})
		for field, values := range map[string][]string{
			"q": {strings.Repeat("x", 10_000), strings.Repeat("a ", 101)}, "category": {strings.Repeat("x", 81), "a\x00b"}, "tag": {strings.Repeat("x", 81), "\xff"},
			"kind": {"party"}, "language": {"English", "e"}, "organisation": {"x", "' OR 1=1 --", "campania"}, "mode": {"dream"},
			"from": {"2026-13-01", "yesterday", "0000-01-01", "9999-12-31", "2026-01-01T00:00:00Z"}, "to": {"-1", "1000000-01-01"}, "minutes": {"0", "-1", "1e3", "99999999999999999999"},
			"near": {"91,0", "0,181", "NaN,NaN", "1", "1,2,3", "x,y", "1e400,0"}, "within": {"5", "-1", "NaN"}, "bbox": {"1,2,3", "0,0,0,0", "2,0,1,1", "0,0,200,1", "a,b,c,d"},
			"order": {"random", "nearest"}, "cursor": {"x", "!", strings.Repeat("A", 401), cursor(`{}`), cursor(`{"o":"newest"}`), cursor(`{"o":"newest","t":"0001-01-01T00:00:00Z","a":"x","c":"y"}`), cursor(`[`)},
			"limit": {"0", "201", "x"}, "unknown": {"1"},
		} {
			for _, v := range values {
				paths := []string{"/api/v1/activities?", "/api/v1/activities/map?"}
				if field == "cursor" || field == "limit" {
					paths = paths[:1]
				}
				for _, path := range paths {
					path += url.Values{field: {v}}.Encode()
					checkProblem(t, path[:min(len(path), 200)], h.as(visitor, http.MethodGet, path, ""), http.StatusUnprocessableEntity, "query."+field)
				}
			}
		}
		beginning := cursor(`{"o":"newest","t":"2999-01-01T00:00:00Z","n":9223372036854775807,"a":"` + string(h.Org) + `-00000000000000000000000000","c":"` + string(h.City) + `"}`)
		if got := h.as(visitor, http.MethodGet, "/api/v1/activities?cursor="+beginning, "").is(http.StatusOK); at(t, got, "found") != 1.0 {
			t.Errorf("a cursor that is made up leads to what everybody may see: %v", got)
		}
		for _, q := range []string{`"`, `*`, `NEAR(a b)`, `-caffe`, `^c`, `title:c`, `%`, `_`, `'`, `\`, "\x00", "\xff\xfe", "$1", "?", "{}", strings.Repeat("a ", 100)} {
			h.as(visitor, http.MethodGet, "/api/v1/activities?"+url.Values{"q": {q}}.Encode(), "").is(http.StatusOK)
		}
	})
}

func cursor(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
