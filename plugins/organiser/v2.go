package organiser

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/settings"
)

// V2 is "organiser@2": an organiser who has a rubric marks each of its criteria.
type V2 struct{}

// The bounds of a rubric: criteria, characters of a title, and levels.
const (
	mostCriteria = 20
	longestTitle = 200
	mostLevels   = 10
)

const schema2 = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "criteria": {
      "type": "array", "maxItems": 20, "default": [], "x-platform": "rubric",
      "title": "Rubric",
      "description": "What the organiser marks. Without any criteria the organiser's word alone decides.",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["title", "levels", "minimum"],
        "properties": {
          "title": {
            "type": "string", "minLength": 1, "maxLength": 200,
            "title": "Criterion"
          },
          "levels": {
            "type": "integer", "minimum": 1, "maximum": 10, "default": 3,
            "title": "Highest mark",
            "description": "Marks go from 0 to this one."
          },
          "minimum": {
            "type": "integer", "minimum": 0, "maximum": 10, "default": 1,
            "title": "Lowest mark that is enough",
            "description": "0: the criterion is marked, and decides nothing. At most the highest mark."
          }
        }
      }
    }
  }
}`

// Describe says that it waits for organisers, and that they may have a rubric.
func (V2) Describe(context.Context) (approval.Description, error) {
	return approval.Description{
		Name: "organiser", Version: 2, Summary: "An organiser looks at it, with a rubric if you like, and decides.",
		Settings: json.RawMessage(schema2), Reviewers: approval.Organisers,
		Abilities: approval.Abilities{Rubric: true, Assignment: true},
	}, nil
}

// Decide says what the organiser who spoke last advises, and waits until one has
// spoken. Only, an approval needs each criterion to be met: where marks are lower
// than the minimum, or there are none, the learner is asked to improve, and the
// reason names these criteria. Opinions of peers do not count. Settings that break
// the schema, or with a minimum above the highest mark, are laurel.Invalid.
func (V2) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	rubric, err := read(c.Settings)
	if err != nil {
		return approval.Verdict{}, err
	}
	v := approval.Verdict{Outcome: approval.Wait}
	for _, o := range c.Opinions {
		if o.Role == approval.Organiser {
			v = judge(o, rubric)
		}
	}
	return v, nil
}

func judge(o approval.Opinion, rubric []approval.Criterion) approval.Verdict {
	if o.Advice == approval.Approve {
		if said := unmet(o.Marks, rubric); len(said) > 0 {
			if comment := strings.TrimSpace(o.Comment); comment != "" {
				said = append([]string{comment}, said...)
			}
			return approval.Verdict{Outcome: approval.Improve, Reason: approval.Clip(strings.Join(said, "\n\n"))}
		}
	}
	return approval.Verdict{Outcome: o.Advice, Reason: approval.Clip(o.Comment)}
}

// unmet is a paragraph for each criterion that is not met, in signs and not in
// words, since it is read in any language: "Tidy: 1/3 (≥ 2)", and the comment on it
// in the next line.
func unmet(marks []approval.Mark, rubric []approval.Criterion) []string {
	given := map[int]approval.Mark{}
	for _, m := range marks {
		given[m.Criterion] = m
	}
	var list []string
	for i, c := range rubric {
		m, marked := given[i+1]
		if m.Level >= c.Minimum {
			continue
		}
		level := "–"
		if marked {
			level = strconv.Itoa(m.Level)
		}
		line := fmt.Sprintf("%s: %s/%d (≥ %d)", strings.TrimSpace(c.Title), level, c.Levels, c.Minimum)
		if comment := strings.TrimSpace(m.Comment); comment != "" {
			line += "\n" + comment
		}
		list = append(list, line)
	}
	return list
}

func read(raw json.RawMessage) ([]approval.Criterion, error) {
	var set struct {
		Criteria []json.RawMessage `json:"criteria"`
	}
	if err := settings.Read(raw, &set); err != nil {
		return nil, err
	}
	if err := settings.Between("criteria", len(set.Criteria), 0, mostCriteria); err != nil {
		return nil, err
	}
	rubric := make([]approval.Criterion, len(set.Criteria))
	for i, item := range set.Criteria {
		if err := readCriterion("criteria["+strconv.Itoa(i)+"]", item, &rubric[i]); err != nil {
			return nil, err
		}
	}
	return rubric, nil
}

func readCriterion(name string, raw json.RawMessage, c *approval.Criterion) error {
	c.Minimum = -1 // has to be given
	if err := settings.ReadItem(name, raw, c); err != nil {
		return err
	}
	if err := settings.Length(name+".title", c.Title, 1, longestTitle); err != nil {
		return err
	}
	if err := settings.Between(name+".levels", c.Levels, 1, mostLevels); err != nil {
		return err
	}
	return settings.Between(name+".minimum", c.Minimum, 0, c.Levels)
}
