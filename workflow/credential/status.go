package credential

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/workflow/credential/contexts"
)

// StatusEntries is the number of places in one of our status lists, the least
// that the specification allows (Bitstring Status List 1.0, section 6.1): one
// credential hides among that many.
const StatusEntries = 131_072

// Errors of status lists.
var (
	ErrStatusList  = errors.New("credential: not a status list")
	ErrStatusIndex = errors.New("credential: index beyond the status list")
)

// StatusBits is a status list unpacked: bit 0 is the most significant bit of the
// first byte.
type StatusBits []byte

// At reports whether the bit at index is set; the error is ErrStatusIndex.
func (b StatusBits) At(index int) (bool, error) {
	if index < 0 || index/8 >= len(b) {
		return false, ErrStatusIndex
	}
	return b[index/8]&(0x80>>(index%8)) != 0, nil
}

func (b StatusBits) mark(index int) error {
	if index < 0 || index/8 >= len(b) {
		return ErrStatusIndex
	}
	b[index/8] |= 0x80 >> (index % 8)
	return nil
}

// StatusList is a tenant's unsigned list of revoked credentials (Bitstring
// Status List 1.0, section 3.2), ready for proof.Sign. revoked are the places of
// those revoked, in any order; the error is ErrStatusIndex. validFrom is when the
// list was made.
func StatusList(
	site laurel.Site, tenant laurel.TenantID, number int, revoked []int, validFrom time.Time,
) (map[string]any, error) {
	bits := make(StatusBits, StatusEntries/8)
	for _, index := range revoked {
		if err := bits.mark(index); err != nil {
			return nil, fmt.Errorf("%w: %d", err, index)
		}
	}
	encoded, err := encodeStatusList(bits)
	if err != nil {
		return nil, err
	}
	address := site.StatusList(tenant, number)
	return map[string]any{
		"@context":  []any{contexts.Credentials},
		"id":        address,
		"type":      []any{"VerifiableCredential", "BitstringStatusListCredential"},
		"issuer":    site.DID(tenant),
		"validFrom": validFrom.UTC().Format(timeForm),
		"credentialSubject": map[string]any{
			"id":            address + "#list",
			"type":          "BitstringStatusList",
			"statusPurpose": statusRevoking,
			"encodedList":   encoded,
		},
	}, nil
}

// encodeStatusList packs bits: "u" and the base64url form of their gzip, which
// carries no time and so is the same each time.
func encodeStatusList(bits StatusBits) (string, error) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(bits); err != nil {
		return "", err
	}
	if err := zip.Close(); err != nil {
		return "", err
	}
	return "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes()), nil
}

// DecodeStatusList unpacks the encodedList of anybody's status list, up to limit
// bytes. The list must hold StatusEntries bits at least. The error is
// ErrStatusList.
func DecodeStatusList(encoded string, limit int) (StatusBits, error) {
	digits, ok := strings.CutPrefix(encoded, "u")
	if !ok {
		return nil, fmt.Errorf("%w: no multibase of base64url", ErrStatusList)
	}
	packed, err := base64.RawURLEncoding.DecodeString(digits)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStatusList, err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStatusList, err)
	}
	bits, err := io.ReadAll(io.LimitReader(zip, int64(limit)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrStatusList, err)
	case len(bits) > limit:
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrStatusList, limit)
	case len(bits) < StatusEntries/8:
		return nil, fmt.Errorf("%w: shorter than %d entries", ErrStatusList, StatusEntries)
	}
	return bits, nil
}
