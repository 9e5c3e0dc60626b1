package jobs

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

// loadTexts reads the texts once for all tests.
var loadTexts = sync.OnceValues(locale.Load)

const patience = 5 * time.Minute

// post keeps letters.
type post struct {
	mu      sync.Mutex
	letters []mail.Letter
}

func (p *post) send(_ context.Context, l mail.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, l)
	return nil
}

func (p *post) to(email string) []mail.Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.letters), func(l mail.Letter) bool { return l.To != email })
}

// office is a filled house with a worker.
type office struct {
	*enginetest.House
	config Config
	post   *post
}

func newOffice(t *testing.T, d *db.DB, q *Queue) *office {
	t.Helper()
	texts, err := loadTexts()
	must(t, err)
	files, err := media.Open(media.Config{Folder: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, files.Close()) })
	h := enginetest.New(t, d)
	o := &office{House: h, post: &post{}}
	o.config = Config{DB: d, Registry: h.Registry, Engine: h.Engine, Approvers: h.Approvers, Media: files, Texts: texts,
		Site: "https://badges.example", Links: "https://badges.example", Post: o.post.send, Queue: q, Logger: slog.New(slog.DiscardHandler)}
	return o
}

// run lets a worker run until the test ends or stop is called.
func (o *office) run(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- New(o.config).Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); must(t, <-ended) })
	t.Cleanup(stop)
	return stop
}

func (o *office) submit(t *testing.T, p workflow.Publication) laurel.SubmissionID {
	t.Helper()
	sub, err := o.Engine.SubmitEvidence(o.As(o.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
	must(t, err)
	return sub.ID
}

func (o *office) portfolio(t *testing.T) []workflow.Entry {
	t.Helper()
	list, err := o.Engine.Portfolio(o.As(o.Ada))
	must(t, err)
	return list
}

// settled waits until nothing is under way.
func (o *office) settled(t *testing.T) {
	t.Helper()
	eventually(t, "background work has caught up", func() bool {
		counts, err := o.DB.Backlog(t.Context())
		must(t, err)
		return counts[db.Pending]+counts[db.Queued] == 0
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: not within %v", what, patience)
}

// eachQueue runs test on the small Redis, and on a server's unless tests run short.
func eachQueue(t *testing.T, test func(t *testing.T, open func() *Queue)) {
	t.Helper()
	open := func(t *testing.T, address string) func() *Queue {
		return func() *Queue {
			q, err := OpenQueue(address, slog.New(slog.DiscardHandler))
			must(t, err)
			t.Cleanup(func() { _ = q.Close() })
			return q
		}
	}
	t.Run("embedded", func(t *testing.T) { t.Parallel(); test(t, open(t, "")) })
	if !testing.Short() {
		address := freshRedis(t)
		t.Run("redis", func(t *testing.T) { t.Parallel(); test(t, open(t, address)) })
	}
}

var databases atomic.Int64

// freshRedis is an empty database on the server of the tests; cmd/laurel takes
// the low numbers.
func freshRedis(t *testing.T) string {
	t.Helper()
	server := os.Getenv("LAUREL_TEST_REDIS")
	if server == "" {
		t.Fatal(`LAUREL_TEST_REDIS names no server: run "make test", or eval "$(.ci/servers start)" first`)
	}
	address := strings.TrimSuffix(server, "/") + "/" + strconv.FormatInt(20+databases.Add(1), 10)
	opt, err := redis.ParseURL(address)
	must(t, err)
	c := redis.NewClient(opt)
	defer c.Close()
	must(t, c.FlushDB(t.Context()).Err())
	return address
}

func TestASubmissionBecomesABadgeInThePortfolio(t *testing.T) {
	t.Parallel()
	eachQueue(t, func(t *testing.T, open func() *Queue) {
		o := newOffice(t, dbtest.SQLite(t), open())
		o.run(t)
		o.submit(t, o.Publish([]workflow.Step{enginetest.Step("self@1")}))
		eventually(t, "the badge is in the portfolio", func() bool { return len(o.portfolio(t)) == 1 })
		c, err := o.Engine.Credential(t.Context(), o.portfolio(t)[0].Award)
		must(t, err)
		if !c.Achievement.Drawn() || !strings.Contains(string(c.Document), `"eddsa-rdfc-2022"`) {
			t.Errorf("picture drawn: %v; document: %s", c.Achievement.Drawn(), c.Document)
		}
		eventually(t, "the learner gets a letter", func() bool { return len(o.post.to("ada@example.org")) == 1 })
	})
}

func TestATaskThatRunsTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	w := New(o.config)
	ctx := laurel.WithActor(t.Context(), laurel.SystemActor())
	earned := o.Publish([]workflow.Step{enginetest.Step("self@1")})
	o.listElsewhere(t, earned)
	o.submit(t, earned)
	_, _, err := o.Registry.InviteMember(o.As(o.SignIn("head@example.org")), o.Org, tenants.Invitation{Email: "eva@example.org", Role: tenants.Reviewer})
	must(t, err)
	must(t, o.Registry.LeaveTenant(o.As(o.Ben), o.Org))
	head := o.As(o.SignIn("head@example.org"))
	must(t, o.Registry.SetDoor(head, o.Org, tenants.Open))
	must(t, o.Registry.AskToJoin(o.As(o.Dora), o.Org, "May I?"))
	must(t, o.Registry.DeclineJoin(head, o.Org, o.Dora, "We are full."))
	mayor := o.As(o.SignIn("mayor@example.org"))
	listed := o.Publish([]workflow.Step{enginetest.Step("self@1")})
	must(t, o.Engine.ListActivity(mayor, o.City, listed.Activity.ID))
	for _, move := range []tenants.Move{tenants.MoveSuspend, tenants.MoveReactivate} {
		must(t, o.Registry.MoveAffiliation(mayor, o.City, o.Org, registry.Step{Move: move, Reason: "A complaint."}))
	}
	must(t, o.Registry.AskVerification(head, o.City, o.Org, tenants.Document{Media: "m", Name: "extract.pdf"}))
	ran := map[string]bool{}
	for {
		n, err := o.DB.RelayEvents(ctx, func(event string) []string { return w.byEvent[event] })
		must(t, err)
		due, _, err := o.DB.RelayDue(ctx)
		must(t, err)
		if n == 0 && len(due) == 0 {
			break
		}
		for _, d := range due {
			runTwice(ctx, t, w, d)
			ran[d.Route] = true
		}
	}
	for _, r := range w.routes() {
		unasked := slices.Contains([]string{"mail.sign-in", "mail.passkey-added", "mail.passkey-removed", "mail.address", "mail.address-added",
			"mail.address-replaced", "mail.address-removed", "seal.audit", "merge.accounts", "enter.presence.opinion", "decide.opinion",
			"decide.term", "decide.step", "mail.returned", "mail.rejected", "sweep.upload", "preview.photo", "convert.heic",
			"enter.participant", "fill.places", "mail.place", "mail.ruling",
			"enter.invitee", "mail.invited", "mail.guest"}, r.name)
		if !ran[r.name] && !unasked {
			t.Errorf("%s was never run", r.name)
		}
	}
	if list := o.portfolio(t); len(list) != 2 || list[0].Name != "First steps" || list[0].Issuer != "Mare" {
		t.Errorf("the portfolio: %+v; want the activity's badge and another organisation's playlist's", list)
	}
	if v, err := o.Engine.Activity(ctx, earned.Activity.ID); err != nil || len(v.Playlists) != 1 {
		t.Errorf("the activity is in %+v, %v; want one playlist", v.Playlists, err)
	}
	if n := len(ids(o.post.to("ada@example.org"))); n != 2 {
		t.Errorf("%d different letters, want 2", n)
	}
	if list := o.post.to("head@example.org"); !slices.ContainsFunc(list, func(l mail.Letter) bool { return strings.Contains(l.Text, "A complaint.") }) {
		t.Errorf("the suspended organisation's head got %+v, want a letter with the reason", list)
	}
	partner, _, err := o.Registry.Partner(mayor, o.City, o.Org)
	if err != nil || partner.Listed != 1 || partner.Awards != 1 {
		t.Errorf("counted twice: %d activities and %d awards, %v; want one each", partner.Listed, partner.Awards, err)
	}
	if list := o.post.to("dora@example.org"); len(ids(list)) != 1 || !strings.Contains(list[0].Text, "We are full.") {
		t.Errorf("who was declined got %+v, want one letter with the reason", list)
	}
}

// listElsewhere puts an activity into a playlist of another organisation, which has a
// badge of its own.
func (o *office) listElsewhere(t *testing.T, p workflow.Publication) {
	t.Helper()
	mare, err := o.Registry.FoundOrganisation(o.As(o.SignIn("mayor@example.org")), o.City,
		tenants.Tenant{Slug: "mare", Name: "Mare", Email: "mare@example.org", Language: "it"}, "mara@example.org")
	must(t, err)
	_, err = o.Engine.MakePlaylist(o.As(o.SignIn("mara@example.org")), mare.ID, workflow.PlaylistDraft{Title: "First steps", Language: "en",
		Badge: true, Items: []workflow.PlaylistItem{{Activity: p.Activity.ID}}})
	must(t, err)
}

func ids(letters []mail.Letter) map[string]bool {
	m := map[string]bool{}
	for _, l := range letters {
		m[l.ID] = true
	}
	return m
}

// runTwice carries a task out, and once more as if the first time had not been
// written down.
func runTwice(ctx context.Context, t *testing.T, w *Worker, d db.Delivery) {
	t.Helper()
	var due db.Due
	must(t, w.DB.Read(ctx, d.TenantID, func(tx db.Tx) (err error) { due, err = tx.Delivery(ctx, d.EventID, d.Route); return err }))
	must(t, w.byName[d.Route].run(ctx, due))
	must(t, w.byName[d.Route].run(ctx, due))
	must(t, w.settle(ctx, due, nil))
}

// workTwice carries out all that follows from what was posted, each task twice, and
// says which routes there were.
func (o *office) workTwice(t *testing.T, w *Worker) []string {
	t.Helper()
	var ran []string
	for {
		n, err := o.DB.RelayEvents(o.System(), func(event string) []string { return w.byEvent[event] })
		must(t, err)
		due, _, err := o.DB.RelayDue(o.System())
		must(t, err)
		if n == 0 && len(due) == 0 {
			return ran
		}
		for _, d := range due {
			runTwice(o.System(), t, w, d)
			ran = append(ran, d.Route)
		}
	}
}

func smallQueue(t *testing.T) *Queue {
	t.Helper()
	q, err := OpenQueue("", slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { _ = q.Close() })
	return q
}

// moody is an approver that has moods before it decides.
type moody struct {
	asked atomic.Int64
	moods []error
	then  approvers
}

func (m *moody) Decide(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
	if n := m.asked.Add(1); int(n) <= len(m.moods) {
		return approval.Verdict{}, m.moods[n-1]
	}
	return m.then.Decide(ctx, key, c)
}

func TestAnApproverThatFailsIsAskedAgain(t *testing.T) {
	t.Parallel()
	eachQueue(t, func(t *testing.T, open func() *Queue) {
		o := newOffice(t, dbtest.SQLite(t), open())
		m := &moody{moods: []error{laurel.E(laurel.Unready, "approver.unready"), errors.New("nonsense"), laurel.E(laurel.Unready, "approver.unready")}, then: o.Approvers}
		o.config.Approvers = m
		o.run(t)
		id := o.submit(t, o.Publish([]workflow.Step{enginetest.Step("self@1")}))
		eventually(t, "the submission is approved", func() bool {
			v, err := o.Engine.Submission(o.As(o.Ada), id)
			must(t, err)
			return v.Submission.State == workflow.Approved
		})
		if n := m.asked.Load(); n != 4 {
			t.Errorf("asked %d times, want 4", n)
		}
	})
}

func TestASubmissionIsNeverGivenUp(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	w := New(o.config)
	ctx := laurel.WithActor(t.Context(), laurel.SystemActor())
	o.submit(t, o.Publish([]workflow.Step{enginetest.Step("self@1")}))
	for _, err := range []error{laurel.E(laurel.Invalid, "approver.settings.unknown"), errors.New("disk"), laurel.E(laurel.Unready, "error.unready")} {
		_, relayed := o.DB.RelayEvents(ctx, func(event string) []string { return w.byEvent[event] })
		must(t, relayed)
		list, _, listed := o.DB.RelayDue(ctx)
		must(t, listed)
		for _, d := range list {
			if d.Route == "decide.submitted" {
				must(t, w.settle(ctx, due(t, o, d), err))
			}
		}
	}
	counts, err := o.DB.Backlog(t.Context())
	must(t, err)
	if counts[db.Dead] != 0 {
		t.Errorf("%d tasks were given up, want none", counts[db.Dead])
	}
}

func TestALetterThatCannotBeSentIsGivenUpAndSaysWhy(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.config.Post = func(_ context.Context, l mail.Letter) error {
		if l.To == "nobody@example.org" {
			return laurel.E(laurel.Invalid, "letter.refused")
		}
		return nil
	}
	o.run(t)
	must(t, o.Registry.RequestSignIn(t.Context(), registry.Wish{Email: "nobody@example.org", Next: "/"}))
	o.settled(t)
	counts, err := o.DB.Backlog(t.Context())
	must(t, err)
	if counts[db.Dead] != 1 {
		t.Fatalf("%d tasks were given up, want 1", counts[db.Dead])
	}
	if n, err := o.DB.RelayRevive(t.Context()); err != nil || n != 1 {
		t.Errorf("RelayRevive() = %d, %v; want 1", n, err)
	}
}

func due(t *testing.T, o *office, d db.Delivery) (found db.Due) {
	t.Helper()
	must(t, o.DB.Read(t.Context(), d.TenantID, func(tx db.Tx) (err error) { found, err = tx.Delivery(t.Context(), d.EventID, d.Route); return err }))
	return found
}

func TestWhatANewerVersionPostedWaitsForIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	must(t, o.DB.InTx(t.Context(), o.Org, func(tx db.Tx) error { return tx.Post(t.Context(), unheardOf{}) }))
	w := New(o.config)
	for range 3 {
		if _, err := w.relayOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	later := 0
	_, err := o.DB.RelayEvents(t.Context(), func(event string) []string {
		if event == (unheardOf{}).EventName() {
			later++
		}
		return nil
	})
	must(t, err)
	if later != 0 {
		t.Error("it is asked about again at once, want after a while")
	}
}

type unheardOf struct{}

func (unheardOf) EventName() string { return "thing.unheard-of" }

func TestALostQueueLosesNothing(t *testing.T) {
	t.Parallel()
	eachQueue(t, func(t *testing.T, open func() *Queue) {
		o := newOffice(t, dbtest.SQLite(t), open())
		w := New(o.config)
		o.submit(t, o.Publish([]workflow.Step{enginetest.Step("self@1")}))
		for range 3 {
			if _, err := w.relayOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		must(t, o.config.Queue.redis.FlushDB(t.Context()).Err())
		o.run(t)
		for range 2 {
			must(t, w.reapOnce(laurel.WithActor(t.Context(), laurel.SystemActor()), time.Now().Add(time.Minute)))
		}
		eventually(t, "the badge is in the portfolio", func() bool { return len(o.portfolio(t)) == 1 })
	})
}

// thousands is how many tasks of one tenant stand before another's badge.
const thousands = 2000

func TestOneTenantsThousandsDoNotDelayAnothersSingleOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.settledBy(t)
	must(t, o.DB.InTx(t.Context(), o.City, func(tx db.Tx) error {
		for range thousands {
			if err := tx.Post(t.Context(), tenants.MemberAdded{Person: o.Dora, Role: tenants.CityEditor}); err != nil {
				return err
			}
		}
		return nil
	}))
	o.run(t)
	o.submit(t, o.Publish([]workflow.Step{enginetest.Step("self@1")}))
	eventually(t, "the badge is in the portfolio", func() bool { return len(o.portfolio(t)) == 1 })
	counts, err := o.DB.Backlog(t.Context())
	must(t, err)
	if done := counts[db.Done]; done > thousands*3/4 {
		t.Errorf("%d of %d tasks were done before the badge was there, want it early", done, thousands)
	}
}

// settledBy lets a worker of its own catch up with how the house was filled.
func (o *office) settledBy(t *testing.T) {
	t.Helper()
	stop := o.run(t)
	o.settled(t)
	stop()
}

func TestALetterToSignInHoldsALinkThatWorks(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.run(t)
	ctx := laurel.WithActor(t.Context(), laurel.Actor{Language: "de"})
	must(t, o.Registry.RequestSignIn(ctx, registry.Wish{Email: "new@example.org", Next: "/de/portfolio"}))
	eventually(t, "the letter is there", func() bool { return len(o.post.to("new@example.org")) == 1 })
	letter := o.post.to("new@example.org")[0]
	_, rest, ok := strings.Cut(letter.Text, "https://badges.example/de/sign-in/")
	if !ok {
		t.Fatalf("no link in %q", letter.Text)
	}
	secret, _, _ := strings.Cut(rest, "\n")
	_, next, _, err := o.Registry.FollowSignIn(t.Context(), strings.TrimSpace(secret), "test")
	if err != nil || next != "/de/portfolio" {
		t.Errorf("FollowSignIn() leads to %q, %v", next, err)
	}
	if _, _, _, err := o.Registry.FollowSignIn(t.Context(), strings.TrimSpace(secret), "test"); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("a second time: %v, want conflict", err)
	}
}

func TestPausesGrowToAMinute(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]time.Duration{0: 200 * time.Millisecond, 1: 400 * time.Millisecond, 5: 6400 * time.Millisecond, 9: time.Minute, 500: time.Minute} {
		if got := pause(attempts); got != want {
			t.Errorf("pause(%d) = %v, want %v", attempts, got, want)
		}
	}
}

func TestEveryEventLeadsSomewhereKnown(t *testing.T) {
	t.Parallel()
	w := New(Config{})
	seen := map[string]bool{}
	for _, r := range w.routes() {
		if seen[r.name] {
			t.Errorf("two routes are called %s", r.name)
		}
		seen[r.name] = true
		if strings.TrimSpace(r.event) == "" || filepath.Base(r.name) != r.name {
			t.Errorf("route %+v", r)
		}
	}
}

func TestALetterIsWrittenInTheNameOfItsCity(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	operator := o.SignIn("operator@example.org")
	riga, err := o.Registry.FoundCity(o.As(operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "help@riga.example", Language: "de",
		Languages: []string{"de"}, Colour: "#7a1f1f"}, "", "rita@riga.example")
	must(t, err)
	visit := func(city laurel.TenantID) context.Context {
		return laurel.WithActor(t.Context(), laurel.Actor{City: city, Language: "en"})
	}
	must(t, o.Registry.RequestSignIn(visit(riga.ID), registry.Wish{Email: "ada@riga.example", Next: "/"}))
	must(t, o.Registry.RequestSignIn(visit(o.City), registry.Wish{Email: "ada@campania.example", Next: "/"}))
	must(t, o.Registry.RequestSignIn(visit(""), registry.Wish{Email: "ada@nowhere.example", Next: "/"}))
	o.run(t)
	o.settled(t)
	for to, c := range map[string]struct{ has, lacks []string }{
		"ada@riga.example":     {[]string{"Rīga", "help@riga.example", "#7a1f1f", "https://badges.example/de/c/riga/sign-in/"}, []string{"Campania"}},
		"ada@campania.example": {[]string{"Campania", "help@example.org", "#1f5f3f", "https://badges.example/en/c/campania/sign-in/"}, []string{"Rīga", "#7a1f1f"}},
		"ada@nowhere.example":  {[]string{"#1f5f3f", "https://badges.example/en/sign-in/"}, []string{"Rīga", "Campania"}},
		"rita@riga.example": {[]string{"Rīga", "https://badges.example/c/riga", "/de/c/riga/sign-in?next=%2Fde%2Fc%2Friga%2Ftenants%2F" + string(riga.ID)},
			[]string{"Campania"}},
	} {
		letters := o.post.to(to)
		if len(letters) != 1 {
			t.Errorf("%s gets %d letters, want one", to, len(letters))
			continue
		}
		whole := letters[0].Text + letters[0].HTML
		for _, want := range c.has {
			if !strings.Contains(whole, want) {
				t.Errorf("the letter to %s lacks %q:\n%s", to, want, letters[0].Text)
			}
		}
		for _, other := range c.lacks {
			if strings.Contains(whole, other) {
				t.Errorf("the letter to %s has %q:\n%s", to, other, letters[0].Text)
			}
		}
	}
}
