package page_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/jobs"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/live"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/web"
	"example.org/laurel/web/door"
	"example.org/laurel/web/page"
	"example.org/laurel/web/signon"
	"example.org/laurel/web/signon/signontest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
	"example.org/laurel/workflow/outside"
)

// loadTexts reads the texts once for all tests.
var loadTexts = sync.OnceValues(locale.Load)

const (
	patience = 2 * time.Minute
	listen   = "localhost:8080"
	support  = "support@badges.example"
)

// house is a filled house with its door open.
type house struct {
	*enginetest.House
	t     *testing.T
	app   *fiber.App
	media *media.Store
	texts *locale.Texts
	heic  *media.HEIC
}

// letters is a mailbox with one letter in it.
type letters struct{}

func (letters) List() ([]page.Letter, error) {
	return []page.Letter{{ID: "first", To: "ada@example.org", Subject: "A <b>letter</b>", At: time.Unix(0, 0)}}, nil
}

func (letters) Read(id string) (page.Letter, error) {
	if id != "first" {
		return page.Letter{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	return page.Letter{ID: id, To: "ada@example.org", Subject: "A <b>letter</b>", Text: "Look: http://localhost:8080/en/sign-in/abc.\nBye"}, nil
}

// open opens the door; tenants may sign in through providers, besides those on
// the public internet.
func open(t *testing.T, providers ...*signontest.Provider) *house {
	t.Helper()
	return openOn(t, dbtest.SQLite(t), providers...)
}

// openOn opens the door of a house on a database.
func openOn(t *testing.T, d *db.DB, providers ...*signontest.Provider) *house {
	t.Helper()
	return openConverting(t, d, nil, providers...)
}

// openConverting is openOn where HEIC is converted.
func openConverting(t *testing.T, d *db.DB, heic *media.HEIC, providers ...*signontest.Provider) *house {
	t.Helper()
	near := map[string]string{}
	for _, p := range providers {
		near[strings.TrimPrefix(p.Issuer, "https://")] = p.Origin
	}
	asks, err := signon.New(outside.New(outside.Options{Map: near}))
	must(t, err)
	h := &house{House: enginetest.New(t, d), t: t, heic: heic}
	h.texts, err = loadTexts()
	must(t, err)
	h.media, err = media.Open(media.Config{Folder: t.TempDir()})
	must(t, err)
	wire, err := live.Open("")
	must(t, err)
	t.Cleanup(func() { must(t, errors.Join(h.media.Close(), wire.Close())) })
	h.app, err = web.New(web.Config{Registry: h.Registry, Engine: h.Engine, Media: h.media, Texts: h.texts, Live: wire, HEIC: heic,
		Front: door.Front{Site: "https://badges.example", Listen: listen}, Support: support, Mailbox: letters{}, SignOn: asks,
		Ready: h.DB.Ping, Logger: slog.New(slog.DiscardHandler)})
	must(t, err)
	return h
}

// work lets a worker run until the test ends.
func (h *house) work() {
	h.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	queue, err := jobs.OpenQueue("", quiet)
	must(h.t, err)
	worker := jobs.New(jobs.Config{DB: h.DB, Registry: h.Registry, Engine: h.Engine, Approvers: h.Approvers, Media: h.media, HEIC: h.heic, Texts: h.texts,
		Site: "https://badges.example", Links: "https://badges.example", Queue: queue, Logger: quiet,
		Post: func(context.Context, mail.Letter) error { return nil }})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- worker.Run(ctx) }()
	h.t.Cleanup(func() {
		cancel()
		must(h.t, errors.Join(<-ended, queue.Close()))
	})
}

// offer publishes a draft of one task and lists it in the city.
func (h *house) offer(d workflow.Draft, cover []byte) workflow.Publication {
	h.t.Helper()
	if cover != nil {
		name, err := h.media.Put(h.t.Context(), h.Org, "jpg", cover)
		must(h.t, err)
		up, err := h.Engine.FileUpload(h.As(h.Cleo), h.Org, engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: "image/jpeg", Size: int64(len(cover))})
		must(h.t, err)
		d.Cover = string(up)
	}
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, d)
	must(h.t, err)
	must(h.t, h.Engine.ListActivity(h.As(h.SignIn("mayor@example.org")), h.City, p.Activity.ID))
	return p
}

// draft is the activity of the demo, in brief.
func draft(approver string, asks ...approval.Kind) workflow.Draft {
	task := workflow.TaskDraft{Prompt: "What was new to you?", Steps: []workflow.Step{{Approver: approver}}}
	for _, kind := range asks {
		task.Asks = append(task.Asks, workflow.Ask{Kind: kind})
	}
	return workflow.Draft{Title: "What is an Open Badge?", Description: "About **badges**.", Language: "en", Kind: workflow.Online,
		Category: "technology-and-computers", Tags: []string{"information-and-communication-technologies", "assessment process"},
		Links:   []workflow.Link{{Kind: "video", Title: "A talk", URL: "https://video.example/talk"}},
		Minutes: 20, BadgeDescription: "For who has watched and thought.", Tasks: []workflow.TaskDraft{task}}
}

// browser is somebody's, or a visitor's where session is empty.
type browser struct {
	h       *house
	session string
}

// browser signs somebody in.
func (h *house) browser(email string) browser {
	h.t.Helper()
	secret, err := h.Registry.MakeSignIn(h.t.Context(), tenants.SignInRequested{Email: email, Language: "en"})
	must(h.t, err)
	session, _, _, err := h.Registry.FollowSignIn(h.t.Context(), secret, "test")
	must(h.t, err)
	return browser{h, session}
}

func (h *house) visitor() browser { return browser{h: h} }

// answer is what came back.
type answer struct {
	path     string
	status   int
	header   http.Header
	body     string
	location string
}

func (b browser) send(req *http.Request) answer {
	b.h.t.Helper()
	return b.sendTo(listen, req)
}

func (b browser) sendTo(host string, req *http.Request) answer {
	b.h.t.Helper()
	req.Host = host
	if b.session != "" {
		req.AddCookie(&http.Cookie{Name: string(door.SessionCookie), Value: b.session})
	}
	res, err := b.h.app.Test(req, -1)
	must(b.h.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(b.h.t, err)
	return answer{req.URL.Path, res.StatusCode, res.Header, string(body), res.Header.Get("Location")}
}

func (b browser) get(path string) answer {
	b.h.t.Helper()
	return b.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b browser) post(path string, form url.Values) answer {
	b.h.t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(req)
}

// handIn sends a form as a browser does that has no JavaScript.
func (b browser) handIn(task laurel.TaskID, fields map[string]string, photos ...[]byte) answer {
	b.h.t.Helper()
	return b.handInAt("/en/c/campania/tasks/"+string(task), fields, photos...)
}

func (b browser) handInAt(path string, fields map[string]string, photos ...[]byte) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		must(b.h.t, w.WriteField(name, value))
	}
	for _, p := range photos {
		part, err := w.CreateFormFile("photo", "photo.jpg")
		must(b.h.t, err)
		_, err = part.Write(p)
		must(b.h.t, err)
	}
	must(b.h.t, w.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(req)
}

// handInFiles sends a form with files, by the names of their fields; what begins
// with "keep:" names one that is there.
func (b browser) handInFiles(task laurel.TaskID, files map[string][]byte) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, content := range files {
		if strings.HasPrefix(name, "keep:") {
			must(b.h.t, w.WriteField("keep", string(content)))
			continue
		}
		part, err := w.CreateFormFile(name, "a "+name)
		must(b.h.t, err)
		_, err = part.Write(content)
		must(b.h.t, err)
	}
	must(b.h.t, w.Close())
	req := httptest.NewRequest(http.MethodPost, "/en/c/campania/tasks/"+string(task), &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(req)
}

var (
	keeps        = regexp.MustCompile(`name="keep" value="([^"]+)"`)
	evidencePath = regexp.MustCompile(`/en/c/campania/submissions/[^"?]+/evidence/[^"?]+`)
)

// eventually waits until something is so.
func (h *house) eventually(what string, is func() bool) {
	h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		if is() {
			return
		}
	}
	h.t.Fatalf("%s: not within %v", what, patience)
}

// until asks for a page again and again, until it has words.
func (b browser) until(path, words string) answer {
	b.h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var a answer
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		if a = b.get(path); strings.Contains(a.body, words) {
			return a
		}
	}
	b.h.t.Fatalf("%s: %q not within %v:\n%s", path, words, patience, a.body)
	return a
}

// has fails the test where words are not on the page.
func (a answer) has(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: got status %d, want %d\n%.2000s", a.path, a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("%s: lacks %q:\n%s", a.path, w, a.main())
		}
	}
	return a
}

// lacks fails the test where words are on the page.
func (a answer) lacks(t *testing.T, words ...string) answer {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("%s: has %q:\n%s", a.path, w, a.main())
		}
	}
	return a
}

var drawing = regexp.MustCompile(`(?s)<svg.*?</svg>`)

// main is the page without what all pages have.
func (a answer) main() string {
	_, rest, _ := strings.Cut(a.body, "<main")
	rest, _, _ = strings.Cut(rest, "</main>")
	return drawing.ReplaceAllString(rest, "")
}

func photo(t *testing.T, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: 120, A: 255})
		}
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}
