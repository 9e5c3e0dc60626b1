package mail

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// server takes letters by SMTP as a real one would, as far as one client needs
// (RFC 5321), and keeps them.
type server struct {
	port    int
	way     TLS
	secure  *tls.Config
	before  func(verb string) // runs before a command is answered
	over    chan struct{}     // for before to wait on
	answers map[string]string // to a command, instead of the usual "250 OK"

	mu    sync.Mutex
	taken []taken
	said  strings.Builder // all commands
}

type taken struct{ from, to, data string }

func startServer(t *testing.T, answers map[string]string) *server {
	t.Helper()
	return startSecure(t, answers, "", nil)
}

// startSecure speaks TLS in the given way, with what c holds.
func startSecure(t *testing.T, answers map[string]string, way TLS, c *tls.Config) *server {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("got address %v, want one of TCP", l.Addr())
	}
	if way == Implicit {
		l = tls.NewListener(l, c)
	}
	s := &server{way: way, secure: c, port: address.Port, answers: answers, before: func(string) {}, over: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		ended := make(chan struct{})
		go func() {
			running.Wait()
			close(ended)
		}()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("a connection was left open")
		}
	})
	return s
}

func (s *server) letters() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.taken...)
}

// serve ends when the client hangs up, or is told "221" or "421".
func (s *server) serve(c net.Conn) {
	defer func() { _ = c.Close() }() // the client may have closed it
	r := bufio.NewReader(c)
	if !s.answer(c, "connect", "220 mail.test ready") {
		return
	}
	var now taken
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		usual := "250 OK"
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO":
			usual = "250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN"
			if _, secured := c.(*tls.Conn); s.way == StartTLS && !secured {
				usual = "250-mail.test\r\n250 STARTTLS"
			}
		case "STARTTLS":
			usual = "220 go on"
		case "AUTH":
			usual = "235 signed in"
		case "MAIL":
			now.from = rest
		case "RCPT":
			now.to = rest
		case "DATA":
			usual = "354 go on"
		case "QUIT":
			usual = "221 bye"
		}
		s.note(line)
		s.before(verb)
		if !s.answer(c, verb, usual) {
			return
		}
		if verb == "STARTTLS" && s.secure != nil {
			c = tls.Server(c, s.secure)
			r = bufio.NewReader(c)
		}
		if verb == "DATA" && s.answers["DATA"] == "" {
			if now.data, err = readData(r); err != nil {
				return
			}
			if s.answers["."] == "" {
				s.keep(now)
			}
			if !s.answer(c, ".", "250 taken") {
				return
			}
		}
	}
}

func (s *server) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said.WriteString(line)
}

func (s *server) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

func (s *server) keep(l taken) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, l)
}

// answer reports whether the conversation goes on.
func (s *server) answer(c net.Conn, to, usual string) bool {
	line := usual
	if a, ok := s.answers[to]; ok {
		line = a
	}
	if line == "hang up" {
		return false
	}
	_, err := fmt.Fprintf(c, "%s\r\n", line)
	return err == nil && !strings.HasPrefix(line, "221") && !strings.HasPrefix(line, "421")
}

// readData reads up to the lone dot (section 4.5.2).
func readData(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if len(line) > 1000 {
			return "", errors.New("a line of more than 998 characters")
		}
		if line == ".\r\n" {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}
