//go:build unix

package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheGoExampleKeepsTheContract builds it as its author would, in its own
// module and without the network.
func TestTheGoExampleKeepsTheContract(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "keywords")
	for _, args := range [][]string{{"build", "-o", program, "."}, {"vet", "."}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = "go"
		cmd.Env = append(os.Environ(), "GOFLAGS=-trimpath -mod=readonly", "GOPROXY=off", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s\nAfter a change of Laurel's modules, go/README.md says how go.mod is made anew.", args[0], err, out)
		}
	}
	play(t, "go", program)
	decides(t, "keywords@1", program)
}
