package draw

import "math"

// point is a place on the canvas: x to the right, y down.
type point struct{ x, y float64 }

type op byte

const (
	moveTo  op = 'M'
	lineTo  op = 'L'
	quadTo  op = 'Q'
	cubeTo  op = 'C'
	closing op = 'Z'
)

// segment is one step of a path; the first n points of at belong to it.
type segment struct {
	op op
	n  int
	at [3]point
}

// path is an outline of closed contours, filled by the non-zero rule.
type path []segment

func (p *path) move(a point)       { *p = append(*p, segment{moveTo, 1, [3]point{a}}) }
func (p *path) line(a point)       { *p = append(*p, segment{lineTo, 1, [3]point{a}}) }
func (p *path) quad(a, b point)    { *p = append(*p, segment{quadTo, 2, [3]point{a, b}}) }
func (p *path) cube(a, b, c point) { *p = append(*p, segment{cubeTo, 3, [3]point{a, b, c}}) }
func (p *path) end()               { *p = append(*p, segment{op: closing}) }

// circle is a full circle, clockwise on the screen.
func circle(c point, r float64) path {
	const k = 0.5522847498
	var p path
	p.move(point{c.x + r, c.y})
	p.cube(point{c.x + r, c.y + k*r}, point{c.x + k*r, c.y + r}, point{c.x, c.y + r})
	p.cube(point{c.x - k*r, c.y + r}, point{c.x - r, c.y + k*r}, point{c.x - r, c.y})
	p.cube(point{c.x - r, c.y - k*r}, point{c.x - k*r, c.y - r}, point{c.x, c.y - r})
	p.cube(point{c.x + k*r, c.y - r}, point{c.x + r, c.y - k*r}, point{c.x + r, c.y})
	p.end()
	return p
}

// polygon joins corners by straight lines.
func polygon(corners ...point) path {
	var p path
	for i, c := range corners {
		if i == 0 {
			p.move(c)
			continue
		}
		p.line(c)
	}
	p.end()
	return p
}

// rounded joins corners by straight lines and rounds each over a length r of
// its two sides.
func rounded(r float64, corners ...point) path {
	var p path
	n := len(corners)
	for i, c := range corners {
		from, to := toward(c, corners[(i+n-1)%n], r), toward(c, corners[(i+1)%n], r)
		if i == 0 {
			p.move(from)
		} else {
			p.line(from)
		}
		p.quad(c, to)
	}
	p.end()
	return p
}

// toward is the point at a distance d from a on the way to b.
func toward(a, b point, d float64) point {
	l := math.Hypot(b.x-a.x, b.y-a.y)
	if l == 0 {
		return a
	}
	return point{a.x + (b.x-a.x)*d/l, a.y + (b.y-a.y)*d/l}
}

// polar is the point at radius r around c; angle 0 is to the right, and angles
// grow clockwise.
func polar(c point, r, angle float64) point {
	return point{c.x + r*math.Cos(angle), c.y + r*math.Sin(angle)}
}

// flat is the path with its curves cut into straight lines, one slice of points
// for each contour.
func (p path) flat() [][]point {
	var out [][]point
	var cur point
	for _, s := range p {
		switch s.op {
		case moveTo:
			out = append(out, []point{s.at[0]})
		case closing:
			continue
		default:
			last := len(out) - 1
			steps := 1
			if s.op != lineTo {
				steps = 24
			}
			for i := 1; i <= steps; i++ {
				out[last] = append(out[last], s.along(cur, float64(i)/float64(steps)))
			}
		}
		cur = s.at[s.n-1]
	}
	return out
}

// along is the point of the segment at t in 0..1, for a segment that begins at
// from.
func (s segment) along(from point, t float64) point {
	u := 1 - t
	a := s.at
	switch s.op {
	case quadTo:
		return point{u*u*from.x + 2*u*t*a[0].x + t*t*a[1].x, u*u*from.y + 2*u*t*a[0].y + t*t*a[1].y}
	case cubeTo:
		return point{
			u*u*u*from.x + 3*u*u*t*a[0].x + 3*u*t*t*a[1].x + t*t*t*a[2].x,
			u*u*u*from.y + 3*u*u*t*a[0].y + 3*u*t*t*a[1].y + t*t*t*a[2].y,
		}
	default:
		return point{u*from.x + t*a[0].x, u*from.y + t*a[0].y}
	}
}

// reversed is the path with each contour run the other way, so that added to an
// outline it cuts a hole.
func (p path) reversed() path {
	var out path
	for _, contour := range p.flat() {
		for i := range contour {
			c := contour[len(contour)-1-i]
			if i == 0 {
				out.move(c)
				continue
			}
			out.line(c)
		}
		out.end()
	}
	return out
}

// ring is what lies between two outlines.
func ring(outer, inner path) path { return append(append(path{}, outer...), inner.reversed()...) }
