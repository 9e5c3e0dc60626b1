// Package organiser is the approver that leaves the decision to one person whom
// the organisation trusts with it.
package organiser

import (
	"context"
	"encoding/json"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// Approver is "organiser@1".
type Approver struct{}

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {}
}`

// Describe says that it waits for organisers, and that nothing can be set.
func (Approver) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "organiser", Version: 1, Summary: "An organiser looks at it and decides.",
		Settings: json.RawMessage(schema), Reviewers: approval.Organisers,
	}, nil
}

// Decide says what the organiser who spoke last advises, with the comment as the
// reason, and waits until one has spoken. Opinions of peers do not count.
func (Approver) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	if err := settings.Read(c.Settings, &struct{}{}); err != nil {
		return approval.Verdict{}, err
	}
	v := approval.Verdict{Outcome: approval.Wait}
	for _, o := range c.Opinions {
		if o.Role == approval.Organiser {
			v = approval.Verdict{Outcome: o.Advice, Reason: approval.Clip(o.Comment)}
		}
	}
	return v, nil
}
