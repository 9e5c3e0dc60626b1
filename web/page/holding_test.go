package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// holder lets Ada earn a badge with a text, a photo and a video, and returns where her
// submission and her credential are.
func (h *house) holder(t *testing.T) (ada browser, sub, credential string) {
	t.Helper()
	h.work()
	d := draft("self@1", approval.Text, approval.Photo)
	d.Tasks[0].Asks = append(d.Tasks[0].Asks, workflow.Ask{Kind: approval.Audio, Optional: true, Max: 1})
	p := h.offer(d, nil)
	ada = h.browser("ada@example.org")
	sub = ada.handIn(p.Tasks[0].ID, map[string]string{"text": "My own words."}, photo(t, 400, 300)).has(t, http.StatusSeeOther).location
	page := ada.until(sub, "joy")
	return ada, sub, regexp.MustCompile(`/t/[a-z0-9]+/credentials/[a-z0-9]+`).FindString(page.body)
}

func TestEvidenceIsSharedOnlyAsItsHolderSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, sub, credential := h.holder(t)
	file := regexp.MustCompile(`/evidence/([^"?]+)`).FindStringSubmatch(ada.get(sub).body)[1]
	secrets := []string{"My own words.", "/evidence/", file, sub[strings.LastIndex(sub, "/")+1:]}
	h.visitor().get(credential).has(t, http.StatusOK, "genuine").lacks(t, secrets...)
	document := h.visitor().get(credential+".json").has(t, http.StatusOK)
	document.lacks(t, secrets...)
	ada.get(credential).has(t, http.StatusOK, "This badge is yours", sub[strings.LastIndex(sub, "/")+1:]+"#showing")

	ada.post(sub+"/shown", url.Values{"show": {"1", "2"}}).has(t, http.StatusSeeOther)
	shown := h.visitor().get(credential).has(t, http.StatusOK, "Shown by its holder", "My own words.", "<img src=")
	shown.lacks(t, file, sub[strings.LastIndex(sub, "/")+1:])
	picture := regexp.MustCompile(credential + `/evidence/[0-9a-z]+`).FindString(shown.body)
	a := h.visitor().get(picture).has(t, http.StatusOK)
	if a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Cache-Control") != "no-store" ||
		a.header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("the picture comes with %v", a.header)
	}
	if again := h.visitor().get(credential + ".json"); again.body != document.body {
		t.Error("the signed document says what is shown")
	}
	ada.post(sub+"/shown", url.Values{}).has(t, http.StatusSeeOther)
	h.visitor().get(picture).has(t, http.StatusNotFound)
	h.visitor().get(credential).has(t, http.StatusOK).lacks(t, secrets...)

	dora := h.browser("dora@example.org")
	dora.post(sub+"/shown", url.Values{"show": {"1"}}).has(t, http.StatusNotFound)
	dora.handInAt(sub+"/evidence", map[string]string{"text": "Mine, not hers."}).has(t, http.StatusNotFound)
	h.visitor().get(laurel.CredentialPath(laurel.AwardID(string(h.Org)+"-00000000000000000000000000"))+"/evidence/x").has(t, http.StatusNotFound)
}

func TestWhatIsAddedAfterTheAwardIsThereForOrganisers(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, sub, credential := h.holder(t)
	was := h.visitor().get(credential + ".json").body
	ada.get(sub).has(t, http.StatusOK, "Add evidence", `name="audio"`).lacks(t, "required")
	ada.handInAt(sub+"/evidence", map[string]string{"text": ""}).has(t, http.StatusUnprocessableEntity)
	ada.handInAt(sub+"/evidence", map[string]string{"text": "Added <later>."}, photo(t, 40, 30)).has(t, http.StatusSeeOther)
	h.browser("cleo@example.org").get(sub).has(t, http.StatusOK, "Added after the award", "Added &lt;later&gt;.", "My own words.")
	if is := h.visitor().get(credential + ".json").body; is != was {
		t.Error("the signed document has changed")
	}
}
