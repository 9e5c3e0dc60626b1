package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/text/unicode/norm"

	"example.org/laurel"
	"example.org/laurel/workflow/credential/proof"
)

// Clean returns text as it may be signed: without control characters, on whose
// escaping verifiers differ, and without what is not UTF-8. A tab becomes a
// space, every line end \n; white space around the text goes.
func Clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r':
			return '\n'
		case r == '\t':
			return ' '
		case r < ' ', r == 0x7f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.TrimSpace(text)
}

// agreeable makes a document one that all verifiers sort alike. Where they do
// not, characters that have a plainer form are written in it; where that does
// not help the document is refused.
func agreeable(doc map[string]any) (map[string]any, error) {
	if !bothRanges(doc) {
		return doc, nil
	}
	err := proof.Check(doc)
	if err == nil {
		return doc, nil
	}
	if !errors.Is(err, proof.ErrOrder) {
		return nil, err
	}
	folded, _ := fold(doc).(map[string]any)
	if err := proof.Check(folded); err != nil {
		return nil, laurel.E(laurel.Invalid, "credential.text-order").Because(err)
	}
	return folded, nil
}

// bothRanges reports whether the texts hold characters beyond U+FFFF and such
// of U+E000 to U+FFFF: only then can the order of two texts be in dispute.
func bothRanges(value any) bool {
	var astral, high bool
	var look func(any)
	look = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			for _, inner := range value {
				look(inner)
			}
		case []any:
			for _, inner := range value {
				look(inner)
			}
		case string:
			for _, r := range value {
				astral = astral || r > 0xffff
				high = high || r >= 0xe000 && r <= 0xffff
			}
		}
	}
	look(value)
	return astral && high
}

// fold writes all texts in the compatibility form NFKC (UAX #15) and without
// variation selectors.
func fold(value any) any {
	switch value := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(value))
		for key, inner := range value {
			out[key] = fold(inner)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, inner := range value {
			out[i] = fold(inner)
		}
		return out
	case string:
		return norm.NFKC.String(strings.Map(func(r rune) rune {
			if r >= 0xfe00 && r <= 0xfe0f {
				return -1
			}
			return r
		}, value))
	}
	return value
}

// identity is who earned it, for those who know their e-mail address (Open
// Badges 3.0, IdentityObject and section 9.1.1).
func identity(email, salt string) map[string]any {
	return map[string]any{
		"type":         "IdentityObject",
		"hashed":       true,
		"identityHash": HashIdentity(email, salt),
		"identityType": "emailAddress",
		"salt":         salt,
	}
}

// HashIdentity is the salted hash of an e-mail address as it stands in a
// credential: "sha256$" and 64 lower-case hexadecimal digits. The address is
// trimmed and put in lower case.
func HashIdentity(email, salt string) string {
	return HashIdentityAsGiven(strings.ToLower(strings.TrimSpace(email)), salt)
}

// HashIdentityAsGiven is the same for an address as it was typed: others hash it
// so.
func HashIdentityAsGiven(email, salt string) string {
	sum := sha256.Sum256([]byte(email + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}
