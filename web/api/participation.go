package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// joiningDraft is how people are to join an activity.
type joiningDraft struct {
	Mode     workflow.JoiningMode `json:"mode,omitempty" enum:"off,open,places,asked" doc:"asked: organisers accept who asks."`
	Places   int                  `json:"places,omitempty" doc:"Where the mode is places: 1 to 100000."`
	Required bool                 `json:"required,omitempty" doc:"Only participants can hand in evidence."`
}

func (j *joiningDraft) joining() workflow.Joining {
	if j == nil {
		return workflow.Joining{}
	}
	return workflow.Joining(*j)
}

func joiningDraftOf(j workflow.Joining) *joiningDraft {
	d := joiningDraft(j)
	return &d
}

type joining struct {
	Mode     workflow.JoiningMode `json:"mode" enum:"off,open,places,asked" doc:"off: by invitation; asked: organisers accept who asks."`
	Places   int                  `json:"places,omitempty" doc:"Where the mode is places."`
	Required bool                 `json:"required" doc:"Only participants can hand in evidence."`
	Joined   int                  `json:"joined" doc:"How many take part."`
	Waiting  int                  `json:"waiting" doc:"How many wait for a place."`
}

func joiningOf(v engine.ActivityView) joining {
	j := v.Activity.Joining
	return joining{j.Mode, j.Places, j.Required, v.Roll.Joined, v.Roll.Waiting}
}

type part struct {
	State workflow.Seat `json:"state" enum:"joined,waiting,asked"`
	Since time.Time     `json:"since"`
	Queue int           `json:"queue,omitempty" doc:"The place among those who wait, from 1."`
}

func partOf(p workflow.Participation, queue int) *part {
	if !p.Takes() && p.Seat != workflow.Asked {
		return nil
	}
	return &part{State: p.Seat, Since: p.Since, Queue: queue}
}

// JoinActivity lets the asker take part in an activity, or wait for a place.
func (a *API) JoinActivity() Endpoint {
	is := about{id: "joinActivity", summary: "Join an activity, or its waiting list", tag: "activities", scope: tenants.WriteEvidence}
	return endpoint(a, is, func(ctx context.Context, in *activityIn) (part, error) {
		if _, err := a.Engine.JoinActivity(ctx, in.ID); err != nil {
			return part{}, err
		}
		v, err := a.Engine.Activity(ctx, in.ID)
		if p := partOf(v.Part, v.Queue); p != nil && err == nil {
			return *p, nil
		}
		return part{}, err
	})
}

// LeaveActivity ends the asker's part in an activity.
func (a *API) LeaveActivity() Endpoint {
	is := about{id: "leaveActivity", summary: "Leave an activity, or its waiting list", tag: "activities", scope: tenants.WriteEvidence}
	return endpoint(a, is, func(ctx context.Context, in *activityIn) (nothing, error) {
		return nothing{}, a.Engine.LeaveActivity(ctx, in.ID)
	})
}

type myActivity struct {
	ID           laurel.ActivityID `json:"id"`
	Name         string            `json:"name"`
	Organisation laurel.TenantID   `json:"organisation"`
	Part         part              `json:"participation"`
}

type myActivities struct {
	Items []myActivity `json:"items" nullable:"false" doc:"The newest first."`
}

// MyActivities lists what the asker takes part in.
func (a *API) MyActivities() Endpoint {
	is := about{id: "listMyActivities", summary: "What I take part in", tag: "me", scope: tenants.ReadEvidence}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (myActivities, error) {
		places, err := a.Registry.Traces(ctx, laurel.ActorFrom(ctx).Person)
		if err != nil {
			return myActivities{}, err
		}
		mine, err := a.Engine.MyActivities(ctx, places)
		return myActivities{list(mine, func(m engine.MyActivity) myActivity {
			return myActivity{m.Activity.ID, m.Activity.Title, m.Activity.Tenant(), *partOf(m.Part, m.Queue)}
		})}, err
	})
}
