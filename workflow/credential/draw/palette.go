package draw

import (
	"image"
	"image/color"
	"math"
)

// leastContrast is a little above the 4.5 that WCAG 2.2 asks for (1.4.3), so
// that rounding and antialiasing stay on the right side.
const leastContrast = 4.8

// palette are the colours of one badge.
type palette struct {
	body   [3]color.NRGBA // ring and field: light, middle, dark
	onBody color.NRGBA    // text on it
	ribbon [2]color.NRGBA // front of the ribbon: upper, lower edge
	tail   [2]color.NRGBA // its ends, which lie behind
	fold   color.NRGBA    // the shadow side between
	ink    color.NRGBA    // text on the ribbon
	trim   []stop         // metal of edges and stars
	gleam  color.NRGBA    // the lightest of the metal
}

// hues are the leading colours of a picture, in degrees; main and accent are
// the same where the picture has but one, and grey says that it has none.
type hues struct {
	main, accent float64
	grey         bool
}

const hueBins = 36

// huesOf looks at about two thousand pixels of the cover.
func huesOf(cover *image.RGBA) hues {
	var bins [hueBins]float64
	b := cover.Bounds()
	stepX, stepY := max(1, b.Dx()/46), max(1, b.Dy()/46)
	var total, seen float64
	for y := b.Min.Y + stepY/2; y < b.Max.Y; y += stepY {
		for x := b.Min.X + stepX/2; x < b.Max.X; x += stepX {
			i := cover.PixOffset(x, y)
			s := shadeOf(color.NRGBA{cover.Pix[i], cover.Pix[i+1], cover.Pix[i+2], 255})
			seen++
			if s.c < 0.02 {
				continue
			}
			bins[int(s.h/360*hueBins)%hueBins] += s.c
			total += s.c
		}
	}
	if seen == 0 || total/seen < 0.012 {
		return hues{main: 255, accent: 255, grey: true}
	}
	smooth := smoothed(bins)
	first := peak(smooth, -1)
	second := peak(smooth, first)
	h := hues{main: hueOfBin(smooth, first)}
	h.accent = h.main
	if second >= 0 && smooth[second] > 0.16*smooth[first] {
		h.accent = hueOfBin(smooth, second)
	}
	return h
}

func smoothed(bins [hueBins]float64) [hueBins]float64 {
	var out [hueBins]float64
	for i := range bins {
		for d, weight := range [...]float64{0.4, 0.24, 0.06} {
			out[i] += weight * bins[(i+d)%hueBins]
			if d > 0 {
				out[i] += weight * bins[(i+hueBins-d)%hueBins]
			}
		}
	}
	return out
}

// peak is the strongest bin that is at least 60 degrees away from another one;
// it is -1 where there is nothing.
func peak(bins [hueBins]float64, other int) int {
	best, most := -1, 0.0
	for i, v := range bins {
		if other >= 0 {
			d := (i - other + hueBins) % hueBins
			if min(d, hueBins-d) < 6 {
				continue
			}
		}
		if v > most {
			best, most = i, v
		}
	}
	return best
}

func hueOfBin(bins [hueBins]float64, i int) float64 {
	left, mid, right := bins[(i+hueBins-1)%hueBins], bins[i], bins[(i+1)%hueBins]
	shift := (right - left) / (left + mid + right + 1e-9)
	return math.Mod((float64(i)+0.5+shift)*360/hueBins+360, 360)
}

// paletteFor chooses the colours for a cover with the given hues. Whatever they
// are, the text on ribbon and body has at least leastContrast.
func paletteFor(h hues, level int) palette {
	bodyChroma, ribbonChroma := 0.075, 0.165
	if h.grey {
		bodyChroma, ribbonChroma = 0.028, 0.11
	}
	body, accent := h.main, h.accent
	if earthy(body) && !earthy(accent) {
		body, accent = accent, body
	}
	if body > 75 && body < 125 { // dark yellow is mud: lean to bronze
		body = 62
	}
	p := palette{
		body: [3]color.NRGBA{
			shade{0.44, bodyChroma * 1.25, body}.rgb(),
			shade{0.33, bodyChroma, body}.rgb(),
			shade{0.235, bodyChroma * 0.8, body}.rgb(),
		},
		onBody: shade{0.985, 0.008, body}.rgb(),
	}
	p.dyeRibbon(accent, ribbonChroma)
	p.trim = metal(level, body)
	p.gleam = p.trim[0].colour
	return p
}

// earthy hues, orange and yellow, shine on a ribbon and are brown in the dark.
func earthy(hue float64) bool { return hue > 40 && hue < 115 }

// dyeRibbon gives the ribbon the accent's hue: a strong one under white text,
// or, for yellows, which lose their nature in the dark, a light one under dark
// text.
func (p *palette) dyeRibbon(hue, chroma float64) {
	light := hue > 52 && hue < 118
	base, step := shade{0.56, chroma, hue}, -0.01
	p.ink = color.NRGBA{255, 255, 255, 255}
	if light {
		base, step = shade{0.83, 0.155, math.Max(68, math.Min(hue, 88))}, 0.01
		p.ink = p.body[2]
	}
	for {
		upper, lower := base, base
		upper.l += 0.03
		lower.l -= 0.035
		p.ribbon = [2]color.NRGBA{upper.rgb(), lower.rgb()}
		least := min(contrast(p.ink, p.ribbon[0]), contrast(p.ink, p.ribbon[1]))
		if least >= leastContrast || base.l < 0.05 || base.l > 0.96 {
			break
		}
		base.l += step
	}
	tail := base
	tail.l -= 0.1
	dark := tail
	dark.l -= 0.09
	p.tail = [2]color.NRGBA{tail.rgb(), dark.rgb()}
	p.fold = shade{dark.l - 0.09, dark.c * 0.8, dark.h}.rgb()
}

// metal is the gradient of edges and stars: bronze for levels 1 and 2, silver
// for 3, gold for 4 and 5, and a pale tint of the body without a level.
func metal(level int, hue float64) []stop {
	tones := [4]shade{{0.96, 0.02, hue}, {0.84, 0.035, hue}, {0.68, 0.05, hue}, {0.91, 0.03, hue}}
	switch {
	case level >= 4:
		tones = [4]shade{{0.97, 0.06, 95}, {0.83, 0.14, 85}, {0.64, 0.125, 72}, {0.92, 0.1, 92}}
	case level == 3:
		tones = [4]shade{{0.985, 0.003, 250}, {0.86, 0.012, 250}, {0.67, 0.02, 255}, {0.94, 0.008, 250}}
	case level >= 1:
		tones = [4]shade{{0.93, 0.045, 65}, {0.75, 0.1, 58}, {0.55, 0.1, 50}, {0.84, 0.08, 62}}
	}
	at := [4]float64{0, 0.38, 0.72, 1}
	out := make([]stop, len(tones))
	for i, t := range tones {
		out[i] = stop{at[i], t.rgb()}
	}
	return out
}
