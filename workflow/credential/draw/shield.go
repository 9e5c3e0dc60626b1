package draw

import (
	"image/color"
	"math"
)

// The shield carries the issuer in the band along its top, which heralds call
// the chief, and stars and city in its foot.

const (
	shieldArch  = 1250.0 // radius of its top edge
	shieldHalf  = 424.0
	shieldTop   = 28.0
	shieldSide  = 480.0 // y at which the sides begin to close
	shieldPoint = 1000.0
	chiefDepth  = 168.0
)

func shieldFrame() frame {
	return frame{
		outline: shield(0, shieldTop),
		window:  shield(44, shieldTop+chiefDepth+24),
		ribbon:  632, stars: point{512, 776}, pitch: 70, starSize: 34,
		issuer: room{width: 690, one: 56, two: 46, least: 28, height: 1.25},
		city:   room{width: 270, one: 42, least: 24, height: 1.25},
	}
}

// shield is the outline drawn in by inset, with the top of its arch at top.
func shield(inset, top float64) path {
	const corner = 34.0
	w, bottom := shieldHalf-inset, shieldPoint-inset*1.22
	side := top + archDrop(w)
	drop := bottom - shieldSide
	var p path
	p.move(point{512 - w, side + corner})
	p.quad(point{512 - w, side}, point{512 - w + corner, top + archDrop(w-corner)})
	p.quad(point{512, top - archDrop(w-corner)}, point{512 + w - corner, top + archDrop(w-corner)})
	p.quad(point{512 + w, side}, point{512 + w, side + corner})
	p.line(point{512 + w, shieldSide})
	p.cube(point{512 + w, shieldSide + drop*0.5}, point{512 + w*0.5, bottom - drop*0.14}, point{512, bottom})
	p.cube(point{512 - w*0.5, bottom - drop*0.14}, point{512 - w, shieldSide + drop*0.5}, point{512 - w, shieldSide})
	p.end()
	return p
}

// archDrop is how far the arch has come down at a distance x from its middle.
func archDrop(x float64) float64 { return shieldArch - math.Sqrt(shieldArch*shieldArch-x*x) }

func (b *badge) paintShield() {
	b.fill(b.frame.outline, b.metal())
	b.fill(shield(13, shieldTop+13), plain(b.colors.body[2]))
	b.fill(shield(17, shieldTop+17), linearPaint(point{200, 40}, point{820, 900},
		stop{0, b.colors.body[0]}, stop{0.5, b.colors.body[1]}, stop{1, b.colors.body[2]}))
	b.fill(ring(shield(26, shieldTop+26), shield(28.5, shieldTop+28.5)), plain(sheer(b.colors.gleam, 0.5)))
	b.fill(shield(34, shieldTop+chiefDepth+12), b.metal())
	b.fill(shield(40, shieldTop+chiefDepth+19), plain(b.colors.body[2]))
	b.paintWindow()
	b.fill(b.issuerPath(), plain(b.colors.onBody))
	b.fill(b.cityPath(), plain(b.colors.onBody))
	shine := shield(17, shieldTop+17)
	b.fill(shine, linearPaint(point{120, 60}, point{700, 760},
		stop{0, sheer(color.NRGBA{255, 255, 255, 255}, 0.1)}, stop{0.5, sheer(color.NRGBA{255, 255, 255, 255}, 0)}))
}

// chiefText is the issuer on one or two lines that follow the arch.
func chiefText(t block) path {
	var out path
	const middle = shieldTop + 26 + (chiefDepth-16)/2
	for i, l := range t.lines {
		row := float64(i) - float64(len(t.lines)-1)/2
		y := middle + row*t.size*lineFeed + l.baseline(t.size)
		half := l.width * t.size / em / 2
		out = append(out, l.sized(t.size).bent(func(p point) point {
			return polar(point{512, shieldTop + shieldArch}, shieldTop+shieldArch-y-p.y, (p.x-half)/shieldArch-math.Pi/2)
		}, 24)...)
	}
	return out
}

func footText(t block) path {
	var out path
	for _, l := range t.lines {
		half := l.width * t.size / em / 2
		out = append(out, l.sized(t.size).moved(point{512 - half, 858 + l.baseline(t.size)})...)
	}
	return out
}
