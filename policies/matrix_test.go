package policies

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden file anew")

// The matrix is what people agree on: a change of built-in.csv shows there, in
// words, before it is taken over.
func TestTheMatrixIsWhatWasAgreedOn(t *testing.T) {
	t.Parallel()
	got, err := Matrix(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/matrix.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the matrix has changed (-want +got):\n%s", diff)
	}
}

func TestABuiltInPolicyWithAMistakeIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"administrator,tenant,activity.publsh",
		"admin,tenant,activity.publish",
		"administrator,everywhere,activity.publish",
		"administrator,activity.publish",
	} {
		if lines, err := readBuiltIn(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, lines)
		}
	}
}
