package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Achievement returns one edition of a badge. Badges are public, but one of a
// restricted activity is so only once somebody holds it.
func (e *Engine) Achievement(ctx context.Context, id laurel.AchievementID) (a workflow.Achievement, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		if _, a, err = achievementByID(ctx, tx, id); err != nil {
			return err
		}
		return k.badge(ctx, tx, a)
	})
	return a, err
}

// Editions returns all editions of the badge of which one has that id, the oldest
// first, to whom Achievement returns that one.
func (e *Engine) Editions(ctx context.Context, id laurel.AchievementID) (list []workflow.Achievement, err error) {
	err = e.look(ctx, id.Tenant(), func(tx db.Tx, k *knowing) error {
		_, a, err := achievementByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := k.badge(ctx, tx, a); err != nil {
			return err
		}
		list, err = editionsOf(ctx, tx, a.Key())
		return err
	})
	return list, err
}

// Picture names a badge's picture in tenants/media, in both forms, and its card.
type Picture struct{ PNG, SVG, Card string }

// FilePicture enters the picture that was drawn for a badge. A badge that has
// one keeps it.
func (e *Engine) FilePicture(ctx context.Context, id laurel.AchievementID, p Picture) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.FileCredential, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		row, a, err := achievementByID(ctx, tx, id)
		if err != nil || a.Drawn() {
			return err
		}
		row.PNG, row.SVG, row.Card = p.PNG, p.SVG, p.Card
		return tx.Update(ctx, row)
	})
}
