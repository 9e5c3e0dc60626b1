package draw

import (
	"image/color"
	"math"
)

// shade is a colour in OKLCH: lightness 0..1, chroma 0..0.4, hue in degrees.
// Equal steps look equal, so one rule gives pleasant colours for every hue.
type shade struct{ l, c, h float64 }

// rgb is the colour in sRGB; chroma that a screen cannot show is given up, hue
// and lightness are kept.
func (s shade) rgb() color.NRGBA {
	for c := s.c; ; c -= 0.004 {
		if out, ok := (shade{s.l, math.Max(c, 0), s.h}).exact(); ok || c <= 0 {
			return out
		}
	}
}

func (s shade) exact() (color.NRGBA, bool) {
	a, b := s.c*math.Cos(s.h*math.Pi/180), s.c*math.Sin(s.h*math.Pi/180)
	l := cubed(s.l + 0.3963377774*a + 0.2158037573*b)
	m := cubed(s.l - 0.1055613458*a - 0.0638541728*b)
	n := cubed(s.l - 0.0894841775*a - 1.2914855480*b)
	fits := true
	channel := func(v float64) uint8 {
		if v < -0.001 || v > 1.001 {
			fits = false
		}
		return encoded(v)
	}
	return color.NRGBA{
		R: channel(4.0767416621*l - 3.3077115913*m + 0.2309699292*n),
		G: channel(-1.2684380046*l + 2.6097574011*m - 0.3413193965*n),
		B: channel(-0.0041960863*l - 0.7034186147*m + 1.7076147010*n),
		A: 255,
	}, fits
}

// shadeOf is the inverse of rgb.
func shadeOf(c color.NRGBA) shade {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	n := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*n
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*n
	return shade{
		l: 0.2104542553*l + 0.7936177850*m - 0.0040720468*n,
		c: math.Hypot(x, y),
		h: math.Mod(math.Atan2(y, x)*180/math.Pi+360, 360),
	}
}

func cubed(v float64) float64 { return v * v * v }

func linear(v uint8) float64 {
	f := float64(v) / 255
	if f <= 0.04045 {
		return f / 12.92
	}
	return math.Pow((f+0.055)/1.055, 2.4)
}

func encoded(v float64) uint8 {
	v = math.Max(0, math.Min(1, v))
	if v <= 0.0031308 {
		v *= 12.92
	} else {
		v = 1.055*math.Pow(v, 1/2.4) - 0.055
	}
	return uint8(v*255 + 0.5)
}

// luminance is the relative luminance of WCAG 2.2, 0..1.
func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// contrast is the contrast ratio of WCAG 2.2, 1..21.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return math.Max(x, y) / math.Min(x, y)
}

// sheer is the colour with its opacity 0..1 changed.
func sheer(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(opacity*255 + 0.5)
	return c
}
