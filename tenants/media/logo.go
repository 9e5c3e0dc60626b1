package media

import (
	"bytes"
	"image"
	"image/png"

	"golang.org/x/image/draw"

	"example.org/laurel"
)

const (
	// LogoBytes is how much is taken for a logo.
	LogoBytes = 4 << 20
	// logoSide is the longest of a finished one, in pixels.
	logoSide = 512
)

// Logo makes of a stranger's picture a logo: a PNG that stands upright, has no
// side over 512 pixels, holds nothing but the picture, and lets through what was
// transparent. It takes and refuses what Photo does, and more than LogoBytes.
func Logo(b []byte) ([]byte, error) {
	if len(b) > LogoBytes {
		return nil, laurel.E(laurel.TooLarge, "logo.too-large").With(laurel.Args{"Megabytes": LogoBytes >> 20})
	}
	picture, turned, err := unpack(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, turn(reduce(picture, logoSide), turned))
	return out.Bytes(), err
}

// reduce paints m over nothing, with no side longer than longest.
func reduce(m image.Image, longest int) *image.RGBA {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if side := max(w, h); side > longest {
		w, h = max(w*longest/side, 1), max(h*longest/side, 1)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Bounds(), m, m.Bounds(), draw.Src, nil)
	return out
}
