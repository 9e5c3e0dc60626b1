package tenants

import (
	"fmt"
	"math"
	"strconv"

	"example.org/laurel"
)

// leastContrast is what text needs to be read (WCAG 2.2, section 1.4.3).
const leastContrast = 4.5

// RGB is a colour in sRGB, 0 to 255 each.
type RGB struct{ R, G, B float64 }

// White and Paper are what a brand's colours meet on a light page: the words on
// the brand, and the ground under words in the accent.
func White() RGB { return RGB{255, 255, 255} }

// Paper is the ground of a light page.
func Paper() RGB { return RGB{246, 244, 238} }

// ParseColour reads a colour as in "#0b6e4f".
func ParseColour(s string) (RGB, bool) {
	if !colourShape.MatchString(s) {
		return RGB{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return RGB{}, false
	}
	return RGB{float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)}, true
}

func (c RGB) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c.R)), int(math.Round(c.G)), int(math.Round(c.B)))
}

// Mix goes the part way, 0 to 1, from c to other.
func (c RGB) Mix(other RGB, way float64) RGB {
	return RGB{c.R + (other.R-c.R)*way, c.G + (other.G-c.G)*way, c.B + (other.B-c.B)*way}
}

// Until goes from c to other in steps, as far as is needed to be good.
func (c RGB) Until(other RGB, good func(RGB) bool) RGB {
	for way := 0.0; way < 1; way += .02 {
		if m := c.Mix(other, way); good(m) {
			return m
		}
	}
	return other
}

// Readable reports whether a colour stands out from ground. It leaves a little
// room for rounding.
func Readable(ground RGB) func(RGB) bool {
	return func(c RGB) bool { return Contrast(c, ground) >= leastContrast+.1 }
}

// Contrast is 1 to 21, as WCAG 2.2 defines the contrast ratio.
func Contrast(a, b RGB) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func (c RGB) luminance() float64 {
	linear := func(v float64) float64 {
		if v /= 255; v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*linear(c.R) + .7152*linear(c.G) + .0722*linear(c.B)
}

// checkColours refuses colours in which, or on which, words cannot be read, and
// proposes the nearest darker ones that can.
func checkColours(t Tenant) error {
	if err := checkColour(t.Colour, "colour", White()); err != nil {
		return err
	}
	return checkColour(t.Accent, "accent", Paper())
}

func checkColour(colour, field string, ground RGB) error {
	if colour == "" {
		return nil
	}
	c, ok := ParseColour(colour)
	if !ok {
		return laurel.E(laurel.Invalid, "tenant.colour").At(field)
	}
	ratio := Contrast(c, ground)
	if ratio >= leastContrast {
		return nil
	}
	return laurel.E(laurel.Invalid, "tenant.contrast-"+field).At(field).With(laurel.Args{
		"Ratio": fmt.Sprintf("%.2f", math.Floor(ratio*100)/100), "Better": c.Until(RGB{}, Readable(ground)).String(),
	})
}
