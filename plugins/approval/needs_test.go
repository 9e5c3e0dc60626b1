package approval_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// announcing is an approver that announces all that can be.
func announcing() approval.Description {
	return approval.Description{
		Name: "all", Version: 1, Summary: "Everything.", Reviewers: approval.Peers,
		Abilities: approval.Abilities{Deadlines: true, Rubric: true, Assignment: true},
		Settings: json.RawMessage(`{"type": "object", "properties": {
			"anything": true,
			"approvals": {"type": "integer", "default": 2, "x-reviewers": true},
			"rejections": {"type": "integer", "default": 1, "x-reviewers": true},
			"words": {"type": "integer", "default": 50},
			"final": {"type": "string", "default": "none", "x-reviewers": {"chair": 1, "two": 2}},
			"show": {"type": "string", "x-platform": "visible"},
			"mutual": {"type": "boolean", "default": false, "x-platform": "reciprocal"},
			"sheet": {"type": "array", "default": [], "x-platform": "rubric"}
		}}`),
	}
}

func TestSettingsTellWhatAStepNeeds(t *testing.T) {
	t.Parallel()
	tidy := []approval.Criterion{{Title: "Tidy", Levels: 3, Minimum: 2}}
	for settings, want := range map[string]approval.Needs{
		"":                                {Reviewers: 2},
		"null":                            {Reviewers: 2},
		`{"approvals":null}`:              {Reviewers: 2},
		`{"approvals":5,"rejections":4}`:  {Reviewers: 5},
		`{"approvals":1,"rejections":4}`:  {Reviewers: 4},
		`{"words":99}`:                    {Reviewers: 2},
		`{"final":"chair"}`:               {Reviewers: 3},
		`{"final":"two","approvals":7}`:   {Reviewers: 9},
		`{"final":"nobody"}`:              {Reviewers: 2},
		`{"approvals":0,"rejections":-1}`: {Reviewers: 1},
		`{"show":"open"}`:                 {Reviewers: 2, Open: true},
		`{"show":"blind"}`:                {Reviewers: 2},
		`{"mutual":true}`:                 {Reviewers: 2, Reciprocal: true},
		`{"sheet":[{"title":"Tidy","levels":3,"minimum":2}]}`: {Reviewers: 2, Rubric: tidy},
	} {
		got, err := announcing().Needs(json.RawMessage(settings))
		if err == nil && len(got.Rubric) == 0 {
			got.Rubric = nil
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v; needs (-want +got):\n%s", settings, err, diff)
		}
	}
}

func TestSettingsOfTheWrongKindTellNothing(t *testing.T) {
	t.Parallel()
	for _, settings := range []string{
		`[]`, `{"approvals":"2"}`, `{"approvals":1.5}`, `{"final":1}`, `{"show":true}`, `{"mutual":"yes"}`, `{"sheet":{}}`, `{"sheet":[1]}`,
	} {
		if got, err := announcing().Needs(json.RawMessage(settings)); err == nil {
			t.Errorf("%s: read as %+v", settings, got)
		}
	}
}

func TestWhoAnnouncesNothingNeedsOneReviewerOrNone(t *testing.T) {
	t.Parallel()
	for reviewers, want := range map[approval.Reviewers]int{approval.Nobody: 0, approval.Peers: 1, approval.Organisers: 1} {
		for _, schema := range []string{"", `{"properties": {"approvals": {"type": "integer", "default": 9}}}`} {
			d := approval.Description{Name: "old", Version: 1, Summary: "s", Reviewers: reviewers, Settings: json.RawMessage(schema)}
			got, err := d.Needs(nil)
			if err != nil || d.Check() != nil || got.Reviewers != want {
				t.Errorf("%q: %+v, %v, %v; want %d", reviewers, got, err, d.Check(), want)
			}
		}
	}
}

func TestAnAnnouncementThatCannotBeActedOnIsRefused(t *testing.T) {
	t.Parallel()
	property := func(p string) func(*approval.Description) {
		return func(d *approval.Description) {
			d.Settings = json.RawMessage(`{"properties": {"a": ` + p + `, "sheet": {"x-platform": "rubric"}}}`)
		}
	}
	for name, c := range map[string]struct {
		change func(*approval.Description)
		good   bool
	}{
		"as it is":                     {func(*approval.Description) {}, true},
		"an unknown word":              {property(`{"x-platform": "telepathy"}`), false},
		"a word that is none":          {property(`{"x-platform": 1}`), false},
		"reviewers by a word":          {property(`{"x-reviewers": "many"}`), false},
		"reviewers by half a value":    {property(`{"x-reviewers": {"chair": 0.5}}`), false},
		"reviewers not announced":      {property(`{"x-reviewers": false}`), true},
		"a second rubric":              {property(`{"x-platform": "rubric"}`), false},
		"a rubric that is not told of": {func(d *approval.Description) { d.Abilities.Rubric = false }, false},
		"a rubric that is nowhere":     {func(d *approval.Description) { d.Settings = json.RawMessage(`{}`) }, false},
		"properties that are none":     {func(d *approval.Description) { d.Settings = json.RawMessage(`{"properties": []}`) }, false},
		"nobody is assigned":           {func(d *approval.Description) { d.Reviewers = approval.Nobody }, false},
	} {
		d := announcing()
		c.change(&d)
		if err := d.Check(); (err == nil) != c.good {
			t.Errorf("%s: Check() = %v, want good: %v", name, err, c.good)
		}
	}
}

func TestMarksFollowTheRubric(t *testing.T) {
	t.Parallel()
	rubric := []approval.Criterion{{Title: "Tidy", Levels: 3}, {Title: "Green", Levels: 1}}
	tidy, green := approval.Mark{Criterion: 1, Level: 3}, approval.Mark{Criterion: 2}
	for name, c := range map[string]struct {
		marks       []approval.Mark
		text, field string
	}{
		"each once":            {[]approval.Mark{green, tidy}, "", ""},
		"a longest comment":    {[]approval.Mark{tidy, {Criterion: 2, Comment: strings.Repeat("ä", approval.MaxMarkComment)}}, "", ""},
		"a longer comment":     {[]approval.Mark{tidy, {Criterion: 2, Comment: strings.Repeat("ä", approval.MaxMarkComment+1)}}, "opinion.mark-comment", "marks[1]"},
		"a mark too high":      {[]approval.Mark{{Criterion: 2, Level: 2}, tidy}, "opinion.mark-level", "marks[0]"},
		"a mark below zero":    {[]approval.Mark{{Criterion: 2, Level: -1}, tidy}, "opinion.mark-level", "marks[0]"},
		"a criterion too many": {[]approval.Mark{tidy, green, {Criterion: 3}}, "opinion.mark-unknown", "marks[2]"},
		"criterion 0":          {[]approval.Mark{{}, tidy}, "opinion.mark-unknown", "marks[0]"},
		"one twice":            {[]approval.Mark{tidy, tidy, green}, "opinion.mark-twice", "marks[1]"},
		"one not at all":       {[]approval.Mark{tidy}, "opinion.mark-missing", "marks"},
		"no marks":             {nil, "opinion.mark-missing", "marks"},
	} {
		var got laurel.Error
		if e, ok := errors.AsType[*laurel.Error](approval.CheckMarks(c.marks, rubric)); ok {
			got = *e
		}
		if got.Text != c.text || got.Field != c.field {
			t.Errorf("%s: %q at %q, want %q at %q", name, got.Text, got.Field, c.text, c.field)
		}
	}
	if err := approval.CheckMarks(nil, nil); err != nil {
		t.Errorf("without a rubric no marks are refused: %v", err)
	}
}
