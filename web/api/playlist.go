package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// playlistName is a playlist in a list.
type playlistName struct {
	ID          laurel.PlaylistID `json:"id"`
	Name        string            `json:"name"`
	Language    string            `json:"language"`
	Activities  int               `json:"activities" doc:"How many are in it."`
	Minutes     int               `json:"minutes" doc:"That all of them take, as far as they say; 0 where none does."`
	HasBadge    bool              `json:"hasBadge" doc:"Who completes it is awarded a badge of its own."`
	PublishedAt time.Time         `json:"publishedAt"`
	URL         string            `json:"url" format:"uri" doc:"Of its page."`
}

type playlistNames struct {
	Items []playlistName `json:"items" nullable:"false" doc:"By name."`
}

// playlistItem is an activity in a playlist, of whichever organisation.
type playlistItem struct {
	Activity     laurel.ActivityID `json:"activity"`
	Name         string            `json:"name" doc:"Empty: it is not for everybody any more."`
	Language     string            `json:"language,omitempty"`
	Organisation laurel.TenantID   `json:"organisation"`
	Minutes      int               `json:"minutes"`
	Optional     bool              `json:"optional" doc:"Not needed but for so many as needed says."`
	Open         bool              `json:"open" doc:"It can be begun. What is not is needed of nobody who has not done it."`
	Done         bool              `json:"done" doc:"By the asker."`
}

type progress struct {
	Made     int  `json:"made"`
	Steps    int  `json:"steps" doc:"That are needed of the asker."`
	Complete bool `json:"complete"`
}

type playlist struct {
	playlistName
	Description string         `json:"description" doc:"Markdown."`
	Owner       named          `json:"owner" doc:"An organisation or a city."`
	Stage       workflow.Stage `json:"stage" enum:"published,archived"`
	Revision    int            `json:"revision" doc:"Counts what was published of it, from 1."`
	Needed      int            `json:"needed" doc:"How many of the optional ones, besides all others."`
	Items       []playlistItem `json:"items" nullable:"false" doc:"In their order."`
	Badge       *badge         `json:"badge,omitempty" doc:"The edition in force, or the one that the asker holds."`
	Progress    *progress      `json:"progress,omitempty" doc:"The asker's; a visitor has none."`
	Award       string         `json:"award,omitempty" doc:"The asker's, of the badge."`
}

type playlistIDIn struct {
	ID laurel.PlaylistID `path:"id"`
}

// Playlists lists what a city or an organisation has published.
func (a *API) Playlists() Endpoint {
	return endpoint(a, about{id: "listPlaylists", summary: "The playlists of a city or an organisation", tag: "playlists", open: true},
		func(ctx context.Context, in *tenantIn) (playlistNames, error) {
			if _, err := a.tenant(ctx, in.ID, ""); err != nil {
				return playlistNames{}, err
			}
			found, err := a.Engine.Playlists(ctx, in.ID)
			return playlistNames{list(found, func(p workflow.Playlist) playlistName { return nameOf(ctx, p) })}, err
		})
}

func nameOf(ctx context.Context, p workflow.Playlist) playlistName {
	minutes, _ := p.Total()
	return playlistName{ID: p.ID, Name: p.Title, Language: p.Language, Activities: len(p.Items), Minutes: minutes, HasBadge: p.Badge,
		PublishedAt: p.PublishedAt, URL: pageURL(ctx) + "/playlists/" + string(p.ID)}
}

// Playlist tells everything about one playlist.
func (a *API) Playlist() Endpoint {
	return endpoint(a, about{id: "readPlaylist", summary: "One playlist, and how far the asker is", tag: "playlists", open: true},
		func(ctx context.Context, in *playlistIDIn) (playlist, error) { return a.readPlaylist(ctx, in.ID) })
}

func (a *API) readPlaylist(ctx context.Context, id laurel.PlaylistID) (playlist, error) {
	if id.Tenant() == "" {
		return playlist{}, notFound()
	}
	v, err := a.Engine.Playlist(ctx, id)
	if err != nil {
		return playlist{}, err
	}
	owner, err := a.Registry.Tenant(ctx, id.Tenant())
	return playlistOf(ctx, v, owner), err
}

func playlistOf(ctx context.Context, v engine.PlaylistView, owner tenants.Tenant) playlist {
	p := v.Playlist
	out := playlist{playlistName: nameOf(ctx, p), Description: p.Description, Owner: named{ID: string(owner.ID), Name: owner.Name},
		Stage: p.Stage, Revision: p.Revision, Needed: p.Needed, Award: string(v.Award), Items: make([]playlistItem, len(p.Items))}
	for n, i := range p.Items {
		out.Items[n] = itemOf(i)
		out.Items[n].Done = v.Progress.Done[n]
	}
	if v.Badge.ID != "" {
		b := badgeOf(ctx, engine.BadgeView{Achievement: v.Badge})
		out.Badge = &b
	}
	if laurel.ActorFrom(ctx).Person != "" {
		out.Progress = &progress{Made: v.Progress.Made, Steps: v.Progress.Steps, Complete: v.Progress.Complete}
	}
	return out
}

func itemOf(i workflow.Item) playlistItem {
	return playlistItem{Activity: i.Activity, Name: i.Title, Language: i.Language, Organisation: i.Activity.Tenant(), Minutes: i.Minutes,
		Optional: i.Optional, Open: i.Open}
}

// ClaimPlaylist awards a playlist's badge to the asker, who has completed it before
// there was one.
func (a *API) ClaimPlaylist() Endpoint {
	is := about{id: "claimPlaylist", summary: "Have the badge of a completed playlist", tag: "playlists", scope: tenants.WriteEvidence}
	return endpoint(a, is, func(ctx context.Context, in *playlistIDIn) (playlist, error) {
		if in.ID.Tenant() == "" {
			return playlist{}, notFound()
		}
		if _, err := a.Engine.ClaimPlaylist(ctx, in.ID); err != nil {
			return playlist{}, err
		}
		return a.readPlaylist(ctx, in.ID)
	})
}
