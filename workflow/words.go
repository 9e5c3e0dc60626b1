package workflow

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"example.org/laurel"
)

// maxWord bounds a word of the index, in bytes: what is longer is nobody's word.
const maxWord = 64

// Words are the words of a text as a catalogue is searched by them: without case,
// accents and signs, each once, in their order. What is written and what is looked
// for are folded alike, before any database sees it, so that all databases find
// the same.
func Words(text string) []string {
	var list []string
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(fold(text), parts) {
		if len(w) > maxWord {
			w = strings.ToValidUTF8(w[:maxWord], "")
		}
		if !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// parts reports whether a character stands between words.
func parts(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }

// fold takes case and accents from a text, and writes letters that are not made of
// a letter and an accent as people without them on their keyboard do.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(strings.ToLower(strings.ToValidUTF8(text, " "))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < unicode.MaxASCII:
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteString(plainly(unicode.ToLower(r)))
		}
	}
	return b.String()
}

// plainly is a letter that Unicode does not take apart (the Latin ones of Europe's
// languages, and the two forms of the Greek s) in plain letters.
func plainly(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ŋ':
		return "n"
	case 'ŧ':
		return "t"
	case 'ς':
		return "σ"
	}
	return string(r)
}

// Indexed is a list of words as it stands in an index: each between two spaces.
// Nothing at all is one space, so that it differs from what is not indexed yet.
func Indexed(words []string) string {
	if len(words) == 0 {
		return " "
	}
	return " " + strings.Join(words, " ") + " "
}

// TagWord is a tag as one word of the index, which is no word of any text; it is
// empty where there is nothing to be found by.
func TagWord(tag string) string {
	words := Words(tag)
	if len(words) == 0 {
		return ""
	}
	return "#" + strings.Join(words, "-")
}

// TitleWords are the words of the activity's name, for an index.
func (a Activity) TitleWords() string { return Indexed(Words(a.Title)) }

// IndexWords are all words that the activity is found by, for an index: also by the
// names of its skills, and by the skills with all that is broader.
func (a Activity) IndexWords(names []string, skills []laurel.SkillID) string {
	texts := []string{a.Title, strings.Join(a.Tags, " "), a.Occasion.Address, a.Description, strings.Join(names, " ")}
	words := Words(strings.Join(texts, " "))
	for _, tag := range a.Tags {
		if w := TagWord(tag); w != "" {
			words = append(words, w)
		}
	}
	for _, id := range skills {
		words = append(words, SkillWord(id))
	}
	return Indexed(words)
}
