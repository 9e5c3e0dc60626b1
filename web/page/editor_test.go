package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// begin begins an activity and returns the address of its editor.
func (b browser) begin(title string) string {
	b.h.t.Helper()
	at := "/en/tenants/" + string(b.h.Org) + "/activities"
	a := b.post(at, url.Values{"title": {title}, "kind": {"course"}, "language": {"en"}})
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, at+"/"+string(b.h.Org)+"-") {
		b.h.t.Fatalf("beginning an activity: %d to %q\n%s", a.status, a.location, a.body)
	}
	return a.location
}

func (b browser) version(editor string) string {
	b.h.t.Helper()
	m := versionField.FindStringSubmatch(b.get(editor).body)
	if m == nil {
		b.h.t.Fatalf("%s has no version", editor)
	}
	return m[1]
}

// written is what an organiser types.
func (b browser) written(version string) url.Values {
	return url.Values{"version": {version}, "do": {"save"}, "title": {"Build a bird house"}, "description": {"From **old wood**.\r\nIn one afternoon."},
		"kind": {"course"}, "language": {"en"}, "category": {"crafts-and-making"}, "tags": {"Teamwork, wood,\nWOOD, wood"}, "minutes": {"180"},
		"mode": {"on-site"}, "address": {"Uupio g. 3, Vilnius"}, "latitude": {"54,6800"}, "longitude": {"25.2900"}, "timeZone": {"Europe/Vilnius"},
		"starts": {"2027-05-01T14:00"}, "ends": {"2027-05-01T17:30"}, "cities": {string(b.h.City)}, "reach": {"cities"},
		"link-kind": {"page", "page"}, "link-title": {"Plans", ""}, "link-url": {"https://birds.example/plans", ""},
		"prompt": {"Show it.", "Say who lives in it."}, "asks-0": {"photo"}, "asks-1": {"text"}, "least-1": {"20"},
		"approver-0": {"peer@1", "organiser@1", ""},
		"approver-1": {"self@1", ""}}
}

func TestAnOrganiserWritesPreviewsAndPublishesAnActivity(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	id := editor[strings.LastIndex(editor, "/")+1:]
	if a := cleo.post(editor, cleo.written(cleo.version(editor))); a.status != http.StatusSeeOther || a.location != editor+"?done=saved" {
		t.Fatalf("saving: %d to %q\n%s", a.status, a.location, a.body)
	}
	preview := cleo.get(editor + "/preview")
	for _, words := range []string{"<strong>old wood</strong>", "Uupio g. 3, Vilnius", "14:00–17:30 (EEST)", "Task no. 2", "Say who lives in it.",
		"other members → an organiser", "https://birds.example/plans", "Teamwork"} {
		if !strings.Contains(preview.body, words) {
			t.Errorf("the preview lacks %q", words)
		}
	}
	if a := h.visitor().get("/en/activities/" + id); a.status != http.StatusNotFound {
		t.Errorf("a visitor looks before it is published: %d, want 404", a.status)
	}
	again := cleo.get(editor).body
	for _, words := range []string{`value="54.68"`, `value="2027-05-01T14:00"`, `value="Teamwork, wood, WOOD"`, `value="https://birds.example/plans"`} {
		if !strings.Contains(again, words) {
			t.Errorf("the editor shows again without %s", words)
		}
	}
	form := cleo.written(cleo.version(editor))
	form.Set("do", "publish")
	if a := cleo.post(editor, form); a.status != http.StatusSeeOther || !strings.HasSuffix(a.location, "/activities?done=published") {
		t.Fatalf("publishing: %d to %q\n%s", a.status, a.location, a.body)
	}
	h.visitor().until("/en/c/campania", "Build a bird house")
	for _, who := range []browser{h.visitor(), h.browser("ada@example.org")} {
		if a := who.get(editor); a.status == http.StatusOK || strings.Contains(a.body, "old wood") {
			t.Errorf("somebody else opens the editor: %d", a.status)
		}
	}
}

func TestTheEditorKeepsWhatIsWrittenByItself(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	post := func(form url.Values) (answer, map[string]any) {
		req := httptest.NewRequest(http.MethodPost, editor, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		a := cleo.send(req)
		said := map[string]any{}
		must(t, json.Unmarshal([]byte(a.body), &said))
		return a, said
	}
	form := cleo.written("1")
	form.Set("title", "")
	if a, said := post(form); a.status != http.StatusOK || said["version"] != float64(2) {
		t.Errorf("an unfinished text is kept: %d %s", a.status, a.body)
	}
	if a, said := post(form); a.status != http.StatusConflict || said["problem"] == nil {
		t.Errorf("the same version a second time: %d %s, want a conflict", a.status, a.body)
	}
	if a := cleo.get(editor); !strings.Contains(a.body, "From **old wood**.\nIn one afternoon.") {
		t.Errorf("loaded again, the editor has lost the text")
	}
}

func TestOfTwoOrganisersTheSecondSeesBothTexts(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	version := cleo.version(editor)
	first, second := cleo.written(version), cleo.written(version)
	first.Set("description", "The first one's words.")
	second.Set("description", "The second one's words.")
	if a := cleo.post(editor, first); a.status != http.StatusSeeOther {
		t.Fatalf("the first: %d", a.status)
	}
	a := cleo.post(editor, second)
	if a.status != http.StatusConflict || !strings.Contains(a.body, "The first one&#39;s words.") || strings.Count(a.body, "The second one&#39;s words.") != 2 {
		t.Errorf("the second: %d; want both texts beside each other and the second's in the form\n%s", a.status, a.body)
	}
	second.Set("version", versionField.FindStringSubmatch(a.body)[1])
	if a := cleo.post(editor, second); a.status != http.StatusSeeOther {
		t.Errorf("saving again, knowing so: %d", a.status)
	}
}

func TestWhatTheEditorRefusesIsShownWithItsFieldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	tests := map[string]struct {
		change func(url.Values)
		shows  string
	}{
		"no title":              {func(f url.Values) { f.Set("title", " ") }, `id="title-fault"`},
		"no place":              {func(f url.Values) { f.Set("address", "") }, `id="address-fault"`},
		"no latitude":           {func(f url.Values) { f.Set("latitude", "north") }, `id="latitude-fault"`},
		"no date":               {func(f url.Values) { f.Set("starts", "tomorrow") }, `id="starts-fault"`},
		"ends before it starts": {func(f url.Values) { f.Set("ends", "2027-05-01T13:00") }, `id="ends-fault"`},
		"no such zone":          {func(f url.Values) { f.Set("timeZone", "Mars/Base") }, `id="timeZone-fault"`},
		"10,000 tags":           {func(f url.Values) { f.Set("tags", numberedWords(10_000)) }, `id="tags-fault"`},
		"a script for a link":   {func(f url.Values) { f["link-url"] = []string{"javascript:alert(1)"} }, `id="link-url-0-fault"`},
		"another's city":        {func(f url.Values) { f.Set("cities", string(h.Org)) }, `id="cities-fault"`},
		"no prompt":             {func(f url.Values) { f["prompt"] = []string{"", "x"} }, `id="prompt-0-fault"`},
		"nobody approves":       {func(f url.Values) { f["approver-0"] = []string{""} }, `id="task-fault-0"`},
		"an unknown approver":   {func(f url.Values) { f["approver-0"] = []string{"oracle@1"} }, `id="task-fault-0"`},
		"an unknown kind":       {func(f url.Values) { f.Set("kind", "dream") }, `id="kind-fault"`},
		"minutes in words":      {func(f url.Values) { f.Set("minutes", "many") }, `id="minutes-fault"`},
	}
	for name, tt := range tests {
		form := cleo.written(cleo.version(editor))
		form.Set("do", "publish")
		tt.change(form)
		a := cleo.post(editor, form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.shows) || !strings.Contains(a.body, "From **old wood**.") {
			t.Errorf("%s: %d, want 422 with %s and what was typed", name, a.status, tt.shows)
		}
	}
	if a := h.visitor().get("/en/activities/" + editor[strings.LastIndex(editor, "/")+1:]); a.status != http.StatusNotFound {
		t.Errorf("something was published: %d", a.status)
	}
}

// TestARefusedDraftIsReadOnce: what was read to refuse it was read again for the page.
func TestARefusedDraftIsReadOnce(t *testing.T) {
	t.Parallel()
	d, heard := dbtest.Listening(t, dbtest.SQLiteDSN(t))
	h := openOn(t, d)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	late := cleo.written(cleo.version(editor))
	cleo.post(editor, late).has(t, http.StatusSeeOther)
	long := cleo.written(cleo.version(editor))
	long.Set("tags", numberedWords(10_000))
	for what, sent := range map[string]struct {
		path   string
		form   url.Values
		status int
	}{
		"to a version that is not the last": {editor, late, http.StatusConflict},
		"with too many words":               {editor, long, http.StatusUnprocessableEntity},
		"thrown away, but not the last":     {editor + "/discard", url.Values{"version": {"1"}}, http.StatusConflict},
	} {
		heard()
		cleo.post(sent.path, sent.form).has(t, sent.status, "Build")
		reads := slices.DeleteFunc(heard(), func(q string) bool { return !strings.Contains(q, `"activity_drafts"`) })
		if len(reads) != 1 {
			t.Errorf("%s: the draft is read %d times, want once\n%s", what, len(reads), strings.Join(reads, "\n"))
		}
	}
}

func numberedWords(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = "w" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26))
	}
	return strings.Join(words, ",")
}

func TestMarkdownWithScriptsIsShownWithoutThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", "text")
	d.Description = "Hello <script>alert(1)</script> <img src=x onerror=alert(1)> [click](javascript:alert(1)) ![x](http://evil.example/x.png)"
	p := h.offer(d, nil)
	body := h.visitor().get("/en/activities/" + string(p.Activity.ID)).body
	for _, evil := range []string{"<script>alert", "<img src=x", `href="javascript:`, `src="http://evil.example`} {
		if strings.Contains(body, evil) {
			t.Errorf("the page has %q", evil)
		}
	}
}

func TestTasksAreAddedMovedAndRemovedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	do := func(what string, prompts ...string) string {
		form := cleo.written(cleo.version(editor))
		form["prompt"] = prompts
		form.Set("do", what)
		a := cleo.post(editor, form)
		if a.status != http.StatusSeeOther || a.location != editor+"?done=saved#tasks" {
			t.Errorf("%s: %d to %q", what, a.status, a.location)
		}
		var got []string
		for _, m := range promptArea.FindAllStringSubmatch(cleo.get(editor).body, -1) {
			got = append(got, m[1])
		}
		return strings.Join(got, "|")
	}
	for _, tt := range []struct{ what, want string }{
		{"task-add", "one|two|"}, {"task-up-1", "two|one"}, {"task-down-0", "two|one"}, {"task-remove-0", "two"}, {"task-up-9", "one|two"},
		{"task-remove-x", "one|two"},
	} {
		if got := do(tt.what, "one", "two"); got != tt.want {
			t.Errorf("%s: tasks %q, want %q", tt.what, got, tt.want)
		}
	}
}

var promptArea = regexp.MustCompile(`(?s)<textarea id="prompt-\d+"[^>]*>(.*?)</textarea>`)

func TestACoverIsTheDraftsAloneUntilItIsPublished(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	fields := map[string]string{}
	for name, values := range cleo.written(cleo.version(editor)) {
		fields[name] = values[0]
	}
	a := cleo.uploadAs("cover", editor, fields, transparent(t))
	if a.status != http.StatusSeeOther {
		t.Fatalf("with a cover: %d\n%s", a.status, a.body)
	}
	address := draftCoverAddress.FindString(cleo.get(editor).body)
	if a := cleo.get(address); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the organiser's cover %q: %d %s", address, a.status, a.header.Get("Content-Type"))
	}
	for _, who := range []browser{h.visitor(), h.browser("ada@example.org")} {
		if a := who.get(address); a.status == http.StatusOK {
			t.Errorf("somebody else sees a draft's cover")
		}
	}
	fields["version"] = cleo.version(editor)
	if a := cleo.uploadAs("cover", editor, fields, []byte("<svg onload=alert(1)>")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="cover-fault"`) {
		t.Errorf("what is no picture: %d, want 422 at the cover", a.status)
	}
	form := cleo.written(cleo.version(editor))
	form.Set("cover-remove", "yes")
	if a := cleo.post(editor, form); a.status != http.StatusSeeOther || strings.Contains(cleo.get(editor).body, "/cover/") {
		t.Errorf("taking the cover away: %d", a.status)
	}
}

var draftCoverAddress = regexp.MustCompile(`/en/tenants/[^"]+/cover/[0-9a-f]+\.jpg`)

func TestArchivingAndRestoringIsDoneOnTheList(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offer(draft("self@1", "text"), nil)
	cleo, list := h.browser("cleo@example.org"), "/en/tenants/"+string(h.Org)+"/activities"
	editor := list + "/" + string(p.Activity.ID)
	if a := cleo.post(editor+"/archive", nil); a.location != list+"?done=archived" {
		t.Errorf("archiving: %d to %q", a.status, a.location)
	}
	if a := cleo.post(editor+"/archive", nil); a.status != http.StatusConflict {
		t.Errorf("archiving twice: %d, want 409", a.status)
	}
	if a := h.visitor().get("/en/activities/" + string(p.Activity.ID)); a.status != http.StatusOK || !strings.Contains(a.body, "is archived") ||
		strings.Contains(a.body, "Get this badge") {
		t.Errorf("the page of an archived activity: %d", a.status)
	}
	if a := cleo.get(editor); strings.Contains(a.body, `id="editor"`) {
		t.Errorf("what is archived can be edited")
	}
	if a := cleo.post(editor+"/restore", nil); a.location != list+"?done=restored" {
		t.Errorf("restoring: %d to %q", a.status, a.location)
	}
	if a := cleo.post(editor+"/duplicate", nil); a.status != http.StatusSeeOther || strings.HasPrefix(a.location, editor) {
		t.Errorf("copying: %d to %q", a.status, a.location)
	}
	if list, err := h.Engine.OwnActivities(h.As(h.Cleo), h.Org, engine.OwnFilter{}); err != nil || list.Found != 2 {
		t.Errorf("the list has %d, %v; want the activity and its copy", list.Found, err)
	}
}

func TestTheListOfActivitiesIsSearchedAndPaged(t *testing.T) {
	t.Parallel()
	h := open(t)
	list, cleo := "/en/tenants/"+string(h.Org)+"/activities", h.browser("cleo@example.org")
	if a := cleo.get(list); strings.Contains(a.body, `name="stage"`) {
		t.Error("a list of none has a search")
	}
	for i := range engine.OwnAPage + 1 {
		_, err := h.Engine.BeginDraft(h.As(h.Cleo), h.Org, engine.Change{Draft: workflow.Draft{Title: fmt.Sprint("Sketch ", i)}})
		must(t, err)
	}
	cleo.get(list).has(t, http.StatusOK, "Sketch 50<", `rel="next" href="`+list+`?page=2"`)
	second := cleo.get(list + "?page=2")
	second.has(t, http.StatusOK, "Sketch 0<", `rel="prev" href="`+list+`?page=1"`)
	if strings.Contains(second.body, "Sketch 50<") {
		t.Error("the second page repeats the first")
	}
	found := cleo.get(list + "?words=sketch+50&stage=draft")
	found.has(t, http.StatusOK, "Sketch 50<", "1 found", `value="sketch 50"`)
	if strings.Contains(found.body, "Sketch 1<") {
		t.Error("the search finds what it should not")
	}
	cleo.get(list+"?words=nothing&stage=archived&page=-3").has(t, http.StatusOK, "0 found")
	cleo.get(list+"?stage=gone&page=x").has(t, http.StatusOK, "Sketch 50<")
}

func TestAHolderIsToldOfTheNextEditionAndCanCompare(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", "text")
	p := h.offer(d, nil)
	ada := h.browser("ada@example.org")
	if a := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "A lot."}); a.status != http.StatusSeeOther {
		t.Fatalf("handing in: %d", a.status)
	}
	h.Work()
	cleo := h.browser("cleo@example.org")
	editor := "/en/tenants/" + string(h.Org) + "/activities/" + string(p.Activity.ID)
	form := cleo.written(cleo.version(editor))
	form.Set("do", "publish")
	if a := cleo.post(editor, form); a.status != http.StatusSeeOther {
		t.Fatalf("publishing again: %d\n%s", a.status, a.body)
	}
	page := ada.get("/en/activities/" + string(p.Activity.ID)).body
	if !strings.Contains(page, "You hold an earlier edition") || !strings.Contains(page, p.Achievement.Name) {
		t.Errorf("the holder is not told")
	}
	if a := h.visitor().get("/t/" + string(h.Org) + "/achievements/" + strings.TrimPrefix(string(p.Achievement.ID), string(h.Org)+"-")); !strings.Contains(a.body, "from edition 1 to edition 2") ||
		!strings.Contains(a.body, "Build a bird house") {
		t.Errorf("the badge's page does not tell what changed: %d", a.status)
	}
}

func TestAVideoPlaysAfterAClickAndOnlyFromMakersOnTheList(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", "text")
	plain := h.visitor().get("/en/activities/" + string(h.offer(d, nil).Activity.ID))
	if policy := plain.header.Get("Content-Security-Policy"); strings.Contains(policy, "frame-src") || strings.Contains(plain.body, "data-player") {
		t.Errorf("another maker's video has a player, or frames are allowed: %s", policy)
	}
	d.Links = []workflow.Link{{Kind: "video", Title: "A talk", URL: "https://youtu.be/abcdefghi-_"}}
	with := h.visitor().get("/en/activities/" + string(h.offer(d, nil).Activity.ID))
	if policy := with.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "; frame-src https://www.youtube-nocookie.com https://player.vimeo.com") {
		t.Errorf("with a video the page may show frames of %q", policy)
	}
	if !strings.Contains(with.body, `data-player="https://www.youtube-nocookie.com/embed/abcdefghi-_"`) || strings.Contains(with.body, "<iframe") {
		t.Errorf("the video has no button, or is loaded at once")
	}
}
