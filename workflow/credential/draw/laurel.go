package draw

import "math"

// paintLaurels fills what the issuer leaves of the ring above the ribbon: a dot
// at either end of the text and, where there is room, a branch of laurel.
func (b *badge) paintLaurels(a arc) {
	const (
		foot  = 86 * math.Pi / 180 // where the ribbon begins, from the top
		inset = 0.07
	)
	r := (a.outer + a.inner) / 2
	half := 0.0
	if len(b.issuer.lines) > 0 {
		half = b.issuer.lines[0].width * b.issuer.size / em / 2 / r
	}
	tip := half + inset
	if tip > foot {
		return
	}
	for _, side := range [2]float64{-1, 1} {
		if half > 0 {
			b.fill(circle(polar(a.middle, r, side*tip-math.Pi/2), 6.5), plain(b.colors.gleam))
		}
		b.fill(a.branch(side, tip+inset, foot), plain(sheer(b.colors.gleam, 0.8)))
	}
}

// branch is a laurel branch along the ring, from foot up to tip, angles from
// the top; it is empty where there is no room for three pairs of leaves.
func (a arc) branch(side, tip, foot float64) path {
	const step = 0.072
	n := int((foot - tip) / step)
	if n < 3 {
		return nil
	}
	r, wide := (a.outer+a.inner)/2, (a.outer-a.inner)*0.33
	var out path
	for i := range n {
		at := foot - float64(i)*step
		size := wide * (1 - 0.35*float64(i)/float64(n))
		for _, way := range [2]float64{-1, 1} {
			out = append(out, a.leaf(side, at, r+way*2.5, way*size, size*1.5)...)
		}
	}
	end := foot - float64(n)*step
	return append(out, a.leaf(side, end+0.03, r, 0, wide*1.1)...)
}

// leaf begins at radius r and the angle at, and points out by rise and up along
// the ring by reach.
func (a arc) leaf(side, at, r, rise, reach float64) path {
	on := func(along, out float64) point {
		return polar(a.middle, r+out, side*(at-along/r)-math.Pi/2)
	}
	bulge := math.Hypot(rise, reach) * 0.27
	l := math.Hypot(rise, reach)
	nx, ny := -rise/l*bulge, reach/l*bulge
	var p path
	p.move(on(0, 0))
	p.cube(on(reach*0.25+nx, rise*0.25+ny), on(reach*0.75+nx, rise*0.75+ny), on(reach, rise))
	p.cube(on(reach*0.75-nx, rise*0.75-ny), on(reach*0.25-nx, rise*0.25-ny), on(0, 0))
	p.end()
	return p
}
