package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// CompletePlaylists awards the badges of those playlists, of whichever tenant, that
// somebody has completed by an award. It is asked after the award has come into the
// holder's portfolio, so of two that come at the same moment the later one sees both.
// It may run twice: nobody has a playlist's badge twice, in whichever edition. As long
// as an organisation may not award it is Unready, and nothing is lost.
func (e *Engine) CompletePlaylists(ctx context.Context, id laurel.AwardID) error {
	var award workflow.Award
	var badge workflow.Achievement
	var lists []laurel.PlaylistID
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		if award, err = awardByID(ctx, tx, id); err != nil {
			return err
		}
		if _, badge, err = achievementByID(ctx, tx, award.Achievement); err != nil {
			return err
		}
		lists, err = playlistsWith(ctx, tx, badge.Activity)
		return err
	})
	if err != nil {
		return err
	}
	who, err := e.heir(ctx, award.Person)
	if err != nil {
		return err
	}
	for _, list := range lists {
		if err := e.follow(ctx, list, badge.Activity); err != nil { // it may not know of this edition yet
			return err
		}
		if err := e.complete(ctx, completion{list: list, who: who, city: award.City}); err != nil {
			return err
		}
	}
	return nil
}

// completion is somebody's try to have a playlist's badge.
type completion struct {
	list laurel.PlaylistID
	who  laurel.PersonID
	city laurel.TenantID // where it was earned
}

// complete awards a playlist's badge if it has been completed.
func (e *Engine) complete(ctx context.Context, c completion) error {
	var p workflow.Playlist
	err := e.db.Read(ctx, c.list.Tenant(), func(tx db.Tx) (err error) { _, p, err = playlistByID(ctx, tx, c.list); return err })
	if err != nil || !p.Badge || p.Stage != workflow.Published {
		return err
	}
	held, err := e.held(ctx, c.who, p)
	if err != nil || !p.Progress(func(b laurel.AchievementID) bool { return held[b] }).Complete {
		return err
	}
	return e.inTx(ctx, c.list.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, p); err != nil {
			return err
		}
		return grantProgram(ctx, tx, c, held)
	})
}

// grantProgram grants the badge of what is published now, which may be another
// revision than the one that was looked at before.
func grantProgram(ctx context.Context, tx db.Tx, c completion, held map[laurel.AchievementID]bool) error {
	v, err := playlistView(ctx, tx, c.list, c.who)
	if err != nil || v.Award != "" || !v.Playlist.Badge || v.Playlist.Stage != workflow.Published ||
		!v.Playlist.Progress(func(b laurel.AchievementID) bool { return held[b] }).Complete {
		return err
	}
	byCity, err := standings(ctx, tx)
	if err != nil {
		return err
	}
	if byCity[c.city] != tenants.StandsActive {
		c.city = "" // it counts for no city with which the organisation has nothing to do
	}
	return grant(ctx, tx, v.Badge.ID, earner{c.who, c.city})
}

// ClaimPlaylist gives the actor the badge of a playlist that the actor had completed
// before there was one, or before less was needed. Nobody is looked up for that: what
// somebody holds is the holder's to show. Who has not completed it is told so.
func (e *Engine) ClaimPlaylist(ctx context.Context, id laurel.PlaylistID) (laurel.AwardID, error) {
	who, err := person(ctx)
	if err != nil {
		return "", err
	}
	c := completion{list: id, who: who, city: laurel.ActorFrom(ctx).City}
	err = e.complete(laurel.WithActor(ctx, laurel.SystemActor()), c)
	switch {
	case laurel.KindOf(err) == laurel.Unready:
		return "", laurel.E(laurel.Forbidden, "affiliation.active-nowhere").Because(err)
	case err != nil:
		return "", err
	}
	v, err := e.Playlist(ctx, id)
	if err == nil && v.Award == "" {
		err = laurel.E(laurel.Conflict, "playlist.not-complete")
	}
	return v.Award, err
}

// Claimable reports whether the actor can have the badge by asking for it.
func (v PlaylistView) Claimable() bool {
	return v.Award == "" && v.Badge.ID != "" && v.Playlist.Stage == workflow.Published && v.Progress.Complete
}
