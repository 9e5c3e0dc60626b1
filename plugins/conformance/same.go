package conformance

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/host"
)

// sameAgain asks about each of the plain cases a second time.
func (p *play) sameAgain(ctx context.Context) error { return p.same(ctx, p.trial, p.trial) }

// same compares the verdicts of two processes, which may be one.
func (p *play) same(ctx context.Context, one, other *host.Trial) error {
	for _, c := range p.plain() {
		first, err := p.decide(ctx, one, c.given)
		if err != nil {
			continue // told already
		}
		second, err := p.decide(ctx, other, c.given)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if !alike(first, second) {
			return fmt.Errorf("%s: first %+v, then %+v", c.name, first, second)
		}
	}
	return nil
}

func (p *play) sameAtOnce(ctx context.Context) error {
	first, err := p.decide(ctx, p.trial, p.usual())
	if err != nil {
		return err
	}
	var group errgroup.Group
	for range 16 {
		group.Go(func() error {
			v, err := p.decide(ctx, p.trial, p.usual())
			if err == nil && !alike(v, first) {
				err = fmt.Errorf("alone %+v, among others %+v", first, v)
			}
			return err
		})
	}
	return group.Wait()
}

// sameElsewhere needs a second process while the first still runs, as there is
// one for each server.
func (p *play) sameElsewhere(ctx context.Context) error {
	other, err := p.host.Try(p.config.Command)
	if other == nil {
		return err
	}
	defer other.End()
	if err != nil {
		return err
	}
	return p.same(ctx, p.trial, other)
}

// afterGivenUp gives up on a large case at once, and asks a usual one.
func (p *play) afterGivenUp(ctx context.Context) error {
	for _, c := range p.plain() {
		if proto.Size(c.given) < hugeText {
			continue
		}
		call, cancel := context.WithTimeout(ctx, time.Millisecond)
		// What comes of it does not matter.
		_, _ = approvalpb.NewApproverClient(p.trial.Conn()).Decide(call, &approvalpb.DecideRequest{Case: c.given})
		cancel()
	}
	_, err := p.decide(ctx, p.trial, p.usual())
	return err
}
