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
	tokenLife   = 365 * 24 * time.Hour
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

// Pass is what a browser's session and an API token have in common: a secret
// that shows who comes, until it ends.
type Pass struct {
	ID        string
	Person    laurel.PersonID
	Name      string // what the browser or the person calls it
	SecretSum string
	MadeAt    time.Time
	ExpiresAt time.Time
	EndedAt   time.Time

	// Reach is the one tenant in which a session holds that its single sign-on has
	// opened, and Identity the one that it was opened for; empty: everywhere.
	Reach    laurel.TenantID
	Identity string
	Host     string // the city's own on which a session admits; empty: the platform's
	Parent   string // the session on the platform's host that it came from and ends with; empty: none
}

// OpenSession makes a session of thirty days.
func OpenSession(p laurel.PersonID, agent, secret string, now time.Time) Pass {
	return Pass{ID: string(laurel.NewPersonalID[laurel.SessionID](now)), Person: p, Name: clip(agent, 200),
		SecretSum: Sum(secret), MadeAt: now, ExpiresAt: now.Add(sessionLife)}
}

// MakeToken makes an API token of a year.
func MakeToken(p laurel.PersonID, name, secret string, now time.Time) (Pass, error) {
	name = strings.TrimSpace(name)
	if !isLine(name, maxName) {
		return Pass{}, laurel.E(laurel.Invalid, "token.name").With(laurel.Args{"Max": maxName}).At("name")
	}
	return Pass{ID: string(laurel.NewPersonalID[laurel.TokenID](now)), Person: p, Name: name,
		SecretSum: Sum(secret), MadeAt: now, ExpiresAt: now.Add(tokenLife)}, nil
}

// Holds reports whether the pass is neither ended nor too old.
func (p Pass) Holds(now time.Time) bool { return p.EndedAt.IsZero() && now.Before(p.ExpiresAt) }

// Admits reports whether secret is the pass's, and the pass is still good.
func (p Pass) Admits(secret string, now time.Time) bool {
	return p.Holds(now) && sameSum(p.SecretSum, secret)
}

// sameSum reports whether sum is that of secret, in constant time.
func sameSum(sum, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(sum), []byte(Sum(secret))) == 1
}

// Write returns the pass as its holder keeps it: whose, which, and the secret.
// The scope to look it up in follows from it.
func (p Pass) Write(secret string) string { return string(p.Person) + "." + p.ID + "." + secret }

// ReadPass takes a written pass apart.
func ReadPass(s string) (person laurel.PersonID, id, secret string, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(parts[0]) != 26 || len(parts[1]) != 26 || len(parts[2]) != 32 {
		return "", "", "", false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && r != '.' {
			return "", "", "", false
		}
	}
	return laurel.PersonID(parts[0]), parts[1], parts[2], true
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
