//go:build unix

package host_test

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

func TestAnApproverThatCannotStartIsUnready(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing")
	for name, c := range map[string]host.Config{
		"exits at start":        {Builtin: map[string]string{"odd@1": "exits-at-start"}},
		"prints before":         {Builtin: map[string]string{"odd@1": "noisy-at-start"}},
		"says nothing":          {Builtin: map[string]string{"odd@1": "silent-at-start"}, Patience: 300 * time.Millisecond},
		"is not in the program": {Builtin: map[string]string{"odd@1": "unheard-of"}},
		"is another":            {Builtin: map[string]string{"odd@2": "odd"}},
		"has no executable":     {Self: missing},
		"has no program":        {Builtin: map[string]string{"even@1": "odd"}, Programs: map[string][]string{"odd@1": {missing, "x"}}},
		"is not there":          {Builtin: map[string]string{"even@1": "odd"}},
		"is no approver at all": {Builtin: map[string]string{"even@1": "odd"}, Programs: map[string][]string{"odd@1": {"/bin/echo", "1|1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := "odd@1"
			if _, ok := c.Builtin["odd@2"]; ok {
				key = "odd@2"
			}
			h := open(t, c)
			v, err := h.Decide(t.Context(), key, approval.Case{})
			checkUnready(t, name, key, v, err)
			_, err = h.Describe(t.Context(), key)
			checkUnready(t, name+", described", key, approval.Verdict{}, err)
		})
	}
}

func TestPausesGrow(t *testing.T) {
	t.Parallel()
	clock := &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	log := &journal{}
	h := open(t, host.Config{
		Builtin: map[string]string{"odd@1": "exits-at-start"}, Now: clock.Now, Pause: 10 * time.Second, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	ctx := t.Context()
	// At each step a start is tried, and none in the second before.
	for i, pause := range []time.Duration{0, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, time.Minute} {
		if pause > 0 {
			clock.Add(pause - time.Second)
			_, err := h.Describe(ctx, "odd@1")
			checkUnready(t, "pausing", "odd@1", approval.Verdict{}, err)
			if got := strings.Count(log.String(), "approver fell"); got != i {
				t.Fatalf("a second before the pause of %v is over: %d starts, want %d", pause, got, i)
			}
			clock.Add(time.Second)
		}
		_, err := h.Describe(ctx, "odd@1")
		checkUnready(t, "started", "odd@1", approval.Verdict{}, err)
		if got := strings.Count(log.String(), "approver fell"); got != i+1 {
			t.Fatalf("after the pause of %v: %d starts, want %d", pause, got, i+1)
		}
	}
}

func TestALongLifeMakesGoodForEarlierFalls(t *testing.T) {
	t.Parallel()
	clock := &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	log := &journal{}
	h := open(t, host.Config{Now: clock.Now, Logger: slog.New(slog.NewTextHandler(log, nil))})
	for range 3 {
		ask(t, h, "pid")
		clock.Add(time.Minute)
		_, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: "crash"})
		checkUnready(t, "crash", "odd@1", approval.Verdict{}, err)
		clock.Add(250 * time.Millisecond)
	}
	if got := strings.Count(log.String(), "falls=1 pause=250ms"); got != 3 {
		t.Errorf("%d falls with the first pause, want 3:\n%s", got, log)
	}
}
