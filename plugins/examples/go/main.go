// Keywords is an approver outside Laurel's module: it approves a text that uses
// enough of certain words, and asks for more where there are too few.
package main

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/approval/settings"
)

func main() { serve.Run(keywords{}) }

// most is how many keywords there may be.
const most = 50

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "keywords": {
      "type": "array", "items": {"type": "string"}, "default": [],
      "title": "Keywords", "description": "Single words that the learner is to use, in capitals or not."
    },
    "enough": {
      "type": "integer", "minimum": 1, "maximum": 50, "default": 50,
      "title": "How many are enough", "description": "Where there are fewer keywords, all of them."
    }
  }
}`

type keywords struct{}

// Describe gives a new version for every change in how it decides: submissions
// stay with theirs.
func (keywords) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "keywords", Version: 1, Settings: json.RawMessage(schema),
		Summary: "Certain words have to be used; who uses too few of them is asked for more.",
	}, nil
}

// Decide looks for whole words: there is no "pea" in "peanut".
func (keywords) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	set := struct {
		Keywords []string `json:"keywords"`
		Enough   int      `json:"enough"`
	}{Enough: most}
	if err := settings.Read(c.Settings, &set); err != nil {
		return approval.Verdict{}, err
	}
	if err := settings.Between("enough", set.Enough, 1, most); err != nil {
		return approval.Verdict{}, err
	}
	used := map[string]bool{}
	for _, e := range c.Evidence {
		if e.Kind != approval.Text {
			continue
		}
		for word := range strings.FieldsFuncSeq(e.Text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			used[strings.ToLower(word)] = true
		}
	}
	var missing []string
	for _, word := range set.Keywords {
		if !used[strings.ToLower(word)] {
			missing = append(missing, word)
		}
	}
	if len(set.Keywords)-len(missing) >= min(set.Enough, len(set.Keywords)) {
		return approval.Verdict{Outcome: approval.Approve}, nil
	}
	reason := "Please tell us more. You could write about: " + strings.Join(missing, ", ")
	return approval.Verdict{Outcome: approval.Improve, Reason: approval.Clip(reason)}, nil
}
