package engine

import (
	"cmp"
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// PlaylistView is a playlist as a visitor sees it.
type PlaylistView struct {
	Playlist workflow.Playlist
	Badge    workflow.Achievement // the edition in force, or the one that the actor holds; without one its ID is empty
	Progress workflow.Progress    // the actor's; a visitor's has nothing done
	Award    laurel.AwardID       // the actor's of the badge, if there is one
}

// Playlist returns a published playlist, or one that was archived. What of it the
// actor has done, the actor's portfolio says.
func (e *Engine) Playlist(ctx context.Context, id laurel.PlaylistID) (v PlaylistView, err error) {
	who := laurel.ActorFrom(ctx).Person
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		v, err = playlistView(ctx, tx, id, who)
		return err
	})
	if err != nil {
		return v, err
	}
	held := map[laurel.AchievementID]bool{}
	if who != "" {
		if held, err = e.held(ctx, who, v.Playlist); err != nil {
			return v, err
		}
	}
	v.Progress = v.Playlist.Progress(func(b laurel.AchievementID) bool { return held[b] })
	return v, nil
}

func playlistView(ctx context.Context, tx db.Tx, id laurel.PlaylistID, who laurel.PersonID) (v PlaylistView, err error) {
	if _, v.Playlist, err = playlistByID(ctx, tx, id); err != nil {
		return v, err
	}
	editions, err := editionsOf(ctx, tx, programBadge(id))
	if err != nil || len(editions) == 0 {
		return v, err
	}
	if v.Playlist.Badge {
		v.Badge = editions[len(editions)-1]
	}
	if who == "" {
		return v, nil
	}
	award, err := programAward(ctx, tx, editions, who)
	if err != nil || award == nil {
		return v, err
	}
	v.Award = award.ID
	v.Badge = editions[slices.IndexFunc(editions, func(a workflow.Achievement) bool { return a.ID == award.Achievement })]
	return v, nil
}

// programBadge is which badge is a playlist's.
func programBadge(id laurel.PlaylistID) workflow.BadgeKey {
	return workflow.BadgeKey{Activity: laurel.ActivityID(id), Number: 1}
}

// programAward is a person's award of any edition of a playlist's badge.
func programAward(ctx context.Context, tx db.Tx, editions []workflow.Achievement, who laurel.PersonID) (*workflow.Award, error) {
	ids := make([]laurel.AchievementID, len(editions))
	for i, a := range editions {
		ids[i] = a.ID
	}
	return lastAward(ctx, tx, ids, who)
}

// held tells which of a playlist's badges somebody has, by the portfolio, which
// knows those of all tenants.
func (e *Engine) held(ctx context.Context, who laurel.PersonID, p workflow.Playlist) (held map[laurel.AchievementID]bool, err error) {
	var ids []laurel.AchievementID
	for _, i := range p.Items {
		ids = append(ids, i.Badges...)
	}
	err = e.db.ReadPerson(ctx, who, func(tx db.PersonTx) (err error) { held, err = heldOf(ctx, tx, ids); return err })
	return held, err
}

// Playlists lists what a tenant has published, by title, each with its items.
func (e *Engine) Playlists(ctx context.Context, t laurel.TenantID) (list []workflow.Playlist, err error) {
	err = e.db.Read(ctx, t, func(tx db.Tx) error {
		all, err := playlistsOf(ctx, tx)
		if err != nil || len(all) == 0 {
			return err
		}
		items, err := itemsOfAll(ctx, tx)
		for _, p := range all {
			if p.Stage == workflow.Published {
				p.Items = items[p.ID]
				list = append(list, p)
			}
		}
		return err
	})
	return list, err
}

// IsPlaylistShown reports whether a playlist is to be seen on the site of a city: it
// is the city's own, or its organisation is active there.
func (e *Engine) IsPlaylistShown(ctx context.Context, city laurel.TenantID, id laurel.PlaylistID) (shown bool, err error) {
	if id.Tenant() == city {
		return true, nil
	}
	err = e.db.Read(ctx, city, func(tx db.Tx) (err error) { shown, err = affiliated(ctx, tx, id.Tenant()); return err })
	return shown, err
}

// ShownPlaylists tells which of some playlists IsPlaylistShown, in one statement.
func (e *Engine) ShownPlaylists(ctx context.Context, city laurel.TenantID, ids []laurel.PlaylistID) (map[laurel.PlaylistID]bool, error) {
	shown := map[laurel.PlaylistID]bool{}
	err := e.db.Read(ctx, city, func(tx db.Tx) error {
		active, err := activeAmong(ctx, tx, ids)
		for _, id := range ids {
			shown[id] = id.Tenant() == city || active[id.Tenant()]
		}
		return err
	})
	return shown, err
}

// ShownItems tells which of a playlist's activities are to be seen on the site of a
// city.
func (e *Engine) ShownItems(ctx context.Context, city laurel.TenantID, p workflow.Playlist) (map[laurel.ActivityID]bool, error) {
	shown := map[laurel.ActivityID]bool{}
	err := e.db.Read(ctx, city, func(tx db.Tx) error {
		listed, suspended, err := itemsIn(ctx, tx, p)
		for _, i := range p.Items {
			shown[i.Activity] = listed[i.Activity] || i.Reach == workflow.InTheNetwork && !suspended[i.Activity.Tenant()]
		}
		return err
	})
	return shown, err
}

// OwnPlaylist is a playlist in the list of those who write it.
type OwnPlaylist struct {
	workflow.Playlist
	Written bool // something is written that is not published
}

// OwnPlaylists lists a tenant's playlists and what is written of them, by title, for
// who may write them. Who may do so only with some sees those.
func (e *Engine) OwnPlaylists(ctx context.Context, t laurel.TenantID) (list []OwnPlaylist, err error) {
	err = e.read(ctx, t, func(tx db.Tx) error {
		list = nil
		whole := e.gate.May(ctx, laurel.WritePlaylist, laurel.Whole(t))
		all, err := playlistsOf(ctx, tx)
		if err != nil {
			return err
		}
		drafts, err := playlistDraftsOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range ownPlaylists(all, drafts) {
			if whole == nil || e.gate.May(ctx, laurel.WritePlaylist, o.Playlist) == nil {
				list = append(list, o)
			}
		}
		if len(list) == 0 {
			return whole
		}
		return nil
	})
	return list, err
}

func ownPlaylists(published []workflow.Playlist, drafts []playlistDraftRow) []OwnPlaylist {
	list := make([]OwnPlaylist, 0, len(published)+len(drafts))
	for _, p := range published {
		list = append(list, OwnPlaylist{Playlist: p})
	}
	for _, d := range drafts {
		i := slices.IndexFunc(list, func(o OwnPlaylist) bool { return o.ID == d.PlaylistID })
		if i < 0 {
			list = append(list, OwnPlaylist{Playlist: workflow.Playlist{ID: d.PlaylistID}})
			i = len(list) - 1
		}
		list[i].Written = true
		list[i].Title = cmp.Or(d.Content.Title, list[i].Title)
	}
	slices.SortStableFunc(list, func(a, b OwnPlaylist) int { return cmp.Compare(a.Title, b.Title) })
	return list
}

// MayWritePlaylist reports whether the actor may change a playlist.
func (e *Engine) MayWritePlaylist(ctx context.Context, id laurel.PlaylistID) bool {
	return e.prepare(ctx, id.Tenant()) == nil && e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}) == nil
}

// candidates is how many activities are offered at once to who looks for some.
const candidates = 20

// Candidates finds activities for a playlist of tenant t by words of their titles:
// the tenant's own, and what stands in the catalogues of some cities and may be put
// into it.
func (e *Engine) Candidates(ctx context.Context, t laurel.TenantID, cities []tenants.Tenant, typed string) ([]workflow.Item, error) {
	words := workflow.Words(typed)
	if len(words) == 0 {
		return nil, nil
	}
	var ids []workflow.PlaylistItem
	err := e.db.Read(ctx, t, func(tx db.Tx) error {
		own, err := activitiesOf(ctx, tx)
		for _, a := range own {
			if a.Stage == workflow.Published && startWith(workflow.Words(a.Title), words) && len(ids) < candidates/2 {
				ids = append(ids, workflow.PlaylistItem{Activity: a.ID})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(cities) > 0 {
		found, err := e.SearchCatalogue(ctx, cities, workflow.Search{Words: words, Limit: candidates})
		if err != nil {
			return nil, err
		}
		for _, l := range found.List {
			if !slices.ContainsFunc(ids, func(i workflow.PlaylistItem) bool { return i.Activity == l.Activity }) && len(ids) < candidates {
				ids = append(ids, workflow.PlaylistItem{Activity: l.Activity})
			}
		}
	}
	items, err := e.Seen(ctx, t, ids)
	return slices.DeleteFunc(items, func(i workflow.Item) bool { return !i.Open }), err
}

// Seen loads what a playlist of tenant t has to know of activities of whichever
// tenant, in their order. One that is not published has Revision 0.
func (e *Engine) Seen(ctx context.Context, t laurel.TenantID, items []workflow.PlaylistItem) ([]workflow.Item, error) {
	byTenant := map[laurel.TenantID][]workflow.PlaylistItem{}
	for _, i := range items {
		byTenant[i.Activity.Tenant()] = append(byTenant[i.Activity.Tenant()], i)
	}
	known := map[laurel.ActivityID]workflow.Item{}
	for of, own := range byTenant {
		if of == "" {
			continue
		}
		err := e.db.Read(ctx, of, func(tx db.Tx) error {
			list, err := seenActivities(ctx, tx, t, own)
			for _, i := range list {
				known[i.Activity] = i
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	list := make([]workflow.Item, len(items))
	for n, i := range items {
		list[n] = known[i.Activity]
		list[n].PlaylistItem = i
	}
	return list, nil
}

// Addable returns an activity as an item of a playlist of tenant t, or tells why it
// cannot come in.
func (e *Engine) Addable(ctx context.Context, t laurel.TenantID, id laurel.ActivityID) (workflow.Item, error) {
	items, err := e.Seen(ctx, t, []workflow.PlaylistItem{{Activity: id}})
	switch {
	case err != nil:
		return workflow.Item{}, err
	case items[0].Hidden():
		return items[0], laurel.E(laurel.Invalid, "playlist.no-activity")
	case !items[0].Open:
		return items[0], laurel.E(laurel.Invalid, "playlist.closed").With(laurel.Args{"Title": items[0].Title})
	}
	return items[0], nil
}
