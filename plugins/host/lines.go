package host

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// longestLine is what is logged of one line, in bytes; the rest is the next one.
// mostLogged is what is logged in a minute, in bytes of lines; the rest is not.
const (
	longestLine = 4 << 10
	mostLogged  = 256 << 10
)

// lines logs what is written to it, line by line.
type lines struct {
	logger *slog.Logger
	now    func() time.Time
	mu     sync.Mutex
	begun  []byte    // a line without its end
	minute time.Time // when the minute began
	logged int       // bytes in it
	missed int       // lines in it that are not logged
	last   *lastLine // nil: nobody keeps it
}

// lastLine is what an approver has printed last.
type lastLine struct {
	mu   sync.Mutex
	text string
}

func (l *lastLine) set(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = text
}

func (l *lastLine) get() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text
}

func newLines(logger *slog.Logger, now func() time.Time) *lines {
	return &lines{logger: logger, now: now}
}

// Write never fails: a process is not to stop because nobody listens.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun = append(l.begun, b...)
	for {
		end := bytes.IndexByte(l.begun[:min(len(l.begun), longestLine)], '\n')
		next := end + 1
		if end < 0 {
			if len(l.begun) < longestLine {
				return len(b), nil
			}
			end, next = longestLine, longestLine
		}
		l.log(l.begun[:end])
		l.begun = append(l.begun[:0], l.begun[next:]...)
	}
}

// flush logs a last line that has no end.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log(l.begun)
	l.begun = nil
	l.count()
}

func (l *lines) log(line []byte) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return
	}
	if now := l.now(); now.Sub(l.minute) >= time.Minute {
		l.count()
		l.minute, l.logged = now, 0
	}
	if l.logged+len(line) > mostLogged {
		l.missed++
		return
	}
	l.logged += len(line)
	text := strings.ToValidUTF8(string(line), "�")
	if l.last != nil {
		l.last.set(text)
	}
	l.logger.Info("approver prints", "line", text)
}

// count tells of lines that were not logged.
func (l *lines) count() {
	if l.missed > 0 {
		l.logger.Warn("approver prints too much", "missed", l.missed)
		l.missed = 0
	}
}
