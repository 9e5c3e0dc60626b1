package laurel

import (
	"crypto/sha256"
	"encoding/hex"
)

// Change is what somebody has done to a tenant as its administrator. It is
// recorded in the transaction that does it, and stays in the tenant's audit trail.
type Change struct {
	// What has happened, as in "role.given": "noun.past-participle". It is stored,
	// so it never changes.
	What string
	// Object is what it happened to: a Thing's Object, "person:ID", "role:NAME".
	Object string
	// About is the person whose values stand in From and To, which can be erased
	// with that person; empty: nobody's.
	About PersonID
	// From and To are what was and what is, as JSON; nil is nothing. Neither ever
	// holds a secret.
	From, To any
}

// Commitment binds to what is hidden without telling it: a SHA-256 in hexadecimal
// over a salt of fixed length and what it hides. Without the salt, nobody can try
// out what it may have been.
func Commitment(salt, hidden string) string {
	sum := sha256.Sum256([]byte(salt + hidden))
	return hex.EncodeToString(sum[:])
}
