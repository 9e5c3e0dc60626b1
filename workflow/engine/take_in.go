package engine

import (
	"context"
	"math"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// TakeIn moves what one account has in a tenant to another of the same person:
// submissions with their evidence, opinions, uploads and awards. It may run twice.
//
// Where both have a try at one task under way, one goes on (workflow.Yield). A
// badge that both hold is held twice: both credentials are in the portfolio. Of
// what the one account said about the other's submissions, nothing counts that is
// not decided yet; what was decided is not decided anew.
func (e *Engine) TakeIn(ctx context.Context, t laurel.TenantID, from, to laurel.PersonID) error {
	return e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(t)); err != nil {
			return err
		}
		if err := moveAwards(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveSubmissions(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveOpinions(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveUnsaid(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveGuests(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveParts(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveInvitations(ctx, tx, from, to); err != nil {
			return err
		}
		if err := moveWords(ctx, tx, from, to); err != nil {
			return err
		}
		return moveUploads(ctx, tx, from, to)
	})
}

func moveSubmissions(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	rows, err := submissionsOf(ctx, tx, from)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := moveSubmission(ctx, tx, &rows[i], to); err != nil {
			return err
		}
	}
	return nil
}

func moveSubmission(ctx context.Context, tx db.Tx, row *submissionRow, to laurel.PersonID) error {
	sub := row.submission()
	rival, err := underWayAt(ctx, tx, sub.Task, to)
	if err != nil {
		return err
	}
	if rival != nil && sub.UnderWay() {
		other := rival.submission()
		if workflow.Yield(&other, &sub, tx.Now()) == &other {
			if err := updateSubmission(ctx, tx, rival, other); err != nil {
				return err
			}
		}
	}
	row.PersonID = to
	if err := updateSubmission(ctx, tx, row, sub); err != nil || sub.State != workflow.Approved {
		return err
	}
	// The two accounts may have passed all tasks of a badge between them.
	return tx.Post(ctx, workflow.TaskPassed{Submission: sub.ID})
}

// moveOpinions comes after moveSubmissions: what either account said about a
// submission of the other is said about one's own by now.
func moveOpinions(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	said, err := opinionsToMove(ctx, tx, from, to)
	if err != nil {
		return err
	}
	for _, o := range said {
		moved := false
		if o.Learner != to {
			if moved, err = moveOpinion(ctx, tx, o.opinionRow, to); err != nil {
				return err
			}
		}
		if moved || !o.Turning {
			continue
		}
		if err := tx.Delete(ctx, &o.opinionRow); err != nil {
			return err
		}
	}
	return nil
}

// InheritPortfolio enters all awards of one account into the portfolio of another.
// It may run twice.
func (e *Engine) InheritPortfolio(ctx context.Context, from, to laurel.PersonID) error {
	var list []workflow.Entry
	err := e.db.ReadPerson(ctx, from, func(tx db.PersonTx) (err error) { list, err = entries(ctx, tx, math.MaxInt32); return err })
	if err != nil {
		return err
	}
	return e.db.InPerson(ctx, to, func(tx db.PersonTx) error {
		for _, entry := range list {
			if _, err := insertEntry(ctx, tx, entry); err != nil {
				return err
			}
		}
		return nil
	})
}

// Parties lists who has a part in a submission: its learner, and whoever has
// given an opinion on it.
func (e *Engine) Parties(ctx context.Context, id laurel.SubmissionID) (people []laurel.PersonID, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		_, sub, err := submissionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		people, err = speakers(ctx, tx, id)
		if !slices.Contains(people, sub.Person) {
			people = append(people, sub.Person)
		}
		return err
	})
	return people, err
}

// maxMergers is how many accounts one after the other may have gone into the next.
const maxMergers = 100

// heir is the person to whom an account belongs by now.
func (e *Engine) heir(ctx context.Context, p laurel.PersonID) (laurel.PersonID, error) {
	for range maxMergers {
		var into laurel.PersonID
		err := e.db.ReadPerson(ctx, p, func(tx db.PersonTx) (err error) { into, err = mergedInto(ctx, tx); return err })
		if err != nil || into == "" {
			return p, err
		}
		p = into
	}
	return p, laurel.E(laurel.NotFound, "error.not-found")
}
