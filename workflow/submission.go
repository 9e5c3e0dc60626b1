package workflow

import (
	"slices"
	"time"
	"unicode/utf8"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// State says whether a submission is still being judged.
type State string

// The states of a submission.
const (
	Open     State = "open"     // with an approver
	Returned State = "returned" // with the learner, to be improved
	Approved State = "approved"
	Rejected State = "rejected" // the learner may begin again
)

// Submission is a learner's try at one task.
type Submission struct {
	ID          laurel.SubmissionID
	Task        laurel.TaskID
	Achievement laurel.AchievementID
	Person      laurel.PersonID
	City        laurel.TenantID   // on whose site it was handed in; empty: the platform's
	Activity    laurel.ActivityID // of the badge; empty where it was not asked for
	Flow        laurel.FlowID     // the one in force when it began
	Attempt     int               // from 1; each improvement makes the next
	Step        int               // of the flow, from 0
	Since       time.Time         // when the step began
	State       State
	Reason      string // of the last verdict
	SubmittedAt time.Time
	DecidedAt   time.Time

	Evidence []Evidence // of this attempt
	Opinions []Opinion  // of this attempt at this step
}

// Object names the activity for policies: whoever has a role on one activity has
// it on what is handed in for its badge.
func (s Submission) Object() string { return Activity{ID: s.Activity}.Object() }

// Tenant is the organisation that judges it.
func (s Submission) Tenant() laurel.TenantID { return s.ID.Tenant() }

// Opinion is what a reviewer said.
type Opinion struct {
	Person  laurel.PersonID
	Role    approval.Role
	Advice  approval.Outcome
	Comment string
	Marks   []approval.Mark // where there is a rubric; in its order
	Step    int             // of the flow, from 0
	At      time.Time
	Guest   *Guest // who has no account and spoke by a link; nil: it was somebody with one
}

// Decision is a verdict as it was entered.
type Decision struct {
	Attempt  int
	Step     int
	Approver string
	Outcome  approval.Outcome
	Reason   string
	At       time.Time
}

// Improve takes what the learner adds after having been asked to: the next
// attempt, judged from the first step on.
func (s *Submission) Improve(t Task, evidence []Evidence, now time.Time) error {
	if s.State != Returned {
		return laurel.E(laurel.Conflict, "submission.under-way")
	}
	if err := t.check(evidence); err != nil {
		return err
	}
	s.Attempt, s.Step, s.State, s.Reason = s.Attempt+1, 0, Open, ""
	s.Evidence, s.Opinions, s.SubmittedAt, s.Since = evidence, nil, now, now
	return nil
}

// Merged is the reason of a try that ended because another of the same person goes on.
const Merged = "reason.merged"

// Yield chooses which of two tries at one task goes on when two accounts of a
// person become one, and ends the other: one that has passed stays before one
// that is with an approver, that before one sent back, and of two alike the older.
// It returns the one that was ended.
func Yield(a, b *Submission, now time.Time) *Submission {
	ended := b
	if further(*b) > further(*a) || further(*b) == further(*a) && b.ID < a.ID {
		ended = a
	}
	ended.State, ended.Reason, ended.DecidedAt = Rejected, Merged, now
	return ended
}

func further(s Submission) int {
	return slices.Index([]State{Rejected, Returned, Open, Approved}, s.State)
}

// UnderWay reports whether the submission stands in the way of another by the
// same person at the same task.
func (s Submission) UnderWay() bool { return s.State != Rejected }

// step is the one that the submission is at; false where it waits for nobody.
func (s Submission) step(f Flow) (Step, bool) {
	if s.State != Open || s.Step >= len(f.Steps) {
		return Step{}, false
	}
	return f.Steps[s.Step], true
}

// Voices are in what quality people may speak about the submission at a time; none
// where nobody is to be heard.
func (s Submission) Voices(f Flow, now time.Time) []Voice {
	step, ok := s.step(f)
	if !ok {
		return nil
	}
	return voices(step.asked(s.Since, now))
}

// Seen refuses what is said about an attempt that is over: the reviewer looked
// at something else than what would be judged. Zero says nothing about it.
func (s Submission) Seen(attempt int) error {
	if attempt != 0 && attempt != s.Attempt {
		return laurel.E(laurel.Conflict, "opinion.stale")
	}
	return nil
}

// Awaits refuses who has nothing to say about the submission now. Nobody judges
// their own evidence, and nobody twice at one step.
func (s Submission) Awaits(f Flow, who laurel.PersonID, now time.Time) error {
	if who == s.Person {
		return laurel.E(laurel.Forbidden, "opinion.own")
	}
	if s.State != Open {
		return laurel.E(laurel.Conflict, "submission.closed")
	}
	if len(s.Voices(f, now)) == 0 {
		return laurel.E(laurel.Conflict, "opinion.unasked")
	}
	for _, o := range s.Opinions {
		if o.Person == who {
			return laurel.E(laurel.Conflict, "opinion.twice")
		}
	}
	return nil
}

// Judge takes a reviewer's opinion.
func (s *Submission) Judge(f Flow, o Opinion) error {
	if err := s.Awaits(f, o.Person, o.At); err != nil {
		return err
	}
	if !slices.ContainsFunc(s.Voices(f, o.At), func(v Voice) bool { return v.Role == o.Role }) {
		return laurel.E(laurel.Conflict, "opinion.unasked")
	}
	switch o.Advice {
	case approval.Approve, approval.Reject, approval.Improve:
	default:
		return laurel.E(laurel.Invalid, "opinion.advice").At("advice")
	}
	if err := Sayable(o.Comment); err != nil {
		return err
	}
	if o.Advice != approval.Approve && !isText(o.Comment, 1, MaxPrompt) {
		return laurel.E(laurel.Invalid, "opinion.comment").At("comment")
	}
	if err := o.checkMarks(s.Rubric(f, o.Role, o.At)); err != nil {
		return err
	}
	o.Step = s.Step
	s.Opinions = append(s.Opinions, o)
	return nil
}

// Sayable refuses a comment that could not be shown; an empty one can be.
func Sayable(comment string) error {
	if utf8.RuneCountInString(comment) > MaxPrompt {
		return tooLong("error.too-long", "comment", MaxPrompt)
	}
	if !isText(comment, 0, MaxPrompt) {
		return laurel.E(laurel.Invalid, "evidence.characters").At("comment")
	}
	return nil
}

// Turn says which attempt and step a verdict is about. A verdict on a turn that
// is over changes nothing.
type Turn struct {
	Attempt int `json:"attempt"`
	Step    int `json:"step"`
}

// Turn is the submission's current one.
func (s Submission) Turn() Turn { return Turn{Attempt: s.Attempt, Step: s.Step} }

// Record enters the verdict of the approver at turn. It returns what has
// happened by it: nothing, if the submission has moved on since, as when a
// task ran twice, or if the verdict is to wait.
func (s *Submission) Record(turn Turn, v approval.Verdict, f Flow, now time.Time) []laurel.Event {
	if s.State != Open || s.Turn() != turn {
		return nil
	}
	switch v.Outcome {
	case approval.Reject:
		s.State, s.Reason, s.DecidedAt = Rejected, v.Reason, now
		return []laurel.Event{SubmissionRejected{Submission: s.ID, Person: s.Person}}
	case approval.Improve:
		s.State, s.Reason = Returned, v.Reason
		return []laurel.Event{SubmissionReturned{Submission: s.ID, Person: s.Person, Attempt: s.Attempt}}
	case approval.Approve:
		s.Step, s.Opinions, s.Reason, s.Since = s.Step+1, nil, v.Reason, now
		if s.Step < len(f.Steps) {
			return []laurel.Event{StepPassed{Submission: s.ID, Attempt: s.Attempt, Step: s.Step}}
		}
		s.State, s.DecidedAt = Approved, now
		return []laurel.Event{TaskPassed{Submission: s.ID}}
	case approval.Wait:
	}
	return nil
}
