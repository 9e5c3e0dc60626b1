package conformance

import (
	"context"
	"log/slog"
	"sync"
)

// printer is a log that hands on what an approver prints, and nothing else.
type printer struct {
	tell func(line string)
	mu   *sync.Mutex
}

// Enabled holds for all that is logged.
func (printer) Enabled(context.Context, slog.Level) bool { return true }

// Handle looks for the line that the host says was printed.
func (p printer) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "line" && p.tell != nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.tell(a.Value.String())
		}
		return true
	})
	return nil
}

// WithAttrs changes nothing.
func (p printer) WithAttrs([]slog.Attr) slog.Handler { return p }

// WithGroup changes nothing.
func (p printer) WithGroup(string) slog.Handler { return p }
