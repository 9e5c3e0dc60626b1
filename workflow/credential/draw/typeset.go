package draw

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// em is the size at which text is shaped; outlines scale from there.
const em = 128.0

// typesetter turns text into outlines. It belongs to one goroutine.
type typesetter struct {
	faces    faces
	language language.Language
	cutter   shaping.Segmenter
	shaper   shaping.HarfbuzzShaper
	wrapper  shaping.LineWrapper
	bidi     bidi.Paragraph
}

// newTypesetter sets in bold letters, as badges have them.
func newTypesetter(lang string) (*typesetter, error) { return typesetterOf(boldFonts, lang) }

// newRegular sets what is to be read on paper.
func newRegular(lang string) (*typesetter, error) { return typesetterOf(regularFonts, lang) }

func typesetterOf(fonts func() ([]*font.Font, error), lang string) (*typesetter, error) {
	f, err := newFaces(fonts)
	if err != nil {
		return nil, err
	}
	return &typesetter{faces: f, language: language.NewLanguage(lang)}, nil
}

// line is one line of text as outlines of size em: the baseline is y = 0, the
// left edge x = 0.
type line struct {
	seen        string // its letters from left to right
	path        path
	width       float64
	top, bottom float64 // of the ink; top is negative
	cased       bool    // drawn with the Latin, Greek and Cyrillic font
	missing     int     // glyphs that no font has
}

// sized is the line's outline at another size.
func (l line) sized(size float64) path {
	k := size / em
	out := make(path, len(l.path))
	for i, s := range l.path {
		for j := range s.n {
			s.at[j] = point{s.at[j].x * k, s.at[j].y * k}
		}
		out[i] = s
	}
	return out
}

// set shapes one line: bidirectional order, script, joined forms and fallback
// between fonts.
func (t *typesetter) set(s string) line {
	runes := []rune(s)
	if len(runes) == 0 {
		return line{}
	}
	dir := di.DirectionLTR
	if rightToLeft(s) {
		dir = di.DirectionRTL
	}
	in := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: dir, Face: t.faces[0],
		Size: fixed.I(em), Language: t.language,
	}
	var runs []shaping.Output
	nested := t.nest(runes, dir)
	for _, part := range nested.cut(t.cutter.Split(in, t.faces)) {
		runs = append(runs, t.shaper.Shape(part))
	}
	config := shaping.WrapConfig{Direction: dir, DisableTrailingWhitespaceTrim: nested.deep()}
	wrapped, _ := t.wrapper.WrapParagraph(config, 1<<24, runes, shaping.NewSliceIterator(runs))
	out := line{cased: true}
	if len(wrapped) == 0 {
		return out
	}
	for _, run := range nested.order(wrapped[0]) {
		out.add(run)
		out.seen += seen(runes, run)
		out.cased = out.cased && run.Face == t.faces[0]
	}
	low, high := out.path.bounds()
	if len(out.path) > 0 {
		out.top, out.bottom = low.y, high.y
	}
	return out
}

// seen is the text of a run in the order in which its letters stand.
func seen(runes []rune, run shaping.Output) string {
	part := slices.Clone(runes[run.Runes.Offset : run.Runes.Offset+run.Runes.Count])
	if run.Direction == di.DirectionRTL {
		slices.Reverse(part)
	}
	return string(part)
}

// add appends the outlines of one run at the line's end.
func (l *line) add(run shaping.Output) {
	k := em / float64(run.Face.Upem())
	for _, g := range run.Glyphs {
		if g.GlyphID == 0 {
			l.missing++
		}
		at := point{l.width + float64(g.XOffset)/64, -float64(g.YOffset) / 64}
		l.width += float64(g.Advance) / 64
		outline, ok := run.Face.GlyphDataOutline(g.GlyphID)
		if !ok {
			continue
		}
		l.glyph(outline, at, k)
	}
}

func (l *line) glyph(outline font.GlyphOutline, at point, k float64) {
	place := func(a opentype.SegmentPoint) point {
		return point{at.x + float64(a.X)*k, at.y - float64(a.Y)*k}
	}
	for i, s := range outline.Segments {
		a := s.Args
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				l.path.end()
			}
			l.path.move(place(a[0]))
		case opentype.SegmentOpLineTo:
			l.path.line(place(a[0]))
		case opentype.SegmentOpQuadTo:
			l.path.quad(place(a[0]), place(a[1]))
		case opentype.SegmentOpCubeTo:
			l.path.cube(place(a[0]), place(a[1]), place(a[2]))
		}
	}
	if len(outline.Segments) > 0 {
		l.path.end()
	}
}
