package draw

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

func paper() Certificate {
	return Certificate{Kind: "Certificate", Holder: "Ada Žukauskaitė", Has: "has earned the Open Badge",
		By: "awarded by LANE on 24 November 2026", Heading: "What was done for it",
		Criteria: "1. Take a photo.\n2. Write what it tells.", Check: "Check it here.",
		Address: "https://badges.example.org/t/k3j9x2m4q8/credentials/0192f0c4-7a3e-7cc1-9d0e-5a6b7c8d9e0f",
		At:      time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
}

func TestTheSameCertificateGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for name, d := range designs() {
		one, err := compose(t, d, noise()).Certificate(paper())
		if err != nil {
			t.Fatal(err)
		}
		two, err := compose(t, d, noise()).Certificate(paper())
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: two certificates of one badge differ: %v", name, err)
		}
		if !bytes.HasPrefix(one, []byte("%PDF-1.")) || !bytes.Contains(one, []byte("/URI (https://badges.example.org/")) {
			t.Errorf("%s: it is no PDF with a link to the credential", name)
		}
	}
}

func TestNothingOnACertificateStandsOnOrBeyondTheMargin(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ein sehr langer Satz, wie ihn manche schreiben, wenn sie Zeit haben. ", 60)
	word := strings.Repeat("x", 400)
	for name, c := range map[string]Certificate{
		"long":  {Kind: long, Holder: long, Has: long, By: long, Heading: "H", Criteria: long + "\n" + word, Check: long, Address: "https://x.example/" + strings.Repeat("y", 900)},
		"empty": {Address: "https://x.example"},
		"right": {Kind: "شهادة", Holder: "ليلى حداد", Has: "حصل", Criteria: "التقط صورة", Check: "هنا", Address: "https://x.example"},
	} {
		p := compose(t, openBadge(), nil)
		bold, err := newTypesetter("de")
		if err != nil {
			t.Fatal(err)
		}
		plainly, err := newRegular("de")
		if err != nil {
			t.Fatal(err)
		}
		code, err := Code(c.Address)
		if err != nil {
			t.Fatal(err)
		}
		s := &leaf{Picture: p, bold: bold, regular: plainly, reversed: rightToLeft(c.Kind + c.Has)}
		s.head(c)
		s.criteria(c)
		if s.y > footTop {
			t.Errorf("%s: the criteria reach down to %.0f, into the foot at %.0f", name, s.y, footTop)
		}
		s.foot(c, code)
		for _, it := range s.scene.items {
			low, high := it.path.bounds()
			if len(it.path) > 0 && (low.x < pageMargin-3 || high.x > pageWidth-pageMargin+3 || high.y > pageHeight-pageMargin/2) {
				t.Errorf("%s: something stands from %v to %v", name, low, high)
			}
		}
	}
}

func TestAnAddressThatIsNoneMakesNoCertificate(t *testing.T) {
	t.Parallel()
	p := compose(t, openBadge(), nil)
	for address, want := range map[string]laurel.Kind{"": laurel.Invalid, strings.Repeat("x", 1025): laurel.TooLarge} {
		c := paper()
		c.Address = address
		if _, err := p.Certificate(c); laurel.KindOf(err) != want {
			t.Errorf("an address of %d bytes: got %v, want %v", len(address), err, want)
		}
	}
}

func TestWordsAreWrittenAsTheyStandOnPaper(t *testing.T) {
	t.Parallel()
	set, err := newRegular("he")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{"Ada": "Ada", "אבג": "גבא", "אב 12": "12 בא"} {
		if got := set.set(s).seen; got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

// TestNumbersStandWithTheWordsThatTheyFollow: in a line from left to right, a number
// after words from right to left stood at the wrong side of them.
func TestNumbersStandWithTheWordsThatTheyFollow(t *testing.T) {
	t.Parallel()
	set, err := newRegular("en")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		"Course שלום 2024":            "Course 2024 םולש",
		"Course שלום 2024, part 3":    "Course 2024 םולש, part 3",
		"Course אב 12 גד 34 and more": "Course 34 דג 12 בא and more",
		"Course שלום 2,024.5% off":    "Course 2,024.5% םולש off",
		"Kurs درس 20-24 teil":         "Kurs 24-20 سرد teil",
		"Kurs درس 2024, Teil 3":       "Kurs 2024 سرد, Teil 3",
		"Course אב 20-24th":           "Course 20-24 באth",
		"No. 7 שלום":                  "No. 7 םולש",
		"2024 שלום":                   "םולש 2024",
		"שלום Course 2024":            "Course 2024 םולש",
		"אב 12 גד":                    "דג 12 בא",
		"Kurs درس 2024":               "Kurs 2024 سرد",
		"A ב 1 ג":                     "A ג 1 ב",
	} {
		if got := set.set(s).seen; got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	if got, want := set.set("A ב 1 ג").width, set.set("A 1 ב ג").width; got != want {
		t.Errorf("the same letters are %v wide, want %v: a space is lost", got, want)
	}
}

func BenchmarkCertificate(b *testing.B) {
	p, err := Compose(openBadge(), Cover("photograph", coverWidth, coverHeight))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Certificate(paper()); err != nil {
			b.Fatal(err)
		}
	}
}
