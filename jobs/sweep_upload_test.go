package jobs

import (
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// sweeping is an office whose clock is moved by hand, and a task that asks for a file.
type sweeping struct {
	*office
	w    *Worker
	late time.Duration
	task laurel.TaskID
}

func newSweeping(t *testing.T) *sweeping {
	t.Helper()
	s := &sweeping{}
	d := dbtest.Open(t, dbtest.SQLiteDSN(t), func() time.Time { return time.Now().Add(s.late) })
	s.office = newOffice(t, d, smallQueue(t))
	s.w = New(s.config)
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "A", Description: "B", Language: "en", Kind: workflow.Online,
		Tasks: []workflow.TaskDraft{{Prompt: "C", Asks: []workflow.Ask{{Kind: approval.File}}, Steps: []workflow.Step{enginetest.Step("peer@1")}}}})
	must(t, err)
	s.task = p.Tasks[0].ID
	return s
}

// sweep does it twice.
func (s *sweeping) sweep(t *testing.T, id laurel.UploadID) {
	t.Helper()
	for range 2 {
		must(t, s.w.sweepUpload(s.System(), db.Due{Delivery: db.Delivery{Owned: db.Owned{TenantID: s.Org}}}, workflow.UploadDue{Upload: id}))
	}
}

func (s *sweeping) put(t *testing.T, ext, content string) media.Name {
	t.Helper()
	name, err := s.w.Media.Put(t.Context(), s.Org, ext, []byte(content))
	must(t, err)
	return name
}

func (s *sweeping) isKept(t *testing.T, name media.Name, want bool) {
	t.Helper()
	_, err := s.w.Media.Size(t.Context(), s.Org, name)
	if kept := err == nil; kept != want {
		t.Errorf("%s: kept %v, want %v", name, kept, want)
	}
}

func (s *sweeping) isThere(t *testing.T, id laurel.UploadID, want bool) {
	t.Helper()
	_, err := s.Engine.Arrival(s.As(s.Ada), id)
	if there := err == nil; there != want {
		t.Errorf("%s: there %v (%v), want %v", id, there, err, want)
	}
}

func TestAnAbandonedUploadIsGoneAfterADay(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	a, err := s.Engine.BeginUpload(s.As(s.Ada), s.task, workflow.Announced{Kind: approval.File, Size: 10})
	must(t, err)
	s.late = 12 * time.Hour
	part := s.put(t, "part", "a part")
	_, err = s.Engine.ReceivePart(s.As(s.Ada), a.ID, workflow.Part{Size: 6, Media: string(part)})
	must(t, err)
	s.late = 25 * time.Hour // a day since it was begun, and not since the last part
	s.sweep(t, a.ID)
	s.isThere(t, a.ID, true)
	s.isKept(t, part, true)
	s.late = 37 * time.Hour
	s.isThere(t, a.ID, false)
	s.sweep(t, a.ID)
	s.isKept(t, part, false)
	must(t, s.DB.Read(t.Context(), s.Org, func(tx db.Tx) error {
		used, err := tx.Used(t.Context(), "storage")
		if used != 0 {
			t.Errorf("%d bytes count as used, want none", used)
		}
		return err
	}))
}

func TestAWholeFileLosesItsPartsAtOnceAndLapsesUnlessItIsHandedIn(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	file := s.put(t, "txt", "words")
	var ids []laurel.UploadID
	for range 2 { // with the same bytes
		a, err := s.Engine.BeginUpload(s.As(s.Ada), s.task, workflow.Announced{Kind: approval.File, Size: 5})
		must(t, err)
		part := s.put(t, "part", string(a.ID))
		_, err = s.Engine.FinishUpload(s.As(s.Ada), a.ID, workflow.Part{Size: 5, Media: string(part)},
			engine.Upload{Kind: approval.File, Media: string(file), MediaType: "text/plain", Size: 5})
		must(t, err)
		s.sweep(t, a.ID)
		s.isKept(t, part, false)
		s.isThere(t, a.ID, true)
		ids = append(ids, a.ID)
	}
	must(t, s.Engine.DropUpload(s.As(s.Ada), ids[0]))
	s.sweep(t, ids[0])
	s.isThere(t, ids[0], false)
	s.isKept(t, file, true) // the other has the same
	_, err := s.Engine.SubmitEvidence(s.As(s.Ada), s.task, []workflow.Evidence{{Kind: approval.File, Upload: ids[1]}})
	must(t, err)
	s.late = workflow.DraftLife + time.Hour
	s.sweep(t, ids[1])
	s.isKept(t, file, true)
}

func TestAFileThatIsNeverHandedInLapses(t *testing.T) {
	t.Parallel()
	s := newSweeping(t)
	file := s.put(t, "txt", "words")
	id, err := s.Engine.FileUpload(s.As(s.Ada), s.Org, engine.Upload{Kind: approval.File, Task: s.task, Media: string(file), Size: 5})
	must(t, err)
	s.sweep(t, id)
	s.isKept(t, file, true)
	s.late = workflow.DraftLife
	s.sweep(t, id)
	s.isKept(t, file, false)
	_, err = s.Engine.SubmitEvidence(s.As(s.Ada), s.task, []workflow.Evidence{{Kind: approval.File, Upload: id}})
	if laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("handing it in: %v, want invalid", err)
	}
}
