package draw

import (
	"image"
	"image/color"
	"math"
)

// badge is a picture in the making.
type badge struct {
	scene
	design Design
	frame  frame
	colors palette
	cover  *image.RGBA
	ribbon ribbon
	issuer block
	city   block
}

// frame is where the parts of one shape lie.
type frame struct {
	outline  path
	window   path // that shows the cover
	ring     arc  // of seal and hexagon
	ribbon   float64
	stars    point // the middle one, where the city stands below it or not at all
	pitch    float64
	starSize float64
	issuer   room
	city     room
}

// newBadge sets the texts, which decides where everything else goes.
func newBadge(d Design, t *typesetter) *badge {
	b := &badge{design: d, frame: frameOf(d.Shape)}
	words := func(s string) wording { return wordingOf(s, t.faces.known) }
	b.ribbon = newRibbon(t.fit(words(d.Title), titleRoom()), b.frame.ribbon)
	b.issuer = t.fit(words(d.Issuer), b.frame.issuer)
	b.city = t.fit(words(d.City), b.frame.city)
	return b
}

func frameOf(s Shape) frame {
	switch s {
	case Hexagon:
		return hexagonFrame()
	case Shield:
		return shieldFrame()
	default:
		return sealFrame()
	}
}

// footed tells whether the lower part of the window is a field for the stars
// instead of the cover.
func (b *badge) footed() bool {
	return b.design.Level > 0 || b.design.Shape == Shield && len(b.city.lines) > 0
}

// colour crops and scales the cover to the part of the window that shows it,
// and takes the palette from it.
func (b *badge) colour(cover image.Image) {
	place := b.place()
	b.cover = resize(cover, crop(cover.Bounds(), place.Dx(), place.Dy()), place.Dx(), place.Dy())
	b.colors = paletteFor(huesOf(b.cover), b.design.Level)
}

// place is where the cover lies, in units.
func (b *badge) place() image.Rectangle {
	low, high := b.frame.window.bounds()
	if b.footed() {
		high.y = b.ribbon.middle + b.ribbon.height/2
	}
	return image.Rect(
		int(math.Floor(low.x)), int(math.Floor(low.y)),
		int(math.Ceil(high.x)), int(math.Ceil(high.y)),
	)
}

// crop is the largest part in the middle of r with the proportions w to h.
func crop(r image.Rectangle, w, h int) image.Rectangle {
	cw, ch := r.Dx(), r.Dy()
	if cw*h > ch*w {
		cw = max(1, ch*w/h)
	} else {
		ch = max(1, cw*h/w)
	}
	at := r.Min.Add(image.Pt((r.Dx()-cw)/2, (r.Dy()-ch)/2))
	return image.Rectangle{at, at.Add(image.Pt(cw, ch))}
}

// paint draws everything, from back to front.
func (b *badge) paint() {
	switch b.design.Shape {
	case Hexagon:
		b.paintHexagon()
	case Shield:
		b.paintShield()
	default:
		b.paintSeal()
	}
	b.paintStars()
	b.paintRibbon()
}

// metal is the paint of edges, lit from the upper left.
func (b *badge) metal() paint {
	return linearPaint(point{180, 60}, point{844, 964}, b.colors.trim...)
}

// paintWindow shows the cover, with a soft shadow inside its edge and, where
// stars are, the field below the ribbon.
func (b *badge) paintWindow() {
	f := b.frame
	b.fill(f.window, paint{kind: photo, picture: b.cover, place: b.place()})
	dark := b.colors.body[2]
	low, high := f.window.bounds()
	b.fill(f.window, linearPaint(point{low.x, low.y}, point{low.x, low.y + 170},
		stop{0, sheer(dark, 0.38)}, stop{1, sheer(dark, 0)}))
	if !b.footed() {
		b.fill(f.window, linearPaint(point{low.x, high.y - 260}, point{low.x, high.y},
			stop{0, sheer(dark, 0)}, stop{1, sheer(dark, 0.5)}))
		return
	}
	b.fill(f.window.below(b.ribbon.middle), linearPaint(point{512, b.ribbon.middle}, point{512, high.y},
		stop{0, b.colors.body[2]}, stop{1, b.colors.body[1]}))
	if b.ribbon.height == 0 {
		b.fill(rule(f.window, b.ribbon.middle, 7), b.metal())
	}
}

// rule is a bar across an outline, from y down.
func rule(p path, y, height float64) path {
	low, high := point{canvas, 0}, point{}
	for _, half := range [2]float64{y, y + height} {
		for _, s := range p.below(half) {
			if s.n > 0 && math.Abs(s.at[0].y-half) < 1e-6 {
				low.x, high.x = math.Min(low.x, s.at[0].x), math.Max(high.x, s.at[0].x)
			}
		}
	}
	return polygon(point{low.x, y}, point{high.x, y}, point{high.x, y + height}, point{low.x, y + height})
}

// paintStars draws one star for each level.
func (b *badge) paintStars() {
	for _, s := range b.stars() {
		b.fill(s.moved(point{0, 4}), plain(sheer(color.NRGBA{0, 0, 0, 255}, 0.35)))
		low, high := s.bounds()
		b.fill(s, linearPaint(low, high, b.colors.trim...))
	}
}

// stars stand on a slight curve below the ribbon.
func (b *badge) stars() []path {
	f, n := b.frame, b.design.Level
	at := f.stars
	if b.design.Shape == Shield && len(b.city.lines) == 0 {
		at.y += 26
	}
	const curve = 900.0
	var out []path
	for i := range n {
		x := (float64(i) - float64(n-1)/2) * f.pitch
		out = append(out, star(point{at.x + x, at.y - (curve - math.Sqrt(curve*curve-x*x))}, f.starSize))
	}
	return out
}

// issuerPath and cityPath are the outlines of the two small texts.
func (b *badge) issuerPath() path {
	if b.design.Shape == Shield {
		return chiefText(b.issuer)
	}
	return b.frame.ring.above(b.issuer)
}

func (b *badge) cityPath() path {
	if b.design.Shape == Shield {
		return footText(b.city)
	}
	return b.frame.ring.under(b.city)
}

// star is a five-pointed star with softened points.
func star(c point, r float64) path {
	corners := make([]point, 10)
	for i := range corners {
		radius := r
		if i%2 == 1 {
			radius = r * 0.46
		}
		corners[i] = polar(c, radius, -math.Pi/2+float64(i)*math.Pi/5)
	}
	return rounded(r*0.09, corners...)
}
