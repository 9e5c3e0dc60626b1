package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestEveryCommandInTheReadmeWorks runs each line that the README tells to type,
// with this test's own laurel in the place of "go run ./cmd/laurel". A line that
// is not known here fails the test.
func TestEveryCommandInTheReadmeWorks(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, block := range shellBlock.FindAllStringSubmatch(string(readme), -1) {
		told = append(told, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	r := &reader{t: t, data: t.TempDir()}
	known := r.lines()
	for _, line := range told {
		run, ok := known[line]
		if !ok {
			t.Errorf("the README tells to type %q, and no test does", line)
			continue
		}
		run(strings.Fields(strings.TrimPrefix(line, "go run ./cmd/laurel")))
		delete(known, line)
	}
	for line := range known {
		t.Errorf("this test types %q, and the README does not tell to", line)
	}
}

// reader is somebody who goes through the README from top to bottom.
type reader struct {
	t    *testing.T
	data string
	dev  *process
}

func (r *reader) lines() map[string]func(args []string) {
	return map[string]func([]string){
		"go run ./cmd/laurel dev":                                                          r.starts,
		"go run ./cmd/laurel dev --data ./data --addr localhost:9090":                      r.startsIn,
		`curl -H "Authorization: Bearer $TOKEN" http://localhost:9090/api/v1/me/portfolio`: r.asks,
		"go run ./cmd/laurel verify --map localhost=http://localhost:9090 badge.png":       r.verifies,
		"make test":                   r.isRunBy,
		"go run ./cmd/laurel migrate": r.operates,
		"go run ./cmd/laurel operator you@example.org": r.operates,
		"go run ./cmd/laurel serve":                    r.serves,
		"go run ./cmd/laurel web":                      r.needsRedis,
		"go run ./cmd/laurel work":                     r.needsRedis,
	}
}

// starts: with no options but another address than the one that may be taken.
func (r *reader) starts(args []string) {
	p := launch(r.t, "", nil, append(args, "--addr", "127.0.0.1:0")...)
	eventually(r.t, "it says where it is", func() (bool, string) {
		return strings.Contains(p.out.String(), "Laurel is ready at http://"), p.out.String()
	})
	folder, _, _ := strings.Cut(strings.TrimPrefix(p.out.String(), "Everything is kept in "), " ")
	if status := p.stop(); status != 0 {
		r.t.Errorf("after Ctrl-C it ends with %d", status)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		r.t.Errorf("the temporary folder %s is still there: %v", folder, err)
	}
}

func (r *reader) startsIn([]string) { r.dev = startDev(r.t, r.data) }

func (r *reader) asks([]string) {
	ada := r.dev.as("learner")
	ada.submit(r.dev.activity(badgeName).Tasks[0], reflection)
	ada.awards(1)
}

func (r *reader) verifies([]string) {
	award := r.dev.as("learner").awards(1)[0]
	address, _ := award["png"].(string)
	png := client{t: r.t, url: r.dev.dev.URL}.ask(http.StatusOK, http.MethodGet, address, "").body
	file := filepath.Join(r.t.TempDir(), "badge.png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		r.t.Fatal(err)
	}
	if out, err := r.run("verify", "--map", "localhost="+r.dev.dev.URL, file); err != nil {
		r.t.Errorf("verify: %v\n%s", err, out)
	}
	r.dev.stop()
}

// isRunBy: this test is a part of it.
func (r *reader) isRunBy([]string) {
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil || !strings.Contains(string(makefile), "\ntest:") {
		r.t.Errorf("there is no \"make test\": %v", err)
	}
}

func (r *reader) environment(more ...string) []string {
	return append([]string{"LAUREL_DATA=" + filepath.Join(r.data, "own"), "LAUREL_PUBLIC_URL=https://badges.example",
		"LAUREL_SECRET=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "LAUREL_SMTP_HOST=127.0.0.1", "LAUREL_SMTP_FROM=laurel@badges.example"}, more...)
}

func (r *reader) run(args ...string) (string, error) {
	cmd, err := command(r.t.Context(), r.environment(), args...)
	if err != nil {
		return "", err
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (r *reader) operates(args []string) {
	if out, err := r.run(args...); err != nil {
		r.t.Errorf("%v: %v\n%s", args, err, out)
	}
}

func (r *reader) serves(args []string) {
	address := freeAddress(r.t)
	p := launch(r.t, "", r.environment("LAUREL_LISTEN="+address), args...)
	eventually(r.t, "it serves", func() (bool, string) {
		a, err := client{t: r.t, url: "http://" + address}.try(http.MethodGet, "/readyz", "", nil)
		return err == nil && a.status == http.StatusOK, p.out.String()
	})
	if status := p.stop(); status != 0 {
		r.t.Errorf("it ends with %d", status)
	}
}

// needsRedis: alone, the one half says what is missing; together they are in
// TestNothingIsLostWhenTheWorkerDies.
func (r *reader) needsRedis(args []string) {
	if out, err := r.run(args...); err == nil || !strings.Contains(out, "LAUREL_REDIS") {
		r.t.Errorf("%v without Redis: %v\n%s", args, err, out)
	}
}

func TestAConfigurationThatIsNotCompleteNamesAllThatIsMissing(t *testing.T) {
	t.Parallel()
	cmd, err := command(t.Context(), nil, "serve")
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Error("it starts without a configuration")
	}
	for _, name := range []string{"LAUREL_PUBLIC_URL", "LAUREL_DATA", "LAUREL_SECRET", "LAUREL_SMTP_HOST"} {
		if !slices.Contains(strings.FieldsFunc(string(out), func(c rune) bool { return c == ' ' || c == '\n' || c == '(' }), name) {
			t.Errorf("%s is not named in:\n%s", name, out)
		}
	}
}

func TestASecondProcessIsKeptOutOfTheFolder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	startDev(t, data)
	cmd, err := command(t.Context(), nil, "dev", "--addr", "127.0.0.1:0", "--data", data)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "in use") {
		t.Errorf("a second process in the same folder: %v\n%s", err, out)
	}
}
