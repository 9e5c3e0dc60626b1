//go:build unix

package conformance_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/conformance"
)

// played are the results of one round, and what was printed.
func played(t *testing.T, c conformance.Config) (failed []string, all []conformance.Result, err error) {
	t.Helper()
	if c.Patience == 0 {
		c.Patience = time.Minute // the machine may be busy
	}
	err = conformance.Play(t.Context(), c, func(r conformance.Result) {
		all = append(all, r)
		if r.Err != nil {
			failed = append(failed, r.Check)
			t.Logf("%s: %v", r.Check, r.Err)
		}
	}, func(string) {})
	if (len(failed) > 0) != errors.Is(err, conformance.ErrFails) {
		t.Errorf("%d checks fail, and the error is %v", len(failed), err)
	}
	return failed, all, err
}

func TestAGoodApproverPasses(t *testing.T) {
	t.Parallel()
	failed, all, err := played(t, conformance.Config{Command: []string{os.Args[0], serve.Subcommand, "good"}})
	if err != nil || len(failed) > 0 {
		t.Errorf("%v: %v", err, failed)
	}
	if len(all) < 25 {
		t.Errorf("%d checks, want at least 25", len(all))
	}
}

// TestEachFaultIsFound has an approver for each fault, and wants the checks that
// it breaks, all of them and no other.
func TestEachFaultIsFound(t *testing.T) {
	t.Parallel()
	const prefix = "it decides "
	for fault, want := range map[string][]string{
		"no handshake":      {"it shakes hands in time"},
		"by hand":           {"started by hand, it ends with an error"},
		"no name":           {"it describes itself"},
		"moody description": {"it describes itself"},
		"broken schema":     {"the schema of its settings is one, of an object"},
		"schema of a list":  {"the schema of its settings is one, of an object"},
		"needs settings":    {"there are settings to play with"},
		"kinds":             {prefix + "kinds of evidence and roles of reviewers that there are not yet"},
		"empty":             {prefix + "a case without evidence", prefix + "a case in which nothing is filled in"},
		"novel":             {prefix + "a text of 12 MiB"},
		"opinions":          {prefix + "with the opinions of reviewers"},
		"null":              {"null instead of settings is none"},
		"waits for nobody":  {prefix + "a later attempt"},
		"waits backwards":   {prefix + "a later attempt"},
		"long":              {prefix + "a later attempt"},
		"counts":            {"the same case gets the same verdict, asked again", "another process of it runs beside it, and decides the same"},
		"process":           {"another process of it runs beside it, and decides the same"},
		"lenient": {
			"settings that are no JSON are refused as INVALID_ARGUMENT",
			`settings outside the schema are refused as INVALID_ARGUMENT: []`,
			`settings outside the schema are refused as INVALID_ARGUMENT: {"no-such-setting": 1}`,
			`settings outside the schema are refused as INVALID_ARGUMENT: {"words": "\u0000"}`,
			`settings outside the schema are refused as INVALID_ARGUMENT: {"words": -1e300}`,
			`settings outside the schema are refused as INVALID_ARGUMENT: {"words": [{}]}`,
			`settings outside the schema are refused as INVALID_ARGUMENT: {"words": {}}`,
		},
		"never ends": {"it ends when asked"},
		"chatty":     {"there is nothing but the handshake on its standard output"},
		"strangers": {
			"who shows no certificate is not talked to",
		},
		"ill": {"it says that it is healthy"},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			failed, _, _ := played(t, conformance.Config{Command: []string{os.Args[0], serve.Subcommand, strings.ReplaceAll(fault, " ", "-")}})
			slices.Sort(failed)
			slices.Sort(want)
			if diff := cmp.Diff(want, failed); diff != "" {
				t.Errorf("checks that fail (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASlowApproverIsFound(t *testing.T) {
	t.Parallel()
	failed, _, _ := played(t, conformance.Config{
		Command: []string{os.Args[0], serve.Subcommand, "slow"}, Patience: 5 * time.Second,
	})
	if want := "it decides a later attempt"; !slices.Contains(failed, want) {
		t.Errorf("%q fail, want %q among them", failed, want)
	}
}

func TestCaseFilesArePlayed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"right.case.json":          `{"settings": {"words": ["peas"]}, "evidence": [{"kind": "text", "text": "Beans."}]}`,
		"right.verdict.json":       `{"outcome": "improve", "reason": "peas"}`,
		"wrong.case.json":          `{"evidence": [{"kind": "text", "text": "Beans."}]}`,
		"wrong.verdict.json":       `{"outcome": "improve"}`,
		"no-settings.case.json":    `{"settings": {"word": "peas"}}`,
		"no-settings.verdict.json": `{"outcome": "approve"}`,
		"lonely.case.json":         `{}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := []string{os.Args[0], serve.Subcommand, "good"}
	failed, all, _ := played(t, conformance.Config{Command: good, Cases: folder})
	if diff := cmp.Diff([]string{"case lonely", "case no-settings", "case wrong"}, failed); diff != "" {
		t.Errorf("cases that fail (-want +got):\n%s", diff)
	}
	if !slices.ContainsFunc(all, func(r conformance.Result) bool { return r.Check == "case right" }) {
		t.Error("the right one was not played")
	}
	err := conformance.Play(t.Context(), conformance.Config{Command: good, Cases: t.TempDir()}, func(conformance.Result) {}, nil)
	if err == nil || errors.Is(err, conformance.ErrFails) {
		t.Errorf("a folder without case files: %v", err)
	}
}

func TestSettingsThatAreNeededCanBeGiven(t *testing.T) {
	t.Parallel()
	failed, _, err := played(t, conformance.Config{
		Command: []string{os.Args[0], serve.Subcommand, "needs-settings"}, Settings: []byte(`{"words": ["peas"]}`),
	})
	if err != nil {
		t.Errorf("%v: %v", err, failed)
	}
}

func TestAPlayCanBeGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	count := 0
	err := conformance.Play(ctx, conformance.Config{Command: []string{os.Args[0], serve.Subcommand, "good"}}, func(conformance.Result) {
		if count++; count == 3 {
			cancel()
		}
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}
