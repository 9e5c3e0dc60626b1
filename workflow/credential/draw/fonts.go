package draw

import (
	"bytes"
	"fmt"
	"sync"

	"eliasnaur.com/font/noto/sans/arabic/bold"
	"eliasnaur.com/font/noto/sans/arabic/regular"
	"eliasnaur.com/font/roboto/robotobold"
	"eliasnaur.com/font/roboto/robotoregular"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-text/typesetting/font"
)

// The fonts in two weights, in order of preference: Roboto for Latin, Greek and
// Cyrillic, Noto for Arabic, DejaVu for Hebrew, Georgian, Armenian and signs. Parsing
// takes some milliseconds, so it is done once; the result is only ever read.
var (
	boldFonts = sync.OnceValues(func() ([]*font.Font, error) {
		return parsed(robotobold.TTF, bold.TTF, dejavusansbold.TTF)
	})
	regularFonts = sync.OnceValues(func() ([]*font.Font, error) {
		return parsed(robotoregular.TTF, regular.TTF, dejavusans.TTF)
	})
)

func parsed(files ...[]byte) (out []*font.Font, err error) {
	for _, ttf := range files {
		face, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return nil, fmt.Errorf("draw: font: %w", err)
		}
		out = append(out, face.Font)
	}
	return out, nil
}

// faces are the fonts as one caller uses them.
type faces []*font.Face

func newFaces(parse func() ([]*font.Font, error)) (faces, error) {
	fonts, err := parse()
	if err != nil {
		return nil, err
	}
	var out faces
	for _, f := range fonts {
		out = append(out, font.NewFace(f))
	}
	return out, nil
}

// ResolveFace is the first face that has the character; the typesetting
// library asks for it by this name.
func (f faces) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

func (f faces) known(r rune) bool {
	_, ok := f.ResolveFace(r).NominalGlyph(r)
	return ok
}
