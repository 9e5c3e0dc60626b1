package engine

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// hearingRow is what a decision was made by. Erased, neither Hearing nor Salt is left.
type hearingRow struct {
	bun.BaseModel `bun:"table:hearings,alias:h"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	Attempt      int                 `bun:"attempt,pk"`
	Step         int                 `bun:"step,pk"`
	Hearing      string              `bun:"hearing"` // a workflow.Hearing as JSON
	Salt         string              `bun:"salt"`
	Sum          string              `bun:"sum"` // laurel.Commitment of both
}

// recorded is a decision as the audit trail tells of it. Who may read the trail is told
// no word of what was handed in or said.
type recorded struct {
	workflow.Decision
	Edition int
}

// shownDecision is that as JSON, with the sums of what was seen.
type shownDecision struct {
	Attempt  int      `json:"attempt"`
	Step     int      `json:"step"`
	Edition  int      `json:"edition"` // of the flow
	Approver string   `json:"approver"`
	Outcome  string   `json:"outcome"`
	Evidence []string `json:"evidence"` // for each item the commitment to its words or to the name of its file, which is made of its content
	Sum      string   `json:"sum"`      // of the hearing
}

// keepHearing keeps what a decision about the submission was made by, and enters the
// decision in the audit trail.
func keepHearing(ctx context.Context, tx db.Tx, s workflow.Submission, h workflow.Hearing, r recorded) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	row := hearingRow{SubmissionID: s.ID, Attempt: h.Turn.Attempt, Step: h.Turn.Step, Hearing: string(b), Salt: laurel.NewSecret()}
	row.Sum = laurel.Commitment(row.Salt, row.Hearing)
	if err := tx.Insert(ctx, &row); err != nil {
		return err
	}
	shown := shownDecision{Attempt: r.Attempt, Step: r.Step, Edition: r.Edition, Approver: r.Approver, Outcome: string(r.Outcome),
		Sum: row.Sum}
	for _, ev := range s.Evidence {
		shown.Evidence = append(shown.Evidence, laurel.Commitment(row.Salt, ev.Text+ev.Media))
	}
	return tx.Record(ctx, laurel.Change{What: DecisionRecorded, Object: submissionObject(s.ID), About: s.Person, To: shown})
}

// submissionObject names a submission in the audit trail.
func submissionObject(id laurel.SubmissionID) string { return "submission:" + string(id) }

// hearingsBehind lists records of decisions in the order of their keys, some behind one.
func hearingsBehind(ctx context.Context, tx db.Tx, last hearingRow, limit int64) ([]hearingRow, error) {
	var rows []hearingRow
	err := db.Scan(ctx, tx.Select(&rows).
		Where("(submission_id > ? OR submission_id = ? AND (attempt > ? OR attempt = ? AND step > ?))",
			last.SubmissionID, last.SubmissionID, last.Attempt, last.Attempt, last.Step).
		Order("submission_id", "attempt", "step").Limit(limit))
	return rows, err
}

// hearingsAbout lists those records about what a person handed in that are not erased.
func hearingsAbout(ctx context.Context, tx db.Tx, who laurel.PersonID, limit int64) ([]hearingRow, error) {
	var rows []hearingRow
	err := db.Scan(ctx, tx.Select(&rows).Where("h.salt <> ''").
		Where("h.submission_id IN (?)", tx.Select((*submissionRow)(nil)).Column("id").Where("s.person_id = ?", who)).
		Order("submission_id", "attempt", "step").Limit(limit))
	return rows, err
}
