package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/timestamppb"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// The sizes of what is handed in: more than people can, less than the wire takes.
const (
	hugeText     = 12 << 20 // bytes
	manyEvidence = 1000
)

// given is a case with its name.
type given struct {
	name  string
	given *approvalpb.Case
}

func (p *play) describes(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	if p.about, err = serve.Connect(p.trial.Conn()).Describe(ctx); err != nil {
		return err
	}
	if err := p.about.Check(); err != nil {
		return err
	}
	again, err := serve.Connect(p.trial.Conn()).Describe(ctx)
	if err == nil && (again.Key() != p.about.Key() || again.Summary != p.about.Summary || again.Reviewers != p.about.Reviewers ||
		!bytes.Equal(again.Settings, p.about.Settings)) {
		err = errors.New("asked again, it describes itself otherwise")
	}
	return err
}

// usual is a case as there are many.
func (p *play) usual() *approvalpb.Case {
	now := time.Date(2026, 5, 4, 10, 0, 5, 0, time.UTC)
	return &approvalpb.Case{
		Prompt: "What grows in your garden?", Criteria: "Grow *something*.", Settings: p.settings, Attempt: 1,
		Evidence:    []*approvalpb.Evidence{{Kind: approvalpb.Kind_KIND_TEXT, Text: "Peas, mostly, and a few beans."}},
		SubmittedAt: timestamppb.New(now.Add(-5 * time.Second)), Now: timestamppb.New(now),
	}
}

// plain are the cases that every approver has a verdict on.
func (p *play) plain() []given {
	with := func(change func(*approvalpb.Case)) *approvalpb.Case {
		c := p.usual()
		change(c)
		return c
	}
	all := []*approvalpb.Evidence{
		{Kind: approvalpb.Kind_KIND_PHOTO, MediaType: "image/jpeg", Size: 1 << 20, Text: "My garden"},
		{Kind: approvalpb.Kind_KIND_VIDEO, MediaType: "video/mp4", Size: 1 << 30},
		{Kind: approvalpb.Kind_KIND_AUDIO, MediaType: "audio/mpeg", Size: 1},
		{Kind: approvalpb.Kind_KIND_FILE, MediaType: "application/pdf"},
		{Kind: approvalpb.Kind_KIND_LINK, Text: "https://garden.example/?peas=1"},
		{Kind: approvalpb.Kind_KIND_TEXT}, {Kind: approvalpb.Kind_KIND_TEXT, Text: "ąčę \u202e🌱 \x00 \U0010FFFF"},
	}
	list := []given{
		{"it decides a usual case", p.usual()},
		{"it decides a case without evidence", &approvalpb.Case{Settings: p.settings, Attempt: 1, Now: p.usual().GetNow()}},
		{"it decides a case in which nothing is filled in", &approvalpb.Case{Settings: p.settings}},
		{"it decides every kind of evidence", with(func(c *approvalpb.Case) { c.Evidence = all })},
		{"it decides kinds of evidence and roles of reviewers that there are not yet", with(strange)},
		{"it decides what has fields that there are not yet", with(func(c *approvalpb.Case) { c.ProtoReflect().SetUnknown(laterField()) })},
		{"it decides a text of 12 MiB", with(func(c *approvalpb.Case) {
			c.Evidence[0].Text = strings.Repeat("A garden is never done. ", hugeText/24)
		})},
		{"it decides a thousand pieces of evidence", with(func(c *approvalpb.Case) {
			for range manyEvidence {
				c.Evidence = append(c.Evidence, all[0])
			}
		})},
		{"it decides a later attempt", with(func(c *approvalpb.Case) { c.Attempt = 1000 })},
		{"it decides with the opinions of reviewers", with(func(c *approvalpb.Case) { c.Opinions = opinions(c.GetNow()) })},
	}
	if p.settings == nil {
		list = append(list, given{"null instead of settings is none", with(func(c *approvalpb.Case) { c.Settings = []byte("null") })})
	}
	return list
}

// strange says what is only said one day.
func strange(c *approvalpb.Case) {
	c.Evidence = append(c.Evidence, &approvalpb.Evidence{Kind: 99, Text: "a smell"}, &approvalpb.Evidence{})
	c.Opinions = []*approvalpb.Opinion{{From: "a", Role: 99, Advice: approvalpb.Outcome_OUTCOME_APPROVE, At: c.GetNow()}}
}

// laterField is a field of a number that no message has.
func laterField() []byte {
	return protowire.AppendString(protowire.AppendTag(nil, 1000, protowire.BytesType), "from a later version")
}

func opinions(at *timestamppb.Timestamp) []*approvalpb.Opinion {
	var list []*approvalpb.Opinion
	for _, role := range []approvalpb.Role{approvalpb.Role_ROLE_PEER, approvalpb.Role_ROLE_ORGANISER} {
		for _, advice := range []approvalpb.Outcome{
			approvalpb.Outcome_OUTCOME_APPROVE, approvalpb.Outcome_OUTCOME_IMPROVE, approvalpb.Outcome_OUTCOME_REJECT,
		} {
			list = append(list, &approvalpb.Opinion{From: "reviewer-" + role.String(), Role: role, Advice: advice, Comment: "Look again.", At: at})
		}
	}
	return list
}

// decide asks for a verdict, and refuses one that the host would not take.
func (p *play) decide(ctx context.Context, t *host.Trial, c *approvalpb.Case) (approval.Verdict, error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	out, err := approvalpb.NewApproverClient(t.Conn()).Decide(ctx, &approvalpb.DecideRequest{Case: c})
	if status.Code(err) == codes.DeadlineExceeded {
		return approval.Verdict{}, fmt.Errorf("no answer within %v", p.config.Patience)
	}
	if err != nil {
		return approval.Verdict{}, err
	}
	return serve.Verdict(out)
}

// alike compares two verdicts.
func alike(a, b approval.Verdict) bool {
	return a.Outcome == b.Outcome && a.Reason == b.Reason && a.Until.Equal(b.Until)
}

// answers wants a verdict that makes sense.
func (p *play) answers(ctx context.Context, c *approvalpb.Case) error {
	v, err := p.decide(ctx, p.trial, c)
	if err != nil {
		return err
	}
	if err := v.Check(); err != nil {
		return err
	}
	if v.Outcome != approval.Wait {
		return nil
	}
	if !v.Until.IsZero() && !v.Until.After(c.GetNow().AsTime()) {
		return fmt.Errorf("it waits until %v, which is not after %v", v.Until, c.GetNow().AsTime())
	}
	if v.Until.IsZero() && p.about.Reviewers == approval.Nobody {
		return errors.New("it waits without a time to ask again, and for nobody's opinion: nothing would ever be new")
	}
	return nil
}

// refuses wants the one error that is final.
func (p *play) refuses(ctx context.Context, settings json.RawMessage) error {
	c := &approvalpb.Case{Settings: settings, Attempt: 1, Now: p.usual().GetNow(), SubmittedAt: p.usual().GetNow()}
	v, err := p.decide(ctx, p.trial, c)
	if err == nil {
		return fmt.Errorf("its verdict is %q", v.Outcome)
	}
	if got := status.Code(err); got != codes.InvalidArgument {
		return fmt.Errorf("the status is %v: %w", got, err)
	}
	return nil
}
