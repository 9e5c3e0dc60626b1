package page_test

import (
	"encoding/xml"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// dated is an activity that begins some days from now, in the morning so that it
// ends on its day, with a text that has to be written with care.
func dated(title string, days int) workflow.Draft {
	d := draft("self@1", "text")
	d.Title, d.Description = title, "Was läuft; wer kommt, was \\n bleibt: "+strings.Repeat("Größe und Nähe, ", 20)+"\nEnde."
	starts := time.Now().UTC().AddDate(0, 0, days).Truncate(24 * time.Hour).Add(9 * time.Hour)
	d.Occasion = workflow.Occasion{Mode: workflow.OnSite, Address: "Via Toledo 1, Napoli; 2. Stock", Pin: tenants.Point{Latitude: 40.84, Longitude: 14.25},
		Starts: starts, Ends: starts.Add(90 * time.Minute), TimeZone: "Europe/Rome"}
	return d
}

func TestTheCatalogueIsSearchedByItsAddress(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.offer(draft("self@1", "text"), nil)
	h.offer(dated("Müll sammeln", 3), nil)
	at := func(q string) answer { return h.visitor().get("/en/c/campania/activities" + q) }
	at("").has(t, 200, "2 activities", "Müll sammeln", "What is an Open Badge?", "Via Toledo 1, Napoli; 2. Stock", "(CE")
	at("?q=MULL").has(t, 200, "One activity", "Müll sammeln", `value="MULL"`).lacks(t, "What is an Open Badge?")
	at("?q=mull&kind=online&category=&near=40.84%2C14.25&within=1&order=nearest").has(t, 200, "One activity", `<details open>`, "Nearest first")
	at("?q=mull&kind=course").has(t, 200, "Nothing fits", "Show all activities")
	at("?organisation="+string(h.Org)+"&tag=assessment+process").has(t, 200, "2 activities")
	h.offer(dated("Wald aufforsten", -3), nil)
	at("?q=wald").has(t, 200, "One activity", "<strong>over</strong>")
	at("?q=mull").lacks(t, "<strong>over</strong>")
	h.visitor().get("/de/activities?q=badge").has(t, 200, "Eine Aktivität", "Campania")
	h.visitor().get("/en/c/campania").has(t, 200, `action="/en/c/campania/activities"`)
	h.visitor().get("/en/").has(t, 200, `action="/en/activities"`)
}

var nextLink = regexp.MustCompile(`rel="(next|prev)" href="([^"]+)"`)

func TestThePagesOfTheCatalogueLeadToOneAnother(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i := range 26 {
		d := draft("self@1", "text")
		d.Title = "Lesson " + strconv.Itoa(i)
		h.offer(d, nil)
	}
	h.visitor().get("/en/c/campania").has(t, 200, "Show all 26 activities")
	first := h.visitor().get("/en/c/campania/activities?q=lesson&kind=online").has(t, 200, "26 activities", "Next page", ">Lesson 25<").lacks(t, "Previous page", ">Lesson 1<")
	next := html.UnescapeString(nextLink.FindStringSubmatch(first.body)[2])
	if !strings.Contains(next, "q=lesson") || !strings.Contains(next, "kind=online") {
		t.Errorf("the next page %s forgets what is looked for", next)
	}
	last := h.visitor().get(strings.TrimSuffix(next, "#results")).has(t, 200, "26 activities", ">Lesson 1<", ">Lesson 0<", "Previous page").lacks(t, "Next page", ">Lesson 2<")
	back := html.UnescapeString(nextLink.FindStringSubmatch(last.body)[2])
	h.visitor().get(strings.TrimSuffix(back, "#results")).has(t, 200, ">Lesson 25<", ">Lesson 2<", "Next page").lacks(t, "Previous page")
}

// mistakes are what cannot be meant, by the field that is to blame.
func mistakes() map[string]string {
	return map[string]string{
		"q": strings.Repeat("x", 10_000), "category": strings.Repeat("x", 81), "tag": "a\x00b", "kind": "party", "language": "English", "organisation": "x' OR 1=1",
		"mode": "dream", "from": "2026-13-01", "to": "0000-01-01", "minutes": "-1", "near": "91,0", "within": "5", "bbox": "1,2,3", "order": "random",
		"cursor": "bm9uc2Vuc2U",
	}
}

func TestWhatCannotBeMeantIsToldBesideItsField(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.offer(draft("self@1", "text"), nil)
	for field, value := range mistakes() {
		for _, form := range []string{"", ".rss", ".ics"} {
			path := "/en/c/campania/activities" + form + "?" + url.Values{field: {value}}.Encode()
			a := h.visitor().get(path).has(t, 422)
			hidden := field == "near" || field == "bbox" || field == "cursor" || field == "within"
			if form == "" && !hidden && !strings.Contains(a.body, `id="`+field+`-fault"`) {
				t.Errorf("%s: the fault does not stand beside its field\n%s", field, a.main())
			}
			if form == "" && hidden && !strings.Contains(a.body, `id="form-fault"`) {
				t.Errorf("%s: the fault is not told\n%s", field, a.main())
			}
		}
	}
	for _, q := range []string{`"`, `*`, `NEAR(`, `-badge`, `^badge`, `a:b`, `%`, `_`, `'`, "\x00", "\xff", "ﬃ", "ا", strings.Repeat("a ", 100)} {
		if a := h.visitor().get("/en/c/campania/activities?" + url.Values{"q": {q}}.Encode()); a.status != 200 {
			t.Errorf("q=%q: %d", q, a.status)
		}
	}
}

func TestAFeedHasWhatThePageHas(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.offer(draft("self@1", "text"), nil)
	d := dated("Müll & <Glas>", 3)
	h.offer(d, nil)
	page := h.visitor().get("/en/c/campania/activities?q=glas").has(t, 200, `rel="alternate" type="application/rss+xml"`, `rel="alternate" type="text/calendar"`)
	if !strings.Contains(page.body, `href="/en/c/campania/activities.rss?q=glas"`) {
		t.Errorf("the page does not lead to its feed\n%s", page.main())
	}
	a := h.visitor().get("/en/c/campania/activities.rss?q=glas")
	var feed struct {
		Channel struct {
			Title string `xml:"title"`
			Item  []struct {
				Title   string `xml:"title"`
				Link    string `xml:"link"`
				GUID    string `xml:"guid"`
				PubDate string `xml:"pubDate"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	must(t, xml.Unmarshal([]byte(a.body), &feed))
	items := feed.Channel.Item
	if a.status != 200 || len(items) != 1 || items[0].Title != d.Title || !strings.HasPrefix(items[0].Link, "http://localhost:8080/en/c/campania/activities/") ||
		!strings.Contains(feed.Channel.Title, "Campania") {
		t.Errorf("%d, %+v", a.status, feed)
	}
	if _, err := time.Parse(time.RFC1123Z, items[0].PubDate); err != nil {
		t.Error(err)
	}
	if got := a.header.Get("Content-Type") + " " + a.header.Get("Cache-Control"); got != "application/rss+xml; charset=utf-8 public, max-age=300" {
		t.Errorf("answered as %s", got)
	}
	h.visitor().get(strings.TrimPrefix(items[0].Link, "http://localhost:8080")).has(t, 200, "Müll &amp; &lt;Glas&gt;")
}

func TestACalendarHasWhatIsStillToCome(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.offer(draft("self@1", "text"), nil)
	h.offer(dated("Over", -3), nil)
	h.offer(dated("Later", 9), nil)
	d := dated("Sooner", 2)
	p := h.offer(d, nil)
	for path, want := range map[string][]string{"activities.ics": {"Sooner", "Later"}, "activities.ics?q=later": {"Later"}, "activities.ics?q=badge": nil,
		"activities/" + string(p.Activity.ID) + "/calendar.ics": {"Sooner"}} {
		a := h.visitor().get("/en/c/campania/" + path)
		if got := a.header.Get("Content-Type"); a.status != 200 || got != "text/calendar; charset=utf-8" {
			t.Errorf("%s: %d %s\n%s", path, a.status, got, a.body)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(a.body, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.Contains(line, "\n") {
				t.Errorf("%s: %q is no line of a calendar (RFC 5545, section 3.1)", path, line)
			}
		}
		if want == nil {
			continue
		}
		cal, err := goical.NewDecoder(strings.NewReader(a.body)).Decode()
		must(t, err)
		var got []string
		for _, e := range cal.Events() {
			title, err := e.Props.Text(goical.PropSummary)
			must(t, err)
			got = append(got, title)
			if title == "Sooner" {
				checkEvent(t, e, d)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	h.visitor().get("/en/c/campania/activities/"+string(p.Activity.ID)).has(t, 200, "/calendar.ics", "Via Toledo 1", "What else is around here")
}

func checkEvent(t *testing.T, e goical.Event, d workflow.Draft) {
	t.Helper()
	start, err := e.DateTimeStart(time.UTC)
	must(t, err)
	end, err := e.DateTimeEnd(time.UTC)
	must(t, err)
	place, err := e.Props.Text(goical.PropLocation)
	must(t, err)
	about, err := e.Props.Text(goical.PropDescription)
	must(t, err)
	if !start.Equal(d.Occasion.Starts) || !end.Equal(d.Occasion.Ends) || place != d.Occasion.Address {
		t.Errorf("from %s to %s at %q, want %+v", start, end, place, d.Occasion)
	}
	if !strings.HasPrefix(about, `Was läuft; wer kommt, was \n bleibt: Größe und Nähe, Größe`) {
		t.Errorf("the event says %q", about)
	}
	uid, err := e.Props.Text(goical.PropUID)
	if err != nil || !strings.HasSuffix(uid, "@badges.example") || e.Props.Get(goical.PropDateTimeStamp) == nil || e.Props.Get(goical.PropGeo) == nil {
		t.Errorf("UID %s, %v", uid, err)
	}
}

func TestAnActivityWithoutADateHasNoCalendar(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", "text"), nil)
	for _, path := range []string{"activities/" + string(p.Activity.ID), "activities/" + string(h.Org) + "-" + strings.Repeat("0", 26), "activities/x"} {
		h.visitor().get("/en/c/campania/"+path+"/calendar.ics").has(t, 404)
	}
	h.visitor().get("/en/c/campania/activities/"+string(p.Activity.ID)).has(t, 200).lacks(t, "calendar.ics")
}
