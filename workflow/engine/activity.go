package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// ActivityView is an activity as a visitor sees it.
type ActivityView struct {
	Activity    workflow.Activity
	Achievement workflow.Achievement
	Tasks       []TaskView
	Claim       workflow.Claim
	Playlists   []string       // names of those that it is in
	Award       laurel.AwardID // the actor's, if there is one
	Older       bool           // the actor holds or has begun an edition of the badge that is not in force any more: this one
}

// TaskView is a task with the actor's own last try, if there is one.
type TaskView struct {
	Task workflow.Task
	Flow workflow.Flow
	Mine *workflow.Submission
}

// Activity returns a published activity with its badge.
func (e *Engine) Activity(ctx context.Context, id laurel.ActivityID) (v ActivityView, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		v, err = e.activityView(ctx, tx, id)
		return err
	})
	return v, err
}

// ClaimedActivity returns the activity that a QR code leads to.
func (e *Engine) ClaimedActivity(ctx context.Context, id laurel.ClaimID) (v ActivityView, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		claim, err := claimByID(ctx, tx, id)
		if err != nil {
			return err
		}
		v, err = e.activityView(ctx, tx, claim.Activity)
		return err
	})
	return v, err
}

func (e *Engine) activityView(ctx context.Context, tx db.Tx, id laurel.ActivityID) (v ActivityView, err error) {
	if v.Activity, err = activityByID(ctx, tx, id); err != nil {
		return v, err
	}
	who := laurel.ActorFrom(ctx).Person
	editions, err := editionsOf(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if v.Achievement, v.Award, err = editionFor(ctx, tx, editions, who); err != nil {
		return v, err
	}
	v.Older = v.Achievement.Edition < len(editions)
	if v.Claim, err = claimOf(ctx, tx, id); err != nil {
		return v, err
	}
	if v.Playlists, err = playlistsWith(ctx, tx, id); err != nil {
		return v, err
	}
	tasks, err := tasksOf(ctx, tx, v.Achievement.ID)
	if err != nil {
		return v, err
	}
	for _, t := range tasks {
		view, err := taskView(ctx, tx, t, who)
		if err != nil {
			return v, err
		}
		v.Tasks = append(v.Tasks, view)
	}
	return v, nil
}

// editionFor is the edition of a badge that is somebody's concern, and the award of
// it: the one that is held, or else the one that was begun, or else the one in force.
func editionFor(
	ctx context.Context, tx db.Tx, editions []workflow.Achievement, who laurel.PersonID,
) (workflow.Achievement, laurel.AwardID, error) {
	if len(editions) == 0 {
		return workflow.Achievement{}, "", laurel.E(laurel.NotFound, "error.not-found")
	}
	current := editions[len(editions)-1]
	if who == "" {
		return current, "", nil
	}
	ids := make([]laurel.AchievementID, len(editions))
	for i, a := range editions {
		ids[i] = a.ID
	}
	award, err := lastAward(ctx, tx, ids, who)
	if err != nil {
		return current, "", err
	}
	if award != nil {
		return editions[slices.Index(ids, award.Achievement)], award.ID, nil
	}
	if len(editions) == 1 {
		return current, "", nil
	}
	begun, err := begunAmong(ctx, tx, ids, who)
	for i, id := range slices.Backward(ids) {
		if slices.Contains(begun, id) {
			return editions[i], "", err
		}
	}
	return current, "", err
}

func taskView(ctx context.Context, tx db.Tx, t workflow.Task, who laurel.PersonID) (TaskView, error) {
	view := TaskView{Task: t}
	var err error
	if view.Flow, err = flowByID(ctx, tx, t.Flow); err != nil || who == "" {
		return view, err
	}
	last, err := latestSubmission(ctx, tx, t.ID, who)
	if err != nil || last == nil {
		return view, err
	}
	mine := last.submission()
	mine.Evidence, err = evidenceOf(ctx, tx, mine.ID, mine.Attempt)
	view.Mine = &mine
	return view, err
}

// IsShown reports whether an activity is to be seen on the site of a city: it
// stands in its catalogue, or is for the whole network and its organisation is not
// suspended there.
func (e *Engine) IsShown(ctx context.Context, city laurel.TenantID, id laurel.ActivityID) (shown bool, err error) {
	var a workflow.Activity
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, id); return err })
	if err != nil {
		return false, err
	}
	err = e.db.Read(ctx, city, func(tx db.Tx) (err error) {
		if a.Reach == workflow.InTheNetwork {
			shown, err = mayStand(ctx, tx, a)
			return err
		}
		shown, err = isListed(ctx, tx, id)
		return err
	})
	return shown, err
}
