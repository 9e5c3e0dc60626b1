package page_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/jury"
	"example.org/laurel/tenants"
)

var (
	guestLink   = regexp.MustCompile(`<code class="secret">https?://[^/]+(/en/guest/[^<]+)</code>`)
	guestFile   = regexp.MustCompile(`/en/guest/[^"?]+/evidence/[^"?]+`)
	guestEnd    = regexp.MustCompile(`action="([^"]+/guests/[^"]+/withdraw)"`)
	personShape = regexp.MustCompile(`\b[0-9a-z]{26}\b`)
)

// juried is a submission of a text and a photo that waits for two organisers.
func (h *house) juried() (path string) {
	h.t.Helper()
	h.Approvers["jury@1"] = jury.Approver{}
	_, err := h.Registry.AddMember(h.As(h.SignIn("head@example.org")), h.Org, "eva@example.org", tenants.Organiser)
	must(h.t, err)
	must(h.t, h.Registry.ChangePerson(h.As(h.Ada), tenants.Person{Name: "Ada Lovelace", Language: "en"}))
	must(h.t, h.Registry.ChangePerson(h.As(h.Cleo), tenants.Person{Name: "Cleo Organiser", Language: "en"}))
	d := draft("jury@1", approval.Text, approval.Photo)
	d.Tasks[0].Steps[0].Settings = []byte(`{"approvals":2,"jurors":3}`)
	return h.browser("ada@example.org").handIn(h.offer(d, nil).Tasks[0].ID, map[string]string{"text": "What I made."}, photo(h.t, 64, 48)).location
}

// asks makes a link and returns where it leads.
func (b browser) asks(path, name string) string {
	b.h.t.Helper()
	a := b.post(path+"/guests", url.Values{"name": {name}, "email": {""}, "days": {"7"}})
	m := guestLink.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || m == nil {
		b.h.t.Fatalf("asking a guest: %d\n%s", a.status, a.main())
	}
	if a.header.Get("Cache-Control") != "no-store" {
		b.h.t.Errorf("the page with the link may be kept: %q", a.header.Get("Cache-Control"))
	}
	return m[1]
}

func TestSomebodyWithoutAnAccountGivesAnOpinionByALink(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	path := h.juried()
	platform := strings.Replace(path, "/c/campania", "", 1)
	cleo, ada, nobody := h.browser("cleo@example.org"), h.browser("ada@example.org"), h.visitor()
	link := cleo.asks(platform, "Prof. Maria Rossi")
	cleo.get(platform).has(t, http.StatusOK, "Prof. Maria Rossi", "Good until").lacks(t, link)

	page := nobody.get(link).has(t, http.StatusOK, "Hello Prof. Maria Rossi", "What I made.", "What was new to you?", `name="advice"`).
		lacks(t, "Ada", "Lovelace", "ada@example.org", "Cleo", string(h.Ada), "data-keep", "next="+url.QueryEscape("/en/guest"))
	for header, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"} {
		if got := page.header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	for _, id := range personShape.FindAllString(page.main(), -1) {
		if laurel.PersonID(id) == h.Ada || laurel.PersonID(id) == h.Cleo {
			t.Errorf("the page names an account: %s", id)
		}
	}
	file := guestFile.FindString(page.body)
	if a := nobody.get(file); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the photo: %d, %v", a.status, a.header)
	}
	upload := file[strings.LastIndex(file, "/"):]
	nobody.get(strings.Replace(file, "?", "", 1)[:strings.Index(file, ".")]+".x/evidence"+upload).has(t, http.StatusNotFound)
	if a := nobody.get(platform + "/evidence" + upload); a.status == http.StatusOK {
		t.Error("without the link the photo is shown")
	}

	nobody.post(link, url.Values{"advice": {"reject"}, "attempt": {"1"}}).has(t, http.StatusUnprocessableEntity, "Please write a comment")
	nobody.post(link, url.Values{"advice": {"reject"}, "comment": {"Too short."}, "attempt": {"1"}}).has(t, http.StatusSeeOther)
	nobody.get(link).has(t, http.StatusOK, "Until it is decided you can change it", "Too short.</textarea>", `value="reject" required checked`)
	ada.get(path).has(t, http.StatusOK).lacks(t, "Too short.", "Rossi")
	nobody.post(link, url.Values{"advice": {"approve"}, "comment": {"Very good."}, "attempt": {"1"}}).has(t, http.StatusSeeOther)
	cleo.get(platform).has(t, http.StatusOK, "Prof. Maria Rossi, invited by Cleo Organiser", "Very good.", "Has given an opinion").lacks(t, "Too short.")
	cleo.post(platform+"/opinions", url.Values{"advice": {"approve"}, "attempt": {"1"}}).has(t, http.StatusSeeOther)
	cleo.until(platform, "To the next one").has(t, http.StatusOK, `<div class="wrap narrow">`, "Has given an opinion.").lacks(t, "Thank you for looking")
	ada.until(path, "Very good.").has(t, http.StatusOK, "Somebody whom an organiser has asked").lacks(t, "Rossi", "Cleo")
	nobody.get(link).has(t, http.StatusConflict, "This link leads to nothing", "It has been decided meanwhile").lacks(t, "What I made.")
	nobody.post(link, url.Values{"advice": {"reject"}, "comment": {"x"}}).has(t, http.StatusConflict)
	nobody.get(file).has(t, http.StatusConflict)
}

func TestALinkIsForOneWhoIsNeitherLearnerNorWhoMadeIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := strings.Replace(h.juried(), "/c/campania", "", 1)
	cleo := h.browser("cleo@example.org")
	link := cleo.asks(path, "Maria")
	say := url.Values{"advice": {"approve"}, "attempt": {"1"}}
	for who, words := range map[string]string{"ada": "You cannot judge your own evidence", "cleo": "You have made this link for somebody else"} {
		b := h.browser(who + "@example.org")
		b.get(link).has(t, http.StatusForbidden, words).lacks(t, "What I made.")
		b.post(link, say).has(t, http.StatusForbidden, words)
	}
	secretless := link[:strings.LastIndex(link, ".")]
	for _, dead := range []string{secretless, secretless + ".", secretless + "." + laurel.NewSecret(), "/en/guest/x.y", "/en/guest/" + laurel.NewSecret()} {
		for _, a := range []answer{h.visitor().get(dead), h.visitor().post(dead, say)} {
			if a.status != http.StatusNotFound || strings.Contains(a.body, "What I made.") {
				t.Errorf("%s: %d, want it not found", dead, a.status)
			}
		}
	}
	for name, who := range map[string]browser{"a peer": h.browser("ben@example.org"), "a stranger": h.browser("dora@example.org")} {
		if a := who.post(path+"/guests", url.Values{"name": {"x"}}); a.status != http.StatusNotFound {
			t.Errorf("%s asks a guest: %d", name, a.status)
		}
	}
	h.browser("ada@example.org").get(path).has(t, http.StatusOK).lacks(t, "/guests")
	end := guestEnd.FindStringSubmatch(cleo.get(path).body)
	if end == nil {
		t.Fatal("the link cannot be withdrawn")
	}
	cleo.post(end[1], nil).has(t, http.StatusSeeOther)
	h.visitor().get(link).has(t, http.StatusConflict, "This link was withdrawn.")
}

func TestWhatIsWrongWithAnInvitationOfAGuestIsSaidBesideIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := strings.Replace(h.juried(), "/c/campania", "", 1)
	cleo := h.browser("cleo@example.org")
	for field, form := range map[string]url.Values{
		"guest-name":  {"name": {" "}, "days": {"7"}},
		"guest-days":  {"name": {"Maria"}, "days": {"31"}},
		"guest-email": {"name": {"Maria"}, "email": {"maria"}, "days": {"7"}},
	} {
		cleo.post(path+"/guests", form).has(t, http.StatusUnprocessableEntity, `id="`+field+`-fault"`).lacks(t, `class="secret"`)
	}
	for _, days := range []string{"0", "many", "-3", "99999999999999999999"} {
		cleo.post(path+"/guests", url.Values{"name": {"Maria"}, "days": {days}}).has(t, http.StatusUnprocessableEntity, "between 1 and 30 days")
	}
	a := cleo.post(path+"/guests", url.Values{"name": {"Maria"}, "email": {"maria@example.org"}, "days": {"3"}})
	if a.status != http.StatusSeeOther || strings.Contains(a.location, "guest/") {
		t.Errorf("by a letter: %d to %s", a.status, a.location)
	}
	cleo.get(a.location).has(t, http.StatusOK, "The letter with the link is on its way.", "maria@example.org")
	req := httptest.NewRequest(http.MethodGet, path, nil)
	if a := h.visitor().send(req); a.status == http.StatusOK {
		t.Error("a visitor sees the submission")
	}
}
