package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// furtherBadge is a badge of an activity besides the one that has its name.
type furtherBadge struct {
	badge
	Tasks []task `json:"tasks" nullable:"false"`
	Award string `json:"award,omitempty" doc:"The asker's, if there is one."`
}

type requirement struct {
	Needed int             `json:"needed" doc:"How many of the badges."`
	Badges []requiredBadge `json:"badges" nullable:"false"`
}

type requiredBadge struct {
	Activity laurel.ActivityID `json:"activity"`
	Number   int               `json:"number" doc:"Within its activity."`
	Name     string            `json:"name" doc:"As it was called when this was published."`
	Held     bool              `json:"held" doc:"By the asker."`
	Open     bool              `json:"open" doc:"It can be earned."`
}

func requirementOf(v engine.BadgeView) *requirement {
	if len(v.Required) == 0 {
		return nil
	}
	return &requirement{Needed: v.Achievement.Requires.Least(), Badges: list(v.Required, func(r engine.RequiredView) requiredBadge {
		return requiredBadge{Activity: r.Activity, Number: r.Number, Name: r.Name, Held: r.Held, Open: r.Open}
	})}
}

func furtherBadgeOf(ctx context.Context, v engine.BadgeView) furtherBadge {
	return furtherBadge{badge: badgeOf(ctx, v), Tasks: list(v.Tasks, taskOf), Award: string(v.Award)}
}

// badgeDraft is a badge besides the one that has the activity's name.
type badgeDraft struct {
	Number      int               `json:"number,omitempty" doc:"Of one that there is; left out, it is a new one."`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty" doc:"Without it: the beginning of the activity's."`
	Level       int               `json:"level,omitempty" doc:"Stars: 0 to 5."`
	Requires    *requirementDraft `json:"requires,omitempty"`
	Tasks       []taskDraft       `json:"tasks" nullable:"false" doc:"None where it requires other badges."`
}

// requirementDraft is which other badges of the organisation have to be held.
type requirementDraft struct {
	Needed int        `json:"needed,omitempty" doc:"How many of them; left out: all."`
	Badges []badgeKey `json:"badges" nullable:"false"`
}

type badgeKey struct {
	Activity laurel.ActivityID `json:"activity,omitempty" doc:"Left out: the same one."`
	Number   int               `json:"number" doc:"Within the activity, from 1."`
}

func (r *requirementDraft) requirement() workflow.Requirement {
	if r == nil {
		return workflow.Requirement{}
	}
	return workflow.Requirement{Needed: r.Needed, Badges: list(r.Badges, func(k badgeKey) workflow.Required {
		return workflow.Required{BadgeKey: workflow.BadgeKey(k)}
	})}
}

func requirementDraftOf(r workflow.Requirement) *requirementDraft {
	if len(r.Badges) == 0 {
		return nil
	}
	return &requirementDraft{Needed: r.Needed, Badges: list(r.Badges, func(b workflow.Required) badgeKey { return badgeKey(b.BadgeKey) })}
}

func (d badgeDraft) badge() workflow.BadgeDraft {
	return workflow.BadgeDraft{Number: d.Number, Name: d.Name, Description: d.Description, Level: d.Level,
		Requires: d.Requires.requirement(), Tasks: list(d.Tasks, taskDraft.task)}
}

func badgeDraftOf(b workflow.BadgeDraft) badgeDraft {
	return badgeDraft{Number: b.Number, Name: b.Name, Description: b.Description, Level: b.Level,
		Requires: requirementDraftOf(b.Requires), Tasks: list(b.Tasks, taskDraftOf)}
}

func (d taskDraft) task() workflow.TaskDraft {
	return workflow.TaskDraft{Prompt: d.Prompt, Optional: d.Optional,
		Asks:  list(d.Asks, func(a ask) workflow.Ask { return workflow.Ask(a) }),
		Steps: list(d.Steps, step.step)}
}

func taskDraftOf(t workflow.TaskDraft) taskDraft {
	return taskDraft{Prompt: t.Prompt, Optional: t.Optional, Asks: list(t.Asks, askOf),
		Steps: list(t.Steps, stepOf)}
}

type claimBadgeIn struct {
	ID     laurel.ActivityID `path:"id"`
	Number int               `path:"number" minimum:"1" maximum:"1000"`
}

// ClaimBadge awards a badge to the asker, who earned all that it requires before it
// required it.
func (a *API) ClaimBadge() Endpoint {
	is := about{id: "claimBadge", summary: "Have a badge of which you lack nothing", tag: "activities", scope: tenants.WriteEvidence}
	return endpoint(a, is, func(ctx context.Context, in *claimBadgeIn) (activity, error) {
		if in.ID.Tenant() == "" {
			return activity{}, notFound()
		}
		if _, err := a.Engine.ClaimBadge(ctx, workflow.BadgeKey{Activity: in.ID, Number: in.Number}); err != nil {
			return activity{}, err
		}
		return a.readActivity(ctx, in.ID)
	})
}
