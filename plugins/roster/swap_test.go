//go:build linux

package roster_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/jobs"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// Learners hand in while a version takes the place of another and processes are
// killed at random times. LAUREL_SOAK=500 has 500 of them and 20 deaths.
func TestEachIsDecidedOnceByItsVersionWhileVersionsAreSwappedAndKilled(t *testing.T) {
	t.Parallel()
	learners, deaths := 60, 5
	if n, err := strconv.Atoi(os.Getenv("LAUREL_SOAK")); err == nil && n > 0 {
		learners, deaths = n, 20
	}
	d := dbtest.SQLite(t)
	if learners > 60 {
		d = dbtest.Postgres(t)
	}
	swap(t, d, learners, deaths)
}

func swap(t *testing.T, d *db.DB, learners, deaths int) {
	t.Helper()
	o := newTown(t, d)
	c := o.config()
	c.Host.Falls = 1000 // so many deaths in a row are meant here
	r := o.open(c)
	o.Engine = engine.New(d, o.Gate, r)
	o.work(r)
	host := ask(t, r, laurel.Platform, "built-in@1", "pid")
	o.add(laurel.Platform, "slow@1", "slow-1")
	people := make([]laurel.PersonID, learners)
	for i := range people {
		people[i] = o.SignIn(fmt.Sprintf("learner%d@example.org", i))
	}
	p := o.Publish([]workflow.Step{enginetest.Step("slow@1")})

	var killing sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	killed := 0
	killing.Go(func() { killed = killAtRandom(ctx, deaths) })
	defer func() { stop(); killing.Wait() }()

	subs := map[laurel.SubmissionID]string{}
	handIn := func(some []laurel.PersonID, word string) {
		for _, who := range some {
			sub, err := o.Engine.SubmitEvidence(o.As(who), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
			must(t, err)
			subs[sub.ID] = word
		}
	}
	handIn(people[:learners/2], "one")
	o.add(laurel.Platform, "slow@2", "slow-2")
	o.turn(laurel.Platform, "slow@1", tenants.Disabled)
	republish(t, o, p)
	handIn(people[learners/2:], "two")

	for id, want := range subs {
		eventually(t, "it is decided", func() bool {
			v, err := o.Engine.Submission(o.As(o.Cleo), id)
			must(t, err)
			return v.Submission.State == workflow.Approved
		})
		v, err := o.Engine.Submission(o.As(o.Cleo), id)
		must(t, err)
		key := map[string]string{"one": "slow@1", "two": "slow@2"}[want]
		if len(v.Decisions) != 1 || v.Decisions[0].Reason != want || v.Decisions[0].Approver != key {
			t.Errorf("decided by %+v, want once by %s, which says %s", v.Decisions, key, want)
		}
	}
	stop()
	killing.Wait()
	if killed == 0 {
		t.Error("nobody was killed")
	}
	if got := ask(t, r, laurel.Platform, "built-in@1", "pid"); got != host {
		t.Errorf("a process that nobody killed was %s and is %s: the host has started anew", host, got)
	}
	t.Logf("%d submissions, %d deaths", len(subs), killed)
}

// republish has what learners hand in from here on be decided by the second version.
func republish(t *testing.T, o *town, p workflow.Publication) {
	t.Helper()
	v, err := o.Engine.Draft(o.As(o.Cleo), p.Activity.ID)
	must(t, err)
	v.Draft.Tasks[0].Steps = []workflow.Step{enginetest.Step("slow@2")}
	v, err = o.Engine.SaveDraft(o.As(o.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
	must(t, err)
	eventually(t, "it is published, if need be after an approver has come back", func() bool {
		_, err = o.Engine.PublishDraft(o.As(o.Cleo), v.ID, v.Version)
		if laurel.KindOf(err) != laurel.Unready {
			must(t, err)
		}
		return err == nil
	})
}

// work has a worker carry out what is to be done, until the test ends.
func (o *town) work(a interface {
	Decide(ctx context.Context, t laurel.TenantID, key string, c approval.Case) (approval.Verdict, error)
}) {
	o.t.Helper()
	texts, err := locale.Load()
	must(o.t, err)
	log := slog.New(slog.DiscardHandler)
	queue, err := jobs.OpenQueue("", log)
	must(o.t, err)
	w := jobs.New(jobs.Config{DB: o.DB, Registry: o.Registry, Engine: o.Engine, Approvers: a, Media: o.files, Texts: texts,
		Site: "https://badges.example", Links: "https://badges.example", Post: func(context.Context, mail.Letter) error { return nil },
		Queue: queue, Logger: log})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	o.t.Cleanup(func() { cancel(); must(o.t, <-ended); must(o.t, queue.Close()) })
}

// killAtRandom kills processes of the slow approver at random times, and returns how many.
func killAtRandom(ctx context.Context, most int) (killed int) {
	for killed < most {
		pause := time.NewTimer(time.Duration(rand.IntN(600)) * time.Millisecond)
		select {
		case <-ctx.Done():
			pause.Stop()
			return killed
		case <-pause.C:
		}
		if pids := children("slow-"); len(pids) > 0 {
			if syscall.Kill(pids[rand.IntN(len(pids))], syscall.SIGKILL) == nil {
				killed++
			}
		}
	}
	return killed
}

// children are processes of this one in whose command line a word stands.
func children(word string) (pids []int) {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return nil
	}
	for _, path := range lines {
		folder := filepath.Dir(path)
		line, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(line), word) {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(folder, "stat"))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if pid, err := strconv.Atoi(filepath.Base(folder)); err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			pids = append(pids, pid)
		}
	}
	return pids
}
