package proof

import "strings"

// absoluteIRI reports whether text is an IRI with a scheme and none of the
// characters that N-Quads forbid in one. It is stricter than libraries, which
// drop a statement over a bad IRI and sign the rest.
func absoluteIRI(text string) bool {
	colon := strings.IndexByte(text, ':')
	if colon <= 0 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c <= ' ', c == 0x7f, c == '<', c == '>', c == '"', c == '{', c == '}', c == '|', c == '\\', c == '^', c == '`':
			return false
		case i < colon && !schemeByte(c, i):
			return false
		}
	}
	return true
}

// schemeByte reports whether c may be character i of a scheme (RFC 3986, section 3.1).
func schemeByte(c byte, i int) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return true
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.':
		return i > 0
	}
	return false
}
