package draw

import (
	"image/color"
	"math"
)

// The seal and the hexagon carry a medallion: a ring with the issuer above and
// the city below, around a round window.

// arc is a ring that carries text, in units.
type arc struct {
	middle       point
	outer, inner float64
}

func sealFrame() frame {
	const lobes, depth = 44, 7.0
	var corners []point
	for i := range 2 * lobes {
		r := 497.0
		if i%2 == 1 {
			r -= 2 * depth
		}
		corners = append(corners, polar(point{512, 512}, r, math.Pi*float64(i)/lobes))
	}
	return frame{
		outline: rounded(16, corners...),
		window:  circle(point{512, 512}, 352),
		ring:    arc{point{512, 512}, 458, 364},
		ribbon:  656, stars: point{512, 806}, pitch: 66, starSize: 32,
		issuer: room{width: 1150, one: 54, least: 30, height: 1.25}, // 160 degrees of the ring
		city:   room{width: 520, one: 44, least: 26, height: 1.25},  // 72 degrees
	}
}

func hexagonFrame() frame {
	return frame{
		outline: hexagon(508),
		window:  circle(point{512, 512}, 314),
		ring:    arc{point{512, 512}, 407, 325},
		ribbon:  644, stars: point{512, 772}, pitch: 58, starSize: 28,
		issuer: room{width: 1030, one: 48, least: 28, height: 1.25},
		city:   room{width: 455, one: 40, least: 24, height: 1.25},
	}
}

func hexagon(r float64) path {
	var corners []point
	for i := range 6 {
		corners = append(corners, polar(point{512, 512}, r, math.Pi/3*float64(i)-math.Pi/2))
	}
	return rounded(r*0.13, corners...)
}

func (b *badge) paintSeal() {
	b.fill(b.frame.outline, b.metal())
	b.fill(circle(b.frame.ring.middle, 475), plain(b.colors.body[2]))
	b.paintMedallion(470)
}

func (b *badge) paintHexagon() {
	b.fill(b.frame.outline, b.metal())
	b.fill(hexagon(496), plain(b.colors.body[2]))
	b.fill(hexagon(490), plain(b.colors.body[1]))
	white, black := color.NRGBA{255, 255, 255, 255}, color.NRGBA{0, 0, 0, 255}
	light := [6]color.NRGBA{
		sheer(white, 0.05), sheer(black, 0.12), sheer(black, 0.3),
		sheer(black, 0.2), sheer(white, 0.08), sheer(white, 0.22),
	}
	edge := hexagon(490).flat()[0]
	for i, c := range light {
		b.fill(sector(edge, b.frame.ring.middle, math.Pi/3*float64(i)-math.Pi/2, math.Pi/3), plain(c))
	}
	b.shadow(circle(point{512, 520}, 414), sheer(black, 0.45), 10)
	b.fill(circle(b.frame.ring.middle, 416), b.metal())
	b.paintMedallion(411)
}

// sector is the part of a convex outline that is seen from c between two angles.
func sector(edge []point, c point, from, wide float64) path {
	const steps = 40
	corners := []point{c}
	for i := range steps + 1 {
		a := from + wide*float64(i)/steps
		corners = append(corners, polar(c, reach(edge, c, a), a))
	}
	return polygon(corners...)
}

// reach is how far a convex outline is away from c at an angle.
func reach(edge []point, c point, angle float64) float64 {
	dx, dy := math.Cos(angle), math.Sin(angle)
	for i, p := range edge {
		q := edge[(i+1)%len(edge)]
		ex, ey := q.x-p.x, q.y-p.y
		det := dx*ey - dy*ex
		if det == 0 {
			continue
		}
		px, py := p.x-c.x, p.y-c.y
		t, u := (px*ey-py*ex)/det, (px*dy-py*dx)/det
		if t > 0 && u >= -1e-9 && u <= 1+1e-9 {
			return t
		}
	}
	return 0
}

// paintMedallion draws ring, texts and window within radius r.
func (b *badge) paintMedallion(r float64) {
	a := b.frame.ring
	b.fill(circle(a.middle, r), linearPaint(point{260, 120}, point{760, 900},
		stop{0, b.colors.body[0]}, stop{0.5, b.colors.body[1]}, stop{1, b.colors.body[2]}))
	b.fill(ring(circle(a.middle, r-7), circle(a.middle, r-9.5)), plain(sheer(b.colors.gleam, 0.55)))
	b.fill(circle(a.middle, a.inner-1), plain(b.colors.body[2]))
	b.fill(circle(a.middle, a.inner-4), b.metal())
	b.paintWindow()
	b.fill(b.issuerPath(), plain(b.colors.onBody))
	b.fill(b.cityPath(), plain(b.colors.onBody))
	b.paintLaurels(a)
}

// above is the text along the top of the ring.
func (a arc) above(t block) path {
	if len(t.lines) == 0 {
		return nil
	}
	l := t.lines[0]
	base := (a.outer+a.inner)/2 - l.baseline(t.size)
	middle := (a.outer + a.inner) / 2
	half := l.width * t.size / em / 2
	return l.sized(t.size).bent(func(p point) point {
		return polar(a.middle, base-p.y, (p.x-half)/middle-math.Pi/2)
	}, 8)
}

// under is the text along the bottom of the ring, standing upright.
func (a arc) under(t block) path {
	if len(t.lines) == 0 {
		return nil
	}
	l := t.lines[0]
	base := (a.outer+a.inner)/2 + l.baseline(t.size)
	middle := (a.outer + a.inner) / 2
	half := l.width * t.size / em / 2
	return l.sized(t.size).bent(func(p point) point {
		return polar(a.middle, base+p.y, math.Pi/2-(p.x-half)/middle)
	}, 8)
}
