package media

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"example.org/laurel"
)

const (
	// maxPixels is how many pixels a photo may have; it is checked before decoding.
	maxPixels = 50_000_000
	// longestSide is that of a finished photo, in pixels.
	longestSide = 2560
	quality     = 85
)

// Photo makes of a stranger's picture one that can be shown to others: a JPEG
// that stands upright, has no side over 2560 pixels and holds nothing but the
// picture: no place, no time, no camera. What is transparent becomes white. The
// largest take several hundred megabytes for seconds, so callers turn few at once.
//
// It takes JPEG, PNG and WebP, recognised by their content, of at most 50 million
// pixels. All else is Invalid, with a text that says what to do: "photo.heic",
// "photo.avif", "photo.too-large", "photo.unknown".
func Photo(b []byte) ([]byte, error) {
	picture, turned, err := unpack(b)
	if err != nil {
		return nil, err
	}
	return pack(turn(shrink(picture, longestSide), turned))
}

// Preview makes of a photo, as Photo has made it, a smaller JPEG with no side over
// longest. One that is as small already is returned as it is.
func Preview(photo []byte, longest int) ([]byte, error) {
	if longest < 1 {
		return nil, fmt.Errorf("media: a preview of %d pixels", longest)
	}
	picture, turned, err := unpack(photo)
	if err != nil {
		return nil, err
	}
	if size := picture.Bounds(); max(size.Dx(), size.Dy()) <= longest && turned == 1 {
		return photo, nil
	}
	return pack(turn(shrink(picture, longest), turned))
}

// Labelled puts a comment of at most 200 bytes into a JPEG. Names go by content, so
// what says whose it is has a name of its own, and removing it takes no other away.
func Labelled(photo []byte, label string) ([]byte, error) {
	const comment = 0xfe // ITU-T T.81, section B.2.4.5
	if !bytes.HasPrefix(photo, []byte("\xff\xd8")) || len(label) > 200 {
		return nil, laurel.E(laurel.Invalid, "photo.unknown")
	}
	head := append([]byte{0xff, 0xd8, 0xff, comment, 0, byte(2 + len(label))}, label...)
	return append(head, photo[2:]...), nil
}

func pack(m image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// unpack decodes a stranger's picture that is not too large to be, and says how
// it is to be turned.
func unpack(b []byte) (picture image.Image, turned int, err error) {
	f, err := recognise(b)
	if err != nil {
		return nil, 0, err
	}
	if err := f.fits(bytes.NewReader(b)); err != nil {
		return nil, 0, err
	}
	if picture, err = f.decode(bytes.NewReader(b)); err != nil {
		return nil, 0, laurel.E(laurel.Invalid, "photo.unknown").Because(err)
	}
	return picture, orientation(f.exif(b)), nil
}

// deep is 2 for pictures whose pixels take twice the memory of others.
func deep(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return 2
	}
	return 1
}

// format is what is known of one kind of picture.
type format struct {
	size   func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	exif   func([]byte) []byte
}

// fits reads how large a picture says it is, and refuses one that is too large to
// be decoded.
func (f format) fits(r io.Reader) error {
	size, err := f.size(r)
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return laurel.E(laurel.Invalid, "photo.unknown").Because(err)
	}
	if int64(size.Width)*int64(size.Height)*deep(size.ColorModel) > maxPixels {
		return tooManyPixels()
	}
	return nil
}

func tooManyPixels() error {
	return laurel.E(laurel.Invalid, "photo.too-large").With(laurel.Args{"Megapixels": maxPixels / 1_000_000})
}

// recognise needs no more than the beginning of a picture.
func recognise(b []byte) (format, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return format{size: jpeg.DecodeConfig, decode: jpeg.Decode, exif: jpegExif}, nil
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return format{size: png.DecodeConfig, decode: png.Decode, exif: pngExif}, nil
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return format{size: webp.DecodeConfig, decode: webp.Decode, exif: webpExif}, nil
	}
	return format{}, laurel.E(laurel.Invalid, unreadable(b))
}

// unreadable is the text about a picture that is not taken. HEIC and AVIF name
// their brands in a box "ftyp" at the very start (ISO/IEC 14496-12, section 4.3).
func unreadable(b []byte) string {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return "photo.unknown"
	}
	end := min(int(b[3]), len(b)) // a real one is far shorter than 256 bytes
	var brands []string
	for at := 8; at+4 <= end; at += 4 {
		brands = append(brands, string(b[at:at+4]))
	}
	return cmp.Or(stillPicture(brands), "photo.unknown")
}

// stillPicture is the text about what follows one of the brands, if that is a
// picture that is not taken, and else "".
func stillPicture(brands []string) string {
	for _, brand := range brands {
		switch brand {
		case "avif", "avis":
			return "photo.avif"
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return "photo.heic"
		}
	}
	return ""
}

// shrink paints m over white, with no side longer than longest. It halves first,
// which is exact, and leaves less than a half to the quick scaler: a better one
// would need hundreds of megabytes.
func shrink(m image.Image, longest int) *image.RGBA {
	for {
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		if max(w, h) < 2*longest {
			break
		}
		m = scale(m, max(w/2, 1), max(h/2, 1))
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if side := max(w, h); side > longest {
		return scale(m, max(w*longest/side, 1), max(h*longest/side, 1))
	}
	out := white(w, h)
	draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Over)
	return out
}

func scale(m image.Image, w, h int) *image.RGBA {
	out := white(w, h)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), m, m.Bounds(), draw.Over, nil)
	return out
}

func white(w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	return out
}
