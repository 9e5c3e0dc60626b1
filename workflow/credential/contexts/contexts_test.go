package contexts_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"example.org/laurel/workflow/credential/contexts"
)

// The digests are those that the publishers state for these versions.
func TestTheContextsWeSignWithAreTheOnesPublished(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		contexts.Credentials: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
		contexts.OpenBadges:  "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
	} {
		document, ok := contexts.Document(address)
		if !ok {
			t.Fatalf("%s is not bundled", address)
		}
		sum := sha256.Sum256(document)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: sha256 %s, want %s", address, got, want)
		}
	}
}

func TestEveryBundledContextIsNamedAndEveryNameHasAContext(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("files/index.json")
	if err != nil {
		t.Fatal(err)
	}
	var index map[string]string
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{"index.json": true}
	for address, name := range index {
		named[name] = true
		document, ok := contexts.Document(address)
		if !ok {
			t.Errorf("%s: no file %s", address, name)
			continue
		}
		var body struct {
			Context any `json:"@context"`
		}
		if err := json.Unmarshal(document, &body); err != nil || body.Context == nil {
			t.Errorf("%s holds no context: %v", name, err)
		}
	}
	entries, err := os.ReadDir("files")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !named[entry.Name()] {
			t.Errorf("files/%s has no address in index.json", entry.Name())
		}
	}
}

func TestAContextThatIsNotBundledIsUnknown(t *testing.T) {
	t.Parallel()
	if _, ok := contexts.Document("https://example.com/context.json"); ok {
		t.Error("got a context for an address that nobody bundled")
	}
}
