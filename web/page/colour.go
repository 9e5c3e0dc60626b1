package page

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

var brandName = regexp.MustCompile(`^brand-([0-9a-f]{6})\.css$`)

// brandSheet is the address of the style sheet with a brand's colours; colour
// is as in "#0b6e4f".
func brandSheet(colour string) string { return "/static/brand-" + colour[1:] + ".css" }

// brandFile is that style sheet. The colours are moved until text on them, and
// text in them, can be read: 4.5 to 1 at least (WCAG 2.2, section 1.4.3).
func brandFile(name string) (file, bool) {
	m := brandName.FindStringSubmatch(name)
	if m == nil {
		return file{}, false
	}
	n, err := strconv.ParseUint(m[1], 16, 32)
	if err != nil {
		return file{}, false
	}
	brand := rgb{float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)}
	light, dark := rgb{246, 244, 238}, rgb{24, 32, 28}
	fill := brand.until(rgb{0, 0, 0}, readable(rgb{255, 255, 255}))
	const names = ":root{--brand:%s;--accent:%s;--brand-soft:%s}"
	css := fmt.Sprintf(names+"\n@media (prefers-color-scheme:dark){"+names+"}\n",
		fill, fill.until(rgb{0, 0, 0}, readable(light)), brand.mix(rgb{255, 255, 255}, .88),
		fill, brand.until(rgb{255, 255, 255}, readable(dark.mix(rgb{255, 255, 255}, .06))), brand.mix(dark, .78))
	return file{kind: "text/css; charset=utf-8", plain: []byte(css)}, true
}

// rgb is a colour in sRGB, 0 to 255 each.
type rgb struct{ r, g, b float64 }

func (c rgb) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c.r)), int(math.Round(c.g)), int(math.Round(c.b)))
}

// mix goes the part way, 0 to 1, from c to other.
func (c rgb) mix(other rgb, way float64) rgb {
	return rgb{c.r + (other.r-c.r)*way, c.g + (other.g-c.g)*way, c.b + (other.b-c.b)*way}
}

// until goes from c to other in steps, as far as is needed to be good.
func (c rgb) until(other rgb, good func(rgb) bool) rgb {
	for way := 0.0; way < 1; way += .02 {
		if m := c.mix(other, way); good(m) {
			return m
		}
	}
	return other
}

// readable reports whether a colour stands out from ground. It leaves a little
// room for rounding.
func readable(ground rgb) func(rgb) bool {
	return func(c rgb) bool { return contrast(c, ground) >= 4.6 }
}

// contrast is 1 to 21, as WCAG 2.2 defines the contrast ratio.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func (c rgb) luminance() float64 {
	linear := func(v float64) float64 {
		if v /= 255; v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*linear(c.r) + .7152*linear(c.g) + .0722*linear(c.b)
}
