package proof

import (
	"cmp"
	"unicode/utf8"
)

// order compares two lines of N-Quads. RDFC-1.0 sorts by code points; widespread
// libraries sort by UTF-16 code units, see orderUTF16.
type order func(a, b []byte) int

// orderUTF16 sorts as libraries do that hold text in UTF-16: a character outside
// the basic plane comes before U+E000 to U+FFFF there.
func orderUTF16(a, b []byte) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) {
		i--
	}
	if i >= len(a) || i >= len(b) {
		return cmp.Compare(len(a), len(b))
	}
	x, _ := utf8.DecodeRune(a[i:])
	y, _ := utf8.DecodeRune(b[i:])
	if (x > 0xffff) == (y > 0xffff) {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(firstUnit(x), firstUnit(y))
}

func firstUnit(r rune) rune {
	if r > 0xffff {
		return 0xd800 + (r-0x10000)>>10
	}
	return r
}
