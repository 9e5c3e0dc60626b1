package draw

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"example.org/laurel"
)

func TestCoversOfEachFormatAreDecoded(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cover.jpg", "cover.png", "cover.webp"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := DecodeCover(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := m.Bounds().Size(), image.Pt(32, 18); got != want {
			t.Errorf("%s: size is %v, want %v", name, got, want)
		}
	}
}

func TestCoversThatAreRefused(t *testing.T) {
	t.Parallel()
	var small bytes.Buffer
	if err := png.Encode(&small, flatCover(color.White)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file []byte
		kind laurel.Kind
		text string
	}{
		{"nothing", nil, laurel.Invalid, "cover.format"},
		{"text", []byte("<svg/>"), laurel.Invalid, "cover.format"},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), laurel.Invalid, "cover.format"},
		{"half a PNG", small.Bytes()[:small.Len()/2], laurel.Invalid, "cover.broken"},
		{"a JPEG's first bytes", []byte("\xff\xd8\xff\xe0"), laurel.Invalid, "cover.broken"},
		{"a bomb", pngOf(40_001, 1_000, 8), laurel.TooLarge, "cover.large"},
		{"a bomb of one line", pngOf(1<<30, 1, 8), laurel.TooLarge, "cover.large"},
		{"16 bits", pngOf(20_001, 1_000, 16), laurel.TooLarge, "cover.large"},
	} {
		_, err := DecodeCover(c.file)
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != c.kind || e.Text != c.text {
			t.Errorf("%s: got %v, want %s %s", c.name, err, c.kind, c.text)
		}
	}
}

// pngOf is the head of a PNG that claims a size, followed by no picture.
func pngOf(w, h uint32, depth byte) []byte {
	header := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), depth, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), header...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(append([]byte("IHDR"), header...)))
}

// turned is a JPEG whose upper left quarter is red, with an orientation.
func turned(t *testing.T, orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 16 {
		for x := range 32 {
			m.SetRGBA(x, y, color.RGBA{255, 0, 0, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 274), 3), 1)
	tiff = append(order.AppendUint16(tiff, orientation), 0, 0)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte("\xff\xd8\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), b.Bytes()[2:]...)
}

func TestAPhotoTakenSidewaysStandsUpright(t *testing.T) {
	t.Parallel()
	type corner struct{ right, foot bool }
	for o, want := range map[uint16]corner{
		1: {}, 2: {right: true}, 3: {true, true}, 4: {foot: true},
		5: {}, 6: {right: true}, 7: {true, true}, 8: {foot: true}, 9: {},
	} {
		b := turned(t, o, binary.BigEndian, "MM")
		if o%2 == 0 {
			b = turned(t, o, binary.LittleEndian, "II")
		}
		m, err := DecodeCover(b)
		if err != nil {
			t.Fatal(err)
		}
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		if tall := o >= 5 && o <= 8; tall != (h > w) {
			t.Errorf("orientation %d: %d by %d", o, w, h)
		}
		x, y := w/4, h/4
		if want.right {
			x = w * 3 / 4
		}
		if want.foot {
			y = h * 3 / 4
		}
		if r, _, _, _ := m.At(x, y).RGBA(); r < 0xc000 {
			t.Errorf("orientation %d: the red quarter is not at %d,%d", o, x, y)
		}
	}
}

func FuzzDecodeCover(f *testing.F) {
	for _, name := range []string{"cover.jpg", "cover.png", "cover.webp"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if f, ok := formatOf(b); ok {
			if c, err := f.config(b); err == nil && c.Width*c.Height > 1<<20 {
				return
			}
		}
		m, err := DecodeCover(b)
		if err != nil {
			if k := laurel.KindOf(err); k != laurel.Invalid && k != laurel.TooLarge {
				t.Fatalf("refused as %s: %v", k, err)
			}
			return
		}
		if m.Bounds().Empty() {
			t.Fatal("an empty picture")
		}
		if _, err := Compose(Design{Title: "x"}, m); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAGeneratedCoverDependsOnItsSeedOnly(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, seed := range []string{"", "a", "b", "Open Badge", "Photo walk", "Library"} {
		one, two := pixels(t, Cover(seed, 64, 36)), pixels(t, Cover(seed, 64, 36))
		if one != two {
			t.Errorf("%q gives two covers", seed)
		}
		if other, ok := seen[one]; ok {
			t.Errorf("%q and %q give the same cover", seed, other)
		}
		seen[one] = seed
	}
	if got, want := Cover("x", 0, 99999).Bounds().Size(), image.Pt(1, 4096); got != want {
		t.Errorf("a cover of no width is %v, want %v", got, want)
	}
}

func pixels(t *testing.T, m image.Image) string {
	t.Helper()
	rgba, ok := m.(*image.RGBA)
	if !ok || !rgba.Opaque() {
		t.Fatalf("a %T that is not opaque RGBA", m)
	}
	return string(rgba.Pix)
}
