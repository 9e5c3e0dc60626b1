package web_test

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

const (
	filmSize = 200 << 20
	pieces   = 16 << 20 // bytes; one request
)

// film is a short recording, and so many bytes of pictures that no track shows that
// it is as large as filmSize.
type film struct{ head []byte }

func newFilm(b *testing.B) film {
	b.Helper()
	head, err := os.ReadFile("../tenants/media/testdata/recordings/film.mp4")
	must(b, err)
	box := binary.BigEndian.AppendUint32(nil, uint32(filmSize-len(head)))
	return film{append(append(head, box...), "mdat"...)}
}

func (f film) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	if off < int64(len(f.head)) {
		copy(p, f.head[off:])
	}
	return len(p), nil
}

// BenchmarkUpload200MB sends a film in pieces through a real door, and tells by how
// much the heap grew at its highest. The limit is 32 MiB.
func BenchmarkUpload200MB(b *testing.B) {
	h := benched(b)
	ln, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	must(b, err)
	ended := make(chan error, 1)
	go func() { ended <- h.app.Listener(ln) }()
	b.Cleanup(func() { must(b, errors.Join(h.app.Shutdown(), <-ended)) })
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, workflow.Draft{Title: "Film it", Description: "Film.", Language: "en",
		Kind: workflow.Course, Tasks: []workflow.TaskDraft{{Prompt: "Film.", Asks: []workflow.Ask{{Kind: approval.Video}},
			Steps: []workflow.Step{enginetest.Step("organiser@1")}}}})
	must(b, err)
	secret, err := h.Registry.MakeSignIn(b.Context(), tenants.SignInRequested{Email: "ada@example.org", Language: "en"})
	must(b, err)
	session, _, _, err := h.Registry.FollowSignIn(b.Context(), secret, "test")
	must(b, err)
	f, at := newFilm(b), "http://"+ln.Addr().String()
	send := func(method, path string, body io.Reader, headers ...string) *http.Response {
		req, err := http.NewRequestWithContext(b.Context(), method, at+path, body)
		must(b, err)
		req.Host = listen
		req.AddCookie(&http.Cookie{Name: string(door.SessionCookie), Value: session})
		req.Header.Set("Tus-Resumable", "1.0.0")
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		res, err := http.DefaultClient.Do(req) //nolint:forbidigo // it asks our own door
		must(b, err)
		must(b, res.Body.Close())
		return res
	}
	told := "kind " + base64.StdEncoding.EncodeToString([]byte(approval.Video)) + ",filename " + base64.StdEncoding.EncodeToString([]byte("film.mp4"))
	b.SetBytes(filmSize)
	for b.Loop() {
		highest := watchHeap()
		made := send(http.MethodPost, "/en/tasks/"+string(p.Tasks[0].ID)+"/uploads", http.NoBody,
			"Upload-Length", strconv.Itoa(filmSize), "Upload-Metadata", told)
		if made.StatusCode != http.StatusCreated {
			b.Fatalf("announcing a film: %d", made.StatusCode)
		}
		for sent := int64(0); sent < filmSize; sent += pieces {
			length := min(pieces, filmSize-sent)
			res := send(http.MethodPatch, made.Header.Get("Location"), io.NewSectionReader(f, sent, length),
				"Upload-Offset", strconv.FormatInt(sent, 10), "Content-Type", "application/offset+octet-stream")
			if res.StatusCode != http.StatusNoContent {
				b.Fatalf("sending from %d: %d", sent, res.StatusCode)
			}
		}
		b.ReportMetric(highest(), "MiB-more")
	}
}

// watchHeap looks at the heap until it is asked how much it has grown at most, in MiB.
func watchHeap() func() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		return float64(most-before) / (1 << 20)
	}
}
