package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type frameworkRow struct {
	bun.BaseModel `bun:"table:frameworks,alias:fw"`
	ID            laurel.FrameworkID `bun:"id,pk"`
	Name          string             `bun:"name"`
	Names         map[string]string  `bun:"names,type:text"`
	URI           string             `bun:"uri"`
	Edition       string             `bun:"edition"`
	ImportedAt    time.Time          `bun:"imported_at"`
}

func (r frameworkRow) framework() workflow.Framework {
	return workflow.Framework{ID: r.ID, Name: r.Name, Names: r.Names, URI: r.URI, Edition: r.Edition, ImportedAt: r.ImportedAt.UTC()}
}

type skillRow struct {
	bun.BaseModel `bun:"table:skills,alias:sk"`
	ID            laurel.SkillID     `bun:"id,pk"`
	FrameworkID   laurel.FrameworkID `bun:"framework_id"`
	URI           string             `bun:"uri"`
	Kind          workflow.SkillKind `bun:"kind"`
	Retired       int                `bun:"retired"` // 1: it is
}

type skillLabelRow struct {
	bun.BaseModel `bun:"table:skill_labels,alias:sl"`
	SkillID       laurel.SkillID `bun:"skill_id,pk"`
	Language      string         `bun:"language,pk"`
	Label         string         `bun:"label"`
	Alternatives  []string       `bun:"alternatives,type:text"`
	Description   string         `bun:"description"`
	LabelWords    string         `bun:"label_words"` // these two as workflow.Indexed writes them
	Words         string         `bun:"words"`
}

type broaderRow struct {
	bun.BaseModel `bun:"table:broader_skills,alias:bs"`
	SkillID       laurel.SkillID `bun:"skill_id,pk"`
	BroaderID     laurel.SkillID `bun:"broader_id,pk"`
}

func labelRow(id laurel.SkillID, language string, l workflow.SkillLabel) skillLabelRow {
	return skillLabelRow{SkillID: id, Language: language, Label: l.Label, Alternatives: listed(l.Alternatives), Description: l.Description,
		LabelWords: workflow.Indexed(workflow.Words(l.Label)),
		Words:      workflow.Indexed(workflow.Words(l.Label + " " + strings.Join(l.Alternatives, " ")))}
}

func (r skillLabelRow) label() workflow.SkillLabel {
	return workflow.SkillLabel{Label: r.Label, Alternatives: r.Alternatives, Description: r.Description}
}

func frameworks(ctx context.Context, tx db.SharedTx) (list []workflow.Framework, err error) {
	var rows []frameworkRow
	err = db.Scan(ctx, tx.Select(&rows).Order("fw.id"))
	for _, r := range rows {
		list = append(list, r.framework())
	}
	return list, err
}

// frameworkByID is nil where there is none.
func frameworkByID(ctx context.Context, tx db.SharedTx, id laurel.FrameworkID) (*frameworkRow, error) {
	var rows []frameworkRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("fw.id = ?", id).Order("fw.id")); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// enterFramework writes what is known of a framework, where it differs.
func enterFramework(ctx context.Context, tx db.SharedTx, f workflow.Framework) error {
	names := f.Names
	if names == nil {
		names = map[string]string{}
	}
	row := frameworkRow{ID: f.ID, Name: f.Name, Names: names, URI: f.URI, Edition: f.Edition, ImportedAt: tx.Now()}
	there, err := frameworkByID(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	if there == nil {
		return tx.Insert(ctx, &row)
	}
	_, err = tx.Update(&row).WherePK().Exec(ctx)
	return err
}

// skillRows loads some skills, as many as there are of them.
func skillRows(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID) (rows []skillRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = db.Scan(ctx, tx.Select(&rows).Where("sk.id IN (?)", bun.List(ids)).Order("sk.id"))
	return rows, err
}

// labelsOf loads what some skills are called, in all languages.
func labelsOf(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID) (rows []skillLabelRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = db.Scan(ctx, tx.Select(&rows).Where("sl.skill_id IN (?)", bun.List(ids)).Order("sl.skill_id", "sl.language"))
	return rows, err
}

// meant leaves out what has not the shape of a skill's id, and so names nothing.
func meant(ids []laurel.SkillID) []laurel.SkillID {
	return slices.DeleteFunc(slices.Clone(ids), func(id laurel.SkillID) bool { return id.Framework() == "" })
}

// skillsByID loads some skills with all that they are called.
func skillsByID(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID) (map[laurel.SkillID]workflow.Skill, error) {
	ids = meant(ids)
	rows, err := skillRows(ctx, tx, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	labels, err := labelsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	return withLabels(ctx, tx, rows, labels)
}

func withLabels(
	ctx context.Context, tx db.SharedTx, rows []skillRow, labels []skillLabelRow,
) (map[laurel.SkillID]workflow.Skill, error) {
	all, err := frameworks(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID := make(map[laurel.SkillID]workflow.Skill, len(rows))
	for _, r := range rows {
		s := workflow.Skill{ID: r.ID, URI: r.URI, Kind: r.Kind, Retired: r.Retired == 1, Labels: map[string]workflow.SkillLabel{}}
		for _, f := range all {
			if f.ID == r.FrameworkID {
				s.Framework = f
			}
		}
		byID[r.ID] = s
	}
	for _, l := range labels {
		byID[l.SkillID].Labels[l.Language] = l.label()
	}
	return byID, nil
}

// namesOf loads what some skills are called in some languages, and nothing else that is
// known of them there.
func namesOf(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, languages []string) ([]skillLabelRow, error) {
	return labelsIn(ctx, tx, ids, languages, "sl.skill_id", "sl.language", "sl.label")
}

// aboutsOf loads what some skills are called in some languages, and what they are.
func aboutsOf(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, languages []string) ([]skillLabelRow, error) {
	return labelsIn(ctx, tx, ids, languages, "sl.skill_id", "sl.language", "sl.label", "sl.description")
}

func labelsIn(
	ctx context.Context, tx db.SharedTx, ids []laurel.SkillID, languages []string, columns ...string,
) (rows []skillLabelRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = db.Scan(ctx, tx.Select(&rows).Column(columns...).Where("sl.skill_id IN (?)", bun.List(ids)).
		Where("sl.language IN (?)", bun.List(languages)).Order("sl.skill_id", "sl.language"))
	return rows, err
}

// narrowest bounds how many skills are listed below one, or of a framework.
const narrowest = 200

// skillsAbove lists what is broader than a skill by one step.
func skillsAbove(ctx context.Context, tx db.SharedTx, id laurel.SkillID) (ids []laurel.SkillID, err error) {
	err = db.Scan(ctx, tx.Select((*broaderRow)(nil)).Column("bs.broader_id").Where("bs.skill_id = ?", id).Order("bs.broader_id"), &ids)
	return ids, err
}

// skillsBelow lists what is narrower than a skill by one step, without what is retired.
func skillsBelow(ctx context.Context, tx db.SharedTx, id laurel.SkillID) (ids []laurel.SkillID, err error) {
	err = db.Scan(ctx, tx.Select((*broaderRow)(nil)).Column("bs.skill_id").Join("JOIN skills AS sk ON sk.id = bs.skill_id").
		Where("bs.broader_id = ?", id).Where("sk.retired = 0").Order("bs.skill_id").Limit(narrowest), &ids)
	return ids, err
}

// skillsOnTop lists the skills of a framework than which none is broader.
func skillsOnTop(ctx context.Context, tx db.SharedTx, f laurel.FrameworkID) (ids []laurel.SkillID, err error) {
	err = db.Scan(ctx, tx.Select((*skillRow)(nil)).Column("sk.id").
		Where("sk.framework_id = ?", f).Where("sk.retired = 0").
		Where("NOT EXISTS (SELECT 1 FROM broader_skills AS bs WHERE bs.skill_id = sk.id)").Order("sk.id").Limit(narrowest), &ids)
	return ids, err
}

// countSkills tells how many skills a framework has that can be chosen.
func countSkills(ctx context.Context, tx db.SharedTx, f laurel.FrameworkID) (int, error) {
	n, err := tx.Select((*skillRow)(nil)).Where("sk.framework_id = ?", f).Where("sk.retired = 0").
		Where("sk.kind <> ?", workflow.SkillGroup).Count(ctx)
	return int(n), err
}

// hierarchyAbove loads what is broader than some skills, by steps however many.
func hierarchyAbove(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID) (map[laurel.SkillID][]laurel.SkillID, error) {
	broader := map[laurel.SkillID][]laurel.SkillID{}
	for asked := ids; len(asked) > 0; {
		var rows []broaderRow
		if err := db.Scan(ctx, tx.Select(&rows).Where("bs.skill_id IN (?)", bun.List(asked)).Order("bs.skill_id", "bs.broader_id")); err != nil {
			return nil, err
		}
		for _, id := range asked {
			broader[id] = nil
		}
		asked = nil
		for _, r := range rows {
			broader[r.SkillID] = append(broader[r.SkillID], r.BroaderID)
		}
		for _, r := range rows {
			if _, known := broader[r.BroaderID]; !known && !slices.Contains(asked, r.BroaderID) {
				asked = append(asked, r.BroaderID)
			}
		}
	}
	return broader, nil
}

// findSkills finds those that can be chosen and are called so in one of the languages:
// what is called just that comes first, then what begins so, then the shortest.
func findSkills(ctx context.Context, tx db.SharedTx, s SkillSearch) (ids []laurel.SkillID, err error) {
	q := tx.Select((*skillLabelRow)(nil)).ColumnExpr("sl.skill_id").
		Join("JOIN skills AS sk ON sk.id = sl.skill_id").
		Where("sl.language IN (?)", bun.List(s.Languages)).Where("sk.retired = 0").Where("sk.kind <> ?", workflow.SkillGroup)
	if s.Framework != "" {
		q = q.Where("sk.framework_id = ?", s.Framework)
	}
	for i := range s.Words {
		q = q.Where("sl.words LIKE ?", has(s.Words, i))
	}
	beginning := strings.TrimSuffix(workflow.Indexed(s.Words), " ")
	var rows []struct {
		SkillID laurel.SkillID
		Rank    int
		Length  int
	}
	err = db.Scan(ctx, q.ColumnExpr("MIN(CASE WHEN sl.label_words = ? THEN 0 WHEN sl.label_words LIKE ? THEN 1 "+
		"WHEN sl.label_words LIKE ? THEN 2 ELSE 3 END) AS rank", beginning+" ", beginning+"%", "%"+beginning+"%").
		ColumnExpr("MIN(LENGTH(sl.label_words)) AS length").
		Group("sl.skill_id").OrderExpr("rank, length, sl.skill_id").Limit(int64(s.Limit)), &rows)
	for _, r := range rows {
		ids = append(ids, r.SkillID)
	}
	return ids, err
}
