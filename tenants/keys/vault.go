package keys

import (
	"crypto"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"example.org/laurel"
)

// form is the first byte of a sealed key: XChaCha20-Poly1305 over a key in
// PKCS #8 (RFC 5958), after a nonce of 24 bytes.
const form = 1

// wordUse keeps the uses of words apart from the ids of keys.
const wordUse = "word: "

// Vault seals and opens the signing keys of every issuer. It is safe for
// concurrent use. The zero value does nothing but refuse.
type Vault struct {
	cipher func() cipher.AEAD // functions, for what is said at Secret
	mark   func() []byte
}

// NewVault returns the vault that a master secret opens.
func NewVault(s Secret) (Vault, error) {
	if s.reveal == nil {
		return Vault{}, errors.New("keys: no master secret was given")
	}
	aead, err := chacha20poly1305.NewX(s.reveal())
	if err != nil {
		return Vault{}, fmt.Errorf("keys: %w", err)
	}
	return Vault{cipher: func() cipher.AEAD { return aead }, mark: s.mark}, nil
}

// Make draws a new Ed25519 key (RFC 8032) for a tenant and returns its public
// half and the private one sealed. Both the tenant and keyID are needed to open it.
func (v Vault) Make(tenant laurel.TenantID, keyID string) (ed25519.PublicKey, []byte, error) {
	if v.cipher == nil || !tenant.Valid() || keyID == "" {
		return nil, nil, errors.New("keys: a key is made by a vault for a tenant, under an id")
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("keys: %w", err)
	}
	plain, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, fmt.Errorf("keys: %w", err)
	}
	return public, v.seal(plain, owner(tenant, keyID)), nil
}

// Signer opens a sealed key. It fails where the tenant, the id, the secret or any
// bit of the sealed key is not what it was made with.
func (v Vault) Signer(tenant laurel.TenantID, keyID string, sealed []byte) (crypto.Signer, error) {
	plain, err := v.open(sealed, owner(tenant, keyID))
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		return nil, fmt.Errorf("keys: the sealed key is none: %w", err)
	}
	private, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, errors.New("keys: the sealed key cannot sign")
	}
	return &signer{public: private.Public(), sign: private.Sign}, nil
}

// SealWord seals a secret that a tenant shares with somebody else. What opens it
// is the tenant and use, which says what it is for.
func (v Vault) SealWord(tenant laurel.TenantID, use, word string) ([]byte, error) {
	if v.cipher == nil || !tenant.Valid() || use == "" {
		return nil, errors.New("keys: a word is sealed by a vault for a tenant and a use")
	}
	return v.seal([]byte(word), owner(tenant, wordUse+use)), nil
}

// OpenWord opens a sealed word. It fails where the tenant, the use, the secret or
// any bit of it is not what it was sealed with.
func (v Vault) OpenWord(tenant laurel.TenantID, use string, sealed []byte) (string, error) {
	plain, err := v.open(sealed, owner(tenant, wordUse+use))
	return string(plain), err
}

// Format prints what it is, and nothing of what is in it, for every verb.
func (Vault) Format(s fmt.State, _ rune) { hide(s, "vault") }

// MarshalText hides the vault from JSON and from logs.
func (Vault) MarshalText() ([]byte, error) { return []byte(hidden("vault")), nil }

func (v Vault) seal(plain, owner []byte) []byte {
	out := make([]byte, 1+chacha20poly1305.NonceSizeX, 1+chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead)
	out[0] = form
	// crypto/rand.Read never fails: it ends the program instead.
	_, _ = rand.Read(out[1:])
	return v.cipher().Seal(out, out[1:], plain, owner)
}

func (v Vault) open(sealed, owner []byte) ([]byte, error) {
	const head = 1 + chacha20poly1305.NonceSizeX
	if v.cipher == nil {
		return nil, errors.New("keys: the vault has no master secret")
	}
	if len(sealed) < head+chacha20poly1305.Overhead || sealed[0] != form {
		return nil, errors.New("keys: this is not a sealed key")
	}
	plain, err := v.cipher().Open(nil, sealed[1:head], sealed[head:], owner)
	if err != nil {
		return nil, errors.New("keys: the sealed key does not open: it is another tenant's, another key's, another secret's, or damaged")
	}
	return plain, nil
}

// owner is what a sealed key is bound to. The tenant's length stands before it,
// so that no two pairs read the same.
func owner(tenant laurel.TenantID, keyID string) []byte {
	b := []byte{form}
	b = binary.BigEndian.AppendUint32(b, uint32(len(tenant)))
	b = append(b, tenant...)
	return append(b, keyID...)
}
