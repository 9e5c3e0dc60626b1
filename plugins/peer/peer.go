// Package peer is the approver that asks other members: enough of them have to
// agree.
package peer

import (
	"context"
	"encoding/json"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// Approver is "peer@1".
type Approver struct{}

// most is the highest number of peers that can be asked for.
const most = 100

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "approvals": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 1,
      "title": "Approvals",
      "description": "How many different peers have to approve."
    },
    "rejections": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 1,
      "title": "Rejections",
      "description": "How many different peers have to reject before the evidence is rejected."
    }
  }
}`

type rules struct {
	Approvals  int `json:"approvals"`
	Rejections int `json:"rejections"`
}

// Describe says that it waits for peers, and that their number can be set.
func (Approver) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "peer", Version: 1, Summary: "Other members look at it; enough of them have to agree.",
		Settings: json.RawMessage(schema), Reviewers: approval.Peers,
	}, nil
}

// Decide counts the last word of each peer. One who asks to improve is enough for
// that; otherwise enough rejections reject, and enough approvals approve. The
// comments of those who brought it about are the reason. Opinions of organisers do
// not count. Settings that break the schema are laurel.Invalid.
func (Approver) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	r, err := read(c.Settings)
	if err != nil {
		return approval.Verdict{}, err
	}
	return r.decide(c.Opinions), nil
}

// decide is what the opinions come to by the rules.
func (r rules) decide(opinions []approval.Opinion) approval.Verdict {
	last := approval.LastWords(opinions, approval.Peer)
	for _, bar := range []struct {
		outcome approval.Outcome
		enough  int
	}{
		{approval.Improve, 1},
		{approval.Reject, r.Rejections},
		{approval.Approve, r.Approvals},
	} {
		if n, comments := approval.Count(last, bar.outcome); n >= bar.enough {
			return approval.Verdict{Outcome: bar.outcome, Reason: approval.Clip(comments)}
		}
	}
	return approval.Verdict{Outcome: approval.Wait}
}

func read(raw json.RawMessage) (rules, error) {
	r := rules{Approvals: 1, Rejections: 1}
	if err := settings.Read(raw, &r); err != nil {
		return rules{}, err
	}
	return r, r.check()
}

func (r rules) check() error {
	if err := settings.Between("approvals", r.Approvals, 1, most); err != nil {
		return err
	}
	return settings.Between("rejections", r.Rejections, 1, most)
}
