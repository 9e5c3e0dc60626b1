package workflow

import (
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Play is a flow that is tried out: its approvers are asked themselves, and nothing is
// written down.
type Play struct {
	Task     Task
	Criteria string // of the badge
	Steps    []Step
	Decide   Decide
}

// Played is what came of it.
type Played struct {
	Moments    []Moment   // in the order of time
	Submission Submission // as it is in the end
	Unheard    []Opinion  // what no step asked for
	Until      time.Time  // where it waits: the first time at which asking again may bring something new, or zero
}

// Moment is what happened at one time: an opinion was given, or a step was decided.
type Moment struct {
	At       time.Time
	Step     int              // from 0
	Opinion  *Opinion         // nil: it was decided
	Approver string           // that decided, or ByLimit
	Verdict  approval.Verdict // of the approver
}

// Run plays a submission from when it was handed in, with what people say about it at
// the times of their opinions. Who has an opinion that no step asks for yet, gives it
// when one does. It ends with the submission, where nothing more can happen, or before
// anything would happen after end, if that is not zero. The error is that of an
// approver that could not be asked.
func (p Play) Run(ctx context.Context, s Submission, said []Opinion, end time.Time) (Played, error) {
	f := Flow{Steps: p.Steps}
	s.State, s.Step, s.Reason, s.Opinions, s.Since, s.DecidedAt = Open, 0, "", nil, s.SubmittedAt, time.Time{}
	said = slices.SortedStableFunc(slices.Values(said), func(a, b Opinion) int { return a.At.Compare(b.At) })
	r := Played{Submission: s, Unheard: said}
	now := s.SubmittedAt
	for range mostTerms {
		wait, err := p.settle(ctx, &r, f, now)
		if err != nil || r.Submission.State != Open {
			return r, err
		}
		if r.hear(f, now) {
			continue
		}
		next := later(now, wait.Until)
		r.Until = next
		for _, o := range r.Unheard {
			next = sooner(next, later(now, o.At))
		}
		if next.IsZero() || !end.IsZero() && next.After(end) {
			return r, nil
		}
		now = next
	}
	return r, nil
}

// settle asks the approvers at a time until none decides, and returns what they wait for.
func (p Play) settle(ctx context.Context, r *Played, f Flow, now time.Time) (approval.Verdict, error) {
	for {
		q, ok := r.Submission.Inquiry(p.Task, f, p.Criteria, now)
		if !ok {
			return approval.Verdict{}, nil
		}
		said, err := q.Ask(ctx, p.Decide)
		if err != nil {
			return approval.Verdict{}, err
		}
		by, v := said.Settle()
		if v.Outcome == approval.Wait {
			return v, nil
		}
		r.Moments = append(r.Moments, Moment{At: now, Step: r.Submission.Step, Approver: by, Verdict: v})
		r.Submission.Record(q.Turn, v, f, now)
	}
}

// hear takes the first opinion that somebody has by now and that the step asks for.
func (r *Played) hear(f Flow, now time.Time) bool {
	for i, o := range r.Unheard {
		if o.At.After(now) {
			return false
		}
		o.At = now
		if rubric := r.Submission.Rubric(f, o.Role, now); approval.CheckMarks(o.Marks, rubric) != nil {
			o.Marks = asAdvised(o.Advice, rubric)
		}
		if r.Submission.Judge(f, o) != nil {
			continue
		}
		r.Unheard = slices.Delete(slices.Clone(r.Unheard), i, i+1)
		r.Moments = append(r.Moments, Moment{At: now, Step: r.Submission.Step, Opinion: &o})
		return true
	}
	return false
}

// asAdvised marks a rubric as somebody would who approves, or does not: of who has not
// marked it, nothing else is known.
func asAdvised(advice approval.Outcome, rubric []approval.Criterion) []approval.Mark {
	var marks []approval.Mark
	for i, c := range rubric {
		m := approval.Mark{Criterion: i + 1}
		if advice == approval.Approve {
			m.Level = c.Levels
		}
		marks = append(marks, m)
	}
	return marks
}

// later is a time that is still to come; of another it is none.
func later(now, at time.Time) time.Time {
	if at.After(now) {
		return at
	}
	return time.Time{}
}

// MadeUp is a submission to a task as the task asks for evidence, handed in at a time.
func (t TaskDraft) MadeUp(at time.Time) Submission {
	return Submission{State: Open, Attempt: 1, SubmittedAt: at, Since: at, Evidence: t.madeUp(at)}
}

// Again is a submission that is there, judged once more by the steps that are tried.
type Again struct {
	Submission Submission // as it stands
	Played     Played
}

// Differs reports whether something else would have come out, as far as has come out
// anything by now.
func (a Again) Differs() bool { return a.Submission.State != a.Played.Submission.State }

// Fits reports whether a submission that waits can go on with another edition of its
// task's flow from where it is: what it has passed is the same in both, and what was
// said at its step is asked for there as well, by the same rubric. One that was sent
// back begins anew and always can.
func (s Submission) Fits(from, to Flow, now time.Time) bool {
	if s.State == Returned {
		return len(to.Steps) > 0
	}
	if s.State != Open || s.Step >= len(to.Steps) || s.Step > len(from.Steps) || !sameSteps(from.Steps[:s.Step], to.Steps[:s.Step]) {
		return false
	}
	voices := s.Voices(to, now)
	return !slices.ContainsFunc(s.Opinions, func(o Opinion) bool {
		asked := slices.ContainsFunc(voices, func(v Voice) bool { return v.Role == o.Role })
		return !asked || !slices.Equal(s.Rubric(from, o.Role, now), s.Rubric(to, o.Role, now))
	})
}

// Move lets the submission go on with another edition of its flow.
func (s *Submission) Move(from, to Flow, now time.Time) error {
	if !s.Fits(from, to, now) {
		return laurel.E(laurel.Conflict, "flow.stays")
	}
	s.Flow = to.ID
	return nil
}
