package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// uploadRow is a file that somebody sends or has sent. It has no media before it
// is whole. Its size counts as used from the moment when it is announced, and
// until its bytes are gone.
type uploadRow struct {
	bun.BaseModel `bun:"table:uploads,alias:u"`
	db.Owned
	ID         laurel.UploadID   `bun:"id,pk"`
	PersonID   laurel.PersonID   `bun:"person_id"`
	TaskID     laurel.TaskID     `bun:"task_id"`     // empty: a cover, or an attachment
	ActivityID laurel.ActivityID `bun:"activity_id"` // whose attachment it is; empty: it is none
	Kind       approval.Kind     `bun:"kind"`
	Name       string            `bun:"name"`
	Media      string            `bun:"media"`
	MediaType  string            `bun:"media_type"`
	Size       int64             `bun:"size"`     // as announced, or once it is whole, as kept
	Received   int64             `bun:"received"` // as sent
	MadeAt     time.Time         `bun:"made_at"`
	ExpiresAt  time.Time         `bun:"expires_at,nullzero"` // zero: it is named by evidence or as a cover
	DroppedAt  time.Time         `bun:"dropped_at,nullzero"` // set: it is there for nobody any more

	// Previews are noted before they are kept, and count as used from then on.
	Small        string    `bun:"small"`
	Large        string    `bun:"large"`
	PreviewsSize int64     `bun:"previews_size"`
	PreviewedAt  time.Time `bun:"previewed_at,nullzero"` // set: they are kept

	// ConvertingAt is set while a photo that is whole is turned into a JPEG. That is noted
	// as its media before it is kept. Failed is the text that says that it could not be.
	ConvertingAt time.Time `bun:"converting_at,nullzero"`
	Failed       string    `bun:"failed"`

	// RemovingAt is set while the bytes of a dropped file are being removed.
	RemovingAt time.Time `bun:"removing_at,nullzero"`
}

func (r uploadRow) filed() bool { return r.Media != "" && r.Failed == "" && !r.converting() }

func (r uploadRow) converting() bool { return !r.ConvertingAt.IsZero() }

// fits reports whether evidence of somebody can name it as one of a kind; an empty
// kind is any.
func (r uploadRow) fits(who laurel.PersonID, k approval.Kind) bool {
	return r.PersonID == who && r.filed() && (k == "" || k == r.Kind)
}

func (r uploadRow) arrival() workflow.Arrival {
	return workflow.Arrival{ID: r.ID, Task: r.TaskID, Person: r.PersonID, Received: r.Received, Filed: r.filed(), ExpiresAt: r.ExpiresAt,
		Converting: r.converting(), Failed: r.Failed,
		Announced: workflow.Announced{Kind: r.Kind, Name: r.Name, Size: r.Size}}
}

// anyUpload loads a file, be it dropped or not.
func anyUpload(ctx context.Context, tx db.Tx, id laurel.UploadID) (uploadRow, error) {
	var r uploadRow
	err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id))
	return r, err
}

// uploadByID loads a file that nobody has dropped.
func uploadByID(ctx context.Context, tx db.Tx, id laurel.UploadID) (uploadRow, error) {
	var r uploadRow
	err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id).Where("dropped_at IS NULL"))
	return r, err
}

// heldUpload is uploadByID for who is going to name the file in something: what
// background work notes about it at the same moment comes before or after.
func heldUpload(ctx context.Context, tx db.Tx, id laurel.UploadID) (uploadRow, error) {
	var r uploadRow
	err := db.Scan(ctx, tx.Hold(tx.Select(&r).Where("id = ?", id).Where("dropped_at IS NULL").Order("id")))
	return r, err
}

// waitingUploads lists the files of somebody for a task that no evidence names
// yet, whole ones and others, the oldest first.
func waitingUploads(ctx context.Context, tx db.Tx, task laurel.TaskID, who laurel.PersonID) ([]uploadRow, error) {
	var rows []uploadRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", who).Where("task_id = ?", task).
		Where("expires_at IS NOT NULL").Where("dropped_at IS NULL").Order("id"))
	return rows, err
}

// sharesMedia lists the other files whose bytes are the same, and so are kept once.
func sharesMedia(ctx context.Context, tx db.Tx, row uploadRow) ([]uploadRow, error) {
	var rows []uploadRow
	err := db.Scan(ctx, tx.Select(&rows).Where("media = ?", row.Media).Where("id <> ?", row.ID).Order("id"))
	return rows, err
}

// unpreviewed lists photos for tasks that are there and have no previews, of those after
// one that were sent before a moment.
func unpreviewed(ctx context.Context, tx db.Tx, after laurel.UploadID, before time.Time, limit int64) ([]uploadRow, error) {
	var rows []uploadRow
	err := db.Scan(ctx, tx.Select(&rows).Where("id > ?", after).Where("kind = ?", approval.Photo).Where("task_id <> ''").
		Where("media <> ''").Where("failed = ''").Where("converting_at IS NULL").Where("previewed_at IS NULL").
		Where("dropped_at IS NULL").Where("made_at < ?", before).Order("id").Limit(limit))
	return rows, err
}

// moveUploads lets the files that one person has sent be another's.
func moveUploads(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []uploadRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", from).Order("id")); err != nil {
		return err
	}
	for i := range rows {
		rows[i].PersonID = to
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

type uploadPartRow struct {
	bun.BaseModel `bun:"table:upload_parts,alias:up"`
	db.Owned
	UploadID laurel.UploadID `bun:"upload_id,pk"`
	Start    int64           `bun:"start,pk"`
	Size     int64           `bun:"size"`
	Media    string          `bun:"media"`
}

func insertPart(ctx context.Context, tx db.Tx, id laurel.UploadID, p workflow.Part) error {
	return tx.Insert(ctx, &uploadPartRow{UploadID: id, Start: p.Start, Size: p.Size, Media: p.Media})
}

// partsOf lists the parts of a file in their order.
func partsOf(ctx context.Context, tx db.Tx, id laurel.UploadID) ([]workflow.Part, error) {
	var rows []uploadPartRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("upload_id = ?", id).Order("start")); err != nil {
		return nil, err
	}
	list := make([]workflow.Part, len(rows))
	for i, r := range rows {
		list[i] = workflow.Part{Start: r.Start, Size: r.Size, Media: r.Media}
	}
	return list, nil
}

func countParts(ctx context.Context, tx db.Tx, id laurel.UploadID) (n int, err error) {
	err = db.Scan(ctx, tx.Select((*uploadPartRow)(nil)).ColumnExpr("COUNT(*)").Where("upload_id = ?", id), &n)
	return n, err
}

func deletePart(ctx context.Context, tx db.Tx, id laurel.UploadID, p workflow.Part) error {
	return tx.Delete(ctx, &uploadPartRow{UploadID: id, Start: p.Start})
}

type wordsRow struct {
	bun.BaseModel `bun:"table:evidence_drafts,alias:ed"`
	db.Owned
	TaskID   laurel.TaskID   `bun:"task_id,pk"`
	PersonID laurel.PersonID `bun:"person_id,pk"`
	Text     string          `bun:"text"`
	Link     string          `bun:"link"`
	SavedAt  time.Time       `bun:"saved_at"`
}

// wordsOf loads what somebody has written for a task; without anything it is nil.
func wordsOf(ctx context.Context, tx db.Tx, task laurel.TaskID, who laurel.PersonID) (*wordsRow, error) {
	var rows []wordsRow
	err := db.Scan(ctx, tx.Select(&rows).Where("task_id = ?", task).Where("person_id = ?", who).Order("task_id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// moveWords lets what one person has written be another's, who keeps what they
// have written themselves.
func moveWords(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []wordsRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", from).Order("task_id")); err != nil {
		return err
	}
	for i := range rows {
		moved := rows[i]
		moved.PersonID = to
		if _, err := tx.InsertMissing(ctx, &moved); err != nil {
			return err
		}
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
