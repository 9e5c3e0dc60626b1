//go:build unix

package examples_test

import (
	"errors"
	"path/filepath"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/conformance"
	"example.org/laurel/plugins/host"
)

// play holds the program to the contract and to the case files of its folder.
func play(t *testing.T, folder, program string) {
	t.Helper()
	checks, cases := 0, 0
	err := conformance.Play(t.Context(), conformance.Config{Command: []string{program}, Cases: filepath.Join(folder, "testdata")},
		func(r conformance.Result) {
			checks++
			if len(r.Check) > 5 && r.Check[:5] == "case " {
				cases++
			}
			if r.Err != nil {
				t.Errorf("%s: %v", r.Check, r.Err)
			}
		}, func(line string) { t.Logf("it prints: %s", line) })
	if err != nil && !errors.Is(err, conformance.ErrFails) {
		t.Error(err)
	}
	if checks < 25 || cases < 3 {
		t.Errorf("%d checks and %d cases were played, want at least 25 and 3", checks, cases)
	}
}

// decides asks it as the platform does.
func decides(t *testing.T, key, program string) {
	t.Helper()
	h, err := host.New(host.Config{Programs: map[string][]string{key: {program}}, Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	c := approval.Case{Settings: []byte(`{"keywords": ["peas", "beans"]}`), Evidence: []approval.Evidence{{Kind: approval.Text, Text: "Peas."}}, Attempt: 1}
	v, err := h.Decide(t.Context(), key, c)
	want := approval.Verdict{Outcome: approval.Improve, Reason: "Please tell us more. You could write about: beans"}
	if err != nil || v != want {
		t.Errorf("too few words: %+v, %v; want %+v", v, err, want)
	}
	c.Evidence[0].Text = "Peas and beans."
	v, err = h.Decide(t.Context(), key, c)
	if want := (approval.Verdict{Outcome: approval.Approve}); err != nil || v != want {
		t.Errorf("enough words: %+v, %v; want %+v", v, err, want)
	}
}
