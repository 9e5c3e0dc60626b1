package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"example.org/laurel"
)

// Marker returns a function that marks what a tenant has written down: an
// HMAC-SHA-256 (RFC 2104) in hexadecimal, under a key of that tenant's own. Who
// has the database alone can neither make a mark nor say whether one is right.
func (v Vault) Marker(tenant laurel.TenantID) (func([]byte) string, error) {
	if v.mark == nil || !tenant.Valid() {
		return nil, errors.New("keys: a mark is made by a vault for a tenant")
	}
	key, err := hkdf.Expand(sha256.New, v.mark(), "tenant "+string(tenant), sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return func(text []byte) string {
		m := hmac.New(sha256.New, key)
		m.Write(text) // never fails, as hash.Hash promises
		return hex.EncodeToString(m.Sum(nil))
	}, nil
}
