package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// places are addresses of every page, with who looks: a visitor, or a person by
// address. What stands behind LANG is the same in every language.
func (h *house) places() map[string]string {
	h.t.Helper()
	self := h.offer(draft("self@1", approval.Text), photo(h.t, 320, 180))
	asked := h.offer(draft("organiser@1", approval.Text, approval.Link, approval.Photo), nil)
	ada := h.browser("ada@example.org")
	first := ada.handIn(self.Tasks[0].ID, map[string]string{"text": "That anybody can verify them."})
	second := ada.handIn(asked.Tasks[0].ID, map[string]string{"text": "Mine.", "link": "https://example.org/mine"}, photo(h.t, 40, 30))
	must(h.t, h.Registry.AddApprover(h.System(), tenants.Approver{Owner: h.Org, Key: "words@1", Title: "Words", Digest: "sha256:0"}))
	must(h.t, h.Registry.NoteTrouble(h.System(), h.Org, "words@1", "exit status 3"))
	h.work()
	ada.until("/en/portfolio", "/credentials/")
	secret, err := h.Registry.MakeSignIn(h.t.Context(), tenants.SignInRequested{Email: "new@example.org", Language: "en"})
	must(h.t, err)
	award, err := h.Engine.Portfolio(h.As(h.Ada))
	must(h.t, err)
	list, err := h.Engine.MakePlaylist(h.As(h.Cleo), h.Org, workflow.PlaylistDraft{Title: "First steps", Language: "en", Badge: true, Needed: 1,
		Items: []workflow.PlaylistItem{{Activity: self.Activity.ID}, {Activity: asked.Activity.ID, Optional: true}}})
	must(h.t, err)
	shelf := "/playlists/" + string(list.Playlist.ID)
	public := func(path string) string { return path + "?lang=LANG" }
	places := map[string]string{}
	for _, base := range []string{"/LANG", "/LANG/c/campania"} {
		for _, path := range []string{"/", "/activities/" + string(self.Activity.ID), "/activities/" + string(asked.Activity.ID),
			"/tasks/" + string(self.Tasks[0].ID), "/activities", "/activities?q=badge&kind=online&near=40,14", "/activities?q=none&from=x", "/sign-in?next=/en/portfolio", "/sign-in/" + secret, "/sign-in/none", "/privacy", "/nothing", shelf, "/playlists"} {
			places[base+path] = ""
		}
		for _, path := range []string{"/portfolio", "/reviews", "/account", "/account/passkeys", "/tasks/" + string(self.Tasks[0].ID), "/activities/" + string(self.Activity.ID) + "?",
			strings.TrimPrefix(first.location, "/en/c/campania"), strings.TrimPrefix(second.location, "/en/c/campania")} {
			places[base+path] = "ada@example.org"
		}
		for _, path := range []string{"/audit", "/audit?check=1&until=x", "/quotas"} {
			places[base+"/tenants/"+string(h.Org)+path] = "head@example.org"
		}
		places[base+"/tenants/0000000000/limits?of=lane"] = "operator@example.org"
		places[base+"/tenants/0000000000/approvers"] = "operator@example.org"
		places[base+"/reviews?"] = "cleo@example.org"
		places[base+shelf+"?"] = "ada@example.org"
		places[base+"/tenants/"+string(h.Org)+"/playlists"] = "cleo@example.org"
		places[base+"/tenants/"+string(h.Org)+shelf+"?find=badge"] = "cleo@example.org"
		places[base+"/tenants/"+string(h.Org)+shelf+"/preview"] = "cleo@example.org"
		places[base+strings.TrimPrefix(second.location, "/en/c/campania")+"?"] = "cleo@example.org"
	}
	for _, path := range []string{laurel.IssuerPath(h.Org), laurel.AchievementPath(self.Achievement.ID), laurel.CredentialPath(award[0].Award),
		"/t/" + string(h.City), "/mailbox", "/mailbox/first"} {
		places[public(path)] = ""
	}
	return places
}

var (
	missing = regexp.MustCompile(`\[[a-z]+(?:[.-][a-z0-9-]+)+\]`)
	unfit   = regexp.MustCompile(` style="|<script>|<style| on[a-z]+="|&lt;no value&gt;|%!`)
	heading = regexp.MustCompile(`<h1[ >]`)
)

func TestEveryPageIsWholeInEveryLanguage(t *testing.T) {
	t.Parallel()
	h := open(t)
	for place, who := range h.places() {
		b := h.visitor()
		if who != "" {
			b = h.browser(who)
		}
		for _, lang := range h.texts.Languages() {
			a := b.get(strings.ReplaceAll(place, "LANG", lang))
			mailto := support
			if strings.Contains(place, "/c/campania") {
				mailto = "help@example.org"
			}
			a.has(t, a.status, `<html lang="`+lang+`">`, `href="mailto:`+mailto+`"`, h.texts.Say(lang, "page.footer.privacy", nil), `class="skip"`, "/privacy\"")
			if got := len(heading.FindAllString(a.body, -1)); got != 1 {
				t.Errorf("%s: %d first headings, want one", place, got)
			}
			for _, wrong := range append(missing.FindAllString(a.body, -1), unfit.FindAllString(a.body, -1)...) {
				t.Errorf("%s in %s: has %q\n%s", place, lang, wrong, a.main())
			}
			if a.status >= http.StatusInternalServerError {
				t.Errorf("%s: status %d", place, a.status)
			}
			if got := a.header.Get("Cache-Control"); who != "" && got != "no-store" {
				t.Errorf("%s: a private page is kept: Cache-Control %q", place, got)
			}
		}
	}
}

func TestTheActivityPageTellsAllThatThereIs(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", approval.Text), photo(t, 320, 180))
	_, err := h.Engine.MakePlaylist(h.As(h.Cleo), h.Org, workflow.PlaylistDraft{Title: "First steps", Language: "en",
		Items: []workflow.PlaylistItem{{Activity: p.Activity.ID}}})
	must(t, err)
	path := "/activities/" + string(p.Activity.ID)
	h.visitor().get("/de/c/campania"+path).has(t, http.StatusOK,
		`<h1 lang="en">What is an Open Badge?</h1>`, "<strong>badges</strong>", "For who has watched and thought.",
		`<a href="https://video.example/talk" rel="noopener noreferrer external">`, "Badge für diese Aktivität erhalten", "Aufgabe Nr. 1",
		"Nachweis geprüft durch: Selbstbestätigung", "What was new to you?", "Informations- und Kommunikationstechnologien",
		`<li><span lang="en">assessment process</span></li>`, "Technik und Computer", "In Playlist aufgenommen (1)", "First steps", "20 Minuten", "LANE",
		"/de/c/campania/claim/"+string(p.Claim.ID), path+"/qr.svg", path+"/qr.png", `href="/en/c/campania`+path+`"`)
	h.visitor().get("/en"+path).has(t, http.StatusOK, "Get a badge for this activity", "Get this badge", "Evidence verified by: self-approval",
		"Information and communication technologies", "Technology and computers", "Added to playlist (1)", "Time to complete", "20 minutes", "Hosting organisation")
}

func TestAnOwnApproverIsShownByItsKey(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Approvers["robot@3"] = h.Approvers["self@1"]
	p := h.offer(draft("robot@3", approval.Text), nil)
	h.visitor().get("/de/activities/"+string(p.Activity.ID)).has(t, http.StatusOK, "Nachweis geprüft durch: robot@3")
}

// hostile matches an address that runs, and a tag that does something of itself.
var hostile = regexp.MustCompile(`(?i)(?:href|src|action)="\s*(?:javascript|data|vbscript):[^"]*"|<[a-z0-9]+(?:\s+[a-z-]+(?:="[^"]*")?)*\s+on[a-z]+=`)

func TestHostileWordsStayWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	const script = `<script>alert(1)</script>`
	d.Title, d.BadgeDescription, d.Category, d.Tags = script+" title", script, `"><img src=x onerror=alert(1)>`, []string{script, "tag.x\"y"}
	d.Description = "# " + script + "\n\n[a](javascript:alert(1)) <b onclick=alert(1)>b</b> ![p](https://evil.example/p.png) [d](data:text/html,x)"
	d.Tasks[0].Prompt = "[p](javascript:alert(1)) " + script
	d.Links[0].Title = script
	p := h.offer(d, nil)
	ada := h.browser("ada@example.org")
	handed := ada.handIn(p.Tasks[0].ID, map[string]string{"text": script})
	for _, path := range []string{"/en/", "/en/c/campania", "/en/activities/" + string(p.Activity.ID), "/en/tasks/" + string(p.Tasks[0].ID), handed.location,
		laurel.AchievementPath(p.Achievement.ID), "/en/sign-in?next=//evil.example", "/mailbox", "/mailbox/first"} {
		a := ada.get(path).lacks(t, "<script>", "<img src=x", `src="https://evil`, `"//evil`, "<b>letter")
		for _, found := range hostile.FindAllString(a.body, -1) {
			t.Errorf("%s: has %q", path, found)
		}
		if a.status >= http.StatusInternalServerError {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
}

func TestOnlyWhoMayJudgeIsAskedForAnOpinion(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("peer@1", approval.Text), nil)
	ada := h.browser("ada@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "I showed a neighbour."}).location
	const form = `name="advice"`
	ada.get(path).has(t, http.StatusOK, "I showed a neighbour.").lacks(t, form)
	h.browser("ben@example.org").get(path).has(t, http.StatusOK, form, "I showed a neighbour.").lacks(t, "ada@example.org")
	h.browser("dora@example.org").get(path).has(t, http.StatusNotFound).lacks(t, form, "I showed a neighbour.")
	if a := h.visitor().get(path); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/en/c/campania/sign-in?next=") {
		t.Errorf("a visitor: got %d to %q, want the way to sign in", a.status, a.location)
	}
	if a := ada.post(path+"/opinions", url.Values{"advice": {"approve"}}); a.status != http.StatusForbidden {
		t.Errorf("on her own evidence: got %d, want 403", a.status)
	}
	h.browser("dora@example.org").post(path+"/opinions", url.Values{"advice": {"approve"}}).has(t, http.StatusNotFound)
}

func TestWhatReviewersSayAmongThemselvesIsNotForTheLearner(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("peer@1", approval.Text)
	d.Tasks[0].Steps[0].Settings = []byte(`{"approvals":2}`)
	p := h.offer(d, nil)
	ada := h.browser("ada@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	const words = "I am in two minds about it."
	h.browser("ben@example.org").post(path+"/opinions", url.Values{"advice": {"approve"}, "comment": {words}}).has(t, http.StatusSeeOther)
	h.Work()
	ada.get(path).has(t, http.StatusOK).lacks(t, words)
	h.browser("ben@example.org").get(path).has(t, http.StatusOK, words)
	h.browser("cleo@example.org").get(path).has(t, http.StatusOK).lacks(t, words) // who is still to speak
}

func TestTheLanguageSwitchKeepsTheAddress(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.visitor().get("/de/sign-in?next=%2Fde%2Fx").has(t, http.StatusOK, `href="/en/sign-in?next=%2Fde%2Fx"`)
	h.visitor().get(laurel.IssuerPath(h.Org)).has(t, http.StatusOK, `href="`+laurel.IssuerPath(h.Org)+`?lang=de"`)
	if a := h.visitor().get("/xx/"); a.status != http.StatusNotFound {
		t.Errorf("a language that there is none: got %d, want 404", a.status)
	}
}

func TestTheStartPageIsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := open(t)
	for accept, want := range map[string]string{"de-AT,de;q=0.9": "/de/", "fr": "/en/", "": "/en/", "en;q=0.1,de": "/de/"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		must(t, err)
		req.Header.Set("Accept-Language", accept)
		if a := h.visitor().send(req); a.location != want {
			t.Errorf("Accept-Language %q: got %q, want %q", accept, a.location, want)
		}
	}
}

func TestReviewersSeeThatSomethingWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(t, h.Registry.EnterMemberships(t.Context(), h.Cleo, h.Org))
	must(t, h.Registry.EnterMemberships(t.Context(), h.Ben, h.Org))
	p := h.offer(draft("organiser@1", approval.Text), nil)
	path := h.browser("ada@example.org").handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	cleo := h.browser("cleo@example.org")
	cleo.get("/en/privacy").has(t, http.StatusOK, "one waits for you")
	cleo.get("/en/reviews").has(t, http.StatusOK, strings.TrimPrefix(path, "/en/c/campania"))
	h.browser("ben@example.org").get("/en/reviews").has(t, http.StatusOK, "Nothing waits for you")
	cleo.post(path+"/opinions", url.Values{"advice": {"improve"}, "comment": {"More, please."}}).has(t, http.StatusSeeOther)
	cleo.get("/en/privacy").lacks(t, "one waits for you")
}

func TestAnActivityWithoutCoverHasOurLeaves(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", approval.Text), nil)
	h.visitor().get("/en/activities/"+string(p.Activity.ID)).has(t, http.StatusOK, `class="cover none"`)
	h.visitor().get("/covers/"+string(p.Activity.ID)+"/x-640.jpg").has(t, http.StatusNotFound)
}

func TestACoverIsNarrowedAndKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", approval.Text), photo(t, 2000, 1000))
	page := h.visitor().get("/en/activities/" + string(p.Activity.ID)).body
	path := regexp.MustCompile(`/covers/[^"]+-1600\.jpg`).FindString(page)
	a := h.visitor().get(path)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: got %d, %v", path, a.status, a.header)
	}
	if size := jpegWidth(t, a.body); size != 1600 {
		t.Errorf("got a width of %d, want 1600", size)
	}
	for _, wrong := range []string{strings.Replace(path, "-1600", "-9999", 1), "/covers/" + string(p.Activity.ID) + "/../../x", "/covers/none/x-640.jpg"} {
		if a := h.visitor().get(wrong); a.status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", wrong, a.status)
		}
	}
}

func TestTheQRCodeCanBePrinted(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", approval.Text), nil)
	for format, kind := range map[string]string{"png": "image/png", "svg": "image/svg+xml"} {
		a := h.visitor().get("/en/activities/" + string(p.Activity.ID) + "/qr." + format)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != kind || len(a.body) < 200 {
			t.Errorf("%s: got %d, %s, %d bytes", format, a.status, a.header.Get("Content-Type"), len(a.body))
		}
	}
	h.visitor().get("/en/activities/"+string(p.Activity.ID)+"/qr.gif").has(t, http.StatusNotFound)
}

func TestStyleAndScriptAreKeptForEver(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.visitor().get("/en/c/campania").body
	found := regexp.MustCompile(`"(/static/[a-z]+-[0-9a-f]{10}\.(?:css|js|svg))"`).FindAllStringSubmatch(page, -1)
	if len(found) != 3 {
		t.Fatalf("the page names %d static files, want style, script and icon", len(found))
	}
	for _, m := range found {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, m[1], nil)
		must(t, err)
		req.Header.Set("Accept-Encoding", "gzip")
		zipped := h.visitor().send(req)
		if zipped.header.Get("Content-Encoding") != "gzip" || !strings.Contains(zipped.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: got %v", m[1], zipped.header)
		}
		if plain := h.visitor().get(m[1]); plain.header.Get("Content-Encoding") != "" || len(plain.body) <= len(zipped.body) {
			t.Errorf("%s: plain has %d bytes, packed %d", m[1], len(plain.body), len(zipped.body))
		}
	}
	for _, path := range []string{"/static/laurel.css", "/static/laurel-0000000000.css", "/static/brand-nothex.css"} {
		if a := h.visitor().get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, a.status)
		}
	}
	if a := h.visitor().get("/static/brand-1d4e89.css"); a.status != http.StatusOK || !strings.Contains(a.body, "--brand:#1d4e89") {
		t.Errorf("a city's colours: got %d, %q", a.status, a.body)
	}
}
