package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// devFile is what DIR/dev.json tells scripts.
type devFile struct {
	URL        string        `json:"url"`
	People     []devPerson   `json:"people"`
	Activities []devActivity `json:"activities"`
}

type devPerson struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role"`
	Token string `json:"token"`

	next string // where the sign-in link leads
}

type devActivity struct {
	ID    laurel.ActivityID `json:"id"`
	Name  string            `json:"name"`
	Tasks []devTask         `json:"tasks"`
	Claim string            `json:"claim"` // address behind the QR code
}

type devTask struct {
	ID laurel.TaskID `json:"id"`
}

// announce waits until background work has caught up, writes dev.json, and says
// where to go.
func (h *house) announce(ctx context.Context, d devFile, out io.Writer) error {
	if err := h.settled(ctx); err != nil {
		return err
	}
	b, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	file := filepath.Join(h.config.Data, "dev.json")
	if err := os.WriteFile(file+".new", append(b, '\n'), 0o600); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nLaurel is ready at %s\n\n", d.URL)
	for _, p := range d.People {
		secret, err := h.registry.MakeSignIn(ctx, tenants.SignInRequested{Email: p.Email, Language: "en", Next: p.next})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-20s %-18s %s/en/sign-in/%s\n", p.Name, p.Role, d.URL, secret)
	}
	fmt.Fprintf(out, "\nEach link signs in once, within half an hour. Letters lie at %s/mailbox,\n", d.URL)
	fmt.Fprintf(out, "API tokens in %s. Ctrl-C ends it.\n", file)
	return nil
}

const (
	settlePatience = 5 * time.Minute
	stillFor       = 30 * time.Second
)

// settled waits until no delivery is under way, or what is left waits for something else, such as an approver
// that was withdrawn.
func (h *house) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settlePatience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	left, since := 0, time.Now()
	for {
		counts, err := h.db.Backlog(ctx)
		if err != nil {
			return err
		}
		switch now := counts[db.Pending] + counts[db.Queued]; {
		case now == 0:
			return nil
		case now != left:
			left, since = now, time.Now()
		case time.Since(since) > stillFor:
			h.log.Warn("some background work waits", "tasks", left)
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("background work has not caught up: %w", ctx.Err())
		case <-tick.C:
		}
	}
}
