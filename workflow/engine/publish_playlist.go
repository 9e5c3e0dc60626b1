package engine

import (
	"context"
	"slices"
	"strconv"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// MakePlaylist publishes a playlist of tenant t in one go.
func (e *Engine) MakePlaylist(ctx context.Context, t laurel.TenantID, d workflow.PlaylistDraft) (workflow.Issued, error) {
	items, err := e.Seen(ctx, t, d.Items)
	if err != nil {
		return workflow.Issued{}, err
	}
	var out workflow.Issued
	err = e.inTx(ctx, t, func(tx db.Tx) (err error) {
		if err := e.gate.May(ctx, laurel.WritePlaylist, laurel.Whole(t)); err != nil {
			return err
		}
		out, err = e.issue(ctx, tx, laurel.NewID[laurel.PlaylistID](t, tx.Now()), d, items)
		return err
	})
	return out, err
}

// PublishPlaylist publishes what stands in a playlist's draft: the playlist for the
// first time, or its next revision. The draft is gone then. Where somebody has
// changed it since the version, it is a Conflict.
func (e *Engine) PublishPlaylist(ctx context.Context, id laurel.PlaylistID, version int) (workflow.Issued, error) {
	v, err := e.PlaylistDraft(ctx, id)
	if err != nil {
		return workflow.Issued{}, err
	}
	var out workflow.Issued
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}); err != nil {
			return err
		}
		row, err := playlistDraftOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if row == nil || row.written() != version || v.Version != version {
			return changedMeanwhile()
		}
		if err := tx.Delete(ctx, row); err != nil {
			return err
		}
		out, err = e.issue(ctx, tx, id, v.Draft, v.Items)
		return err
	})
	return out, err
}

// issue publishes a playlist, for the first time or again.
func (e *Engine) issue(
	ctx context.Context, tx db.Tx, id laurel.PlaylistID, d workflow.PlaylistDraft, items []workflow.Item,
) (workflow.Issued, error) {
	row, was, err := publishedPlaylist(ctx, tx, id)
	if err != nil {
		return workflow.Issued{}, err
	}
	editions, err := editionsOf(ctx, tx, programBadge(id))
	if err != nil {
		return workflow.Issued{}, err
	}
	var last workflow.Achievement
	if len(editions) > 0 {
		last = editions[len(editions)-1]
	}
	out, err := d.Publish(was, last, items, tx.Now())
	if err != nil {
		return out, err
	}
	if err := mayIssue(ctx, tx, out.Playlist); err != nil {
		return out, err
	}
	if err := e.mayAdd(ctx, tx, was, out.Playlist); err != nil {
		return out, err
	}
	return out, keepIssued(ctx, tx, row, out)
}

// mayIssue refuses a badge to who signs none, and anything to an organisation that
// may not act now.
func mayIssue(ctx context.Context, tx db.Tx, p workflow.Playlist) error {
	signs, err := issues(ctx, tx)
	switch {
	case err != nil:
		return err
	case signs:
		return mayAct(ctx, tx, "")
	case p.Badge:
		return laurel.E(laurel.Invalid, "playlist.no-issuer").At("badge")
	}
	return nil
}

// mayAdd keeps people from giving themselves, or each other, rights on an activity by
// adding it to a playlist: a role on a playlist holds for what is in it. So where
// somebody has one, an activity of the same tenant is added by who may publish it.
func (e *Engine) mayAdd(ctx context.Context, tx db.Tx, was, now workflow.Playlist) error {
	spreads, err := hasRolesOn(ctx, tx, now)
	if err != nil || !spreads {
		return err
	}
	for i, item := range now.Items {
		if item.Activity.Tenant() != now.Tenant() || was.Has(item.Activity) {
			continue
		}
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: item.Activity}); err != nil {
			return laurel.E(laurel.Invalid, "playlist.spreads").With(laurel.Args{"Title": item.Title}).Because(err).
				At("items[" + strconv.Itoa(i) + "]")
		}
	}
	return nil
}

// keepIssued writes down what a publication has made. Whatever changes what is in a
// playlist raises the policy version, since roles on it hold for what is in it.
func keepIssued(ctx context.Context, tx db.Tx, row *playlistRow, out workflow.Issued) error {
	p, write := out.Playlist, tx.Update
	if row == nil {
		row, write = &playlistRow{ID: p.ID}, tx.Insert
	}
	row.take(p)
	if err := write(ctx, row); err != nil {
		return err
	}
	if err := keepItems(ctx, tx, p); err != nil {
		return err
	}
	if err := tx.Raise(ctx, "policy_versions", "number"); err != nil {
		return err
	}
	if out.New {
		if err := standFor(ctx, tx, p); err != nil {
			return err
		}
		if err := insertAchievement(ctx, tx, out.Badge); err != nil {
			return err
		}
		if err := tx.Post(ctx, workflow.PlaylistBadgeMade{Playlist: p.ID, Achievement: out.Badge.ID}); err != nil {
			return err
		}
	}
	return changedPlaylist(ctx, tx, p, "playlist.published", out.Left)
}

// changedPlaylist notes and tells that a playlist is another now. What its own tenant
// has in it knows at once, what others have, by a job.
func changedPlaylist(ctx context.Context, tx db.Tx, p workflow.Playlist, what string, left []laurel.ActivityID) error {
	own := left
	for _, i := range p.Items {
		own = append(slices.Clip(own), i.Activity)
	}
	for _, a := range own {
		if a.Tenant() != tx.Tenant() {
			continue
		}
		if err := noteIn(ctx, tx, a, p); err != nil {
			return err
		}
	}
	if err := tx.Record(ctx, laurel.Change{What: what, Object: p.Object(),
		To: map[string]any{"title": p.Title, "revision": p.Revision}}); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.PlaylistChanged{Playlist: p.ID, Revision: p.Revision, Left: left})
}

// ArchivePlaylist takes a playlist out of the lists. Its badge is awarded to nobody
// any more.
func (e *Engine) ArchivePlaylist(ctx context.Context, id laurel.PlaylistID) error {
	return e.movePlaylist(ctx, id, "playlist.archived", (*workflow.Playlist).Archive)
}

// RestorePlaylist publishes an archived playlist again, as it was.
func (e *Engine) RestorePlaylist(ctx context.Context, id laurel.PlaylistID) error {
	return e.movePlaylist(ctx, id, "playlist.restored", (*workflow.Playlist).Restore)
}

func (e *Engine) movePlaylist(ctx context.Context, id laurel.PlaylistID, what string, move func(*workflow.Playlist) error) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}); err != nil {
			return err
		}
		row, p, err := playlistByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := move(&p); err != nil {
			return err
		}
		if p.Stage == workflow.Published {
			if err := mayIssue(ctx, tx, p); err != nil {
				return err
			}
		}
		row.take(p)
		if err := tx.Update(ctx, row); err != nil {
			return err
		}
		return changedPlaylist(ctx, tx, p, what, nil)
	})
}
