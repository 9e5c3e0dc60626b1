package tenants

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"example.org/laurel"
)

const (
	linkLife    = 30 * time.Minute
	sessionLife = 30 * 24 * time.Hour
	maxNext     = 500
)

// SignIn is a one-time link that was sent to an address, and beside it a code for
// the browser that asked. Both secrets are only in the letter, and using one
// uses up both.
type SignIn struct {
	SecretSum string
	CodeSum   string
	Browser   string // the sum of the secret that the browser holds which asked; empty: none, and then no code fits
	Email     string
	Language  string
	Next      string // path to go on with
	MadeAt    time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// OfferSignIn makes a link that is good for half an hour and one use; WithCode
// puts a code beside it.
func OfferSignIn(email, language, next, secret string, now time.Time) SignIn {
	return SignIn{SecretSum: Sum(secret), Email: email, Language: language, Next: LocalPath(next), MadeAt: now, ExpiresAt: now.Add(linkLife)}
}

// Check refuses a link that is used up or too old.
func (s SignIn) Check(now time.Time) error {
	switch {
	case !s.UsedAt.IsZero():
		return laurel.E(laurel.Conflict, "sign-in.used")
	case !now.Before(s.ExpiresAt):
		return laurel.E(laurel.Conflict, "sign-in.expired")
	}
	return nil
}

// LocalPath returns path if it stays on this site, and "/" if it leads away.
func LocalPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > maxNext ||
		strings.Contains(path, "\\") || strings.IndexFunc(path, unicode.IsControl) >= 0 {
		return "/"
	}
	return path
}

// sameSum reports whether sum is that of secret, in constant time.
func sameSum(sum, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(sum), []byte(Sum(secret))) == 1
}

// Sum is what is kept of a secret: its SHA-256 in hexadecimal. The secrets have
// 160 random bits, so a slow hash would add nothing.
func Sum(secret string) string {
	s := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(s[:])
}

func clip(s string, limit int) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	if len(r) > limit {
		r = r[:limit]
	}
	return string(r)
}
