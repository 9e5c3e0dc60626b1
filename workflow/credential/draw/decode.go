package draw

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"example.org/laurel"

	"golang.org/x/image/webp"
)

// mostCoverPixels is the largest cover that is decoded, 40 million pixels; of
// kinds that take twice the memory, half as many.
const mostCoverPixels = 40_000_000

// format is one kind of picture file.
type format struct {
	config func(b []byte) (image.Config, error)
	decode func(b []byte) (image.Image, error)
}

// DecodeCover decodes a cover that somebody has uploaded: JPEG, upright as its
// Exif orientation says, PNG, or WebP without animation. The number of pixels
// is looked at before anything is decoded.
//
// It is Invalid where b is no such file (cover.format) or a broken one
// (cover.broken), and TooLarge above 40 million pixels (cover.large); PNG with
// 16 bits and progressive JPEG count double.
func DecodeCover(b []byte) (image.Image, error) {
	f, ok := formatOf(b)
	if !ok {
		return nil, laurel.E(laurel.Invalid, "cover.format")
	}
	config, err := f.config(b)
	if err != nil {
		return nil, laurel.E(laurel.Invalid, "cover.broken").Because(err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return nil, laurel.E(laurel.Invalid, "cover.broken")
	}
	most := mostCoverPixels
	if sixteenBits(config.ColorModel) || progressive(b) {
		most /= 2
	}
	if config.Width > most/config.Height {
		return nil, laurel.E(laurel.TooLarge, "cover.large").With(laurel.Args{"megapixels": most / 1_000_000})
	}
	m, err := f.decode(b)
	if err != nil {
		return nil, laurel.E(laurel.Invalid, "cover.broken").Because(err)
	}
	return upright(m, orientation(b)), nil
}

// MostCoverBytes is how large the file of a cover may be.
const MostCoverBytes = 20 << 20

// CoverFor is the cover in a file, or, without one, one made from seed.
func CoverFor(seed string, file []byte) (image.Image, error) {
	if len(file) == 0 {
		return Cover(seed, coverWidth, coverHeight), nil
	}
	return DecodeCover(file)
}

// formatOf goes by the first bytes only. It asks nobody else: what other
// packages register with the image package is not taken.
func formatOf(b []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return format{
			func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		}, true
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return format{
			func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		}, true
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return format{
			func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
		}, true
	}
	return format{}, false
}

func sixteenBits(m color.Model) bool {
	return m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model
}
