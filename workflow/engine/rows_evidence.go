package engine

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type evidenceRow struct {
	bun.BaseModel `bun:"table:evidence,alias:e"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	Attempt      int                 `bun:"attempt,pk"`
	Position     int                 `bun:"position,pk"`
	Kind         approval.Kind       `bun:"kind"`
	Text         string              `bun:"text"`
	UploadID     laurel.UploadID     `bun:"upload_id"`
	Media        string              `bun:"media"`
	MediaType    string              `bun:"media_type"`
	Size         int64               `bun:"size"`
	HandedInAt   time.Time           `bun:"handed_in_at"`
	ShownAs      string              `bun:"shown_as"`
}

func (r evidenceRow) evidence() workflow.Evidence {
	return workflow.Evidence{Kind: r.Kind, Text: r.Text, Upload: r.UploadID, Media: r.Media, MediaType: r.MediaType, Size: r.Size,
		Position: r.Position, At: r.HandedInAt.UTC(), ShownAs: r.ShownAs}
}

// allEvidence is all that was ever handed in, in its order, with the rows that note
// when an attempt without evidence was made.
func allEvidence(ctx context.Context, tx db.Tx, id laurel.SubmissionID) ([]evidenceRow, error) {
	var rows []evidenceRow
	err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Order("attempt", "position"))
	return rows, err
}

// nothing is the kind of the row that notes when an attempt was made at a task
// that asks for no evidence.
const nothing approval.Kind = "none"

func insertEvidence(ctx context.Context, tx db.Tx, s workflow.Submission) error {
	if len(s.Evidence) == 0 {
		return tx.Insert(ctx, &evidenceRow{SubmissionID: s.ID, Attempt: s.Attempt, Kind: nothing, HandedInAt: s.SubmittedAt})
	}
	return insertItems(ctx, tx, s, s.Evidence, 1)
}

// addEvidence puts more behind what there is of a submission's attempt.
func addEvidence(ctx context.Context, tx db.Tx, s workflow.Submission, more []workflow.Evidence) error {
	last := 0
	for _, e := range s.Evidence {
		last = max(last, e.Position)
	}
	s.SubmittedAt = tx.Now()
	return insertItems(ctx, tx, s, more, last+1)
}

func insertItems(ctx context.Context, tx db.Tx, s workflow.Submission, list []workflow.Evidence, first int) error {
	for i, e := range list {
		if err := tx.Insert(ctx, &evidenceRow{SubmissionID: s.ID, Attempt: s.Attempt, Position: first + i, Kind: e.Kind, Text: e.Text,
			UploadID: e.Upload, Media: e.Media, MediaType: e.MediaType, Size: e.Size, HandedInAt: s.SubmittedAt}); err != nil {
			return err
		}
	}
	return nil
}

func evidenceOf(ctx context.Context, tx db.Tx, id laurel.SubmissionID, attempt int) ([]workflow.Evidence, error) {
	rows, err := evidenceRows(ctx, tx, id, attempt)
	return evidenceIn(rows), err
}

func evidenceRows(ctx context.Context, tx db.Tx, id laurel.SubmissionID, attempt int) ([]evidenceRow, error) {
	var rows []evidenceRow
	err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Where("attempt = ?", attempt).
		Where("kind <> ?", nothing).Order("position"))
	return rows, err
}

func evidenceIn(rows []evidenceRow) []workflow.Evidence {
	list := make([]workflow.Evidence, len(rows))
	for i, r := range rows {
		list[i] = r.evidence()
	}
	return list
}

// showEvidence gives each item that is shown an address of its own, and takes it from
// the others. What was shown and stays so keeps the one that it has.
func showEvidence(ctx context.Context, tx db.Tx, s workflow.Submission, positions []int) error {
	rows, err := evidenceRows(ctx, tx, s.ID, s.Attempt)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if shown := slices.Contains(positions, r.Position); shown == (r.ShownAs != "") {
			continue
		} else if shown {
			r.ShownAs = laurel.NewSecret()
		} else {
			r.ShownAs = ""
		}
		if err := tx.Update(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// shownEvidence lists what the holder shows of the attempts that led to an award, task
// by task.
func shownEvidence(ctx context.Context, tx db.Tx, a workflow.Award) ([]workflow.Evidence, error) {
	var rows []evidenceRow
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("e.*").
		Join("JOIN ? ON s.id = e.submission_id AND s.attempt = e.attempt", tx.Table("submissions", "s")).
		Where("s.achievement_id = ?", a.Achievement).Where("s.person_id = ?", a.Person).Where("s.state = ?", workflow.Approved).
		Where("e.shown_as <> ''").Order("e.submission_id", "e.position"))
	return evidenceIn(rows), err
}

// firstPhotos are the first photos of what was handed in last, by submission.
func firstPhotos(ctx context.Context, tx db.Tx, list []workflow.Submission) (map[laurel.SubmissionID]laurel.UploadID, error) {
	photos := map[laurel.SubmissionID]laurel.UploadID{}
	if len(list) == 0 {
		return photos, nil
	}
	ids := make([]laurel.SubmissionID, len(list))
	for i, s := range list {
		ids[i] = s.ID
	}
	var rows []evidenceRow
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("e.*").
		Join("JOIN ? ON s.id = e.submission_id AND s.attempt = e.attempt", tx.Table("submissions", "s")).
		Where("e.submission_id IN (?)", bun.List(ids)).Where("e.kind = ?", approval.Photo).Order("e.submission_id", "e.position"))
	for _, r := range rows {
		if photos[r.SubmissionID] == "" {
			photos[r.SubmissionID] = r.UploadID
		}
	}
	return photos, err
}
