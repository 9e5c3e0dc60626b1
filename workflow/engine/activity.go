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
	Playlists   []InPlaylist           // that it is in, of whichever tenant, by title
	Award       laurel.AwardID         // the actor's, if there is one
	Roll        workflow.Roll          // how many take part
	Part        workflow.Participation // the actor's
	Queue       int                    // the actor's place among those who wait, from 1; 0: they do not
	Older       bool                   // the actor holds or has begun an edition of the badge that is not in force any more: this one
}

// InPlaylist is a published playlist as it is named by an activity that is in it.
type InPlaylist struct {
	ID       laurel.PlaylistID
	Title    string
	Language string
}

// TaskView is a task with the actor's own last try, if there is one.
type TaskView struct {
	Task workflow.Task
	Flow workflow.Flow
	Mine *workflow.Submission
}

// Activity returns a published activity with its badge.
func (e *Engine) Activity(ctx context.Context, id laurel.ActivityID) (v ActivityView, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) (err error) {
		v, err = k.activityView(ctx, tx, id)
		return err
	})
	return v, err
}

// ClaimedActivity returns the activity that a QR code leads to.
func (e *Engine) ClaimedActivity(ctx context.Context, id laurel.ClaimID) (v ActivityView, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		claim, err := claimByID(ctx, tx, id)
		if err != nil {
			return err
		}
		v, err = k.activityView(ctx, tx, claim.Activity)
		return err
	})
	return v, err
}

// activityView takes two statements for a visitor and four for somebody; a few more
// where the activity is restricted, or the actor waits for a place.
func (k *knowing) activityView(ctx context.Context, tx db.Tx, id laurel.ActivityID) (v ActivityView, err error) {
	if err := viewedActivity(ctx, tx, id, &v); err != nil {
		return v, err
	}
	if err := k.of(ctx, tx, v.Activity); err != nil {
		return ActivityView{}, err
	}
	if v.Part.Seat == workflow.Waiting {
		if v.Queue, err = queuedBefore(ctx, tx, v.Part); err != nil {
			return v, err
		}
	}
	editions, err := viewedEditions(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if len(editions) == 0 {
		return v, laurel.E(laurel.NotFound, "error.not-found")
	}
	shown := editions[len(editions)-1]
	var tries map[laurel.TaskID]workflow.Submission
	if who := laurel.ActorFrom(ctx).Person; who != "" {
		if tries, err = triesAt(ctx, tx, id, who); err != nil {
			return v, err
		}
		if shown, v.Award, err = concerning(ctx, tx, editions, trier{who, tries}); err != nil {
			return v, err
		}
	}
	v.Achievement, v.Older = shown.Achievement, shown.Achievement.Edition < len(editions)
	for i, t := range shown.Tasks {
		view := TaskView{Task: t, Flow: shown.Flows[i]}
		if mine, ok := tries[t.ID]; ok {
			view.Mine = &mine
		}
		v.Tasks = append(v.Tasks, view)
	}
	return v, nil
}

// trier is somebody with their tries at the tasks of an activity.
type trier struct {
	who   laurel.PersonID
	tries map[laurel.TaskID]workflow.Submission
}

// concerning is the edition of a badge that is somebody's concern, and the award of
// it: the one that is held, or else the one that was begun, or else the one in force.
func concerning(
	ctx context.Context, tx db.Tx, editions []workflow.Edition, t trier,
) (workflow.Edition, laurel.AwardID, error) {
	ids := make([]laurel.AchievementID, len(editions))
	for i, e := range editions {
		ids[i] = e.Achievement.ID
	}
	award, err := lastAward(ctx, tx, ids, t.who)
	if err != nil {
		return workflow.Edition{}, "", err
	}
	if award != nil {
		return editions[slices.Index(ids, award.Achievement)], award.ID, nil
	}
	for _, e := range slices.Backward(editions) {
		for _, task := range e.Tasks {
			if mine, ok := t.tries[task.ID]; ok && mine.State != workflow.Rejected {
				return e, "", nil
			}
		}
	}
	return editions[len(editions)-1], "", nil
}

// IsShown reports whether an activity is to be seen on the site of a city: it
// stands in its catalogue, or is for the whole network and its organisation is not
// suspended there. A restricted one stands in no catalogue, and is to be seen where it
// might stand by who may know of it.
func (e *Engine) IsShown(ctx context.Context, city laurel.TenantID, id laurel.ActivityID) (shown bool, err error) {
	var a workflow.Activity
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, id); return err })
	if err != nil {
		return false, err
	}
	err = e.db.Read(ctx, city, func(tx db.Tx) (err error) {
		if a.Access == workflow.Restricted || a.Reach == workflow.InTheNetwork {
			shown, err = mayStand(ctx, tx, a)
			return err
		}
		shown, err = isListed(ctx, tx, id)
		return err
	})
	return shown, err
}
