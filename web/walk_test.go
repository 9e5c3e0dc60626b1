package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow/credential/bake"
)

const draft = `{"name":"What is an Open Badge?","description":"About **badges**.","language":"en","kind":"online","category":"technology",
	"tags":["assessment process"],"links":[{"kind":"video","title":"A talk","url":"https://example.org/talk"}],"minutes":20,
	"badgeDescription":"Watched and thought about.","cover":"COVER","tasks":[
	{"prompt":"What was new to you?","asks":[{"kind":"text","minLength":5}],"steps":[{"approver":"STEP"}]}]}`

// publish makes an activity through the API, with a cover and a place in the city's catalogue.
func (h *house) publish(step string) map[string]any {
	h.t.Helper()
	cover := h.as(h.Cleo, http.MethodPost, "/api/v1/organisations/"+string(h.Org)+"/uploads", photo(h.t), "Content-Type", "image/jpeg").is(http.StatusCreated)
	body := strings.NewReplacer("COVER", text(h.t, cover, "id"), "STEP", step).Replace(draft)
	made := h.as(h.Cleo, http.MethodPost, "/api/v1/organisations/"+string(h.Org)+"/activities", body).is(http.StatusCreated)
	mayor := h.SignIn("mayor@example.org")
	h.as(mayor, http.MethodPost, "/api/v1/cities/"+string(h.City)+"/listings", `{"activity":"`+text(h.t, made, "id")+`"}`).is(http.StatusCreated)
	return made
}

// submit hands a text in and returns the submission's path.
func (h *house) submit(who laurel.PersonID, made map[string]any, words string) string {
	h.t.Helper()
	task := text(h.t, made, "tasks", 0, "id")
	s := h.as(who, http.MethodPost, "/api/v1/tasks/"+task+"/submissions", `{"evidence":[{"kind":"text","text":"`+words+`"}]}`).is(http.StatusCreated)
	if got := text(h.t, s, "state"); got != "open" {
		h.t.Errorf("a new submission is %q, want open", got)
	}
	return "/api/v1/submissions/" + text(h.t, s, "id")
}

// becomes waits until a submission is in a state.
func (h *house) becomes(who laurel.PersonID, path, state string) (s map[string]any) {
	h.t.Helper()
	h.until("the submission is "+state, func() bool {
		s = h.as(who, http.MethodGet, path, "").is(http.StatusOK)
		return s["state"] == state
	})
	return s
}

func TestALearnerEarnsABadgeThroughTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.work()
		made := h.publish("self@1")
		catalogue := h.as(visitor, http.MethodGet, "/api/v1/activities?city=campania", "").is(http.StatusOK)
		if got, want := text(t, catalogue, "items", 0, "id"), text(t, made, "id"); got != want {
			t.Errorf("the catalogue lists %s, want %s", got, want)
		}
		for _, path := range []string{text(t, catalogue, "items", 0, "url"), text(t, made, "url"), text(t, made, "qr", "png")} {
			if !strings.HasPrefix(path, "http://"+listen+"/en/") {
				t.Errorf("a link leads to %s, which is not where the request came", path)
			}
		}
		path := h.submit(h.Ada, made, "that they are signed")
		s := h.becomes(h.Ada, path, "approved")
		if got := whats(t, s); cmp.Diff([]string{"submitted", "verdict"}, got) != "" {
			t.Errorf("history: %v", got)
		}
		h.until("the badge is in the portfolio", func() bool {
			awards, _ := h.as(h.Ada, http.MethodGet, "/api/v1/me/portfolio", "").is(http.StatusOK)["awards"].([]any)
			return len(awards) == 1
		})
		entry := at(t, h.as(h.Ada, http.MethodGet, "/api/v1/me/portfolio", "").is(http.StatusOK), "awards", 0)
		if text(t, entry, "name") != "What is an Open Badge?" || text(t, entry, "issuer") != "LANE" {
			t.Errorf("portfolio: %v", entry)
		}
		if got := text(t, h.as(h.Ada, http.MethodGet, path, "").is(http.StatusOK), "award", "credential"); got != text(t, entry, "credential") {
			t.Errorf("the submission's credential is %s, the portfolio's %v", got, entry)
		}
		again := h.as(h.Ada, http.MethodPost, "/api/v1/tasks/"+text(t, made, "tasks", 0, "id")+"/submissions", `{"evidence":[{"kind":"text","text":"once more"}]}`)
		again.is(http.StatusConflict)
		h.checkDocuments(entry, made)
	})
}

func whats(t *testing.T, s map[string]any) (list []string) {
	t.Helper()
	items, _ := s["history"].([]any)
	for i := range items {
		list = append(list, text(t, items, i, "what"))
	}
	return list
}

// checkDocuments asks for everything public about an award.
func (h *house) checkDocuments(entry any, made map[string]any) {
	h.t.Helper()
	local := func(address string) string { return strings.TrimPrefix(address, "http://"+listen) }
	signed := h.ask(http.MethodGet, local(text(h.t, entry, "credential")), "", "Accept", "*/*")
	doc := signed.is(http.StatusOK)
	if want := public + local(text(h.t, entry, "credential")); text(h.t, doc, "id") != want {
		h.t.Errorf("the credential's id is %v, want %s", doc["id"], want)
	}
	for form, read := range map[string]string{"png": "image/png", "svg": "image/svg+xml"} {
		baked := h.ask(http.MethodGet, local(text(h.t, entry, form)), "")
		got, _, err := bake.Read(baked.body)
		if err != nil || string(got) != string(signed.body) || baked.header.Get("Content-Type") != read {
			h.t.Errorf("%s: %s, %v: what is baked in is not the credential", form, baked.header.Get("Content-Type"), err)
		}
	}
	status := text(h.t, doc, "credentialStatus", "statusListCredential")
	issuer := "/t/" + string(h.Org) + "/did.json"
	achievement := local(text(h.t, made, "badge", "achievement"))
	for path, want := range map[string]struct{ accept, mediaType string }{
		local(text(h.t, entry, "credential")):           {"*/*", "application/vc+ld+json"},
		local(text(h.t, entry, "credential")) + "?x":    {"application/ld+json", "application/ld+json"},
		local(text(h.t, entry, "credential")) + "?y":    {"text/html;q=0.9, application/json;q=0.1", "application/json"},
		local(text(h.t, entry, "credential")) + "?z":    {"image/webp", "application/vc+ld+json"},
		strings.TrimPrefix(status, public):              {"", "application/vc+ld+json"},
		issuer:                                          {"application/did+json", "application/did+json"},
		achievement:                                     {"*/*", "application/ld+json"},
		strings.TrimSuffix(achievement, "json") + "png": {"*/*", "image/png"},
		strings.TrimSuffix(achievement, "json") + "svg": {"*/*", "image/svg+xml"},
		strings.TrimSuffix(achievement, "json") + "jpg": {"*/*", "image/jpeg"},
	} {
		h.checkPublic(path, want.accept, want.mediaType)
	}
	for _, of := range []string{local(text(h.t, entry, "credential")), achievement} {
		page := h.ask(http.MethodGet, strings.TrimSuffix(of, ".json"), "")
		if card := `property="og:image" content="http://` + listen + strings.TrimSuffix(achievement, "json") + `jpg"`; !strings.Contains(string(page.body), card) {
			h.t.Errorf("%s does not show the badge's card where links are shared:\n%.1500s", of, page.body)
		}
	}
	if got := text(h.t, h.ask(http.MethodGet, issuer, "").is(http.StatusOK), "id"); got != text(h.t, doc, "issuer", "id") {
		h.t.Errorf("the DID document is about %s, the credential from %v", got, doc["issuer"])
	}
	if got := h.ask(http.MethodGet, achievement, "").is(http.StatusOK); text(h.t, got, "id") != text(h.t, doc, "credentialSubject", "achievement", "id") {
		h.t.Errorf("the achievement is %v", got["id"])
	}
}

// checkPublic checks what every public document has in common.
func (h *house) checkPublic(path, accept, mediaType string) {
	h.t.Helper()
	first := h.ask(http.MethodGet, path, "", "Accept", accept, "Host", "badges.example")
	etag := first.header.Get("ETag")
	if first.status != http.StatusOK || first.header.Get("Content-Type") != mediaType || first.header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.HasPrefix(first.header.Get("Cache-Control"), "public, max-age=") || !strings.HasPrefix(etag, `"`) {
		h.t.Errorf("%s: %d %v", path, first.status, first.header)
	}
	if local := h.ask(http.MethodGet, path, "", "Accept", accept); string(local.body) != string(first.body) {
		h.t.Errorf("%s differs under the address that is listened on", path)
	}
	for _, known := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
		if again := h.ask(http.MethodGet, path, "", "Accept", accept, "If-None-Match", known); again.status != http.StatusNotModified || len(again.body) > 0 {
			h.t.Errorf("%s with If-None-Match %s: %d and %d bytes", path, known, again.status, len(again.body))
		}
	}
	head := h.ask(http.MethodHead, path, "", "Accept", accept)
	if head.status != http.StatusOK || len(head.body) > 0 || head.header.Get("ETag") != etag {
		h.t.Errorf("HEAD %s: %d %v", path, head.status, head.header)
	}
	if pre := h.ask(http.MethodOptions, path, "", "Origin", "https://other.example"); pre.status != http.StatusNoContent {
		h.t.Errorf("OPTIONS %s: %d", path, pre.status)
	}
}

func TestAnOrganiserSendsEvidenceBackAndThenApproves(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.work()
		made := h.publish("organiser@1")
		path := h.submit(h.Ada, made, "a plan")
		waiting := h.as(h.Cleo, http.MethodGet, "/api/v1/me/reviews", "")
		h.until("the organiser sees it", func() bool { // her role is entered by a job
			waiting = h.as(h.Cleo, http.MethodGet, "/api/v1/me/reviews", "")
			items, _ := waiting.is(http.StatusOK)["items"].([]any)
			return len(items) == 1
		})
		if got := "/api/v1/submissions/" + text(t, waiting.is(http.StatusOK), "items", 0, "id"); got != path {
			t.Errorf("%s waits, want %s", got, path)
		}
		if may, _ := h.as(h.Cleo, http.MethodGet, path, "").is(http.StatusOK)["mayJudge"].(bool); !may {
			t.Error("the organiser may not judge")
		}
		h.as(h.Ada, http.MethodPost, path+"/opinions", `{"advice":"approve"}`).is(http.StatusForbidden)
		h.as(h.Dora, http.MethodPost, path+"/opinions", `{"advice":"approve"}`).is(http.StatusNotFound)
		h.as(h.Cleo, http.MethodPost, path+"/opinions", `{"advice":"improve"}`).is(http.StatusUnprocessableEntity)
		h.as(h.Cleo, http.MethodPost, path+"/opinions", `{"advice":"improve","comment":"Who keeps the time?"}`).is(http.StatusCreated)
		if s := h.becomes(h.Ada, path, "returned"); !strings.Contains(text(t, s, "reason"), "Who keeps the time?") {
			t.Errorf("returned with %v", s["reason"])
		}
		if again := h.submit(h.Ada, made, "a better plan"); again != path {
			t.Errorf("handed in again as %s, want %s", again, path)
		}
		h.as(h.Cleo, http.MethodPost, path+"/opinions", `{"advice":"approve"}`).is(http.StatusCreated)
		want := []string{"submitted", "opinion", "verdict", "submitted", "opinion", "verdict"}
		if diff := cmp.Diff(want, whats(t, h.becomes(h.Ada, path, "approved"))); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}
