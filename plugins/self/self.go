// Package self is the approver that takes the learner's word for it: it looks
// only at how much was written, and may let some time pass.
package self

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// Approver is "self@1".
type Approver struct{}

// The highest settings: characters, and seconds (a year).
const (
	mostCharacters = 10_000
	longestDelay   = 366 * 24 * 60 * 60
)

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "minimum_characters": {
      "type": "integer", "minimum": 0, "maximum": 10000, "default": 1,
      "title": "Minimum of characters",
      "description": "How much the learner writes at least. A photo, a file or a link counts as one character."
    },
    "delay_seconds": {
      "type": "integer", "minimum": 0, "maximum": 31622400, "default": 0,
      "title": "Delay in seconds",
      "description": "How long after it was handed in the evidence is approved."
    }
  }
}`

type rules struct {
	MinimumCharacters int `json:"minimum_characters"`
	DelaySeconds      int `json:"delay_seconds"`
}

// Describe says what can be set: how much is written, and how long to wait.
func (Approver) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "self", Version: 1, Summary: "The learner's own word is enough.",
		Settings: json.RawMessage(schema), Abilities: approval.Abilities{Deadlines: true},
	}, nil
}

// Decide asks for more where too little was written, waits until the delay is
// over, and approves. Where no evidence is asked for, there is none, and nothing to
// be measured. Settings that break the schema are laurel.Invalid.
func (Approver) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	r, err := read(c.Settings)
	if err != nil {
		return approval.Verdict{}, err
	}
	if len(c.Evidence) > 0 && written(c.Evidence) < r.MinimumCharacters {
		return approval.Verdict{Outcome: approval.Improve, Reason: "reason.too-short"}, nil
	}
	until := c.SubmittedAt.Add(time.Duration(r.DelaySeconds) * time.Second)
	if c.Now.Before(until) {
		return approval.Verdict{Outcome: approval.Wait, Until: until}, nil
	}
	return approval.Verdict{Outcome: approval.Approve}, nil
}

func read(raw json.RawMessage) (rules, error) {
	r := rules{MinimumCharacters: 1}
	if err := settings.Read(raw, &r); err != nil {
		return rules{}, err
	}
	if err := settings.Between("minimum_characters", r.MinimumCharacters, 0, mostCharacters); err != nil {
		return rules{}, err
	}
	return r, settings.Between("delay_seconds", r.DelaySeconds, 0, longestDelay)
}

// written counts characters without the blanks around each piece. What is shown
// and not written counts as one, so that a picture alone is not nothing.
func written(evidence []approval.Evidence) int {
	n := 0
	for _, e := range evidence {
		if e.Kind != approval.Text {
			n++
		}
		if e.Kind != approval.Link {
			n += utf8.RuneCountInString(strings.TrimSpace(e.Text))
		}
	}
	return n
}
