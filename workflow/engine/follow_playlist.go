package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// NotePlaylist notes with each of its activities, of whichever tenant, whether it
// stands in a playlist now; left are some that may not any more. It can be done
// again, and an older state never overwrites a newer one. An activity may have
// changed before it knew of the playlist, so each is looked at once more.
func (e *Engine) NotePlaylist(ctx context.Context, id laurel.PlaylistID, left []laurel.ActivityID) error {
	var p workflow.Playlist
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { _, p, err = playlistByID(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	all := left
	for _, i := range p.Items {
		all = append(slices.Clip(all), i.Activity)
	}
	for _, a := range all {
		err := e.inTx(ctx, a.Tenant(), func(tx db.Tx) error {
			if err := e.gate.May(ctx, laurel.FollowChange, laurel.Whole(a.Tenant())); err != nil {
				return err
			}
			return noteIn(ctx, tx, a, p)
		})
		if err != nil {
			return err
		}
		if err := e.follow(ctx, id, a); err != nil {
			return err
		}
	}
	return nil
}

// FollowActivity makes the playlists that an activity is in, of whichever tenant, know
// what is true of it now. It can be done again.
func (e *Engine) FollowActivity(ctx context.Context, id laurel.ActivityID) error {
	var lists []laurel.PlaylistID
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { lists, err = playlistsWith(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	for _, list := range lists {
		if err := e.follow(ctx, list, id); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) follow(ctx context.Context, list laurel.PlaylistID, id laurel.ActivityID) error {
	t := list.Tenant()
	seen, err := e.Seen(ctx, t, []workflow.PlaylistItem{{Activity: id}})
	if err != nil {
		return err
	}
	return e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.FollowChange, laurel.Whole(t)); err != nil {
			return err
		}
		row, err := itemOf(ctx, tx, list, id)
		if err != nil || row == nil || row.Revision >= seen[0].Revision {
			return err
		}
		row.take(seen[0])
		return tx.Update(ctx, row)
	})
}
