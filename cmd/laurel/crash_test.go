package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"example.org/laurel/jobs"
)

// whileFilling are the points that are passed when a badge is made, and so while
// the demo is filled; all others are passed by a submission.
func whileFilling() []jobs.CrashPoint {
	return []jobs.CrashPoint{jobs.PictureDrawn, jobs.PictureFiled}
}

// TestNothingIsLostWhereverAProcessDies walks the list of crash points. At each
// one the whole of laurel is killed, as by kill -9, and started again.
func TestNothingIsLostWhereverAProcessDies(t *testing.T) {
	t.Parallel()
	filled := t.TempDir()
	p := startDev(t, filled)
	p.stop()
	for _, point := range jobs.CrashPoints() {
		t.Run(string(point), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			if slices.Contains(whileFilling(), point) {
				crashed := launchDev(t, data, "LAUREL_CRASH_AT="+string(point))
				mustDie(t, crashed)
				q := startDev(t, data)
				q.as("learner").submit(q.activity(badgeName).Tasks[0], reflection)
				checkDecidedOnce(t, q)
				return
			}
			if err := os.CopyFS(data, os.DirFS(filled)); err != nil {
				t.Fatal(err)
			}
			crashed := startDev(t, data, "LAUREL_CRASH_AT="+string(point))
			submitUntilDeath(t, crashed)
			q := startDev(t, data)
			checkDecidedOnce(t, q)
		})
	}
}

// submitUntilDeath hands in, if need be again: the answer may be lost with the
// process, and then a second try is refused or is the first that counts.
func submitUntilDeath(t *testing.T, p *process) {
	t.Helper()
	path := fmt.Sprintf("/api/v1/tasks/%s/submissions", p.activity(badgeName).Tasks[0].ID)
	body := fmt.Sprintf(`{"evidence":[{"kind":"text","text":%q}]}`, reflection)
	ada := p.as("learner")
	ada.t = t
	if a, err := ada.try(http.MethodPost, path, "application/json", []byte(body)); err == nil && a.status != http.StatusCreated {
		t.Fatalf("submitted: %d %s", a.status, a.body)
	}
	mustDie(t, p)
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

// checkDecidedOnce waits for the badge, and looks that there is one of each.
func checkDecidedOnce(t *testing.T, p *process) {
	t.Helper()
	ada := p.as("learner")
	ada.t = t
	award := ada.awards(1)[0]
	id := ""
	view := ada.get("/api/v1/activities/" + string(p.activity(badgeName).ID))
	tasks, _ := view["tasks"].([]any)
	if task, ok := tasks[0].(map[string]any); ok {
		if sub, ok := task["submission"].(map[string]any); ok {
			id, _ = sub["id"].(string)
		}
	}
	s := ada.until(id, "approved")
	verdicts := 0
	history, _ := s["history"].([]any)
	for _, h := range history {
		if entry, ok := h.(map[string]any); ok && entry["what"] == "verdict" {
			verdicts++
		}
	}
	if verdicts != 1 {
		t.Errorf("decided %d times, want once: %v", verdicts, history)
	}
	address, _ := award["credential"].(string)
	first := ada.ask(http.StatusOK, http.MethodGet, address, "").body
	file := filepath.Join(t.TempDir(), "badge.json")
	if err := os.WriteFile(file, first, 0o600); err != nil {
		t.Fatal(err)
	}
	checkVerifies(t, p, file, first, "credential")
}
