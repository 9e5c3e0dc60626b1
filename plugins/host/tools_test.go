//go:build unix

package host_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

// open makes a host that ends with the test, with the odd approver unless c says
// otherwise.
func open(t testing.TB, c host.Config) *host.Host {
	t.Helper()
	if c.Self == "" {
		c.Self = os.Args[0]
	}
	if c.Builtin == nil {
		c.Builtin = map[string]string{"odd@1": "odd"}
	}
	if c.Folder == "" {
		c.Folder = t.TempDir()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	h, err := host.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

func ask(t *testing.T, h *host.Host, prompt string) string {
	t.Helper()
	v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt})
	if err != nil || v.Outcome != approval.Approve {
		t.Errorf("%s: %+v, %v; want it approved", prompt, v, err)
	}
	return v.Reason
}

// askAgain asks as the jobs do: until an answer comes.
func askAgain(t *testing.T, h *host.Host, prompt string) (reason string) {
	t.Helper()
	wait(t, "an answer", func() bool {
		v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: prompt})
		if err != nil {
			checkUnready(t, prompt, "odd@1", v, err)
		}
		reason = v.Reason
		return err == nil
	})
	return reason
}

func checkUnready(t *testing.T, what, key string, v approval.Verdict, err error) {
	t.Helper()
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok || e.Kind != laurel.Unready || e.Text != "approver.unready" || e.Args["key"] != key || v != (approval.Verdict{}) {
		t.Errorf("%s: %+v, %v; want %s unready", what, v, err, key)
	}
}

func wait(t *testing.T, what string, come func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(20 * time.Second)
	for !come() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited 20 seconds for %s", what)
		}
	}
}

func waitGone(t *testing.T, pid string) {
	t.Helper()
	wait(t, "the end of process "+pid, func() bool { return !alive(t, pid) })
}

// alive reports whether the process exists and is more than a zombie, which
// nobody may be there to collect.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	if syscall.Kill(number(t, pid), 0) != nil {
		return false
	}
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return !os.IsNotExist(err)
	}
	_, after, _ := bytes.Cut(stat, []byte(") "))
	return !bytes.HasPrefix(after, []byte("Z"))
}

func kill(t *testing.T, pid string) {
	t.Helper()
	if err := syscall.Kill(number(t, pid), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, pid string) int {
	t.Helper()
	n, err := strconv.Atoi(pid)
	if err != nil || n < 2 {
		t.Fatalf("%q is no process id", pid)
	}
	return n
}

// clock is a time that passes only when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
