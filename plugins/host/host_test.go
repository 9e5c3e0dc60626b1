//go:build unix

package host_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

func TestAllShareOneProcess(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{})
	pids := make([]string, 20)
	var all sync.WaitGroup
	for i := range pids {
		all.Go(func() { pids[i] = ask(t, h, "pid") })
	}
	all.Wait()
	for _, got := range pids {
		if got != pids[0] {
			t.Fatalf("asked %q, and at the same time %q", pids[0], got)
		}
	}
}

func TestAHostKnowsItsApprovers(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Builtin: map[string]string{"odd@1": "odd", "even@12": "even"}})
	if diff := cmp.Diff([]string{"even@12", "odd@1"}, h.Keys()); diff != "" {
		t.Errorf("Keys (-want +got):\n%s", diff)
	}
	if !h.Knows("odd@1") || h.Knows("odd@2") {
		t.Errorf("knows odd@1: %v, odd@2: %v; want the first only", h.Knows("odd@1"), h.Knows("odd@2"))
	}
	d, err := h.Describe(t.Context(), "odd@1")
	if err != nil || d.Key() != "odd@1" || d.Summary != "Does as it is told." {
		t.Errorf("Describe: %+v, %v", d, err)
	}
}

func TestWhatGoesWrongIsUnready(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{})
	first := ask(t, h, "pid")
	for _, prompt := range []string{
		"nonsense", "a term that is past", "a term without wait", "a novel", "not ready", "error", "panic",
	} {
		v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt, Now: time.Now()})
		checkUnready(t, prompt, "odd@1", v, err)
	}
	if got := ask(t, h, "pid"); got != first {
		t.Errorf("afterwards process %s answers, want %s: none of this is its death", got, first)
	}
}

func TestWrongSettingsAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	_, err := open(t, host.Config{}).Decide(t.Context(), "odd@1", approval.Case{Prompt: "wrong settings"})
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok || e.Kind != laurel.Invalid || e.Text != "approver.settings.unknown" || e.Field != "settings.x" {
		t.Errorf("error %v, want the approver's own", err)
	}
}

func TestADeadApproverIsStartedAnew(t *testing.T) {
	t.Parallel()
	for _, prompt := range []string{"crash", "panic elsewhere"} {
		t.Run(prompt, func(t *testing.T) {
			t.Parallel()
			h := open(t, host.Config{Pause: time.Millisecond})
			first := ask(t, h, "pid")
			v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt})
			checkUnready(t, prompt, "odd@1", v, err)
			if got := askAgain(t, h, "pid"); got == first {
				t.Errorf("process %s answers, which is dead", got)
			}
		})
	}
}

func TestAnApproverKilledFromOutsideIsStartedAnew(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Pause: time.Millisecond})
	first := ask(t, h, "pid")
	kill(t, first)
	if got := askAgain(t, h, "pid"); got == first {
		t.Errorf("process %s answers, which is dead", got)
	}
}

func TestAnApproverThatHangsIsKilled(t *testing.T) {
	t.Parallel()
	for _, prompt := range []string{"hang", "stop"} {
		t.Run(prompt, func(t *testing.T) {
			t.Parallel()
			h := open(t, host.Config{Patience: 2 * time.Second, Pause: time.Millisecond})
			first := ask(t, h, "pid")
			v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt})
			checkUnready(t, prompt, "odd@1", v, err)
			waitGone(t, first)
			if got := askAgain(t, h, "pid"); got == first {
				t.Errorf("process %s answers, which was to be killed", got)
			}
		})
	}
}

func TestACallerWhoGivesUpLeavesTheApproverAlone(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{})
	first := ask(t, h, "pid")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	v, err := h.Decide(ctx, "odd@1", approval.Case{Prompt: "hang"})
	checkUnready(t, "given up", "odd@1", v, err)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want it to say that the caller's time was over", err)
	}
	if got := ask(t, h, "pid"); got != first {
		t.Errorf("process %s answers, want %s", got, first)
	}
}

func TestAnApproverSeesNothingOfTheHost(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := open(t, host.Config{Folder: folder})
	if got := ask(t, h, "environment"); strings.Contains(got, secret) || !strings.Contains(got, "HOME="+folder) {
		t.Errorf("environment:\n%s\nwant a home in %s and nothing of the host's", got, folder)
	}
	if got := ask(t, h, "folder"); !strings.HasPrefix(got, filepath.Join(folder, "approvers", "odd-1-")) {
		t.Errorf("works in %s, want a folder of its own in %s", got, folder)
	}
	if got := ask(t, h, "stdin"); got != `""` {
		t.Errorf("standard input is %s, want nothing", got)
	}
}

func TestWhatAnApproverPrintsIsLogged(t *testing.T) {
	t.Parallel()
	log := &journal{}
	h := open(t, host.Config{Logger: slog.New(slog.NewTextHandler(log, nil)), Pause: time.Millisecond})
	logged := func(want string) {
		t.Helper()
		wait(t, want, func() bool { return strings.Contains(log.String(), "approver=odd@1 "+want) })
	}
	ask(t, h, "print")
	logged(`stream=stdout line="first line"`)
	logged(`stream=stderr line="second line"`)
	_, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: "panic elsewhere"})
	checkUnready(t, "panic", "odd@1", approval.Verdict{}, err)
	logged(`stream=stderr line="panic: nobody catches this"`)
}

func TestApproversEndWithTheHost(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := open(t, host.Config{Folder: folder})
	pid := ask(t, h, "pid")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if alive(t, pid) {
		t.Errorf("process %s lives on", pid)
	}
	v, err := h.Decide(t.Context(), "odd@1", approval.Case{})
	checkUnready(t, "after the end", "odd@1", v, err)
	if left, err := filepath.Glob(filepath.Join(folder, "approvers", "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAHostClosesWhileAnApproverStarts(t *testing.T) {
	t.Parallel()
	log := &journal{}
	h := open(t, host.Config{
		Builtin: map[string]string{"odd@1": "silent-at-start"}, Patience: time.Minute, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	answered := make(chan error, 1)
	go func() {
		_, err := h.Decide(t.Context(), "odd@1", approval.Case{})
		answered <- err
	}()
	h.Close()
	select {
	case err := <-answered:
		checkUnready(t, "closed", "odd@1", approval.Verdict{}, err)
	case <-time.After(20 * time.Second):
		t.Error("the call still waits, 20 seconds after the host was closed")
	}
}

func TestApproversEndWhenTheHostIsKilled(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	out, err := exec.CommandContext(t.Context(), os.Args[0], "dying-host", folder).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
		t.Fatalf("the host: %v, want it killed", err)
	}
	waitGone(t, strings.TrimSpace(string(out)))
	h := open(t, host.Config{Folder: folder})
	left, err := filepath.Glob(filepath.Join(folder, "approvers", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the next host finds %v, %v; want it swept", left, err)
	}
	ask(t, h, "pid")
}

func TestAWrongConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]host.Config{
		"no folder":       {Builtin: map[string]string{"odd@1": "odd"}},
		"no version":      {Folder: t.TempDir(), Builtin: map[string]string{"odd": "odd"}},
		"version 0":       {Folder: t.TempDir(), Builtin: map[string]string{"odd@0": "odd"}},
		"a path as key":   {Folder: t.TempDir(), Builtin: map[string]string{"../odd@1": "odd"}},
		"twice the same":  {Folder: t.TempDir(), Builtin: map[string]string{"odd@1": "odd"}, Programs: map[string][]string{"odd@1": {"/bin/odd"}}},
		"no command":      {Folder: t.TempDir(), Programs: map[string][]string{"odd@1": {}}},
		"a relative path": {Folder: t.TempDir(), Programs: map[string][]string{"odd@1": {"bin/odd"}}},
	} {
		if h, err := host.New(c); err == nil {
			h.Close()
			t.Errorf("%s: no error", name)
		}
	}
}
