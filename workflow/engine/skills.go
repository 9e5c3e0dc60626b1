package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// FrameworkView is a framework with what stands at its top.
type FrameworkView struct {
	Framework workflow.Framework
	Skills    int // that can be chosen
	Top       []workflow.Skill
	Below     map[laurel.SkillID][]workflow.Skill // of those at the top, where there are few of them
}

// SkillView is a skill with what is next to it.
type SkillView struct {
	Skill             workflow.Skill
	Broader, Narrower []workflow.Skill
}

// Frameworks lists the frameworks of skills, our own first.
func (e *Engine) Frameworks(ctx context.Context) (list []FrameworkView, err error) {
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		all, err := frameworks(ctx, tx)
		if err != nil {
			return err
		}
		for _, f := range all {
			n, err := countSkills(ctx, tx, f.ID)
			if err != nil {
				return err
			}
			list = append(list, FrameworkView{Framework: f, Skills: n})
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b FrameworkView) int { return cmp.Compare(place(a), place(b)) })
	return list, err
}

func place(v FrameworkView) int {
	if v.Framework.ID == workflow.OwnFramework {
		return 0
	}
	return 1
}

// fewGroups is how many skills at the top are shown with what is below them.
const fewGroups = 20

// Framework returns a framework with the skills at its top.
func (e *Engine) Framework(ctx context.Context, id laurel.FrameworkID) (v FrameworkView, err error) {
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		row, err := frameworkByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		v.Framework = row.framework()
		if v.Skills, err = countSkills(ctx, tx, id); err != nil {
			return err
		}
		top, err := skillsOnTop(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.Top, err = skillList(ctx, tx, top); err != nil || len(top) > fewGroups {
			return err
		}
		v.Below = map[laurel.SkillID][]workflow.Skill{}
		for _, id := range top {
			ids, err := skillsBelow(ctx, tx, id)
			if err != nil {
				return err
			}
			if v.Below[id], err = skillList(ctx, tx, ids); err != nil {
				return err
			}
		}
		return nil
	})
	return v, err
}

// Skill returns a skill, also one that is retired.
func (e *Engine) Skill(ctx context.Context, id laurel.SkillID) (v SkillView, err error) {
	if id.Framework() == "" {
		return v, laurel.E(laurel.NotFound, "error.not-found")
	}
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		byID, err := skillsByID(ctx, tx, []laurel.SkillID{id})
		if err != nil {
			return err
		}
		s, ok := byID[id]
		if !ok {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		v.Skill = s
		above, err := skillsAbove(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.Broader, err = skillList(ctx, tx, above); err != nil {
			return err
		}
		below, err := skillsBelow(ctx, tx, id)
		if err != nil {
			return err
		}
		v.Narrower, err = skillList(ctx, tx, below)
		return err
	})
	return v, err
}

// skillList loads skills in the order of their ids.
func skillList(ctx context.Context, tx db.SharedTx, ids []laurel.SkillID) ([]workflow.Skill, error) {
	byID, err := skillsByID(ctx, tx, ids)
	return inOrder(ids, byID), err
}

// inOrder leaves out what nobody knows.
func inOrder(ids []laurel.SkillID, byID map[laurel.SkillID]workflow.Skill) []workflow.Skill {
	list := make([]workflow.Skill, 0, len(ids))
	for _, id := range ids {
		if s, ok := byID[id]; ok {
			list = append(list, s)
		}
	}
	return list
}

// Skills returns skills by their ids, in that order. What is not known is left out.
func (e *Engine) Skills(ctx context.Context, ids []laurel.SkillID) (list []workflow.Skill, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = skillList(ctx, tx, ids); return err })
	return list, err
}

// SkillNames returns skills by their ids, in that order, with no more of what they are
// called than their names in some languages and in English; where one has none in any
// of these, with all that it has. What is not known is left out.
func (e *Engine) SkillNames(ctx context.Context, ids []laurel.SkillID, languages ...string) (list []workflow.Skill, err error) {
	if ids = meant(ids); len(ids) == 0 {
		return nil, nil
	}
	languages = append(slices.Clip(languages), "en")
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		rows, err := skillRows(ctx, tx, ids)
		if err != nil {
			return err
		}
		labels, err := namesOf(ctx, tx, ids, languages)
		if err != nil {
			return err
		}
		nameless := slices.DeleteFunc(slices.Clone(ids), func(id laurel.SkillID) bool {
			return slices.ContainsFunc(labels, func(l skillLabelRow) bool { return l.SkillID == id })
		})
		more, err := labelsOf(ctx, tx, nameless)
		if err != nil {
			return err
		}
		byID, err := withLabels(ctx, tx, rows, append(labels, more...))
		list = inOrder(ids, byID)
		return err
	})
	return list, err
}

// SkillSearch is what somebody looks for among the skills.
type SkillSearch struct {
	Words     []string // folded; all have to be there, the last may be the beginning of one
	Languages []string // in which they may be called so
	Framework laurel.FrameworkID
	Limit     int
}

const mostSkills = 50 // that are found at once

// FindSkills finds skills that can be chosen, with their names in the languages of the
// search. Without words there are none.
func (e *Engine) FindSkills(ctx context.Context, s SkillSearch) (list []workflow.Skill, err error) {
	if len(s.Words) == 0 || len(s.Languages) == 0 {
		return nil, nil
	}
	s.Limit = min(cmp.Or(s.Limit, mostSkills), mostSkills)
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		ids, err := findSkills(ctx, tx, s)
		if err != nil {
			return err
		}
		rows, err := skillRows(ctx, tx, ids)
		if err != nil {
			return err
		}
		labels, err := aboutsOf(ctx, tx, ids, s.Languages)
		if err != nil {
			return err
		}
		byID, err := withLabels(ctx, tx, rows, labels)
		list = inOrder(ids, byID)
		return err
	})
	return list, err
}

// knownSkills are those of some skills that there are. Of too many to be a choice it
// tells nothing.
func (e *Engine) knownSkills(ctx context.Context, ids []laurel.SkillID) (byID map[laurel.SkillID]workflow.Skill, err error) {
	if byID = map[laurel.SkillID]workflow.Skill{}; len(ids) == 0 || len(ids) > workflow.MaxSkills {
		return byID, nil
	}
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { byID, err = skillsByID(ctx, tx, ids); return err })
	return byID, err
}

// skillWords is what an activity is found by for its skills.
type skillWords struct {
	names []string         // of its skills, in all languages
	all   []laurel.SkillID // its skills, and all that is broader
}

func (e *Engine) skillWords(ctx context.Context, ids []laurel.SkillID) (k skillWords, err error) {
	if len(ids) == 0 {
		return k, nil
	}
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		list, err := skillList(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, s := range list {
			for _, lang := range slices.Sorted(maps.Keys(s.Labels)) {
				k.names = append(k.names, s.Labels[lang].Label)
			}
		}
		broader, err := hierarchyAbove(ctx, tx, ids)
		k.all = workflow.Above(ids, broader)
		return err
	})
	return k, err
}
