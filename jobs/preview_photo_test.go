package jobs

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// send keeps a photo of 1500 × 1000 pixels that waits for being handed in.
func (s *sweeping) send(t *testing.T) (laurel.UploadID, media.Name, int64) {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1500, 1000)), nil))
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "A", Description: "B", Language: "en", Kind: workflow.Online,
		Tasks: []workflow.TaskDraft{{Prompt: "C", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{enginetest.Step("peer@1")}}}})
	must(t, err)
	name := s.put(t, "jpg", b.String())
	id, err := s.Engine.FileUpload(s.As(s.Ada), s.Org,
		engine.Upload{Kind: approval.Photo, Task: p.Tasks[0].ID, Media: string(name), MediaType: "image/jpeg", Size: int64(b.Len())})
	must(t, err)
	return id, name, int64(b.Len())
}

func (s *sweeping) due() db.Due {
	return db.Due{Delivery: db.Delivery{Owned: db.Owned{TenantID: s.Org}}}
}

// makePreviews does it twice.
func (s *sweeping) makePreviews(t *testing.T, id laurel.UploadID) {
	t.Helper()
	for range 2 {
		must(t, s.w.previewPhoto(s.System(), s.due(), workflow.PhotoTaken{Upload: id}))
	}
}

func (s *sweeping) used(t *testing.T) (n int64) {
	t.Helper()
	must(t, s.DB.Read(t.Context(), s.Org, func(tx db.Tx) (err error) { n, err = tx.Used(t.Context(), "storage"); return err }))
	return n
}

// previews hands a photo in, to be told of its previews.
func (s *sweeping) previews(t *testing.T, task laurel.TaskID, id laurel.UploadID) workflow.Previews {
	t.Helper()
	sub, err := s.Engine.SubmitEvidence(s.As(s.Ada), task, []workflow.Evidence{{Kind: approval.Photo, Upload: id}})
	must(t, err)
	ev, err := s.Engine.EvidenceFile(s.As(s.Ada), sub.ID, id)
	must(t, err)
	return ev.Previews
}

func TestAPhotoHasTwoPreviewsThatCountAsUsed(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	id, _, size := s.send(t)
	a, err := s.Engine.Arrival(s.As(s.Ada), id)
	must(t, err)
	s.makePreviews(t, id)
	p := s.previews(t, a.Task, id)
	for name, want := range map[string]image.Point{p.Small: {320, 213}, p.Large: {1024, 682}} {
		b, err := s.w.Media.ReadAll(t.Context(), s.Org, media.Name(name), 1<<20)
		must(t, err)
		m, err := jpeg.Decode(bytes.NewReader(b))
		must(t, err)
		if got := m.Bounds().Size(); got != want || bytes.Contains(b, []byte(id)) {
			t.Errorf("a preview of %v, want %v, which does not say whose it is", got, want)
		}
		size += int64(len(b))
	}
	if got := s.used(t); got != size {
		t.Errorf("%d bytes count as used, want %d", got, size)
	}
}

func TestPreviewsGoWithTheirPhotoAndNotWithTheSameOne(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	first, photo, _ := s.send(t)
	second, same, _ := s.send(t)
	if photo != same {
		t.Fatalf("the same photo is %s and %s", photo, same)
	}
	a, err := s.Engine.Arrival(s.As(s.Ada), second)
	must(t, err)
	s.makePreviews(t, first)
	s.makePreviews(t, second)
	used := s.used(t)
	must(t, s.Engine.DropUpload(s.As(s.Ada), first))
	s.sweep(t, first)
	if got := s.used(t); got != used/2 {
		t.Errorf("%d bytes count as used, want %d", got, used/2)
	}
	p := s.previews(t, a.Task, second)
	s.isKept(t, photo, true)
	s.isKept(t, media.Name(p.Small), true)
	s.isKept(t, media.Name(p.Large), true)
	s.makePreviews(t, first) // of what is gone
	if got := s.used(t); got != used/2 {
		t.Errorf("%d bytes count as used, want %d", got, used/2)
	}
}

func TestPreviewsThatAreCutOffAreMadeAgainAndNotLeftBehind(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	id, _, _ := s.send(t)
	kept, err := s.w.Media.Put(t.Context(), s.Org, "jpg", []byte("a preview"))
	must(t, err)
	noted := workflow.Previews{Small: string(kept), Large: string(media.NameOf([]byte("another"), "jpg"))}
	must(t, s.Engine.NotePreviews(s.System(), id, noted, 16)) // and here the process ends
	must(t, s.Engine.DropUpload(s.As(s.Ada), id))
	if err := s.w.sweepUpload(s.System(), s.due(), workflow.UploadDue{Upload: id}); laurel.KindOf(err) != laurel.Unready {
		t.Errorf("sweeping meanwhile: %v, want unready", err)
	}
	s.makePreviews(t, id)
	s.sweep(t, id)
	s.isKept(t, kept, false)
	if got := s.used(t); got != 0 {
		t.Errorf("%d bytes count as used, want none", got)
	}
}

func TestOnlyBackgroundWorkMakesPreviews(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	id, _, _ := s.send(t)
	if _, err := s.Engine.Unpreviewed(s.As(s.Ada), id); laurel.KindOf(err) != laurel.Forbidden {
		t.Errorf("got %v, want forbidden", err)
	}
	err := s.Engine.NotePreviews(s.As(s.Ada), id, workflow.Previews{Small: "a"}, 1)
	if laurel.KindOf(err) != laurel.Forbidden {
		t.Errorf("got %v, want forbidden", err)
	}
	if err := s.Engine.KeepPreviews(s.As(s.Ada), id); laurel.KindOf(err) != laurel.Forbidden {
		t.Errorf("got %v, want forbidden", err)
	}
}

// TestPhotosOfEarlierTimesGetTheirPreviewsWhenAWorkerStarts has a photo whose event led
// nowhere, as there was no such task.
func TestPhotosOfEarlierTimesGetTheirPreviewsWhenAWorkerStarts(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	id, _, _ := s.send(t)
	before := len(s.Events("photo.taken"))
	starts := func() (asked int) {
		s.w.previewEarlier(s.System())
		after := len(s.Events("photo.taken"))
		asked, before = after-before, after
		return asked
	}
	if n := starts(); n != 0 {
		t.Errorf("%d photos of today are taken for earlier ones", n)
	}
	s.late = 48 * time.Hour
	if n := starts(); n != 1 {
		t.Fatalf("%d photos are to have previews, want the one", n)
	}
	s.makePreviews(t, id)
	if n := starts(); n != 0 {
		t.Errorf("%d photos are to have previews, and all have", n)
	}
}
