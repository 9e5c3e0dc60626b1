package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type taskDraft struct {
	Prompt   string `json:"prompt"`
	Optional bool   `json:"optional,omitempty" doc:"The badge is awarded without it, too."`
	Asks     []ask  `json:"asks" nullable:"false"`
	Steps    []step `json:"steps" nullable:"false"`
}

type activityDraft struct {
	Name             string            `json:"name" doc:"Its badge is called the same."`
	Description      string            `json:"description" doc:"Markdown."`
	Language         string            `json:"language"`
	Kind             workflow.Kind     `json:"kind" doc:"One of the kinds of activities: course, event, online, …"`
	Category         string            `json:"category,omitempty"`
	Tags             []string          `json:"tags,omitempty"`
	Skills           []laurel.SkillID  `json:"skills,omitempty" doc:"20 at most, from GET /skills. The badge attests them."`
	Links            []link            `json:"links,omitempty"`
	Attachments      []attachmentDraft `json:"attachments,omitempty" doc:"Those that its draft has and keeps, in their order."`
	Minutes          int               `json:"minutes,omitempty"`
	Cover            laurel.UploadID   `json:"cover,omitempty" doc:"An upload of yours; the badge is drawn from it."`
	Shelf            workflow.Shelf    `json:"shelf,omitempty" enum:"any,own" doc:"Whose playlists it may be in; left out: anybody's."`
	Reach            workflow.Reach    `json:"reach,omitempty" enum:"cities,network" doc:"Whose sites it can stand on; left out: cities."`
	Cities           []laurel.TenantID `json:"cities,omitempty" doc:"In whose catalogues it is entered: cities in which it is active."`
	Occasion         *occasion         `json:"occasion,omitempty" doc:"When and where it is."`
	Access           workflow.Access   `json:"access,omitempty" enum:"public,restricted" doc:"Who may know of it; left out: everybody."`
	Joining          *joiningDraft     `json:"joining,omitempty" doc:"How people join it; left out: by invitation only."`
	BadgeDescription string            `json:"badgeDescription,omitempty" doc:"Without it: the beginning of the description."`
	Level            int               `json:"level,omitempty" doc:"Stars of its own badge: 0 to 5."`
	Requires         *requirementDraft `json:"requires,omitempty" doc:"Badges that have to be held for its own."`
	Tasks            []taskDraft       `json:"tasks" nullable:"false"`
	Badges           []badgeDraft      `json:"badges,omitempty" doc:"Besides the one that has its name: 5 at most."`
}

type publishIn struct {
	ID   laurel.TenantID `path:"id"`
	Body activityDraft
}

// PublishActivity publishes an activity, which makes its badge.
func (a *API) PublishActivity() Endpoint {
	is := about{id: "publishActivity", summary: "Publish an activity and its badge", tag: "organisations", scope: tenants.WriteActivities}
	return endpoint(a, is,
		func(ctx context.Context, in *publishIn) (activity, error) {
			if _, err := a.tenant(ctx, in.ID, tenants.Organisation); err != nil {
				return activity{}, err
			}
			p, err := a.Engine.PublishActivity(ctx, in.ID, in.Body.draft())
			if err != nil {
				return activity{}, err
			}
			return a.readActivity(ctx, p.Activity.ID)
		})
}

func (d activityDraft) draft() workflow.Draft {
	return workflow.Draft{
		Title: d.Name, Description: d.Description, Language: d.Language, Kind: d.Kind, Category: d.Category, Tags: d.Tags, Skills: d.Skills,
		Links:   list(d.Links, func(l link) workflow.Link { return workflow.Link{Kind: l.Kind, Title: l.Title, URL: l.URL} }),
		Minutes: d.Minutes, Cover: string(d.Cover), Reach: d.Reach, Shelf: d.Shelf, Cities: d.Cities, Occasion: d.Occasion.occasion(),
		Access: d.Access, Joining: d.Joining.joining(),
		BadgeDescription: d.BadgeDescription,
		Attachments:      list(d.Attachments, attachmentDraft.attachment),
		Level:            d.Level, Requires: d.Requires.requirement(), Tasks: list(d.Tasks, taskDraft.task),
		Badges: list(d.Badges, badgeDraft.badge),
	}
}

type listIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Activity laurel.ActivityID `json:"activity"`
	}
}

type listed struct {
	City     laurel.TenantID   `json:"city"`
	Activity laurel.ActivityID `json:"activity"`
}

// ListActivity enters an activity in a city's catalogue.
func (a *API) ListActivity() Endpoint {
	is := about{id: "listActivity", summary: "Enter an activity in a city's catalogue", tag: "tenants", scope: tenants.WriteActivities}
	return endpoint(a, is,
		func(ctx context.Context, in *listIn) (listed, error) {
			if _, err := a.tenant(ctx, in.ID, tenants.City); err != nil {
				return listed{}, err
			}
			err := a.Engine.ListActivity(ctx, in.ID, in.Body.Activity)
			return listed{City: in.ID, Activity: in.Body.Activity}, err
		})
}

type playlistIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Name       string              `json:"name"`
		Activities []laurel.ActivityID `json:"activities,omitempty" doc:"In their order, none of them optional."`
		Items      []itemDraft         `json:"items,omitempty" doc:"In their order, behind the former; 100 at most of both."`
		Needed     int                 `json:"needed,omitempty" doc:"How many of the optional ones, besides all others."`
	}
}

// MakePlaylist puts activities in an order under a name, in one request: in the
// organisation's language, without a badge and without more words.
func (a *API) MakePlaylist() Endpoint {
	is := about{id: "makePlaylist", summary: "Put activities in an order under a name", tag: "organisations", scope: tenants.WriteActivities}
	return endpoint(a, is,
		func(ctx context.Context, in *playlistIn) (named, error) {
			t, err := a.tenant(ctx, in.ID, tenants.Organisation)
			if err != nil {
				return named{}, err
			}
			d := workflow.PlaylistDraft{Title: in.Body.Name, Language: t.Language, Needed: in.Body.Needed}
			for _, id := range in.Body.Activities {
				d.Items = append(d.Items, workflow.PlaylistItem{Activity: id})
			}
			for _, i := range in.Body.Items {
				d.Items = append(d.Items, workflow.PlaylistItem(i))
			}
			p, err := a.Engine.MakePlaylist(ctx, in.ID, d)
			return named{ID: string(p.Playlist.ID), Name: p.Playlist.Title}, err
		})
}
