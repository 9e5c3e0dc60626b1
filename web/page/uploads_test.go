package page_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
)

// recording is a real one, made for the tests of package media.
func recording(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../tenants/media/testdata/recordings/" + name)
	must(t, err)
	return b
}

// tus sends a request of the protocol, with further headers in pairs.
func (b browser) tus(method, path string, body []byte, headers ...string) answer {
	b.h.t.Helper()
	req := httptest.NewRequest(method, path, bytes.NewReader(body))
	req.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return b.send(req)
}

func uploadsOf(task laurel.TaskID) string {
	return "/en/c/campania/tasks/" + string(task) + "/uploads"
}

func (b browser) announce(task laurel.TaskID, kind approval.Kind, size int, more ...string) answer {
	b.h.t.Helper()
	told := "kind " + base64.StdEncoding.EncodeToString([]byte(kind)) + ",filename " + base64.StdEncoding.EncodeToString([]byte("../holiday.mp4"))
	return b.tus(http.MethodPost, uploadsOf(task), nil, append(more, "Upload-Length", strconv.Itoa(size), "Upload-Metadata", told)...)
}

func (b browser) patch(path string, offset int, body []byte) answer {
	b.h.t.Helper()
	return b.tus(http.MethodPatch, path, body, "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
}

func (a answer) offset(t *testing.T, status, want int) answer {
	t.Helper()
	if got := a.header.Get("Upload-Offset"); a.status != status || got != strconv.Itoa(want) {
		t.Errorf("%s: got %d, offset %q; want %d, %d\n%.300s", a.path, a.status, got, status, want, a.body)
	}
	return a
}

func TestAVideoThatIsCutOffGoesOnAndIsPlayed(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, video := h.browser("ada@example.org"), recording(t, "film.mp4")
	task := h.offer(draft("organiser@1", approval.Video), nil).Tasks[0].ID
	made := ada.announce(task, approval.Video, len(video)).has(t, http.StatusCreated)
	if made.header.Get("Upload-Expires") == "" || made.header.Get("Tus-Resumable") != "1.0.0" {
		t.Errorf("headers %v, want the version and when it expires", made.header)
	}
	half := len(video) / 2
	ada.patch(made.location, 0, video[:half]).offset(t, http.StatusNoContent, half)
	ada.tus(http.MethodHead, made.location, nil).offset(t, http.StatusOK, half)
	ada.get(strings.TrimSuffix(uploadsOf(task), "/uploads")).has(t, http.StatusOK, "holiday.mp4", "choose this file again")
	ada.patch(made.location, 0, video).has(t, http.StatusConflict)
	ada.patch(made.location, half, video[half:]).offset(t, http.StatusNoContent, len(video))
	ada.tus(http.MethodHead, made.location, nil).offset(t, http.StatusOK, len(video))

	upload := made.location[strings.LastIndexByte(made.location, '/')+1:]
	ada.get(strings.TrimSuffix(uploadsOf(task), "/uploads")).has(t, http.StatusOK, "holiday.mp4", `value="`+upload+`"`)
	sent := ada.handIn(task, map[string]string{"keep": upload}).has(t, http.StatusSeeOther)
	shown := ada.get(sent.location).has(t, http.StatusOK, "<video controls")
	if !strings.Contains(shown.body, upload) {
		t.Errorf("the video is not on the page")
	}
	h.plays(ada, sent.location+"/evidence/"+upload, len(video))
	h.browser("dora@example.org").get(sent.location+"/evidence/"+upload).has(t, http.StatusNotFound)
	h.visitor().get(sent.location+"/evidence/"+upload).has(t, http.StatusSeeOther)
	ada.tus(http.MethodDelete, made.location, nil).has(t, http.StatusConflict, "handed in")
}

// plays tries parts of a file as players ask for them.
func (h *house) plays(b browser, path string, size int) {
	h.t.Helper()
	whole := b.get(path).has(h.t, http.StatusOK)
	tag := whole.header.Get("ETag")
	if len(whole.body) != size || whole.header.Get("Content-Type") != "video/mp4" || whole.header.Get("Cache-Control") != "no-store" ||
		whole.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(whole.header.Get("Content-Security-Policy"), "sandbox") {
		h.t.Errorf("%d bytes with %v, want %d", len(whole.body), whole.header, size)
	}
	for asked, want := range map[string]struct {
		status int
		told   string
	}{
		"bytes=0-":       {206, "bytes 0-" + strconv.Itoa(size-1) + "/" + strconv.Itoa(size)},
		"bytes=10-19":    {206, "bytes 10-19/" + strconv.Itoa(size)},
		"bytes=-5":       {206, "bytes " + strconv.Itoa(size-5) + "-" + strconv.Itoa(size-1) + "/" + strconv.Itoa(size)},
		"bytes=9999999-": {416, "bytes */" + strconv.Itoa(size)},
		"bytes=1-2,4-5":  {200, ""},
		"bytes=x":        {200, ""},
	} {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Range", asked)
		req.Header.Set("If-Range", tag)
		a := b.send(req)
		if a.status != want.status || a.header.Get("Content-Range") != want.told {
			h.t.Errorf("%s: got %d, %q; want %v", asked, a.status, a.header.Get("Content-Range"), want)
		}
		if asked == "bytes=10-19" && a.body != whole.body[10:20] {
			h.t.Errorf("%s: got other bytes", asked)
		}
	}
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set("Range", "bytes=1-2")
	req.Header.Set("If-Range", `"another"`)
	b.send(req).has(h.t, http.StatusOK)
}

func TestWhatBreaksTheProtocolIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, dora := h.browser("ada@example.org"), h.browser("dora@example.org")
	p := h.offer(draft("organiser@1", approval.Photo), nil)
	task, picture := p.Tasks[0].ID, photo(t, 40, 30)
	other := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
	path := ada.announce(task, approval.Photo, len(picture)).has(t, http.StatusCreated).location
	upload := path[strings.LastIndexByte(path, '/')+1:]
	for name, c := range map[string]struct {
		got  answer
		want int
	}{
		"another version":       {ada.tus(http.MethodHead, path, nil, "Tus-Resumable", "0.2.2"), 412},
		"no length":             {ada.tus(http.MethodPost, uploadsOf(task), nil), 400},
		"a length below zero":   {ada.announce(task, approval.Photo, -1), 400},
		"nothing":               {ada.announce(task, approval.Photo, 0), 422},
		"metadata that is none": {ada.tus(http.MethodPost, uploadsOf(task), nil, "Upload-Length", "5", "Upload-Metadata", "kind !"), 400},
		"larger than any":       {ada.announce(task, approval.Photo, 33<<20), 413},
		"a kind not asked for":  {ada.announce(task, approval.Video, 5), 422},
		"no kind at all":        {ada.announce(task, approval.Text, 5), 422},
		"a task that is not":    {ada.announce("x", approval.Photo, 5), 404},
		"a visitor":             {h.visitor().announce(task, approval.Photo, 5), 401},
		"from another site":     {ada.announce(task, approval.Photo, 5, "Sec-Fetch-Site", "cross-site"), 403},
		"somebody else asks":    {dora.tus(http.MethodHead, path, nil), 404},
		"somebody else sends":   {dora.patch(path, 0, picture), 404},
		"somebody else drops":   {dora.tus(http.MethodDelete, path, nil), 404},
		"under another task":    {ada.patch(uploadsOf(other)+"/"+upload, 0, picture), 404},
		"another place":         {ada.patch(path, 7, picture[7:]), 409},
		"no place":              {ada.tus(http.MethodPatch, path, picture, "Content-Type", "application/offset+octet-stream"), 400},
		"another content type":  {ada.tus(http.MethodPatch, path, picture, "Upload-Offset", "0", "Content-Type", "image/jpeg"), 415},
		"packed":                {ada.tus(http.MethodPatch, path, picture, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream", "Content-Encoding", "gzip"), 415},
		"longer than announced": {ada.patch(path, 0, append(bytes.Clone(picture), 'x')), 413},
		"a method that is not":  {ada.tus(http.MethodPost, path, nil), 405},
		"handed in half-way":    {ada.handIn(task, map[string]string{"keep": upload}), 422},
	} {
		if c.got.status != c.want {
			t.Errorf("%s: got %d, want %d\n%.300s", name, c.got.status, c.want, c.got.body)
		}
	}
	ada.tus(http.MethodHead, path, nil).offset(t, http.StatusOK, 0)
	if a := ada.tus(http.MethodOptions, uploadsOf(task), nil); a.status != 204 || a.header.Get("Tus-Version") != "1.0.0" || a.header.Get("Tus-Max-Size") == "" {
		t.Errorf("options: got %d %v", a.status, a.header)
	}
	ada.tus(http.MethodPost, path, picture, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream",
		"X-HTTP-Method-Override", http.MethodPatch).offset(t, http.StatusNoContent, len(picture))
	ada.tus(http.MethodDelete, path, nil).has(t, http.StatusNoContent)
	ada.tus(http.MethodHead, path, nil).has(t, http.StatusNotFound)
}

// listen opens a real door and returns what its addresses begin with.
func (h *house) listen() string {
	h.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(h.t.Context(), "tcp", "127.0.0.1:0")
	must(h.t, err)
	ended := make(chan error, 1)
	go func() { ended <- h.app.Listener(ln) }()
	h.t.Cleanup(func() { must(h.t, errors.Join(h.app.Shutdown(), <-ended)) })
	return "http://" + ln.Addr().String()
}

func TestLongerThanAnnouncedIsNoticedWithoutALength(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, picture := h.browser("ada@example.org"), photo(t, 40, 30)
	task := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
	path := ada.announce(task, approval.Photo, len(picture)).location
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, h.listen()+path, io.MultiReader(bytes.NewReader(picture), strings.NewReader("x")))
	must(t, err)
	req.Host = listen
	req.AddCookie(&http.Cookie{Name: string(door.SessionCookie), Value: ada.session})
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Upload-Offset", "0")
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	res, err := http.DefaultClient.Do(req) //nolint:forbidigo // it asks our own door
	must(t, err)
	defer res.Body.Close()
	if told := readAll(t, res.Body); res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(told, "More was sent") {
		t.Errorf("got %d, %q; want 413 and why", res.StatusCode, told)
	}
	ada.tus(http.MethodHead, path, nil).offset(t, http.StatusOK, 0)
}

func TestContentDecidesWhatAFileIs(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	one, both := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID, h.offer(draft("organiser@1", approval.Photo, approval.Video), nil).Tasks[0].ID
	send := func(task laurel.TaskID, kind approval.Kind, b []byte) (string, answer) {
		path := ada.announce(task, kind, len(b)).has(t, http.StatusCreated).location
		return path, ada.patch(path, 0, b)
	}
	video := recording(t, "film.mp4")
	path, a := send(one, approval.Photo, video)
	a.has(t, http.StatusUnprocessableEntity, "by its content")
	ada.tus(http.MethodHead, path, nil).has(t, http.StatusNotFound)
	_, a = send(both, approval.Photo, video)
	a.has(t, http.StatusNoContent)
	ada.get(strings.TrimSuffix(uploadsOf(both), "/uploads")).has(t, http.StatusOK, "holiday.mp4")
	_, a = send(one, approval.Photo, []byte("<!doctype html><script>alert(1)</script>"))
	a.has(t, http.StatusUnprocessableEntity, "web pages")
	_, a = send(one, approval.Photo, video[:len(video)/2])
	a.has(t, http.StatusUnprocessableEntity)
}

func TestWhatIsSentCountsFromItsAnnouncementOn(t *testing.T) {
	t.Parallel()
	h := open(t)
	operator := h.As(h.SignIn("operator@example.org"))
	must(t, h.Registry.LimitTenant(operator, h.Org, tenants.Quota{Name: tenants.StorageQuota, Most: 1 << 20}))
	ada := h.browser("ada@example.org")
	task := h.offer(draft("organiser@1", approval.Video), nil).Tasks[0].ID
	first := ada.announce(task, approval.Video, 1<<20).has(t, http.StatusCreated).location
	ada.announce(task, approval.Video, 1).has(t, http.StatusConflict)
	h.work()
	ada.tus(http.MethodDelete, first, nil).has(t, http.StatusNoContent)
	h.untilBegun(ada, task)
}

func TestAFileMayBeAsLargeAsItsTenantSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	operator := h.As(h.SignIn("operator@example.org"))
	must(t, h.Registry.LimitTenant(operator, h.Org, tenants.Quota{Name: tenants.VideoSize, Most: 1 << 20}))
	ada := h.browser("ada@example.org")
	task := h.offer(draft("organiser@1", approval.Video, approval.Audio), nil).Tasks[0].ID
	said := []string{"at most 1 MB", "this one has 3 MB"}
	ada.announce(task, approval.Video, 2<<20+1).has(t, http.StatusRequestEntityTooLarge, said...)
	ada.announce(task, approval.Audio, 2<<20+1).has(t, http.StatusCreated)
	ada.announce(task, approval.Video, 1<<20).has(t, http.StatusCreated)
	long := append(recording(t, "film.mp4"), make([]byte, 2<<20)...)
	ada.handInFiles(task, map[string][]byte{"video": long}).has(t, http.StatusRequestEntityTooLarge, append(said, `id="video-fault"`, "up to 1 MB")...)
	h.browser("operator@example.org").get("/en/tenants/0000000000/limits?of=lane").has(t, http.StatusOK, "One video", "1 MiB", "128 MiB")
}

// untilBegun waits until there is room again.
func (h *house) untilBegun(b browser, task laurel.TaskID) {
	h.t.Helper()
	h.eventually("there is room again", func() bool { return b.announce(task, approval.Video, 1).status == http.StatusCreated })
}

func TestAPlainFormTakesFilesOfEveryKind(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	d := draft("organiser@1", approval.Text, approval.Photo, approval.Video, approval.File)
	d.Tasks[0].Asks[0].Optional = true
	task := h.offer(d, nil).Tasks[0].ID
	refused := ada.handInFiles(task, map[string][]byte{"photo": photo(t, 40, 30), "video": recording(t, "film.mp4"), "file": []byte("<svg/>")})
	refused.has(t, http.StatusUnprocessableEntity, `id="file-fault"`, `name="keep"`)
	kept := keeps.FindAllStringSubmatch(refused.body, -1)
	if len(kept) != 2 {
		t.Fatalf("%d files are kept, want 2", len(kept))
	}
	fields := map[string][]byte{"file": []byte("What I learned.\n"), "keep:0": []byte(kept[0][1]), "keep:1": []byte(kept[1][1])}
	sent := ada.handInFiles(task, fields).has(t, http.StatusSeeOther)
	shown := ada.get(sent.location).has(t, http.StatusOK, "<video", "<img", "Save the file (TXT, 1 KB)")
	file := evidencePath.FindAllString(shown.body, -1)
	got := ada.get(file[len(file)-1])
	if !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || got.body != "What I learned.\n" {
		t.Errorf("got %v with %q, want it as an attachment", got.header, got.body)
	}
}

func TestWhatIsWrittenIsThereAgainUntilItIsHandedIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	task := h.offer(draft("organiser@1", approval.Text), nil).Tasks[0].ID
	path := "/en/c/campania/tasks/" + string(task)
	for _, words := range []string{"First", "First thoughts"} {
		ada.post(path+"/draft", map[string][]string{"text": {words}}).has(t, http.StatusNoContent)
	}
	ada.get(path).has(t, http.StatusOK, ">First thoughts</textarea>")
	h.browser("dora@example.org").get(path).has(t, http.StatusOK).lacks(t, "First thoughts")
	h.visitor().post(path+"/draft", map[string][]string{"text": {"x"}}).has(t, http.StatusUnauthorized)
	ada.post(path+"/draft", map[string][]string{"text": {strings.Repeat("x", workflow.MaxText+1)}}).has(t, http.StatusUnprocessableEntity)
	ada.handIn(task, map[string]string{"text": "Final thoughts"}).has(t, http.StatusSeeOther)
	u, err := h.Engine.Unsent(h.As(h.Ada), task)
	must(t, err)
	if u.Writing != (workflow.Writing{}) {
		t.Errorf("kept %+v, want nothing", u.Writing)
	}
	ada.post(path+"/draft", map[string][]string{"text": {"late"}}).has(t, http.StatusConflict)
}
