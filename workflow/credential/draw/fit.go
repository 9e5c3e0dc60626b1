package draw

import (
	"math"
	"slices"
	"strings"

	"github.com/go-text/typesetting/segmenter"
)

// room is the space that a text may fill, in units.
type room struct {
	width  float64
	one    float64 // the largest size on one line
	two    float64 // the largest size on two lines; 0 allows but one
	least  float64 // below it, the text is cut instead
	height float64 // of one line's ink, in sizes; taller ink is shrunk
}

// block is text that fits its room: one or two lines of one size. No lines
// mean that there is nothing to draw.
type block struct {
	lines []line
	size  float64
}

// fit sets the text as large as the room allows, on two lines where that makes
// it larger, and cuts it between grapheme clusters where it would become too
// small.
func (t *typesetter) fit(w wording, r room) block {
	if len(w.clusters) == 0 {
		return block{}
	}
	whole := t.try(w, r)
	if whole.size >= r.least {
		return whole
	}
	low, high := 1, len(w.clusters)
	best := t.try(w.first(1), r)
	for low+1 < high {
		mid := (low + high) / 2
		if b := t.try(w.first(mid), r); b.size >= r.least {
			low, best = mid, b
		} else {
			high = mid
		}
	}
	return best
}

// try sets the text without regard to the least size.
func (t *typesetter) try(w wording, r room) block {
	s := w.String()
	l := t.set(s)
	best := block{lines: []line{l}, size: r.size(r.one, l)}
	if best.size >= r.two*oneIsEnough {
		return best
	}
	for _, at := range breaks(s) {
		a, b := t.set(strings.TrimSpace(s[:at])), t.set(strings.TrimSpace(s[at:]))
		if two := (block{lines: []line{a, b}, size: r.size(r.two, a, b)}); two.better(best) {
			best = two
		}
	}
	return best
}

// oneIsEnough is how large, in parts of the largest size on two lines, one line
// has to be to stay one.
const oneIsEnough = 0.82

// better prefers the larger size, and at about the same size the shorter
// longest line.
func (b block) better(than block) bool {
	if d := b.size / than.size; d < 0.96 || d > 1.04 {
		return d > 1
	}
	return b.width() < than.width()
}

func (b block) width() float64 {
	var w float64
	for _, l := range b.lines {
		w = math.Max(w, l.width*b.size/em)
	}
	return w
}

// size is the size, up to most, at which all lines fit.
func (r room) size(most float64, lines ...line) float64 {
	size := most
	for _, l := range lines {
		if l.width > 0 {
			size = math.Min(size, r.width*em/l.width)
		}
		if ink := l.bottom - l.top; ink > 0 {
			size = math.Min(size, r.height*most*em/ink)
		}
	}
	return size
}

// breaks are the three places, as offsets in bytes, closest to the middle of
// the text where a line may end (UAX 14).
func breaks(s string) []int {
	all := slices.DeleteFunc(lineEnds(s), func(end int) bool { return end == len(s) })
	distance := func(at int) int {
		d := 2*at - len(s)
		return max(d, -d)
	}
	nearest := 0
	for i, at := range all {
		if distance(at) < distance(all[nearest]) {
			nearest = i
		}
	}
	return all[max(0, nearest-1):min(len(all), nearest+2)]
}

// lineEnds are the places, as offsets in bytes, where a line may end (UAX 14), the
// end of the text among them.
func lineEnds(s string) (all []int) {
	var seg segmenter.Segmenter
	if seg.InitWithString(s) != nil {
		return nil
	}
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		all = append(all, l.OffsetInBytes+l.LengthInBytes)
	}
	return all
}

// clusterEnds are the ends of its grapheme clusters (UAX 29).
func clusterEnds(s string) (all []int) {
	var seg segmenter.Segmenter
	if seg.InitWithString(s) != nil {
		return nil
	}
	for it := seg.GraphemeIterator(); it.Next(); {
		c := it.Grapheme()
		all = append(all, c.OffsetInBytes+c.LengthInBytes)
	}
	return all
}
