package draw

import (
	"image/color"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"
)

func known(t *testing.T) func(rune) bool {
	t.Helper()
	f, err := newFaces(boldFonts)
	if err != nil {
		t.Fatal(err)
	}
	return f.known
}

func TestTextIsMadeDrawable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"What is an Open Badge?", "What is an Open Badge?"},
		{"  a \t\n b\u2028c ", "a b c"},
		{"Fest 🎉 in 🇱🇹 Vilnius ❤️ 👩‍👩‍👧", "Fest in Vilnius"},
		{"1️⃣ eins", "eins"},
		{"🎉🎉", ""},
		{"\x00\x1b[31mrot\x7f", "[31mrot"},
		{"abc\u202edef\u2066", "abcdef"},
		{"a\xffb", "ab"},
		{"漢字 Kanji", "Kanji"},
		{"Z\u0300\u0301\u0302\u0303\u0300\u0301", "Z\u0300\u0301\u0302\u0303"},
		{"\u0301x", "x"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"Ąžuolas · ґанок · Ελλάδα · שָׁלוֹם · ქართული", "Ąžuolas · ґанок · Ελλάδα · שָׁלוֹם · ქართული"},
		{"", ""},
	} {
		if got := wordingOf(c.in, known(t)).String(); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

func TestEveryScriptHasItsGlyphs(t *testing.T) {
	t.Parallel()
	s, err := newTypesetter("lt")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"ĄČĘĖĮŠŲŪŽ ąčęėįšųūž „lietuvių“", "ÄÖÜ äöüß ẞ – €", "Ελληνικά ΆΈΉΊΌΎΏ", "Українська ґєії Ъыэё",
		"العربية ٠١٢٣ می\u200cخواهم", "עברית שָׁלוֹם", "ქართული ენა", "Tiếng Việt", "Fest 🎉 ❤️ ☃",
	} {
		l := s.set(wordingOf(text, s.faces.known).String())
		if l.missing > 0 || l.width <= 0 || len(l.path) == 0 {
			t.Errorf("%q: %d glyphs are missing, width %.0f", text, l.missing, l.width)
		}
	}
}

func TestArabicIsJoinedAndRunsToTheLeft(t *testing.T) {
	t.Parallel()
	s, err := newTypesetter("ar")
	if err != nil {
		t.Fatal(err)
	}
	joined, apart := s.set("ببب").width, 3*s.set("ب").width
	if joined >= apart*0.9 {
		t.Errorf("three joined letters are %.0f wide, three single ones %.0f", joined, apart)
	}
	for text, want := range map[string]bool{"חיפה Haifa": true, "Haifa חיפה": false, "2026 مرحبا": true, "": false} {
		if got := rightToLeft(text); got != want {
			t.Errorf("%q runs to the left: %v, want %v", text, got, want)
		}
	}
}

// What is cut ends in an ellipsis and holds only whole clusters of the text.
func TestATextIsCutBetweenClusters(t *testing.T) {
	t.Parallel()
	w := wordingOf(strings.Repeat("e\u0301n\u0303 שָׁ", 100), known(t))
	for n := range len(w.clusters) {
		s := w.first(n).String()
		body, found := strings.CutSuffix(s, "…")
		if !found {
			t.Fatalf("%q has no ellipsis", s)
		}
		if strings.HasSuffix(body, " ") {
			t.Fatalf("%q has a space before the ellipsis", s)
		}
		var seg segmenter.Segmenter
		seg.Init([]rune(body))
		count := 0
		for it := seg.GraphemeIterator(); it.Next(); count++ {
			if got := string(it.Grapheme().Text); got != w.clusters[count] {
				t.Fatalf("cluster %d is %q, want %q", count, got, w.clusters[count])
			}
		}
	}
}

func TestHostileTextIsDrawn(t *testing.T) {
	t.Parallel()
	for name, text := range hostile() {
		for _, shape := range []Shape{Circle, Hexagon, Shield} {
			p := compose(t, Design{Title: text, Issuer: text, City: text, Language: text, Shape: shape, Level: 3}, flatCover(color.Gray{90}))
			if _, err := p.PNG(64); err != nil {
				t.Fatal(err)
			}
			b, err := p.SVG()
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range svgFaults(b) {
				t.Errorf("%s: %s", name, fault)
			}
		}
	}
}

func hostile() map[string]string {
	return map[string]string{
		"control":    "\x00\x01\x02\x1b\u0085\ufeff\ufffe",
		"long":       strings.Repeat("Gemeinsam lernen und mehr ", 200),
		"one word":   strings.Repeat("w", 5000),
		"emoji":      strings.Repeat("🎉👩‍🚀", 400),
		"marks":      "a" + strings.Repeat("\u0301", 4000) + "b",
		"directions": strings.Repeat("\u202e\u2067אa1", 300),
		"not UTF-8":  "\xff\xfe\xc3(",
		"markup":     `"></title><script>alert(1)</script><!--`,
		"spaces":     strings.Repeat("\u3000\u00a0 ", 900),
		"joiners":    strings.Repeat("\u200d", 3000),
	}
}

func FuzzDesign(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text[:min(len(text), 120)], uint8(2), 3)
	}
	f.Fuzz(func(t *testing.T, text string, shape uint8, level int) {
		p, err := Compose(Design{Title: text, Issuer: text, City: text, Language: text, Shape: Shape(shape), Level: level}, flatCover(color.Gray{90}))
		if err != nil {
			return
		}
		b, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if faults := svgFaults(b); len(faults) > 0 {
			t.Fatal(faults)
		}
		if alt := p.Alternative(); alt == "" || !utf8.ValidString(alt) {
			t.Fatalf("the alternative is %q", alt)
		}
	})
}
