package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/laurel/plugins/approval/serve"
)

// The test binary is laurel itself where this variable is set, so that tests run
// it as processes of their own, and kill them.
const asItself = "LAUREL_TEST_AS_ITSELF"

func TestMain(m *testing.M) {
	approvers := builtin()
	approvers["greeter"] = greeter{}
	if serve.Main(os.Args[1:], approvers) {
		return
	}
	if os.Getenv(asItself) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a laurel that runs beside the test.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	data   string
	out    *output
	exited chan struct{}
	dev    devFile
}

// output keeps what a process says.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// command is laurel with arguments, and with nothing of the test's environment
// but what env says.
func command(ctx context.Context, env []string, args ...string) (*exec.Cmd, error) {
	me, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, me, args...)
	cmd.Env = append([]string{asItself + "=1", "HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}, env...)
	return cmd, nil
}

// launch starts laurel and returns at once.
func launch(t testing.TB, data string, env []string, args ...string) *process {
	t.Helper()
	cmd, err := command(context.WithoutCancel(t.Context()), env, args...)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, data: data, out: &output{}, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = cmd.Wait(); close(p.exited) }()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", strings.Join(args, " "), p.out)
		}
	})
	return p
}

// startDev starts "laurel dev" in a folder and waits until it is ready.
func startDev(t testing.TB, data string, env ...string) *process {
	t.Helper()
	p := launchDev(t, data, env...)
	p.waitReady()
	return p
}

func launchDev(t testing.TB, data string, env ...string) *process {
	t.Helper()
	if err := os.Remove(filepath.Join(data, "dev.json")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return launch(t, data, env, "dev", "--addr", "127.0.0.1:0", "--data", data)
}

// waitReady waits until dev.json is there.
func (p *process) waitReady() {
	p.t.Helper()
	eventually(p.t, "laurel is ready", func() (bool, string) {
		select {
		case <-p.exited:
			p.t.Fatalf("it ended before it was ready:\n%s", p.out)
		default:
		}
		b, err := os.ReadFile(filepath.Join(p.data, "dev.json"))
		if err != nil {
			return false, err.Error()
		}
		return json.Unmarshal(b, &p.dev) == nil, string(b)
	})
}

func (p *process) kill() {
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err == nil {
		<-p.exited
	}
}

// stop ends it as Ctrl-C does, and returns its exit status.
func (p *process) stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.t.Fatalf("it does not end:\n%s", p.out)
	}
	return p.cmd.ProcessState.ExitCode()
}

const patience = 5 * time.Minute

// eventually waits for what background work does meanwhile.
func eventually(t testing.TB, what string, ok func() (bool, string)) {
	t.Helper()
	last := ""
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		done, state := ok()
		if done {
			return
		}
		last = state
	}
	t.Fatalf("%s: not within %v; last: %s", what, patience, last)
}

// client is somebody who talks to the JSON API.
type client struct {
	t     testing.TB
	url   string
	token string
}

func (p *process) as(role string) client {
	p.t.Helper()
	for _, person := range p.dev.People {
		if person.Role == role {
			return client{t: p.t, url: p.dev.URL, token: person.Token}
		}
	}
	p.t.Fatalf("nobody is a %s", role)
	return client{}
}

func (p *process) activity(name string) devActivity {
	p.t.Helper()
	for _, a := range p.dev.Activities {
		if a.Name == name {
			return a
		}
	}
	p.t.Fatalf("no activity is called %q", name)
	return devActivity{}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) json(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(a.body, &m); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return m
}

// try makes a request; an error means that nobody answers.
func (c client) try(method, path, contentType string, body []byte) (answer, error) {
	url := path
	if strings.HasPrefix(path, "/") {
		url = c.url + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := new(http.Client).Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{status: resp.StatusCode, header: resp.Header, body: b}, err
}

// ask makes a request that has to be answered with a status.
func (c client) ask(want int, method, path, body string) answer {
	c.t.Helper()
	kind := ""
	if body != "" {
		kind = "application/json"
	}
	a, err := c.try(method, path, kind, []byte(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if a.status != want {
		c.t.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.body, want)
	}
	return a
}

func (c client) get(path string) map[string]any {
	c.t.Helper()
	return c.ask(http.StatusOK, http.MethodGet, path, "").json(c.t)
}

// submit hands in a text and returns the submission's id.
func (c client) submit(task devTask, text string) string {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"evidence": []any{map[string]any{"kind": "text", "text": text}}})
	if err != nil {
		c.t.Fatal(err)
	}
	a := c.ask(http.StatusCreated, http.MethodPost, fmt.Sprintf("/api/v1/tasks/%s/submissions", task.ID), string(body)).json(c.t)
	id, _ := a["id"].(string)
	if id == "" || a["state"] != "open" {
		c.t.Fatalf("submitted: %v, want an id and the state open", a)
	}
	return id
}

// until waits for a submission to reach a state, and returns it.
func (c client) until(id, state string) (s map[string]any) {
	c.t.Helper()
	eventually(c.t, "the submission is "+state, func() (bool, string) {
		a, err := c.try(http.MethodGet, "/api/v1/submissions/"+id, "", nil)
		if err != nil {
			return false, err.Error()
		}
		if a.status != http.StatusOK {
			return false, string(a.body)
		}
		s = a.json(c.t)
		return s["state"] == state, string(a.body)
	})
	return s
}

// awards waits until the portfolio holds a number of awards, and returns them.
func (c client) awards(n int) (list []map[string]any) {
	c.t.Helper()
	eventually(c.t, "the badge is in the portfolio", func() (bool, string) {
		a, err := c.try(http.MethodGet, "/api/v1/me/portfolio", "", nil)
		if err != nil {
			return false, err.Error()
		}
		var p struct{ Awards []map[string]any }
		if err := json.Unmarshal(a.body, &p); err != nil {
			return false, err.Error()
		}
		list = p.Awards
		return len(list) == n, string(a.body)
	})
	return list
}
