package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// standIn is the stage of a row of activities that is none: the badges of a playlist
// refer to it, since each badge refers to an activity. It has the playlist's id.
const standIn workflow.Stage = "playlist"

type playlistRow struct {
	bun.BaseModel `bun:"table:playlists,alias:p"`
	db.Owned
	ID               laurel.PlaylistID `bun:"id,pk"`
	Title            string            `bun:"name"`
	Description      string            `bun:"description"`
	Language         string            `bun:"language"`
	Needed           int               `bun:"needed"`
	Badge            int               `bun:"badge"` // 1: it has one
	BadgeDescription string            `bun:"badge_description"`
	Stage            workflow.Stage    `bun:"stage"`
	Revision         int               `bun:"revision"`
	PublishedAt      time.Time         `bun:"made_at"`
}

func (r *playlistRow) take(p workflow.Playlist) {
	r.Title, r.Description, r.Language, r.Needed, r.Badge = p.Title, p.Description, p.Language, p.Needed, number(p.Badge)
	r.BadgeDescription, r.Stage, r.Revision, r.PublishedAt = p.BadgeDescription, p.Stage, p.Revision, p.PublishedAt
}

// playlist is the row's, without its items.
func (r *playlistRow) playlist() workflow.Playlist {
	return workflow.Playlist{ID: r.ID, Title: r.Title, Description: r.Description, Language: r.Language, Needed: r.Needed,
		Badge: r.Badge == 1, BadgeDescription: r.BadgeDescription, Stage: r.Stage, Revision: r.Revision, PublishedAt: r.PublishedAt.UTC()}
}

// number is a yes or no as both databases keep it; of several, how many are yes.
func number(all ...bool) (n int) {
	for _, yes := range all {
		if yes {
			n++
		}
	}
	return n
}

type playlistItemRow struct {
	bun.BaseModel `bun:"table:playlist_items,alias:pi"`
	db.Owned
	PlaylistID laurel.PlaylistID      `bun:"playlist_id,pk"`
	ActivityID laurel.ActivityID      `bun:"activity_id,pk"`
	Position   int                    `bun:"position"`
	Optional   int                    `bun:"optional"`
	Title      string                 `bun:"title"`
	Language   string                 `bun:"language"`
	Kind       workflow.Kind          `bun:"kind"`
	Minutes    int                    `bun:"minutes"`
	Reach      workflow.Reach         `bun:"reach"`
	Open       int                    `bun:"open"`
	Revision   int                    `bun:"revision"`
	Badges     []laurel.AchievementID `bun:"badges,type:text"`
}

// take enters what is known of the activity.
func (r *playlistItemRow) take(i workflow.Item) {
	r.Title, r.Language, r.Kind, r.Minutes, r.Reach = i.Title, i.Language, i.Kind, i.Minutes, i.Reach
	r.Open, r.Revision, r.Badges = number(i.Open), i.Revision, listed(i.Badges)
}

func (r *playlistItemRow) item() workflow.Item {
	return workflow.Item{PlaylistItem: workflow.PlaylistItem{Activity: r.ActivityID, Optional: r.Optional == 1}, Title: r.Title,
		Language: r.Language, Kind: r.Kind, Minutes: r.Minutes, Reach: r.Reach, Open: r.Open == 1, Revision: r.Revision, Badges: r.Badges}
}

// playlistByID loads a playlist with its items, whatever its stage.
func playlistByID(ctx context.Context, tx db.Tx, id laurel.PlaylistID) (*playlistRow, workflow.Playlist, error) {
	var r playlistRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, workflow.Playlist{}, err
	}
	p := r.playlist()
	var rows []playlistItemRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("playlist_id = ?", id).Order("position", "activity_id")); err != nil {
		return nil, p, err
	}
	for i := range rows {
		p.Items = append(p.Items, rows[i].item())
	}
	return &r, p, nil
}

// publishedPlaylist is nothing where the playlist was never published.
func publishedPlaylist(ctx context.Context, tx db.Tx, id laurel.PlaylistID) (*playlistRow, workflow.Playlist, error) {
	row, p, err := playlistByID(ctx, tx, id)
	if laurel.KindOf(err) == laurel.NotFound {
		return nil, workflow.Playlist{ID: id}, nil
	}
	return row, p, err
}

// keepItems makes a playlist's rows those of its items.
func keepItems(ctx context.Context, tx db.Tx, p workflow.Playlist) error {
	var rows []playlistItemRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("playlist_id = ?", p.ID).Order("activity_id")); err != nil {
		return err
	}
	was := map[laurel.ActivityID]*playlistItemRow{}
	for i := range rows {
		was[rows[i].ActivityID] = &rows[i]
	}
	for n, i := range p.Items {
		row, there := was[i.Activity]
		if !there {
			row = &playlistItemRow{PlaylistID: p.ID, ActivityID: i.Activity}
		}
		delete(was, i.Activity)
		row.Position, row.Optional = n+1, number(i.Optional)
		if i.Revision >= row.Revision {
			row.take(i)
		}
		write := tx.Insert
		if there {
			write = tx.Update
		}
		if err := write(ctx, row); err != nil {
			return err
		}
	}
	for _, row := range was {
		if err := tx.Delete(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// playlistsOf lists a tenant's playlists without their items, by title.
func playlistsOf(ctx context.Context, tx db.Tx) ([]workflow.Playlist, error) {
	var rows []playlistRow
	err := db.Scan(ctx, tx.Select(&rows).Order("name", "id"))
	list := make([]workflow.Playlist, len(rows))
	for i := range rows {
		list[i] = rows[i].playlist()
	}
	return list, err
}

// itemsOfAll lists what is in a tenant's playlists, each in its order.
func itemsOfAll(ctx context.Context, tx db.Tx) (map[laurel.PlaylistID][]workflow.Item, error) {
	var rows []playlistItemRow
	err := db.Scan(ctx, tx.Select(&rows).Order("playlist_id", "position", "activity_id"))
	items := map[laurel.PlaylistID][]workflow.Item{}
	for i := range rows {
		items[rows[i].PlaylistID] = append(items[rows[i].PlaylistID], rows[i].item())
	}
	return items, err
}

// standFor makes the row that a playlist's badges refer to, once.
func standFor(ctx context.Context, tx db.Tx, p workflow.Playlist) error {
	r := activityRow{ID: laurel.ActivityID(p.ID)}
	r.take(workflow.Activity{Title: p.Title, Language: p.Language, Stage: standIn, PublishedAt: tx.Now()})
	_, err := tx.InsertMissing(ctx, &r)
	return err
}

type playlistDraftRow struct {
	bun.BaseModel `bun:"table:playlist_drafts,alias:pd"`
	db.Owned
	PlaylistID laurel.PlaylistID      `bun:"playlist_id,pk"`
	Content    workflow.PlaylistDraft `bun:"content,type:text"`
	ChangedBy  laurel.PersonID        `bun:"changed_by"`
	ChangedAt  time.Time              `bun:"changed_at"`
}

// written is the draft's version, from 1.
func (r *playlistDraftRow) written() int { return r.Version + 1 }

// playlistDraftOf returns the draft of a playlist; without one the row is nil.
func playlistDraftOf(ctx context.Context, tx db.Tx, id laurel.PlaylistID) (*playlistDraftRow, error) {
	var rows []playlistDraftRow
	err := db.Scan(ctx, tx.Select(&rows).Where("playlist_id = ?", id).Order("playlist_id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func playlistDraftsOf(ctx context.Context, tx db.Tx) ([]playlistDraftRow, error) {
	var rows []playlistDraftRow
	err := db.Scan(ctx, tx.Select(&rows).Order("changed_at DESC", "playlist_id"))
	return rows, err
}

type activityPlaylistRow struct {
	bun.BaseModel `bun:"table:activity_playlists,alias:ap"`
	db.Owned
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	PlaylistID laurel.PlaylistID `bun:"playlist_id,pk"`
	Title      string            `bun:"title"`
	Language   string            `bun:"language"`
	Listed     int               `bun:"listed"`
	Revision   int               `bun:"revision"`
}

// noteIn notes in the activity's tenant whether it stands in a playlist. What was
// noted of a later revision stays.
func noteIn(ctx context.Context, tx db.Tx, a laurel.ActivityID, p workflow.Playlist) error {
	var rows []activityPlaylistRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", a).Where("playlist_id = ?", p.ID).Order("playlist_id"))
	if err != nil {
		return err
	}
	row, write := &activityPlaylistRow{ActivityID: a, PlaylistID: p.ID}, tx.Insert
	if len(rows) > 0 {
		row, write = &rows[0], tx.Update
	}
	if row.Revision >= p.Revision {
		return nil
	}
	row.Title, row.Language, row.Revision = p.Title, p.Language, p.Revision
	row.Listed = number(p.Stage == workflow.Published && p.Has(a))
	return write(ctx, row)
}

// playlistsWith lists the playlists, of whichever tenant, that an activity is in.
func playlistsWith(ctx context.Context, tx db.Tx, a laurel.ActivityID) ([]laurel.PlaylistID, error) {
	ids := []laurel.PlaylistID{}
	err := db.Scan(ctx, tx.Select((*activityPlaylistRow)(nil)).Column("playlist_id").Where("activity_id = ?", a).Where("listed = 1").
		Order("playlist_id"), &ids)
	return ids, err
}

// itemOf returns an activity's row in a playlist; it is nil where it is not in it.
func itemOf(ctx context.Context, tx db.Tx, id laurel.PlaylistID, a laurel.ActivityID) (*playlistItemRow, error) {
	var rows []playlistItemRow
	err := db.Scan(ctx, tx.Select(&rows).Where("playlist_id = ?", id).Where("activity_id = ?", a).Order("activity_id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// seenActivities loads activities of the transaction's tenant as items of another's
// or its own playlist.
func seenActivities(ctx context.Context, tx db.Tx, playlist laurel.TenantID, items []workflow.PlaylistItem) ([]workflow.Item, error) {
	ids := make([]laurel.ActivityID, len(items))
	for i := range items {
		ids[i] = items[i].Activity
	}
	var rows []activityRow
	err := db.Scan(ctx, tx.Select(&rows).Where("id IN (?)", bun.List(ids)).Where("state <> ?", standIn).Order("id"))
	if err != nil {
		return nil, err
	}
	badges := map[laurel.ActivityID][]laurel.AchievementID{}
	var own []achievementRow // of each activity's own badge
	err = db.Scan(ctx, tx.Select(&own).Column("id", "activity_id").Where("activity_id IN (?)", bun.List(ids)).
		Where("edition < ?", editions).Order("activity_id", "edition"))
	for _, e := range own {
		badges[e.ActivityID] = append(badges[e.ActivityID], e.ID)
	}
	seen := make([]workflow.Item, len(items))
	for i, item := range items {
		seen[i].PlaylistItem = item
		for n := range rows {
			if rows[n].ID == item.Activity {
				seen[i] = rows[n].activity().See(playlist, item, badges[item.Activity])
			}
		}
	}
	return seen, err
}

type signingKeyRow struct {
	bun.BaseModel `bun:"table:signing_keys,alias:sk"`
	db.Owned
}

// issues reports whether the tenant signs badges; a city signs none.
func issues(ctx context.Context, tx db.Tx) (bool, error) {
	return tx.Select((*signingKeyRow)(nil)).Exists(ctx)
}

type roleHolderRow struct {
	bun.BaseModel `bun:"table:members,alias:m"`
	db.Owned
}

// hasRolesOn reports whether anybody has a role on the playlist alone.
func hasRolesOn(ctx context.Context, tx db.Tx, p workflow.Playlist) (bool, error) {
	return tx.Select((*roleHolderRow)(nil)).Where("object = ?", p.Object()).Exists(ctx)
}

// heldOf lists which of some badges a person holds, of whichever tenant.
func heldOf(ctx context.Context, tx db.PersonTx, ids []laurel.AchievementID) (map[laurel.AchievementID]bool, error) {
	held := map[laurel.AchievementID]bool{}
	if len(ids) == 0 {
		return held, nil
	}
	found := []laurel.AchievementID{}
	err := db.Scan(ctx, tx.Select((*entryRow)(nil)).Column("achievement").Where("achievement IN (?)", bun.List(ids)).
		Order("achievement"), &found)
	for _, id := range found {
		held[id] = true
	}
	return held, err
}
