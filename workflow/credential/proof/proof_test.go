package proof

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

var testTime = time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)

const testMethod = "did:web:badges.example:t:harbour#key-1"

func unsigned(t testing.TB) map[string]any {
	t.Helper()
	return without(document(t, "full.json"), "proof")
}

func signed(t testing.TB, doc map[string]any) map[string]any {
	t.Helper()
	text, err := Sign(doc, oneEdTechKey(t), testMethod, testTime)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func publicKey(t testing.TB) ed25519.PublicKey {
	t.Helper()
	key, _ := oneEdTechKey(t).Public().(ed25519.PublicKey)
	return key
}

func TestWhatIsSignedVerifiesAndIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	first, err := Sign(unsigned(t), oneEdTechKey(t), testMethod, testTime)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Sign(unsigned(t), oneEdTechKey(t), testMethod, testTime.Add(300*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again) {
		t.Error("the same document signed twice gave different bytes")
	}
	if err := Verify(signed(t, unsigned(t)), publicKey(t)); err != nil {
		t.Error(err)
	}
	found, err := Find(signed(t, unsigned(t)))
	if err != nil {
		t.Fatal(err)
	}
	if found.VerificationMethod != testMethod || !found.Created.Equal(testTime) {
		t.Errorf("got the proof %+v", found)
	}
}

func TestAnyChangeBreaksTheSignature(t *testing.T) {
	t.Parallel()
	changes := map[string]func(doc map[string]any){
		"another name":          func(doc map[string]any) { doc["name"] = "Something else" },
		"an entry taken away":   func(doc map[string]any) { delete(doc, "awardedDate") },
		"another proof time":    func(doc map[string]any) { proofOf(doc)["created"] = "2026-09-01T08:30:01Z" },
		"another method":        func(doc map[string]any) { proofOf(doc)["verificationMethod"] = testMethod + "2" },
		"another proof value":   func(doc map[string]any) { proofOf(doc)["proofValue"] = "z" + strings.Repeat("2", 87) },
		"no proof value":        func(doc map[string]any) { delete(proofOf(doc), "proofValue") },
		"an entry in the proof": func(doc map[string]any) { proofOf(doc)["domain"] = "a.example" },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := signed(t, unsigned(t))
			change(doc)
			if err := Verify(doc, publicKey(t)); !errors.Is(err, ErrSignature) {
				t.Errorf("got %v, want ErrSignature", err)
			}
		})
	}
}

func proofOf(doc map[string]any) map[string]any {
	list, _ := doc["proof"].([]any)
	options, _ := list[0].(map[string]any)
	return options
}

func TestWhatVerifiersDisagreeOnIsNotSigned(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(doc map[string]any)
		want   error
	}{
		"control character": {func(doc map[string]any) { doc["name"] = "a\bb" }, ErrText},
		"delete":            {func(doc map[string]any) { doc["name"] = "a\x7fb" }, ErrText},
		"not UTF-8":         {func(doc map[string]any) { doc["name"] = "a\xffb" }, ErrText},
		"small fraction":    {func(doc map[string]any) { subject(doc)["creditsEarned"] = 0.25 }, ErrValue},
		"huge number":       {func(doc map[string]any) { subject(doc)["creditsEarned"] = 1e300 }, ErrValue},
		"sort order":        {func(doc map[string]any) { achievement(doc)["tag"] = []any{"Ａ", "😀"} }, ErrOrder},
		"undefined term":    {func(doc map[string]any) { doc["colour"] = "red" }, ErrData},
		"undefined type":    {func(doc map[string]any) { subject(doc)["type"] = []any{"Subject"} }, ErrData},
		"relative id":       {func(doc map[string]any) { subject(doc)["id"] = "learner" }, ErrData},
		"id with a space":   {func(doc map[string]any) { subject(doc)["id"] = "https://a.example/a b" }, ErrData},
		"relative picture":  {func(doc map[string]any) { doc["image"] = "picture.png" }, ErrData},
		"reverse property": {func(doc map[string]any) {
			doc["@reverse"] = map[string]any{"issuer": map[string]any{"id": "urn:x:y", "name": "z"}}
		}, ErrData},
		"unknown context":     {func(doc map[string]any) { doc["@context"] = []any{"https://a.example/c.json"} }, ErrContext},
		"context of its own":  {func(doc map[string]any) { doc["@context"] = []any{map[string]any{"a": "b"}} }, ErrContext},
		"no context":          {func(doc map[string]any) { delete(doc, "@context") }, ErrContext},
		"a second proof":      {func(doc map[string]any) { doc["proof"] = "x" }, errAlreadyDone},
		"not from JSON":       {func(doc map[string]any) { doc["name"] = 7 }, ErrJSON},
		"too deep":            {func(doc map[string]any) { doc["name"] = nested(40) }, ErrSize},
		"too many values":     {func(doc map[string]any) { doc["name"] = make([]any, valueLimit) }, ErrSize},
		"too large":           {func(doc map[string]any) { doc["name"] = strings.Repeat("a", SizeLimit) }, ErrSize},
		"too many lookalikes": {func(doc map[string]any) { doc["evidence"] = lookalikes(12) }, ErrTooComplex},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := unsigned(t)
			c.change(doc)
			if _, err := Sign(doc, oneEdTechKey(t), testMethod, testTime); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func subject(doc map[string]any) map[string]any {
	object, _ := doc["credentialSubject"].(map[string]any)
	return object
}

func achievement(doc map[string]any) map[string]any {
	object, _ := subject(doc)["achievement"].(map[string]any)
	return object
}

func nested(depth int) any {
	var value any = "x"
	for range depth {
		value = []any{value}
	}
	return value
}

// lookalikes is a number of nodes of which each names all the others.
func lookalikes(n int) []any {
	id := func(i int) string { return "_:n" + string(rune('a'+i)) }
	nodes := make([]any, n)
	for i := range nodes {
		var others []any
		for j := range n {
			if j != i {
				others = append(others, map[string]any{"id": id(j)})
			}
		}
		nodes[i] = map[string]any{"id": id(i), "type": "Achievement", "creator": others}
	}
	return nodes
}

func TestTextThatSortsAlikeEverywhereIsSigned(t *testing.T) {
	t.Parallel()
	doc := unsigned(t)
	achievement(doc)["tag"] = []any{"a Ａ", "b 😀"}
	if err := Check(doc); err != nil {
		t.Error(err)
	}
}

// A library of long standing leaves these out of what is signed, so that they
// could be added to any signed document.
func TestNothingCanBeAddedBesideWhatIsSigned(t *testing.T) {
	t.Parallel()
	long := "https://a.example/" + strings.Repeat("a", 2100)
	for name, add := range map[string]func(doc map[string]any){
		"about a long IRI": func(doc map[string]any) {
			doc["evidence"] = []any{map[string]any{"id": long, "type": []any{"Evidence"}, "name": "x"}}
		},
		"of a long type": func(doc map[string]any) { doc["evidence"] = map[string]any{"type": []any{"Evidence", long}} },
		"a long datatype": func(doc map[string]any) {
			doc["name"] = []any{doc["name"], map[string]any{"@value": "x", "@type": long}}
		},
		"a strange host": func(doc map[string]any) { doc["evidence"] = map[string]any{"id": "https://-/", "name": "x"} },
		"an odd language": func(doc map[string]any) {
			doc["name"] = []any{doc["name"], map[string]any{"@value": "x", "@language": "a b"}}
		},
		"a direction":        func(doc map[string]any) { doc["name"] = map[string]any{"@value": doc["name"], "@direction": "rtl"} },
		"an index":           func(doc map[string]any) { doc["@index"] = "x" },
		"something included": func(doc map[string]any) { doc["@included"] = []any{map[string]any{"id": "urn:a:b", "name": "x"}} },
		"a blank property":   func(doc map[string]any) { doc["_:a"] = "x" },
		"a relative graph":   func(doc map[string]any) { doc["@graph"] = []any{map[string]any{"id": "a", "name": "x"}} },
		"a lone value": func(doc map[string]any) {
			doc["evidence"] = map[string]any{"@set": []any{map[string]any{"@value": "x", "@index": "y"}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := signed(t, unsigned(t))
			add(doc)
			if err := Verify(doc, publicKey(t)); err == nil {
				t.Error("the signature still holds")
			}
		})
	}
}

func TestOnlyEddsaRDFC2022Counts(t *testing.T) {
	t.Parallel()
	doc := unsigned(t)
	doc["proof"] = map[string]any{"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019"}
	err := Verify(doc, publicKey(t))
	if !errors.Is(err, ErrNoProof) || !strings.Contains(err.Error(), "ecdsa-rdfc-2019") {
		t.Errorf("got %v, want ErrNoProof with the name of what is there", err)
	}
	doc = signed(t, unsigned(t))
	doc["proof"] = []any{map[string]any{"type": "Ed25519Signature2020"}, proofOf(doc)}
	if err := Verify(doc, publicKey(t)); err != nil {
		t.Errorf("a proof beside one of another kind: %v", err)
	}
	doc = signed(t, unsigned(t))
	proofOf(doc)["proofPurpose"] = "authentication"
	if err := Verify(doc, publicKey(t)); !errors.Is(err, ErrNoProof) {
		t.Errorf("a proof for authentication: %v, want ErrNoProof", err)
	}
}

func TestParseIsStricterThanJSON(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]error{
		`{"a":1,"a":2}`:               ErrJSON,
		`{"a":{"b":[{"c":1,"c":1}]}}`: ErrJSON,
		`{} {}`:                       ErrJSON,
		`[]`:                          ErrJSON,
		`"a"`:                         ErrJSON,
		``:                            ErrJSON,
		`{"a":`:                       ErrJSON,
		"{\"a\":\"\xff\"}":            ErrJSON,
		strings.Repeat(`{"a":`, 40):   ErrSize,
		`{"a":"` + strings.Repeat("a", SizeLimit) + `"}`: ErrSize,
	} {
		if _, err := Parse([]byte(input)); !errors.Is(err, want) {
			t.Errorf("%.40q: got %v, want %v", input, err, want)
		}
	}
}

func FuzzDocumentsAreReadAndWrittenAsByTheStandardLibrary(f *testing.F) {
	f.Add([]byte(`{"a":[1,true,null,"x\u00e9"],"b":{"c":-0.5e3},"\ud83d\ude00":"\u2028<&>\b\f\u007f"}`))
	f.Add([]byte(`{"a":1}]`))
	f.Add([]byte(`{"":{},"b":[],"a":1e300,"\ud800":"\uffff"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := Parse(text)
		if err != nil {
			return
		}
		var want map[string]any
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("Parse takes what encoding/json refuses: %v", err)
		}
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(want); err != nil {
			t.Fatal(err)
		}
		got, err := Bytes(doc)
		if err != nil || string(got)+"\n" != out.String() {
			t.Errorf("got %s (%v), want %s", got, err, out.String())
		}
	})
}

func TestWhatIsNoJSONIsNotWritten(t *testing.T) {
	t.Parallel()
	for _, value := range []any{7, math.NaN(), []string{"a"}, []any{struct{}{}}} {
		if _, err := Bytes(map[string]any{"a": value}); !errors.Is(err, ErrJSON) {
			t.Errorf("%#v: got %v, want ErrJSON", value, err)
		}
	}
	text, err := Bytes(map[string]any{"a": "\xff"})
	if err != nil || string(text) != `{"a":"\ufffd"}` {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestMultikeysOfOtherKindsAreRefused(t *testing.T) {
	t.Parallel()
	key, err := ParseMultikey(Multikey(publicKey(t)))
	if err != nil || !key.Equal(publicKey(t)) {
		t.Errorf("a Multikey read back gave %x, %v", key, err)
	}
	for _, text := range []string{
		"", "z", "z6Mk", "6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
		"z0OIl", "z" + strings.Repeat("1", 500),
	} {
		if _, err := ParseMultikey(text); !errors.Is(err, ErrMultikey) {
			t.Errorf("%.60q: got %v, want ErrMultikey", text, err)
		}
	}
}

func TestManyMaySignAtOnce(t *testing.T) {
	t.Parallel()
	want, err := Sign(general(t), oneEdTechKey(t), testMethod, testTime)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, doc := range []map[string]any{general(t), unsigned(t), general(t)} {
				got, err := Sign(doc, oneEdTechKey(t), testMethod, testTime)
				if err != nil || doc["url"] != nil && !bytes.Equal(got, want) {
					t.Errorf("got %.80s, %v", got, err)
				}
			}
		})
	}
	all.Wait()
}

// general is a document that the tables cannot tell.
func general(t testing.TB) map[string]any {
	t.Helper()
	doc := unsigned(t)
	doc["url"] = []any{map[string]any{"@value": "https://a.example/"}}
	return doc
}
