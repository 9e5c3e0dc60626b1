package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type submissionRow struct {
	bun.BaseModel `bun:"table:submissions,alias:s"`
	db.Owned
	ID            laurel.SubmissionID  `bun:"id,pk"`
	TaskID        laurel.TaskID        `bun:"task_id"`
	AchievementID laurel.AchievementID `bun:"achievement_id"`
	PersonID      laurel.PersonID      `bun:"person_id"`
	CityID        laurel.TenantID      `bun:"city_id"`
	FlowID        laurel.FlowID        `bun:"flow_id"`
	Attempt       int                  `bun:"attempt"`
	Step          int                  `bun:"step"`
	State         workflow.State       `bun:"state"`
	Reason        string               `bun:"reason"`
	SubmittedAt   time.Time            `bun:"submitted_at"`
	StepAt        time.Time            `bun:"step_at,nullzero"` // zero: began before this was kept
	DecidedAt     time.Time            `bun:"decided_at,nullzero"`
	ActivityID    laurel.ActivityID    `bun:"activity_id,scanonly"` // from the badge; only where withActivity asked
}

// withActivity also reads to which activity submissions belong: a role may hold
// on that alone.
func withActivity(tx db.Tx, q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("s.*").ColumnExpr("ac.activity_id").
		Join("JOIN ? ON ac.id = s.achievement_id", tx.Table("achievements", "ac"))
}

func (r submissionRow) submission() workflow.Submission {
	return workflow.Submission{ID: r.ID, Task: r.TaskID, Achievement: r.AchievementID, Activity: r.ActivityID, Person: r.PersonID,
		City: r.CityID, Flow: r.FlowID, Attempt: r.Attempt, Step: r.Step, State: r.State, Reason: r.Reason,
		Since: cmp.Or(r.StepAt, r.SubmittedAt).UTC(), SubmittedAt: r.SubmittedAt.UTC(), DecidedAt: r.DecidedAt}
}

func (r *submissionRow) take(s workflow.Submission) {
	r.FlowID, r.Attempt, r.Step, r.State, r.Reason = s.Flow, s.Attempt, s.Step, s.State, s.Reason
	r.SubmittedAt, r.StepAt, r.DecidedAt = s.SubmittedAt, s.Since, s.DecidedAt
}

func insertSubmission(ctx context.Context, tx db.Tx, s workflow.Submission) error {
	r := submissionRow{ID: s.ID, TaskID: s.Task, AchievementID: s.Achievement, PersonID: s.Person, CityID: s.City}
	r.take(s)
	if err := tx.Insert(ctx, &r); err != nil {
		return err
	}
	return insertEvidence(ctx, tx, s)
}

// updateSubmission writes a submission back. Where its turn is over, what reviewers
// have written and not said about it ends, and so does what is known of where guests are.
func updateSubmission(ctx context.Context, tx db.Tx, r *submissionRow, s workflow.Submission) error {
	before := r.submission()
	r.take(s)
	if err := tx.Update(ctx, r); err != nil || before.State == s.State && before.Turn() == s.Turn() {
		return err
	}
	if err := endAllUnsaid(ctx, tx, s.ID); err != nil {
		return err
	}
	return forgetAddresses(ctx, tx, s.ID)
}

// submissionByID loads a submission with the evidence and opinions of its turn.
func submissionByID(ctx context.Context, tx db.Tx, id laurel.SubmissionID) (*submissionRow, workflow.Submission, error) {
	var r submissionRow
	if err := db.Scan(ctx, withActivity(tx, tx.Select(&r)).Where("s.id = ?", id)); err != nil {
		return nil, workflow.Submission{}, err
	}
	s := r.submission()
	var err error
	if s.Evidence, err = evidenceOf(ctx, tx, s.ID, s.Attempt); err != nil {
		return nil, s, err
	}
	s.Opinions, err = opinionsOf(ctx, tx, s.ID, s.Turn())
	return &r, s, err
}

// latestSubmission returns a person's last try at a task, before all one that is
// under way or passed; without any the row is nil.
func latestSubmission(ctx context.Context, tx db.Tx, task laurel.TaskID, who laurel.PersonID) (*submissionRow, error) {
	var rows []submissionRow
	err := db.Scan(ctx, tx.Select(&rows).Where("task_id = ?", task).Where("person_id = ?", who).
		OrderExpr("CASE WHEN state = ? THEN 1 ELSE 0 END, id DESC", workflow.Rejected).Limit(1))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// submissionsOf lists all tries of a person, the oldest first.
func submissionsOf(ctx context.Context, tx db.Tx, who laurel.PersonID) ([]submissionRow, error) {
	var rows []submissionRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", who).Order("id"))
	return rows, err
}

// underWayAt returns a person's try at a task that has not been rejected; without
// one the row is nil.
func underWayAt(ctx context.Context, tx db.Tx, task laurel.TaskID, who laurel.PersonID) (*submissionRow, error) {
	var rows []submissionRow
	err := db.Scan(ctx, tx.Select(&rows).Where("task_id = ?", task).Where("person_id = ?", who).
		Where("state <> ?", workflow.Rejected).Order("id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// judgedSubmissions lists the last tries at some tasks that were judged by what was
// handed in, the newest first.
func judgedSubmissions(ctx context.Context, tx db.Tx, tasks []laurel.TaskID, limit int64) ([]submissionRow, error) {
	var rows []submissionRow
	err := db.Scan(ctx, tx.Select(&rows).Where("s.task_id IN (?)", bun.List(tasks)).Where("s.state <> ?", workflow.Open).
		Where("s.reason <> ?", workflow.Merged).
		Where("EXISTS (?)", tx.Select((*evidenceRow)(nil)).ColumnExpr("1").Where("e.submission_id = s.id").Where("e.kind <> ?", nothing)).
		Order("submitted_at DESC", "id DESC").Limit(limit))
	return rows, err
}

// approvedTasks says which tasks of a badge a person has passed.
func approvedTasks(ctx context.Context, tx db.Tx, id laurel.AchievementID, who laurel.PersonID) (map[laurel.TaskID]bool, error) {
	var ids []laurel.TaskID
	err := db.Scan(ctx, tx.Select((*submissionRow)(nil)).Column("task_id").Where("achievement_id = ?", id).Where("person_id = ?", who).
		Where("state = ?", workflow.Approved).Order("task_id"), &ids)
	passed := make(map[laurel.TaskID]bool, len(ids))
	for _, t := range ids {
		passed[t] = true
	}
	return passed, err
}

type verdictRow struct {
	bun.BaseModel `bun:"table:verdicts,alias:v"`
	db.Owned
	SubmissionID laurel.SubmissionID `bun:"submission_id,pk"`
	Attempt      int                 `bun:"attempt,pk"`
	Step         int                 `bun:"step,pk"`
	Approver     string              `bun:"approver"`
	Outcome      approval.Outcome    `bun:"outcome"`
	Reason       string              `bun:"reason"`
	RecordedAt   time.Time           `bun:"recorded_at"`
}

func insertVerdict(ctx context.Context, tx db.Tx, id laurel.SubmissionID, d workflow.Decision) error {
	return tx.Insert(ctx, &verdictRow{SubmissionID: id, Attempt: d.Attempt, Step: d.Step, Approver: d.Approver, Outcome: d.Outcome,
		Reason: d.Reason, RecordedAt: d.At})
}

func decisionsOf(ctx context.Context, tx db.Tx, id laurel.SubmissionID) ([]workflow.Decision, error) {
	var rows []verdictRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("submission_id = ?", id).Order("attempt", "step")); err != nil {
		return nil, err
	}
	list := make([]workflow.Decision, len(rows))
	for i, r := range rows {
		list[i] = workflow.Decision{Attempt: r.Attempt, Step: r.Step, Approver: r.Approver, Outcome: r.Outcome,
			Reason: r.Reason, At: r.RecordedAt.UTC()}
	}
	return list, nil
}
