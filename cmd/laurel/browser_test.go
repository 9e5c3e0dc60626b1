package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

// browser is a headless Chromium of the test's own.
func browser(t *testing.T) *rod.Browser {
	t.Helper()
	bin := os.Getenv("LAUREL_TEST_CHROMIUM")
	if bin == "" {
		bin = "/usr/bin/chromium"
	}
	if _, err := os.Stat(bin); err != nil {
		t.Fatalf("%v: run \"make test\", which installs Chromium, or name one in LAUREL_TEST_CHROMIUM", err)
	}
	l := launcher.New().Bin(bin).Headless(true).NoSandbox(true).Leakless(false).UserDataDir(t.TempDir()).
		Set("disable-gpu").Set("disable-quic").Set("disable-background-networking").Set("disable-component-update").Set("disable-sync")
	address, err := l.Launch()
	if err != nil {
		t.Fatal(err)
	}
	b := rod.New().ControlURL(address)
	if err := b.Connect(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close(); l.Kill() })
	return b
}

// visitor is somebody at a browser, with cookies of their own.
type visitor struct {
	t    *testing.T
	page *rod.Page
	url  string
	look func(name string)
}

// screen is the size of what somebody looks at.
type screen struct {
	name          string
	width, height int
	phone         bool
}

func newVisitor(t *testing.T, b *rod.Browser, url string, s screen) *visitor {
	t.Helper()
	own := b.MustIncognito()
	page := own.MustPage("").Timeout(2 * patience)
	err := page.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: s.width, Height: s.height, DeviceScaleFactor: 1, Mobile: s.phone})
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, page: page, url: url}
	v.look = func(name string) {
		folder := os.Getenv("LAUREL_TEST_PICTURES")
		if folder == "" {
			return
		}
		file := filepath.Join(folder, s.name+"-"+name+".png")
		if err := os.WriteFile(file, page.MustScreenshotFullPage(), 0o600); err != nil {
			t.Error(err)
		}
	}
	return v
}

func (v *visitor) open(address string) {
	v.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = v.url + address
	}
	v.page.MustNavigate(address).MustWaitLoad()
	v.checkFits()
}

// checkFits: nothing is wider than the screen.
func (v *visitor) checkFits() {
	v.t.Helper()
	wide, err := v.page.Eval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`)
	if err != nil {
		return // without JavaScript nobody can be asked
	}
	if wide.Value.Int() > 0 {
		v.t.Errorf("%s is %d px wider than the screen", v.page.MustInfo().URL, wide.Value.Int())
	}
}

// press clicks a button or a link, by a selector and what stands on it, and
// waits for the page that follows.
func (v *visitor) press(selector, words string) {
	v.t.Helper()
	wait := v.page.MustWaitNavigation()
	v.page.MustElementR(selector, words).MustEval(`() => this.click()`)
	wait()
	v.page.MustWaitLoad()
}

func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	v.page.MustElement(selector).MustSelectAllText().MustInput(text)
}

func (v *visitor) path() string {
	return strings.TrimPrefix(v.page.MustInfo().URL, v.url)
}

// waitFor waits until the page shows something, without loading it anew.
func (v *visitor) waitFor(selector, words string) {
	v.t.Helper()
	if _, err := v.page.Timeout(patience).ElementR(selector, words); err != nil {
		v.t.Fatalf("%s %q does not come up: %v\n%s", selector, words, err, v.page.MustElement("main").MustText())
	}
}

// signIn asks for a link, finds the letter in the mailbox and follows it.
func (v *visitor) signIn(email string) {
	v.t.Helper()
	v.fill("#email", email)
	v.look("sign-in")
	v.press("main button", ".")
	v.look("sign-in-sent")
	eventually(v.t, "the letter is in the mailbox", func() (bool, string) {
		v.page.MustNavigate(v.url + "/mailbox").MustWaitLoad()
		text := v.page.MustElement("main").MustText()
		return strings.Contains(text, email), text
	})
	v.look("mailbox")
	v.press("main a", "[Ss]ign|[Aa]nmeld")
	v.look("letter")
	v.press("main a[href*='/sign-in/']", ".")
	v.look("sign-in-link")
	v.press("main button", ".")
}

// The walk of a newcomer: from the claim link behind the QR code to the badge.
func TestTheWalkInABrowser(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		p := startDev(t, t.TempDir())
		b := browser(t)
		for _, s := range []screen{{name: "phone", width: 390, height: 844, phone: true}, {name: "desktop", width: 1440, height: 900}} {
			walkInBrowser(t, p, b, s)
		}
		reviewInBrowser(t, p, b)
		skillsInBrowser(t, p, b)
	}
}

func walkInBrowser(t *testing.T, p *process, b *rod.Browser, s screen) {
	t.Helper()
	v := newVisitor(t, b, p.dev.URL, s)
	v.open("/en/")
	v.look("home")
	v.open("/de/c/campania")
	v.look("city-de")
	v.open("/en/c/campania/activities/" + string(p.activity(badgeName).ID))
	v.look("activity")
	v.open(p.activity(badgeName).Claim)
	v.look("claim")
	if v.page.MustHas("main a[href*='sign-in']") {
		v.press("main a[href*='sign-in']", ".")
	}
	v.signIn(s.name + "@learner.example")
	if !strings.Contains(v.path(), "/tasks/") {
		t.Fatalf("after signing in the learner is at %s, want the task", v.path())
	}
	v.look("task")
	v.fill("#text", "short")
	v.press("main form[method=post] button[type=submit]", ".")
	if !strings.Contains(v.page.MustElement("main").MustText(), "10") {
		t.Errorf("a text that is too short is not refused with the length asked for: %s", v.page.MustElement("main").MustText())
	}
	v.look("task-too-short")
	v.fill("#text", reflection)
	v.press("main form[method=post] button[type=submit]", ".")
	v.look("submitted")
	v.waitFor("main a[href*='/portfolio']", ".")
	v.look("issued")
	v.open("/en/portfolio")
	v.look("portfolio")
	if text := v.page.MustElement("main").MustText(); !strings.Contains(text, badgeName) {
		t.Errorf("the portfolio does not show the badge: %s", text)
	}
	v.press("main a[href*='/credentials/']", ".")
	v.look("credential")
	for _, form := range []string{"json", "png", "svg"} {
		link := v.page.MustElement("a[href$='." + form + "']").MustProperty("href").String()
		client{t: t, url: p.dev.URL}.ask(http.StatusOK, http.MethodGet, link, "")
	}
	v.open("/de/portfolio")
	v.look("portfolio-de")
	v.open("/en/account")
	v.look("account")
	v.open("/en/privacy")
	v.look("privacy")
	v.open("/en/activities/none")
	v.look("not-found")
}

func reviewInBrowser(t *testing.T, p *process, b *rod.Browser) {
	t.Helper()
	ada := p.as("learner")
	ada.t = t
	id := ada.submit(p.activity(workshopName).Tasks[0], plan)
	v := newVisitor(t, b, p.dev.URL, screen{name: "desktop", width: 1440, height: 900})
	v.open("/en/sign-in?next=/en/reviews")
	v.signIn("tomas@lane.example")
	v.look("reviews")
	v.press("main a[href*='/submissions/"+id+"']", ".")
	v.look("review")
	v.page.MustElement("input[name=advice][value=improve]").MustEval(`() => this.click()`)
	v.page.MustElement("textarea[name=comment]").MustInput("Who looks after the clock?")
	v.press("main form[method=post] button[type=submit]", ".")
	v.look("reviewed")
	s := ada.until(id, "returned")
	if reason, _ := s["reason"].(string); !strings.Contains(reason, "clock") {
		t.Errorf("returned with %q", reason)
	}
	w := newVisitor(t, b, p.dev.URL, screen{name: "phone", width: 390, height: 844, phone: true})
	w.open("/en/sign-in?next=/en/submissions/" + id)
	w.signIn("ada@campania.example")
	w.look("returned")
	if text := w.page.MustElement("main").MustText(); !strings.Contains(text, "Who looks after the clock?") {
		t.Errorf("the learner does not see the comment: %s", text)
	}
	w.fill("#text", plan+" One of each pair keeps the time.")
	w.press("main form[method=post] button[type=submit]", ".")
	eventually(t, "the next attempt is open", func() (bool, string) {
		s := ada.get("/api/v1/submissions/" + id)
		return s["state"] == "open" && s["attempt"] == float64(2), s["state"].(string)
	})
}

// skillsInBrowser lets an organiser choose skills while the script saves.
func skillsInBrowser(t *testing.T, p *process, b *rod.Browser) {
	t.Helper()
	id := string(p.activity(workshopName).ID)
	org, _, _ := strings.Cut(id, "-")
	editor := "/de/tenants/" + org + "/activities/" + id
	v := newVisitor(t, b, p.dev.URL, screen{name: "phone", width: 390, height: 844, phone: true})
	v.open("/de/sign-in?next=" + editor)
	v.signIn("tomas@lane.example")
	chosen := func() int { return len(v.page.MustElements("#skills-chosen li")) }
	before := chosen()
	v.fill("#skill-q", "team")
	v.waitFor("#skills-found .tick", "Im Team arbeiten")
	v.look("skills")
	v.checkFits()
	v.page.MustElementR("#skills-found .tick", "Im Team arbeiten").MustElement("input").MustEval(`() => this.click()`)
	v.waitFor("#skills-chosen li", "Im Team arbeiten")
	v.waitFor("#kept", "Gespeichert")
	v.open(editor)
	v.waitFor("#skills-chosen li", "Im Team arbeiten")
	if chosen() != before+1 {
		t.Errorf("%d skills are kept, want %d", chosen(), before+1)
	}
	v.page.MustElementR("#skills-chosen li", "Im Team arbeiten").MustElement("button").MustEval(`() => this.click()`)
	v.waitFor("#kept", "Gespeichert")
	v.open(editor)
	if chosen() != before {
		t.Errorf("%d skills are left, want %d", chosen(), before)
	}
}
