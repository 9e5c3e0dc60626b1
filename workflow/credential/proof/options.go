package proof

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strings"
	"time"

	"example.org/laurel/workflow/credential/contexts"
)

// Proof is a proof as it stands in a document.
type Proof struct {
	VerificationMethod string    // the id of the key that is said to have signed
	Created            time.Time // zero where it is not given
	Expires            time.Time // zero where it is not given

	options map[string]any
}

// Find returns the first eddsa-rdfc-2022 proof for assertions in a document. A
// document may hold several proofs of several kinds, and a verifier may choose.
// Where there is none, the error is ErrNoProof and names the kinds that are
// there.
func Find(doc map[string]any) (Proof, error) {
	list, ok := doc["proof"].([]any)
	if !ok && doc["proof"] != nil {
		list = []any{doc["proof"]}
	}
	var kinds []string
	for _, each := range list {
		options, ok := each.(map[string]any)
		if !ok {
			continue
		}
		kind := text(options, "type")
		if kind == "DataIntegrityProof" {
			kind += " " + text(options, "cryptosuite")
		}
		if kind != "DataIntegrityProof "+suite {
			kinds = append(kinds, kind)
			continue
		}
		if purpose := text(options, "proofPurpose"); purpose != "assertionMethod" {
			kinds = append(kinds, kind+" for "+purpose)
			continue
		}
		return read(options)
	}
	if len(kinds) > 0 {
		return Proof{}, fmt.Errorf("%w, only %s", ErrNoProof, strings.Join(kinds, ", "))
	}
	return Proof{}, ErrNoProof
}

func read(options map[string]any) (Proof, error) {
	found := Proof{VerificationMethod: text(options, "verificationMethod"), options: options}
	if _, chained := options["previousProof"]; chained {
		return Proof{}, fmt.Errorf("%w that stands alone", ErrNoProof)
	}
	for name, to := range map[string]*time.Time{"created": &found.Created, "expires": &found.Expires} {
		value, ok := options[name]
		if !ok {
			continue
		}
		written, _ := value.(string)
		parsed, err := time.Parse(time.RFC3339, written)
		if err != nil {
			return Proof{}, fmt.Errorf("%w with a time in %s", ErrNoProof, name)
		}
		*to = parsed
	}
	return found, nil
}

func text(object map[string]any, name string) string {
	value, _ := object[name].(string)
	return value
}

// Verify checks the proof, found in doc, against a key; see the function Verify.
func (p Proof) Verify(doc map[string]any, key ed25519.PublicKey) error {
	return standard().verify(doc, p, key)
}

func (c *canonicaliser) verify(doc map[string]any, p Proof, key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize {
		return ErrKey
	}
	body := without(doc, "proof")
	if err := new(traits).inspect(body, 0); err != nil {
		return err
	}
	canonical, err := c.canonical(body, bytes.Compare)
	if err != nil {
		return err
	}
	digest, err := c.digest(doc, canonical, without(p.options, "proofValue"))
	if err != nil {
		return err
	}
	digits, ok := strings.CutPrefix(text(p.options, "proofValue"), "z")
	signature, err := decodeBase58(digits)
	if !ok || err != nil || !ed25519.Verify(key, digest, signature) {
		return ErrSignature
	}
	return nil
}

// configuration is the canonical form of a proof's options under the document's
// contexts (section 3.2.5).
func (c *canonicaliser) configuration(context any, options map[string]any) ([]byte, error) {
	if list, ok := context.([]any); ok && len(list) > 0 && list[0] == contexts.Credentials {
		if lines, ok := usual(options); ok {
			return lines, nil
		}
	}
	document := without(options, "@context")
	document["@context"] = context
	if err := new(traits).inspect(document, 0); err != nil {
		return nil, err
	}
	return c.canonical(document, bytes.Compare)
}

// usual writes the canonical form of options that have the usual five entries.
// The terms of the context for credentials are protected, so no context after it
// can change these lines; the created and verificationMethod alone vary.
func usual(options map[string]any) ([]byte, bool) {
	created, method := text(options, "created"), text(options, "verificationMethod")
	if len(options) != 5 || !absoluteIRI(method) || !tabledIRI(method) ||
		text(options, "type") != "DataIntegrityProof" || text(options, "cryptosuite") != suite ||
		text(options, "proofPurpose") != "assertionMethod" {
		return nil, false
	}
	if _, err := time.Parse(timeForm, created); err != nil {
		return nil, false
	}
	const self = "_:c14n0 <"
	lines := make([]byte, 0, 640)
	lines = append(lines, self+`http://purl.org/dc/terms/created> "`...)
	lines = append(lines, created...)
	lines = append(lines, `"^^<http://www.w3.org/2001/XMLSchema#dateTime> .`+"\n"+
		self+rdfType+`> <https://w3id.org/security#DataIntegrityProof> .`+"\n"+
		self+`https://w3id.org/security#cryptosuite> "`+suite+`"^^<https://w3id.org/security#cryptosuiteString> .`+"\n"+
		self+`https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod> .`+"\n"+
		self+`https://w3id.org/security#verificationMethod> <`...)
	lines = append(lines, method...)
	return append(lines, "> .\n"...), true
}
