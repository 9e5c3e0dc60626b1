// Package interop_test shows that another implementation accepts our credentials:
// it serves them as the product does and has Node judge them with Digital
// Bazaar's libraries (verify.mjs).
package interop_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/proof"
)

const (
	site   laurel.Site     = "https://badges.example"
	tenant laurel.TenantID = "7k2m9q4xwz"
	place                  = 90417
)

// modules are the Node modules, installed once for all tests of this package.
var modules = sync.OnceValue(func() error {
	if _, err := os.Stat("node_modules"); err == nil {
		return nil
	}
	out, err := exec.Command("npm", "ci", "--no-fund", "--no-audit").CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	return nil
})

// publication is a badge and what is published with it.
type publication struct {
	credential, did, status map[string]any
	spoil                   func(signed []byte) []byte
}

func publish(t *testing.T) publication {
	t.Helper()
	now := time.Now().Add(-time.Minute)
	award := credential.Award{
		ID: "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c4",
		Issuer: credential.Issuer{
			Tenant: tenant, Name: "Harbour College", Description: "A \"college\"\tfor\r\npilots", Email: "badges@harbour.example",
		},
		Achievement: credential.Achievement{
			ID: "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c8", Name: "Gezeiten 海図 😀", Description: "Reads <tide> tables & gauges.",
			Criteria: "1. *read*\n2. \\write", Language: "de", Version: "2026.1", ImageCaption: "A tide staff", Kind: "Badge",
			Tags: []string{"tides", "Überprüfung", "tides"},
		},
		Subject: "urn:uuid:0198f3a2-6d1e-7c55-9a41-1f0a6f2b7c11", Recipient: "mira@example.com", Salt: "q7Zk2vXw",
		Awarded: now.AddDate(0, 0, -3), ValidFrom: now, ValidUntil: now.AddDate(1, 0, 0), StatusList: 1, StatusIndex: place,
	}
	doc, err := award.Document(site)
	if err != nil {
		t.Fatal(err)
	}
	list, err := credential.StatusList(site, tenant, 1, []int{place - 1, place + 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	did := credential.DIDDocument(site, tenant, []credential.Key{{Fragment: "key-1", Public: public(1)}})
	return publication{doc, did, list, func(signed []byte) []byte { return signed }}
}

func key(first byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = first
	return ed25519.NewKeyFromSeed(seed)
}

func public(first byte) ed25519.PublicKey {
	key, _ := key(first).Public().(ed25519.PublicKey)
	return key
}

func sign(t *testing.T, doc map[string]any) []byte {
	t.Helper()
	signed, err := proof.Sign(doc, key(1), site.DID(tenant)+"#key-1", time.Now().Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// result is what verify.mjs prints.
type result struct {
	Verified bool
	Errors   []string
}

// judge serves a publication and has Node verify it.
func (p publication) judge(t *testing.T) result {
	t.Helper()
	if err := modules(); err != nil {
		t.Fatalf("npm ci: %v", err)
	}
	did, err := proof.Bytes(p.did)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	id, _ := p.credential["id"].(string)
	for address, body := range map[string][]byte{
		id: p.spoil(sign(t, p.credential)), site.StatusList(tenant, 1): sign(t, p.status),
		site.Issuer(tenant) + "/did.json": did,
	} {
		mux.HandleFunc(strings.TrimPrefix(address, site.Origin()), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body) // a client that has gone shows in its own result
		})
	}
	server := httptest.NewServer(mux)
	defer server.Close()

	var out, problems bytes.Buffer
	command := exec.CommandContext(t.Context(), "node", "verify.mjs", id, "--map", site.Origin()+"="+server.URL)
	command.Stdout, command.Stderr = &out, &problems
	ran := command.Run()
	var got result
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("node: %v, %s%s", ran, out.Bytes(), problems.Bytes())
	}
	if (ran == nil) != got.Verified {
		t.Errorf("node ended with %v, and says verified: %v", ran, got.Verified)
	}
	return got
}

func TestAnotherImplementationAcceptsOurBadge(t *testing.T) {
	t.Parallel()
	if got := publish(t).judge(t); !got.Verified {
		t.Errorf("refused: %q", got.Errors)
	}
}

func TestAnotherImplementationRefusesASpoiledBadge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(p *publication)
		want  string // in one of the errors
	}{
		"tampered": {func(p *publication) {
			p.spoil = func(signed []byte) []byte { return bytes.ReplaceAll(signed, []byte("Gezeiten"), []byte("Zeitungen")) }
		}, "signature"},
		"revoked": {func(p *publication) {
			list, err := credential.StatusList(site, tenant, 1, []int{place}, time.Now().Add(-time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			p.status = list
		}, "revocation"},
		"key of another": {func(p *publication) {
			p.did = credential.DIDDocument(site, tenant, []credential.Key{{Fragment: "key-1", Public: public(2)}})
		}, "signature"},
		"key not for assertions": {func(p *publication) { delete(p.did, "assertionMethod") }, "assertionMethod"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := publish(t)
			c.spoil(&p)
			got := p.judge(t)
			if got.Verified || !strings.Contains(strings.Join(got.Errors, "\n"), c.want) {
				t.Errorf("got %+v, want a refusal that tells of %q", got, c.want)
			}
		})
	}
}
