package draw

import (
	"bytes"
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/jpeg"
)

// Size of a card in pixels: what Open Graph pictures are shown at
// (https://ogp.me names no size; 1.91 to 1 is what sites cut to).
const (
	CardWidth  = 1200
	CardHeight = 630
)

const (
	cardBadge   = 500 // side of the badge on it
	cardMargin  = 65
	cardColumn  = 2*cardMargin + cardBadge - 10 // where the words begin
	cardWords   = CardWidth - cardColumn - cardMargin
	cardQuality = 88
)

// Card is the picture that stands beside a link to the badge: the badge itself and
// what it says, large enough to be read in a list, as JPEG of CardWidth by CardHeight.
// In scripts that run to the left the words stand at the left and the badge at the right.
func (p *Picture) Card() ([]byte, error) {
	t, err := newTypesetter(p.design.Language)
	if err != nil {
		return nil, err
	}
	c := card{Picture: p, mirrored: rightToLeft(p.design.Title + p.design.Issuer)}
	c.ground()
	c.write(t)
	ground := c.scene.pixels(CardWidth, CardHeight, 1)
	badge := p.scene.pixels(cardBadge, cardBadge, float64(cardBadge)/canvas)
	at := image.Pt(cardMargin, (CardHeight-cardBadge)/2)
	if c.mirrored {
		at.X = CardWidth - cardMargin - cardBadge
	}
	imagedraw.Draw(ground, badge.Rect.Add(at), badge, image.Point{}, imagedraw.Over)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, ground, &jpeg.Options{Quality: cardQuality}); err != nil {
		return nil, fmt.Errorf("draw: card: %w", err)
	}
	return b.Bytes(), nil
}

// card is one in the making.
type card struct {
	*Picture
	scene    scene
	mirrored bool
}

// ground is the badge's own colours, with a glow behind it and its metal along the foot.
func (c *card) ground() {
	all := polygon(point{0, 0}, point{CardWidth, 0}, point{CardWidth, CardHeight}, point{0, CardHeight})
	c.scene.fill(all, linearPaint(point{0, 0}, point{CardWidth, CardHeight},
		stop{0, c.colors.body[1]}, stop{1, c.colors.body[2]}))
	glow := point{c.mirror(cardMargin + cardBadge/2), CardHeight / 2}
	c.scene.fill(all, radialPaint(glow, 460, stop{0, sheer(c.colors.body[0], 0.9)}, stop{1, sheer(c.colors.body[0], 0)}))
	const foot = 10
	c.scene.fill(polygon(point{0, CardHeight - foot}, point{CardWidth, CardHeight - foot}, point{CardWidth, CardHeight}, point{0, CardHeight}),
		linearPaint(point{0, 0}, point{CardWidth, 0}, c.colors.trim...))
}

func (c *card) mirror(x float64) float64 {
	if c.mirrored {
		return CardWidth - x
	}
	return x
}

// passage is a text in the column of words, with the space above it.
type passage struct {
	text  string
	room  room
	above float64
	sheer float64
}

// write sets the words, one passage below the other, in the middle of the height.
func (c *card) write(t *typesetter) {
	known := t.faces.known
	list := []passage{
		{"Open Badge", room{width: cardWords, one: 30, least: 20, height: 1.3}, 0, 0.8},
		{c.design.Title, room{width: cardWords, one: 84, two: 72, least: 40, height: 1.35}, 34, 1},
		{c.design.Issuer, room{width: cardWords, one: 36, two: 34, least: 24, height: 1.35}, 34, 0.92},
		{c.design.City, room{width: cardWords, one: 30, least: 20, height: 1.35}, 18, 0.8},
	}
	var blocks []block
	var height float64
	for i, p := range list {
		b := t.fit(wordingOf(p.text, known), p.room)
		blocks = append(blocks, b)
		height += b.height()
		if i > 0 && len(b.lines) > 0 {
			height += p.above
		}
	}
	y := (CardHeight - height) / 2
	for i, b := range blocks {
		if len(b.lines) == 0 {
			continue
		}
		if i > 0 {
			y += list[i].above
		}
		c.scene.fill(c.column(b, y), plain(sheer(c.colors.onBody, list[i].sheer)))
		y += b.height()
	}
}

// height is that of the lines.
func (b block) height() float64 { return float64(len(b.lines)) * b.size * lineFeed }

// column is the outline of lines that begin at the column's edge, from y down.
func (c *card) column(b block, y float64) path {
	var out path
	for _, l := range b.lines {
		middle := y + b.size*lineFeed/2
		x := float64(cardColumn)
		if c.mirrored {
			x = CardWidth - cardColumn - l.width*b.size/em
		}
		out = append(out, l.sized(b.size).moved(point{x, middle + l.baseline(b.size)})...)
		y += b.size * lineFeed
	}
	return out
}
