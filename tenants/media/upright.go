package media

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientationTag is the Exif tag "Orientation" (Exif 2.32, section 4.6.4).
const orientationTag = 0x0112

// orientation reads how a picture is to be turned, 1 to 8, from a block of Exif
// data in TIFF form; whatever is missing or damaged is 1, upright.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[start+2:]
	for range order.Uint16(tiff[start:]) {
		if len(entries) < 12 {
			return 1
		}
		if v := order.Uint16(entries[8:]); order.Uint16(entries) == orientationTag && v >= 1 && v <= 8 {
			return int(v)
		}
		entries = entries[12:]
	}
	return 1
}

// jpegExif finds the Exif block among the segments before the scan.
func jpegExif(b []byte) []byte {
	const startOfScan, app1 = 0xda, 0xe1
	for b = b[2:]; len(b) >= 4 && b[0] == 0xff; {
		marker, n := b[1], 2+int(binary.BigEndian.Uint16(b[2:]))
		if marker == 0xff { // fill byte
			b = b[1:]
			continue
		}
		if marker == startOfScan || n < 4 || n > len(b) {
			return nil
		}
		if tiff, ok := bytes.CutPrefix(b[4:n], []byte("Exif\x00\x00")); ok && marker == app1 {
			return tiff
		}
		b = b[n:]
	}
	return nil
}

// pngExif finds the chunk eXIf (PNG, third edition, section 11.3.4.5).
func pngExif(b []byte) []byte {
	for b = b[8:]; len(b) >= 12; {
		n := int64(binary.BigEndian.Uint32(b))
		if n+12 > int64(len(b)) {
			return nil
		}
		if string(b[4:8]) == "eXIf" {
			return b[8 : 8+n]
		}
		b = b[n+12:]
	}
	return nil
}

// webpExif finds the chunk EXIF (RFC 9649, section 2.7.1.4). Some write the
// prefix of JPEG before it.
func webpExif(b []byte) []byte {
	for b = b[12:]; len(b) >= 8; {
		n := int64(binary.LittleEndian.Uint32(b[4:]))
		if n+8 > int64(len(b)) {
			return nil
		}
		if string(b[:4]) == "EXIF" {
			return bytes.TrimPrefix(b[8:8+n], []byte("Exif\x00\x00"))
		}
		b = b[min(8+n+n&1, int64(len(b))):]
	}
	return nil
}

// turn sets a picture upright that is stored by orientation o: 2 to 4 mirror or
// turn it in its frame, 5 to 8 swap width and height as well.
func turn(m *image.RGBA, o int) *image.RGBA {
	if o <= 1 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			at := place(o, x, y, w, h)
			from, to := m.PixOffset(x, y), out.PixOffset(at.X, at.Y)
			copy(out.Pix[to:to+4], m.Pix[from:from+4])
		}
	}
	return out
}

// place is where the stored pixel x, y of a w × h picture stands when upright.
func place(o, x, y, w, h int) image.Point {
	switch o {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(h-1-y, x)
	case 7:
		return image.Pt(h-1-y, w-1-x)
	case 8:
		return image.Pt(y, w-1-x)
	}
	return image.Pt(x, y)
}
