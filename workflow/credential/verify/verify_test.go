package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/bake"
	"example.org/laurel/workflow/credential/proof"
	"example.org/laurel/workflow/credential/verify"
)

const (
	site   laurel.Site     = "https://badges.example"
	tenant laurel.TenantID = "7k2m9q4xwz"
	place                  = 90417
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func key(first byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = first
	return ed25519.NewKeyFromSeed(seed)
}

func public(first byte) ed25519.PublicKey {
	key, _ := key(first).Public().(ed25519.PublicKey)
	return key
}

// world is a badge, its issuer, and what the issuer publishes.
type world struct {
	credential, did, status map[string]any
	method                  string
	credentialKey, listKey  byte
	file                    func(signed []byte) []byte // what is handed in
	web                     map[string][]byte          // beside what is published
	away                    map[string]bool            // addresses that do not answer
}

func award() credential.Award {
	return credential.Award{
		ID:     "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c4",
		Issuer: credential.Issuer{Tenant: tenant, Name: "Harbour College"},
		Achievement: credential.Achievement{
			ID: "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c8", Name: "Tides", Description: "Reads a tide table.", Criteria: "Read one.",
		},
		Subject: "urn:uuid:0198f3a2-6d1e-7c55-9a41-1f0a6f2b7c11", Recipient: "mira@example.com", Salt: "q7Zk2vXw",
		ValidFrom: now.Add(-time.Hour), StatusList: 1, StatusIndex: place,
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{method: site.DID(tenant) + "#key-1", credentialKey: 1, listKey: 1, web: map[string][]byte{}, away: map[string]bool{}}
	var err error
	if w.credential, err = award().Document(site); err != nil {
		t.Fatal(err)
	}
	if w.status, err = credential.StatusList(site, tenant, 1, []int{1, 2}, now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.did = credential.DIDDocument(site, tenant, []credential.Key{{Fragment: "key-1", Public: public(1)}})
	w.file = func(signed []byte) []byte { return signed }
	return w
}

func (w *world) sign(t *testing.T, doc map[string]any, with byte) []byte {
	t.Helper()
	signed, err := proof.Sign(doc, key(with), w.method, now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// report publishes everything and checks the badge.
func (w *world) report(t *testing.T) verify.Report {
	t.Helper()
	did, err := proof.Bytes(w.did)
	if err != nil {
		t.Fatal(err)
	}
	web := map[string][]byte{
		"https://badges.example/t/7k2m9q4xwz/did.json": did,
		site.StatusList(tenant, 1):                     w.sign(t, w.status, w.listKey),
	}
	maps.Copy(web, w.web)
	resolve := func(_ context.Context, url string) ([]byte, error) {
		document, ok := web[url]
		if !ok || w.away[url] {
			return nil, fmt.Errorf("%s: no answer", url)
		}
		return document, nil
	}
	return verify.Badge(t.Context(), w.file(w.sign(t, w.credential, w.credentialKey)), resolve, now)
}

// outcome is a report in one line: the check that failed and why, then those
// that could not be made.
func outcome(report verify.Report) string {
	failed, ok := report.Failed()
	if !ok {
		return "ok"
	}
	var out strings.Builder
	out.WriteString(string(failed.Name) + " " + failed.Text)
	for _, check := range report.Checks {
		if !check.OK && check.Text == "verify.unchecked" {
			out.WriteString(", no " + string(check.Name))
		}
	}
	return out.String()
}

func TestAGoodBadgeStandsEveryCheckInAnyForm(t *testing.T) {
	t.Parallel()
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>`)
	png, err := os.ReadFile(filepath.Join("testdata", "blank.png"))
	if err != nil {
		t.Fatal(err)
	}
	for kind, form := range map[bake.Kind]func(signed []byte) ([]byte, error){
		bake.KindJSON: func(signed []byte) ([]byte, error) { return signed, nil },
		bake.KindPNG:  func(signed []byte) ([]byte, error) { return bake.PNG(png, signed) },
		bake.KindSVG:  func(signed []byte) ([]byte, error) { return bake.SVG(svg, signed) },
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.file = func(signed []byte) []byte {
				file, err := form(signed)
				if err != nil {
					t.Fatal(err)
				}
				return file
			}
			report := w.report(t)
			want := []verify.Check{
				{Name: verify.Read, OK: true, Text: "verify.read-ok", Detail: string(kind)},
				{Name: verify.Shape, OK: true, Text: "verify.shape-ok"},
				{Name: verify.Issuer, OK: true, Text: "verify.issuer-ok", Detail: site.DID(tenant)},
				{Name: verify.Key, OK: true, Text: "verify.key-ok", Detail: w.method},
				{Name: verify.Signature, OK: true, Text: "verify.signature-ok"},
				{Name: verify.Dates, OK: true, Text: "verify.dates-ok"},
				{Name: verify.Status, OK: true, Text: "verify.status-ok"},
			}
			if diff := cmp.Diff(want, report.Checks); diff != "" || !report.OK() || report.Kind != kind {
				t.Errorf("%s, OK %v (-want +got):\n%s", report.Kind, report.OK(), diff)
			}
		})
	}
}

func replace(old, with string) func(w *world) {
	return func(w *world) {
		w.file = func(signed []byte) []byte { return bytes.Replace(signed, []byte(old), []byte(with), 1) }
	}
}

func method(w *world) map[string]any {
	all, _ := w.did["verificationMethod"].([]any)
	first, _ := all[0].(map[string]any)
	return first
}

func part(doc map[string]any, name string) map[string]any {
	object, _ := doc[name].(map[string]any)
	return object
}

// spoiled says what is done to a good badge and its world, and what comes of it.
type spoiled struct {
	spoil func(w *world)
	want  string
}

func checkSpoiled(t *testing.T, cases map[string]spoiled) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.spoil(w)
			report := w.report(t)
			if got := outcome(report); got != c.want {
				t.Errorf("got  %s\nwant %s\n%+v", got, c.want, report.Checks)
			}
			if report.OK() != (c.want == "ok") {
				t.Errorf("OK is %v", report.OK())
			}
		})
	}
}

const (
	nothingElse = ", no shape, no issuer, no key, no signature, no dates, no status"
	noKey       = ", no key, no signature, no status"
	noSignature = ", no signature, no status"
)

func TestWhatCannotBeReadFailsThere(t *testing.T) {
	t.Parallel()
	checkSpoiled(t, map[string]spoiled{
		"garbage":       {func(w *world) { w.file = func([]byte) []byte { return []byte("hello") } }, "read verify.read-bad" + nothingElse},
		"nothing":       {func(w *world) { w.file = func([]byte) []byte { return nil } }, "read verify.read-bad" + nothingElse},
		"broken JSON":   {func(w *world) { w.file = func([]byte) []byte { return []byte(`{"a":}`) } }, "read verify.read-bad" + nothingElse},
		"name twice":    {replace(`{"@context"`, `{"name":"x","@context"`), "read verify.read-bad" + nothingElse},
		"plain picture": {func(w *world) { w.file = plainSVG }, "read verify.read-none" + nothingElse},
		"too large": {
			func(w *world) { w.file = func([]byte) []byte { return make([]byte, bake.PictureLimit+1) } },
			"read verify.read-too-large" + nothingElse,
		},
		"compact JWS": {
			func(w *world) { w.file = func([]byte) []byte { return []byte("e30.e30.e30") } },
			"signature verify.proof-unsupported, no shape, no issuer, no key, no dates, no status",
		},
	})
}

func plainSVG([]byte) []byte { return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>`) }

func TestAChangedBadgeFailsAtItsSignature(t *testing.T) {
	t.Parallel()
	checkSpoiled(t, map[string]spoiled{
		"tampered name":   {replace(`"Tides"`, `"Ebbs"`), "signature verify.signature-bad, no status"},
		"wrong key":       {func(w *world) { w.credentialKey = 2 }, "signature verify.signature-bad, no status"},
		"unknown context": {replace("v3p0/extensions.json", "v3p0/other.json"), "signature verify.context-unknown, no status"},
		"undefined term":  {replace(`"name":"Tides","type"`, `"name":"Tides","rank":"1","type"`), "signature verify.signature-unreadable, no status"},
		"other cryptosuite": {
			replace("eddsa-rdfc-2022", "ecdsa-rdfc-2019"),
			"signature verify.proof-unsupported, no key, no status",
		},
		"no proof":      {replace(`"proof"`, `"evidence"`), "signature verify.proof-unsupported, no key, no status"},
		"no subject id": {replace(`"AchievementSubject"`, `"Subject"`), "shape verify.shape-bad, no status"},
		"proof that has ended": {
			replace(`"cryptosuite"`, `"expires":"2026-11-23T11:59:59Z","cryptosuite"`),
			"signature verify.proof-expired, no status",
		},
	})
}

func TestAKeyThatIsNotTheIssuersFailsThere(t *testing.T) {
	t.Parallel()
	checkSpoiled(t, map[string]spoiled{
		"key of another": {func(w *world) { w.method = "did:web:evil.example#key-1" }, "key verify.key-foreign" + noSignature},
		"key of another controller": {
			func(w *world) { method(w)["controller"] = "did:web:evil.example" }, "key verify.key-foreign" + noSignature,
		},
		"key that is not listed": {func(w *world) { w.method = site.DID(tenant) + "#key-9" }, "key verify.key-unknown" + noSignature},
		"key for other purposes": {
			func(w *world) {
				w.did["authentication"] = w.did["assertionMethod"]
				delete(w.did, "assertionMethod")
			}, "key verify.key-purpose" + noSignature,
		},
		"revoked key":       {func(w *world) { method(w)["revoked"] = "2026-11-01T00:00:00Z" }, "key verify.key-ended" + noSignature},
		"expired key":       {func(w *world) { method(w)["expires"] = now.Format(time.RFC3339) }, "key verify.key-ended" + noSignature},
		"key to be revoked": {func(w *world) { method(w)["revoked"] = "2099-01-01T00:00:00Z" }, "ok"},
		"unreadable end":    {func(w *world) { method(w)["expires"] = "soon" }, "key verify.key-ended" + noSignature},
		"key of another kind": {
			func(w *world) { method(w)["publicKeyMultibase"] = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169" },
			"key verify.key-unsupported" + noSignature,
		},
		"key written out under its purpose": {
			func(w *world) {
				w.did["assertionMethod"] = w.did["verificationMethod"]
				delete(w.did, "verificationMethod")
			}, "ok",
		},
	})
}

func TestAnIssuerThatCannotBeFoundFailsThere(t *testing.T) {
	t.Parallel()
	checkSpoiled(t, map[string]spoiled{
		"away": {
			func(w *world) { w.away["https://badges.example/t/7k2m9q4xwz/did.json"] = true },
			"issuer verify.issuer-unreachable" + noKey,
		},
		"document of another": {func(w *world) { w.did["id"] = "did:web:evil.example" }, "issuer verify.issuer-bad" + noKey},
		"no JSON": {
			func(w *world) { w.web["https://badges.example/t/7k2m9q4xwz/did.json"] = []byte("<html>") },
			"issuer verify.issuer-bad" + noKey,
		},
		"did of another method": {
			func(w *world) { part(w.credential, "issuer")["id"] = "did:example:123" }, "issuer verify.issuer-unsupported" + noKey,
		},
		"no issuer": {func(w *world) { part(w.credential, "issuer")["id"] = "http://a.example" }, "issuer verify.issuer-unsupported" + noKey},
	})
}

func TestABadgeThatDoesNotHoldNowFailsAtItsDates(t *testing.T) {
	t.Parallel()
	date := func(name string, at time.Time) func(w *world) {
		return func(w *world) { w.credential[name] = at.Format(time.RFC3339) }
	}
	checkSpoiled(t, map[string]spoiled{
		"expired":             {date("validUntil", now.Add(-time.Second)), "dates verify.expired"},
		"in its last second":  {date("validUntil", now), "ok"},
		"future":              {date("validFrom", now.Add(time.Hour)), "dates verify.not-yet-valid"},
		"a clock a bit ahead": {date("validFrom", now.Add(30*time.Second)), "ok"},
		"expired and tampered": {
			func(w *world) {
				date("validUntil", now.Add(-time.Second))(w)
				replace(`"Tides"`, `"Ebbs"`)(w)
			}, "signature verify.signature-bad, no status",
		},
	})
}

func TestARevokedOrUncertainStatusFailsThere(t *testing.T) {
	t.Parallel()
	address := site.StatusList(tenant, 1)
	revoke := func(w *world) {
		list, err := credential.StatusList(site, tenant, 1, []int{place}, now)
		if err == nil {
			w.status = list
		}
	}
	entry := func(name string, value any) func(w *world) {
		return func(w *world) { part(w.credential, "credentialStatus")[name] = value }
	}
	checkSpoiled(t, map[string]spoiled{
		"revoked":      {revoke, "status verify.revoked"},
		"list away":    {func(w *world) { w.away[address] = true }, "status verify.status-unreachable"},
		"list no JSON": {func(w *world) { w.web[address] = []byte("x") }, "status verify.status-bad"},
		"list unsigned": {
			func(w *world) {
				w.web[address] = []byte(`{"id":"` + address + `","type":"BitstringStatusListCredential","issuer":"` + site.DID(tenant) + `"}`)
			},
			"status verify.status-bad",
		},
		"list under another key": {func(w *world) { w.listKey = 2 }, "status verify.status-bad"},
		"list of another issuer": {func(w *world) { w.status["issuer"] = "did:web:evil.example" }, "status verify.status-bad"},
		"another list":           {func(w *world) { w.status["id"] = address + "2" }, "status verify.status-bad"},
		"list that has ended":    {func(w *world) { w.status["validUntil"] = "2026-11-23T11:00:00Z" }, "status verify.status-bad"},
		"list that has ended and never began": {func(w *world) {
			delete(w.status, "validFrom")
			w.status["validUntil"] = "2026-11-23T11:00:00Z"
		}, "status verify.status-bad"},
		"list for other things":  {func(w *world) { part(w.status, "credentialSubject")["statusPurpose"] = "message" }, "status verify.status-bad"},
		"list that is too short": {func(w *world) { part(w.status, "credentialSubject")["encodedList"] = "uH4sIAAAAAAAA_wMAAAAAAAAAAAA" }, "status verify.status-bad"},
		"place beyond the list":  {entry("statusListIndex", "131072"), "status verify.status-bad"},
		"place below zero":       {entry("statusListIndex", "-1"), "status verify.status-bad"},
		"list in a file":         {entry("statusListCredential", "file:///etc/passwd"), "status verify.status-bad"},
		"no status":              {func(w *world) { delete(w.credential, "credentialStatus") }, "ok"},
		"status of another kind": {
			func(w *world) {
				w.credential["credentialStatus"] = map[string]any{"id": "https://badges.example/list", "type": "1EdTechRevocationList"}
			}, "status verify.status-unsupported",
		},
	})
}

func TestAnIssuerOnTheWebIsFoundByItsAddress(t *testing.T) {
	t.Parallel()
	const issuer = "https://college.example/issuer"
	multikey := proof.Multikey(public(1))
	method := issuer + "#" + multikey
	for name, c := range map[string]struct{ document, want string }{
		"key document": {`{"id":"` + method + `","controller":"` + issuer + `","publicKeyMultibase":"` + multikey + `"}`, "ok"},
		"controlled identifier": {
			`{"id":"` + issuer + `","assertionMethod":["` + method + `"],"verificationMethod":[{"id":"` + method +
				`","controller":"` + issuer + `","publicKeyMultibase":"` + multikey + `"}]}`, "ok",
		},
		"key document of another": {
			`{"id":"` + method + `","controller":"https://evil.example","publicKeyMultibase":"` + multikey + `"}`,
			"issuer verify.issuer-bad" + noKey,
		},
		"key document of another key": {
			`{"id":"` + issuer + `#x","controller":"` + issuer + `","publicKeyMultibase":"` + multikey + `"}`,
			"key verify.key-unknown" + noSignature,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.method = method
			part(w.credential, "issuer")["id"] = issuer
			delete(w.credential, "credentialStatus")
			w.web[issuer] = []byte(c.document)
			if got := outcome(w.report(t)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAnUnsupportedProofIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	replace(`"eddsa-rdfc-2022"`, `"bbs-2023"`)(w)
	failed, _ := w.report(t).Failed()
	if !strings.Contains(failed.Detail, "bbs-2023") {
		t.Errorf("got %+v", failed)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"did:web:badges.example":              "https://badges.example/.well-known/did.json",
		"did:web:badges.example:t:7k2m9q4xwz": "https://badges.example/t/7k2m9q4xwz/did.json",
		"did:web:localhost%3A8080:t:x":        "https://localhost:8080/t/x/did.json",
		"did:web:localhost%3a8080":            "https://localhost:8080/.well-known/did.json",
		"https://badges.example/issuer?x=1":   "https://badges.example/issuer?x=1",
		"did:web:":                            "",
		"did:web:a.example:..:x":              "",
		"did:web:a.example::x":                "",
		"did:web:a.example/x":                 "",
		"did:web:user%40a.example":            "",
		"did:web:a.example%3A80%2Fx":          "",
		"did:web:a.example:x%2F..":            "",
		"did:web:a.example:x?y":               "",
		"did:key:z6Mk":                        "",
		"http://a.example":                    "",
		"https://user@a.example":              "",
		"https://a.example/#x":                "",
		"https://":                            "",
		"":                                    "",
	} {
		got, err := verify.Address(id)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v; want %q", id, got, err, want)
		}
	}
}

func TestEarnedBy(t *testing.T) {
	t.Parallel()
	doc, err := award().Document(site)
	if err != nil {
		t.Fatal(err)
	}
	identifier, _ := part(doc, "credentialSubject")["identifier"].([]any)
	entry, _ := identifier[0].(map[string]any)
	check := func(email string, want bool) {
		t.Helper()
		if got := verify.EarnedBy(doc, email); got != want {
			t.Errorf("%v: EarnedBy(%q) = %v, want %v", entry, email, got, want)
		}
	}
	check("mira@example.com", true)
	check(" Mira@Example.com", true)
	check("mina@example.com", false)
	check("", false)
	entry["identityHash"] = strings.ToUpper(credential.HashIdentityAsGiven("Mira@Example.com", "q7Zk2vXw"))
	check("Mira@Example.com", true)
	check("mira@example.com", false)
	entry["hashed"], entry["identityHash"] = false, "mira@example.com"
	check("Mira@example.com", true)
	check("", false)
}

func FuzzAnyFileGivesAWholeReport(f *testing.F) {
	f.Add([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","proof":{}}`))
	f.Add(plainSVG(nil))
	f.Add([]byte("e30.e30.e30"))
	f.Fuzz(func(t *testing.T, file []byte) {
		report := verify.Badge(t.Context(), file, func(context.Context, string) ([]byte, error) {
			return []byte(`{"id":"did:web:a.example"}`), nil
		}, now)
		if len(report.Checks) != 7 || report.OK() {
			t.Errorf("got %+v", report)
		}
	})
}
