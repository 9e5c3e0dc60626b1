package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

type ownActivity struct {
	ID        laurel.ActivityID `json:"id"`
	Title     string            `json:"title"`
	Stage     string            `json:"stage" enum:"draft,published,archived"`
	Draft     bool              `json:"draft" doc:"Something is written that is not published."`
	ChangedAt time.Time         `json:"changedAt"`
}

type ownActivitiesIn struct {
	ID    laurel.TenantID `path:"id"`
	Words string          `query:"words" maxLength:"200" doc:"That begin words of the title."`
	Stage string          `query:"stage" enum:"draft,published,archived" doc:"draft: something is written that is not published."`
	Page  int             `query:"page" minimum:"1" maximum:"1000000" default:"1"`
}

type ownActivities struct {
	Items []ownActivity `json:"items" nullable:"false" doc:"What was changed last first, 50 a page."`
	Found int           `json:"found" doc:"On all pages."`
}

// OwnActivities lists what an organisation has published and what it is writing.
func (a *API) OwnActivities() Endpoint {
	is := about{id: "listOwnActivities", summary: "What an organisation offers and what it is writing", tag: "organisations",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *ownActivitiesIn) (ownActivities, error) {
		if _, err := a.tenant(ctx, in.ID, tenants.Organisation); err != nil {
			return ownActivities{}, err
		}
		found, err := a.Engine.OwnActivities(ctx, in.ID, engine.OwnFilter{Words: in.Words, Stage: engine.OwnStage(in.Stage), Page: in.Page})
		return ownActivities{Found: found.Found, Items: list(found.List, func(o engine.OwnActivity) ownActivity {
			return ownActivity{ID: o.ID, Title: o.Title, Stage: stageOf(o.Stage), Draft: o.Draft, ChangedAt: o.ChangedAt}
		})}, err
	})
}

func stageOf(s workflow.Stage) string {
	if s == "" {
		return "draft"
	}
	return string(s)
}

// draft is what is being written of an activity.
type draft struct {
	ID      laurel.ActivityID `json:"id"`
	Version int               `json:"version" doc:"0: nothing was written since the publication."`
	Stage   string            `json:"stage" enum:"draft,published,archived" doc:"Of the activity."`
	Content draftContent      `json:"content"`
}

type draftContent struct {
	activityDraft
	HasCover bool `json:"hasCover"`
}

func draftOf(v engine.DraftView) draft {
	d := v.Draft
	content := activityDraft{Name: d.Title, Description: d.Description, Language: d.Language, Kind: d.Kind, Category: d.Category,
		Tags: list(d.Tags, same), Skills: list(d.Skills, same), Links: list(d.Links, linkOf), Minutes: d.Minutes,
		Reach: d.Reach, Shelf: d.Shelf, Cities: d.Cities, Occasion: occasionOf(d.Occasion), Access: d.Access,
		Joining: joiningDraftOf(d.Joining), BadgeDescription: d.BadgeDescription,
		Attachments: list(d.Attachments, attachmentDraftOf),
		Level:       d.Level, Requires: requirementDraftOf(d.Requires), Tasks: list(d.Tasks, taskDraftOf),
		Badges: list(d.Badges, badgeDraftOf)}
	stage := workflow.Stage("")
	if v.Activity != nil {
		stage = v.Activity.Stage
	}
	return draft{ID: v.ID, Version: v.Version, Stage: stageOf(stage), Content: draftContent{content, d.Cover != ""}}
}

type beginIn struct {
	ID   laurel.TenantID `path:"id"`
	Body activityDraft
}

// BeginDraft begins an activity that nobody but its organisers sees.
func (a *API) BeginDraft() Endpoint {
	is := about{id: "beginDraft", summary: "Begin an activity", tag: "organisations", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *beginIn) (draft, error) {
		if _, err := a.tenant(ctx, in.ID, tenants.Organisation); err != nil {
			return draft{}, err
		}
		v, err := a.Engine.BeginDraft(ctx, in.ID, in.Body.change(0))
		return draftOf(v), err
	})
}

func (d activityDraft) change(version int) engine.Change {
	return engine.Change{Draft: d.draft(), Cover: d.Cover, Version: version}
}

// Draft tells what is being written of an activity.
func (a *API) Draft() Endpoint {
	is := about{id: "readDraft", summary: "What is being written of an activity", tag: "activities", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *activityIn) (draft, error) {
		v, err := a.Engine.Draft(ctx, in.ID)
		return draftOf(v), err
	})
}

type saveIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Version int           `json:"version" doc:"Of the draft as it was read. Where somebody was faster, nothing is changed: 409."`
		Content activityDraft `json:"content" doc:"It may be unfinished. Without a cover, the one that there is stays; \"none\" takes it away."`
	}
}

// SaveDraft keeps what is being written of an activity.
func (a *API) SaveDraft() Endpoint {
	is := about{id: "saveDraft", summary: "Keep what is being written of an activity", tag: "activities", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *saveIn) (draft, error) {
		v, err := a.Engine.SaveDraft(ctx, in.ID, in.Body.Content.change(in.Body.Version))
		return draftOf(v), err
	})
}

type versionIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Version int `json:"version" doc:"Of the draft as it was read."`
	}
}

// PublishDraft publishes what is written: for the first time, or the next revision.
func (a *API) PublishDraft() Endpoint {
	is := about{id: "publishDraft", summary: "Publish what is written", tag: "activities", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *versionIn) (activity, error) {
		if _, err := a.Engine.PublishDraft(ctx, in.ID, in.Body.Version); err != nil {
			return activity{}, err
		}
		return a.readActivity(ctx, in.ID)
	})
}

func (a *API) readActivity(ctx context.Context, id laurel.ActivityID) (activity, error) {
	v, err := a.Engine.Activity(ctx, id)
	if err != nil {
		return activity{}, err
	}
	return a.activity(ctx, v)
}

type discardIn struct {
	ID      laurel.ActivityID `path:"id"`
	Version int               `query:"version" doc:"Of the draft as it was read; of another, nothing is thrown away: 409."`
}

type discarded struct {
	ID laurel.ActivityID `json:"id"`
}

// DiscardDraft throws away what is not published.
func (a *API) DiscardDraft() Endpoint {
	is := about{id: "discardDraft", summary: "Throw away what is not published", tag: "activities", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *discardIn) (discarded, error) {
		_, err := a.Engine.DiscardDraft(ctx, in.ID, in.Version)
		return discarded{in.ID}, err
	})
}

type copyIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Activity laurel.ActivityID `json:"activity" doc:"One of the organisation's."`
	}
}

// DuplicateActivity begins an activity that says what another says.
func (a *API) DuplicateActivity() Endpoint {
	is := about{id: "duplicateActivity", summary: "Begin an activity as a copy of another", tag: "organisations",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *copyIn) (draft, error) {
		if in.Body.Activity.Tenant() != in.ID {
			return draft{}, notFound()
		}
		v, err := a.Engine.DuplicateActivity(ctx, in.Body.Activity)
		return draftOf(v), err
	})
}

type stageIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Stage workflow.Stage `json:"stage" enum:"published,archived"`
	}
}

// MoveActivity archives an activity, or publishes an archived one again.
func (a *API) MoveActivity() Endpoint {
	is := about{id: "moveActivity", summary: "Archive an activity, or publish an archived one again", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *stageIn) (activity, error) {
		move := a.Engine.ArchiveActivity
		if in.Body.Stage == workflow.Published {
			move = a.Engine.RestoreActivity
		}
		if err := move(ctx, in.ID); err != nil {
			return activity{}, err
		}
		return a.readActivity(ctx, in.ID)
	})
}
