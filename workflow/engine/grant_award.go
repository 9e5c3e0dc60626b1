package engine

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// GrantAward grants the badge if the submission's person has now passed all of
// its tasks and holds what it requires. It is asked after each task that is passed, so
// of two that are passed at the same moment the later one sees both. As long as the
// organisation may not award in the city it is Unready, and nothing is lost.
func (e *Engine) GrantAward(ctx context.Context, d db.Delivery, id laurel.SubmissionID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if first, err := tx.Finish(ctx, d); err != nil || !first {
			return err
		}
		_, sub, err := submissionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.RecordVerdict, sub); err != nil {
			return err
		}
		_, badge, err := achievementByID(ctx, tx, sub.Achievement)
		if err != nil {
			return err
		}
		return grantEarned(ctx, tx, badge, earner{sub.Person, sub.City})
	})
}

// GrantRequiring grants those badges of the organisation that require the one of an
// award, and of which its holder lacks nothing else. It may run twice. As long as the
// organisation may not award one of them it is Unready, and nothing is lost.
func (e *Engine) GrantRequiring(ctx context.Context, id laurel.AwardID) error {
	var award workflow.Award
	var list []workflow.Achievement
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		if award, err = awardByID(ctx, tx, id); err != nil {
			return err
		}
		_, badge, err := achievementByID(ctx, tx, award.Achievement)
		if err != nil {
			return err
		}
		list, err = dependents(ctx, tx, badge.Key())
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	who, err := e.heir(ctx, award.Person)
	if err != nil {
		return err
	}
	var waiting error
	for _, badge := range list {
		err := e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
			if err := e.gate.May(ctx, laurel.RecordVerdict, badge); err != nil {
				return err
			}
			return grantEarned(ctx, tx, badge, earner{who, award.City})
		})
		waiting = cmp.Or(waiting, err)
	}
	return waiting
}

// ClaimBadge gives the actor a badge of an activity for which the actor lacks nothing:
// what it requires was earned before it required it. Who lacks something is told so.
func (e *Engine) ClaimBadge(ctx context.Context, key workflow.BadgeKey) (laurel.AwardID, error) {
	who, err := person(ctx)
	if err != nil {
		return "", err
	}
	var award laurel.AwardID
	err = e.inTx(ctx, key.Activity.Tenant(), func(tx db.Tx) error {
		k := knowing{gate: e.gate}
		v, err := k.activityView(ctx, tx, key.Activity)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(v.Badges(), func(b BadgeView) bool { return b.Achievement.Number == key.Number })
		if i < 0 {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		badge := v.Badges()[i]
		if award = badge.Award; award != "" {
			return nil
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		city, err := earnedIn(ctx, tx)
		if err != nil {
			return err
		}
		if err := grantEarned(ctx, tx, badge.Achievement, earner{who, city}); err != nil {
			return err
		}
		held, err := awardOf(ctx, tx, badge.Achievement.ID, who)
		if err == nil && held == nil {
			err = laurel.E(laurel.Conflict, "requires.not-yet")
		}
		if err == nil {
			award = held.ID
		}
		return err
	})
	return award, err
}

// earner is who may have earned a badge.
type earner struct {
	who  laurel.PersonID
	city laurel.TenantID // where the last was done of what it asks for
}

// grantEarned grants an edition of a badge to who has all that it asks for, and no
// edition of it yet. One that has no tasks is begun by nobody, so only the edition in
// force is granted.
func grantEarned(ctx context.Context, tx db.Tx, badge workflow.Achievement, by earner) error {
	tasks, err := tasksOf(ctx, tx, badge.ID)
	if err != nil {
		return err
	}
	approved, err := approvedTasks(ctx, tx, badge.ID, by.who)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		known, err := knownBadges(ctx, tx, []workflow.BadgeKey{badge.Key()}, "")
		if b := known[badge.Key()]; err != nil || !b.open || b.id != badge.ID {
			return err
		}
	}
	holds, err := heldAmong(ctx, tx, badge.Requires.Keys(), by.who)
	if err != nil || !badge.Earned(tasks, approved, holds) {
		return err
	}
	all, err := editionsOf(ctx, tx, badge.Key())
	if err != nil {
		return err
	}
	if has, err := programAward(ctx, tx, all, by.who); err != nil || has != nil {
		return err
	}
	return grant(ctx, tx, badge.ID, by)
}

// heldAmong tells which of some badges of the tenant somebody holds.
func heldAmong(ctx context.Context, tx db.Tx, keys []workflow.BadgeKey, who laurel.PersonID) (map[workflow.BadgeKey]bool, error) {
	known, err := knownBadges(ctx, tx, keys, who)
	holds := make(map[workflow.BadgeKey]bool, len(known))
	for key, b := range known {
		holds[key] = b.held
	}
	return holds, err
}

func grant(ctx context.Context, tx db.Tx, badge laurel.AchievementID, by earner) error {
	if err := mayAct(ctx, tx, by.city); err != nil {
		return notNow(err)
	}
	list, index, err := drawStatus(ctx, tx)
	if err != nil {
		return err
	}
	award := workflow.Grant(badge, by.who, list, index, tx.Now())
	award.City = by.city
	if err := insertAward(ctx, tx, award); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.AwardGranted{Award: award.ID, City: award.City})
}

// notNow turns "you may not" into "not yet".
func notNow(err error) error {
	if laurel.KindOf(err) == laurel.Forbidden {
		return laurel.E(laurel.Unready, "affiliation.award-waits").Because(err)
	}
	return err
}

// draws is how often an index of the list in use is drawn before the next list
// is begun: at half a list in use, one award in 250 begins one too early.
const draws = 8

// drawStatus chooses a place in a status list at random (Bitstring Status List
// 1.0, section 6.1 asks for it, so that indexes tell nothing about the order).
func drawStatus(ctx context.Context, tx db.Tx) (list, index int, err error) {
	if list, err = lastStatusList(ctx, tx); err != nil {
		return 0, 0, err
	}
	for range draws {
		index = rand.IntN(workflow.StatusListLength)
		taken, err := isTaken(ctx, tx, list, index)
		if err != nil || !taken {
			return list, index, err
		}
	}
	return list + 1, rand.IntN(workflow.StatusListLength), nil
}
