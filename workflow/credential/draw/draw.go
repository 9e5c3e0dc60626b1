// Package draw makes the picture of a badge from an activity's cover, without
// anybody designing it, and QR codes. It lays a badge out once and paints it as
// PNG or writes it as SVG. It does no I/O; putting credentials into pictures is
// the business of package bake.
package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"strings"

	"example.org/laurel"
)

// Version is the version of the drawing. It changes with each change to what
// pictures look like, and goes into the names under which they are stored.
const Version = "1"

// Shape is the outline of a badge. It tells what kind of learning the badge is
// for.
type Shape uint8

// The shapes. The zero value suits everything.
const (
	Circle  Shape = iota // a seal, with the issuer around the picture
	Hexagon              // facetted, with the issuer around the picture
	Shield               // the issuer above the picture
)

// MostLevel is the highest level a badge can show.
const MostLevel = 5

// Design is what a badge says. Any text may be empty or of any length: what the
// fonts cannot show, such as emoji, is left out, and what does not fit is cut
// between letters and ends in an ellipsis.
type Design struct {
	Title    string // on the ribbon, on one or two lines
	Issuer   string // around or above the picture
	City     string // small, at the foot
	Language string // of the texts, as in "lt"; some letters differ between languages
	Shape    Shape
	Level    int // 0..MostLevel: so many stars, and with them bronze, silver and gold; 0 shows none
}

// Picture is a badge laid out. It never changes and may be used by several
// goroutines at once.
type Picture struct {
	design Design
	colors palette
	scene  scene
	text   svgText
	id     string
}

// Compose lays out a badge around a cover, or, where cover is nil, around one
// made from the title. Its colours are those of the cover. It is Invalid
// (badge.shape, badge.level) where the design has no such shape or level.
//
// The same design and cover give the same picture, and on one kind of processor
// the same bytes.
func Compose(d Design, cover image.Image) (*Picture, error) {
	if d.Shape > Shield {
		return nil, laurel.E(laurel.Invalid, "badge.shape").At("shape")
	}
	if d.Level < 0 || d.Level > MostLevel {
		return nil, laurel.E(laurel.Invalid, "badge.level").With(laurel.Args{"most": MostLevel}).At("level")
	}
	if cover == nil || cover.Bounds().Empty() {
		cover = Cover(d.Title, coverWidth, coverHeight)
	}
	t, err := newTypesetter(d.Language)
	if err != nil {
		return nil, err
	}
	b := newBadge(d, t)
	b.colour(cover)
	b.paint()
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", [...]any{d.Title, d.Issuer, d.City, d.Language, int(d.Shape), d.Level}))
	return &Picture{
		design: d, colors: b.colors,
		scene: b.scene,
		text:  svgText{title: d.alternative(), language: d.Language},
		id:    "b" + hex.EncodeToString(sum[:4]) + "-",
	}, nil
}

// Size limits of a picture, in pixels.
const (
	leastPixels = 16
	mostPixels  = 2048
)

// PNG is the picture at px by px pixels, 16..2048, on a transparent ground.
func (p *Picture) PNG(px int) ([]byte, error) {
	if px < leastPixels || px > mostPixels {
		return nil, fmt.Errorf("draw: picture of %d pixels: not %d..%d", px, leastPixels, mostPixels)
	}
	return encodePNG(p.scene.pixels(px, px, float64(px)/canvas))
}

// SVG is the picture as one self-contained SVG 1.1 document, about 100 KB: text
// as outlines, the cover as JPEG data, a title for those who cannot see it.
func (p *Picture) SVG() ([]byte, error) { return p.scene.svg(p.text, p.id) }

// Alternative says in words what is written on the picture, for whoever cannot
// see it. It is never empty.
func (p *Picture) Alternative() string { return p.text.title }

func (d Design) alternative() string {
	var parts []string
	for _, s := range []string{d.Title, d.Issuer, d.City, strings.Repeat("★", d.Level)} {
		if s = spoken(s); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return "Open Badge"
	}
	return strings.Join(parts, " – ")
}
