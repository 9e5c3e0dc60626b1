package draw

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"example.org/laurel"

	"github.com/boombuler/barcode/qr"
)

// quiet is the width of the light margin, in modules (ISO/IEC 18004, section
// 6.3.8).
const quiet = 4

const (
	mostModule = 64 // pixels
	mostInCode = 1024
)

// QR is a QR code (ISO/IEC 18004) with error correction level M, which stands
// the loss of 15 % of it.
type QR struct {
	modules [][]bool // rows of what is dark, without margin
	text    string
}

// Code makes a QR code of 1..1024 bytes of text. It is Invalid (qr.empty)
// without text, and TooLarge (qr.long) with more.
func Code(text string) (QR, error) {
	if text == "" {
		return QR{}, laurel.E(laurel.Invalid, "qr.empty")
	}
	if len(text) > mostInCode {
		return QR{}, laurel.E(laurel.TooLarge, "qr.long").With(laurel.Args{"most": mostInCode})
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return QR{}, fmt.Errorf("draw: qr: %w", err)
	}
	n := code.Bounds().Dx()
	q := QR{modules: make([][]bool, n), text: text}
	for y := range n {
		q.modules[y] = make([]bool, n)
		for x := range n {
			r, _, _, _ := code.At(x, y).RGBA()
			q.modules[y][x] = r < 0x8000
		}
	}
	return q, nil
}

// Side is the number of modules along one side, margin included.
func (q QR) Side() int { return len(q.modules) + 2*quiet }

// PNG is the code in black and white with modules of modulePx pixels, 1..64.
func (q QR) PNG(modulePx int) ([]byte, error) {
	if modulePx < 1 || modulePx > mostModule {
		return nil, fmt.Errorf("draw: modules of %d pixels: not 1..%d", modulePx, mostModule)
	}
	side := q.Side() * modulePx
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y, row := range q.modules {
		line := m.Pix[(y+quiet)*modulePx*m.Stride:][:m.Stride]
		for x, dark := range row {
			if !dark {
				continue
			}
			for i := range modulePx {
				line[(x+quiet)*modulePx+i] = 1
			}
		}
		for i := 1; i < modulePx; i++ {
			copy(m.Pix[((y+quiet)*modulePx+i)*m.Stride:], line)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil, fmt.Errorf("draw: qr: %w", err)
	}
	return b.Bytes(), nil
}

// SVG is the code as one path on white, a module to the unit. It is sharp at
// any size, and its title is the text.
func (q QR) SVG() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" role="img" shape-rendering="crispEdges"><title>`, q.Side())
	if err := escape(&b, spoken(q.text)); err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, `</title><path fill="#fff" d="M0 0h%d v%[1]d H0z"/><path fill="#000" d="`, q.Side())
	for y, row := range q.modules {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1H%dz", start+quiet, y+quiet, x-start, start+quiet)
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes(), nil
}
