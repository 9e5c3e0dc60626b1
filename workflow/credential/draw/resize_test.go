package draw

import (
	"image"
	"image/color"
	"testing"
)

func TestShrinkingKeepsTheMeanOfAPicture(t *testing.T) {
	t.Parallel()
	for _, to := range []image.Point{{320, 180}, {319, 179}, {200, 113}, {160, 90}, {7, 3}, {1, 1}} {
		src := noise()
		got := resize(src, src.Bounds(), to.X, to.Y)
		if got.Rect.Size() != to {
			t.Fatalf("size is %v, want %v", got.Rect.Size(), to)
		}
		if a, b := mean(got), mean(src); a-b > 1 || b-a > 1 {
			t.Errorf("%v: the mean is %.2f, want %.2f", to, a, b)
		}
	}
	white := resize(flatCover(color.White), image.Rect(0, 0, 320, 180), 123, 77)
	for i, v := range white.Pix {
		if v != 255 {
			t.Fatalf("white has become %d at %d", v, i)
		}
	}
}

func mean(m image.Image) float64 {
	var sum, n float64
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			r, g, b, _ := m.At(x, y).RGBA()
			sum += float64(r+g+b) / 257
			n += 3
		}
	}
	return sum / n
}
