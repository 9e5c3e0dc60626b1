//go:build linux

package host_test

import (
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

// guarded makes a host with the odd approver and an even one, and a check that
// the even one still decides, in the process that it had at the beginning.
func guarded(t *testing.T, c host.Config) (h *host.Host, log *journal, unharmed func()) {
	t.Helper()
	log = &journal{}
	c.Logger = slog.New(slog.NewTextHandler(log, nil))
	if c.Builtin == nil {
		c.Builtin = map[string]string{"odd@1": "odd"}
	}
	c.Builtin["even@1"] = "even"
	c.Pause = time.Millisecond
	h = open(t, c)
	pid := func() string {
		t.Helper()
		v, err := h.Decide(t.Context(), "even@1", approval.Case{Prompt: "pid"})
		if err != nil {
			t.Errorf("the other approver: %v", err)
		}
		return v.Reason
	}
	first := pid()
	return h, log, func() {
		t.Helper()
		if got := pid(); got != first {
			t.Errorf("the other approver is process %s, and was %s", got, first)
		}
	}
}

// lacks reports that this machine does not give the guard, and the host says so;
// TestTheHostSaysWhichGuardsAreOff holds it to that.
func lacks(h *host.Host, g host.Guard) bool { return slices.Contains(h.Off(), g) }

func TestAnApproverThatTakesTooMuchIsKilled(t *testing.T) {
	t.Parallel()
	for prompt, want := range map[string]string{
		"leak":            "of memory, and may take 64",
		"leak in a child": "of memory, and may take 64",
		"spin":            "of processor time within a minute",
	} {
		t.Run(prompt, func(t *testing.T) {
			t.Parallel()
			h, log, unharmed := guarded(t, host.Config{Memory: 64 << 20, CPU: 500 * time.Millisecond, Patience: time.Minute})
			if lacks(h, host.Memory) {
				return
			}
			first := ask(t, h, "pid")
			_, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt})
			if prompt != "spin" { // which answers first
				checkUnready(t, prompt, "odd@1", approval.Verdict{}, err)
			}
			waitGone(t, first)
			wait(t, want, func() bool { return strings.Contains(log.String(), want) })
			if got := askAgain(t, h, "pid"); got == first {
				t.Errorf("process %s answers, which was to be killed", got)
			}
			unharmed()
		})
	}
}

func TestAnApproverThatMisbehavesAtItsStartHarmsNobody(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"exits-at-start":  "approver fell",
		"floods-at-start": "approver fell",
		"silent-at-start": "approver fell",
		"leaks-at-start":  "of memory, and may take 64",
		"sends-elsewhere": "no socket in its folder",
		"noisy-at-start":  "approver fell",
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			h, log, unharmed := guarded(t, host.Config{
				Builtin: map[string]string{"odd@1": word}, Memory: 64 << 20, Patience: 5 * time.Second,
			})
			if lacks(h, host.Memory) {
				return
			}
			v, err := h.Decide(t.Context(), "odd@1", approval.Case{})
			checkUnready(t, word, "odd@1", v, err)
			if got := log.String(); !strings.Contains(got, want) || len(got) > 1<<20 {
				t.Errorf("logged %d bytes, want %q in a megabyte at most", len(got), want)
			}
			unharmed()
		})
	}
}

func TestAnApproverThatAnswersGarbageHarmsNobody(t *testing.T) {
	t.Parallel()
	h, _, unharmed := guarded(t, host.Config{Programs: map[string][]string{"garbage@1": {os.Args[0], "garbage"}}})
	v, err := h.Decide(t.Context(), "garbage@1", approval.Case{})
	checkUnready(t, "garbage", "garbage@1", v, err)
	unharmed()
}

func TestAFloodIsCutOffInTheLog(t *testing.T) {
	t.Parallel()
	h, log, unharmed := guarded(t, host.Config{})
	ask(t, h, "flood")
	unharmed()
	h.Close()
	got := log.String()
	if !strings.Contains(got, "approver prints too much") || len(got) > 2<<20 {
		t.Errorf("logged %d bytes, want two streams of a quarter of a megabyte, and that there was more", len(got))
	}
}

func TestChildrenEndWithTheirApprover(t *testing.T) {
	t.Parallel()
	for _, prompt := range []string{"a child", "a child that hides"} {
		t.Run(prompt, func(t *testing.T) {
			t.Parallel()
			h, _, unharmed := guarded(t, host.Config{})
			if prompt == "a child that hides" && lacks(h, host.Network) {
				return
			}
			child := ask(t, h, prompt)
			if !alive(t, child) {
				t.Fatalf("there is no process %s", child)
			}
			kill(t, ask(t, h, "pid"))
			askAgain(t, h, "pid")
			waitGone(t, child)
			unharmed()
		})
	}
}

func TestAnApproverOpensOnlySoManyFiles(t *testing.T) {
	t.Parallel()
	h, _, unharmed := guarded(t, host.Config{Files: 100})
	if lacks(h, host.Files) {
		return
	}
	if got := number(t, ask(t, h, "files")); got > 100 {
		t.Errorf("it opened %d files, want at most 100", got)
	}
	unharmed()
}
