package host

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// longestLine is what is logged of one line, in bytes; the rest is the next one.
const longestLine = 4 << 10

// lines logs what is written to it, line by line.
type lines struct {
	logger *slog.Logger
	mu     sync.Mutex
	begun  []byte // a line without its end
}

func newLines(logger *slog.Logger) *lines { return &lines{logger: logger} }

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
}

func (l *lines) log(line []byte) {
	if text := strings.ToValidUTF8(string(bytes.TrimSpace(line)), "�"); text != "" {
		l.logger.Info("approver prints", "line", text)
	}
}
