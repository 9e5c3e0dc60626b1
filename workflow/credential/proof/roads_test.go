package proof

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"example.org/laurel/workflow/credential/contexts"
)

// mutation makes documents that are like a given one, and often odd: entries
// missing, doubled, emptied, moved and renamed.
type mutation struct{ *rand.Rand }

func (m mutation) object(object map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range object {
		switch {
		case key == "@context":
			out[key] = value
		case key != "type" && m.IntN(8) == 0:
		case m.IntN(1500) == 0:
			out[oneOf(m, "name", "image", "tag", "nothing", "url", "@id", "version", "creator")] = value
		default:
			out[key] = m.value(key, value)
		}
	}
	return out
}

func (m mutation) value(key string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		return m.object(value)
	case []any:
		list := []any{}
		for _, each := range value {
			times := [...]int{1, 1, 1, 1, 0, 2}[m.IntN(6)]
			if key == "type" && m.IntN(100) > 0 {
				times = 1
			}
			for range times {
				list = append(list, m.value(key, each))
			}
		}
		return list
	case string:
		return m.text(key, value)
	case float64:
		return float64(m.IntN(100)) * oneOf(m, 1, 1, 1, 0.5, 1e3, -1)
	}
	return value
}

func (m mutation) text(key, value string) string {
	chance := m.IntN(12)
	odd := m.IntN(300) == 0
	switch {
	case key == "type" && odd:
		return oneOf(m, "Image", "Profile", "Nothing", "https://example.com/Type", "Achievement")
	case key == "type" || chance > 3:
		return value
	case strings.Contains(value, ":") && !odd:
		return fmt.Sprintf("urn:uuid:%08x-0000-4000-8000-%012x", m.IntN(4), m.IntN(4))
	case strings.Contains(value, ":"):
		return oneOf(m, "../relative", "https://a.example/with space", "ftp://a.example/x", "xsd:date", "_:b0", "name", "HTTPS://A.example")
	}
	var words []string
	for range m.IntN(4) {
		words = append(words, oneOf(m, "tide", "Überprüfung", "海図", `a"b`, `c\d`, "line\nbreak", "😀", "ﬀ", "", "ب", "{}<>", "tab\there", "Ａ"))
	}
	return strings.Join(words, " ")
}

func oneOf[T any](m mutation, choices ...T) T { return choices[m.IntN(len(choices))] }

// byLibrary is the canonical form that json-gold makes on its own.
func byLibrary(document map[string]any) (string, error) {
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = lookup(contexts.Document)
	options.Algorithm = ld.AlgorithmURDNA2015
	options.Format = "application/n-quads"
	form, err := ld.NewJsonLdProcessor().Normalize(document, options)
	quads, _ := form.(string)
	return quads, err
}

// checkRoads takes a document down every road, and reports whether the short one
// led anywhere.
func checkRoads(t *testing.T, document map[string]any) (short bool) {
	t.Helper()
	addresses, err := contextsOf(document)
	if err != nil {
		t.Fatal(err)
	}
	var general dataset
	generalErr := standard().general.expand(&general, addresses, document)
	var tabled dataset
	shape := standard().shapes[strings.Join(addresses, "\n")]
	tabledErr := walker{shape, &tabled}.document(document)
	if generalErr != nil {
		if tabledErr == nil {
			t.Fatalf("the short road takes what the library refuses: %v\n%v", generalErr, document)
		}
		return false
	}
	var labels labeller
	if err := labels.label(&general, bytes.Compare); errors.Is(err, ErrTooComplex) {
		return false
	}
	got := string(labels.write(nil))
	want, err := byLibrary(document)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("our labels and order give\n%s\nthe library's\n%s", got, want)
	}
	if tabledErr != nil {
		return false
	}
	if err := labels.label(&tabled, bytes.Compare); err != nil {
		t.Fatal(err)
	}
	if got := string(labels.write(nil)); got != want {
		t.Fatalf("the short road gives\n%s\nthe library\n%s", got, want)
	}
	return true
}

func TestBothRoadsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, path := range [][]string{{"full.json"}, {"1edtech", "unsigned.json"}} {
		if !checkRoads(t, without(document(t, path...), "proof")) {
			t.Errorf("%v does not go the short road", path)
		}
	}
}

func TestBothRoadsGiveTheSameBytesForOddDocuments(t *testing.T) {
	t.Parallel()
	full := without(document(t, "full.json"), "proof")
	short, all := uint64(0), uint64(100)
	if os.Getenv("LAUREL_SOAK") != "" {
		all = 100_000
	}
	for seed := range all {
		if checkRoads(t, mutation{rand.New(rand.NewPCG(seed, 1))}.object(full)) {
			short++
		}
	}
	if short < all/2 {
		t.Errorf("%d of %d documents went the short road, too few to tell", short, all)
	}
}

func FuzzBothRoadsGiveTheSameBytes(f *testing.F) {
	full := without(document(f, "full.json"), "proof")
	f.Add(uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		checkRoads(t, mutation{rand.New(rand.NewPCG(a, b))}.object(full))
	})
}

func BenchmarkCanonicalShortRoad(b *testing.B) {
	full := without(document(b, "full.json"), "proof")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Canonical(full); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCanonicalGeneralRoad(b *testing.B) {
	c, err := newCanonicaliser(contexts.Document)
	if err != nil {
		b.Fatal(err)
	}
	full := without(document(b, "full.json"), "proof")
	addresses, err := contextsOf(full)
	if err != nil {
		b.Fatal(err)
	}
	if err := c.general.remember(addresses); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.canonical(full, bytes.Compare); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCanonicalLibraryAlone(b *testing.B) {
	full := without(document(b, "full.json"), "proof")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := byLibrary(full); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	full := without(document(b, "full.json"), "proof")
	key := oneEdTechKey(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sign(full, key, "did:web:badges.example:t:harbour#key-1", testTime); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignGeneralRoad(b *testing.B) {
	full := general(b)
	key := oneEdTechKey(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sign(full, key, "did:web:badges.example:t:harbour#key-1", testTime); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareSignature is the least that signing can cost.
func BenchmarkBareSignature(b *testing.B) {
	key, message := oneEdTechKey(b), make([]byte, 64)
	for b.Loop() {
		if len(ed25519.Sign(key, message)) == 0 {
			b.Fatal("no signature")
		}
	}
}
