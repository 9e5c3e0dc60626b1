// Package keys makes an issuer's signing keys and seals them for the database.
// It hands out a crypto.Signer, never bytes. Where sealed keys are stored, and
// which of an issuer's keys signs, is said by tenants/registry.
package keys

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// minSecret is the least number of bytes that a master secret has.
const minSecret = 32

// Secret is the installation's master secret. It comes from the configuration;
// who loses it loses every issuer's keys. The zero value opens nothing. No way of
// printing it shows its bytes: they stand in a function, since fmt follows
// pointers inside a struct where a verb does not fit, and asks no method there.
type Secret struct {
	reveal func() []byte // what signing keys are sealed under
	mark   func() []byte // what marks are made with
}

// ParseSecret reads a secret of at least 32 bytes, written in hexadecimal or in
// base64 (standard or URL alphabet, with or without padding; RFC 4648). What can
// be read as hexadecimal is.
func ParseSecret(text string) (Secret, error) {
	raw, err := decode(strings.TrimSpace(text))
	if err != nil {
		return Secret{}, err
	}
	if len(raw) < minSecret {
		return Secret{}, fmt.Errorf("keys: the secret has %d bytes, at least %d are needed", len(raw), minSecret)
	}
	sealing, err := hkdf.Key(sha256.New, raw, nil, "laurel signing keys 1", 32)
	if err != nil {
		return Secret{}, fmt.Errorf("keys: %w", err)
	}
	marking, err := hkdf.Key(sha256.New, raw, nil, "laurel audit marks 1", 32)
	if err != nil {
		return Secret{}, fmt.Errorf("keys: %w", err)
	}
	return Secret{reveal: func() []byte { return sealing }, mark: func() []byte { return marking }}, nil
}

func decode(text string) ([]byte, error) {
	if raw, err := hex.DecodeString(text); err == nil {
		return raw, nil
	}
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	raw, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		return nil, errors.New("keys: the secret is neither hexadecimal nor base64")
	}
	return raw, nil
}

// Format prints what it is, and nothing of what is in it, for every verb.
func (Secret) Format(s fmt.State, _ rune) { hide(s, "secret") }

// MarshalText hides the secret from JSON and from logs.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden("secret")), nil }

func hide(w io.Writer, what string) {
	// fmt keeps what a Formatter's writer does; there is no error to hand on.
	_, _ = io.WriteString(w, hidden(what))
}

func hidden(what string) string { return "keys: " + what + " (hidden)" }
