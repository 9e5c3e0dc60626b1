package proof

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/laurel/workflow/credential/contexts"
)

// forVectors knows the bundled contexts and the two that only the published
// vectors use.
func forVectors(t *testing.T) *canonicaliser {
	t.Helper()
	extra := map[string]string{
		"https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.json",
		"https://w3id.org/citizenship/v4rc1":            "citizenship-v4rc1.json",
	}
	c, err := newCanonicaliser(func(address string) ([]byte, bool) {
		if name, ok := extra[address]; ok {
			return []byte(file(t, "contexts", name)), true
		}
		return contexts.Document(address)
	}, []string{contexts.Credentials, contexts.OpenBadges})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func file(t testing.TB, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func document(t testing.TB, path ...string) map[string]any {
	t.Helper()
	parsed, err := Parse([]byte(file(t, path...)))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// checkVector signs a published document anew and compares each stage with what
// was published. proofs is the canonical form of the proof's options.
func checkVector(t *testing.T, c *canonicaliser, key ed25519.PrivateKey, v vector) {
	t.Helper()
	found, err := Find(v.signed)
	if err != nil {
		t.Fatal(err)
	}
	canonical, err := c.canonical(v.unsigned, bytes.Compare)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(canonical); got != v.canonical {
		t.Errorf("canonical document\n%s\nwant\n%s", got, v.canonical)
	}
	options := without(found.options, "proofValue")
	configuration, err := c.configuration(v.unsigned["@context"], options)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(configuration); got != v.configuration {
		t.Errorf("canonical options\n%s\nwant\n%s", got, v.configuration)
	}
	digest, err := c.digest(v.unsigned, canonical, options)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(digest); got != v.digest {
		t.Errorf("digest %s, want %s", got, v.digest)
	}
	got, want := "z"+encodeBase58(ed25519.Sign(key, digest)), text(found.options, "proofValue")
	if got != want {
		t.Errorf("proof value %s, want %s", got, want)
	}
	public, _ := key.Public().(ed25519.PublicKey)
	if err := c.verify(v.signed, found, public); err != nil {
		t.Errorf("the published document does not verify: %v", err)
	}
}

type vector struct {
	unsigned, signed                 map[string]any
	canonical, configuration, digest string
}

func TestSigningGivesTheBytesOfTheW3CVectors(t *testing.T) {
	t.Parallel()
	pair := document(t, "w3c", "keyPair.json")
	secret, err := decodeBase58(strings.TrimPrefix(text(pair, "privateKeyMultibase"), "z"))
	if err != nil || len(secret) != 34 {
		t.Fatalf("the vectors' key: %v, %d bytes", err, len(secret))
	}
	key := ed25519.NewKeyFromSeed(secret[2:])
	public, _ := key.Public().(ed25519.PublicKey)
	if got, want := Multikey(public), text(pair, "publicKeyMultibase"); got != want {
		t.Errorf("Multikey %s, want %s", got, want)
	}
	for _, name := range []string{"alumni", "employ"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkVector(t, forVectors(t), key, vector{
				unsigned:      document(t, "w3c", name, "unsigned.json"),
				signed:        document(t, "w3c", name, "signedDataInt.json"),
				canonical:     file(t, "w3c", name, "canonDocDataInt.txt"),
				configuration: file(t, "w3c", name, "proofCanonDataInt.txt"),
				digest:        file(t, "w3c", name, "combinedHashDataInt.txt"),
			})
		})
	}
}

func oneEdTechKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	secret, err := hex.DecodeString(text(document(t, "1edtech", "keys-and-hashes.json"), "secretKeyHex"))
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.PrivateKey(secret)
}

func TestSigningGivesTheBytesOfTheOpenBadgesGuide(t *testing.T) {
	t.Parallel()
	hashes := document(t, "1edtech", "keys-and-hashes.json")
	v := vector{
		unsigned:      document(t, "1edtech", "unsigned.json"),
		signed:        document(t, "1edtech", "signed.json"),
		canonical:     file(t, "1edtech", "document-canon.txt"),
		configuration: file(t, "1edtech", "proof-canon.txt"),
		digest:        text(hashes, "proofHashHex") + text(hashes, "documentHashHex"),
	}
	checkVector(t, standard(), oneEdTechKey(t), v)

	created := time.Date(2010, 1, 1, 19, 23, 24, 0, time.UTC)
	method := "https://example.edu/issuers/565049#" + text(hashes, "publicKeyMultibase")
	signed, err := Sign(v.unsigned, oneEdTechKey(t), method, created)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := Parse(signed)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Find(parsed)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := text(found.options, "proofValue"), text(hashes, "proofValue"); got != want {
		t.Errorf("Sign gave the proof value %s, want %s", got, want)
	}
}
