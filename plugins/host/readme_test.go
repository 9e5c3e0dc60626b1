//go:build unix

package host_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

// TestTheApproverOfTheReadmeWorks builds the program that the page shows, as an
// organisation would, and plays the case that it shows.
func TestTheApproverOfTheReadmeWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	programs, files := blocks(string(page), "go"), blocks(string(page), "json")
	if len(programs) != 1 || len(files) != 2 {
		t.Fatalf("the page has %d programs and %d case files, want 1 and 2", len(programs), len(files))
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "words")
	if err = os.WriteFile(source, []byte(programs[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	h := open(t, host.Config{Programs: map[string][]string{"words@1": {program}}})
	var c approval.Case
	var want approval.Verdict
	decode(t, files[0], &c)
	decode(t, files[1], &want)
	got, err := h.Decide(t.Context(), "words@1", c)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v; verdict (-want +got):\n%s", err, diff)
	}
}

// blocks are the page's blocks of code in one language.
func blocks(page, language string) []string {
	var found []string
	for {
		_, after, ok := strings.Cut(page, "\n```"+language+"\n")
		if !ok {
			return found
		}
		var block string
		block, page, _ = strings.Cut(after, "\n```")
		found = append(found, block+"\n")
	}
}

func decode(t *testing.T, from string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(from))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", from, err)
	}
}
