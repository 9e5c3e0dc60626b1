package draw

import (
	"image"
	imagedraw "image/draw"
	"math"

	"golang.org/x/image/vector"
)

// raster paints scenes into a picture of pixels.
type raster struct {
	dst   *image.RGBA // premultiplied
	scale float64     // pixels for one unit
	pen   vector.Rasterizer
	mask  *image.Alpha
	row   []uint8 // the colours of one row of the item at hand
}

// pixels draws the scene at w by h pixels, scale pixels to the unit.
func (s *scene) pixels(w, h int, scale float64) *image.RGBA {
	b := image.Rect(0, 0, w, h)
	r := &raster{dst: image.NewRGBA(b), scale: scale, mask: image.NewAlpha(b), row: make([]uint8, 4*w)}
	for _, it := range s.items {
		r.draw(it)
	}
	return r.dst
}

func (r *raster) draw(it item) {
	low, high := it.path.bounds()
	if low.x > high.x {
		return
	}
	radius := blurRadius(it.blur * r.scale)
	margin := 1 + 3*float64(radius)
	area := image.Rect(
		int(math.Floor(low.x*r.scale-margin)), int(math.Floor(low.y*r.scale-margin)),
		int(math.Ceil(high.x*r.scale+margin)), int(math.Ceil(high.y*r.scale+margin)),
	).Intersect(r.dst.Bounds())
	if area.Empty() {
		return
	}
	r.outline(it.path, area)
	if radius > 0 {
		blur(r.mask, area, radius)
	}
	r.lay(r.source(it.paint, area), area)
}

// outline fills the mask in area with the path's coverage.
func (r *raster) outline(p path, area image.Rectangle) {
	z := &r.pen
	z.Reset(area.Dx(), area.Dy())
	z.DrawOp = imagedraw.Src
	at := func(a point) (x, y float32) {
		return float32(a.x*r.scale - float64(area.Min.X)), float32(a.y*r.scale - float64(area.Min.Y))
	}
	for _, s := range p {
		ax, ay := at(s.at[0])
		bx, by := at(s.at[1])
		cx, cy := at(s.at[2])
		switch s.op {
		case moveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case lineTo:
			z.LineTo(ax, ay)
		case quadTo:
			z.QuadTo(ax, ay, bx, by)
		case cubeTo:
			z.CubeTo(ax, ay, bx, by, cx, cy)
		case closing:
			z.ClosePath()
		}
	}
	z.ClosePath()
	z.Draw(r.mask, area, image.Opaque, image.Point{})
}

// source gives the colours of a row of the item at hand, premultiplied, from the
// left edge of the item's area. Only those from first to last are asked for.
type source func(y, first, last int) []uint8

// lay puts the colours that source gives over the picture, through the mask.
func (r *raster) lay(source source, area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		cover := r.mask.Pix[r.mask.PixOffset(area.Min.X, y):][:area.Dx()]
		first, last := span(cover)
		if first > last {
			continue
		}
		colours := source(y, first, last)
		dst := r.dst.Pix[r.dst.PixOffset(area.Min.X, y):][:4*area.Dx()]
		for x := first; x <= last; x++ {
			m := cover[x]
			if m == 0 {
				continue
			}
			src, under := colours[4*x:4*x+4:4*x+4], dst[4*x:4*x+4:4*x+4]
			if m == 255 && src[3] == 255 {
				copy(under, src)
				continue
			}
			over(under, src, uint32(m))
		}
	}
}

// span is the first and the last of the values that are not zero.
func span(cover []uint8) (first, last int) {
	last = len(cover) - 1
	for first <= last && cover[first] == 0 {
		first++
	}
	for last >= first && cover[last] == 0 {
		last--
	}
	return first, last
}

// over lays a premultiplied colour over another through coverage m, 0..255.
func over(dst, src []uint8, m uint32) {
	a := uint32(src[3]) * m
	if a == 0 {
		return
	}
	rest := 255 - (a+127)/255
	for i := range 4 {
		dst[i] = uint8((uint32(src[i])*m + uint32(dst[i])*rest + 127) / 255)
	}
}

// source is the paint as it appears in area.
func (r *raster) source(p paint, area image.Rectangle) source {
	row := r.row[:4*area.Dx()]
	switch p.kind {
	case photo:
		return r.photoSource(p, area, row)
	case solid:
		ramp := p.ramp()
		for x := range area.Dx() {
			copy(row[4*x:], ramp[0][:])
		}
		return func(_, _, _ int) []uint8 { return row }
	case radialGradient:
		return r.radialSource(p, area, row)
	default:
		return r.linearSource(p, area, row)
	}
}

func (r *raster) linearSource(p paint, area image.Rectangle, row []uint8) source {
	ramp := p.ramp()
	d := point{p.to.x - p.from.x, p.to.y - p.from.y}
	k := 255 * (1 << 16) / (d.x*d.x + d.y*d.y)
	step := int(math.Round(d.x * k / r.scale))
	left := (float64(area.Min.X)+0.5)/r.scale - p.from.x
	return func(y, first, last int) []uint8 {
		v := (float64(y)+0.5)/r.scale - p.from.y
		t := int((left*d.x+v*d.y)*k) + 1<<15 + first*step
		for x := first; x <= last; x++ {
			copy(row[4*x:4*x+4], ramp[max(0, min(255, t>>16))][:])
			t += step
		}
		return row
	}
}

func (r *raster) radialSource(p paint, area image.Rectangle, row []uint8) source {
	ramp := p.ramp()
	d := point{p.to.x - p.from.x, p.to.y - p.from.y}
	k := 255 / math.Hypot(d.x, d.y)
	left := (float64(area.Min.X)+0.5)/r.scale - p.from.x
	return func(y, first, last int) []uint8 {
		v := (float64(y)+0.5)/r.scale - p.from.y
		for x := first; x <= last; x++ {
			u := left + float64(x)/r.scale
			copy(row[4*x:4*x+4], ramp[int(min(255, math.Sqrt(u*u+v*v)*k+0.5))][:])
		}
		return row
	}
}

// photoSource scales the picture to the size at which it is shown; beside it
// there is nothing.
func (r *raster) photoSource(p paint, area image.Rectangle, row []uint8) source {
	at := func(v int) int { return int(math.Round(float64(v) * r.scale)) }
	place := image.Rect(at(p.place.Min.X), at(p.place.Min.Y), at(p.place.Max.X), at(p.place.Max.Y))
	shown := resize(p.picture, p.picture.Bounds(), max(1, place.Dx()), max(1, place.Dy()))
	return func(y, first, last int) []uint8 {
		v := max(0, min(shown.Rect.Dy()-1, y-place.Min.Y))
		for x := first; x <= last; x++ {
			u := max(0, min(shown.Rect.Dx()-1, area.Min.X+x-place.Min.X))
			copy(row[4*x:4*x+4], shown.Pix[shown.PixOffset(u, v):][:4])
		}
		return row
	}
}
