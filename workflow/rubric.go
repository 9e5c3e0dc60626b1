package workflow

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Bounds of a rubric that reviewers fill in.
const (
	MaxCriteria = 50
	MaxMark     = 10 // the highest mark that there can be
)

// Unmarked is the level of a criterion that a reviewer has not marked yet. It is
// kept, and is no mark.
const Unmarked = -1

// Rubric is what is to be marked by who speaks about the submission in the role at a
// time; empty: nothing.
func (s Submission) Rubric(f Flow, role approval.Role, now time.Time) []approval.Criterion {
	step, ok := s.step(f)
	if !ok {
		return nil
	}
	return rubric(step.asked(s.Since, now), role)
}

// Rubric is what was marked by who spoke in the role at a step, from 0.
func (f Flow) Rubric(step int, role approval.Role) []approval.Criterion {
	if step < 0 || step >= len(f.Steps) {
		return nil
	}
	return rubric(f.Steps[step].all(), role)
}

// Openly reports whether those who are still to speak in the role at a step, from 0,
// are told what others have said in it: all who hear them want it so.
func (f Flow) Openly(step int, role approval.Role) bool {
	if step < 0 || step >= len(f.Steps) {
		return false
	}
	open := false
	for _, c := range f.Steps[step].all() {
		if !hears(c.Reviewers, role) {
			continue
		}
		if !c.Needs.Open {
			return false
		}
		open = true
	}
	return open
}

// rubric is that of the only choice that has one for who speaks in the role.
func rubric(choices []Choice, role approval.Role) []approval.Criterion {
	for _, c := range choices {
		if hears(c.Reviewers, role) && len(c.Needs.Rubric) > 0 {
			return c.Needs.Rubric
		}
	}
	return nil
}

// CheckRubrics refuses rubrics that no form could be drawn for, and two of them for
// the same reviewers, who would not know which of them they fill in. It comes after
// the approvers have said what they need; path leads to the step.
func (s Step) CheckRubrics(path string) error {
	taken := map[approval.Reviewers]bool{}
	_, err := s.Each(func(to string, c *Choice) error {
		if len(c.Needs.Rubric) == 0 {
			return nil
		}
		if taken[c.Reviewers] {
			return laurel.E(laurel.Invalid, "flow.rubrics").At(path + to + "settings")
		}
		taken[c.Reviewers] = true
		if !drawable(c.Needs.Rubric) {
			return laurel.E(laurel.Invalid, "flow.rubric").At(path + to + "settings").
				With(laurel.Args{"Max": MaxCriteria, "Levels": MaxMark, "Length": MaxTitle})
		}
		return nil
	})
	return err
}

func drawable(rubric []approval.Criterion) bool {
	return len(rubric) <= MaxCriteria && !slices.ContainsFunc(rubric, func(c approval.Criterion) bool {
		return !isText(c.Title, 1, MaxTitle) || c.Levels < 1 || c.Levels > MaxMark || c.Minimum < 0 || c.Minimum > c.Levels
	})
}

// checkMarks accepts what a reviewer marks, and puts it in the rubric's order.
func (o *Opinion) checkMarks(rubric []approval.Criterion) error {
	if err := approval.CheckMarks(o.Marks, rubric); err != nil {
		return err
	}
	if err := sayableMarks(o.Marks); err != nil {
		return err
	}
	o.Marks = slices.SortedFunc(slices.Values(o.Marks), func(a, b approval.Mark) int { return cmp.Compare(a.Criterion, b.Criterion) })
	return nil
}

// KeepableMarks are those marks of an opinion not given yet in which there is
// something. Refused is what could not be shown, or is about no criterion.
func (s Submission) KeepableMarks(f Flow, role approval.Role, marks []approval.Mark, now time.Time) ([]approval.Mark, error) {
	rubric := s.Rubric(f, role, now)
	var kept []approval.Mark
	for _, m := range marks {
		if m.Level != Unmarked || m.Comment != "" {
			kept = append(kept, m)
		}
	}
	for i, m := range kept {
		if m.Criterion < 1 || m.Criterion > len(rubric) {
			return nil, laurel.E(laurel.Invalid, "opinion.mark-unknown").At("marks[" + strconv.Itoa(i) + "]")
		}
		m.Criterion, m.Level = 1, max(m.Level, 0)
		if err := approval.CheckMarks([]approval.Mark{m}, rubric[kept[i].Criterion-1:kept[i].Criterion]); err != nil {
			return nil, err
		}
	}
	return kept, sayableMarks(kept)
}

func sayableMarks(marks []approval.Mark) error {
	for i, m := range marks {
		if !isText(m.Comment, 0, approval.MaxMarkComment) {
			return laurel.E(laurel.Invalid, "evidence.characters").At("marks[" + strconv.Itoa(i) + "]")
		}
	}
	return nil
}
