package host

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Decide asks the approver of that key. Whatever goes wrong on the way (it is
// missing, pausing after a crash, dies, takes too long, answers nonsense) is
// laurel.Unready, text "approver.unready" with the key in Args: the case is asked
// again later and never lost. One that is retired has a text of its own,
// "approver.retired", until it is revived. Only what the approver itself calls wrong with the
// case, such as its settings, is laurel.Invalid, and asking again does not help.
//
// An approver that takes longer than the host's patience is killed. One whose
// caller gives up sooner is left alone.
func (h *Host) Decide(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
	g, p, err := h.awake(ctx, key)
	if err != nil {
		return approval.Verdict{}, err
	}
	defer p.leaveCall()
	call, cancel := context.WithTimeout(ctx, h.config.Patience)
	defer cancel()
	v, err := p.approver.Decide(call, c)
	if status.Code(err) == codes.DeadlineExceeded {
		catchUp(call)
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return approval.Verdict{}, unready(key, ctx.Err())
	case call.Err() != nil:
		err = cmp.Or(p.fate(), fmt.Errorf("no answer within %v", h.config.Patience))
		p.program.kill()
		g.fell(p, err)
		return approval.Verdict{}, unready(key, err)
	case laurel.KindOf(err) == laurel.Invalid:
		return approval.Verdict{}, err
	default:
		if laurel.KindOf(err) == laurel.Unready && p.lost(ctx) {
			g.fell(p, err)
		}
		return approval.Verdict{}, unready(key, cmp.Or(p.fate(), err))
	}
	if err := sensible(v, c); err != nil {
		return approval.Verdict{}, unready(key, err)
	}
	return v, nil
}

// catchUp lets a deadline pass here as well: the clock at the other end may be
// first by a trifle.
func catchUp(call context.Context) {
	trifle := time.NewTimer(100 * time.Millisecond)
	defer trifle.Stop()
	select {
	case <-call.Done():
	case <-trifle.C:
	}
}

// sensible refuses what no approver can mean. A time to ask again that is past
// already would have the platform ask without end.
func sensible(v approval.Verdict, c approval.Case) error {
	if err := v.Check(); err != nil {
		return err
	}
	if !v.Until.IsZero() && !v.Until.After(c.Now) {
		return fmt.Errorf("host: to be asked again at %v, which is not after %v", v.Until, c.Now)
	}
	return nil
}
