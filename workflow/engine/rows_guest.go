package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type guestRow struct {
	bun.BaseModel `bun:"table:guest_links,alias:gl"`
	db.Owned
	ID           laurel.GuestID      `bun:"id,pk"`
	SubmissionID laurel.SubmissionID `bun:"submission_id"`
	Attempt      int                 `bun:"attempt"`
	Step         int                 `bun:"step"`
	Name         string              `bun:"name"`
	Address      string              `bun:"address"`
	Language     string              `bun:"language"`
	Secret       string              `bun:"secret_sum"`
	MadeBy       laurel.PersonID     `bun:"made_by"`
	MadeAt       time.Time           `bun:"made_at"`
	ExpiresAt    time.Time           `bun:"expires_at"`
	WithdrawnAt  time.Time           `bun:"withdrawn_at,nullzero"`
	Spoke        int                 `bun:"spoke,scanonly"` // 1: there is an opinion by it
}

func (r guestRow) link() workflow.GuestLink {
	return workflow.GuestLink{ID: r.ID, Submission: r.SubmissionID, Turn: workflow.Turn{Attempt: r.Attempt, Step: r.Step}, Name: r.Name,
		Address: r.Address, Language: r.Language, Sum: r.Secret, MadeBy: r.MadeBy, MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
		WithdrawnAt: known(r.WithdrawnAt)}
}

func insertGuest(ctx context.Context, tx db.Tx, l workflow.GuestLink) error {
	return tx.Insert(ctx, &guestRow{ID: l.ID, SubmissionID: l.Submission, Attempt: l.Turn.Attempt, Step: l.Turn.Step, Name: l.Name,
		Address: l.Address, Language: l.Language, Secret: l.Sum, MadeBy: l.MadeBy, MadeAt: l.MadeAt,
		ExpiresAt: l.ExpiresAt, WithdrawnAt: l.WithdrawnAt})
}

func (r *guestRow) save(ctx context.Context, tx db.Tx, l workflow.GuestLink) error {
	r.Secret, r.WithdrawnAt = l.Sum, l.WithdrawnAt
	return tx.Update(ctx, r)
}

func guestByID(ctx context.Context, tx db.Tx, id laurel.GuestID) (*guestRow, error) {
	var r guestRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, err
	}
	return &r, nil
}

// guestsOf lists the links to a submission, the oldest first, with whether somebody
// has spoken by them.
func guestsOf(ctx context.Context, tx db.Tx, id laurel.SubmissionID) ([]guestRow, error) {
	var rows []guestRow
	err := db.Scan(ctx, tx.Select(&rows).ColumnExpr("gl.*").ColumnExpr("CASE WHEN o.person_id IS NULL THEN 0 ELSE 1 END AS spoke").
		Join("LEFT JOIN ? ON o.submission_id = gl.submission_id AND o.person_id = gl.id", tx.Table("opinions", "o")).
		Where("gl.submission_id = ?", id).Order("gl.id"))
	return rows, err
}

// putOpinion keeps what a guest says, in the place of what they said before.
func putOpinion(ctx context.Context, tx db.Tx, s workflow.Submission, o workflow.Opinion) error {
	var rows []opinionRow
	err := db.Scan(ctx, opinionQuery(tx, s.ID, s.Attempt).Where("step = ?", s.Step).Where("person_id = ?", o.Person), &rows)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return insertOpinion(ctx, tx, s, o)
	}
	rows[0].Advice, rows[0].Comment, rows[0].Marks, rows[0].GivenAt = o.Advice, o.Comment, o.Marks, o.At
	return tx.Update(ctx, &rows[0])
}

// forgetAddresses forgets where letters to guests went, once their turn is over: nobody
// is written to any more. Their names stay, since the history tells who has spoken.
func forgetAddresses(ctx context.Context, tx db.Tx, id laurel.SubmissionID) error {
	var rows []guestRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Where("address <> ''").Order("id")); err != nil {
		return err
	}
	for i := range rows {
		rows[i].Address = ""
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// moveGuests lets the links that one person has made be another's.
func moveGuests(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []guestRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("made_by = ?", from).Order("id")); err != nil {
		return err
	}
	for i := range rows {
		rows[i].MadeBy = to
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
