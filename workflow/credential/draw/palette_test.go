package draw

import (
	"image"
	"image/color"
	"testing"
)

func covers() map[string]image.Image {
	out := map[string]image.Image{
		"white": flatCover(color.White), "black": flatCover(color.Black),
		"grey": flatCover(color.Gray{120}), "noise": noise(),
		"clear": image.NewNRGBA(image.Rect(0, 0, 40, 40)),
		"split": splitCover(color.NRGBA{250, 240, 20, 255}, color.NRGBA{20, 60, 240, 255}),
	}
	for hue := 0; hue < 360; hue += 20 {
		c := shade{0.7, 0.25, float64(hue)}.rgb()
		out["hue "+string(rune('A'+hue/20))] = flatCover(c)
	}
	return out
}

func splitCover(a, b color.NRGBA) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for y := range 100 {
		for x := range 200 {
			c := a
			if x > 90 {
				c = b
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// WCAG 2.2, 1.4.3, measured on the pixels that lie under the title.
func TestTheTitleStandsOutFromTheRibbonForEveryCover(t *testing.T) {
	t.Parallel()
	for name, cover := range covers() {
		b := badgeOf(t, Design{Title: "What is an Open Badge?", Issuer: lithuanian, Level: 2})
		b.colour(cover)
		b.paint()
		b.items = b.items[:len(b.items)-1] // all but the title
		m := b.pixels(canvas/2, canvas/2, 0.5)
		low, high := b.ribbon.title().bounds()
		for y := int(low.y); y < int(high.y); y += 3 {
			for x := int(low.x); x < int(high.x); x += 9 {
				flat := b.ribbon.unbent(point{float64(x), float64(y)})
				if flat < -b.ribbon.height/2+14 || flat > b.ribbon.height/2-14 {
					continue
				}
				c := m.RGBAAt(x/2, y/2)
				if got := contrast(color.NRGBA(c), b.colors.ink); got < 4.5 {
					t.Fatalf("%s: contrast at %d,%d is %.2f, want 4.5", name, x, y, got)
				}
			}
		}
	}
}

func TestSmallTextStandsOutFromTheBodyForEveryCover(t *testing.T) {
	t.Parallel()
	for name, cover := range covers() {
		b := badgeOf(t, Design{})
		b.colour(cover)
		for i, c := range b.colors.body {
			if got := contrast(c, b.colors.onBody); got < 4.5 {
				t.Errorf("%s: contrast to tone %d is %.2f, want 4.5", name, i, got)
			}
		}
	}
}

func TestColoursComeFromTheCover(t *testing.T) {
	t.Parallel()
	blue, red := shadeOf(color.NRGBA{30, 60, 220, 255}).h, shadeOf(color.NRGBA{220, 30, 40, 255}).h
	for _, c := range []struct {
		name  string
		cover image.Image
		body  float64
	}{
		{"blue", flatCover(color.NRGBA{30, 60, 220, 255}), blue},
		{"red", flatCover(color.NRGBA{220, 30, 40, 255}), red},
	} {
		b := badgeOf(t, Design{})
		b.colour(c.cover)
		got := shadeOf(b.colors.body[1]).h
		if d := got - c.body; d > 15 || d < -15 {
			t.Errorf("%s: the body's hue is %.0f, want about %.0f", c.name, got, c.body)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	black, white := color.NRGBA{0, 0, 0, 255}, color.NRGBA{255, 255, 255, 255}
	if got := contrast(black, white); got != 21 {
		t.Errorf("black on white is %v, want 21", got)
	}
	if got := contrast(color.NRGBA{0x76, 0x76, 0x76, 255}, white); got < 4.5 || got > 4.6 {
		t.Errorf("#767676 on white is %v, want 4.54", got)
	}
}

func TestAColourSurvivesTheWayToOKLCHAndBack(t *testing.T) {
	t.Parallel()
	for i := range 4096 {
		c := color.NRGBA{uint8(i & 15 * 17), uint8(i >> 4 & 15 * 17), uint8(i >> 8 * 17), 255}
		got := shadeOf(c).rgb()
		if near(got.R, c.R) && near(got.G, c.G) && near(got.B, c.B) {
			continue
		}
		t.Fatalf("got %v, want %v", got, c)
	}
}

func near(a, b uint8) bool { d := int(a) - int(b); return d >= -2 && d <= 2 }
