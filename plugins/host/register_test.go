//go:build unix

package host_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// folderOf makes a folder with the program that all tests are, and with a note
// that makes it differ from others.
func folderOf(t *testing.T, note string) host.Program {
	t.Helper()
	dir := t.TempDir()
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "approver"), os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err = to.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "note"), note)
	digest, err := host.Digest(dir)
	if err != nil {
		t.Fatal(err)
	}
	return host.Program{Folder: dir, Executable: "approver", Args: []string{serve.Subcommand, "odd"}, Digest: digest}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func register(t *testing.T, h *host.Host, key string, p host.Program) {
	t.Helper()
	if err := h.Register(key, p); err != nil {
		t.Fatal(err)
	}
}

func pidOf(t *testing.T, h *host.Host, key string) string {
	t.Helper()
	v, err := h.Decide(t.Context(), key, approval.Case{Prompt: "pid"})
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return v.Reason
}

func TestProgramsComeAndGoWhileTheHostRuns(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Builtin: map[string]string{"even@1": "even"}})
	one, two := folderOf(t, "one"), folderOf(t, "two")
	register(t, h, "odd@1", one)
	first := pidOf(t, h, "odd@1")
	register(t, h, "odd@1", one)
	if got := pidOf(t, h, "odd@1"); got != first {
		t.Errorf("registered as before, process %s answers; want %s", got, first)
	}
	register(t, h, "odd@1", two)
	if got := pidOf(t, h, "odd@1"); got == first {
		t.Errorf("process %s still answers, whose program was replaced", got)
	}
	waitGone(t, first)
	second := pidOf(t, h, "odd@1")
	if !h.Remove("odd@1") || h.Knows("odd@1") || h.Remove("odd@1") || h.Remove("even@1") {
		t.Error("want odd@1 removed once, and even@1, which is built in, not at all")
	}
	waitGone(t, second)
	v, err := h.Decide(t.Context(), "odd@1", approval.Case{})
	checkUnready(t, "removed", "odd@1", v, err)
}

func TestACallOnItsWayEndsWithTheOldProcess(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Builtin: map[string]string{}})
	register(t, h, "odd@1", folderOf(t, "one"))
	old := pidOf(t, h, "odd@1")
	type answer struct {
		verdict approval.Verdict
		err     error
	}
	answers := make(chan answer, 1)
	marker := filepath.Join(t.TempDir(), "go on")
	go func() {
		v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: "wait for a file", Criteria: marker})
		answers <- answer{v, err}
	}()
	wait(t, "the call", func() bool { _, err := os.Stat(marker + ".begun"); return err == nil })
	register(t, h, "odd@1", folderOf(t, "two"))
	if got := pidOf(t, h, "odd@1"); got == old {
		t.Errorf("process %s answers, whose program was replaced", got)
	}
	write(t, marker, "")
	if a := <-answers; a.err != nil || a.verdict.Reason != old {
		t.Errorf("the call on its way: %+v, %v; want an answer of process %s", a.verdict, a.err, old)
	}
	waitGone(t, old)
}

func TestNoCallIsLostWhileProgramsChange(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Builtin: map[string]string{}})
	programs := []host.Program{folderOf(t, "one"), folderOf(t, "two")}
	register(t, h, "odd@1", programs[0])
	done := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := h.Decide(t.Context(), "odd@1", approval.Case{}); err != nil {
					t.Errorf("while programs change: %v", err)
					return
				}
			}
		})
	}
	for i := range 6 {
		register(t, h, "odd@1", programs[(i+1)%2])
		pidOf(t, h, "odd@1")
	}
	close(done)
	all.Wait()
}

func TestFilesThatChangedAreNotStarted(t *testing.T) {
	t.Parallel()
	log := &journal{}
	h := open(t, host.Config{Builtin: map[string]string{}, Logger: slog.New(slog.NewTextHandler(log, nil))})
	p := folderOf(t, "one")
	register(t, h, "odd@1", p)
	write(t, filepath.Join(p.Folder, "note"), "another")
	v, err := h.Decide(t.Context(), "odd@1", approval.Case{})
	checkUnready(t, "changed", "odd@1", v, err)
	if !strings.Contains(log.String(), "no longer those that were registered") {
		t.Errorf("logged %s", log)
	}
	var err2 error
	if p.Digest, err2 = host.Digest(p.Folder); err2 != nil {
		t.Fatal(err2)
	}
	register(t, h, "odd@1", p)
	pidOf(t, h, "odd@1")
}

func TestADigestKnowsEveryFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "1")
	write(t, filepath.Join(dir, "b"), "2")
	seen := map[string]string{}
	look := func(what string) {
		t.Helper()
		d, err := host.Digest(dir)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[d]; ok {
			t.Errorf("%s: the digest of %s", what, before)
		}
		seen[d] = what
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	look("two files")
	write(t, filepath.Join(dir, "b"), "3")
	look("another content")
	do(os.Rename(filepath.Join(dir, "b"), filepath.Join(dir, "c")))
	look("another name")
	do(os.Chmod(filepath.Join(dir, "c"), 0o700))
	look("an executable")
	do(os.Mkdir(filepath.Join(dir, "sub"), 0o700))
	write(t, filepath.Join(dir, "sub", "d"), "")
	look("an empty file in a folder")
	do(os.Symlink("a", filepath.Join(dir, "e")))
	if d, err := host.Digest(dir); err == nil {
		t.Errorf("with a link: %s, want an error", d)
	}
	for _, none := range []string{t.TempDir(), filepath.Join(dir, "missing")} {
		if d, err := host.Digest(none); err == nil {
			t.Errorf("%s: %s, want an error", none, d)
		}
	}
}

func TestAWrongRegistrationIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Builtin: map[string]string{"even@1": "even"}})
	good := host.Program{Folder: "/opt/x", Executable: "bin/x", Digest: "sha256:" + strings.Repeat("0", 64)}
	for name, change := range map[string]func(*host.Program) (key string){
		"no version":       func(*host.Program) string { return "odd" },
		"no tenant":        func(*host.Program) string { return "/odd@1" },
		"built in":         func(*host.Program) string { return "even@1" },
		"relative folder":  func(p *host.Program) string { p.Folder = "x"; return "odd@1" },
		"outside":          func(p *host.Program) string { p.Executable = "../x"; return "odd@1" },
		"absolute program": func(p *host.Program) string { p.Executable = "/bin/sh"; return "odd@1" },
		"no program":       func(p *host.Program) string { p.Executable = ""; return "odd@1" },
		"no digest":        func(p *host.Program) string { p.Digest = ""; return "odd@1" },
	} {
		p := good
		if key := change(&p); h.Register(key, p) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	h.Close()
	if h.Register("odd@1", good) == nil {
		t.Error("closed: no error")
	}
}

func TestAnApproverIsRetiredAndRevived(t *testing.T) {
	t.Parallel()
	clock := &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	log := &journal{}
	h := open(t, host.Config{
		Builtin: map[string]string{"odd@1": "exits-at-start"}, Now: clock.Now, Falls: 3, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	for range 5 {
		_, err := h.Describe(t.Context(), "odd@1")
		if laurel.KindOf(err) != laurel.Unready {
			t.Errorf("error %v, want it unready", err)
		}
		clock.Add(time.Hour)
	}
	_, err := h.Decide(t.Context(), "odd@1", approval.Case{})
	if laurel.KindOf(err) != laurel.Unready || !strings.Contains(err.Error(), "approver.retired") {
		t.Errorf("error %v, want it to say that the approver is retired", err)
	}
	if falls, errs := strings.Count(log.String(), "approver fell"), strings.Count(log.String(), "level=ERROR"); falls != 3 || errs != 1 {
		t.Errorf("%d starts and %d errors in the log, want 3 and 1:\n%s", falls, errs, log)
	}
	if !h.Revive("odd@1") || h.Revive("even@1") {
		t.Error("want odd@1 revived, and nobody else")
	}
	_, err = h.Decide(t.Context(), "odd@1", approval.Case{})
	checkUnready(t, "revived", "odd@1", approval.Verdict{}, err)
	if got := strings.Count(log.String(), "approver fell"); got != 4 {
		t.Errorf("%d starts after it was revived, want 4", got)
	}
}

func TestTenantsOwnApproversShareNothing(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{})
	mine, theirs := host.Own(laurel.NewTenantID(), "odd@1"), host.Own(laurel.NewTenantID(), "odd@1")
	p := folderOf(t, "one")
	register(t, h, mine, p)
	register(t, h, theirs, p)
	a, b, all := pidOf(t, h, mine), pidOf(t, h, theirs), pidOf(t, h, "odd@1")
	if a == b || a == all || b == all || pidOf(t, h, mine) != a {
		t.Errorf("processes %s, %s and %s, want one for each", a, b, all)
	}
	if !slices.Contains(h.Keys(), mine) {
		t.Errorf("keys %v, want %s among them", h.Keys(), mine)
	}
}

func TestTenantsOwnApproversEndWhenIdle(t *testing.T) {
	t.Parallel()
	clock := &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	log := &journal{}
	h := open(t, host.Config{Now: clock.Now, Idle: time.Minute, Logger: slog.New(slog.NewTextHandler(log, nil))})
	mine := host.Own(laurel.NewTenantID(), "odd@1")
	register(t, h, mine, folderOf(t, "one"))
	own, shared := pidOf(t, h, mine), pidOf(t, h, "odd@1")
	clock.Add(time.Minute)
	waitGone(t, own)
	if got := pidOf(t, h, "odd@1"); got != shared {
		t.Errorf("process %s answers for all, want %s", got, shared)
	}
	if got := pidOf(t, h, mine); got == own {
		t.Errorf("process %s answers, which was to end", got)
	}
	if strings.Contains(log.String(), "approver fell") {
		t.Errorf("to rest is to fall:\n%s", log)
	}
}

func TestTheLongestIdleMakesRoom(t *testing.T) {
	t.Parallel()
	clock := &clock{now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	h := open(t, host.Config{Now: clock.Now, MostAlive: 2})
	p := folderOf(t, "one")
	var keys, pids []string
	for range 3 {
		keys = append(keys, host.Own(laurel.NewTenantID(), "odd@1"))
		register(t, h, keys[len(keys)-1], p)
	}
	for _, key := range keys[:2] {
		pids = append(pids, pidOf(t, h, key))
		clock.Add(time.Second)
	}
	if got := pidOf(t, h, keys[0]); got != pids[0] {
		t.Errorf("process %s answers, want %s", got, pids[0])
	}
	pidOf(t, h, keys[2])
	if !alive(t, pids[0]) || alive(t, pids[1]) {
		t.Errorf("alive: %v and %v; want the first, which was asked last, and not the second", alive(t, pids[0]), alive(t, pids[1]))
	}
}
