package peer

import (
	"context"
	"encoding/json"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// V2 is "peer@2": it decides as peer@1 does, and says for the platform how the
// peers are to review.
type V2 struct{}

// The words that the setting "visible" knows.
const (
	blind = "blind"
	open  = "open"
)

const schema2 = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "approvals": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 1, "x-reviewers": true,
      "title": "Approvals",
      "description": "How many different peers have to approve."
    },
    "rejections": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 1, "x-reviewers": true,
      "title": "Rejections",
      "description": "How many different peers have to reject before the evidence is rejected."
    },
    "visible": {
      "type": "string", "enum": ["blind", "open"], "default": "blind", "x-platform": "visible",
      "title": "What others have said",
      "description": "\"blind\": a peer who is still to speak is not told what others have said; \"open\": each reads it."
    },
    "reciprocal": {
      "type": "boolean", "default": false, "x-platform": "reciprocal",
      "title": "Mutual reviews",
      "description": "Whether two people may each review what the other has handed in."
    }
  }
}`

type rules2 struct {
	rules

	Visible    string `json:"visible"`
	Reciprocal bool   `json:"reciprocal"`
}

// Describe says that it waits for peers, how many, and how they review.
func (V2) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "peer", Version: 2, Summary: "Other members look at it, each by themselves or openly; enough of them have to agree.",
		Settings: json.RawMessage(schema2), Reviewers: approval.Peers, Abilities: approval.Abilities{Assignment: true},
	}, nil
}

// Decide counts as peer@1 does. What the platform sees to makes no difference
// here, but has to follow the schema all the same.
func (V2) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	r := rules2{rules: rules{Approvals: 1, Rejections: 1}, Visible: blind}
	if err := settings.Read(c.Settings, &r); err != nil {
		return approval.Verdict{}, err
	}
	if err := r.check(); err != nil {
		return approval.Verdict{}, err
	}
	if err := settings.OneOf("visible", r.Visible, blind, open); err != nil {
		return approval.Verdict{}, err
	}
	return r.decide(c.Opinions), nil
}
