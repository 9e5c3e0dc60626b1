package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

func TestAProgramWritesPublishesAndReadsAPlaylist(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		row, sail := string(h.stand("Row", tenants.Point{})), string(h.stand("Sail", tenants.Point{}))
		drafts := "/api/v1/tenants/" + string(h.Org) + "/playlists/drafts"
		begun := h.as(h.Cleo, http.MethodPost, drafts, `{"name":"At","language":"en","items":[]}`).is(http.StatusCreated)
		at1 := "/api/v1/playlists/" + text(t, begun, "id")
		draft := at1 + "/draft"
		if at(t, begun, "version") != 1.0 || text(t, begun, "stage") != "draft" {
			t.Errorf("begun: %v", begun)
		}
		content := func(items string) string {
			return `{"version":1,"content":{"name":"At sea","description":"**Oars**","language":"en","needed":1,"hasBadge":true,"items":` + items + `}}`
		}
		good := fmt.Sprintf(`[{"activity":%q},{"activity":%q,"optional":true}]`, row, sail)
		for name, bad := range map[string]struct{ items, field string }{
			"twice":    {fmt.Sprintf(`[{"activity":%q},{"activity":%q}]`, row, row), "body.items[1]"},
			"none":     {`[{"activity":"<script>\u0000"}]`, "body.items[0]"},
			"too many": {`[` + strings.Repeat(`{"activity":"x"},`, 9_999) + `{"activity":"x"}]`, "body.items"},
		} {
			checkProblem(t, name, h.as(h.Cleo, http.MethodPut, draft, content(bad.items)), 422, bad.field)
		}
		for who, want := range map[string]int{"a visitor": 401, "a learner": 403} {
			asker := visitor
			if who == "a learner" {
				asker = h.Ada
			}
			for _, path := range []string{draft, "/api/v1/tenants/" + string(h.Org) + "/playlists/own"} {
				if a := h.as(asker, http.MethodGet, path, ""); a.status != want {
					t.Errorf("%s at %s: %d, want %d", who, path, a.status, want)
				}
			}
		}
		h.as(visitor, http.MethodGet, at1, "").is(http.StatusNotFound)
		saved := h.as(h.Cleo, http.MethodPut, draft, content(good)).is(http.StatusOK)
		if at(t, saved, "version") != 2.0 || text(t, saved, "items", 1, "name") != "Sail" || at(t, saved, "content", "items", 1, "optional") != any(true) {
			t.Errorf("saved: %v", saved)
		}
		h.as(h.Cleo, http.MethodPut, draft, content(good)).is(http.StatusConflict)
		h.as(h.Cleo, http.MethodPost, at1+"/publications", `{"version":1}`).is(http.StatusConflict)
		published := h.as(h.Cleo, http.MethodPost, at1+"/publications", `{"version":2}`).is(http.StatusCreated)
		if at(t, published, "minutes") != 60.0 || at(t, published, "revision") != 1.0 || text(t, published, "badge", "name") != "At sea" {
			t.Errorf("published: %v", published)
		}
		seen := h.as(visitor, http.MethodGet, at1, "").is(http.StatusOK)
		if text(t, seen, "items", 0, "activity") != row || text(t, seen, "owner", "id") != string(h.Org) || at(t, seen, "needed") != 1.0 || at(t, seen, "progress") != nil {
			t.Errorf("a visitor sees %v", seen)
		}
		mine := h.as(h.Ada, http.MethodGet, at1, "").is(http.StatusOK)
		if at(t, mine, "progress", "steps") != 2.0 || at(t, mine, "progress", "complete") != any(false) {
			t.Errorf("a learner sees %v", mine)
		}
		h.as(h.Ada, http.MethodPut, at1+"/award", "").is(http.StatusConflict)
		h.as(visitor, http.MethodPut, at1+"/award", "").is(http.StatusUnauthorized)
		if all := h.as(visitor, http.MethodGet, "/api/v1/tenants/"+string(h.Org)+"/playlists", "").is(http.StatusOK); text(t, all, "items", 0, "name") != "At sea" {
			t.Errorf("the list: %v", all)
		}
		h.as(h.Cleo, http.MethodPut, at1+"/stage", `{"stage":"archived"}`).is(http.StatusOK)
		h.as(h.Cleo, http.MethodPut, at1+"/stage", `{"stage":"archived"}`).is(http.StatusConflict)
		own := h.as(h.Cleo, http.MethodGet, "/api/v1/tenants/"+string(h.Org)+"/playlists/own", "").is(http.StatusOK)
		if text(t, own, "items", 0, "stage") != "archived" || at(t, own, "items", 0, "draft") != any(false) {
			t.Errorf("one's own: %v", own)
		}
		for _, nothing := range []string{"x", "%00", string(h.Org) + "-00000000000000000000000000", row} {
			h.as(visitor, http.MethodGet, "/api/v1/playlists/"+nothing, "").is(http.StatusNotFound)
			for path, method := range map[string]string{"/draft": http.MethodGet, "/award": http.MethodPut} {
				if a := h.as(h.Cleo, method, "/api/v1/playlists/"+nothing+path, ""); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
					t.Errorf("%s%s: %d", nothing, path, a.status)
				}
			}
		}
	})
}

// TestAPlaylistIsMadeInOneRequest: only one's own activities could be in it, and none
// was optional.
func TestAPlaylistIsMadeInOneRequest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		row, sail := string(h.stand("Row", tenants.Point{})), string(h.stand("Sail", tenants.Point{}))
		_, _, there := h.elsewhere()
		path := "/api/v1/organisations/" + string(h.Org) + "/playlists"
		made := h.as(h.Cleo, http.MethodPost, path, fmt.Sprintf(`{"name":"At sea","activities":[%q],"needed":1,
			"items":[{"activity":%q,"optional":true},{"activity":%q,"optional":true}]}`, row, sail, there.Activity.ID)).is(http.StatusCreated)
		seen := h.as(visitor, http.MethodGet, "/api/v1/playlists/"+text(t, made, "id"), "").is(http.StatusOK)
		for i, want := range []string{row, sail, string(there.Activity.ID)} {
			if text(t, seen, "items", i, "activity") != want || at(t, seen, "items", i, "optional") != any(i > 0) {
				t.Errorf("item %d: %v, want %s", i, at(t, seen, "items", i), want)
			}
		}
		if at(t, seen, "needed") != 1.0 {
			t.Errorf("%v of the optional ones are needed, want 1", at(t, seen, "needed"))
		}
		checkProblem(t, "what is not there", h.as(h.Cleo, http.MethodPost, path, `{"name":"P","items":[{"activity":"x"}]}`), 422, "body.items[0]")
		checkProblem(t, "more than there are", h.as(h.Cleo, http.MethodPost, path, fmt.Sprintf(`{"name":"P","activities":[%q],"needed":1}`, row)), 422, "body.needed")
	})
}
