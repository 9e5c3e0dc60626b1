package draw

import (
	"crypto/sha256"
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// The measures that generated covers are laid out in.
const (
	coverWidth  = 1600
	coverHeight = 900
	mostCover   = 4096
)

// Cover is a picture for an activity that has none: w by h pixels, each held
// within 1..4096, and always the same for the same seed.
func Cover(seed string, w, h int) image.Image {
	w, h = max(1, min(w, mostCover)), max(1, min(h, mostCover))
	sum := sha256.Sum256([]byte(seed))
	g := &generator{
		dice: rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:]))),
		hue:  165 + float64(binary.BigEndian.Uint16(sum[16:]))/65536*205, // from teal by blue to red: no mud
	}
	g.spread = 30 + 35*g.dice.Float64()
	if sum[19]&1 == 1 {
		g.spread = -g.spread
	}
	switch sum[18] % 4 {
	case 0:
		g.hills()
	case 1:
		g.bubbles()
	case 2:
		g.tiles()
	default:
		g.orbits()
	}
	scale := math.Max(float64(w)/coverWidth, float64(h)/coverHeight)
	return g.pixels(w, h, scale)
}

// generator makes one cover.
type generator struct {
	scene
	dice   *rand.Rand
	hue    float64
	spread float64 // in degrees, between the leading hue and the second one
}

// tone is a colour between the leading hue (0) and the second one (1).
func (g *generator) tone(lightness, chroma, t float64) color.NRGBA {
	return shade{lightness, chroma, math.Mod(g.hue+g.spread*t+360, 360)}.rgb()
}

func (g *generator) between(a, b float64) float64 { return a + (b-a)*g.dice.Float64() }

func (g *generator) ground(top, foot color.NRGBA) {
	all := polygon(point{0, 0}, point{coverWidth, 0}, point{coverWidth, coverHeight}, point{0, coverHeight})
	g.fill(all, linearPaint(point{300, 0}, point{1300, coverHeight}, fade(top, foot)...))
}

// hills are a sun behind ridges that grow darker toward the front.
func (g *generator) hills() {
	g.ground(g.tone(0.72, 0.11, 0), g.tone(0.93, 0.06, 1))
	sun := point{g.between(400, 1200), g.between(260, 420)}
	g.fill(circle(sun, 420), radialPaint(sun, 420,
		stop{0, sheer(g.tone(0.98, 0.04, 1.2), 0.85)}, stop{1, sheer(g.tone(0.98, 0.04, 1.2), 0)}))
	g.fill(circle(sun, 105), plain(g.tone(0.985, 0.035, 1.3)))
	const ridges = 5
	for i := range ridges {
		t := float64(i) / (ridges - 1)
		base, swell := 430+100*float64(i), g.between(40, 85)*(1-t*0.35)
		wave, phase := g.between(0.003, 0.0055), g.between(0, 2*math.Pi)
		ridge := []point{{0, coverHeight}}
		for x := 0.0; x <= coverWidth; x += 20 {
			y := base + swell*math.Sin(x*wave+phase) + swell*0.35*math.Sin(x*wave*2.3+2*phase)
			ridge = append(ridge, point{x, y})
		}
		ridge = append(ridge, point{coverWidth, coverHeight})
		g.fill(polygon(ridge...), linearPaint(point{0, base - swell}, point{0, base + 260},
			fade(g.tone(0.7-0.38*t, 0.12, 1-t), g.tone(0.6-0.36*t, 0.11, 0.8-t))...))
	}
}

// bubbles are discs of glass in front of each other.
func (g *generator) bubbles() {
	g.ground(g.tone(0.45, 0.15, 0), g.tone(0.58, 0.16, 1))
	for range 16 {
		c, r := point{g.between(0, coverWidth), g.between(0, coverHeight)}, g.between(60, 300)
		ink := g.tone(g.between(0.6, 0.9), 0.14, g.between(-0.4, 1.4))
		g.fill(circle(c, r), linearPaint(point{c.x - r, c.y - r}, point{c.x + r, c.y + r},
			fade(sheer(ink, 0.6), sheer(ink, 0.08))...))
		g.fill(ring(circle(c, r), circle(c, r-3)), plain(sheer(color.NRGBA{255, 255, 255, 255}, 0.22)))
	}
}

// tiles are quarter circles and discs in a grid.
func (g *generator) tiles() {
	const side = 200.0
	g.ground(g.tone(0.36, 0.11, 0), g.tone(0.42, 0.12, 0.6))
	for y := 0.0; y < coverHeight; y += side {
		for x := 0.0; x < coverWidth; x += side {
			square := polygon(point{x, y}, point{x + side, y}, point{x + side, y + side}, point{x, y + side})
			g.fill(square, plain(g.tone(g.between(0.36, 0.62), 0.125, g.between(-0.2, 1.2))))
			ink := plain(g.tone(g.between(0.66, 0.92), 0.115, g.between(-0.2, 1.3)))
			switch g.dice.IntN(4) {
			case 0:
				g.fill(circle(point{x + side/2, y + side/2}, side*0.36), ink)
			case 1:
				c := point{x + side*float64(g.dice.IntN(2)), y + side*float64(g.dice.IntN(2))}
				g.fill(quarter(c, point{x + side/2, y + side/2}, side), ink)
			case 2:
				middle := point{x + side/2, y + side/2}
				g.fill(ring(circle(middle, side*0.4), circle(middle, side*0.24)), ink)
			}
		}
	}
}

// quarter is the quarter of a disc around a corner that reaches over the
// square's middle.
func quarter(corner, middle point, r float64) path {
	a := math.Atan2(middle.y-corner.y, middle.x-corner.x)
	corners := []point{corner}
	for i := range 33 {
		corners = append(corners, polar(corner, r, a-math.Pi/4+math.Pi/2*float64(i)/32))
	}
	return polygon(corners...)
}

// orbits are rings around one middle, with planets on them.
func (g *generator) orbits() {
	g.ground(g.tone(0.3, 0.1, 0), g.tone(0.5, 0.15, 1))
	c := point{g.between(560, 1040), g.between(380, 520)}
	g.fill(circle(c, 560), radialPaint(c, 560,
		stop{0, sheer(g.tone(0.85, 0.13, 1.2), 0.75)}, stop{1, sheer(g.tone(0.85, 0.13, 1.2), 0)}))
	g.fill(circle(c, 92), radialPaint(point{c.x - 30, c.y - 30}, 150,
		fade(g.tone(0.97, 0.05, 1.2), g.tone(0.78, 0.15, 1.2))...))
	for i := range 7 {
		r := 165 + 112*float64(i)
		g.fill(ring(circle(c, r), circle(c, r-3)), plain(sheer(g.tone(0.95, 0.04, 1), 0.4)))
		for range 1 + g.dice.IntN(2) {
			p, size := polar(c, r, g.between(0, 2*math.Pi)), g.between(14, 44)
			light, dark := g.tone(g.between(0.78, 0.92), 0.12, g.between(0, 1.6)), g.tone(0.55, 0.14, g.between(0, 1.6))
			g.fill(circle(p, size), linearPaint(point{p.x - size, p.y - size}, point{p.x + size, p.y + size}, fade(light, dark)...))
		}
	}
}
