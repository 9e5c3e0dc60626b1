package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/approval/settings"
	"example.org/laurel/plugins/host"
)

// greeter approves whatever there is, and greets.
type greeter struct{}

func (greeter) Describe(context.Context) (approval.Description, error) {
	return approval.Description{Name: "greeter", Version: 1, Summary: "Greets.",
		Settings: json.RawMessage(`{"type":"object","additionalProperties":false,"properties":{}}`)}, nil
}

func (greeter) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	if err := settings.Read(c.Settings, &struct{}{}); err != nil {
		return approval.Verdict{}, err
	}
	return approval.Verdict{Outcome: approval.Approve, Reason: "Hello!"}, nil
}

// program is a folder with an executable that is this test's binary.
func program(t *testing.T) string {
	t.Helper()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"approver": fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\"\n", me), "no-approver": "#!/bin/sh\necho oh dear >&2\nexit 3\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "notes"), []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestAnOperatorAddsAnApproverBesideARunningServer(t *testing.T) {
	t.Parallel()
	data, folder := t.TempDir(), program(t)
	p := startDev(t, data)
	says := func(want int, args ...string) string {
		t.Helper()
		cmd, err := command(t.Context(), nil, append([]string{args[0], args[1], "--data", data}, args[2:]...)...)
		if err != nil {
			t.Fatal(err)
		}
		said, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != want {
			t.Fatalf("laurel %s: %v, want status %d\n%s", strings.Join(args, " "), err, want, said)
		}
		return string(said)
	}
	for want, args := range map[string][]string{
		"FAIL it shakes hands in time":                     {"approver", "add", folder, "no-approver"},
		"self is the name of an approver that is built in": {"approver", "add", folder, "approver", serve.Subcommand, "self"},
		"notes in " + folder + " is no file":               {"approver", "add", folder, "notes"},
		"../approver is no path within":                    {"approver", "add", folder, "../approver"},
		"no city or organisation of the short name":        {"approver", "add", "--tenant", "nobody", folder, "approver", serve.Subcommand, "greeter"},
		"there is no approver greeter@1":                   {"approver", "disable", "greeter@1"},
	} {
		if said := says(1, args...); !strings.Contains(said, want) {
			t.Errorf("%q lacks %q:\n%s", args, want, said)
		}
	}
	greet := map[string]any{"name": "Greet", "description": "Greet us.", "language": "en", "kind": "event", "minutes": 5, "tasks": []any{map[string]any{
		"prompt": "What happened?", "asks": []any{map[string]any{"kind": "text"}}, "steps": []any{map[string]any{"approver": "greeter@1"}}}}}
	body, err := json.Marshal(greet)
	if err != nil {
		t.Fatal(err)
	}
	activities := "/api/v1/organisations/" + p.organisation() + "/activities"
	organiser, ada := p.as("organiser"), p.as("learner")
	organiser.ask(http.StatusUnprocessableEntity, http.MethodPost, activities, string(body))

	digest, err := host.Digest(folder)
	if err != nil {
		t.Fatal(err)
	}
	said := says(0, "approver", "add", folder, "approver", serve.Subcommand, "greeter")
	if !strings.Contains(said, "greeter@1 (greeter) is in service\ndigest "+digest+"\n") || strings.Contains(said, "FAIL") {
		t.Errorf("added, it says\n%s", said)
	}
	says(0, "approver", "add", folder, "approver", serve.Subcommand, "greeter") // once more changes nothing
	if err := os.WriteFile(filepath.Join(folder, "notes"), []byte("other words"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := says(1, "approver", "add", folder, "approver", serve.Subcommand, "greeter"); !strings.Contains(said, "There is an approver greeter@1 already") {
		t.Errorf("with other files it says\n%s", said)
	}

	var made struct{ Tasks []devTask }
	eventually(t, "the running server has it", func() (bool, string) {
		a, err := organiser.try(http.MethodPost, activities, "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		return a.status == http.StatusCreated && json.Unmarshal(a.body, &made) == nil, string(a.body)
	})
	s := ada.until(ada.submit(made.Tasks[0], reflection), "approved")
	if history := fmt.Sprint(s["history"]); !strings.Contains(history, "greeter@1") || !strings.Contains(history, "Hello!") {
		t.Errorf("decided by %s", history)
	}

	says(0, "approver", "disable", "greeter@1", "--reason", "too friendly")
	if said := says(0, "approver", "list"); !strings.Contains(said, "greeter@1  all  disabled") || !strings.Contains(said, digest) {
		t.Errorf("the list is\n%s", said)
	}
	eventually(t, "the running server does not take it in new flows", func() (bool, string) {
		a, err := organiser.try(http.MethodPost, activities, "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		return a.status == http.StatusUnprocessableEntity && strings.Contains(string(a.body), "no longer offered"), string(a.body)
	})
	says(0, "approver", "enable", "greeter@1")
	eventually(t, "the running server takes it again", func() (bool, string) {
		a, err := organiser.try(http.MethodPost, activities, "application/json", body)
		return err == nil && a.status == http.StatusCreated, string(a.body)
	})
}
