package draw

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

func badgeOf(t *testing.T, d Design) *badge {
	t.Helper()
	s, err := newTypesetter(d.Language)
	if err != nil {
		t.Fatal(err)
	}
	return newBadge(d, s)
}

// unbent is how far a point lies below the ribbon's middle line.
func (r ribbon) unbent(p point) float64 {
	return math.Hypot(p.x-canvas/2, p.y-(r.middle-ribbonBend)) - ribbonBend
}

// inked is what a path covers, at half size.
func inked(paths ...path) *image.RGBA {
	var s scene
	for _, p := range paths {
		s.fill(p, plain(color.NRGBA{0, 0, 0, 255}))
	}
	return s.pixels(canvas/2, canvas/2, 0.5)
}

// shared counts the pixels that both cover by more than a trace.
func shared(a, b *image.RGBA) int {
	n := 0
	for i := 3; i < len(a.Pix); i += 4 {
		if a.Pix[i] > 40 && b.Pix[i] > 40 {
			n++
		}
	}
	return n
}

func outside(a, b *image.RGBA) int {
	n := 0
	for i := 3; i < len(a.Pix); i += 4 {
		if a.Pix[i] > 40 && b.Pix[i] < 215 {
			n++
		}
	}
	return n
}

func TestNothingOverlaps(t *testing.T) {
	t.Parallel()
	titles := []string{"Go", "What is an Open Badge?", strings.Repeat("Lange Wörter ", 6), "مهارات التصوير في المدينة", "gğj ÁŠ̌Q"}
	names := []string{"", "VšĮ", lithuanian, strings.Repeat("Verein für Bildung ", 9), "جمعية التعليم غير النظامي"}
	for _, shape := range []Shape{Circle, Hexagon, Shield} {
		t.Run(fmt.Sprint("shape ", shape), func(t *testing.T) {
			t.Parallel()
			f := frameOf(shape)
			outline, window := inked(f.outline), inked(f.window)
			for i, title := range titles {
				b := badgeOf(t, Design{Title: title, Issuer: names[i], City: names[len(names)-1-i], Shape: shape, Level: MostLevel})
				parts := map[string]*image.RGBA{
					"stars": inked(b.stars()...), "issuer": inked(b.issuerPath()), "city": inked(b.cityPath()),
				}
				for name, part := range parts {
					checkInside(t, fmt.Sprintf("%q: %s", title, name), part, outline)
				}
				checkInside(t, fmt.Sprintf("%q: title", title), inked(b.ribbon.title()), inked(b.ribbon.front()))
				checkInside(t, fmt.Sprintf("%q: stars", title), parts["stars"], window)
				parts["ribbon"] = inked(b.ribbon.front(), b.ribbon.tail(-1), b.ribbon.tail(1), b.ribbon.fold(-1), b.ribbon.fold(1))
				for one, a := range parts {
					for two, c := range parts {
						if n := shared(a, c); one < two && n > 0 {
							t.Errorf("%q: %s and %s share %d pixels", title, one, two, n)
						}
					}
				}
			}
		})
	}
}

func checkInside(t *testing.T, what string, ink, room *image.RGBA) {
	t.Helper()
	if n := outside(ink, room); n > 0 {
		t.Errorf("%s stands out by %d pixels", what, n)
	}
}

func TestStarsDoNotTouch(t *testing.T) {
	t.Parallel()
	for _, shape := range []Shape{Circle, Hexagon, Shield} {
		stars := badgeOf(t, Design{Shape: shape, Level: MostLevel}).stars()
		if len(stars) != MostLevel {
			t.Fatalf("%d stars, want %d", len(stars), MostLevel)
		}
		for i := range stars[1:] {
			if n := shared(inked(stars[i]), inked(stars[i+1])); n > 0 {
				t.Errorf("shape %d: stars %d and %d share %d pixels", shape, i, i+1, n)
			}
		}
	}
}

// Small text is at least 14 pixels high at 512 pixels.
func TestALongIssuerIsWholeAndLegible(t *testing.T) {
	t.Parallel()
	for _, shape := range []Shape{Circle, Hexagon, Shield} {
		b := badgeOf(t, Design{Issuer: lithuanian, Shape: shape})
		if b.issuer.size < 36 {
			t.Errorf("shape %d: the issuer's size is %.0f units, want 36", shape, b.issuer.size)
		}
		s, err := newTypesetter("")
		if err != nil {
			t.Fatal(err)
		}
		whole := s.set(lithuanian).width
		var got float64
		for _, l := range b.issuer.lines {
			got += l.width
		}
		if got < whole*0.95 {
			t.Errorf("shape %d: the issuer is %.0f wide, want %.0f: it was cut", shape, got, whole)
		}
	}
}

func TestALongTitleTakesTwoLinesAndAShortOneDoesNot(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]int{
		"":                       0,
		"Go":                     1,
		"What is an Open Badge?": 1,
		"Repairing furniture instead of throwing it away": 2,
		strings.Repeat("many words ", 40):                 2,
	} {
		b := badgeOf(t, Design{Title: title})
		if got := len(b.ribbon.lines.lines); got != want {
			t.Errorf("%q: %d lines, want %d", title, got, want)
		}
		if want > 0 && b.ribbon.lines.size < titleRoom().least {
			t.Errorf("%q: size %.1f is below %.1f", title, b.ribbon.lines.size, titleRoom().least)
		}
	}
}
