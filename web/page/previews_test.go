package page_test

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// longest is that of the sides of a picture.
func longest(t *testing.T, a answer) int {
	t.Helper()
	m, err := jpeg.DecodeConfig(bytes.NewReader([]byte(a.has(t, http.StatusOK).body)))
	must(t, err)
	return max(m.Width, m.Height)
}

// sentPhoto hands a photo in, which waits for the organiser; path is where it is.
func (h *house) sentPhoto(ada browser) (e workflow.Evidence, path string) {
	h.t.Helper()
	task := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
	sub := ada.handIn(task, nil, photo(h.t, 1500, 1000)).has(h.t, http.StatusSeeOther).location
	path = evidencePath.FindString(ada.get(sub).body)
	_, upload, _ := strings.Cut(path, "/evidence/")
	id := laurel.SubmissionID(sub[strings.LastIndexByte(sub, '/')+1:])
	e, err := h.Engine.EvidenceFile(h.As(h.Ada), id, laurel.UploadID(upload))
	must(h.t, err)
	return e, path
}

func TestAPhotoIsLookedAtBeforeItsPreviewsAreMade(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada := h.browser("ada@example.org")
	_, path := h.sentPhoto(ada)
	for size, want := range map[string]int{"small": 320, "large": 1024, "other": 1500} {
		if got := longest(t, ada.get(path+"?size="+size)); got != want {
			t.Errorf("%s: got %d pixels, want %d", size, got, want)
		}
	}
}

func TestLookingAtPhotosReadsNoOriginal(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
	e, path := h.sentPhoto(ada)
	h.eventually("there are previews", func() bool { return ada.get(path+"?size=small").header.Get("ETag") != "" })
	must(t, h.media.Remove(t.Context(), h.Org, media.Name(e.Media)))
	ada.get(path).has(t, http.StatusNotFound)
	cleo.get("/en/reviews").has(t, http.StatusOK, path[strings.LastIndexByte(path, '/'):]+"?size=small")
	page, _, _ := strings.Cut(path, "/evidence/")
	cleo.get(page).has(t, http.StatusOK, path+"?size=large")
	for size, want := range map[string]int{"small": 320, "large": 1024} {
		got := cleo.get(path + "?size=" + size)
		if n := longest(t, got); n != want {
			t.Errorf("%s: got %d pixels, want %d", size, n, want)
		}
		if got.header.Get("Cache-Control") != "private, no-cache" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: got %v, want safe headers and that it is this reader's", size, got.header)
		}
		again := func(b browser, status int) {
			req := httptest.NewRequest(http.MethodGet, path+"?size="+size, nil)
			req.Header.Set("If-None-Match", got.header.Get("ETag"))
			b.send(req).has(t, status)
		}
		again(cleo, http.StatusNotModified)
		again(h.browser("dora@example.org"), http.StatusNotFound)
		again(h.visitor(), http.StatusSeeOther)
	}
}
