package media

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
)

var (
	red    = color.RGBA{220, 20, 20, 255}
	green  = color.RGBA{20, 200, 20, 255}
	blue   = color.RGBA{20, 20, 220, 255}
	yellow = color.RGBA{220, 220, 20, 255}
)

// quarters is a picture whose corners are red, green, blue and yellow, clockwise
// from the upper left.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [2][2]color.RGBA{{red, green}, {yellow, blue}}[y*2/h][x*2/w]
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// stored is the picture as a camera files it that says it is to be turned by o.
// It undoes the turns of the Exif standard one by one, not as the product does.
func stored(m *image.RGBA, o int) *image.RGBA {
	mirror := func(m *image.RGBA) *image.RGBA {
		return each(m, m.Bounds().Dx(), m.Bounds().Dy(), func(x, y int) (int, int) { return m.Bounds().Dx() - 1 - x, y })
	}
	left := func(m *image.RGBA) *image.RGBA { // a quarter turn against the clock
		return each(m, m.Bounds().Dy(), m.Bounds().Dx(), func(x, y int) (int, int) { return m.Bounds().Dx() - 1 - y, x })
	}
	switch o {
	case 2:
		return mirror(m)
	case 3:
		return left(left(m))
	case 4:
		return mirror(left(left(m)))
	case 5: // shown after a mirror and a quarter turn against the clock
		return mirror(left(left(left(m))))
	case 6: // shown after a quarter turn with the clock
		return left(m)
	case 7: // shown after a mirror and a quarter turn with the clock
		return mirror(left(m))
	case 8: // shown after a quarter turn against the clock
		return left(left(left(m)))
	}
	return m
}

func each(m *image.RGBA, w, h int, from func(x, y int) (int, int)) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.SetRGBA(x, y, m.RGBAAt(from(x, y)))
		}
	}
	return out
}

// exif is a block with an orientation and a place.
func exif(order binary.AppendByteOrder, o int) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, orientationTag)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, uint16(o))
	b = order.AppendUint16(b, 0)
	b = order.AppendUint16(b, 0x8825) // GPS
	b = order.AppendUint16(b, 4)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint32(b, 38)
	b = order.AppendUint32(b, 0)
	return append(b, "GPS 54.6872N 25.2797E"...)
}

func jpegOf(t testing.TB, m image.Image, tiff []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if tiff == nil {
		return b.Bytes()
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(segment)+2))
	return slices.Concat(b.Bytes()[:2], head, segment, b.Bytes()[2:])
}

func pngOf(t testing.TB, m image.Image, tiff []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if tiff == nil {
		return b.Bytes()
	}
	chunk := append([]byte("eXIf"), tiff...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk))
	chunk = slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(len(tiff))), chunk)
	const afterHeader = 8 + 25
	return slices.Concat(b.Bytes()[:afterHeader], chunk, b.Bytes()[afterHeader:])
}

// webpOf is a lossless picture of one by one pixel, grey, with an Exif block.
func webpOf(t testing.TB, tiff []byte) []byte {
	t.Helper()
	pixel, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	chunk := binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(tiff)))
	b := slices.Concat(pixel, chunk, tiff)
	if len(tiff)%2 == 1 {
		b = append(b, 0)
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func photo(t *testing.T, b []byte) image.Image {
	t.Helper()
	out, err := Photo(b)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out, []byte("Exif")) || bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("54.6872N")) {
		t.Error("the photo still tells where it was taken")
	}
	m, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustShowQuarters(t *testing.T, m image.Image) {
	t.Helper()
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	for _, c := range []struct {
		x, y int
		want color.RGBA
	}{{w / 4, h / 4, red}, {3 * w / 4, h / 4, green}, {3 * w / 4, 3 * h / 4, blue}, {w / 4, 3 * h / 4, yellow}} {
		got, ok := color.RGBAModel.Convert(m.At(c.x, c.y)).(color.RGBA)
		if !ok || apart(got.R, c.want.R) || apart(got.G, c.want.G) || apart(got.B, c.want.B) {
			t.Errorf("at %d, %d: got %v, want about %v", c.x, c.y, got, c.want)
		}
	}
}

func apart(a, b uint8) bool { return max(a, b)-min(a, b) > 40 }

func TestAPhotoStandsUprightAndTellsNoPlace(t *testing.T) {
	t.Parallel()
	upright := quarters(64, 48)
	for o := 1; o <= 8; o++ {
		for name, b := range map[string][]byte{
			"JPEG, big-endian":    jpegOf(t, stored(upright, o), exif(binary.BigEndian, o)),
			"JPEG, little-endian": jpegOf(t, stored(upright, o), exif(binary.LittleEndian, o)),
			"PNG":                 pngOf(t, stored(upright, o), exif(binary.LittleEndian, o)),
		} {
			t.Run(fmt.Sprintf("%s, orientation %d", name, o), func(t *testing.T) {
				t.Parallel()
				m := photo(t, b)
				if got := m.Bounds().Size(); got != image.Pt(64, 48) {
					t.Errorf("got %v, want 64 by 48", got)
				}
				mustShowQuarters(t, m)
			})
		}
	}
}

func TestAWebPIsTaken(t *testing.T) {
	t.Parallel()
	b := webpOf(t, exif(binary.LittleEndian, 6))
	if got := photo(t, b).Bounds().Size(); got != image.Pt(1, 1) {
		t.Errorf("got %v, want one pixel", got)
	}
	if got := orientation(webpExif(b)); got != 6 {
		t.Errorf("got orientation %d, want 6", got)
	}
}

func TestALargePhotoIsMadeSmaller(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, wantW, wantH int }{
		{2560, 100, 2560, 100},
		{2600, 1300, 2560, 1280},
		{6001, 30, 2560, 12},
		{30, 11000, 6, 2560},
	} {
		m := photo(t, jpegOf(t, quarters(c.w, c.h), nil))
		got := m.Bounds().Size()
		if got.X != c.wantW || max(got.Y-c.wantH, c.wantH-got.Y) > 1 {
			t.Errorf("%d by %d: got %v, want %d by %d", c.w, c.h, got, c.wantW, c.wantH)
		}
		if min(got.X, got.Y) > 40 {
			mustShowQuarters(t, m)
		}
	}
}

func TestWhatIsTransparentBecomesWhite(t *testing.T) {
	t.Parallel()
	m := photo(t, pngOf(t, image.NewNRGBA(image.Rect(0, 0, 8, 8)), nil))
	if r, g, b, _ := m.At(4, 4).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Errorf("got %x %x %x, want white", r, g, b)
	}
}

// hugePNG says it has w × h pixels, and has none.
func hugePNG(t testing.TB, w, h uint32) []byte {
	t.Helper()
	b := pngOf(t, quarters(2, 2), nil)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestWhatIsNotTakenIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	half := jpegOf(t, quarters(64, 64), nil)
	for name, c := range map[string]struct {
		b    string
		want string
	}{
		"iPhone":             {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "photo.heic"},
		"HEIF, generic":      {"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "photo.heic"},
		"AVIF":               {"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "photo.avif"},
		"AVIF, generic":      {"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "photo.avif"},
		"a film":             {"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "photo.unknown"},
		"GIF":                {"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "photo.unknown"},
		"SVG":                {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "photo.unknown"},
		"nothing":            {"", "photo.unknown"},
		"words":              {"photo.jpg", "photo.unknown"},
		"half a JPEG":        {string(half[:len(half)/2]), "photo.unknown"},
		"a PNG's first line": {"\x89PNG\r\n\x1a\n", "photo.unknown"},
		"a bomb":             {string(hugePNG(t, 100_000, 100_000)), "photo.too-large"},
		"just too large":     {string(hugePNG(t, 50_000, 1_001)), "photo.too-large"},
	} {
		_, err := Photo([]byte(c.b))
		if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != laurel.Invalid || e.Text != c.want {
			t.Errorf("%s: got %v, want invalid: %s", name, err, c.want)
		}
	}
}

func TestDamagedExifIsTakenForUpright(t *testing.T) {
	t.Parallel()
	whole := exif(binary.LittleEndian, 6)
	for n := range 22 {
		if got := orientation(whole[:n]); got != 1 {
			t.Errorf("the first %d bytes: got %d, want 1", n, got)
		}
	}
	for name, tiff := range map[string]string{
		"beyond the end": "II*\x00\xff\xff\xff\xff",
		"no such turn":   string(exif(binary.BigEndian, 9)),
		"another kind":   strings.Repeat("x", 40),
	} {
		if got := orientation([]byte(tiff)); got != 1 {
			t.Errorf("%s: got %d, want 1", name, got)
		}
	}
}

func FuzzPhoto(f *testing.F) {
	small := quarters(6, 4)
	f.Add(jpegOf(f, small, exif(binary.BigEndian, 6)))
	f.Add(jpegOf(f, small, exif(binary.LittleEndian, 3)))
	f.Add(pngOf(f, small, exif(binary.LittleEndian, 5)))
	f.Add(webpOf(f, exif(binary.BigEndian, 8)))
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if known, err := recognise(b); err == nil {
			if c, err := known.size(bytes.NewReader(b)); err == nil && c.Width*c.Height > 1<<20 {
				return // sound, but slow to try
			}
		}
		out, err := Photo(b)
		if err != nil {
			if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != laurel.Invalid {
				t.Errorf("got %v, want invalid", err)
			}
			return
		}
		m, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("what came out is no JPEG: %v", err)
		}
		if max(m.Bounds().Dx(), m.Bounds().Dy()) > longestSide {
			t.Errorf("what came out is %v", m.Bounds())
		}
	})
}
