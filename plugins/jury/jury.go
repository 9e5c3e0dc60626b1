// Package jury is the approver that asks several organisers: so many of so many
// have to agree, and another one may have the last word.
package jury

import (
	"context"
	"encoding/json"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// Approver is "jury@1".
type Approver struct{}

// most is the highest number of jurors that can be asked for.
const most = 100

// The words that the setting "final" knows.
const (
	none  = "none"
	chair = "chair"
)

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "approvals": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 2,
      "title": "Approvals",
      "description": "How many jurors have to approve."
    },
    "jurors": {
      "type": "integer", "minimum": 1, "maximum": 100, "default": 3, "x-reviewers": true,
      "title": "Jurors",
      "description": "How many organisers the jury has, at least as many as have to approve. Who speaks first is in it."
    },
    "final": {
      "type": "string", "enum": ["none", "chair"], "default": "none", "x-reviewers": {"chair": 1},
      "title": "Final decision",
      "description": "\"chair\": when the jury has come to its result, one more organiser, who was no juror, has the last word."
    }
  }
}`

type rules struct {
	Approvals int    `json:"approvals"`
	Jurors    int    `json:"jurors"`
	Final     string `json:"final"`
}

// Describe says that it waits for organisers, and that their number can be set.
func (Approver) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "jury", Version: 1, Summary: "Several organisers look at it; so many of them have to agree.",
		Settings: json.RawMessage(schema), Reviewers: approval.Organisers, Abilities: approval.Abilities{Assignment: true},
	}, nil
}

// Decide follows the organisers in the order in which they spoke until the jury
// has come to a result, which is at the latest when the last juror has spoken.
// Nothing that is said later changes it. With a chair, the first organiser to
// speak afterwards who was no juror decides; until then it waits. Opinions of peers
// do not count. Settings that break the schema, or with fewer jurors than
// approvals, are laurel.Invalid.
func (Approver) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	r, err := read(c.Settings)
	if err != nil {
		return approval.Verdict{}, err
	}
	for i := range c.Opinions {
		jury := approval.LastWords(c.Opinions[:i+1], approval.Organiser)
		v := r.result(jury)
		switch {
		case v.Outcome == approval.Wait:
		case r.Final == chair:
			return lastWord(c.Opinions[i+1:], jury), nil
		default:
			return v, nil
		}
	}
	return approval.Verdict{Outcome: approval.Wait}, nil
}

// result is what the jury says by the last words of those who have spoken.
// Enough approvals approve. As soon as so many others have spoken that there
// cannot be enough, the evidence is rejected if more of them reject than ask to
// improve. The comments of those who brought it about are the reason.
func (r rules) result(jury []approval.Opinion) approval.Verdict {
	approvals, praise := approval.Count(jury, approval.Approve)
	rejections, no := approval.Count(jury, approval.Reject)
	improvements, more := approval.Count(jury, approval.Improve)
	switch {
	case approvals >= r.Approvals:
		return approval.Verdict{Outcome: approval.Approve, Reason: approval.Clip(praise)}
	case rejections+improvements <= r.Jurors-r.Approvals:
		return approval.Verdict{Outcome: approval.Wait}
	case rejections > improvements:
		return approval.Verdict{Outcome: approval.Reject, Reason: approval.Clip(no)}
	default:
		return approval.Verdict{Outcome: approval.Improve, Reason: approval.Clip(more)}
	}
}

// lastWord is what the first organiser says who was no juror.
func lastWord(opinions, jury []approval.Opinion) approval.Verdict {
	spoke := map[string]bool{}
	for _, o := range jury {
		spoke[o.From] = true
	}
	for _, o := range opinions {
		if o.Role == approval.Organiser && !spoke[o.From] {
			return approval.Verdict{Outcome: o.Advice, Reason: approval.Clip(o.Comment)}
		}
	}
	return approval.Verdict{Outcome: approval.Wait}
}

func read(raw json.RawMessage) (rules, error) {
	r := rules{Approvals: 2, Jurors: 3, Final: none}
	if err := settings.Read(raw, &r); err != nil {
		return rules{}, err
	}
	if err := settings.Between("approvals", r.Approvals, 1, most); err != nil {
		return rules{}, err
	}
	if err := settings.Between("jurors", r.Jurors, r.Approvals, most); err != nil {
		return rules{}, err
	}
	return r, settings.OneOf("final", r.Final, none, chair)
}
