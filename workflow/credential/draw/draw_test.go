package draw

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"example.org/laurel"
)

func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	flag.Parse()
	os.Exit(m.Run())
}

const lithuanian = "Lithuanian Association of Non-formal Education"

// designs are one of each kind, named as their golden files.
func designs() map[string]Design {
	return map[string]Design{
		"seal":     openBadge(),
		"two":      {Title: "Möbel reparieren statt wegwerfen: Grundlagen", Issuer: lithuanian, City: "Dortmund", Shape: Shield, Level: 5, Language: "de"},
		"hexagon":  {Title: "Miesto žygis", Issuer: "Fotoklubas Šviesa", City: "Žemaitija", Shape: Hexagon, Level: 1, Language: "lt"},
		"arabic":   {Title: "مهارات التصوير 2026", Issuer: "جمعية التعليم", City: "حيفا", Shape: Circle, Level: 4, Language: "ar"},
		"cyrillic": {Title: "Як читати місто: ґанок і їжа", Issuer: "Βιβλιοθήκη", City: "თბილისი", Shape: Hexagon, Language: "uk"},
		"hebrew":   {Title: "סדנת נגרות", Issuer: "האגודה לחינוך", City: "חיפה", Shape: Shield, Level: 3, Language: "he"},
		"bare":     {Level: 2},
	}
}

func flatCover(c color.Color) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 320, 180))
	imagedraw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, imagedraw.Src)
	return m
}

func noise() image.Image {
	dice := rand.New(rand.NewPCG(1, 2))
	m := image.NewRGBA(image.Rect(0, 0, 320, 180))
	for i := range m.Pix {
		m.Pix[i] = uint8(dice.UintN(256)) | uint8(255*(i%4/3))
	}
	return m
}

func compose(t *testing.T, d Design, cover image.Image) *Picture {
	t.Helper()
	p, err := Compose(d, cover)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func pixelsOf(t *testing.T, b []byte) *image.NRGBA {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	n, ok := m.(*image.NRGBA)
	if !ok {
		t.Fatalf("picture is a %T, want NRGBA", m)
	}
	return n
}

func TestPicturesLookAsTheGoldenOnes(t *testing.T) {
	t.Parallel()
	for name, d := range designs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := compose(t, d, Cover(name, 480, 270)).PNG(160)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".png")
			if updating() {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if worst := furthest(pixelsOf(t, got), pixelsOf(t, want)); worst > 2 {
				t.Errorf("a pixel differs by %d of 255 from %s", worst, file)
			}
		})
	}
}

// furthest is the largest difference of a channel; rounding differs between
// kinds of processors.
func furthest(a, b *image.NRGBA) int {
	if a.Rect != b.Rect {
		return 255
	}
	worst := 0
	for i := range a.Pix {
		d := int(a.Pix[i]) - int(b.Pix[i])
		worst = max(worst, d, -d)
	}
	return worst
}

func TestTheSameDesignGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for name, d := range designs() {
		one, two := compose(t, d, noise()), compose(t, d, noise())
		for _, form := range []func(*Picture) ([]byte, error){
			func(p *Picture) ([]byte, error) { return p.PNG(256) },
			(*Picture).SVG,
		} {
			a, errA := form(one)
			b, errB := form(two)
			if err := errors.Join(errA, errB); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, b) {
				t.Errorf("%s: two pictures of one design differ", name)
			}
		}
	}
}

func TestAPictureHasTheSizeAskedFor(t *testing.T) {
	t.Parallel()
	p := compose(t, openBadge(), nil)
	for _, px := range []int{64, 512, 1024} {
		b, err := p.PNG(px)
		if err != nil {
			t.Fatal(err)
		}
		m := pixelsOf(t, b)
		if got, want := m.Rect, image.Rect(0, 0, px, px); got != want {
			t.Errorf("size is %v, want %v", got, want)
		}
		if c := m.NRGBAAt(0, 0); c.A != 0 {
			t.Errorf("corner at %d px is %v, want it transparent", px, c)
		}
		if c := m.NRGBAAt(px/2, px/2); c.A != 255 {
			t.Errorf("middle at %d px is %v, want it opaque", px, c)
		}
	}
	for _, px := range []int{-1, 0, 15, 2049} {
		if _, err := p.PNG(px); err == nil {
			t.Errorf("a picture of %d pixels was made", px)
		}
	}
}

func TestADesignOutOfBoundsIsInvalid(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]Design{
		"badge.shape": {Shape: Shield + 1},
		"badge.level": {Level: 6},
	} {
		_, err := Compose(d, nil)
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Text != want {
			t.Errorf("got %v, want invalid %s", err, want)
		}
	}
	if _, err := Compose(Design{Level: -1}, nil); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("a level below 0: got %v, want it invalid", err)
	}
}

func TestTheAlternativeSaysWhatIsOnThePicture(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]Design{
		"What is an Open Badge? – " + lithuanian + " – Campania – ★★★": openBadge(),
		"Fest 🎉":     {Title: "Fest\x00 \n🎉\u202e"},
		"Open Badge": {},
	} {
		p := compose(t, d, flatCover(color.White))
		if got := p.Alternative(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		b, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte("<title>"+want+"</title>")) {
			t.Errorf("the SVG lacks the title %q", want)
		}
	}
}
