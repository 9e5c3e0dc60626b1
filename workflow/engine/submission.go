package engine

import (
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// SubmissionView is a submission with all that its learner and its reviewers
// may see.
type SubmissionView struct {
	Submission  workflow.Submission
	Task        workflow.Task
	Flow        workflow.Flow
	Activity    workflow.Activity
	Achievement workflow.Achievement
	Decisions   []workflow.Decision  // oldest first
	Attempts    []Attempt            // oldest first
	Award       laurel.AwardID       // if there is one
	Issued      bool                 // the award has its credential
	Mine        bool                 // the actor is its learner
	MayJudge    bool                 // the actor may give an opinion now
	Role        approval.Role        // in which they would speak; empty where they may not
	Rubric      []approval.Criterion // what they mark then; empty: nothing
	Halted      bool                 // who decides now was withdrawn: it waits until they are back
	Now         time.Time            // when all this was so
}

// Attempt is what was handed in at one time, and what was said about it.
type Attempt struct {
	Number   int
	At       time.Time // when it was handed in
	Evidence []workflow.Evidence
	Opinions []workflow.Opinion
}

// Submission returns a submission to its learner, and to who may review it. To
// others it does not exist.
func (e *Engine) Submission(ctx context.Context, id laurel.SubmissionID) (v SubmissionView, err error) {
	who, err := person(ctx)
	if err != nil {
		return v, err
	}
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if _, v.Submission, err = submissionByID(ctx, tx, id); err != nil {
			return err
		}
		v.Mine = v.Submission.Person == who
		if v.Flow, err = flowByID(ctx, tx, v.Submission.Flow); err != nil {
			return err
		}
		v.Now = tx.Now()
		voice, asked, err := e.asked(ctx, v.Submission, v.Flow, v.Now)
		if err != nil {
			return err
		}
		if asked && !spoke(v.Submission, who) {
			v.MayJudge, v.Role, v.Rubric = true, voice.Role, v.Submission.Rubric(v.Flow, voice.Role, v.Now)
		}
		if err := e.fill(ctx, tx, &v); err != nil {
			return err
		}
		if v.Mine || v.MayJudge || v.spoke(who) {
			return nil
		}
		return hide(e.gate.May(ctx, laurel.ReadSubmission, v.Submission))
	})
	if err == nil {
		v.Halted = e.halted(ctx, v)
	}
	return v, err
}

// halted reports whether all approvers whom a submission waits for were withdrawn.
func (e *Engine) halted(ctx context.Context, v SubmissionView) bool {
	keys := v.Submission.Asks(v.Flow, v.Now)
	return len(keys) > 0 && !slices.ContainsFunc(keys, func(key string) bool {
		return e.approvers.State(ctx, v.Submission.ID.Tenant(), key) != tenants.Withdrawn
	})
}

// spoke reports whether somebody has given an opinion at any time: whoever has,
// may go on looking at what it was about.
func (v SubmissionView) spoke(who laurel.PersonID) bool {
	return slices.ContainsFunc(v.Attempts, func(a Attempt) bool {
		return slices.ContainsFunc(a.Opinions, func(o workflow.Opinion) bool { return o.Person == who })
	})
}

// asked reports whether a submission waits for an opinion of who the actor is, and
// with which voice they would speak. An error means that it cannot be said.
func (e *Engine) asked(
	ctx context.Context, s workflow.Submission, f workflow.Flow, now time.Time,
) (v workflow.Voice, asked bool, err error) {
	voices := s.Voices(f, now)
	if len(voices) == 0 || s.Person == laurel.ActorFrom(ctx).Person {
		return v, false, nil
	}
	v, err = e.voice(ctx, s, voices)
	if laurel.KindOf(err) == laurel.Forbidden {
		return v, false, nil
	}
	return v, err == nil, err
}

func spoke(s workflow.Submission, who laurel.PersonID) bool {
	for _, o := range s.Opinions {
		if o.Person == who {
			return true
		}
	}
	return false
}

func (e *Engine) fill(ctx context.Context, tx db.Tx, v *SubmissionView) (err error) {
	if v.Task, err = sizedTask(ctx, tx, v.Submission.Task); err != nil {
		return err
	}
	if _, v.Achievement, err = achievementByID(ctx, tx, v.Submission.Achievement); err != nil {
		return err
	}
	if v.Activity, err = activityByID(ctx, tx, v.Achievement.Activity); err != nil {
		return err
	}
	if v.Decisions, err = decisionsOf(ctx, tx, v.Submission.ID); err != nil {
		return err
	}
	if v.Attempts, err = attemptsOf(ctx, tx, *v); err != nil {
		return err
	}
	award, err := awardOf(ctx, tx, v.Submission.Achievement, v.Submission.Person)
	if err != nil || award == nil {
		return err
	}
	c, err := credentialOf(ctx, tx, award.ID)
	v.Award, v.Issued = award.ID, c != nil
	return err
}

// blindTo reports whether an opinion is kept from the actor. Of what peers say in this
// turn, nobody who is still to speak in it is told, so that each has an opinion of
// their own, unless the step's settings want it open; and learners are told none of
// this turn, before it is decided.
func (v SubmissionView) blindTo(r opinionRow) bool {
	now := workflow.Turn{Attempt: r.Attempt, Step: r.Step} == v.Submission.Turn() && v.Submission.State == workflow.Open
	return now && (v.Mine || v.MayJudge && r.Role == approval.Peer && !v.Flow.Openly(r.Step, r.Role))
}

// attemptsOf puts together what was handed in at each time, in as many statements
// however many there are.
func attemptsOf(ctx context.Context, tx db.Tx, v SubmissionView) ([]Attempt, error) {
	s := v.Submission
	list := make([]Attempt, s.Attempt)
	for i := range list {
		list[i].Number = i + 1
	}
	evidence, err := allEvidence(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range evidence {
		a := &list[r.Attempt-1]
		if a.At.IsZero() { // the first; others may have been added since
			a.At = r.HandedInAt.UTC()
		}
		if r.Kind != nothing {
			a.Evidence = append(a.Evidence, r.evidence())
		}
	}
	opinions, err := allOpinions(ctx, tx, s.ID)
	for _, r := range opinions {
		if v.blindTo(r) {
			continue
		}
		o := r.opinion()
		if o.Guest != nil && v.Mine { // learners are told no reviewer's name
			o.Guest = &workflow.Guest{}
		}
		list[r.Attempt-1].Opinions = append(list[r.Attempt-1].Opinions, o)
	}
	return list, err
}

// EvidenceFile names the stored file of an upload, to whom the evidence that
// holds it may be shown: its learner and who may see the submission.
func (e *Engine) EvidenceFile(ctx context.Context, id laurel.SubmissionID, upload laurel.UploadID) (workflow.Evidence, error) {
	v, err := e.Submission(ctx, id)
	if err != nil {
		return workflow.Evidence{}, err
	}
	for _, a := range v.Attempts {
		for _, ev := range a.Evidence {
			if ev.Upload == upload && workflow.IsFile(ev.Kind) {
				ev.Previews, err = e.previewsOf(ctx, ev)
				return ev, err
			}
		}
	}
	return workflow.Evidence{}, laurel.E(laurel.NotFound, "error.not-found")
}
