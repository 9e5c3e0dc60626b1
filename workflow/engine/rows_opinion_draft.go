package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
)

// unsaidRow is what a reviewer has written about a submission and not said.
type unsaidRow struct {
	bun.BaseModel `bun:"table:opinion_drafts,alias:od"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	PersonID     laurel.PersonID     `bun:"person_id,pk"`
	Comment      string              `bun:"comment"`
	Marks        []approval.Mark     `bun:"marks,type:text"` // workflow.Unmarked has no level yet
	SavedAt      time.Time           `bun:"saved_at"`
}

// unsaidOf loads what somebody has written about a submission; without anything it is nil.
func unsaidOf(ctx context.Context, tx db.Tx, id laurel.SubmissionID, who laurel.PersonID) (*unsaidRow, error) {
	var rows []unsaidRow
	err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Where("person_id = ?", who).Order("submission_id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// holdSubmission keeps a submission as it is until the transaction has ended, so
// that nothing is written down about a turn that is just over.
func holdSubmission(ctx context.Context, tx db.Tx, id laurel.SubmissionID) error {
	var held []laurel.SubmissionID
	return db.Scan(ctx, tx.Hold(tx.Select((*submissionRow)(nil)).Column("id").Where("id = ?", id).Order("id")), &held)
}

// keepUnsaid comes after holdSubmission.
func keepUnsaid(ctx context.Context, tx db.Tx, row unsaidRow) error {
	kept, err := unsaidOf(ctx, tx, row.SubmissionID, row.PersonID)
	if err != nil {
		return err
	}
	if kept == nil {
		return tx.Insert(ctx, &row)
	}
	row.Version = kept.Version
	return tx.Update(ctx, &row)
}

func endUnsaid(ctx context.Context, tx db.Tx, id laurel.SubmissionID, who laurel.PersonID) error {
	return tx.Delete(ctx, &unsaidRow{SubmissionID: id, PersonID: who})
}

// endAllUnsaid forgets what anybody has written about a submission and not said.
func endAllUnsaid(ctx context.Context, tx db.Tx, id laurel.SubmissionID) error {
	var rows []unsaidRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Order("person_id")); err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// moveUnsaid lets what one person has written be another's, who keeps what they
// have written themselves. It comes after moveSubmissions: what either has written
// about a submission of the other is about one's own by now, and ends.
func moveUnsaid(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []struct {
		unsaidRow
		Learner laurel.PersonID `bun:"learner"`
	}
	err := db.Scan(ctx, tx.Select((*unsaidRow)(nil)).ColumnExpr("od.*").ColumnExpr("s.person_id AS learner").
		Join("JOIN ? ON s.id = od.submission_id", tx.Table("submissions", "s")).
		Where("(od.person_id = ? OR od.person_id = ? AND s.person_id = ?)", from, to, to).
		Order("od.submission_id", "od.person_id"), &rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		moved := r.unsaidRow
		moved.PersonID = to
		if r.Learner != to {
			if _, err := tx.InsertMissing(ctx, &moved); err != nil {
				return err
			}
		}
		if err := tx.Delete(ctx, &r.unsaidRow); err != nil {
			return err
		}
	}
	return nil
}
