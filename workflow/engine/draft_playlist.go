package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// PlaylistDraftView is what is found in the editor of a playlist.
type PlaylistDraftView struct {
	ID       laurel.PlaylistID
	Draft    workflow.PlaylistDraft
	Items    []workflow.Item    // the draft's, as they are known now
	Version  int                // of the draft, from 1; 0: nothing was written since the publication
	Playlist *workflow.Playlist // as it is published; nil: it is not
}

// PlaylistDraft returns what is being written of a playlist, or what is published of
// it where nothing is.
func (e *Engine) PlaylistDraft(ctx context.Context, id laurel.PlaylistID) (v PlaylistDraftView, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}); err != nil {
			return err
		}
		v, err = playlistDraftView(ctx, tx, id)
		return err
	})
	if err != nil {
		return v, err
	}
	v.Items, err = e.seen(ctx, id.Tenant(), v.Draft.Items)
	return v, err
}

func playlistDraftView(ctx context.Context, tx db.Tx, id laurel.PlaylistID) (PlaylistDraftView, error) {
	v := PlaylistDraftView{ID: id}
	published, p, err := publishedPlaylist(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if published != nil {
		v.Playlist, v.Draft = &p, p.Draft()
	}
	row, err := playlistDraftOf(ctx, tx, id)
	switch {
	case err != nil:
		return v, err
	case row != nil:
		v.Draft, v.Version = row.Content, row.written()
	case published == nil:
		return v, laurel.E(laurel.NotFound, "error.not-found")
	}
	return v, nil
}

// BeginPlaylist begins a playlist of a tenant. Nobody but who writes it sees it
// before it is published.
func (e *Engine) BeginPlaylist(ctx context.Context, t laurel.TenantID, d workflow.PlaylistDraft) (v PlaylistDraftView, err error) {
	var id laurel.PlaylistID
	err = e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, laurel.Whole(t)); err != nil {
			return err
		}
		id = laurel.NewID[laurel.PlaylistID](t, tx.Now())
		return keepPlaylist(ctx, tx, &playlistDraftRow{PlaylistID: id}, d)
	})
	if err != nil {
		return v, err
	}
	return e.PlaylistDraft(ctx, id)
}

// keepPlaylist keeps what is written, in a new row or in one that was read.
func keepPlaylist(ctx context.Context, tx db.Tx, row *playlistDraftRow, d workflow.PlaylistDraft) error {
	if err := d.Fits(); err != nil {
		return err
	}
	write := tx.Update
	if row.ChangedAt.IsZero() {
		write = tx.Insert
	}
	row.Content, row.ChangedBy, row.ChangedAt = d, laurel.ActorFrom(ctx).Person, tx.Now()
	if err := write(ctx, row); laurel.KindOf(err) == laurel.Conflict {
		return changedMeanwhile()
	} else if err != nil {
		return err
	}
	return nil
}

// SavePlaylist keeps what is written so far; it may be unfinished. Where somebody
// else has changed the draft since the version, it is a Conflict, and nothing is kept.
func (e *Engine) SavePlaylist(ctx context.Context, id laurel.PlaylistID, d workflow.PlaylistDraft, version int) (PlaylistDraftView, error) {
	err := e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}); err != nil {
			return err
		}
		was, err := playlistDraftView(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case was.Version != version:
			return changedMeanwhile()
		case was.Playlist != nil && was.Playlist.Stage == workflow.Archived:
			return laurel.E(laurel.Conflict, "playlist.archived")
		}
		row, err := playlistDraftOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if row == nil {
			row = &playlistDraftRow{PlaylistID: id}
		}
		return keepPlaylist(ctx, tx, row, d)
	})
	if err != nil {
		return PlaylistDraftView{}, err
	}
	return e.PlaylistDraft(ctx, id)
}

// DiscardPlaylist throws away what was written since the publication, or a playlist
// that never was published.
func (e *Engine) DiscardPlaylist(ctx context.Context, id laurel.PlaylistID, version int) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.WritePlaylist, workflow.Playlist{ID: id}); err != nil {
			return err
		}
		row, err := playlistDraftOf(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case row == nil:
			return laurel.E(laurel.NotFound, "error.not-found")
		case row.written() != version:
			return changedMeanwhile()
		}
		if err := tx.Record(ctx, laurel.Change{What: "playlist.discarded", Object: workflow.Playlist{ID: id}.Object(),
			From: map[string]any{"title": row.Content.Title}}); err != nil {
			return err
		}
		return tx.Delete(ctx, row)
	})
}

// DuplicatePlaylist begins a playlist of the same tenant that says what another says,
// also what of it is not published yet.
func (e *Engine) DuplicatePlaylist(ctx context.Context, id laurel.PlaylistID) (PlaylistDraftView, error) {
	v, err := e.PlaylistDraft(ctx, id)
	if err != nil {
		return v, err
	}
	return e.BeginPlaylist(ctx, id.Tenant(), v.Draft)
}
