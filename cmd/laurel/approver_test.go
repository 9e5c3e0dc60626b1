package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/conformance"
)

func TestTheBuiltInApproversKeepTheContract(t *testing.T) {
	t.Parallel()
	for name := range builtin() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			folder, version, later := strings.Cut(name, "-") // "organiser-2": its cases are in testdata/v2
			cases := filepath.Join("..", "..", "plugins", folder, "testdata")
			if later {
				cases = filepath.Join(cases, "v"+version)
			}
			err := run(t.Context(), []string{"approver", "test", "--cases", cases, os.Args[0], serve.Subcommand, name}, &out)
			if err != nil || strings.Contains(out.String(), "FAIL") || strings.Count(out.String(), "\nok   case ") < 3 {
				t.Errorf("%v\n%s", err, &out)
			}
		})
	}
}

func TestAProgramThatIsNoApproverIsToldSo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), []string{"approver", "test", "sh", "-c", "echo oh dear >&2; echo Good morning; exit 3"}, &out)
	if !errors.Is(err, conformance.ErrFails) {
		t.Errorf("%v, want %v", err, conformance.ErrFails)
	}
	for _, want := range []string{"ok   started by hand", "FAIL it shakes hands in time\n", "Good morning", "| oh dear\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("lacks %q:\n%s", want, &out)
		}
	}
	for _, args := range [][]string{{}, {"test"}, {"test", "/nowhere/at/all"}, {"test", "--no-such-flag", "sh"}, {"praise"}} {
		if err := run(t.Context(), append([]string{"approver"}, args...), &out); err == nil || errors.Is(err, conformance.ErrFails) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
