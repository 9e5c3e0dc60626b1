package host

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAProgramKilledBeforeItsStartIsNotStarted(t *testing.T) {
	t.Parallel()
	p := newProgram([]string{os.Args[0], "-test.run=^$"}, t.TempDir(), &Host{})
	if err := p.prepare(nil, ""); err != nil {
		t.Fatal(err)
	}
	p.kill()
	if err := p.Start(t.Context()); err == nil {
		t.Error("it started")
	}
	if got := p.ID(); got != "" {
		t.Errorf("it has the process id %s", got)
	}
}

func TestOutputIsLoggedByLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", longestLine)
	for name, c := range map[string]struct {
		written []string
		want    []string
	}{
		"a line":                 {[]string{"one\n"}, []string{"one"}},
		"two at once":            {[]string{"one\ntwo\n"}, []string{"one", "two"}},
		"one in pieces":          {[]string{"o", "n", "e", "\n"}, []string{"one"}},
		"without an end":         {[]string{"one\ntw"}, []string{"one", "tw"}},
		"blanks":                 {[]string{"\n\r\n  \n one \r\n"}, []string{"one"}},
		"not UTF-8":              {[]string{"caf\xe9\n"}, []string{"caf�"}},
		"exactly the longest":    {[]string{long + "\n"}, []string{long}},
		"longer than is allowed": {[]string{long + "b\n"}, []string{long, "b"}},
		"much longer":            {[]string{long + long + "b"}, []string{long, long, "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			l := newLines(slog.New(slog.NewTextHandler(nowhere{}, &slog.HandlerOptions{
				ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
					if a.Key == "line" {
						got = append(got, a.Value.String())
					}
					return a
				},
			})), time.Now)
			for _, piece := range c.written {
				if n, err := l.Write([]byte(piece)); n != len(piece) || err != nil {
					t.Errorf("Write = %d, %v; want %d", n, err, len(piece))
				}
			}
			l.flush()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

func TestSocketsStayWithinThePathThatSystemsAllow(t *testing.T) {
	t.Parallel()
	near, err := os.MkdirTemp("", "l") //nolint:usetesting // the path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(near); err != nil {
			t.Error(err)
		}
	})
	for _, folder := range []string{near, filepath.Join(near, strings.Repeat("a", 200))} {
		f, err := openFolders(folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.sockets) > longestSockets {
			t.Errorf("sockets in %s, which is longer than %d", f.sockets, longestSockets)
		}
		f.remove()
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("left in %s: %v, %v", folder, left, err)
		}
	}
}
