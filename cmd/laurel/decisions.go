package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

// errDecisionsDiffer means that a past decision would not be made again, or that its
// record is not what it was; which one is said above it.
var errDecisionsDiffer = errors.New("not every decision could be made again as it was")

// decisions makes past decisions of tenants again.
func decisions(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "replay" {
		return errArguments
	}
	return inHouse(ctx, func(h *house) error { return h.replayDecisions(ctx, args[1:], out) })
}

// replayDecisions says a line for each tenant that is named, or for all there are, and
// one for each decision that is not made again as it was.
func (h *house) replayDecisions(ctx context.Context, names []string, out io.Writer) error {
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	sound := true
	replay := func(t tenants.Tenant) error {
		same, err := h.replayTenant(ctx, t, out)
		sound = sound && same
		return err
	}
	if err := h.eachCalled(ctx, names, replay); err != nil {
		return err
	}
	if !sound {
		return errDecisionsDiffer
	}
	return nil
}

func (h *house) replayTenant(ctx context.Context, t tenants.Tenant, out io.Writer) (sound bool, err error) {
	trail := engine.Trail{}
	err = h.registry.Recorded(ctx, t.ID, engine.DecisionRecorded, func(e tenants.AuditEntry) error { return trail.Read(e.Object, e.Values) })
	if err != nil {
		return false, err
	}
	counts := map[engine.ReplayResult]int{}
	var lines strings.Builder
	err = h.engine.ReplayDecisions(ctx, t.ID, trail, func(r engine.Replayed) error {
		counts[r.Result]++
		if r.Result != engine.ReplaySame && r.Result != engine.ReplayErased {
			fmt.Fprintf(&lines, "     %s %s, attempt %d, step %d", r.Result, r.Decision.Submission, r.Decision.Attempt, r.Decision.Step+1)
			for _, d := range r.Details {
				fmt.Fprintf(&lines, "; %s", d)
			}
			lines.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	sound = lines.Len() == 0
	mark := "ok  "
	if !sound {
		mark = "FAIL"
	}
	_, err = fmt.Fprintf(out, "%s %s %s: %d decisions the same, %d different, %d changed, %d missing, %d not to be asked, %d erased\n%s",
		mark, t.ID, t.Name, counts[engine.ReplaySame], counts[engine.ReplayDiffers], counts[engine.ReplayChanged], counts[engine.ReplayMissing],
		counts[engine.ReplayUnready], counts[engine.ReplayErased], &lines)
	return sound, err
}
