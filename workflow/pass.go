package workflow

import (
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// What stands in the place of an approver where nobody judged.
const (
	ByCode = "code@1" // the learner scanned the task's code
	ByHand = "hand@1" // an organiser marked the learner
)

// Lives of the code of a task.
const (
	ShortPass = 24 * time.Hour
	LongPass  = 366 * 24 * time.Hour
)

// Judged reports whether somebody decides about what is handed in.
func (f Flow) Judged() bool { return len(f.Steps) > 0 }

// PassCode passes whoever scans it through a task that nobody judges. It hangs where
// the task is done, and is no secret there; elsewhere nobody can guess it.
type PassCode struct {
	ID        laurel.PassID
	Task      laurel.TaskID
	MadeBy    laurel.PersonID
	MadeAt    time.Time
	ExpiresAt time.Time
}

// NewPassCode makes a code for a task that is valid for a while, to the hour.
func (t Task) NewPassCode(f Flow, by laurel.PersonID, life time.Duration, now time.Time) (PassCode, error) {
	if f.Judged() {
		return PassCode{}, laurel.E(laurel.Conflict, "pass.judged")
	}
	if life < time.Hour || life > LongPass {
		return PassCode{}, laurel.E(laurel.Invalid, "pass.life").With(laurel.Args{"Max": int(LongPass / time.Hour)}).At("hours")
	}
	return PassCode{ID: laurel.NewID[laurel.PassID](t.Tenant(), now), Task: t.ID, MadeBy: by, MadeAt: now, ExpiresAt: now.Add(life)}, nil
}

// Expired reports whether the code passes nobody any more.
func (c PassCode) Expired(now time.Time) bool { return !now.Before(c.ExpiresAt) }

// Passer is who passes a task that nobody judges, and how it came to that.
type Passer struct {
	Person laurel.PersonID
	City   laurel.TenantID // where it counts; may be empty
	How    string          // ByCode or ByHand
}

// Pass makes the submission of somebody who is through the task without anything
// handed in, with the decision that says how.
func (t Task) Pass(f Flow, p Passer, now time.Time) (Submission, Decision, error) {
	if f.Judged() {
		return Submission{}, Decision{}, laurel.E(laurel.Conflict, "pass.judged")
	}
	return Submission{ID: laurel.NewID[laurel.SubmissionID](t.Tenant(), now), Task: t.ID, Achievement: t.Achievement, Person: p.Person,
			City: p.City, Flow: t.Flow, Attempt: 1, State: Approved, SubmittedAt: now, DecidedAt: now},
		Decision{Attempt: 1, Approver: p.How, Outcome: approval.Approve, At: now}, nil
}
