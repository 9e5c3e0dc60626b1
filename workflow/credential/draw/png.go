package draw

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"

	"github.com/klauspost/compress/zlib"
)

// encodePNG writes the picture with 8 bits for each of red, green, blue and
// opacity (PNG, third edition, colour type 6). The standard library's encoder
// makes the same pictures in several times the time.
func encodePNG(m *image.RGBA) ([]byte, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := bytes.NewBuffer(make([]byte, 0, w*h/2))
	out.WriteString("\x89PNG\r\n\x1a\n")
	header := make([]byte, 13)
	binary.BigEndian.PutUint32(header, uint32(w))
	binary.BigEndian.PutUint32(header[4:], uint32(h))
	header[8], header[9] = 8, 6
	chunk(out, "IHDR", header)
	chunk(out, "sRGB", []byte{0})

	var data bytes.Buffer
	z, err := zlib.NewWriterLevel(&data, 6)
	if err != nil {
		return nil, fmt.Errorf("draw: png: %w", err)
	}
	f := newFilters(4 * w)
	for y := range h {
		straight(f.now, m.Pix[y*m.Stride:y*m.Stride+4*w])
		if _, err := z.Write(f.best()); err != nil {
			return nil, fmt.Errorf("draw: png: %w", err)
		}
		f.now, f.before = f.before, f.now
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("draw: png: %w", err)
	}
	chunk(out, "IDAT", data.Bytes())
	chunk(out, "IEND", nil)
	return out.Bytes(), nil
}

func chunk(out *bytes.Buffer, name string, data []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(data)))
	out.Write(n[:])
	start := out.Len()
	out.WriteString(name)
	out.Write(data)
	binary.BigEndian.PutUint32(n[:], crc32.ChecksumIEEE(out.Bytes()[start:]))
	out.Write(n[:])
}

// straight undoes the premultiplication of a row.
func straight(dst, src []byte) {
	copy(dst, src)
	for i := 3; i < len(dst); i += 4 {
		a := uint32(dst[i])
		if a == 0 || a == 255 {
			continue
		}
		for c := i - 3; c < i; c++ {
			dst[c] = uint8(min(255, (uint32(dst[c])*255+a/2)/a))
		}
	}
}

// filters finds, for each row, the filter with the smallest differences (PNG,
// third edition, section 12.7), judging by every fourth pixel.
type filters struct {
	now, before []byte
	out         []byte // with the filter's type in front
}

func newFilters(n int) *filters {
	return &filters{now: make([]byte, n), before: make([]byte, n), out: make([]byte, n+1)}
}

const (
	filterSub   = 1
	filterUp    = 2
	filterPaeth = 4
)

func (f *filters) best() []byte {
	f.out[0] = f.judge()
	out, now, before := f.out[1:], f.now, f.before[:len(f.now)]
	switch f.out[0] {
	case filterSub:
		copy(out, now[:4])
		for i := 4; i < len(now); i++ {
			out[i] = now[i] - now[i-4]
		}
	case filterUp:
		for i, v := range now {
			out[i] = v - before[i]
		}
	default:
		for i := range 4 {
			out[i] = now[i] - before[i]
		}
		for i := 4; i < len(now); i++ {
			out[i] = now[i] - predict(int(now[i-4]), int(before[i]), int(before[i-4]))
		}
	}
	return f.out
}

func (f *filters) judge() byte {
	var sub, up, paeth int
	for p := 4; p+4 <= len(f.now); p += 16 {
		for i := p; i < p+4; i++ {
			v, a, b, c := f.now[i], f.now[i-4], f.before[i], f.before[i-4]
			sub += size(v - a)
			up += size(v - b)
			paeth += size(v - predict(int(a), int(b), int(c)))
		}
	}
	switch {
	case paeth < sub && paeth < up:
		return filterPaeth
	case up <= sub:
		return filterUp
	}
	return filterSub
}

// size is how far a difference is from none.
func size(v byte) int {
	d := int(int8(v))
	return max(d, -d)
}

// predict is the Paeth predictor: of left, above and corner, the one closest to
// left + above - corner.
func predict(a, b, c int) byte {
	pa, pb := b-c, a-c
	pc := max(pa+pb, -pa-pb)
	pa, pb = max(pa, -pa), max(pb, -pb)
	if pa <= pb && pa <= pc {
		return byte(a)
	}
	if pb <= pc {
		return byte(b)
	}
	return byte(c)
}
