package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const (
	waiting     = 1000 // submissions
	askedAtOnce = 8    // as the queue's workers are
)

// BenchmarkWaiting lets the embedded server decide a thousand submissions about which
// everything has been said, and measures beside it how many commits, calls of an
// approver and tasks a second are to be had bare: decided are at least half as many
// as of the slowest of them.
func BenchmarkWaiting(b *testing.B) {
	for b.Loop() {
		h := waitingHouse(b)
		commits := perSecond(b, h.bareCommit(b))
		calls := perSecond(b, bareCall(b))
		tasks := bareTasks(b)
		decided := h.decideAll(b)
		slowest := min(commits, calls, tasks)
		b.ReportMetric(decided, "decided/s")
		b.ReportMetric(commits, "commits/s")
		b.ReportMetric(calls, "calls/s")
		b.ReportMetric(tasks, "tasks/s")
		b.ReportMetric(100*decided/slowest, "%-of-slowest")
	}
}

// waitingHouse is a house in which submissions wait for background work to begin.
func waitingHouse(b *testing.B) *house {
	b.Helper()
	c := Config{Data: b.TempDir(), Secret: base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", 32))),
		PublicURL: "https://badges.example", LogLevel: "error"}
	c.SMTP.Host, c.SMTP.Port, c.SMTP.From, c.SMTP.TLS = "mail.example", 587, "laurel@badges.example", "starttls"
	must(b, c.check(parts{}))
	h, err := build(b.Context(), c)
	must(b, err)
	h.log = slog.New(slog.DiscardHandler)
	h.post = func(context.Context, mail.Letter) error { return nil }
	b.Cleanup(func() { must(b, h.close()) })
	return h
}

// decideAll hands in, says something about each, and lets background work decide.
func (h *house) decideAll(b *testing.B) (perSecond float64) {
	b.Helper()
	ctx := b.Context()
	operator, err := h.registry.AppointOperator(ctx, "olga@example.org")
	must(b, err)
	city, err := h.registry.FoundCity(as(ctx, operator, ""), tenants.Tenant{Slug: "campania", Name: "Campania", Email: "c@example.org", Language: "en"},
		"", "mayor@example.org")
	must(b, err)
	mayor := h.person(b, "mayor@example.org")
	org, err := h.registry.FoundOrganisation(as(ctx, mayor, ""), city.ID, tenants.Tenant{Slug: "lane", Name: "LANE", Email: "l@example.org", Language: "en"},
		"head@example.org")
	must(b, err)
	head := as(ctx, h.person(b, "head@example.org"), "")
	p, err := h.engine.PublishActivity(head, org.ID, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en", Kind: workflow.Course,
		BadgeDescription: "Can row.", Tasks: []workflow.TaskDraft{{Prompt: "Row.", Asks: []workflow.Ask{{Kind: approval.Text}},
			Steps: []workflow.Step{{Approver: "organiser@1"}}}}})
	must(b, err)
	learners := make([]laurel.PersonID, waiting)
	for i := range learners {
		learners[i] = h.person(b, fmt.Sprintf("learner%d@example.org", i))
	}
	h.workUntil(b, func() bool {
		counts, err := h.db.Backlog(ctx)
		must(b, err)
		return counts[db.Pending]+counts[db.Queued] == 0
	})
	var open []laurel.SubmissionID
	for _, who := range learners {
		s, err := h.engine.SubmitEvidence(as(ctx, who, ""), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "I rowed."}})
		must(b, err)
		must(b, h.engine.GiveOpinion(head, s.ID, engine.Said{Attempt: 1, Advice: approval.Reject, Comment: "I did not see it."}))
		open = append(open, s.ID)
	}
	took := h.workUntil(b, func() bool { // each is looked at once at least
		for len(open) > 0 {
			v, err := h.engine.Submission(head, open[0])
			must(b, err)
			if v.Submission.State == workflow.Open {
				return false
			}
			open = open[1:]
		}
		return true
	})
	return waiting / took.Seconds()
}

// workUntil lets background work go on until something is so, and says how long it took.
func (h *house) workUntil(b *testing.B, done func() bool) time.Duration {
	b.Helper()
	work, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- h.worker().Run(work) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		<-tick.C
	}
	took := time.Since(began)
	stop()
	must(b, <-ended)
	return took
}

func (h *house) person(b *testing.B, email string) laurel.PersonID {
	b.Helper()
	secret, err := h.registry.MakeSignIn(b.Context(), tenants.SignInRequested{Email: email, Language: "en"})
	must(b, err)
	session, _, _, err := h.registry.FollowSignIn(b.Context(), secret, "bench")
	must(b, err)
	if session == "" {
		b.Fatal("no session")
	}
	who, err := h.registry.PersonCalled(b.Context(), email)
	must(b, err)
	return who
}

// perSecond does something again and again for a second, several at once.
func perSecond(b *testing.B, do func() error) float64 {
	b.Helper()
	var n atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range askedAtOnce {
		all.Go(func() {
			for time.Since(began) < time.Second {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / time.Since(began).Seconds()
}

// bareCommit writes one row in a transaction of its own: an event that nobody waits for.
func (h *house) bareCommit(b *testing.B) func() error {
	b.Helper()
	return func() error {
		return h.db.InTx(b.Context(), "0123456789", func(tx db.Tx) error {
			return tx.PostAt(b.Context(), db.ChangeRecorded{}, tx.Now().AddDate(100, 0, 0))
		})
	}
}

// bareCall asks an approver over go-plugin, with nothing between.
func bareCall(b *testing.B) func() error {
	b.Helper()
	remote, end, err := approvaltest.Bare(exec.CommandContext(b.Context(), os.Args[0], serve.Subcommand, "organiser"))
	must(b, err)
	b.Cleanup(end)
	in := &approvalpb.DecideRequest{Case: &approvalpb.Case{Prompt: "Row.", Attempt: 1,
		Evidence: []*approvalpb.Evidence{{Kind: approvalpb.Kind_KIND_TEXT, Text: "I rowed."}},
		Opinions: []*approvalpb.Opinion{{From: "r", Role: approvalpb.Role_ROLE_ORGANISER, Advice: approvalpb.Outcome_OUTCOME_REJECT, Comment: "No."}}}}
	return func() error { _, err := remote.Decide(b.Context(), in); return err }
}

// bareTasks is how many tasks a second asynq carries out that do nothing, on the Redis
// within the process.
func bareTasks(b *testing.B) float64 {
	b.Helper()
	small := miniredis.NewMiniRedis()
	client := redis.NewClient(&redis.Options{Addr: "embedded", Dialer: func(context.Context, string, string) (net.Conn, error) { return small.Dial() }})
	b.Cleanup(func() { must(b, client.Close()) })
	queue := asynq.NewClientFromRedisClient(client)
	for range waiting {
		_, err := queue.Enqueue(asynq.NewTask("nothing", nil))
		must(b, err)
	}
	server := asynq.NewServerFromRedisClient(client, asynq.Config{Concurrency: askedAtOnce, LogLevel: asynq.FatalLevel, TaskCheckInterval: 10 * time.Millisecond})
	var all sync.WaitGroup
	all.Add(waiting)
	began := time.Now()
	must(b, server.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error { all.Done(); return nil })))
	all.Wait()
	took := time.Since(began)
	server.Shutdown()
	return waiting / took.Seconds()
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
