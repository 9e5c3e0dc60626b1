package draw

import (
	"image"
	"image/color"
	imagedraw "image/draw"

	xdraw "golang.org/x/image/draw"
)

// resize scales the part of src inside crop to w by h pixels. What is
// transparent becomes white. Shrinking takes the mean of the area under each
// pixel, row by row, so it needs no copy of a large picture.
func resize(src image.Image, crop image.Rectangle, w, h int) *image.RGBA {
	if rgba, ok := src.(*image.RGBA); ok && crop.Dx() == w && crop.Dy() == h && crop == rgba.Rect {
		return rgba
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if crop.Dx() < w || crop.Dy() < h {
		whole := image.NewRGBA(image.Rect(0, 0, crop.Dx(), crop.Dy()))
		opaque(whole, src, crop.Min, sourceMode(src))
		xdraw.CatmullRom.Scale(dst, dst.Rect, whole, whole.Rect, imagedraw.Src, nil)
		return dst
	}
	shrink(dst, src, crop)
	return dst
}

// sourceMode is how to copy src onto an opaque ground: the quick way where it is
// opaque itself.
func sourceMode(src image.Image) imagedraw.Op {
	if o, ok := src.(interface{ Opaque() bool }); ok && o.Opaque() {
		return imagedraw.Src
	}
	return imagedraw.Over
}

// opaque copies src from at on into dst, over white.
func opaque(dst *image.RGBA, src image.Image, at image.Point, mode imagedraw.Op) {
	if mode == imagedraw.Over {
		imagedraw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, imagedraw.Src)
	}
	imagedraw.Draw(dst, dst.Rect, src, at, mode)
}

// share is how much of one source row or column belongs to a target one.
type share struct {
	target int
	weight uint32 // all shares of one target add up to whole
}

// shares says, for each of n source rows or columns, to which of m <= n targets
// it belongs: to one, or to two.
func shares(n, m int) [][]share {
	out := make([][]share, n)
	for t := range m {
		low, high := t*n, (t+1)*n      // in units of 1/m source rows
		before := func(s int) uint32 { // the share of the target before source s
			return uint32(int64(max(low, min(high, s*m))-low) * whole / int64(n))
		}
		for s := low / m; s*m < high; s++ {
			out[s] = append(out[s], share{t, before(s+1) - before(s)})
		}
	}
	return out
}

const (
	whole = 1 << 16 // all shares of one target
	strip = 16      // source rows converted at a time
)

func shrink(dst *image.RGBA, src image.Image, crop image.Rectangle) {
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	columns, rows := shares(crop.Dx(), w), shares(crop.Dy(), h)
	taps := make([]tap, 0, 2*len(columns))
	for x, to := range columns {
		for _, s := range to {
			taps = append(taps, tap{from: 4 * x, to: 3 * s.target, weight: s.weight})
		}
	}
	buffer := image.NewRGBA(image.Rect(0, 0, crop.Dx(), strip))
	across := make([]uint32, 3*w)
	sum := make([]uint32, 3*w)
	mode := sourceMode(src)
	current := 0
	for y := range crop.Dy() {
		if y%strip == 0 {
			opaque(buffer, src, crop.Min.Add(image.Pt(0, y)), mode)
		}
		clear(across)
		squeeze(across, buffer.Pix[buffer.PixOffset(0, y%strip):], taps)
		for _, s := range rows[y] {
			if s.target != current {
				emit(dst.Pix[current*dst.Stride:], sum)
				clear(sum)
				current = s.target
			}
			for i, v := range across {
				sum[i] += v >> 8 * s.weight >> 8
			}
		}
	}
	emit(dst.Pix[current*dst.Stride:], sum)
}

// tap adds one source pixel to one target pixel of a row.
type tap struct {
	from, to int
	weight   uint32 // of 1<<8
}

func squeeze(dst []uint32, src []uint8, taps []tap) {
	for _, t := range taps {
		s, d := src[t.from:t.from+3:t.from+3], dst[t.to:t.to+3:t.to+3]
		d[0] += uint32(s[0]) * t.weight
		d[1] += uint32(s[1]) * t.weight
		d[2] += uint32(s[2]) * t.weight
	}
}

// emit writes a row of sums, which are values 0..255 times whole.
func emit(dst []uint8, sum []uint32) {
	for x := range len(sum) / 3 {
		for c := range 3 {
			dst[4*x+c] = uint8(min(255, (sum[3*x+c]+whole/2)/whole))
		}
		dst[4*x+3] = 255
	}
}
