// Package proof signs and verifies credentials by the cryptosuite
// eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.2), the one
// that Open Badges 3.0 asks for. It knows keys, not who they belong to: whose
// key it is, and whether the badge still holds, is for package verify.
package proof

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"time"
)

// Errors of proofs.
var (
	ErrNoProof     = errors.New("proof: no eddsa-rdfc-2022 proof")
	ErrSignature   = errors.New("proof: signature does not match")
	ErrKey         = errors.New("proof: not an Ed25519 key")
	ErrOrder       = errors.New("proof: text that verifiers sort in different ways")
	errMethodIRI   = errors.New("proof: verification method is no absolute IRI")
	errAlreadyDone = errors.New("proof: document has a proof already")
)

// suite is the name of the cryptosuite.
const suite = "eddsa-rdfc-2022"

// timeForm is how a proof writes its time: whole seconds, UTC.
const timeForm = "2006-01-02T15:04:05Z"

// Sign returns the document as compact JSON, names in order, with a proof array
// of one element by signer, whose public key must be Ed25519. verificationMethod
// is the absolute id of that key; created is cut to whole seconds. The same
// arguments give the same bytes. The document may hold what encoding/json makes
// of JSON (map[string]any, []any, string, bool, float64) and no proof; what
// verifiers are known to disagree on is refused: ErrText, ErrValue, ErrOrder,
// ErrContext, ErrData, ErrSize, ErrTooComplex.
func Sign(doc map[string]any, signer crypto.Signer, verificationMethod string, created time.Time) ([]byte, error) {
	if key, ok := signer.Public().(ed25519.PublicKey); !ok || len(key) != ed25519.PublicKeySize {
		return nil, ErrKey
	}
	if !absoluteIRI(verificationMethod) {
		return nil, errMethodIRI
	}
	if _, ok := doc["proof"]; ok {
		return nil, errAlreadyDone
	}
	canonical, err := standard().signable(doc)
	if err != nil {
		return nil, err
	}
	options := map[string]any{
		"type":               "DataIntegrityProof",
		"cryptosuite":        suite,
		"created":            created.UTC().Format(timeForm),
		"verificationMethod": verificationMethod,
		"proofPurpose":       "assertionMethod",
	}
	digest, err := standard().digest(doc, canonical, options)
	if err != nil {
		return nil, err
	}
	signature, err := signer.Sign(nil, digest, crypto.Hash(0))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	options["proofValue"] = "z" + encodeBase58(signature)
	signed := maps.Clone(doc)
	signed["proof"] = []any{options}
	text, err := Bytes(signed)
	if err != nil {
		return nil, err
	}
	if len(text) > SizeLimit {
		return nil, ErrSize
	}
	return text, nil
}

// Check reports what Sign would refuse a document for, without signing it.
func Check(doc map[string]any) error {
	_, err := standard().signable(doc)
	return err
}

// Canonical returns the canonical N-Quads of a document (RDFC-1.0), as its
// signature covers them; a proof in it does not count.
func Canonical(doc map[string]any) ([]byte, error) {
	return standard().canonical(without(doc, "proof"), bytes.Compare)
}

// signable returns the canonical form of a document that every verifier reads
// alike.
func (c *canonicaliser) signable(doc map[string]any) ([]byte, error) {
	found := traits{strict: true}
	if err := found.inspect(doc, 0); err != nil {
		return nil, err
	}
	canonical, err := c.canonical(doc, bytes.Compare)
	if err != nil || !found.astral || !found.high {
		return canonical, err
	}
	other, err := c.canonical(doc, orderUTF16)
	if err != nil {
		return nil, err
	}
	// Labels depend on the order too; so any difference but the order of the
	// lines is one as well, and the lines themselves are compared in order.
	if !bytes.Equal(canonical, other) {
		return nil, ErrOrder
	}
	return canonical, nil
}

// Verify checks the first eddsa-rdfc-2022 proof of a document against a key. It
// says nothing about whose key it is. Errors are ErrNoProof, ErrSignature and
// those of a document that cannot be read: ErrContext, ErrData, ErrSize,
// ErrTooComplex.
func Verify(doc map[string]any, key ed25519.PublicKey) error {
	found, err := Find(doc)
	if err != nil {
		return err
	}
	return found.Verify(doc, key)
}

// digest returns the 64 bytes that are signed: the hash of the proof's options,
// then that of the document (section 3.2.4).
func (c *canonicaliser) digest(doc map[string]any, canonical []byte, options map[string]any) ([]byte, error) {
	configuration, err := c.configuration(doc["@context"], options)
	if err != nil {
		return nil, err
	}
	first, second := sha256.Sum256(configuration), sha256.Sum256(canonical)
	return append(first[:], second[:]...), nil
}
