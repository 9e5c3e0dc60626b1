package tenants

import (
	"crypto/subtle"
	"strings"
)

const (
	codeLength = 8
	// MaxCodeTries is after how many wrong codes a sign-in takes none any more. With
	// 40 random bits, so many tries guess one in 200,000 million.
	MaxCodeTries = 5
)

// Code makes the code of a letter out of a secret that is used for nothing else:
// eight characters of Crockford's alphabet in two groups, as in "7KQ2-M9XD".
func Code(secret string) string {
	return strings.ToUpper(secret[:codeLength/2] + "-" + secret[codeLength/2:codeLength])
}

// ReadCode is what somebody has typed, as it is compared: without spaces and
// hyphens, in lower case, with the letters that look like digits read as those.
func ReadCode(typed string) (code string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	code = strings.NewReplacer(" ", "", "\t", "", "\u00a0", "", "-", "", "\u2010", "", "\u2011", "", "\u2013", "",
		"o", "0", "i", "1", "l", "1").
		Replace(strings.ToLower(typed))
	return code, len(code) == codeLength && isCode(code)
}

// isCode reports whether s has no other letters and digits than an id has.
func isCode(s string) bool { return strings.Trim(s, "0123456789abcdefghjkmnpqrstvwxyz") == "" }

// WithCode puts a code beside the link, for the browser that holds the secret of
// which browser is the sum. A code is short, so what is kept of it is salted with
// the link; and whoever finds it out needs that browser's secret, too.
func (s SignIn) WithCode(code, browser string) SignIn {
	s.Browser = browser
	if read, ok := ReadCode(code); ok && browser != "" {
		s.CodeSum = s.sumOf(read)
	}
	return s
}

func (s SignIn) sumOf(code string) string { return Sum(s.SecretSum + "." + code) }

// Fits reports whether what was typed is the code beside the link.
func (s SignIn) Fits(typed string) bool {
	code, ok := ReadCode(typed)
	return ok && s.CodeSum != "" && subtle.ConstantTimeCompare([]byte(s.CodeSum), []byte(s.sumOf(code))) == 1
}

// IsSecret reports whether s has the shape of laurel.NewSecret.
func IsSecret(s string) bool { return len(s) == 32 && isCode(s) }

// IsSum reports whether s has the shape of what Sum returns.
func IsSum(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }
