package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

type pictures struct {
	PNG string `json:"png" format:"uri"`
	SVG string `json:"svg" format:"uri"`
}

type badge struct {
	ID          laurel.AchievementID `json:"id"`
	Name        string               `json:"name"`
	Description string               `json:"description"`
	Criteria    string               `json:"criteria" doc:"Markdown."`
	Number      int                  `json:"number" doc:"Within its activity, from 1; it stays with the badge."`
	Level       int                  `json:"level" doc:"Stars: 0 to 5."`
	Requires    *requirement         `json:"requires,omitempty" doc:"Other badges that have to be held first."`
	Edition     int                  `json:"edition" doc:"From 1. Who has begun or holds one is shown that one."`
	Achievement string               `json:"achievement" format:"uri" doc:"Its public document."`
	Picture     *pictures            `json:"picture,omitempty" doc:"Missing until it is drawn, some seconds after publishing."`
}

type ask struct {
	Kind      approval.Kind `json:"kind" doc:"text, photo, video, audio, file or link."`
	MinLength int           `json:"minLength,omitempty" doc:"Of a text, in characters."`
	Min       int           `json:"min,omitempty" doc:"How many of the kind at least; left out: one."`
	Max       int           `json:"max,omitempty" doc:"How many of the kind at most; left out: as many as may be handed in."`
	Optional  bool          `json:"optional,omitempty" doc:"None will do, too."`
}

type ownTry struct {
	ID      laurel.SubmissionID `json:"id"`
	State   workflow.State      `json:"state"`
	Attempt int                 `json:"attempt"`
}

type task struct {
	ID         laurel.TaskID `json:"id"`
	Number     int           `json:"number" doc:"From 1."`
	Prompt     string        `json:"prompt"`
	Optional   bool          `json:"optional" doc:"The badge is awarded without it, too."`
	Asks       []ask         `json:"asks" nullable:"false" doc:"The kinds of evidence, each of which has to be given."`
	Steps      []string      `json:"steps" nullable:"false" doc:"The approvers in their order; of \"peer@1|organiser@1\" any will do."`
	Submission *ownTry       `json:"submission,omitempty" doc:"The asker's own last one."`
}

type link struct {
	Kind  string `json:"kind" doc:"video, page or booklet."`
	Title string `json:"title"`
	URL   string `json:"url" format:"uri"`
}

type activity struct {
	ID           laurel.ActivityID `json:"id"`
	Name         string            `json:"name"`
	Description  string            `json:"description" doc:"Markdown."`
	Language     string            `json:"language"`
	Kind         workflow.Kind     `json:"kind"`
	Category     string            `json:"category"`
	Tags         []string          `json:"tags" nullable:"false"`
	Skills       []skill           `json:"skills" nullable:"false" doc:"What can be learned, and the badge attests."`
	Links        []link            `json:"links" nullable:"false"`
	Minutes      int               `json:"minutes"`
	Reach        workflow.Reach    `json:"reach" enum:"cities,network" doc:"On which cities' sites it can stand."`
	Access       workflow.Access   `json:"access" enum:"public,restricted" doc:"A restricted one exists for who belongs to it alone."`
	Joining      joining           `json:"joining"`
	Part         *part             `json:"participation,omitempty" doc:"The asker's, where they have joined or wait."`
	Stage        workflow.Stage    `json:"stage" enum:"published,archived"`
	Revision     int               `json:"revision" doc:"Counts what was published of it, from 1."`
	Occasion     *occasion         `json:"occasion,omitempty" doc:"When and where it is."`
	PublishedAt  time.Time         `json:"publishedAt"`
	Organisation named             `json:"organisation"`
	Attachments  []attachment      `json:"attachments" nullable:"false" doc:"Files to be saved."`
	Badge        badge             `json:"badge"`
	Badges       []furtherBadge    `json:"badges" nullable:"false" doc:"Those besides the one that has its name."`
	Tasks        []task            `json:"tasks" nullable:"false"`
	Playlists    []string          `json:"playlists" nullable:"false" doc:"Names of those that it is in."`
	Claim        string            `json:"claim" format:"uri" doc:"What the QR code says: it leads to the first task."`
	QR           pictures          `json:"qr"`
	Award        string            `json:"award,omitempty" doc:"The asker's, if there is one."`
	URL          string            `json:"url" format:"uri" doc:"Of its page."`
}

type activityIn struct {
	ID laurel.ActivityID `path:"id"`
}

// Activity tells everything about one activity.
func (a *API) Activity() Endpoint {
	return endpoint(a, about{id: "readActivity", summary: "One activity with its badge and tasks", tag: "activities", open: true},
		func(ctx context.Context, in *activityIn) (activity, error) {
			return a.readActivity(ctx, in.ID)
		})
}

func (a *API) activity(ctx context.Context, v engine.ActivityView) (activity, error) {
	organisation, err := a.Registry.Tenant(ctx, v.Activity.Tenant())
	if err != nil {
		return activity{}, err
	}
	known, err := a.Engine.Skills(ctx, v.Activity.Skills)
	page := pageURL(ctx) + "/activities/" + string(v.Activity.ID)
	return activity{
		ID: v.Activity.ID, Name: v.Activity.Title, Description: v.Activity.Description, Language: v.Activity.Language,
		Kind: v.Activity.Kind, Category: v.Activity.Category, Tags: list(v.Activity.Tags, same), Links: list(v.Activity.Links, linkOf),
		Skills:  list(known, func(s workflow.Skill) skill { return a.skill(s, laurel.ActorFrom(ctx).Language, v.Activity.Language) }),
		Minutes: v.Activity.Minutes, Reach: v.Activity.Reach, Access: v.Activity.Access,
		Joining: joiningOf(v), Part: partOf(v.Part, v.Queue), Stage: v.Activity.Stage, Revision: v.Activity.Revision,
		Occasion: occasionOf(v.Activity.Occasion), PublishedAt: v.Activity.PublishedAt,
		Organisation: named{ID: string(organisation.ID), Name: organisation.Name},
		Badge:        badgeOf(ctx, v.BadgeView), Tasks: list(v.Tasks, taskOf),
		Attachments: attachmentsOf(page, v.Activity.Attachments),
		Badges:      list(v.More, func(b engine.BadgeView) furtherBadge { return furtherBadgeOf(ctx, b) }),
		Playlists:   list(v.Playlists, func(p engine.InPlaylist) string { return p.Title }),
		Claim:       origin(ctx) + laurel.ClaimPath(v.Claim.ID), QR: pictures{PNG: page + "/qr.png", SVG: page + "/qr.svg"},
		Award: string(v.Award), URL: page,
	}, err
}

func badgeOf(ctx context.Context, v engine.BadgeView) badge {
	a := v.Achievement
	path := origin(ctx) + laurel.AchievementPath(a.ID)
	b := badge{ID: a.ID, Name: a.Name, Description: a.Description, Criteria: a.Criteria, Number: a.Number,
		Level: a.Level, Requires: requirementOf(v), Edition: a.Edition, Achievement: path + ".json"}
	if a.Drawn() {
		b.Picture = &pictures{PNG: path + ".png", SVG: path + ".svg"}
	}
	return b
}

func taskOf(v engine.TaskView) task {
	t := task{ID: v.Task.ID, Number: v.Task.Number, Prompt: v.Task.Prompt, Optional: v.Task.Optional,
		Asks:  list(v.Task.Asks, askOf),
		Steps: list(v.Flow.Steps, stepName)}
	if v.Mine != nil {
		t.Submission = &ownTry{ID: v.Mine.ID, State: v.Mine.State, Attempt: v.Mine.Attempt}
	}
	return t
}

func askOf(a workflow.Ask) ask { return ask(a) }

func linkOf(l workflow.Link) link { return link{Kind: l.Kind, Title: l.Title, URL: l.URL} }

// list turns each of a list, which is never null in JSON.
func list[A, B any](from []A, turn func(A) B) []B {
	to := make([]B, len(from))
	for i, each := range from {
		to[i] = turn(each)
	}
	return to
}

func same[T any](each T) T { return each }
