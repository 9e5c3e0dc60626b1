package page_test

import (
	"image/jpeg"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func jpegWidth(t *testing.T, body string) int {
	t.Helper()
	c, err := jpeg.DecodeConfig(strings.NewReader(body))
	must(t, err)
	return c.Width
}

func TestALearnerComesFromTheQRCodeToTheBadge(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	p := h.offer(draft("self@1", approval.Text), photo(t, 320, 180))
	task := "/en/c/campania/tasks/" + string(p.Tasks[0].ID)

	a := h.visitor().get(laurel.ClaimPath(p.Claim.ID))
	if want := "/en" + laurel.ClaimPath(p.Claim.ID); a.location != want {
		t.Fatalf("the code leads to %q, want %q", a.location, want)
	}
	a = h.visitor().get(a.location)
	if want := "/en/c/campania/sign-in?next=" + url.QueryEscape(task); a.location != want {
		t.Fatalf("a visitor is led to %q, want %q", a.location, want)
	}
	h.visitor().get(a.location).has(t, http.StatusOK, `name="email"`, `value="`+task+`"`)

	ada := h.browser("ada@example.org")
	if a = ada.get("/en" + laurel.ClaimPath(p.Claim.ID)); a.location != task {
		t.Fatalf("a learner is led to %q, want %q", a.location, task)
	}
	ada.get(task).has(t, http.StatusOK, `name="text"`, "What was new to you?", `enctype="multipart/form-data"`)
	a = ada.handIn(p.Tasks[0].ID, map[string]string{"text": "That anybody can verify them."}).has(t, http.StatusSeeOther)
	page := ada.until(a.location, "joy").has(t, http.StatusOK, "Congratulations", "/en/c/campania/portfolio", laurel.AchievementPath(p.Achievement.ID)+".png")
	page.lacks(t, "data-poll", `http-equiv="refresh"`)
	ada.get(task).has(t, http.StatusOK, "You have handed this in already.").lacks(t, "<textarea")
	ada.get("/en/c/campania/activities/"+string(p.Activity.ID)).has(t, http.StatusOK, "You have earned this badge")

	path := regexp.MustCompile(`/t/[a-z0-9]+/credentials/[a-z0-9]+`).FindString(page.body)
	ada.until("/en/portfolio", path).has(t, http.StatusOK, "What is an Open Badge?", "LANE", "Campania", path+".json", path+".png", path+".svg")
	h.visitor().get(path).has(t, http.StatusOK, "this badge is genuine", "Not named on this page", "LANE", path+".json", "It has not been revoked.").
		lacks(t, "ada@example.org", "This is not so")
	h.checkCertificate(path)
}

// checkCertificate asks for the badge on paper as its holder and as others.
func (h *house) checkCertificate(credential string) {
	h.t.Helper()
	award := regexp.MustCompile(`/t/([a-z0-9]+)/credentials/([a-z0-9]+)`).ReplaceAllString(credential, "$1-$2")
	paper := "/en/c/campania/portfolio/" + award + "/certificate.pdf"
	ada := h.browser("ada@example.org")
	ada.get("/en/c/campania/portfolio").has(h.t, http.StatusOK, paper, "Say how you are called")
	must(h.t, h.Registry.ChangePerson(h.As(h.Ada), tenants.Person{Name: "Ada of the Harbour"}))
	ada.get("/en/c/campania/portfolio").has(h.t, http.StatusOK, paper).lacks(h.t, "Say how you are called")
	a := ada.get(paper)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/pdf" || a.header.Get("Cache-Control") != "no-store" ||
		!strings.HasPrefix(a.body, "%PDF-") || !strings.Contains(a.body, "/URI (https://badges.example"+credential+")") {
		h.t.Errorf("%s: %d %v", paper, a.status, a.header)
	}
	h.browser("ben@example.org").get(paper).has(h.t, http.StatusNotFound)
	h.visitor().get(paper).has(h.t, http.StatusSeeOther)
	ada.get("/en/portfolio/none/certificate.pdf").has(h.t, http.StatusNotFound)
}

func TestASubmissionUnderWayIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", approval.Text), nil)
	ada := h.browser("ada@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	ada.get(path).has(t, http.StatusOK, `data-poll="`, `<noscript><meta http-equiv="refresh" content="3"></noscript>`, "We have what you handed in")
	part := ada.get(path + "?part=progress")
	if !strings.HasPrefix(part.body, `<div id="progress"`) || part.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the part is not only what changes, or is kept: %.80s", part.body)
	}
	h.Work()
	ada.get(path).has(t, http.StatusOK, "Your badge is being made", `data-poll="`)
}

func TestWhatIsMissingIsSaidAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("organiser@1", approval.Text, approval.Link, approval.Photo)
	d.Tasks[0].Asks[0].MinLength = 20
	p := h.offer(d, nil)
	ada := h.browser("ada@example.org")
	good := map[string]string{"text": "Long enough, this is for certain.", "link": "https://example.org/mine"}
	picture := photo(t, 40, 30)

	ada.handIn(p.Tasks[0].ID, map[string]string{"text": "<too short>", "link": good["link"]}, picture).
		has(t, http.StatusUnprocessableEntity, "&lt;too short&gt;</textarea>", `id="text-fault"`, `value="https://example.org/mine"`, `name="keep"`)
	ada.handIn(p.Tasks[0].ID, map[string]string{"text": good["text"], "link": "javascript:alert(1)"}, picture).
		has(t, http.StatusUnprocessableEntity, `id="link-fault"`, good["text"])
	ada.handIn(p.Tasks[0].ID, good).has(t, http.StatusUnprocessableEntity, `id="photo-fault"`, good["text"])
	ada.handIn(p.Tasks[0].ID, good, []byte("not a picture")).has(t, http.StatusUnprocessableEntity, `id="photo-fault"`, good["text"])
	h.visitor().handIn(p.Tasks[0].ID, good, picture).has(t, http.StatusSeeOther)

	a := ada.handIn(p.Tasks[0].ID, good, picture).has(t, http.StatusSeeOther)
	shown := ada.get(a.location).has(t, http.StatusOK, good["text"], `href="https://example.org/mine"`, "<img src=")
	file := regexp.MustCompile(`/en/c/campania/submissions/[^"]+/evidence/[^"]+`).FindString(shown.body)
	if got := ada.get(file); got.header.Get("Content-Type") != "image/jpeg" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: got %d, %v", file, got.status, got.header)
	}
	h.browser("dora@example.org").get(file).has(t, http.StatusNotFound)
	ada.handIn(p.Tasks[0].ID, good, picture).has(t, http.StatusConflict)
}

func TestASubmissionSentBackKeepsWhatWasHandedIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("organiser@1", approval.Text, approval.Photo), nil)
	ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "A beginning."}, photo(t, 40, 30)).location
	cleo.post(path+"/opinions", url.Values{"advice": {"improve"}, "comment": {""}}).has(t, http.StatusUnprocessableEntity, `id="opinion-fault"`)
	cleo.post(path+"/opinions", url.Values{"advice": {"improve"}, "comment": {"What came of it?"}}).has(t, http.StatusSeeOther)
	h.Work()
	back := ada.get(path).has(t, http.StatusOK, "What came of it?", "A beginning.</textarea>", `name="keep"`).lacks(t, "data-poll")
	kept := regexp.MustCompile(`name="keep" value="([^"]+)"`).FindStringSubmatch(back.body)[1]

	again := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "A beginning, and an end.", "keep": kept}).has(t, http.StatusSeeOther)
	if again.location != path {
		t.Errorf("the second attempt is at %q, want %q", again.location, path)
	}
	cleo.get(path).has(t, http.StatusOK, "A beginning, and an end.", "Attempt no. 2", "Attempt no. 1", `name="advice"`)
	cleo.post(path+"/opinions", url.Values{"advice": {"approve"}}).has(t, http.StatusSeeOther)
	h.Work()
	ada.get(path).has(t, http.StatusOK, "Your badge is being made", "Approved")
}

func TestSomebodyElsesPhotoCannotBeKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("organiser@1", approval.Photo), nil)
	page := h.browser("ada@example.org")
	shown := page.get(page.handIn(p.Tasks[0].ID, nil, photo(t, 40, 30)).location)
	upload := regexp.MustCompile(`/evidence/([^"]+)`).FindStringSubmatch(shown.body)[1]
	h.browser("dora@example.org").handIn(p.Tasks[0].ID, map[string]string{"keep": upload}).has(t, http.StatusUnprocessableEntity, `id="photo-fault"`)
}

func TestWhoSignsInComesToWhereTheyWere(t *testing.T) {
	t.Parallel()
	h := open(t)
	secret, err := h.Registry.MakeSignIn(t.Context(), tenants.SignInRequested{Email: "new@example.org", Language: "de", Next: "/de/c/campania/portfolio"})
	must(t, err)
	path := "/de/sign-in/" + secret
	for range 2 { // looking at it does not use it up
		h.visitor().get(path).has(t, http.StatusOK, "new@example.org")
	}
	a := h.visitor().post(path, nil)
	if a.status != http.StatusSeeOther || a.location != "/de/c/campania/portfolio" {
		t.Errorf("got %d to %q", a.status, a.location)
	}
	cookie := a.header.Get("Set-Cookie")
	for _, part := range []string{string(door.SessionCookie) + "=", "HttpOnly", "SameSite=Lax", "path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %q: %s", part, cookie)
		}
	}
	h.visitor().post(path, nil).has(t, http.StatusConflict)
	h.visitor().get(path).has(t, http.StatusConflict)

	session, _, _ := strings.Cut(strings.TrimPrefix(cookie, string(door.SessionCookie)+"="), ";")
	b := browser{h, session}
	b.get("/de/account").has(t, http.StatusOK, "new@example.org")
	b.post("/de/account", url.Values{"name": {"Nora"}}).has(t, http.StatusSeeOther)
	b.post("/de/account", url.Values{"name": {" "}}).has(t, http.StatusUnprocessableEntity, `id="name-fault"`)
	b.get("/de/account").has(t, http.StatusOK, `value="Nora"`)
	if a := b.post("/de/sign-out", nil); a.location != "/de/" || !strings.Contains(a.header.Get("Set-Cookie"), string(door.SessionCookie)+"=;") {
		t.Errorf("signing out: got %q, %q", a.location, a.header.Get("Set-Cookie"))
	}
	if a := b.get("/de/account"); a.status != http.StatusSeeOther {
		t.Errorf("after signing out: got %d, want the way to sign in", a.status)
	}
}

func TestAskingForALinkTellsNobodyWhoIsHere(t *testing.T) {
	t.Parallel()
	h := open(t)
	known := h.visitor().post("/en/sign-in", url.Values{"email": {"ada@example.org"}}).has(t, http.StatusOK)
	strange := h.visitor().post("/en/sign-in", url.Values{"email": {"zoe@example.org"}}).has(t, http.StatusOK)
	if got, want := strings.ReplaceAll(strange.body, "zoe@", "ada@"), known.body; got != want {
		t.Error("somebody who is known here gets another answer than a stranger")
	}
	h.visitor().post("/en/sign-in", url.Values{"email": {"no address"}}).has(t, http.StatusUnprocessableEntity, `value="no address"`, `id="email-fault"`)
}

func TestANextThatLeadsAwayIsNotFollowed(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/\t/evil.example"} {
		h.visitor().get("/en/sign-in?next="+url.QueryEscape(next)).has(t, http.StatusOK, `name="next" value="/"`)
		if a := h.browser("ada@example.org").get("/en/sign-in?next=" + url.QueryEscape(next)); a.location != "/en/portfolio" {
			t.Errorf("next %q leads to %q", next, a.location)
		}
	}
}

func TestAnActivityIsNotShownWhereItIsNotOffered(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.Publish([]workflow.Step{enginetest.Step("self@1")}).Activity.ID
	must(t, h.Engine.ListActivity(h.As(h.SignIn("mayor@example.org")), h.City, id))
	path := "/en/c/campania/activities/" + string(id)
	h.visitor().get(path).has(t, http.StatusOK)
	h.visitor().get(strings.Replace(path, "/c/campania", "", 1)).has(t, http.StatusOK)
	h.visitor().get(strings.Replace(path, "/c/campania", "/c/"+elsewhere(t, h), 1)).has(t, http.StatusNotFound)
}

// elsewhere founds a second city, in which nobody offers anything yet.
func elsewhere(t *testing.T, h *house) string {
	t.Helper()
	operator, err := h.Registry.AppointOperator(t.Context(), "operator@example.org")
	if err != nil {
		t.Fatal(err)
	}
	city := tenants.Tenant{Slug: "elsewhere", Name: "Elsewhere", Email: "e@example.org", Language: "en"}
	if _, err := h.Registry.FoundCity(h.As(operator), city, "", "head@elsewhere.example"); err != nil {
		t.Fatal(err)
	}
	return city.Slug
}
