//go:build unix

package roster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
	"example.org/laurel/plugins/roster"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/live"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow/engine/enginetest"
)

var epoch = time.Unix(0, 0)

// teller approves, a while after it was handed in, and says who it is. Where a file
// lies at the place that the prompt names, it dies instead.
type teller struct {
	name    string
	version int
	word    string
	after   time.Duration
}

func (a teller) Describe(context.Context) (approval.Description, error) {
	return approval.Description{Name: a.name, Version: a.version, Summary: "Says who it is.", Settings: json.RawMessage(`{"type":"object"}`)}, nil
}

func (a teller) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	if _, err := os.Stat(c.Prompt); strings.HasPrefix(c.Prompt, "/") && err == nil {
		os.Exit(3)
	}
	if c.Prompt == "pid" {
		return approval.Verdict{Outcome: approval.Approve, Reason: strconv.Itoa(os.Getpid())}, nil
	}
	if due := c.SubmittedAt.Add(a.after); c.Now.Before(due) {
		return approval.Verdict{Outcome: approval.Wait, Until: due}, nil
	}
	return approval.Verdict{Outcome: approval.Approve, Reason: a.word}, nil
}

// TestMain makes the test binary all the approvers that the tests need.
func TestMain(m *testing.M) {
	approvers := map[string]approval.Approver{
		"built-in":    teller{name: "built-in", version: 1, word: "built in"},
		"words-1":     teller{name: "words", version: 1, word: "one"},
		"words-2":     teller{name: "words", version: 2, word: "two"},
		"words-other": teller{name: "words", version: 1, word: "other"},
		"slow-1":      teller{name: "slow", version: 1, word: "one", after: 2 * time.Second},
		"slow-2":      teller{name: "slow", version: 2, word: "two", after: 2 * time.Second},
	}
	if serve.Main(os.Args[1:], approvers) {
		return
	}
	os.Exit(m.Run())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nothing is a wire that is cut.
type nothing struct{}

func (nothing) Notify(context.Context, string) error          { return nil }
func (nothing) Watch(context.Context, string) <-chan struct{} { return nil }

// town is a filled house with its files and a wire between replicas.
type town struct {
	*enginetest.House
	t        *testing.T
	files    *media.Store
	wire     *live.Wire
	replicas []*roster.Roster
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	files, err := media.Open(media.Config{Folder: t.TempDir()})
	must(t, err)
	wire, err := live.Open("")
	must(t, err)
	t.Cleanup(func() { must(t, wire.Close()); must(t, files.Close()) })
	return &town{House: enginetest.New(t, d), t: t, files: files, wire: wire}
}

// config is that of a replica whose list is read when it is told, and else hardly ever.
func (o *town) config() roster.Config {
	me, err := os.Executable()
	must(o.t, err)
	log := slog.New(slog.DiscardHandler)
	folder, err := os.MkdirTemp("", "roster")
	must(o.t, err)
	o.t.Cleanup(func() { must(o.t, os.RemoveAll(folder)) })
	return roster.Config{
		Host: host.Config{Self: me, Builtin: map[string]string{"built-in@1": "built-in"}, Folder: folder, Logger: log,
			Falls: 2, Pause: time.Millisecond},
		List: o.Registry, Media: o.files, Wire: o.wire, Folder: filepath.Join(folder, "programs"), Logger: log, Every: time.Hour,
	}
}

// open starts a replica.
func (o *town) open(c roster.Config) *roster.Roster {
	o.t.Helper()
	r, err := roster.New(c)
	must(o.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	o.replicas = append(o.replicas, r)
	o.t.Cleanup(func() {
		cancel()
		must(o.t, <-ended)
		must(o.t, r.Close())
	})
	return r
}

// add puts a program on the list that is one of those in this binary, and has all
// replicas read it.
func (o *town) add(owner laurel.TenantID, key, word string) tenants.Approver {
	o.t.Helper()
	me, err := os.Executable()
	must(o.t, err)
	folder := o.t.TempDir()
	write(o.t, filepath.Join(folder, "approver"), fmt.Sprintf("#!/bin/sh\necho I begin >&2\nexec '%s' \"$@\"\n", me), 0o755)
	digest, err := host.Digest(folder)
	must(o.t, err)
	archive, err := os.Create(filepath.Join(o.t.TempDir(), "archive"))
	must(o.t, err)
	defer archive.Close()
	must(o.t, roster.Pack(archive, folder))
	_, err = archive.Seek(0, 0)
	must(o.t, err)
	name, err := o.files.PutFrom(o.t.Context(), owner, "tar", archive, 1<<20)
	must(o.t, err)
	a := tenants.Approver{Owner: owner, Key: key, Title: word, Executable: "approver", Args: []string{serve.Subcommand, word}, Digest: digest,
		Archive: string(name)}
	must(o.t, o.Registry.AddApprover(o.System(), a))
	for _, r := range o.replicas {
		must(o.t, r.Read(o.t.Context()))
	}
	return a
}

func (o *town) tell() {
	o.t.Helper()
	must(o.t, o.wire.Notify(o.t.Context(), tenants.ApproversTopic))
}

func (o *town) turn(owner laurel.TenantID, key string, to tenants.ApproverState) {
	o.t.Helper()
	must(o.t, o.Registry.TurnApprover(o.System(), owner, key, to, ""))
	o.tell()
}

func (o *town) on(owner laurel.TenantID, key string) tenants.Approver {
	o.t.Helper()
	list, err := o.Registry.Approvers(o.System())
	must(o.t, err)
	for _, a := range list {
		if a.Owner == owner && a.Key == key {
			return a
		}
	}
	return tenants.Approver{}
}

// ask returns what the approver says of itself, or why it does not.
func ask(t *testing.T, r *roster.Roster, of laurel.TenantID, key, prompt string) string {
	t.Helper()
	v, err := r.Decide(t.Context(), of, key, approval.Case{Prompt: prompt, SubmittedAt: epoch, Now: time.Now()})
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		t.Log(err)
		return e.Text
	}
	must(t, err)
	return v.Reason
}

// eventually waits for what happens in the background.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-tick.C {
		if ok() {
			return
		}
	}
	t.Fatalf("never came about: %s", what)
}
