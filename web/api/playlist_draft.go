package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// itemDraft is an activity's place in a playlist.
type itemDraft struct {
	Activity laurel.ActivityID `json:"activity" doc:"Of the same organisation, or of another that allows it (shelf)."`
	Optional bool              `json:"optional,omitempty"`
}

// playlistDraft is what is written of a playlist.
type playlistDraft struct {
	Name             string      `json:"name"`
	Description      string      `json:"description,omitempty" doc:"Markdown."`
	Language         string      `json:"language"`
	Items            []itemDraft `json:"items" nullable:"false" doc:"In their order; 100 at most."`
	Needed           int         `json:"needed,omitempty" doc:"How many of the optional ones, besides all others."`
	HasBadge         bool        `json:"hasBadge,omitempty" doc:"Who completes it is awarded a badge of its own; an organisation's alone."`
	BadgeDescription string      `json:"badgeDescription,omitempty" doc:"Without it: the beginning of the description."`
}

func (d playlistDraft) draft() workflow.PlaylistDraft {
	out := workflow.PlaylistDraft{Title: d.Name, Description: d.Description, Language: d.Language, Needed: d.Needed, Badge: d.HasBadge,
		BadgeDescription: d.BadgeDescription}
	if len(d.Items) > 0 {
		out.Items = list(d.Items, func(i itemDraft) workflow.PlaylistItem { return workflow.PlaylistItem(i) })
	}
	return out
}

// listDraft is what is being written of a playlist, as it is kept.
type listDraft struct {
	ID      laurel.PlaylistID `json:"id"`
	Version int               `json:"version" doc:"0: nothing was written since the publication."`
	Stage   string            `json:"stage" enum:"draft,published,archived" doc:"Of the playlist."`
	Content playlistDraft     `json:"content"`
	Items   []playlistItem    `json:"items" nullable:"false" doc:"The content's, as they are known now."`
}

func listDraftOf(v engine.PlaylistDraftView) listDraft {
	d := v.Draft
	stage := workflow.Stage("")
	if v.Playlist != nil {
		stage = v.Playlist.Stage
	}
	return listDraft{ID: v.ID, Version: v.Version, Stage: stageOf(stage), Items: list(v.Items, itemOf),
		Content: playlistDraft{Name: d.Title, Description: d.Description, Language: d.Language, Needed: d.Needed, HasBadge: d.Badge,
			BadgeDescription: d.BadgeDescription, Items: list(d.Items, func(i workflow.PlaylistItem) itemDraft { return itemDraft(i) })}}
}

// writing is what is said of each endpoint at which playlists are written.
func writing(id, summary string) about {
	return about{id: id, summary: summary, tag: "playlists", scope: tenants.WriteActivities}
}

type ownPlaylist struct {
	ID    laurel.PlaylistID `json:"id"`
	Name  string            `json:"name"`
	Stage string            `json:"stage" enum:"draft,published,archived"`
	Draft bool              `json:"draft" doc:"Something is written that is not published."`
}

type ownPlaylists struct {
	Items []ownPlaylist `json:"items" nullable:"false" doc:"By name."`
}

// OwnPlaylists lists what a tenant has published and what it is writing.
func (a *API) OwnPlaylists() Endpoint {
	return endpoint(a, writing("listOwnPlaylists", "The playlists that the asker may write, and what is written of them"),
		func(ctx context.Context, in *tenantIn) (ownPlaylists, error) {
			if _, err := a.tenant(ctx, in.ID, ""); err != nil {
				return ownPlaylists{}, err
			}
			found, err := a.Engine.OwnPlaylists(ctx, in.ID)
			return ownPlaylists{list(found, func(o engine.OwnPlaylist) ownPlaylist {
				return ownPlaylist{ID: o.ID, Name: o.Title, Stage: stageOf(o.Stage), Draft: o.Written}
			})}, err
		})
}

type beginPlaylistIn struct {
	ID   laurel.TenantID `path:"id"`
	Body playlistDraft
}

// BeginPlaylist begins a playlist that nobody but who writes it sees.
func (a *API) BeginPlaylist() Endpoint {
	return endpoint(a, writing("beginPlaylist", "Begin a playlist"), func(ctx context.Context, in *beginPlaylistIn) (listDraft, error) {
		if _, err := a.tenant(ctx, in.ID, ""); err != nil {
			return listDraft{}, err
		}
		v, err := a.Engine.BeginPlaylist(ctx, in.ID, in.Body.draft())
		return listDraftOf(v), err
	})
}

// PlaylistDraft tells what is being written of a playlist.
func (a *API) PlaylistDraft() Endpoint {
	return endpoint(a, writing("readPlaylistDraft", "What is being written of a playlist"),
		func(ctx context.Context, in *playlistIDIn) (listDraft, error) {
			v, err := a.Engine.PlaylistDraft(ctx, in.ID)
			return listDraftOf(v), err
		})
}

type savePlaylistIn struct {
	ID   laurel.PlaylistID `path:"id"`
	Body struct {
		Version int           `json:"version" doc:"Of the draft as it was read. Where somebody was faster, nothing is changed: 409."`
		Content playlistDraft `json:"content" doc:"It may be unfinished."`
	}
}

// SavePlaylist keeps what is being written of a playlist.
func (a *API) SavePlaylist() Endpoint {
	return endpoint(a, writing("savePlaylistDraft", "Keep what is being written of a playlist"),
		func(ctx context.Context, in *savePlaylistIn) (listDraft, error) {
			v, err := a.Engine.SavePlaylist(ctx, in.ID, in.Body.Content.draft(), in.Body.Version)
			return listDraftOf(v), err
		})
}

type playlistVersionIn struct {
	ID   laurel.PlaylistID `path:"id"`
	Body struct {
		Version int `json:"version" doc:"Of the draft as it was read."`
	}
}

// PublishPlaylist publishes what is written: for the first time, or the next revision.
func (a *API) PublishPlaylist() Endpoint {
	return endpoint(a, writing("publishPlaylist", "Publish what is written of a playlist"),
		func(ctx context.Context, in *playlistVersionIn) (playlist, error) {
			if _, err := a.Engine.PublishPlaylist(ctx, in.ID, in.Body.Version); err != nil {
				return playlist{}, err
			}
			return a.readPlaylist(ctx, in.ID)
		})
}

type discardPlaylistIn struct {
	ID      laurel.PlaylistID `path:"id"`
	Version int               `query:"version" doc:"Of the draft as it was read; of another, nothing is thrown away: 409."`
}

type discardedPlaylist struct {
	ID laurel.PlaylistID `json:"id"`
}

// DiscardPlaylist throws away what is not published.
func (a *API) DiscardPlaylist() Endpoint {
	return endpoint(a, writing("discardPlaylistDraft", "Throw away what is not published of a playlist"),
		func(ctx context.Context, in *discardPlaylistIn) (discardedPlaylist, error) {
			return discardedPlaylist{in.ID}, a.Engine.DiscardPlaylist(ctx, in.ID, in.Version)
		})
}

type playlistStageIn struct {
	ID   laurel.PlaylistID `path:"id"`
	Body struct {
		Stage workflow.Stage `json:"stage" enum:"published,archived"`
	}
}

// MovePlaylist archives a playlist, or publishes an archived one again.
func (a *API) MovePlaylist() Endpoint {
	return endpoint(a, writing("movePlaylist", "Archive a playlist, or publish an archived one again"),
		func(ctx context.Context, in *playlistStageIn) (playlist, error) {
			move := a.Engine.ArchivePlaylist
			if in.Body.Stage == workflow.Published {
				move = a.Engine.RestorePlaylist
			}
			if err := move(ctx, in.ID); err != nil {
				return playlist{}, err
			}
			return a.readPlaylist(ctx, in.ID)
		})
}
