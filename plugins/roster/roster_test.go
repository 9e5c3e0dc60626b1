//go:build unix

package roster_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/host"
	"example.org/laurel/plugins/roster"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/media"
)

func TestATenantNeverHasAnothersApprover(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTown(t, d)
		r := o.open(o.config())
		o.add(o.Org, "words@1", "words-1")
		if got := ask(t, r, o.Org, "words@1", ""); got != "one" {
			t.Errorf("its own says %q, want one", got)
		}
		if got := ask(t, r, o.City, "words@1", ""); got != "approver.unready" {
			t.Errorf("another's says %q", got)
		}
		if got := r.State(t.Context(), o.City, "words@1"); got != "" {
			t.Errorf("another's is %q, want none", got)
		}
		if got := ask(t, r, o.City, host.Own(o.Org, "words@1"), ""); got != "approver.unready" {
			t.Errorf("under the key that the host has it says %q", got)
		}
		o.add(o.City, "words@1", "words-other")
		for of, want := range map[laurel.TenantID]string{o.City: "other", o.Org: "one"} {
			if got := ask(t, r, of, "words@1", ""); got != want {
				t.Errorf("of two with one key, %s has %q, want %s", of, got, want)
			}
		}
		if diff := cmp.Diff([]string{"built-in@1", "words@1"}, r.Keys(o.Org)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"built-in@1"}, r.Keys(laurel.Platform)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestVersionsRunSideBySideAndTheNewestIsOffered(t *testing.T) {
	t.Parallel()
	o := newTown(t, dbtest.SQLite(t))
	r := o.open(o.config())
	o.add(laurel.Platform, "words@1", "words-1")
	o.add(laurel.Platform, "words@2", "words-2")
	eventually(t, "the newest alone is offered", func() bool {
		return slices.Equal(r.Keys(o.Org), []string{"built-in@1", "words@2"})
	})
	for key, want := range map[string]string{"words@1": "one", "words@2": "two", "built-in@1": "built in"} {
		if got := ask(t, r, o.Org, key, ""); got != want {
			t.Errorf("%s says %q, want %s", key, got, want)
		}
		if got := r.State(t.Context(), o.Org, key); got != tenants.InService {
			t.Errorf("%s is %q", key, got)
		}
	}
	if about, err := r.Describe(t.Context(), o.Org, "words@1"); err != nil || about.Key() != "words@1" {
		t.Errorf("%+v, %v", about, err)
	}
	o.turn(laurel.Platform, "words@2", tenants.Disabled)
	eventually(t, "the one before is offered again", func() bool {
		return slices.Equal(r.Keys(o.Org), []string{"built-in@1", "words@1"})
	})
}

func TestAReplicaThatIsToldReadsTheList(t *testing.T) {
	t.Parallel()
	o := newTown(t, dbtest.SQLite(t))
	told, other := o.open(o.config()), o.open(o.config())
	eventually(t, "both have read it once", func() bool { // what is told before is not heard
		o.tell()
		return told.State(t.Context(), o.Org, "words@1") == "" && other.State(t.Context(), o.Org, "words@1") == ""
	})
	o.replicas = nil
	o.add(o.Org, "words@1", "words-1")
	o.tell()
	for _, r := range []*roster.Roster{told, other} {
		eventually(t, "it has heard of the new one", func() bool { return slices.Contains(r.Keys(o.Org), "words@1") })
	}
	deaf := o.config()
	deaf.Wire = nothing{}
	late := o.open(deaf)
	eventually(t, "the first reading", func() bool { return slices.Contains(late.Keys(o.Org), "words@1") })
	o.replicas = nil
	o.add(o.Org, "words@2", "words-2")
	if got := late.Keys(o.Org); slices.Contains(got, "words@2") {
		t.Fatalf("who was told nothing has %q", got)
	}
	eventually(t, "who is asked for a key that it does not know reads the list", func() bool { return ask(t, late, o.Org, "words@2", "") == "two" })
}

func TestADisabledApproverGoesOnAndAWithdrawnOneDoesNot(t *testing.T) {
	t.Parallel()
	o := newTown(t, dbtest.SQLite(t))
	r := o.open(o.config())
	o.add(o.Org, "words@1", "words-1")
	ask(t, r, o.Org, "words@1", "")
	o.turn(o.Org, "words@1", tenants.Disabled)
	eventually(t, "it is not offered any more", func() bool { return slices.Equal(r.Keys(o.Org), []string{"built-in@1"}) })
	if got := ask(t, r, o.Org, "words@1", ""); got != "one" {
		t.Errorf("disabled it says %q, want one", got)
	}
	o.turn(o.Org, "words@1", tenants.Withdrawn)
	eventually(t, "the host has it no more", func() bool { return !r.Host().Knows(host.Own(o.Org, "words@1")) })
	if got := ask(t, r, o.Org, "words@1", ""); got != "approver.withdrawn" {
		t.Errorf("withdrawn it says %q", got)
	}
	o.turn(o.Org, "words@1", tenants.InService)
	eventually(t, "it decides again", func() bool { return ask(t, r, o.Org, "words@1", "") == "one" })
}

func TestTroubleIsNotedAndEveryReplicaPutsItsOwnBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTown(t, d)
		one, other := o.open(o.config()), o.open(o.config())
		o.add(o.Org, "words@1", "words-1")
		deadly := filepath.Join(t.TempDir(), "deadly")
		write(t, deadly, "", 0o600)
		for _, key := range []string{"words@1", "built-in@1"} {
			eventually(t, key+" is retired by both", func() bool {
				return ask(t, one, o.Org, key, deadly) == "approver.retired" && ask(t, other, o.Org, key, deadly) == "approver.retired"
			})
		}
		eventually(t, "the trouble with both is noted", func() bool {
			return o.on(o.Org, "words@1").Trouble != "" && o.on(laurel.Platform, "built-in@1").Trouble != ""
		})
		if why := o.on(o.Org, "words@1").Trouble; !strings.Contains(why, "It printed last: I begin") {
			t.Errorf("the trouble is told without what it printed: %s", why)
		}
		if a := o.on(laurel.Platform, "built-in@1"); !a.BuiltIn() || a.TroubledAt.IsZero() {
			t.Errorf("%+v is not built in, or has no time of its trouble", a)
		}
		if keys := one.Keys(o.Org); !slices.Equal(keys, []string{"built-in@1", "words@1"}) {
			t.Errorf("with a row for what is built in, there are %q", keys)
		}
		must(t, os.Remove(deadly))
		if got := ask(t, one, o.Org, "words@1", ""); got != "approver.retired" {
			t.Errorf("without being put back it says %q", got)
		}
		must(t, o.Registry.ReviveApprover(o.System(), o.Org, "words@1"))
		must(t, o.Registry.ReviveApprover(o.System(), laurel.Platform, "built-in@1"))
		o.tell()
		eventually(t, "all decide again", func() bool {
			return ask(t, one, o.Org, "words@1", "") == "one" && ask(t, other, o.Org, "words@1", "") == "one" &&
				ask(t, one, o.Org, "built-in@1", "") == "built in" && ask(t, other, o.Org, "built-in@1", "") == "built in"
		})
		if got := o.on(o.Org, "words@1").Trouble; got != "" {
			t.Errorf("the trouble is still told: %s", got)
		}
	})
}

func TestWhatNothingNeedsIsTakenAwayAndComesBackWhenAsked(t *testing.T) {
	t.Parallel()
	o := newTown(t, dbtest.SQLite(t))
	r := o.open(o.config())
	a := o.add(laurel.Platform, "words@1", "words-1")
	ask(t, r, o.Org, "words@1", "")
	count := func(flows, submissions int) {
		a.Flows, a.Submissions, a.CountedAt = flows, submissions, time.Now().Add(time.Second)
		must(t, o.Registry.CountApprover(o.System(), a))
		must(t, r.Read(t.Context()))
	}
	here := func() bool { return r.Host().Knows("words@1") }
	if count(0, 0); !here() {
		t.Error("the newest version is gone, though flows may choose it")
	}
	o.add(laurel.Platform, "words@2", "words-2")
	for _, use := range []struct{ flows, submissions int }{{1, 0}, {0, 1}} {
		ask(t, r, o.Org, "words@1", "")
		if count(use.flows, use.submissions); !here() {
			t.Errorf("it is gone, with %+v", use)
		}
	}
	if count(0, 0); here() {
		t.Error("it is still there, though nothing needs it")
	}
	if got := ask(t, r, o.Org, "words@1", ""); got != "one" {
		t.Errorf("asked after it was taken away it says %q, want one", got)
	}
}

func TestFilesThatAreNotThoseThatWereAddedAreNotRun(t *testing.T) {
	t.Parallel()
	o := newTown(t, dbtest.SQLite(t))
	c := o.config()
	r := o.open(c)
	gone := o.add(o.Org, "words@1", "words-1")
	must(t, o.files.Remove(t.Context(), o.Org, media.Name(gone.Archive)))
	if got := ask(t, r, o.Org, "words@1", ""); got != "approver.unready" {
		t.Errorf("without its archive it says %q", got)
	}
	changed := o.add(o.City, "words@1", "words-1")
	false1 := changed
	false1.Key, false1.Digest = "words@2", "sha256:"+strings.Repeat("0", 64)
	must(t, o.Registry.AddApprover(o.System(), false1))
	if got := ask(t, r, o.City, "words@2", ""); got != "approver.unready" {
		t.Errorf("with an archive of other files it says %q", got)
	}
	if got := ask(t, r, o.City, "words@1", ""); got != "one" {
		t.Fatalf("it says %q, want one", got)
	}
	// Somebody changes what was unpacked: the next start finds it, and unpacks anew.
	found, err := filepath.Glob(filepath.Join(c.Folder, "*", "approver"))
	if err != nil || len(found) != 1 {
		t.Fatalf("unpacked is %q, %v", found, err)
	}
	must(t, os.Chmod(found[0], 0o700))
	write(t, found[0], "#!/bin/sh\nexit 1\n", 0o755)
	o.turn(o.City, "words@1", tenants.Withdrawn)
	eventually(t, "it is taken away", func() bool { return !r.Host().Knows(host.Own(o.City, "words@1")) })
	o.turn(o.City, "words@1", tenants.InService)
	eventually(t, "it decides again, with its own files", func() bool { return ask(t, r, o.City, "words@1", "") == "one" })
}
