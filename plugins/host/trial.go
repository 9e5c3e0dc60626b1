package host

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
)

// Trial is a process of an approver that nobody depends on, started and ended
// as a host does it, for those who want to know how it behaves.
type Trial struct {
	process *process
	heard   *transcript
}

// Try starts the command (an absolute path, and arguments) and shakes hands with
// it, under whatever key it goes. The trial is never nil unless the folder cannot
// be written to: where the command could not be started, or does not shake hands,
// it tells what the process said. It has to be ended in each case, before the host
// is closed.
func (h *Host) Try(command []string) (*Trial, error) {
	p, err := prepare(h, "trial", command)
	if err != nil {
		return nil, err
	}
	t := &Trial{process: p, heard: &transcript{}}
	p.program.heard = t.heard
	release := h.guard(p.program.kill)
	err = p.connect()
	release()
	return t, err
}

// Conn is the connection to the approver; nil if there was no handshake.
func (t *Trial) Conn() grpc.ClientConnInterface { return t.process.conn }

// Sockets is the folder in which the process may listen.
func (t *Trial) Sockets() string { return t.process.program.sockets }

// Said are the lines of the standard output, the one with the handshake among
// them, without those that come over the connection.
func (t *Trial) Said() []string { return t.heard.lines() }

// End asks the process to end, and reports whether it did so by itself: one that
// has not after two seconds is killed. It blocks until the process is gone.
func (t *Trial) End() (byItself bool, took time.Duration) {
	began := time.Now()
	t.process.end()
	p := t.process.program
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.killed, time.Since(began)
}

// longestHeard is what is kept of a standard output, in bytes.
const longestHeard = 64 << 10

// transcript keeps the beginning of what is written to it.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write never fails.
func (t *transcript) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.Write(b[:min(len(b), longestHeard-t.text.Len())])
	return len(b), nil
}

func (t *transcript) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimRight(t.text.String(), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
