package engine

import (
	"context"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// SubmitEvidence files what a learner hands in and posts it to be judged. Where
// the learner was asked to improve, it is the next attempt of the same submission.
func (e *Engine) SubmitEvidence(ctx context.Context, id laurel.TaskID, evidence []workflow.Evidence) (workflow.Submission, error) {
	var sub workflow.Submission
	who, err := person(ctx)
	if err != nil {
		return sub, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		task, a, err := e.knownTask(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, task); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		if err := mayHandIn(ctx, tx, a, who); err != nil {
			return err
		}
		if evidence, err = withUploads(ctx, tx, who, evidence); err != nil {
			return err
		}
		if err := endUnsent(ctx, tx, id, who); err != nil {
			return err
		}
		last, err := latestSubmission(ctx, tx, id, who)
		if err != nil {
			return err
		}
		if last != nil && last.State != workflow.Rejected {
			sub, err = improve(ctx, tx, last, task, evidence)
			return err
		}
		sub, err = begin(ctx, tx, task, evidence)
		return err
	})
	return sub, err
}

// mayHandIn refuses who has to join the activity first.
func mayHandIn(ctx context.Context, tx db.Tx, a workflow.Activity, who laurel.PersonID) error {
	if !a.Joining.Required {
		return nil
	}
	row, err := participantOf(ctx, tx, a.ID, who)
	if err != nil {
		return err
	}
	begun, err := hasBegun(ctx, tx, a.ID, who)
	if err != nil {
		return err
	}
	return a.MayHandIn(row.participation(), begun)
}

// begin makes the actor's first attempt at a task.
func begin(ctx context.Context, tx db.Tx, task workflow.Task, evidence []workflow.Evidence) (workflow.Submission, error) {
	who := laurel.ActorFrom(ctx).Person
	if err := isJudged(ctx, tx, task); err != nil {
		return workflow.Submission{}, err
	}
	if err := mayBegin(ctx, tx, task, who); err != nil {
		return workflow.Submission{}, err
	}
	city, err := earnedIn(ctx, tx)
	if err != nil {
		return workflow.Submission{}, err
	}
	sub, err := task.Accept(who, city, evidence, tx.Now())
	if err != nil {
		return sub, err
	}
	if err := insertSubmission(ctx, tx, sub); err != nil {
		return sub, underWay(err)
	}
	return sub, tx.Post(ctx, workflow.EvidenceSubmitted{Submission: sub.ID, Attempt: sub.Attempt})
}

// mayBegin refuses a task of an edition that is not for that person: there is a newer
// one, or another is held. Nothing of an archived activity can be begun; what was
// begun of it may be finished.
func mayBegin(ctx context.Context, tx db.Tx, task workflow.Task, who laurel.PersonID) error {
	_, badge, err := achievementByID(ctx, tx, task.Achievement)
	if err != nil {
		return err
	}
	a, err := activityByID(ctx, tx, badge.Activity)
	if err != nil {
		return err
	}
	badges, t, err := triedBadges(ctx, tx, a, who)
	if err != nil {
		return err
	}
	one := badges[slices.IndexFunc(badges, func(b workflow.Badge) bool { return b.Has(badge.ID) })]
	mine, _ := t.concerning(one)
	held := t.awards[mine.Achievement.ID] != ""
	switch {
	case mine.Achievement.ID != badge.ID && held:
		return laurel.E(laurel.Conflict, "badge.held")
	case mine.Achievement.ID != badge.ID:
		return laurel.E(laurel.Conflict, "badge.other-edition")
	case t.hasBegun(mine):
		return nil
	case a.Stage != workflow.Published:
		return laurel.E(laurel.Conflict, "activity.stage-archived")
	case one.InForce == "" && !held:
		return laurel.E(laurel.Conflict, "badge.retired")
	}
	return nil
}

// improve makes the next attempt of the submission in row.
func improve(
	ctx context.Context, tx db.Tx, row *submissionRow, task workflow.Task, evidence []workflow.Evidence,
) (workflow.Submission, error) {
	sub := row.submission()
	if err := mayAct(ctx, tx, sub.City); err != nil {
		return sub, err
	}
	if sub.State == workflow.Approved {
		return sub, laurel.E(laurel.Conflict, "submission.passed")
	}
	if err := sub.Improve(task, evidence, tx.Now()); err != nil {
		return sub, err
	}
	if err := updateSubmission(ctx, tx, row, sub); err != nil {
		return sub, err
	}
	if err := insertEvidence(ctx, tx, sub); err != nil {
		return sub, err
	}
	return sub, tx.Post(ctx, workflow.EvidenceSubmitted{Submission: sub.ID, Attempt: sub.Attempt})
}

// earnedIn is the city on whose site the actor is, if the organisation is active
// there; a badge counts for no other.
func earnedIn(ctx context.Context, tx db.Tx) (laurel.TenantID, error) {
	city := laurel.ActorFrom(ctx).City
	if city == "" {
		return "", nil
	}
	byCity, err := standings(ctx, tx)
	if err != nil || byCity[city] != tenants.StandsActive {
		return "", err
	}
	return city, nil
}

// underWay says in words of the trade that the learner was faster than herself.
func underWay(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return laurel.E(laurel.Conflict, "submission.under-way").Because(err)
	}
	return err
}

// withUploads puts in what is known of the files that evidence names, and keeps
// them from lapsing. They have to be the learner's own, and of the kind that the
// evidence is said to be, if it says so.
func withUploads(ctx context.Context, tx db.Tx, who laurel.PersonID, evidence []workflow.Evidence) ([]workflow.Evidence, error) {
	full := make([]workflow.Evidence, len(evidence))
	for i, ev := range evidence {
		full[i] = workflow.Evidence{Kind: ev.Kind, Text: ev.Text, Upload: ev.Upload}
		if ev.Upload == "" {
			continue
		}
		up, err := heldUpload(ctx, tx, ev.Upload)
		if err == nil && up.PersonID == who && up.converting() {
			return nil, laurel.E(laurel.Conflict, "evidence.converting").At("evidence[" + strconv.Itoa(i) + "].upload")
		}
		if laurel.KindOf(err) == laurel.NotFound || err == nil && !up.fits(who, ev.Kind) {
			return nil, laurel.E(laurel.Invalid, "evidence.no-upload").Because(err).At("evidence[" + strconv.Itoa(i) + "].upload")
		}
		if err != nil {
			return nil, err
		}
		if err := use(ctx, tx, &up); err != nil {
			return nil, err
		}
		full[i].Kind, full[i].Media, full[i].MediaType, full[i].Size = up.Kind, up.Media, up.MediaType, up.Size
	}
	return full, nil
}

// use says that evidence names the file. One that lapses at the same moment makes
// it a conflict.
func use(ctx context.Context, tx db.Tx, up *uploadRow) error {
	if up.ExpiresAt.IsZero() {
		return nil
	}
	up.ExpiresAt = time.Time{}
	return tx.Update(ctx, up)
}
