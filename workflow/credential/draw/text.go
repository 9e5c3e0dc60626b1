package draw

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

const (
	mostRunes    = 2000 // of a text that are looked at
	mostClusters = 160  // that can at all be drawn somewhere
	mostMarks    = 4    // on one letter; more is not writing
)

// wording is a text made ready to be drawn: grapheme clusters that the fonts
// can show, without control characters, emoji and doubled spaces.
type wording struct {
	clusters []string
	cut      bool // more was there
}

func (w wording) String() string {
	s := strings.Join(w.clusters, "")
	if w.cut {
		s += "…"
	}
	return s
}

// first is the first n clusters and an ellipsis, without space before it.
func (w wording) first(n int) wording {
	for n > 0 && w.clusters[n-1] == " " {
		n--
	}
	return wording{clusters: w.clusters[:n], cut: true}
}

// wordingOf cleans s. known tells whether some font has the character.
func wordingOf(s string, known func(rune) bool) wording { return wordingUpTo(s, known, mostClusters) }

// wordingUpTo is the same with another bound of clusters.
func wordingUpTo(s string, known func(rune) bool, most int) wording {
	runes := []rune(strings.ToValidUTF8(s, ""))
	var w wording
	if len(runes) > mostRunes {
		runes, w.cut = runes[:mostRunes], true
	}
	var seg segmenter.Segmenter
	seg.Init(runes)
	for it := seg.GraphemeIterator(); it.Next(); {
		c := drawable(it.Grapheme().Text, known)
		if c == "" || c == " " && (len(w.clusters) == 0 || w.clusters[len(w.clusters)-1] == " ") {
			continue
		}
		if len(w.clusters) == most {
			w.cut = true
			break
		}
		w.clusters = append(w.clusters, c)
	}
	if n := len(w.clusters); n > 0 && w.clusters[n-1] == " " {
		w.clusters = w.clusters[:n-1]
	}
	if len(w.clusters) == 0 {
		return wording{}
	}
	return w
}

const (
	zeroWidthNonJoiner  = '\u200c'
	zeroWidthJoiner     = '\u200d'
	emojiPresentation   = '\ufe0f'
	firstPictographBase = 0x1f000
)

// drawable is what of a cluster can be drawn: a space for any white space,
// nothing for an emoji or a letter without glyph.
func drawable(cluster []rune, known func(rune) bool) string {
	base := cluster[0]
	if unicode.IsSpace(base) || unicode.Is(unicode.Z, base) {
		return " "
	}
	if unicode.In(base, unicode.C, unicode.M) || !known(base) {
		return ""
	}
	var b strings.Builder
	marks := 0
	for i, r := range cluster {
		switch {
		case r == emojiPresentation || r >= firstPictographBase:
			return ""
		case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
			b.WriteRune(r)
		case unicode.Is(unicode.C, r) || !known(r):
		case i > 0 && unicode.Is(unicode.M, r):
			if marks++; marks <= mostMarks {
				b.WriteRune(r)
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// rightToLeft tells whether the first letter of the text is of a script that
// runs to the left.
func rightToLeft(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}

// spoken is a text for the picture's text alternative: one line, without
// characters that XML cannot carry, of at most 300 characters.
func spoken(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r),
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff, r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 300 {
		s = string(runes[:299]) + "…"
	}
	return s
}
