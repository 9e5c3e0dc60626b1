package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type activityRow struct {
	bun.BaseModel `bun:"table:activities,alias:a"`
	db.Owned
	ID          laurel.ActivityID      `bun:"id,pk"`
	Title       string                 `bun:"title"`
	Description string                 `bun:"description"`
	Language    string                 `bun:"language"`
	Kind        workflow.Kind          `bun:"kind"`
	Category    string                 `bun:"category"`
	Tags        []string               `bun:"tags,type:text"`
	Skills      []laurel.SkillID       `bun:"skills,type:text"`
	Attachments []workflow.Attachment  `bun:"attachments,type:text"`
	Links       []workflow.Link        `bun:"links,type:text"`
	Minutes     int                    `bun:"minutes"`
	Cover       string                 `bun:"cover"`
	Reach       workflow.Reach         `bun:"reach"`
	Cities      []laurel.TenantID      `bun:"cities,type:text"`
	Shelf       workflow.Shelf         `bun:"playlists"`
	Mode        workflow.Mode          `bun:"mode"`
	Address     string                 `bun:"address"`
	Pin         string                 `bun:"pin"`
	Meeting     string                 `bun:"meeting"`
	Booking     string                 `bun:"booking"`
	StartsAt    time.Time              `bun:"starts_at,nullzero"`
	EndsAt      time.Time              `bun:"ends_at,nullzero"`
	TimeZone    string                 `bun:"time_zone"`
	Access      workflow.Access        `bun:"access"`
	Joining     workflow.JoiningMode   `bun:"joining"`
	Places      int                    `bun:"places"`
	MustJoin    int                    `bun:"joining_required"` // 1: only who has joined may hand in
	Badges      []laurel.AchievementID `bun:"badges,type:text"`
	Stage       workflow.Stage         `bun:"state"`
	Revision    int                    `bun:"revision"`
	PublishedAt time.Time              `bun:"published_at"`
}

func insertActivity(ctx context.Context, tx db.Tx, a workflow.Activity) error {
	r := activityRow{ID: a.ID}
	r.take(a)
	return tx.Insert(ctx, &r)
}

func (r *activityRow) take(a workflow.Activity) {
	o := a.Occasion
	r.Title, r.Description, r.Language, r.Kind, r.Category = a.Title, a.Description, a.Language, a.Kind, a.Category
	r.Tags, r.Links, r.Minutes, r.Cover = listed(a.Tags), listed(a.Links), a.Minutes, a.Cover
	r.Skills, r.Badges, r.Attachments = listed(a.Skills), listed(a.Badges), listed(a.Attachments)
	r.Reach, r.Cities, r.Stage, r.Revision, r.PublishedAt = a.Reach, listed(a.Cities), a.Stage, a.Revision, a.PublishedAt
	r.Shelf = cmp.Or(a.Shelf, workflow.AnyShelf)
	r.Mode, r.Address, r.Pin, r.Meeting, r.Booking = o.Mode, o.Address, o.Pin.Text(), o.Meeting, o.Booking
	r.StartsAt, r.EndsAt, r.TimeZone = o.Starts, o.Ends, o.TimeZone
	r.Access, r.Joining, r.Places, r.MustJoin = a.Access, a.Joining.Mode, a.Joining.Places, 0
	if a.Joining.Required {
		r.MustJoin = 1
	}
}

func (r *activityRow) activity() workflow.Activity {
	return workflow.Activity{ID: r.ID, Title: r.Title, Description: r.Description, Language: r.Language, Kind: r.Kind,
		Category: r.Category, Tags: r.Tags, Links: r.Links, Minutes: r.Minutes, Cover: r.Cover, Reach: r.Reach, Cities: r.Cities, Shelf: r.Shelf,
		Occasion: workflow.Occasion{Mode: r.Mode, Address: r.Address, Pin: tenants.ReadPoint(r.Pin), Meeting: r.Meeting, Booking: r.Booking,
			Starts: known(r.StartsAt), Ends: known(r.EndsAt), TimeZone: r.TimeZone},
		Access: r.Access, Joining: workflow.Joining{Mode: r.Joining, Places: r.Places, Required: r.MustJoin == 1},
		Skills: r.Skills, Badges: r.Badges, Attachments: r.Attachments, Stage: r.Stage, Revision: r.Revision, PublishedAt: r.PublishedAt.UTC()}
}

// known is a time in UTC; none stays none.
func known(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.UTC()
}

// listed keeps an empty list from becoming NULL.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func activityByID(ctx context.Context, tx db.Tx, id laurel.ActivityID) (workflow.Activity, error) {
	_, a, err := activityRowByID(ctx, tx, id)
	return a, err
}

func activityRowByID(ctx context.Context, tx db.Tx, id laurel.ActivityID) (*activityRow, workflow.Activity, error) {
	var r activityRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id).Where("state <> ?", standIn)); err != nil {
		return nil, workflow.Activity{}, err
	}
	return &r, r.activity(), nil
}

type achievementRow struct {
	bun.BaseModel `bun:"table:achievements,alias:ac"`
	db.Owned
	ID          laurel.AchievementID `bun:"id,pk"`
	ActivityID  laurel.ActivityID    `bun:"activity_id"`
	PlaylistID  laurel.PlaylistID    `bun:"playlist_id"`
	Place       int                  `bun:"edition"` // says badge and edition; see placeOf
	Level       int                  `bun:"level"`
	Requires    workflow.Requirement `bun:"requires,type:text"`
	Name        string               `bun:"name"`
	Description string               `bun:"description"`
	Criteria    string               `bun:"criteria"`
	Language    string               `bun:"language"`
	Tags        []string             `bun:"tags,type:text"`
	Skills      []laurel.SkillID     `bun:"skills,type:text"`
	Shape       workflow.Kind        `bun:"shape"`
	Cover       string               `bun:"cover"`
	PNG         string               `bun:"picture_png"`
	SVG         string               `bun:"picture_svg"`
	Card        string               `bun:"picture_card"`
	MadeAt      time.Time            `bun:"made_at"`
}

func (r achievementRow) achievement() workflow.Achievement {
	return workflow.Achievement{ID: r.ID, Activity: r.ActivityID, Playlist: r.PlaylistID, Number: r.Place/editions + 1,
		Edition: r.Place % editions, Level: r.Level, Requires: r.Requires, Name: r.Name,
		Description: r.Description, Criteria: r.Criteria, Language: r.Language, Tags: r.Tags, Kind: r.Shape, Cover: r.Cover,
		Skills: r.Skills, PNG: r.PNG, SVG: r.SVG, Card: r.Card, MadeAt: r.MadeAt.UTC()}
}

// editions is more than a badge will ever have.
const editions = 1_000_000

// placeOf is the number of an edition among those of all badges of an activity: they
// count from 1 for the first badge, from 1,000,001 for the second, and so on.
func placeOf(a workflow.Achievement) int { return (a.Number-1)*editions + a.Edition }

func insertAchievement(ctx context.Context, tx db.Tx, a workflow.Achievement) error {
	return tx.Insert(ctx, &achievementRow{ID: a.ID, ActivityID: a.Activity, PlaylistID: a.Playlist, Place: placeOf(a), Name: a.Name,
		Level: a.Level, Requires: a.Requires,
		Description: a.Description, Criteria: a.Criteria, Language: a.Language, Tags: listed(a.Tags), Shape: a.Kind, Cover: a.Cover,
		Skills: listed(a.Skills), PNG: a.PNG, SVG: a.SVG, Card: a.Card, MadeAt: a.MadeAt})
}

func achievementByID(ctx context.Context, tx db.Tx, id laurel.AchievementID) (*achievementRow, workflow.Achievement, error) {
	var r achievementRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, workflow.Achievement{}, err
	}
	return &r, r.achievement(), nil
}

type taskRow struct {
	bun.BaseModel `bun:"table:badge_tasks,alias:t"`
	db.Owned
	ID            laurel.TaskID        `bun:"id,pk"`
	AchievementID laurel.AchievementID `bun:"achievement_id"`
	Number        int                  `bun:"number"`
	Prompt        string               `bun:"prompt"`
	Optional      int                  `bun:"optional"` // 1: it is
	Asks          []workflow.Ask       `bun:"asks,type:text"`
	FlowID        laurel.FlowID        `bun:"flow_id"`
}

func (r taskRow) task() workflow.Task {
	return workflow.Task{ID: r.ID, Achievement: r.AchievementID, Number: r.Number, Prompt: r.Prompt, Optional: r.Optional == 1, Asks: r.Asks,
		Flow: r.FlowID}
}

func insertTask(ctx context.Context, tx db.Tx, t workflow.Task) error {
	r := taskRow{ID: t.ID, AchievementID: t.Achievement, Number: t.Number, Prompt: t.Prompt, Asks: t.Asks, FlowID: t.Flow}
	if t.Optional {
		r.Optional = 1
	}
	return tx.Insert(ctx, &r)
}

func taskByID(ctx context.Context, tx db.Tx, id laurel.TaskID) (workflow.Task, error) {
	r, err := taskRowByID(ctx, tx, id)
	if err != nil {
		return workflow.Task{}, err
	}
	return r.task(), nil
}

func taskRowByID(ctx context.Context, tx db.Tx, id laurel.TaskID) (*taskRow, error) {
	var r taskRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, err
	}
	return &r, nil
}

func tasksOf(ctx context.Context, tx db.Tx, id laurel.AchievementID) ([]workflow.Task, error) {
	var rows []taskRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("achievement_id = ?", id).Order("number")); err != nil {
		return nil, err
	}
	list := make([]workflow.Task, len(rows))
	for i, r := range rows {
		list[i] = r.task()
	}
	return list, nil
}

type flowRow struct {
	bun.BaseModel `bun:"table:flows,alias:f"`
	db.Owned
	ID      laurel.FlowID   `bun:"id,pk"`
	TaskID  laurel.TaskID   `bun:"task_id"`
	Edition int             `bun:"edition"`
	Steps   []workflow.Step `bun:"steps,type:text"`
	MadeAt  time.Time       `bun:"made_at"`
}

func insertFlow(ctx context.Context, tx db.Tx, f workflow.Flow) error {
	return tx.Insert(ctx, &flowRow{ID: f.ID, TaskID: f.Task, Edition: f.Edition, Steps: f.Steps, MadeAt: f.MadeAt})
}

func flowByID(ctx context.Context, tx db.Tx, id laurel.FlowID) (workflow.Flow, error) {
	var r flowRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return workflow.Flow{}, err
	}
	return r.flow(), nil
}

func (r flowRow) flow() workflow.Flow {
	return workflow.Flow{ID: r.ID, Task: r.TaskID, Edition: r.Edition, Steps: r.Steps, MadeAt: r.MadeAt.UTC()}
}

// editionsOf lists the editions of a badge, the oldest first.
func editionsOf(ctx context.Context, tx db.Tx, badge workflow.BadgeKey) ([]workflow.Achievement, error) {
	var rows []achievementRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", badge.Activity).
		Where("edition BETWEEN ? AND ?", (badge.Number-1)*editions, badge.Number*editions-1).Order("edition"))
	if err != nil {
		return nil, err
	}
	list := make([]workflow.Achievement, len(rows))
	for i, r := range rows {
		list[i] = r.achievement()
	}
	return list, nil
}

type claimRow struct {
	bun.BaseModel `bun:"table:claims,alias:cl"`
	db.Owned
	ID         laurel.ClaimID    `bun:"id,pk"`
	ActivityID laurel.ActivityID `bun:"activity_id"`
	MadeAt     time.Time         `bun:"made_at"`
}

func insertClaim(ctx context.Context, tx db.Tx, c workflow.Claim) error {
	return tx.Insert(ctx, &claimRow{ID: c.ID, ActivityID: c.Activity, MadeAt: tx.Now()})
}

func claimByID(ctx context.Context, tx db.Tx, id laurel.ClaimID) (workflow.Claim, error) {
	var r claimRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return workflow.Claim{}, err
	}
	return workflow.Claim{ID: r.ID, Activity: r.ActivityID}, nil
}
