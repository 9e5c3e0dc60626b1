package jobs

import (
	"context"

	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// notePlaylist lets activities know in which playlists they are.
func (w *Worker) notePlaylist(ctx context.Context, _ db.Due, e workflow.PlaylistChanged) error {
	return w.Engine.NotePlaylist(ctx, e.Playlist, e.Left)
}

// followActivity lets playlists know what is true of an activity that is in them.
func (w *Worker) followActivity(ctx context.Context, _ db.Due, e workflow.ActivityChanged) error {
	return w.Engine.FollowActivity(ctx, e.Activity)
}

func (w *Worker) drawPlaylist(ctx context.Context, _ db.Due, e workflow.PlaylistBadgeMade) error {
	badge, err := w.Engine.Achievement(ctx, e.Achievement)
	if err != nil {
		return err
	}
	return w.draw(ctx, badge)
}

// completePlaylists awards the badges of the playlists that somebody has completed by
// an award. What is held is seen in the portfolio, so the award goes there first.
func (w *Worker) completePlaylists(ctx context.Context, d db.Due, e workflow.CredentialIssued) error {
	if err := w.enterPortfolio(ctx, d, e); err != nil {
		return err
	}
	return w.Engine.CompletePlaylists(ctx, e.Award)
}
