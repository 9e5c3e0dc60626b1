package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// atOnce is how many rows go with one statement.
const atOnce = 500

type labelKey struct {
	skill    laurel.SkillID
	language string
}

// takeSkills enters rows of a file where they say something new.
func takeSkills(ctx context.Context, tx db.SharedTx, f laurel.FrameworkID, rows []workflow.SkillRow) (n ImportCounts, err error) {
	skills, labels := map[laurel.SkillID]skillRow{}, map[labelKey]skillLabelRow{}
	for _, r := range rows {
		if r.Kind == "" {
			continue
		}
		skills[r.ID] = skillRow{ID: r.ID, FrameworkID: f, URI: r.URI, Kind: r.Kind}
		labels[labelKey{r.ID, r.Language}] = labelRow(r.ID, r.Language, r.Label)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(skills)), atOnce) {
		made, err := enterSkills(ctx, tx, ids, skills)
		if err != nil {
			return n, err
		}
		named, err := enterLabels(ctx, tx, ids, labels)
		if err != nil {
			return n, err
		}
		n.New += made
		n.Named += named
	}
	return n, nil
}

func enterSkills(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, skills map[laurel.SkillID]skillRow) (made int, err error) {
	there, err := skillRows(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	missing := slices.Clone(ids)
	for _, old := range there {
		missing = slices.DeleteFunc(missing, func(id laurel.SkillID) bool { return id == old.ID })
		row := skills[old.ID]
		row.Retired = old.Retired
		if row == old {
			continue
		}
		if _, err := tx.Update(&row).WherePK().Exec(ctx); err != nil {
			return 0, err
		}
	}
	if len(missing) == 0 {
		return 0, nil
	}
	list := make([]skillRow, len(missing))
	for i, id := range missing {
		list[i] = skills[id]
	}
	return len(list), tx.Insert(ctx, &list)
}

// enterLabels writes the names of skills, given in order, that differ. One that is empty takes away what there was.
func enterLabels(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, labels map[labelKey]skillLabelRow) (n int, err error) {
	there, err := labelsOf(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	same, old := map[labelKey]bool{}, map[labelKey]bool{}
	for _, l := range there {
		key := labelKey{l.SkillID, l.Language}
		now, told := labels[key]
		switch {
		case !told:
		case now.Label == l.Label && now.Description == l.Description && now.Words == l.Words && slices.Equal(now.Alternatives, l.Alternatives):
			same[key] = true
		default:
			old[key] = true
		}
	}
	var fresh []skillLabelRow
	for key, l := range labels {
		if _, here := slices.BinarySearch(ids, key.skill); here && !same[key] && l.Label != "" {
			fresh = append(fresh, l)
		}
	}
	for key := range old {
		_, err := tx.Delete((*skillLabelRow)(nil)).Where("skill_id = ?", key.skill).Where("language = ?", key.language).Exec(ctx)
		if err != nil {
			return 0, err
		}
	}
	if len(fresh) == 0 {
		return len(old), nil
	}
	return len(fresh), tx.Insert(ctx, &fresh)
}

// skillStates loads all skills of a framework.
func skillStates(ctx context.Context, tx db.SharedTx, f laurel.FrameworkID) (map[laurel.SkillID]skillRow, error) {
	var rows []skillRow
	err := db.Scan(ctx, tx.Select(&rows).Where("sk.framework_id = ?", f).Order("sk.id"))
	byID := make(map[laurel.SkillID]skillRow, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, err
}

func setRetired(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, to int) error {
	for some := range slices.Chunk(ids, atOnce) {
		if _, err := tx.Update((*skillRow)(nil)).Set("retired = ?", to).Where("id IN (?)", bun.List(some)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// hierarchyOf loads what is broader than what in a framework.
func hierarchyOf(ctx context.Context, tx db.SharedTx, f laurel.FrameworkID) (map[broaderRow]bool, error) {
	var rows []broaderRow
	err := db.Scan(ctx, tx.Select(&rows).Join("JOIN skills AS sk ON sk.id = bs.skill_id").Where("sk.framework_id = ?", f).
		Order("bs.skill_id", "bs.broader_id"))
	there := make(map[broaderRow]bool, len(rows))
	for _, r := range rows {
		there[r] = true
	}
	return there, err
}

func changeHierarchy(ctx context.Context, tx db.SharedTx, add, drop []broaderRow) error {
	for _, r := range drop {
		if _, err := tx.Delete((*broaderRow)(nil)).Where("skill_id = ?", r.SkillID).Where("broader_id = ?", r.BroaderID).Exec(ctx); err != nil {
			return err
		}
	}
	slices.SortFunc(add, func(a, b broaderRow) int {
		return cmp.Or(cmp.Compare(a.SkillID, b.SkillID), cmp.Compare(a.BroaderID, b.BroaderID))
	})
	for some := range slices.Chunk(add, atOnce) {
		if err := tx.Insert(ctx, &some); err != nil {
			return err
		}
	}
	return nil
}
