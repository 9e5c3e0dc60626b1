package keys

import (
	"crypto"
	"fmt"
	"io"
)

// signer signs with a key that nothing can reach but its own method: a function
// prints as an address, however deep one looks.
type signer struct {
	public crypto.PublicKey // may be seen
	sign   func(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error)
}

// Public is the public half of the key.
func (s *signer) Public() crypto.PublicKey { return s.public }

// Sign signs as the key's own type does: for Ed25519 the message itself, with
// crypto.Hash(0) as the option (crypto/ed25519).
func (s *signer) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.sign(random, digest, opts)
}

// Format prints what it is, and nothing of what is in it, for every verb.
func (*signer) Format(s fmt.State, _ rune) { hide(s, "signer") }

// String is for who asks for it without fmt.
func (*signer) String() string { return hidden("signer") }

// GoString is for who asks for it without fmt.
func (*signer) GoString() string { return hidden("signer") }

// MarshalText hides the key from JSON and from logs.
func (*signer) MarshalText() ([]byte, error) { return []byte(hidden("signer")), nil }
