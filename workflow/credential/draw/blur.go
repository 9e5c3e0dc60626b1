package draw

import (
	"image"
	"math"
)

// blurRadius is the radius of three box blurs that together are close to a
// Gaussian of the given standard deviation, in pixels.
func blurRadius(deviation float64) int {
	if deviation <= 0 {
		return 0
	}
	return max(1, int(math.Round(math.Sqrt(deviation*deviation+0.25)-0.5)))
}

// blur softens the mask within area.
func blur(m *image.Alpha, area image.Rectangle, radius int) {
	w, h := area.Dx(), area.Dy()
	line := make([]uint8, w)
	sums := make([]uint32, w)
	ring := make([]uint8, w*h)
	for range 3 {
		for y := range h {
			row := m.Pix[m.PixOffset(area.Min.X, area.Min.Y+y):][:w]
			blurRow(line, row, radius)
			copy(ring[y*w:], line)
		}
		blurColumns(m, area, ring, sums, radius)
	}
}

func blurRow(dst, src []uint8, radius int) {
	var sum uint32
	width := uint32(2*radius + 1)
	for x := range min(radius, len(src)) {
		sum += uint32(src[x])
	}
	for x := range src {
		if x+radius < len(src) {
			sum += uint32(src[x+radius])
		}
		if x > radius {
			sum -= uint32(src[x-radius-1])
		}
		dst[x] = uint8((sum + width/2) / width)
	}
}

// blurColumns walks row by row, which suits the memory, with one running sum
// for each column.
func blurColumns(m *image.Alpha, area image.Rectangle, src []uint8, sums []uint32, radius int) {
	w, h := area.Dx(), area.Dy()
	width := uint32(2*radius + 1)
	for x := range sums {
		sums[x] = 0
	}
	add := func(y int) {
		for x, v := range src[y*w : y*w+w] {
			sums[x] += uint32(v)
		}
	}
	for y := range min(radius, h) {
		add(y)
	}
	for y := range h {
		if y+radius < h {
			add(y + radius)
		}
		if y > radius {
			for x, v := range src[(y-radius-1)*w : (y-radius)*w] {
				sums[x] -= uint32(v)
			}
		}
		row := m.Pix[m.PixOffset(area.Min.X, area.Min.Y+y):][:w]
		for x := range row {
			row[x] = uint8((sums[x] + width/2) / width)
		}
	}
}
