package draw

import (
	"image"
	"image/color"
	"math"
)

// canvas is the side of the square that badges are laid out on. One unit is one
// pixel of a picture of this size.
const canvas = 1024

// stop is a colour at a place 0..1 of a gradient.
type stop struct {
	at     float64
	colour color.NRGBA
}

type paintKind byte

const (
	solid paintKind = iota
	linearGradient
	radialGradient
	photo
)

// paint is what a path is filled with.
type paint struct {
	kind     paintKind
	stops    []stop
	from, to point           // of a linear gradient; of a radial one: centre, and a point on its edge
	picture  *image.RGBA     // opaque
	place    image.Rectangle // where the picture lies, in units
}

func plain(c color.NRGBA) paint { return paint{kind: solid, stops: []stop{{0, c}}} }

func linearPaint(from, to point, stops ...stop) paint {
	return paint{kind: linearGradient, stops: stops, from: from, to: to}
}

func radialPaint(centre point, radius float64, stops ...stop) paint {
	return paint{kind: radialGradient, stops: stops, from: centre, to: point{centre.x + radius, centre.y}}
}

// fade is an even gradient between two colours.
func fade(a, b color.NRGBA) []stop { return []stop{{0, a}, {1, b}} }

// item is a filled path; a shadow is one with a blur.
type item struct {
	path  path
	paint paint
	blur  float64 // standard deviation in units
}

// scene is what a picture shows, from back to front. Both back-ends, raster and
// SVG, draw the same scene.
type scene struct{ items []item }

func (s *scene) fill(p path, with paint) { s.items = append(s.items, item{path: p, paint: with}) }

func (s *scene) shadow(p path, c color.NRGBA, blur float64) {
	s.items = append(s.items, item{path: p, paint: plain(c), blur: blur})
}

// ramp is the gradient as 256 premultiplied colours.
func (p paint) ramp() *[256][4]uint8 {
	var out [256][4]uint8
	for i := range out {
		c := p.colourAt(float64(i) / 255)
		a := float64(c.A) / 255
		out[i] = [4]uint8{uint8(float64(c.R)*a + 0.5), uint8(float64(c.G)*a + 0.5), uint8(float64(c.B)*a + 0.5), c.A}
	}
	return &out
}

// colourAt is the gradient's colour at t in 0..1.
func (p paint) colourAt(t float64) color.NRGBA {
	a := p.stops[0]
	for _, b := range p.stops {
		if t <= b.at {
			if b.at <= a.at {
				return b.colour
			}
			return blend(a.colour, b.colour, (t-a.at)/(b.at-a.at))
		}
		a = b
	}
	return a.colour
}

// blend is the colour at t on the way from a to b.
func blend(a, b color.NRGBA, t float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*t)) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), m(a.A, b.A)}
}
