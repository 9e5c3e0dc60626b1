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

type opinionRow struct {
	bun.BaseModel `bun:"table:opinions,alias:o"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	Attempt      int                 `bun:"attempt,pk"`
	Step         int                 `bun:"step,pk"`
	PersonID     laurel.PersonID     `bun:"person_id,pk"`
	Role         approval.Role       `bun:"role"`
	Advice       approval.Outcome    `bun:"advice"`
	Comment      string              `bun:"comment"`
	Marks        []approval.Mark     `bun:"marks,type:text"` // empty or null: there is no rubric
	GivenAt      time.Time           `bun:"given_at"`
	GuestName    string              `bun:"guest_name,scanonly"` // of who spoke by a link; only where allOpinions asked
	GuestOf      laurel.PersonID     `bun:"guest_of,scanonly"`
}

func (r opinionRow) opinion() workflow.Opinion {
	o := workflow.Opinion{Person: r.PersonID, Role: r.Role, Advice: r.Advice, Comment: r.Comment, Marks: r.Marks, Step: r.Step,
		At: r.GivenAt.UTC()}
	if workflow.IsGuest(r.PersonID) {
		o.Guest = &workflow.Guest{Name: r.GuestName, By: r.GuestOf}
	}
	return o
}

func insertOpinion(ctx context.Context, tx db.Tx, s workflow.Submission, o workflow.Opinion) error {
	return tx.Insert(ctx, &opinionRow{SubmissionID: s.ID, Attempt: s.Attempt, Step: s.Step, PersonID: o.Person, Role: o.Role,
		Advice: o.Advice, Comment: o.Comment, Marks: o.Marks, GivenAt: o.At})
}

func opinionsOf(ctx context.Context, tx db.Tx, id laurel.SubmissionID, turn workflow.Turn) ([]workflow.Opinion, error) {
	return scanOpinions(ctx, opinionQuery(tx, id, turn.Attempt).Where("step = ?", turn.Step))
}

// allOpinions is all that was ever said about a submission, at any step.
func allOpinions(ctx context.Context, tx db.Tx, id laurel.SubmissionID) ([]opinionRow, error) {
	var rows []opinionRow
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("o.*").
		ColumnExpr("COALESCE(gl.name, '') AS guest_name, COALESCE(gl.made_by, '') AS guest_of").
		Join("LEFT JOIN ? ON gl.id = o.person_id", tx.Table("guest_links", "gl")).
		Where("o.submission_id = ?", id).OrderExpr("o.attempt, o.step, o.given_at, o.person_id"))
	return rows, err
}

func opinionQuery(tx db.Tx, id laurel.SubmissionID, attempt int) *bun.SelectQuery {
	return tx.Select((*opinionRow)(nil)).Where("submission_id = ?", id).Where("attempt = ?", attempt).Order("step", "given_at", "person_id")
}

func scanOpinions(ctx context.Context, q *bun.SelectQuery) ([]workflow.Opinion, error) {
	var rows []opinionRow
	if err := db.Scan(ctx, q, &rows); err != nil {
		return nil, err
	}
	list := make([]workflow.Opinion, len(rows))
	for i, r := range rows {
		list[i] = r.opinion()
	}
	return list, nil
}

// speakers lists who has given an opinion on a submission at any time, and has an account.
func speakers(ctx context.Context, tx db.Tx, id laurel.SubmissionID) ([]laurel.PersonID, error) {
	var who []laurel.PersonID
	err := db.Scan(ctx, tx.Select((*opinionRow)(nil)).Column("person_id").Distinct().Where("submission_id = ?", id).Order("person_id"), &who)
	return slices.DeleteFunc(who, workflow.IsGuest), err
}

// opinionAbout is an opinion with what it is about.
type opinionAbout struct {
	opinionRow
	Learner laurel.PersonID `bun:"learner"`
	Turning bool            `bun:"turning"` // the turn that it was given in is not over
}

// opinionsToMove lists all that from has said, and what to has said about
// submissions that are their own.
func opinionsToMove(ctx context.Context, tx db.Tx, from, to laurel.PersonID) ([]opinionAbout, error) {
	var rows []opinionAbout
	err := db.Scan(ctx, tx.Select((*opinionRow)(nil)).ColumnExpr("o.*").ColumnExpr("s.person_id AS learner").
		ColumnExpr("s.state = ? AND s.attempt = o.attempt AND s.step = o.step AS turning", workflow.Open).
		Join("JOIN ? ON s.id = o.submission_id", tx.Table("submissions", "s")).
		Where("(o.person_id = ? OR o.person_id = ? AND s.person_id = ?)", from, to, to).
		Order("o.submission_id", "o.attempt", "o.step", "o.person_id"), &rows)
	return rows, err
}

// moveOpinion lets an opinion be somebody else's, and reports false where they
// have spoken there themselves: then it stays.
func moveOpinion(ctx context.Context, tx db.Tx, row opinionRow, to laurel.PersonID) (bool, error) {
	theirs := row
	theirs.PersonID = to
	added, err := tx.InsertMissing(ctx, &theirs)
	if err != nil || !added {
		return false, err
	}
	return true, tx.Delete(ctx, &row)
}
