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
	Activity  workflow.Activity
	BadgeView             // the activity's own
	More      []BadgeView // in their order
	Claim     workflow.Claim
	Playlists []InPlaylist           // that it is in, of whichever tenant, by title
	Roll      workflow.Roll          // how many take part
	Part      workflow.Participation // the actor's
	Queue     int                    // the actor's place among those who wait, from 1; 0: they do not
}

// BadgeView is a badge of an activity as a visitor sees it, in the edition that is the
// visitor's concern.
type BadgeView struct {
	Achievement workflow.Achievement
	Tasks       []TaskView
	Required    []RequiredView // in the order of the requirement
	Award       laurel.AwardID // the actor's, if there is one
	Older       bool           // the actor holds or has begun it, and it is not in force any more
}

// Badge is the one of which an achievement is an edition that the visitor sees; of
// another it is empty.
func (v ActivityView) Badge(id laurel.AchievementID) BadgeView {
	for _, b := range v.Badges() {
		if b.Achievement.ID == id {
			return b
		}
	}
	return BadgeView{}
}

// Badges are all badges of the activity, its own first.
func (v ActivityView) Badges() []BadgeView { return append([]BadgeView{v.BadgeView}, v.More...) }

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

// activityView takes two statements; a few more where the activity is restricted, a
// badge requires others, or the actor waits for a place.
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
	badges, t, err := triedBadges(ctx, tx, v.Activity, laurel.ActorFrom(ctx).Person)
	if err != nil {
		return v, err
	}
	for _, b := range badges {
		mine, begun := t.concerning(b)
		switch {
		case v.Achievement.ID == "":
			v.BadgeView = t.view(b, mine)
		case b.InForce != "" || begun:
			v.More = append(v.More, t.view(b, mine))
		}
	}
	return v, requirements(ctx, tx, &v)
}

// trier is somebody with their tries at the tasks of an activity and their awards of
// its badges; of a visitor both are empty.
type trier struct {
	tries  map[laurel.TaskID]workflow.Submission
	awards map[laurel.AchievementID]laurel.AwardID
}

// concerning is the edition of a badge that is somebody's concern: the one that is
// held, or else the one that was begun, or else the newest; and whether it is one of
// the former.
func (t trier) concerning(b workflow.Badge) (workflow.Edition, bool) {
	for _, e := range slices.Backward(b.Editions) {
		if t.awards[e.Achievement.ID] != "" {
			return e, true
		}
	}
	for _, e := range slices.Backward(b.Editions) {
		if t.hasBegun(e) {
			return e, true
		}
	}
	return b.Last(), false
}

// hasBegun reports whether something for a task of an edition is under way or passed.
func (t trier) hasBegun(e workflow.Edition) bool {
	return slices.ContainsFunc(e.Tasks, func(task workflow.Task) bool {
		mine, ok := t.tries[task.ID]
		return ok && mine.State != workflow.Rejected
	})
}

// view is an edition of a badge as the trier sees it.
func (t trier) view(b workflow.Badge, e workflow.Edition) BadgeView {
	v := BadgeView{Achievement: e.Achievement, Award: t.awards[e.Achievement.ID], Older: e.Achievement.ID != b.InForce}
	for i, task := range e.Tasks {
		view := TaskView{Task: task, Flow: e.Flows[i]}
		if mine, ok := t.tries[task.ID]; ok {
			view.Mine = &mine
		}
		v.Tasks = append(v.Tasks, view)
	}
	return v
}

// IsShown reports whether an activity is to be seen on the site of a city: it
// stands in its catalogue, or is for the whole network and its organisation is not
// suspended there. A restricted one stands in no catalogue, and is to be seen where it
// might stand by who may know of it.
func (e *Engine) IsShown(ctx context.Context, city laurel.TenantID, a workflow.Activity) (shown bool, err error) {
	err = e.db.Read(ctx, city, func(tx db.Tx) (err error) {
		if a.Access == workflow.Restricted || a.Reach == workflow.InTheNetwork {
			shown, err = mayStand(ctx, tx, a)
			return err
		}
		shown, err = isListed(ctx, tx, a.ID)
		return err
	})
	return shown, err
}
