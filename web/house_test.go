package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/jobs"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/live"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/web"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow/engine/enginetest"
)

const (
	patience = 2 * time.Minute
	public   = "https://badges.example"
	listen   = "localhost:8080"
)

// house is a filled house with its door open and a worker behind it.
type house struct {
	*enginetest.House
	t     testing.TB
	app   *fiber.App
	media *media.Store
	log   *journal

	letters  *letters
	counters *counters
	unready  error // what the readiness probe says
}

// visitor is who asks without a token.
const visitor = laurel.PersonID("")

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	files, err := media.Open(media.Config{Folder: t.TempDir()})
	must(t, err)
	wire, err := live.Open("")
	must(t, err)
	t.Cleanup(func() { must(t, errors.Join(files.Close(), wire.Close())) })
	h := &house{House: enginetest.New(t, d), t: t, media: files, log: &journal{}, letters: &letters{}, counters: &counters{}}
	h.counters.wire.Store(wire)
	h.app = h.door(h.counters)
	return h
}

// door opens a door to the house. Whoever comes from a proxy may say from where
// they came to it.
func (h *house) door(counts door.Counters, proxies ...string) *fiber.App {
	h.t.Helper()
	texts, err := loadTexts()
	must(h.t, err)
	app, err := web.New(web.Config{
		Registry: h.Registry, Engine: h.Engine, Media: h.media, Texts: texts, Live: counts,
		Logger:  slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Front:   door.Front{Site: public, Listen: listen},
		Ready:   func(ctx context.Context) error { return errors.Join(h.unready, h.DB.Ping(ctx)) },
		Proxies: proxies, ClientHeader: client,
	})
	must(h.t, err)
	return app
}

// countAnew puts counters behind the door that have counted nothing yet: for a
// test that asks more often than anybody may.
func (h *house) countAnew() {
	h.t.Helper()
	wire, err := live.Open("")
	must(h.t, err)
	h.t.Cleanup(func() { must(h.t, wire.Close()) })
	h.counters.wire.Store(wire)
}

// counters are those of a wire that may be changed for another.
type counters struct{ wire atomic.Pointer[live.Wire] }

func (c *counters) Allow(ctx context.Context, key string, limit int, window time.Duration) (bool, time.Duration, error) {
	return c.wire.Load().Allow(ctx, key, limit, window)
}

// loadTexts reads the texts once for all tests.
var loadTexts = sync.OnceValues(locale.Load)

// work lets a worker run until the test ends.
func (h *house) work() {
	h.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	queue, err := jobs.OpenQueue("", quiet)
	must(h.t, err)
	texts, err := loadTexts()
	must(h.t, err)
	worker := jobs.New(jobs.Config{DB: h.DB, Registry: h.Registry, Engine: h.Engine, Approvers: h.Approvers, Media: h.media, Texts: texts,
		Site: public, Links: public, Post: h.letters.add, Queue: queue, Logger: quiet})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- worker.Run(ctx) }()
	h.t.Cleanup(func() {
		cancel()
		must(h.t, errors.Join(<-ended, queue.Close()))
	})
}

// token makes an API token for somebody.
func (h *house) token(p laurel.PersonID) string {
	h.t.Helper()
	token, err := h.Registry.MakeToken(h.As(p), "a test")
	must(h.t, err)
	return token
}

// answer is what came back, read to its end.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// ask sends a request, with further headers in pairs.
func (h *house) ask(method, path, body string, headers ...string) answer {
	h.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Host = listen
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	res, err := h.app.Test(req, -1)
	must(h.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(h.t, err)
	return answer{h.t, method + " " + path, res.StatusCode, res.Header, b}
}

// as asks for somebody.
func (h *house) as(p laurel.PersonID, method, path, body string, headers ...string) answer {
	h.t.Helper()
	if p != visitor {
		headers = append(headers, "Authorization", "Bearer "+h.token(p))
	}
	return h.ask(method, path, body, headers...)
}

// is checks the status and returns what the JSON says.
func (a answer) is(status int) map[string]any {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: got %d, want %d\n%s", a.what, a.status, status, a.body)
	}
	var v map[string]any
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%s: %v\n%.300s", a.what, err, a.body)
	}
	return v
}

// at walks down a decoded JSON value: a string names a field, an int an item.
func at(t testing.TB, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			object, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("there is no %q in %v", key, v)
			}
			v = object[key]
		case int:
			items, ok := v.([]any)
			if !ok || key >= len(items) {
				t.Fatalf("there is no item %d in %v", key, v)
			}
			v = items[key]
		}
	}
	return v
}

func text(t testing.TB, v any, path ...any) string {
	t.Helper()
	s, ok := at(t, v, path...).(string)
	if !ok {
		t.Fatalf("%v is no text in %v", path, v)
	}
	return s
}

// until asks again and again until ok.
func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		if ok() {
			return
		}
	}
	h.t.Fatalf("%s: not within %v", what, patience)
}

// posted reports whether an event was filed since it was last asked. It is for
// a house without a worker.
func (h *house) posted() bool {
	select {
	case <-h.DB.Posted():
		return true
	default:
		return false
	}
}

func photo(t testing.TB) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: 120, A: 255})
		}
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.String()
}

// journal keeps what is logged.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// letters are those that went out.
type letters struct {
	mu   sync.Mutex
	list []string
}

func (l *letters) add(_ context.Context, m mail.Letter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, fmt.Sprintf("%+v", m))
	return nil
}

func (l *letters) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.list)
}

func (l *letters) since(mark int) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list[mark:])
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
