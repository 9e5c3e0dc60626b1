//go:build unix

package host_test

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/laurel/plugins/host"
)

// TestTheHostSaysWhichGuardsAreOff tries what each guard is to prevent, and wants
// the outcome to be the one that the host claims.
func TestTheHostSaysWhichGuardsAreOff(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	log := &journal{}
	h := open(t, host.Config{
		Builtin:  map[string]string{},
		Programs: map[string][]string{"odd@1": {os.Args[0], "odd", listener.Addr().String()}},
		Logger:   slog.New(slog.NewTextHandler(log, nil)), Files: 100,
	})
	off := h.Off()
	if want := fmt.Sprintf("off=%q", fmt.Sprint(off)); !strings.Contains(log.String(), want) && !strings.Contains(log.String(), "off=[]") {
		t.Errorf("logged %s; want %s", log, want)
	}
	network := ask(t, h, "network")
	if got, want := !strings.Contains(network, "<nil>, <nil>"), !slices.Contains(off, host.Network); got != want {
		t.Errorf("cut off from the network: %v (%s), and the host claims %v", got, network, want)
	}
	environment := ask(t, h, "the host's environment")
	if !slices.Contains(off, host.Network) && !strings.Contains(environment, "permission denied") {
		t.Errorf("it reads the host's environment: %s", environment)
	}
	files := number(t, ask(t, h, "files"))
	if got, want := files <= 100, !slices.Contains(off, host.Files); got != want {
		t.Errorf("limited to 100 files: %v (%d), and the host claims %v", got, files, want)
	}
	if _, err := os.Stat("/proc/self/stat"); (err == nil) == slices.Contains(off, host.Memory) {
		t.Errorf("the host can look at processes: %v, and it claims that these are off: %v", err, off)
	}
}
