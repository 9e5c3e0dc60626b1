package organiser_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/organiser"
)

func TestCasesOfVersion2(t *testing.T) {
	t.Parallel()
	approvaltest.RunIn(t, filepath.Join("testdata", "v2"), organiser.V2{})
}

func TestWithoutARubricVersion2DecidesAsVersion1(t *testing.T) {
	t.Parallel()
	approvaltest.RunIn(t, "testdata", organiser.V2{})
}

func TestSettingsOutOfTheSchemaOfVersion2AreRefused(t *testing.T) {
	t.Parallel()
	criterion := `{"title":"Tidy","levels":3,"minimum":2}`
	for raw, field := range map[string]string{
		`{"rubric":[]}`:         "settings.rubric",
		`{"criteria":"Tidy"}`:   "settings.criteria",
		`{"criteria":["Tidy"]}`: "settings.criteria[0]",
		`{"criteria":[` + strings.Repeat(criterion+",", 20) + criterion + `]}`:               "settings.criteria",
		`{"criteria":[` + criterion + `,{"title":" ","levels":3,"minimum":2}]}`:              "settings.criteria[1].title",
		`{"criteria":[{"title":"` + strings.Repeat("ä", 201) + `","levels":3,"minimum":2}]}`: "settings.criteria[0].title",
		`{"criteria":[{"title":"Tidy","levels":0,"minimum":0}]}`:                             "settings.criteria[0].levels",
		`{"criteria":[{"title":"Tidy","levels":11,"minimum":0}]}`:                            "settings.criteria[0].levels",
		`{"criteria":[{"title":"Tidy","levels":3,"minimum":4}]}`:                             "settings.criteria[0].minimum",
		`{"criteria":[{"title":"Tidy","levels":3,"minimum":-1}]}`:                            "settings.criteria[0].minimum",
		`{"criteria":[{"title":"Tidy","levels":3}]}`:                                         "settings.criteria[0].minimum",
		`{"criteria":[{"title":"Tidy","minimum":1}]}`:                                        "settings.criteria[0].levels",
		`{"criteria":[null]}`: "settings.criteria[0].title",
		`{"criteria":[{"title":"Tidy","levels":3,"minimum":2,"weight":1}]}`: "settings.criteria[0].weight",
		`{"criteria":[{"title":"Tidy","levels":"3","minimum":2}]}`:          "settings.criteria[0].levels",
	} {
		v, err := organiser.V2{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(raw)})
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Field != field {
			t.Errorf("%.120s: %+v, %v; want it refused at %s", raw, v, err, field)
		}
	}
}

func TestThePlatformIsToldWhatIsMarked(t *testing.T) {
	t.Parallel()
	d, err := organiser.V2{}.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Needs(json.RawMessage(`{"criteria":[{"title":"Tidy","levels":3,"minimum":2},{"title":"Green","levels":1,"minimum":0}]}`))
	want := approval.Needs{Reviewers: 1, Rubric: []approval.Criterion{{Title: "Tidy", Levels: 3, Minimum: 2}, {Title: "Green", Levels: 1}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v; needs (-want +got):\n%s", err, diff)
	}
}

func TestALongRubricStillMakesAVerdict(t *testing.T) {
	t.Parallel()
	one := `{"title":"` + strings.Repeat("ö", 200) + `","levels":10,"minimum":10}`
	settings := `{"criteria":[` + strings.Repeat(one+",", 19) + one + `]}`
	v, err := organiser.V2{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(settings), Opinions: []approval.Opinion{
		{From: "a", Role: approval.Organiser, Advice: approval.Approve, Comment: strings.Repeat("ä", 1000)},
	}})
	if err != nil || v.Outcome != approval.Improve || v.Check() != nil {
		t.Errorf("%q, %v, %v; want to be asked to improve, in words that pass Check", v.Outcome, err, v.Check())
	}
}
