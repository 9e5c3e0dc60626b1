package tenants

import (
	"strings"
	"time"

	"example.org/laurel"
)

// MaxPasskeys is how many passkeys a person may have.
const MaxPasskeys = 20

// Passkey is a key pair on somebody's device that signs them in. The public half
// is kept here; the private one never leaves the device.
type Passkey struct {
	ID     string
	Name   string
	MadeAt time.Time
	UsedAt time.Time // zero: not yet
}

// CheckPasskeyName returns the name that a passkey is given, in the form in which
// it is kept.
func CheckPasskeyName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if !isLine(s, maxName) {
		return "", laurel.E(laurel.Invalid, "passkey.name").With(laurel.Args{"Max": maxName}).At("name")
	}
	return s, nil
}

// Handle is what a passkey knows of its person (Web Authentication, section
// 5.4.3): the id and nothing else, so that the person is found by it.
func Handle(p laurel.PersonID) []byte { return []byte(p) }

// ReadHandle is whose passkey says that it is theirs.
func ReadHandle(b []byte) (laurel.PersonID, bool) {
	return laurel.PersonID(b), len(b) == 26 && isCode(string(b))
}
