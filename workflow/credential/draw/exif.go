package draw

import (
	"bytes"
	"encoding/binary"
	"image"
	imagedraw "image/draw"
	"iter"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markerStartOfScan = 0xda
	markerProgressive = 0xc2
	markerExif        = 0xe1
)

// jpegSegments are the markers of a JPEG file before its first scan, each with
// its data. It stops at what is malformed.
func jpegSegments(b []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		if !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
			return
		}
		for b = b[2:]; len(b) >= 4 && b[0] == 0xff; {
			if b[1] == 0xff { // fill
				b = b[1:]
				continue
			}
			n := int(binary.BigEndian.Uint16(b[2:]))
			if b[1] == markerStartOfScan || n < 2 || len(b) < 2+n || !yield(b[1], b[4:2+n]) {
				return
			}
			b = b[2+n:]
		}
	}
}

func progressive(b []byte) bool {
	for marker := range jpegSegments(b) {
		if marker == markerProgressive {
			return true
		}
	}
	return false
}

// orientation is how a JPEG file says that its picture is to be turned, 1..8
// (Exif 2.32, section 4.6.4, tag 274); 1 is upright, and what is not said.
func orientation(b []byte) int {
	for marker, data := range jpegSegments(b) {
		if tiff, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00")); ok && marker == markerExif {
			return tiffOrientation(tiff)
		}
	}
	return 1
}

func tiffOrientation(b []byte) int {
	const tag, short, entry = 274, 3, 12
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(b, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(b) < 8 {
		return 1
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 1
	}
	count := int(order.Uint16(b[at:]))
	b = b[at+2:]
	for ; count > 0 && len(b) >= entry; count, b = count-1, b[entry:] {
		if order.Uint16(b) != tag || order.Uint16(b[2:]) != short {
			continue
		}
		if o := int(order.Uint16(b[8:])); o >= 1 && o <= 8 {
			return o
		}
		return 1
	}
	return 1
}

// upright turns and mirrors a picture as its orientation asks.
func upright(m image.Image, orientation int) image.Image {
	if orientation <= 1 {
		return m
	}
	src := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	imagedraw.Draw(src, src.Rect, m, m.Bounds().Min, imagedraw.Src)
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := before(orientation, image.Pt(x, y), w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], src.Pix[src.PixOffset(u, v):][:4])
		}
	}
	return out
}

// before is where the pixel at p of the upright picture, w by h, comes from.
func before(orientation int, p image.Point, w, h int) (x, y int) {
	right, foot := w-1-p.X, h-1-p.Y
	switch orientation {
	case 2:
		return right, p.Y
	case 3:
		return right, foot
	case 4:
		return p.X, foot
	case 5:
		return p.Y, p.X
	case 6:
		return p.Y, right
	case 7:
		return foot, right
	case 8:
		return foot, p.X
	}
	return p.X, p.Y
}
