package page_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// keepByScript sends what a script sends, and returns what it is told.
func (b browser) keepByScript(path string, form url.Values) (status int, told map[string]string) {
	b.h.t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	a := b.send(req)
	if a.body != "" {
		must(b.h.t, json.Unmarshal([]byte(a.body), &told))
	}
	return a.status, told
}

func TestWhatAReviewerWritesIsThereAgainForNobodyElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("peer@1", approval.Text)
	d.Tasks[0].Steps[0].Settings = []byte(`{"approvals":2}`)
	p := h.offer(d, nil)
	ada, ben := h.browser("ada@example.org"), h.browser("ben@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	const words, kept = "Who keeps the <b>clock</b>?", "Only you see it until you send it."
	const shown = "Who keeps the &lt;b&gt;clock&lt;/b&gt;?"
	ben.get(path).has(t, http.StatusOK, path+"/comment").lacks(t, kept)
	status, told := ben.keepByScript(path+"/comment", url.Values{"comment": {words}, "attempt": {"1"}, "advice": {"reject"}})
	if status != http.StatusOK || !strings.Contains(told["said"], kept) {
		t.Errorf("kept by the script: %d, %v", status, told)
	}
	ben.get(path).has(t, http.StatusOK, shown, kept)
	for who, status := range map[string]int{"ada": http.StatusOK, "cleo": http.StatusOK, "dora": http.StatusNotFound} {
		h.browser(who+"@example.org").get(path).has(t, status).lacks(t, shown)
	}
	h.browser("head@example.org").get(h.desk(h.Org, "/audit")).has(t, http.StatusOK).lacks(t, "clock")
	if a := ben.post(path+"/comment", url.Values{"comment": {"By the button."}, "attempt": {"1"}}); a.location != path+"#kept" {
		t.Errorf("kept by the button: %d to %q", a.status, a.location)
	}
	ben.get(path).has(t, http.StatusOK, "By the button.").lacks(t, shown)
	if status, told := ben.keepByScript(path+"/comment", url.Values{"comment": {""}}); status != http.StatusOK || told["said"] != "" {
		t.Errorf("emptied: %d, %v", status, told)
	}
	ben.get(path).has(t, http.StatusOK).lacks(t, "By the button.", kept)
	ben.post(path+"/comment", url.Values{"comment": {words}}).has(t, http.StatusSeeOther)
	ben.post(path+"/opinions", url.Values{"advice": {"approve"}, "comment": {"Good."}}).has(t, http.StatusSeeOther)
	ben.get(path).has(t, http.StatusOK, "Good.").lacks(t, shown)
}

func TestWhatCannotBeKeptOfAReviewerIsShownWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("peer@1", approval.Text), nil)
	ben := h.browser("ben@example.org")
	path := h.browser("ada@example.org").handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	long := strings.Repeat("x", workflow.MaxPrompt+1)
	ben.post(path+"/comment", url.Values{"comment": {long}}).has(t, http.StatusUnprocessableEntity, long, "opinion-fault")
	for name, tt := range map[string]struct {
		comment, attempt string
		status           int
	}{
		"too long":           {long, "1", http.StatusUnprocessableEntity},
		"a NUL":              {"a\x00b", "1", http.StatusUnprocessableEntity},
		"another's attempt":  {"x", "2", http.StatusConflict},
		"a negative attempt": {"x", "-1", http.StatusConflict},
	} {
		if status, told := ben.keepByScript(path+"/comment", url.Values{"comment": {tt.comment}, "attempt": {tt.attempt}}); status != tt.status || told["problem"] == "" {
			t.Errorf("%s: %d, %v, want %d with words", name, status, told, tt.status)
		}
	}
	ben.post(path+"/comment", url.Values{"comment": {"x"}, "attempt": {"one"}}).has(t, http.StatusUnprocessableEntity)
	ben.post("/en/c/campania/submissions/none/comment", url.Values{"comment": {"x"}}).has(t, http.StatusNotFound)
	h.browser("dora@example.org").post(path+"/comment", url.Values{"comment": {"x"}}).has(t, http.StatusNotFound)
	h.browser("ada@example.org").post(path+"/comment", url.Values{"comment": {"x"}}).has(t, http.StatusForbidden)
	if a := h.visitor().post(path+"/comment", url.Values{"comment": {"x"}}); !strings.Contains(a.location, "/sign-in?next=") {
		t.Errorf("a visitor: %d to %q", a.status, a.location)
	}
	sub := laurel.SubmissionID(path[strings.LastIndex(path, "/")+1:])
	if got, err := h.Engine.Unsaid(h.As(h.Ben), sub); err != nil || got.Comment != "" {
		t.Errorf("%q, %v is kept of what was refused", got.Comment, err)
	}
}
