package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

var reviewLink = regexp.MustCompile(`<h2><a lang="en" href="(/en/submissions/[^"]+)">`)

// waiting are the addresses of what waits, as a page lists it.
func (a answer) waiting() (list []string) {
	for _, m := range reviewLink.FindAllStringSubmatch(a.body, -1) {
		list = append(list, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return list
}

func TestAReviewerNarrowsTheListAndGoesThroughIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	peers := h.Publish([]workflow.Step{enginetest.Step("peer@1")})
	organisers := h.Publish([]workflow.Step{enginetest.Step("organiser@1")}, []workflow.Step{enginetest.Step("organiser@1")})
	var subs []laurel.SubmissionID
	hand := func(who laurel.PersonID, task laurel.TaskID) {
		sub, err := h.Engine.SubmitEvidence(h.As(who), task, []workflow.Evidence{{Kind: approval.Text, Text: "Look."}})
		must(t, err)
		subs = append(subs, sub.ID)
	}
	hand(h.Ada, peers.Tasks[0].ID)
	hand(h.Ada, organisers.Tasks[0].ID)
	hand(h.Ada, organisers.Tasks[1].ID)
	hand(h.Dora, organisers.Tasks[0].ID)
	h.work() // which enters her role
	cleo := h.browser("cleo@example.org")
	h.eventually("all waits for her", func() bool { return len(cleo.get("/en/reviews").waiting()) == 4 })
	for query, want := range map[string][]laurel.SubmissionID{
		"":                subs,
		"?role=peer":      subs[:1],
		"?role=nobody":    subs,
		"?role=organiser": subs[1:],
		"?days=7":         {},
		"?days=a":         subs,
		"?activity=none":  {},
		"?activity=" + string(organisers.Activity.ID):                                             subs[1:],
		"?activity=" + string(organisers.Activity.ID) + "&task=" + string(organisers.Tasks[0].ID): {subs[1], subs[3]},
		"?task=" + string(organisers.Tasks[1].ID):                                                 {subs[2]},
		"?after=nonsense":        subs,
		"?role=organiser&days=1": {},
	} {
		page := cleo.get("/en/reviews" + query)
		var got []laurel.SubmissionID
		for _, at := range page.waiting() {
			id, _, _ := strings.Cut(strings.TrimPrefix(at, "/en/submissions/"), "?")
			got = append(got, laurel.SubmissionID(id))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q lists %v, want %v", query, got, want)
		}
		count := fmt.Sprintf("%d submission", len(want))
		page.has(t, http.StatusOK, count)
	}

	// From one to the next, with the filter.
	asked := "activity=" + url.QueryEscape(string(organisers.Activity.ID))
	at := cleo.get("/en/reviews?" + asked).waiting()[0]
	if !strings.HasSuffix(at, "?"+asked) {
		t.Errorf("the list leads to %s, want it with the filter", at)
	}
	next := regexp.MustCompile(`data-key="n" href="([^"]+)"`)
	follow := func(at string) string {
		t.Helper()
		m := next.FindStringSubmatch(cleo.get(at).body)
		if m == nil {
			t.Fatalf("%s leads to no next one", at)
		}
		return cleo.get(strings.ReplaceAll(m[1], "&amp;", "&")).location
	}
	for _, want := range []laurel.SubmissionID{subs[2], subs[3], subs[1]} { // and from the last to the first
		if at = follow(at); at != "/en/submissions/"+string(want)+"?"+asked {
			t.Errorf("the next is %s, want %s", at, want)
		}
	}
	a := cleo.post("/en/submissions/"+string(subs[1])+"/opinions",
		url.Values{"advice": {"approve"}, "attempt": {"1"}, "activity": {string(organisers.Activity.ID)}})
	if a.status != http.StatusSeeOther || a.location != "/en/submissions/"+string(subs[1])+"?"+asked+"&done=sent" {
		t.Errorf("after an opinion: %d to %s", a.status, a.location)
	}
	cleo.get(a.location).has(t, http.StatusOK, "Your opinion is sent")
	if at = follow(a.location); at != "/en/submissions/"+string(subs[2])+"?"+asked {
		t.Errorf("after an opinion the next is %s, want %s", at, subs[2])
	}
}

func TestALongListGoesOnPageByPage(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.Publish([]workflow.Step{enginetest.Step("organiser@1")})
	for i := range 30 {
		_, err := h.Engine.SubmitEvidence(h.As(h.SignIn(fmt.Sprintf("learner%d@example.org", i))), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "x"}})
		must(t, err)
	}
	h.work() // which enters her role
	cleo := h.browser("cleo@example.org")
	h.eventually("something waits for her", func() bool { return len(cleo.get("/en/reviews").waiting()) > 0 })
	first := cleo.get("/en/reviews").has(t, http.StatusOK, "30 submissions wait for you.", "Show more").lacks(t, "To the beginning")
	more := regexp.MustCompile(`href="(/en/reviews\?after=[^"]+)"`).FindStringSubmatch(first.body)
	if more == nil {
		t.Fatal("no way to go on")
	}
	second := cleo.get(strings.ReplaceAll(more[1], "&amp;", "&")).has(t, http.StatusOK, "30 submissions wait for you.", "To the beginning").lacks(t, "Show more")
	seen := map[string]bool{}
	for _, at := range append(first.waiting(), second.waiting()...) {
		seen[at] = true
	}
	if len(first.waiting()) != 25 || len(second.waiting()) != 5 || len(seen) != 30 {
		t.Errorf("%d and %d, of which %d are different; want 25 and 5, each once", len(first.waiting()), len(second.waiting()), len(seen))
	}
}
