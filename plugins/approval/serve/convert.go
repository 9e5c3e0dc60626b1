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
		Settings: d.Settings, Reviewers: toReviewers(d.Reviewers), Abilities: toAbilities(d.Abilities),
	}
}

func fromDescription(d *approvalpb.Description) approval.Description {
	return approval.Description{
		Name: d.GetName(), Version: int(d.GetVersion()), Summary: d.GetSummary(),
		Settings: fromJSON(d.GetSettings()), Reviewers: fromReviewers(d.GetReviewers()), Abilities: fromAbilities(d.GetAbilities()),
	}
}

func toAbilities(a approval.Abilities) *approvalpb.Abilities {
	if a == (approval.Abilities{}) {
		return nil
	}
	return &approvalpb.Abilities{Deadlines: a.Deadlines, Rubric: a.Rubric, Assignment: a.Assignment}
}

func fromAbilities(a *approvalpb.Abilities) approval.Abilities {
	return approval.Abilities{Deadlines: a.GetDeadlines(), Rubric: a.GetRubric(), Assignment: a.GetAssignment()}
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
			Marks: toMarks(o.Marks),
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
			Marks: fromMarks(o.GetMarks()),
		})
	}
	return out, nil
}

func toMarks(marks []approval.Mark) []*approvalpb.Mark {
	var out []*approvalpb.Mark
	for _, m := range marks {
		out = append(out, &approvalpb.Mark{Criterion: int32(m.Criterion), Level: int32(m.Level), Comment: valid(m.Comment)})
	}
	return out
}

func fromMarks(marks []*approvalpb.Mark) []approval.Mark {
	var out []approval.Mark
	for _, m := range marks {
		out = append(out, approval.Mark{Criterion: int(m.GetCriterion()), Level: int(m.GetLevel()), Comment: m.GetComment()})
	}
	return out
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
