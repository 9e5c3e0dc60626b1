package serve

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
)

// This file is all that stands between the types of package approval and those
// of the wire. What the wire knows and this program does not (an outcome of a
// later version) becomes a value that Check refuses. A zero time is no timestamp.

func toDescription(d approval.Description) *approvalpb.Description {
	return &approvalpb.Description{
		Name: d.Name, Version: int32(d.Version), Summary: d.Summary,
		Settings: d.Settings, Reviewers: toReviewers(d.Reviewers),
	}
}

func fromDescription(d *approvalpb.Description) approval.Description {
	return approval.Description{
		Name: d.GetName(), Version: int(d.GetVersion()), Summary: d.GetSummary(),
		Settings: fromJSON(d.GetSettings()), Reviewers: fromReviewers(d.GetReviewers()),
	}
}

func toCase(c approval.Case) *approvalpb.Case {
	out := &approvalpb.Case{
		Prompt: valid(c.Prompt), Criteria: valid(c.Criteria), Settings: c.Settings,
		Attempt:     int32(c.Attempt),
		SubmittedAt: toTime(c.SubmittedAt), Now: toTime(c.Now),
	}
	for _, e := range c.Evidence {
		out.Evidence = append(out.Evidence, &approvalpb.Evidence{
			Kind: toKind(e.Kind), Text: valid(e.Text), MediaType: valid(e.MediaType), Size: e.Size,
		})
	}
	for _, o := range c.Opinions {
		out.Opinions = append(out.Opinions, &approvalpb.Opinion{
			From: valid(o.From), Role: toRole(o.Role), Advice: toOutcome(o.Advice), Comment: valid(o.Comment), At: toTime(o.At),
		})
	}
	return out
}

func fromCase(c *approvalpb.Case) (approval.Case, error) {
	out := approval.Case{
		Prompt: c.GetPrompt(), Criteria: c.GetCriteria(), Settings: fromJSON(c.GetSettings()), Attempt: int(c.GetAttempt()),
	}
	var err error
	if out.SubmittedAt, err = fromTime(c.GetSubmittedAt()); err != nil {
		return approval.Case{}, err
	}
	if out.Now, err = fromTime(c.GetNow()); err != nil {
		return approval.Case{}, err
	}
	for _, e := range c.GetEvidence() {
		out.Evidence = append(out.Evidence, approval.Evidence{
			Kind: fromKind(e.GetKind()), Text: e.GetText(), MediaType: e.GetMediaType(), Size: e.GetSize(),
		})
	}
	for _, o := range c.GetOpinions() {
		at, err := fromTime(o.GetAt())
		if err != nil {
			return approval.Case{}, err
		}
		out.Opinions = append(out.Opinions, approval.Opinion{
			From: o.GetFrom(), Role: fromRole(o.GetRole()), Advice: fromOutcome(o.GetAdvice()), Comment: o.GetComment(), At: at,
		})
	}
	return out, nil
}

func toVerdict(v approval.Verdict) *approvalpb.Verdict {
	return &approvalpb.Verdict{Outcome: toOutcome(v.Outcome), Reason: v.Reason, Until: toTime(v.Until)}
}

func fromVerdict(v *approvalpb.Verdict) (approval.Verdict, error) {
	until, err := fromTime(v.GetUntil())
	return approval.Verdict{Outcome: fromOutcome(v.GetOutcome()), Reason: v.GetReason(), Until: until}, err
}

func toTime(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

func fromTime(t *timestamppb.Timestamp) (time.Time, error) {
	if t == nil {
		return time.Time{}, nil
	}
	if err := t.CheckValid(); err != nil {
		return time.Time{}, fmt.Errorf("serve: %w", err)
	}
	return t.AsTime(), nil
}

func fromJSON(b []byte) json.RawMessage {
	if len(b) == 0 {
		return nil
	}
	return b
}

// valid keeps a case sendable: protobuf refuses a text that is not UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "�") }
