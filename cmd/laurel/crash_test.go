package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"example.org/laurel/jobs"
	"example.org/laurel/tenants/db/dbtest"
)

// The tests here walk the list of crash points. For each point an organiser
// publishes an activity of its own and a learner hands in; the process dies, as
// by kill -9, when the point is reached; and in the end each submission has to
// be decided exactly once and each award to have exactly one credential.

// attempt is one activity with what the learner handed in.
type attempt struct {
	point      jobs.CrashPoint
	submission string
}

// publish publishes an activity whose task asks for one's own word alone.
func publish(t *testing.T, c client, organisation, title string) devTask {
	t.Helper()
	body, err := json.Marshal(map[string]any{"name": title, "description": "To be killed by.", "language": "en", "kind": "event", "minutes": 5,
		"tasks": []any{map[string]any{"prompt": "What happened?", "asks": []any{map[string]any{"kind": "text"}}, "steps": []any{map[string]any{"approver": "self@1"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	eventually(t, "it is published, if need be after an approver has come back", func() (bool, string) {
		var err error
		a, err = c.try(http.MethodPost, "/api/v1/organisations/"+organisation+"/activities", "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != http.StatusServiceUnavailable && a.status != http.StatusCreated {
			t.Fatalf("published: %d %s", a.status, a.body)
		}
		return a.status == http.StatusCreated, string(a.body)
	})
	var made struct{ Tasks []devTask }
	if err := json.Unmarshal(a.body, &made); err != nil || len(made.Tasks) != 1 {
		t.Fatalf("published: %v, %s", err, a.body)
	}
	return made.Tasks[0]
}

// organisation is who offers the demo's first activity.
func (p *process) organisation() string {
	code, _, _ := strings.Cut(string(p.activity(badgeName).ID), "-")
	return code
}

// handIn hands in on the way to a crash point. While the process may die at any
// moment, what is not answered has happened or not, and both are right.
func handIn(t *testing.T, p *process, ada client, point jobs.CrashPoint) (attempt, bool) {
	t.Helper()
	task := taskFor(t, p, point)
	body := fmt.Sprintf(`{"evidence":[{"kind":"text","text":%q}]}`, reflection)
	a, err := ada.try(http.MethodPost, fmt.Sprintf("/api/v1/tasks/%s/submissions", task.ID), "application/json", []byte(body))
	if err != nil {
		return attempt{}, false
	}
	if a.status != http.StatusCreated {
		t.Fatalf("submitted: %d %s", a.status, a.body)
	}
	id, _ := a.json(t)["id"].(string)
	return attempt{point: point, submission: id}, true
}

// taskFor is a task that nobody has handed in at yet. Publishing passes the first
// two points itself, so there the demo's own tasks are taken.
func taskFor(t *testing.T, p *process, point jobs.CrashPoint) devTask {
	t.Helper()
	switch point { //nolint:exhaustive // the others are passed by submissions alone
	case jobs.EventRelayed:
		return p.activity(badgeName).Tasks[0]
	case jobs.DeliveryQueued:
		return p.activity(bookName).Tasks[0]
	}
	return publish(t, p.as("organiser"), p.organisation(), "Killed at "+string(point))
}

func mustDie(t *testing.T, p *process) {
	t.Helper()
	eventually(t, "laurel dies at the crash point", func() (bool, string) {
		select {
		case <-p.exited:
			return true, ""
		default:
			return false, "it lives"
		}
	})
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("it ended with %v, want killed", p.cmd.ProcessState)
	}
}

// checkDecidedOnce waits until all attempts have led to badges, and looks that
// there is one of each.
func checkDecidedOnce(t *testing.T, ada client, attempts []attempt, awards int) {
	t.Helper()
	for _, a := range attempts {
		s := ada.until(a.submission, "approved")
		verdicts := 0
		history, _ := s["history"].([]any)
		for _, h := range history {
			if entry, ok := h.(map[string]any); ok && entry["what"] == "verdict" {
				verdicts++
			}
		}
		if verdicts != 1 {
			t.Errorf("%s: decided %d times, want once: %v", a.point, verdicts, history)
		}
	}
	seen := map[any]bool{}
	for _, award := range ada.awards(awards) {
		address, _ := award["credential"].(string)
		doc := client{t: t, url: ada.url}.ask(http.StatusOK, http.MethodGet, address, "").json(t)
		if seen[doc["id"]] {
			t.Errorf("two awards share the credential %v", doc["id"])
		}
		seen[doc["id"]] = true
	}
}

// crashAt tells processes that share a crash file where to die next.
func crashAt(t *testing.T, file string, point jobs.CrashPoint, whom string) {
	t.Helper()
	if err := os.WriteFile(file+".new", []byte(string(point)+" "+whom), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}

// The whole of laurel is one process, and dies at each point in turn.
func TestNothingIsLostWhenTheServerDies(t *testing.T) {
	t.Parallel()
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "crash")
	var attempts []attempt
	for _, point := range jobs.CrashPoints() {
		p := startDev(t, data, "LAUREL_CRASH_FILE="+file)
		crashAt(t, file, point, "")
		a, ok := handIn(t, p, p.as("learner"), point)
		mustDie(t, p)
		if ok {
			attempts = append(attempts, a)
		}
	}
	p := startDev(t, data)
	ada := p.as("learner")
	if least := len(jobs.CrashPoints()) - 2; len(attempts) < least {
		t.Errorf("only %d submissions were answered before the death, want %d at least", len(attempts), least)
	}
	checkDecidedOnce(t, ada, attempts, max(len(submissionsOf(t, ada)), len(attempts)))
}

// submissionsOf is how many badges the learner has been promised so far.
func submissionsOf(t *testing.T, ada client) []map[string]any {
	t.Helper()
	var list []map[string]any
	eventually(t, "the portfolio stands still", func() (bool, string) {
		a := ada.ask(http.StatusOK, http.MethodGet, "/api/v1/me/portfolio", "")
		var p struct{ Awards []map[string]any }
		if err := json.Unmarshal(a.body, &p); err != nil {
			t.Fatal(err)
		}
		still := len(p.Awards) == len(list) && len(list) > 0
		list = p.Awards
		return still, string(a.body)
	})
	return list
}

// The approvers die at each point, and the server lives. After each fall they are
// started a little later, so the server is a new one after a few.
func TestNothingIsLostWhenApproversDie(t *testing.T) {
	t.Parallel()
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "crash")
	var attempts []attempt
	for points := range slices.Chunk(jobs.CrashPoints(), 3) {
		p := startDev(t, data, "LAUREL_CRASH_FILE="+file)
		ada := p.as("learner")
		for _, point := range points {
			crashAt(t, file, point, "approvers")
			a, ok := handIn(t, p, ada, point)
			if !ok {
				t.Fatalf("%s: the server died with its approver:\n%s", point, p.out)
			}
			attempts = append(attempts, a)
			eventually(t, string(point)+" is reached", func() (bool, string) {
				_, err := os.Stat(file)
				return os.IsNotExist(err), fmt.Sprint(err)
			})
		}
		checkDecidedOnce(t, ada, attempts, len(attempts))
		if status := p.stop(); status != 0 {
			t.Errorf("after Ctrl-C it ends with %d", status)
		}
	}
}

// The worker is a process of its own, and dies at each point; the web server lives.
func TestNothingIsLostWhenTheWorkerDies(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		workerDies(t)
	}
}

func workerDies(t *testing.T) {
	t.Helper()
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "crash")
	stores := []string{"LAUREL_DATABASE=" + dbtest.PostgresDSN(t), "LAUREL_REDIS=" + freshRedis(t)}
	p := startDev(t, data, stores...)
	p.stop()
	secret, err := os.ReadFile(filepath.Join(data, "secret"))
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	env := append(slices.Clone(stores), "LAUREL_DATA="+data, "LAUREL_SECRET="+strings.TrimSpace(string(secret)), "LAUREL_PUBLIC_URL=https://localhost",
		"LAUREL_SMTP_HOST=127.0.0.1", "LAUREL_SMTP_FROM=laurel@localhost", "LAUREL_LISTEN="+address)
	launch(t, data, env, "web")
	ada := client{t: t, url: "http://" + address, token: p.as("learner").token}
	p.dev.URL = ada.url
	eventually(t, "the web server is ready", func() (bool, string) {
		a, err := ada.try(http.MethodGet, "/readyz", "", nil)
		return err == nil && a.status == http.StatusOK, fmt.Sprint(err)
	})
	var attempts []attempt
	for _, point := range jobs.CrashPoints() {
		w := launch(t, data, append(slices.Clone(env), "LAUREL_CRASH_FILE="+file), "work")
		crashAt(t, file, point, "")
		a, ok := handIn(t, p, ada, point)
		if !ok {
			t.Fatalf("%s: the web server does not answer", point)
		}
		mustDie(t, w)
		attempts = append(attempts, a)
	}
	launch(t, data, env, "work")
	for _, a := range attempts {
		ada.until(a.submission, "approved")
	}
	entries := ada.awards(len(attempts))
	for i, e := range entries {
		entries[i]["credential"] = strings.Replace(fmt.Sprint(e["credential"]), "https://localhost", ada.url, 1)
	}
	for _, a := range attempts {
		s := ada.get("/api/v1/submissions/" + a.submission)
		verdicts := 0
		history, _ := s["history"].([]any)
		for _, h := range history {
			if entry, ok := h.(map[string]any); ok && entry["what"] == "verdict" {
				verdicts++
			}
		}
		if verdicts != 1 {
			t.Errorf("%s: decided %d times, want once", a.point, verdicts)
		}
	}
}

// freeAddress is one on which nobody listens now.
func freeAddress(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
