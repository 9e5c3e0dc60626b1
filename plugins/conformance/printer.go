package conformance

import (
	"context"
	"log/slog"
	"sync"
)

// printer is a log that hands on what an approver prints, and nothing else.
type printer struct {
	mu    sync.Mutex
	tell  func(line string) // nil: nobody listens
	ended bool
}

// alone runs while nothing is handed on.
func (p *printer) alone(run func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	run()
}

// end hands on nothing more.
func (p *printer) end() { p.alone(func() { p.ended = true }) }

// Enabled holds for all that is logged.
func (*printer) Enabled(context.Context, slog.Level) bool { return true }

// Handle looks for the line that the host says was printed.
func (p *printer) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "line" && p.tell != nil {
			p.alone(func() {
				if !p.ended {
					p.tell(a.Value.String())
				}
			})
		}
		return true
	})
	return nil
}

// WithAttrs changes nothing.
func (p *printer) WithAttrs([]slog.Attr) slog.Handler { return p }

// WithGroup changes nothing.
func (p *printer) WithGroup(string) slog.Handler { return p }
