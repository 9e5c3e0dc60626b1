package workflow

import (
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Inquiry is what has to be asked about a submission at one time, and whom.
type Inquiry struct {
	Turn  Turn          `json:"turn"`
	Flow  laurel.FlowID `json:"flow"`
	Asked []Asking      `json:"asked"`
	Now   time.Time     `json:"now"`
	Ends  time.Time     `json:"ends,omitzero"`  // when the step's time is over; zero: it has none
	Then  Then          `json:"then,omitempty"` // what happens then
}

// Asking is one approver with the case that it is to decide.
type Asking struct {
	Approver string        `json:"approver"`
	Case     approval.Case `json:"case"`
}

// Inquiry is what the submission's step asks now; false where it waits for nobody,
// because it has been decided or sent back.
func (s Submission) Inquiry(t Task, f Flow, criteria string, now time.Time) (Inquiry, bool) {
	step, ok := s.step(f)
	if !ok {
		return Inquiry{}, false
	}
	q := Inquiry{Turn: s.Turn(), Flow: f.ID, Now: now, Ends: step.Ends(s.Since)}
	if step.Limit != nil {
		q.Then = step.Limit.Then
	}
	for _, c := range step.asked(s.Since, now) {
		q.Asked = append(q.Asked, Asking{Approver: c.Approver, Case: s.seen(t, c, criteria, now)})
	}
	return q, true
}

// seen is what one approver gets to see: no names, and no more than the case needs.
// Of what reviewers say it is told what those say whom it waits for.
func (s Submission) seen(t Task, choice Choice, criteria string, now time.Time) approval.Case {
	c := approval.Case{Prompt: t.Prompt, Criteria: criteria, Settings: choice.Settings,
		Attempt: s.Attempt, SubmittedAt: s.SubmittedAt, Now: now}
	for _, e := range s.Evidence {
		c.Evidence = append(c.Evidence, approval.Evidence{Kind: e.Kind, Text: e.Text, MediaType: e.MediaType, Size: e.Size})
	}
	for i, o := range s.Opinions {
		if !hears(choice.Reviewers, o.Role) {
			continue
		}
		from := "reviewer-" + strconv.Itoa(i+1)
		said := approval.Opinion{From: from, Role: o.Role, Advice: o.Advice, Comment: o.Comment, At: o.At}
		if len(choice.Needs.Rubric) > 0 {
			said.Marks = o.Marks
		}
		c.Opinions = append(c.Opinions, said)
	}
	return c
}

// Settle says what comes of the verdicts, one for each that was asked, and whose it
// is. What one of them decides, is decided; where several do at the same time, an
// approval goes before a wish for more, and that before a rejection. Where none does,
// the step's time may be over and decide, under the name ByLimit. Until is then the
// first time at which asking again may bring something new.
func (q Inquiry) Settle(verdicts []approval.Verdict) (by string, v approval.Verdict) {
	for _, outcome := range []approval.Outcome{approval.Approve, approval.Improve, approval.Reject} {
		for i, v := range verdicts {
			if v.Outcome == outcome {
				return q.Asked[i].Approver, v
			}
		}
	}
	wait := approval.Verdict{Outcome: approval.Wait}
	for _, v := range verdicts {
		wait.Until = sooner(wait.Until, v.Until)
	}
	switch over := !q.Ends.IsZero() && !q.Now.Before(q.Ends); {
	case over && q.Then == ThenApprove:
		return ByLimit, approval.Verdict{Outcome: approval.Approve, Reason: "reason.time-approves"}
	case over && q.Then == ThenReject:
		return ByLimit, approval.Verdict{Outcome: approval.Reject, Reason: "reason.time-rejects"}
	case !over:
		wait.Until = sooner(wait.Until, q.Ends)
	}
	return "", wait
}

// sooner is the first of two times, of which a zero one never comes.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Pending says to whom a submission has been put: who may speak about it now, since
// when, and when the step's time is over.
type Pending struct {
	Voices []Voice
	Step   int // from 1
	Steps  int
	Since  time.Time
	Ends   time.Time // zero: it takes as long as it takes
	Then   Then
	Over   bool // the time is over, and somebody else is asked as well
}

// Pending is whom the submission waits for; false where it has been decided or sent back.
func (s Submission) Pending(f Flow, now time.Time) (Pending, bool) {
	step, ok := s.step(f)
	if !ok {
		return Pending{}, false
	}
	a := Pending{Voices: s.Voices(f, now), Step: s.Step + 1, Steps: len(f.Steps), Since: s.Since, Ends: step.Ends(s.Since)}
	if step.Limit != nil {
		a.Then, a.Over = step.Limit.Then, !now.Before(a.Ends)
	}
	return a, true
}
