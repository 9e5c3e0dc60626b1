package draw

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

func TestACardHasTheSizeThatSitesShow(t *testing.T) {
	t.Parallel()
	for name, d := range designs() {
		b, err := compose(t, d, noise()).Card()
		if err != nil {
			t.Fatal(err)
		}
		again, err := compose(t, d, noise()).Card()
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s: two cards of one design differ: %v", name, err)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := m.Bounds(), image.Rect(0, 0, CardWidth, CardHeight); got != want {
			t.Errorf("%s: size is %v, want %v", name, got, want)
		}
		if len(b) > 300<<10 {
			t.Errorf("%s: %d KB, and some sites stop at 300", name, len(b)>>10)
		}
	}
}

func TestWordsOfACardStayWithinIt(t *testing.T) {
	t.Parallel()
	for name, d := range difficult() {
		p := compose(t, d, flatCover(color.White))
		set, err := newTypesetter(d.Language)
		if err != nil {
			t.Fatal(err)
		}
		c := card{Picture: p, mirrored: rightToLeft(d.Title + d.Issuer)}
		c.write(set)
		least, most := float64(cardColumn)-8, float64(CardWidth-cardMargin)+8
		if c.mirrored {
			least, most = CardWidth-most, CardWidth-least
		}
		for _, it := range c.scene.items {
			low, high := it.path.bounds()
			if low.x < least || high.x > most || low.y < 20 || high.y > CardHeight-20 {
				t.Errorf("%s: words from %v to %v", name, low, high)
			}
		}
	}
}

func difficult() map[string]Design {
	long := "Ein sehr langer Name, wie ihn Vereine manchmal haben, der auf zwei Zeilen nicht mehr passt und gekürzt werden muss"
	return map[string]Design{
		"long":  {Title: long, Issuer: long, City: long, Language: "de"},
		"one":   {Title: "A", Issuer: "B"},
		"emoji": {Title: "🎉🎉"},
		"word":  {Title: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", Language: "de"},
		"right": {Title: "مهارات التصوير 2026", Issuer: "جمعية التعليم", Language: "ar"},
	}
}

func TestCardsLookAsTheGoldenOnes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"seal", "arabic"} {
		got, err := compose(t, designs()[name], Cover(name, 480, 270)).Card()
		file := filepath.Join("testdata", "card-"+name+".jpg")
		if updating() {
			err = errors.Join(err, os.WriteFile(file, got, 0o600))
		}
		want, lost := os.ReadFile(file)
		if err = errors.Join(err, lost); err != nil {
			t.Fatal(err)
		}
		if off := difference(t, got, want); off > 1 {
			t.Errorf("%s: pixels differ by %.2f of 255 on the average", file, off)
		}
	}
}

// difference is the average difference of two JPEGs; compressing makes a rounding
// of one larger.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	m, errA := jpeg.Decode(bytes.NewReader(a))
	n, errB := jpeg.Decode(bytes.NewReader(b))
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	var sum, count float64
	for y := range CardHeight {
		for x := range CardWidth {
			p, _ := color.YCbCrModel.Convert(m.At(x, y)).(color.YCbCr)
			q, _ := color.YCbCrModel.Convert(n.At(x, y)).(color.YCbCr)
			sum += max(float64(p.Y)-float64(q.Y), float64(q.Y)-float64(p.Y))
			count++
		}
	}
	return sum / count
}
