package draw

import (
	"cmp"
	"slices"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/shaping"
	class "golang.org/x/text/unicode/bidi"
)

// nesting says how deep each part of a line is within text of the other direction:
// even levels are read from left to right, odd ones from right to left (Unicode
// Standard Annex 9, section 3.3).
type nesting struct {
	base  bidi.Level
	ends  []int // of the parts, in runes
	level []bidi.Level
}

// nest finds the levels of a line whose text runs in a direction.
func (t *typesetter) nest(runes []rune, dir di.Direction) nesting {
	n, way := nesting{}, bidi.LeftToRight
	if dir == di.DirectionRTL {
		n.base, way = 1, bidi.RightToLeft
	}
	parts := t.bidi.Segment(runes, way)
	for i := range parts.NumRuns() {
		part := parts.Run(i)
		if end := numberEnd(runes, part); part.Level > n.base+1 && end < part.End {
			n.add(end, part.Level)
			part.Level = n.base
		}
		n.add(part.End, part.Level)
	}
	return n
}

func (n *nesting) add(end int, level bidi.Level) {
	n.ends, n.level = append(n.ends, end), append(n.level, level)
}

// numberEnd is where the number ends with which a part begins (rules W2 to W5). The
// library has one part for all that is read in one direction, so what follows the
// number, which belongs to the line again, stands in the same.
func numberEnd(runes []rune, part bidi.Run) int {
	arabic := afterArabic(runes[:part.Start])
	for i := part.Start; i < part.End; i++ {
		inside := i+1 < part.End && isDigit(runes[i+1])
		goesOn := false
		switch classOf(runes[i]) {
		case class.EN, class.AN, class.NSM, class.BN:
			goesOn = true
		case class.CS:
			goesOn = inside
		case class.ES:
			goesOn = inside && !arabic
		case class.ET:
			goesOn = !arabic
		default:
		}
		if !goesOn {
			return i
		}
	}
	return part.End
}

// afterArabic reports whether the last letter is one of those after which all digits
// are Arabic ones.
func afterArabic(runes []rune) bool {
	for _, r := range slices.Backward(runes) {
		switch classOf(r) {
		case class.AL:
			return true
		case class.L, class.R:
			return false
		default:
		}
	}
	return false
}

func isDigit(r rune) bool {
	c := classOf(r)
	return c == class.EN || c == class.AN
}

func classOf(r rune) class.Class {
	p, _ := class.LookupRune(r)
	return p.Class()
}

// cut divides what is shaped at once where the level changes.
func (n nesting) cut(in []shaping.Input) (out []shaping.Input) {
	for _, part := range in {
		for _, end := range n.ends {
			if end > part.RunStart && end < part.RunEnd {
				first := part
				first.RunEnd, part.RunStart = end, end
				out = append(out, first)
			}
		}
		out = append(out, part)
	}
	return out
}

// at is the level of the rune with that index.
func (n nesting) at(index int) bidi.Level {
	for i, end := range n.ends {
		if index < end {
			return n.level[i]
		}
	}
	return n.base
}

// deep reports whether a part stands in another that is not the line itself, as a
// number does in Hebrew words of an English line. The shaper does not know which run
// is the last to be seen in such a line, and would take a space off another.
func (n nesting) deep() bool {
	return slices.ContainsFunc(n.level, func(l bidi.Level) bool { return l > n.base+1 })
}

// order puts the runs of a line in the order in which they are seen from the left:
// from the deepest level upwards, what stands together at a level or below is turned
// around (Unicode Standard Annex 9, rule L2).
func (n nesting) order(logical []shaping.Output) []shaping.Output {
	runs := slices.Clone(logical)
	slices.SortStableFunc(runs, func(a, b shaping.Output) int { return cmp.Compare(a.Runes.Offset, b.Runes.Offset) })
	levels := make([]bidi.Level, len(runs))
	for i, r := range runs {
		levels[i] = n.at(r.Runes.Offset)
	}
	if len(runs) == 0 {
		return runs
	}
	for deepest := slices.Max(levels); deepest > 0; deepest-- {
		for from := 0; from < len(runs); from++ {
			to := from
			for to < len(runs) && levels[to] >= deepest {
				to++
			}
			slices.Reverse(runs[from:to])
			slices.Reverse(levels[from:to])
			from = max(from, to)
		}
	}
	return runs
}
