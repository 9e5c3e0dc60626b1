package draw

import (
	"image/color"
	"math"
)

// Measures of the ribbon, in units.
const (
	ribbonHalf = 436.0  // half the width of its front
	ribbonBend = 1900.0 // radius of its curve; its ends rise
	tailOut    = 44.0   // how far its ends stand out at the sides
	tailIn     = 62.0   // how far they reach behind the front
	tailDrop   = 34.0   // how much lower they lie
	notch      = 34.0
)

// titleRoom is the room for the title on the ribbon's front.
func titleRoom() room {
	return room{width: 2*ribbonHalf - 84, one: 84, two: 62, least: 35, height: 1.3}
}

// ribbon is the band with the title. Without a title it has no height and is not
// drawn.
type ribbon struct {
	lines  block
	middle float64 // y of the middle, where x is 512
	height float64
}

func newRibbon(title block, middle float64) ribbon {
	r := ribbon{lines: title, middle: middle}
	switch len(title.lines) {
	case 1:
		r.height = math.Max(104, title.size*1.62)
	case 2:
		r.height = 2*title.size*lineFeed + 38
	}
	return r
}

// lineFeed is the distance of two baselines, in sizes.
const lineFeed = 1.14

// onRibbon maps a point of the flat ribbon, whose origin is the middle of its
// front, to the bent one.
func (r ribbon) onRibbon(p point) point {
	a := p.x / ribbonBend
	return polar(point{canvas / 2, r.middle - ribbonBend}, ribbonBend+p.y, math.Pi/2-a)
}

func (r ribbon) bent(p path) path { return p.bent(r.onRibbon, 24) }

// front is the ribbon's visible band; text stands on it and on nothing else.
func (r ribbon) front() path {
	h := r.height / 2
	return r.bent(polygon(point{-ribbonHalf, -h}, point{ribbonHalf, -h}, point{ribbonHalf, h}, point{-ribbonHalf, h}))
}

// tail is one of the ends behind; side is -1 at the left, 1 at the right.
func (r ribbon) tail(side float64) path {
	h := r.height / 2
	in, out := side*(ribbonHalf-tailIn), side*(ribbonHalf+tailOut)
	return r.bent(polygon(
		point{in, tailDrop - h}, point{out, tailDrop - h},
		point{out - side*notch, tailDrop},
		point{out, tailDrop + h}, point{in, tailDrop + h},
	))
}

func (r ribbon) fold(side float64) path {
	h := r.height / 2
	in := side * (ribbonHalf - tailIn)
	return r.bent(polygon(point{side * ribbonHalf, h}, point{in, h}, point{in, h + tailDrop}))
}

func (b *badge) paintRibbon() {
	r := b.ribbon
	if len(r.lines.lines) == 0 {
		return
	}
	black := color.NRGBA{0, 0, 0, 255}
	top, bottom := r.middle-r.height/2, r.middle+r.height/2
	b.shadow(r.front().moved(point{0, 12}), sheer(black, 0.4), 11)
	for _, side := range [2]float64{-1, 1} {
		edge := canvas/2 + side*(ribbonHalf+tailOut)
		b.fill(r.tail(side), linearPaint(point{canvas/2 + side*(ribbonHalf-tailIn), top}, point{edge, top},
			stop{0, b.colors.tail[1]}, stop{0.75, b.colors.tail[0]}))
		b.fill(r.fold(side), plain(b.colors.fold))
	}
	b.fill(r.front(), linearPaint(point{512, top - 30}, point{512, bottom}, fade(b.colors.ribbon[0], b.colors.ribbon[1])...))
	for _, y := range [2]float64{-r.height/2 + 9, r.height/2 - 11} {
		hairline := polygon(point{-ribbonHalf, y}, point{ribbonHalf, y}, point{ribbonHalf, y + 2.4}, point{-ribbonHalf, y + 2.4})
		b.fill(r.bent(hairline), plain(sheer(b.colors.ink, 0.45)))
	}
	b.fill(r.title(), plain(b.colors.ink))
}

// title is the outline of the lines, each in the middle.
func (r ribbon) title() path {
	var out path
	size := r.lines.size
	for i, l := range r.lines.lines {
		row := float64(i) - float64(len(r.lines.lines)-1)/2
		y := row*size*lineFeed + l.baseline(size)
		text := l.sized(size).moved(point{-l.width * size / em / 2, y})
		out = append(out, r.bent(text)...)
	}
	return out
}

// baseline is how far below the middle of its row a line's baseline lies:
// capitals are centred, and in scripts without them, or where the ink stands
// out far, the ink.
func (l line) baseline(size float64) float64 {
	if l.cased && l.top > -em && l.bottom < em*0.3 {
		return size * 0.355
	}
	return -(l.top + l.bottom) / 2 * size / em
}
