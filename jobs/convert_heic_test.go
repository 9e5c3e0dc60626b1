package jobs

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// converting has a task that asks for photos, and a worker that turns HEIC by a program.
type converting struct{ *sweeping }

func newConverting(t *testing.T, d *db.DB, program string) converting {
	t.Helper()
	s := converting{&sweeping{office: newOffice(t, d, smallQueue(t))}}
	s.config.HEIC = media.NewHEIC(program)
	s.w = New(s.config)
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "A", Description: "B", Language: "en", Kind: workflow.Online,
		Tasks: []workflow.TaskDraft{{Prompt: "C", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{enginetest.Step("peer@1")}}}})
	must(t, err)
	s.task = p.Tasks[0].ID
	return s
}

// standIn is a program that does as heif-convert does, or fails to.
func standIn(t *testing.T, name string) string {
	t.Helper()
	file, err := filepath.Abs("../tenants/media/testdata/heic/" + name)
	must(t, err)
	return file
}

func quarters(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../tenants/media/testdata/heic/quarters.heic")
	must(t, err)
	return b
}

// sendHEIC sends a photo in two parts, which waits for being converted.
func (s converting) sendHEIC(t *testing.T, b []byte) (id laurel.UploadID, parts []media.Name) {
	t.Helper()
	ada := s.As(s.Ada)
	a, err := s.Engine.BeginUpload(ada, s.task, workflow.Announced{Kind: approval.Photo, Name: "IMG_1.HEIC", Size: int64(len(b))})
	must(t, err)
	half := int64(len(b) / 2)
	for _, part := range [][2]int64{{0, half}, {half, int64(len(b))}} {
		name, size, err := s.w.Media.PutPart(t.Context(), a.ID, part[0], bytes.NewReader(b[part[0]:part[1]]), int64(len(b)))
		must(t, err)
		p := workflow.Part{Start: part[0], Size: size, Media: string(name)}
		if part[0] == 0 {
			_, err = s.Engine.ReceivePart(ada, a.ID, p)
		} else {
			a, err = s.Engine.FinishUpload(ada, a.ID, p, engine.Upload{Kind: approval.Photo, Size: int64(len(b)), Converting: true})
		}
		must(t, err)
		parts = append(parts, name)
	}
	if !a.Converting || a.Filed {
		t.Fatalf("got %+v, want that it is being converted", a)
	}
	return a.ID, parts
}

func (s converting) convert(t *testing.T, id laurel.UploadID) {
	t.Helper()
	must(t, s.w.convertHEIC(s.System(), s.due(), workflow.PhotoSent{Upload: id}))
}

func (s converting) handIn(id laurel.UploadID) (workflow.Submission, error) {
	return s.Engine.SubmitEvidence(s.As(s.Ada), s.task, []workflow.Evidence{{Kind: approval.Photo, Upload: id}})
}

func (s converting) partsGone(t *testing.T, parts []media.Name) {
	t.Helper()
	for _, p := range parts {
		s.isKept(t, p, false)
	}
}

func TestAHEICIsConvertedInTheBackground(t *testing.T) {
	t.Parallel()
	program := standIn(t, "copies")
	if !testing.Short() {
		program = "heif-convert" // which .ci/install installs
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newConverting(t, d, program)
		id, parts := s.sendHEIC(t, quarters(t))
		s.sweep(t, id) // which takes nothing that is still needed
		if _, err := s.handIn(id); laurel.KindOf(err) != laurel.Conflict || !strings.Contains(err.Error(), "evidence.converting") {
			t.Errorf("handing it in meanwhile: %v, want evidence.converting", err)
		}
		s.convert(t, id)
		s.convert(t, id) // again, which changes nothing
		s.sweep(t, id)
		s.partsGone(t, parts)
		s.makePreviews(t, id)
		sub, err := s.handIn(id)
		must(t, err)
		ev, err := s.Engine.EvidenceFile(s.As(s.Ada), sub.ID, id)
		must(t, err)
		b, err := s.w.Media.ReadAll(t.Context(), s.Org, media.Name(ev.Media), 1<<20)
		must(t, err)
		m, err := jpeg.Decode(bytes.NewReader(b))
		must(t, err)
		if got := m.Bounds().Size(); got != image.Pt(64, 48) || bytes.Contains(b, []byte("Exif")) || ev.MediaType != "image/jpeg" || ev.Previews.Small == "" {
			t.Errorf("%v, %+v: want a JPEG that stands upright, without metadata, with previews", got, ev)
		}
	})
}

func TestAHEICThatCannotBeConvertedSaysSo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newConverting(t, d, standIn(t, "fails"))
		id, parts := s.sendHEIC(t, quarters(t))
		s.convert(t, id)
		s.convert(t, id)
		s.sweep(t, id)
		s.partsGone(t, parts)
		a, err := s.Engine.Arrival(s.As(s.Ada), id)
		must(t, err)
		if a.Failed != "photo.unconverted" || a.Converting || a.Filed {
			t.Errorf("got %+v, want photo.unconverted", a)
		}
		if _, err := s.handIn(id); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("handing it in: %v, want that it is refused", err)
		}
		must(t, s.Engine.DropUpload(s.As(s.Ada), id))
		s.sweep(t, id)
		if got := s.used(t); got != 0 {
			t.Errorf("%d bytes count as used, want none", got)
		}
	})
}

func TestAHEICIsRefusedWhereConvertingWasSwitchedOffMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newConverting(t, d, "off")
		id, parts := s.sendHEIC(t, quarters(t))
		s.convert(t, id)
		s.sweep(t, id)
		s.partsGone(t, parts)
		if a, err := s.Engine.Arrival(s.As(s.Ada), id); err != nil || a.Failed != "photo.heic" {
			t.Errorf("got %+v, %v, want photo.heic", a, err)
		}
	})
}

// TestAProgramThatIsNotThereIsTriedAgainAndNotForEver is about faults that are none of
// the picture's.
func TestAProgramThatIsNotThereIsTriedAgainAndNotForEver(t *testing.T) {
	t.Parallel()
	s := newConverting(t, dbtest.SQLite(t), standIn(t, "is-not-there"))
	id, _ := s.sendHEIC(t, quarters(t))
	due := s.due()
	if err := s.w.convertHEIC(s.System(), due, workflow.PhotoSent{Upload: id}); laurel.KindOf(err) != laurel.Internal {
		t.Errorf("got %v, want that it is tried again", err)
	}
	due.Attempts = mostConversions
	must(t, s.w.convertHEIC(s.System(), due, workflow.PhotoSent{Upload: id}))
	if a, err := s.Engine.Arrival(s.As(s.Ada), id); err != nil || a.Failed != "photo.unconverted" {
		t.Errorf("got %+v, %v, want that it has failed", a, err)
	}
}

func TestAHEICThatIsDroppedLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newConverting(t, d, standIn(t, "copies"))
		id, parts := s.sendHEIC(t, quarters(t))
		kept, err := s.w.Media.Put(t.Context(), s.Org, "jpg", []byte("a photo"))
		must(t, err)
		must(t, s.Engine.NoteConverted(s.System(), id, string(kept), "image/jpeg")) // and here the process ends
		must(t, s.Engine.DropUpload(s.As(s.Ada), id))
		if err := s.w.sweepUpload(s.System(), s.due(), workflow.UploadDue{Upload: id}); laurel.KindOf(err) != laurel.Unready {
			t.Errorf("sweeping meanwhile: %v, want unready", err)
		}
		s.convert(t, id)
		s.sweep(t, id)
		s.partsGone(t, append(parts, kept))
		if got := s.used(t); got != 0 {
			t.Errorf("%d bytes count as used, want none", got)
		}
	})
}

func TestAHEICThatHangsHoldsUpNothingElse(t *testing.T) {
	t.Parallel()
	s := newConverting(t, dbtest.SQLite(t), standIn(t, "hangs"))
	first, _ := s.sendHEIC(t, quarters(t))
	s.run(t)
	for range 3 {
		s.sendHEIC(t, quarters(t))
	}
	photo, _, _ := s.send(t)
	eventually(t, "a photo has its previews while another is being converted", func() bool {
		name, err := s.Engine.Unpreviewed(s.System(), photo)
		must(t, err)
		return name == ""
	})
	if a, err := s.Engine.Arrival(s.As(s.Ada), first); err != nil || !a.Converting {
		t.Errorf("got %+v, %v, want that it is still being converted", a, err)
	}
}

func TestOnlyBackgroundWorkConverts(t *testing.T) {
	t.Parallel()
	s := newConverting(t, dbtest.SQLite(t), "off")
	id, _ := s.sendHEIC(t, quarters(t))
	ada := s.As(s.Ada)
	_, err := s.Engine.Unconverted(ada, id)
	for _, err := range []error{err, s.Engine.NoteConverted(ada, id, "a.jpg", "image/jpeg"), s.Engine.KeepConverted(ada, id, 1),
		s.Engine.FailConversion(ada, id, "photo.heic")} {
		if laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("got %v, want forbidden", err)
		}
	}
}
