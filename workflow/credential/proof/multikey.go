package proof

import (
	"crypto/ed25519"
	"errors"
	"math/big"
	"slices"
	"strings"
)

// ErrMultikey says that a text is not the Multikey form of an Ed25519 public key.
var ErrMultikey = errors.New("proof: not an Ed25519 Multikey")

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58Limit bounds what is decoded: the longest text in use is a signature of
// 64 bytes, which takes 88 digits.
const base58Limit = 128

// Multikey renders an Ed25519 public key as a publicKeyMultibase value: "z" and
// the base58-btc form of 0xed 0x01 and the 32 bytes (Controlled Identifiers,
// section 2.2.2). It always begins with "z6Mk".
func Multikey(key ed25519.PublicKey) string {
	return "z" + encodeBase58(append([]byte{0xed, 0x01}, key...))
}

// ParseMultikey reads what Multikey writes; anything else is ErrMultikey.
func ParseMultikey(text string) (ed25519.PublicKey, error) {
	digits, ok := strings.CutPrefix(text, "z")
	if !ok {
		return nil, ErrMultikey
	}
	raw, err := decodeBase58(digits)
	if err != nil || len(raw) != 2+ed25519.PublicKeySize || raw[0] != 0xed || raw[1] != 0x01 {
		return nil, ErrMultikey
	}
	return ed25519.PublicKey(raw[2:]), nil
}

func encodeBase58(raw []byte) string {
	zeros := 0
	for zeros < len(raw) && raw[zeros] == 0 {
		zeros++
	}
	digits := make([]byte, 0, len(raw)*138/100+1) // least significant first
	for _, c := range raw[zeros:] {
		carry := int(c)
		for i, digit := range digits {
			carry += int(digit) << 8
			digits[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, byte(carry%58))
		}
	}
	var text strings.Builder
	text.Grow(zeros + len(digits))
	for range zeros {
		text.WriteByte(base58Alphabet[0])
	}
	for _, digit := range slices.Backward(digits) {
		text.WriteByte(base58Alphabet[digit])
	}
	return text.String()
}

func decodeBase58(text string) ([]byte, error) {
	if len(text) > base58Limit {
		return nil, errors.New("proof: base58 text too long")
	}
	number := new(big.Int)
	base := big.NewInt(58)
	for i := range len(text) {
		digit := strings.IndexByte(base58Alphabet, text[i])
		if digit < 0 {
			return nil, errors.New("proof: not base58")
		}
		number.Add(number.Mul(number, base), big.NewInt(int64(digit)))
	}
	zeros := len(text) - len(strings.TrimLeft(text, base58Alphabet[:1]))
	return append(make([]byte, zeros), number.Bytes()...), nil
}
