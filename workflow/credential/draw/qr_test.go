package draw

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"example.org/laurel"
)

const claim = "https://badges.example/claim/0123456789abcdefghjkmnpqrs"

func code(tb testing.TB) QR {
	tb.Helper()
	q, err := Code(claim)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

func TestACodeHasAQuietZoneAndSharpModules(t *testing.T) {
	t.Parallel()
	q := code(t)
	b, err := q.PNG(5)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Bounds().Dx(), q.Side()*5; got != want {
		t.Fatalf("side is %d pixels, want %d", got, want)
	}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			u, v := x/5-quiet, y/5-quiet
			want := u >= 0 && v >= 0 && u < len(q.modules) && v < len(q.modules) && q.modules[v][u]
			if r, _, _, _ := m.At(x, y).RGBA(); (r == 0) != want {
				t.Fatalf("pixel %d,%d is dark: %v, want %v", x, y, r == 0, want)
			}
		}
	}
}

// The format information beside the upper left finder: two bits of level, of
// which M is 00, under a mask (ISO/IEC 18004, section 7.9).
func TestACodeStandsFifteenPercentOfLoss(t *testing.T) {
	t.Parallel()
	q := code(t)
	for i, mask := range [2]bool{true, false} {
		if q.modules[8][i] != mask {
			t.Errorf("format bit %d is %v, want %v for level M", i, q.modules[8][i], mask)
		}
	}
}

func TestACodeHasItsThreeFinders(t *testing.T) {
	t.Parallel()
	q := code(t)
	n := len(q.modules)
	for _, at := range [][2]int{{0, 0}, {n - 7, 0}, {0, n - 7}} {
		for y := range 7 {
			for x := range 7 {
				d := max(x-3, 3-x, y-3, 3-y)
				if got, want := q.modules[at[1]+y][at[0]+x], d != 2; got != want {
					t.Fatalf("finder at %v: module %d,%d is dark: %v", at, x, y, got)
				}
			}
		}
	}
}

func TestACodeAsSVGIsOneDocument(t *testing.T) {
	t.Parallel()
	b, err := code(t).SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range svgFaults(b) {
		t.Error(fault)
	}
	if !bytes.Contains(b, []byte("<title>"+claim+"</title>")) {
		t.Error("the code says nowhere in words where it leads")
	}
}

func TestACodeOfNothingOrOfTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind laurel.Kind
	}{{"", laurel.Invalid}, {strings.Repeat("x", 1025), laurel.TooLarge}} {
		if _, err := Code(c.text); err == nil || laurel.KindOf(err) != c.kind {
			t.Errorf("%d bytes: got %v, want %s", len(c.text), err, c.kind)
		}
	}
	if _, err := Code(strings.Repeat("ž", 512)); err != nil {
		t.Errorf("1024 bytes: %v", err)
	}
	for _, px := range []int{0, 65} {
		if _, err := code(t).PNG(px); err == nil {
			t.Errorf("modules of %d pixels were drawn", px)
		}
	}
}

func BenchmarkQR(b *testing.B) {
	for b.Loop() {
		q, err := Code(claim)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := q.PNG(8); err != nil {
			b.Fatal(err)
		}
	}
}
