package engine

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// badgesOf loads an activity's badges in all their editions.
func badgesOf(ctx context.Context, tx db.Tx, a workflow.Activity) ([]workflow.Badge, error) {
	badges, _, err := triedBadges(ctx, tx, a, "")
	return badges, err
}

// triedBadges loads an activity's badges in all their editions, and somebody as a trier
// at them.
func triedBadges(ctx context.Context, tx db.Tx, a workflow.Activity, who laurel.PersonID) ([]workflow.Badge, trier, error) {
	all, t, err := viewedEditions(ctx, tx, a.ID, who)
	if err != nil {
		return nil, t, err
	}
	if len(all) == 0 {
		return nil, t, laurel.E(laurel.NotFound, "error.not-found")
	}
	return workflow.Badges(all, a.Badges), t, nil
}

// mostNumber is the highest number that a badge of an activity ever had, at least 1.
func mostNumber(ctx context.Context, tx db.Tx, id laurel.ActivityID) (int, error) {
	var most int
	err := db.Scan(ctx, tx.Select((*achievementRow)(nil)).ColumnExpr("COALESCE(MAX(edition), 0)").Where("activity_id = ?", id), &most)
	return most/editions + 1, err
}

// badgeLine is an edition of a badge with its activity, and the award of it that
// somebody has.
type badgeLine struct {
	achievementRow `bun:",extend"`
	Access         workflow.Access        `bun:"access,scanonly"`
	Stage          workflow.Stage         `bun:"state,scanonly"`
	InForce        []laurel.AchievementID `bun:"in_force,type:text,scanonly"`
	Award          laurel.AwardID         `bun:"award,scanonly"`
}

// knownBadges loads what there is to know of some badges of the tenant, and which of
// them somebody holds. Those that never were are not among them.
func knownBadges(
	ctx context.Context, tx db.Tx, keys []workflow.BadgeKey, who laurel.PersonID,
) (map[workflow.BadgeKey]knownBadge, error) {
	if len(keys) == 0 {
		return map[workflow.BadgeKey]knownBadge{}, nil
	}
	ids := make([]laurel.ActivityID, len(keys))
	for i, k := range keys {
		ids[i] = k.Activity
	}
	var lines []badgeLine
	err := db.Scan(ctx, tx.Select(&lines).ColumnExpr("ac.*").ColumnExpr("a.access, a.state, a.badges AS in_force").
		ColumnExpr("COALESCE(w.id, '') AS award").
		Join("JOIN ? ON a.id = ac.activity_id", tx.Table("activities", "a")).
		Join("LEFT JOIN ? ON w.achievement_id = ac.id AND w.person_id = ? AND w.revoked_at IS NULL", tx.Table("awards", "w"), who).
		Where("ac.activity_id IN (?)", bun.List(ids)).Where("a.state <> ?", standIn).OrderExpr("ac.activity_id, ac.edition"))
	return knownIn(lines), err
}

// requiringBadges loads all badges of the tenant that require others, as they are in
// force.
func requiringBadges(ctx context.Context, tx db.Tx) (map[workflow.BadgeKey]knownBadge, error) {
	var lines []badgeLine
	err := db.Scan(ctx, tx.Select(&lines).ColumnExpr("ac.*").ColumnExpr("a.access, a.state, a.badges AS in_force, '' AS award").
		Join("JOIN ? ON a.id = ac.activity_id", tx.Table("activities", "a")).
		Where("ac.requires LIKE ?", `%"badges"%`).OrderExpr("ac.activity_id, ac.edition"))
	lines = slices.DeleteFunc(lines, func(l badgeLine) bool { return !slices.Contains(l.InForce, l.ID) })
	return knownIn(lines), err
}

// openBadges loads what a list shows of the badges of published activities.
func openBadges(ctx context.Context, tx db.Tx) (map[workflow.BadgeKey]knownBadge, error) {
	var lines []badgeLine
	err := db.Scan(ctx, tx.Select(&lines).Column("id", "activity_id", "edition", "name").
		ColumnExpr("a.access, a.state, a.badges AS in_force, '' AS award").
		Join("JOIN ? ON a.id = ac.activity_id", tx.Table("activities", "a")).
		Where("a.state = ?", workflow.Published).OrderExpr("ac.activity_id, ac.edition"))
	return knownIn(lines), err
}

// knownIn puts lines, of each badge the oldest edition first, together.
func knownIn(lines []badgeLine) map[workflow.BadgeKey]knownBadge {
	all := map[workflow.BadgeKey]knownBadge{}
	for i := range lines {
		l := &lines[i]
		a := l.achievement()
		inForce := slices.Contains(l.InForce, l.ID) || len(l.InForce) == 0 && a.Number == 1
		k := all[a.Key()]
		all[a.Key()] = knownBadge{id: a.ID, name: a.Name, held: k.held || l.Award != "", open: l.Stage == workflow.Published && inForce,
			restricted: l.Access == workflow.Restricted, requires: a.Requires.Keys()}
	}
	return all
}

// dependents loads the editions of badges that require one, whether in force or not.
func dependents(ctx context.Context, tx db.Tx, key workflow.BadgeKey) ([]workflow.Achievement, error) {
	var rows []achievementRow
	err := db.Scan(ctx, tx.Select(&rows).Where("requires LIKE ?", `%"`+string(key.Activity)+`"%`).Order("activity_id", "edition"))
	var list []workflow.Achievement
	for i := range rows {
		if a := rows[i].achievement(); slices.Contains(a.Requires.Keys(), key) {
			list = append(list, a)
		}
	}
	return list, err
}
