package draw

import "math"

// below is the part of the path whose y is at least top.
func (p path) below(top float64) path {
	var out path
	for _, c := range p.flat() {
		var kept []point
		for i, b := range c {
			a := c[(i+len(c)-1)%len(c)]
			if (a.y < top) != (b.y < top) {
				kept = append(kept, point{a.x + (b.x-a.x)*(top-a.y)/(b.y-a.y), top})
			}
			if b.y >= top {
				kept = append(kept, b)
			}
		}
		if len(kept) > 2 {
			out = append(out, polygon(kept...)...)
		}
	}
	return out
}

// moved is the path shifted by d.
func (p path) moved(d point) path {
	return p.bent(func(a point) point { return point{a.x + d.x, a.y + d.y} }, math.Inf(1))
}

// bent maps each point through f. Straight lines longer than step are cut
// first, so that they follow the curve; joined scripts stay joined.
func (p path) bent(f func(point) point, step float64) path {
	out := make(path, 0, len(p))
	var cur point
	for _, s := range p {
		if s.op == lineTo {
			n := int(math.Hypot(s.at[0].x-cur.x, s.at[0].y-cur.y)/step) + 1
			for i := 1; i <= n; i++ {
				out.line(f(s.along(cur, float64(i)/float64(n))))
			}
			cur = s.at[0]
			continue
		}
		b := segment{op: s.op, n: s.n}
		for i := range s.n {
			b.at[i] = f(s.at[i])
		}
		out = append(out, b)
		if s.n > 0 {
			cur = s.at[s.n-1]
		}
	}
	return out
}

// bounds is the box around all points of the path, control points among them.
func (p path) bounds() (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, s := range p {
		for _, a := range s.at[:s.n] {
			low = point{math.Min(low.x, a.x), math.Min(low.y, a.y)}
			high = point{math.Max(high.x, a.x), math.Max(high.y, a.y)}
		}
	}
	return low, high
}
