package draw

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/jpeg"
	"math"
	"strconv"
)

// svgWriter writes a scene as SVG 1.1: paths, gradients, clips and blurs, and
// the photo as data. It refers to nothing outside itself and holds no script.
type svgWriter struct {
	prefix string // of ids, so that several badges may stand in one page
	defs   bytes.Buffer
	body   bytes.Buffer
	made   int
}

// svgText is what the document says in words.
type svgText struct{ title, language string }

func (s *scene) svg(text svgText, prefix string) ([]byte, error) {
	w := &svgWriter{prefix: prefix}
	for _, it := range s.items {
		if err := w.item(it); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d" role="img"`, canvas, canvas)
	if text.language != "" {
		out.WriteString(` xml:lang="`)
		if err := escape(&out, text.language); err != nil {
			return nil, err
		}
		out.WriteByte('"')
	}
	out.WriteString(`><title>`)
	if err := escape(&out, text.title); err != nil {
		return nil, err
	}
	out.WriteString(`</title><defs>`)
	out.Write(w.defs.Bytes())
	out.WriteString(`</defs>`)
	out.Write(w.body.Bytes())
	out.WriteString(`</svg>`)
	return out.Bytes(), nil
}

func escape(b *bytes.Buffer, s string) error {
	if err := xml.EscapeText(b, []byte(s)); err != nil {
		return fmt.Errorf("draw: svg: %w", err)
	}
	return nil
}

func (w *svgWriter) id() string {
	w.made++
	return w.prefix + strconv.Itoa(w.made)
}

func (w *svgWriter) item(it item) error {
	if it.paint.kind == photo {
		return w.photo(it)
	}
	fill := w.fill(it.paint)
	if it.blur > 0 {
		id := w.id()
		low, high := it.path.bounds()
		m := 3 * it.blur
		fmt.Fprintf(&w.defs, `<filter id="%s" filterUnits="userSpaceOnUse" x="%s" y="%s" width="%s" height="%s"`+
			` color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="%s"/></filter>`,
			id, number(low.x-m), number(low.y-m), number(high.x-low.x+2*m), number(high.y-low.y+2*m), number(it.blur))
		fill += ` filter="url(#` + id + `)"`
	}
	fmt.Fprintf(&w.body, `<path %s d="`, fill)
	outline(&w.body, it.path)
	w.body.WriteString(`"/>`)
	return nil
}

// fill is the attribute that paints a path; gradients go to the definitions.
func (w *svgWriter) fill(p paint) string {
	if p.kind == solid {
		c := p.stops[0].colour
		return `fill="` + hexColour(c) + `"` + opacity(` fill-opacity="`, c)
	}
	id, name := w.id(), "linearGradient"
	if p.kind == radialGradient {
		name = "radialGradient"
		r := math.Hypot(p.to.x-p.from.x, p.to.y-p.from.y)
		fmt.Fprintf(&w.defs, `<%s id="%s" gradientUnits="userSpaceOnUse" cx="%s" cy="%s" r="%s">`,
			name, id, number(p.from.x), number(p.from.y), number(r))
	} else {
		fmt.Fprintf(&w.defs, `<%s id="%s" gradientUnits="userSpaceOnUse" x1="%s" y1="%s" x2="%s" y2="%s">`,
			name, id, number(p.from.x), number(p.from.y), number(p.to.x), number(p.to.y))
	}
	for _, s := range p.stops {
		fmt.Fprintf(&w.defs, `<stop offset="%s" stop-color="%s"%s/>`,
			strconv.FormatFloat(s.at, 'f', -1, 64), hexColour(s.colour), opacity(` stop-opacity="`, s.colour))
	}
	w.defs.WriteString(`</` + name + `>`)
	return `fill="url(#` + id + `)"`
}

const photoQuality = 84

func (w *svgWriter) photo(it item) error {
	var data bytes.Buffer
	if err := jpeg.Encode(&data, it.paint.picture, &jpeg.Options{Quality: photoQuality}); err != nil {
		return fmt.Errorf("draw: svg: %w", err)
	}
	id := w.id()
	fmt.Fprintf(&w.defs, `<clipPath id="%s"><path d="`, id)
	outline(&w.defs, it.path)
	w.defs.WriteString(`"/></clipPath>`)
	at := it.paint.place
	fmt.Fprintf(&w.body, `<g clip-path="url(#%s)"><image x="%d" y="%d" width="%d" height="%d"`+
		` preserveAspectRatio="none" href="data:image/jpeg;base64,`,
		id, at.Min.X, at.Min.Y, at.Dx(), at.Dy())
	w.body.WriteString(base64.StdEncoding.EncodeToString(data.Bytes()))
	w.body.WriteString(`"/></g>`)
	return nil
}

func outline(b *bytes.Buffer, p path) {
	for _, s := range p {
		b.WriteByte(byte(s.op))
		for i, a := range s.at[:s.n] {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(number(a.x))
			b.WriteByte(' ')
			b.WriteString(number(a.y))
		}
	}
}

// number is v to a tenth of a unit.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10+0, 'f', -1, 64)
}

func hexColour(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func opacity(attribute string, c color.NRGBA) string {
	if c.A == 255 {
		return ""
	}
	return attribute + strconv.FormatFloat(math.Round(float64(c.A)/255*1000)/1000, 'f', -1, 64) + `"`
}
