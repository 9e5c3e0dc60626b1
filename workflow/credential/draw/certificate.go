package draw

import (
	"image/color"
	"slices"
	"strings"
	"time"
)

// Certificate is what stands on paper. All words but the badge's own are the
// caller's, in the reader's language; any may be of any length, and what does not fit
// is cut and ends in an ellipsis.
type Certificate struct {
	Kind     string    // "Certificate"
	Holder   string    // whose it is; empty: nobody is named
	Has      string    // "has earned the Open Badge"
	By       string    // "awarded by LANE on 24 November 2026"
	Heading  string    // of the criteria
	Criteria string    // paragraphs, without markup
	Check    string    // what the address and the code are for
	Address  string    // of the credential, 1..1024 bytes
	At       time.Time // when it was awarded: the document's own date
}

// A4 in points, and what stands where on it.
const (
	pageWidth   = 595.28
	pageHeight  = 841.89
	pageMargin  = 62.0
	pageBand    = 168.0 // of colour, at the head
	pageBadge   = 236.0 // side of the badge, which stands half on the band
	badgeTop    = 54.0
	codeSide    = 92.0 // of the code: 32 mm
	footTop     = pageHeight - pageMargin - codeSide
	printPixels = 1024 // the badge's side: 312 to the inch
)

// Certificate is the badge on a page of A4 as PDF 1.7, for print: vectors but for the
// badge's picture, and the words once more as text that can be searched and copied. The
// same certificate of the same picture gives the same bytes. It is Invalid (qr.empty) or
// TooLarge (qr.long) where the address is.
func (p *Picture) Certificate(c Certificate) ([]byte, error) {
	code, err := Code(c.Address)
	if err != nil {
		return nil, err
	}
	bold, err := newTypesetter(p.design.Language)
	if err != nil {
		return nil, err
	}
	regular, err := newRegular(p.design.Language)
	if err != nil {
		return nil, err
	}
	s := &leaf{Picture: p, bold: bold, regular: regular, reversed: rightToLeft(c.Kind + c.Has)}
	s.frame()
	s.head(c)
	s.criteria(c)
	s.foot(c, code)
	return s.pdf(c)
}

// leaf is a certificate in the making: outlines in points, and the words that they show.
type leaf struct {
	*Picture
	bold, regular *typesetter
	reversed      bool // its words run to the left
	scene         scene
	words         []words
	y             float64 // where the next words go
}

// words are a line as text, its letters from left to right: readers of PDF put what
// runs to the left in order again.
type words struct {
	text    string
	x, y    float64 // where its baseline begins
	size    float64
	address string // that it leads to
}

// paperInk is the colour of what matters on paper, paperSoft of what is beside it:
// 6.9 to 1 on white.
func paperInk() color.NRGBA  { return color.NRGBA{28, 30, 36, 255} }
func paperSoft() color.NRGBA { return color.NRGBA{86, 90, 100, 255} }

// frame is the band of the badge's colour and a line around the page.
func (s *leaf) frame() {
	s.scene.fill(oblong(0, 0, pageWidth, pageBand), plain(s.colors.body[1]))
	s.scene.fill(oblong(0, pageBand, pageWidth, 3), plain(s.colors.gleam))
	const inset, line = 22.0, 0.8
	outer := oblong(inset, pageBand+inset, pageWidth-2*inset, pageHeight-pageBand-2*inset)
	inner := oblong(inset+line, pageBand+inset+line, pageWidth-2*(inset+line), pageHeight-pageBand-2*(inset+line))
	s.scene.fill(ring(outer, inner), plain(sheer(s.colors.body[0], 0.45)))
	behind := point{pageWidth / 2, badgeTop + pageBadge/2}
	s.scene.fill(circle(behind, pageBadge/2+12), plain(color.NRGBA{255, 255, 255, 255}))
}

func oblong(x, y, w, h float64) path {
	return polygon(point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

// head says who has earned what, in the middle of the page.
func (s *leaf) head(c Certificate) {
	s.y = badgeTop + pageBadge + 34
	wide := pageWidth - 2*pageMargin
	s.centred(s.regular, c.Kind, room{width: wide, one: 15, least: 9, height: 1.4}, paperSoft())
	s.y += 12
	s.centred(s.bold, c.Holder, room{width: wide, one: 32, two: 26, least: 16, height: 1.4}, paperInk())
	s.y += 10
	s.centred(s.regular, c.Has, room{width: wide, one: 14, least: 9, height: 1.4}, paperSoft())
	s.y += 12
	s.centred(s.bold, s.design.Title, room{width: wide, one: 24, two: 22, least: 14, height: 1.4}, s.colors.body[1])
	s.y += 12
	s.centred(s.regular, c.By, room{width: wide, one: 13, two: 13, least: 8, height: 1.4}, paperInk())
}

// centred sets one or two lines in the middle. Nothing to say takes no room.
func (s *leaf) centred(t *typesetter, text string, r room, ink color.NRGBA) {
	w := wordingOf(text, t.faces.known)
	b := t.fit(w, r)
	for i, l := range b.lines {
		x := (pageWidth - l.width*b.size/em) / 2
		s.line(l, words{text: l.seen, x: x, y: s.y + b.size, size: b.size}, ink)
		s.y += b.size * lineFeed
		if i == len(b.lines)-1 {
			s.y += b.size * 0.2
		}
	}
}

// line shows one line, and holds it as text.
func (s *leaf) line(l line, w words, ink color.NRGBA) {
	s.scene.fill(l.sized(w.size).moved(point{w.x, w.y}), plain(ink))
	s.words = append(s.words, w)
}

// criteria fill what is left above the foot.
func (s *leaf) criteria(c Certificate) {
	const size, feed = 10.5, 14.5
	if strings.TrimSpace(c.Criteria) == "" {
		return
	}
	s.y += 22
	s.aligned(s.bold, c.Heading, 11, paperInk())
	s.y += 5
	var lines []string
	wide := pageWidth - 2*pageMargin
	for p := range strings.SplitSeq(c.Criteria, "\n") {
		lines = append(lines, s.regular.paragraph(p, wide*em/size)...)
	}
	room := int((footTop - 26 - s.y) / feed)
	if room < 1 {
		return
	}
	if len(lines) > room {
		lines = append(lines[:room-1:room-1], strings.TrimRight(lines[room-1], " .,;:")+" …")
	}
	for _, text := range lines {
		s.aligned(s.regular, text, size, paperInk())
		s.y += feed - size*lineFeed
	}
}

// aligned sets one line at the edge where its script begins.
func (s *leaf) aligned(t *typesetter, text string, size float64, ink color.NRGBA) {
	l := t.set(text)
	x := pageMargin
	if rightToLeft(text) {
		x = pageWidth - pageMargin - l.width*size/em
	}
	s.line(l, words{text: l.seen, x: x, y: s.y + size, size: size}, ink)
	s.y += size * lineFeed
}

// foot says how the certificate is checked.
func (s *leaf) foot(c Certificate, code QR) {
	at := point{pageMargin, footTop}
	if s.reversed {
		at.x = pageWidth - pageMargin - codeSide
	}
	s.scene.fill(code.outline(at, codeSide), plain(color.NRGBA{0, 0, 0, 255}))
	left, wide := pageMargin+codeSide+18, pageWidth-2*pageMargin-codeSide-18
	if s.reversed {
		left = pageMargin
	}
	const size, feed = 9.5, 13.0
	var lines []string
	for p := range strings.SplitSeq(c.Check, "\n") {
		lines = append(lines, s.regular.paragraph(p, wide*em/size)...)
	}
	lines = lines[:min(len(lines), 4)]
	address := s.regular.paragraph(c.Address, wide*em/size)
	address = address[:min(len(address), 3)] // the code holds all of it
	y := footTop + (codeSide-float64(len(lines)+len(address))*feed)/2
	for i, text := range slices.Concat(lines, address) {
		l := s.regular.set(text)
		w := words{text: l.seen, x: left, y: y + size, size: size}
		ink := paperSoft()
		if i >= len(lines) {
			ink, w.address = s.colors.body[1], c.Address
		}
		if s.reversed {
			w.x = left + wide - l.width*size/em
		}
		s.line(l, w, ink)
		y += feed
	}
}

// paragraph breaks a text into lines of at most width, in units of size em (UAX 14);
// what has no place to break is broken between letters.
func (t *typesetter) paragraph(s string, width float64) (lines []string) {
	rest := wordingUpTo(s, t.faces.known, mostRunes).String()
	for rest != "" {
		n := t.fitting(rest, width)
		lines = append(lines, strings.TrimSpace(rest[:n]))
		rest = strings.TrimLeft(rest[n:], " ")
	}
	return lines
}

// fitting is how many bytes of s stand on one line.
func (t *typesetter) fitting(s string, width float64) int {
	if t.set(s).width <= width {
		return len(s)
	}
	best := 0
	for _, end := range lineEnds(s) {
		if t.set(strings.TrimRight(s[:end], " ")).width > width {
			break
		}
		best = end
	}
	if best > 0 {
		return best
	}
	for _, end := range clusterEnds(s) {
		if best > 0 && t.set(s[:end]).width > width {
			break
		}
		best = end
	}
	return best
}

// outline is the code without its margin, side wide: the paper is its margin.
func (q QR) outline(at point, side float64) path {
	var out path
	unit := side / float64(len(q.modules))
	for y, row := range q.modules {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x > start {
				out = append(out, oblong(at.x+float64(start)*unit, at.y+float64(y)*unit, float64(x-start)*unit, unit)...)
			}
		}
	}
	return out
}
