package approval

import (
	"strconv"
	"unicode/utf8"

	"example.org/laurel"
)

// CheckMarks refuses marks that do not follow the rubric. Each criterion is marked
// exactly once. The error is laurel.Invalid: "opinion.mark-unknown",
// "opinion.mark-level", "opinion.mark-comment", "opinion.mark-twice" or
// "opinion.mark-missing", with the mark at fault, as "marks[0]".
func CheckMarks(marks []Mark, rubric []Criterion) error {
	marked := make([]bool, len(rubric))
	for i, m := range marks {
		field := "marks[" + strconv.Itoa(i) + "]"
		if m.Criterion < 1 || m.Criterion > len(rubric) {
			return laurel.E(laurel.Invalid, "opinion.mark-unknown").At(field)
		}
		c := rubric[m.Criterion-1]
		args := laurel.Args{"Criterion": c.Title, "Levels": c.Levels, "Max": MaxMarkComment}
		switch {
		case marked[m.Criterion-1]:
			return laurel.E(laurel.Invalid, "opinion.mark-twice").At(field).With(args)
		case m.Level < 0 || m.Level > c.Levels:
			return laurel.E(laurel.Invalid, "opinion.mark-level").At(field).With(args)
		case utf8.RuneCountInString(m.Comment) > MaxMarkComment:
			return laurel.E(laurel.Invalid, "opinion.mark-comment").At(field).With(args)
		}
		marked[m.Criterion-1] = true
	}
	for i, ok := range marked {
		if !ok {
			return laurel.E(laurel.Invalid, "opinion.mark-missing").At("marks").With(laurel.Args{"Criterion": rubric[i].Title})
		}
	}
	return nil
}
