package workflow

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

func tidyGreen() []approval.Criterion {
	return []approval.Criterion{{Title: "Tidy", Levels: 3, Minimum: 2}, {Title: "Green", Levels: 1, Minimum: 1}}
}

// withRubric is a flow of one step in which organisers have a rubric and peers none.
func withRubric() Flow {
	return Flow{Steps: []Step{{Approver: "peer@1", Reviewers: approval.Peers, Or: []Choice{
		{Approver: "organiser@2", Reviewers: approval.Organisers, Needs: approval.Needs{Reviewers: 1, Rubric: tidyGreen()}},
	}}}}
}

func TestWhoHasARubricMarksAllOfIt(t *testing.T) {
	t.Parallel()
	tidy, green := approval.Mark{Criterion: 1, Level: 2}, approval.Mark{Criterion: 2, Level: 1, Comment: "A fern."}
	for name, tt := range map[string]struct {
		role  approval.Role
		marks []approval.Mark
		text  string
	}{
		"all":                      {approval.Organiser, []approval.Mark{tidy, green}, ""},
		"all in another order":     {approval.Organiser, []approval.Mark{green, tidy}, ""},
		"not all":                  {approval.Organiser, []approval.Mark{tidy}, "opinion.mark-missing"},
		"none":                     {approval.Organiser, nil, "opinion.mark-missing"},
		"one without a level":      {approval.Organiser, []approval.Mark{tidy, {Criterion: 2, Level: Unmarked}}, "opinion.mark-level"},
		"a level too high":         {approval.Organiser, []approval.Mark{tidy, {Criterion: 2, Level: 2}}, "opinion.mark-level"},
		"a third":                  {approval.Organiser, []approval.Mark{tidy, green, {Criterion: 3}}, "opinion.mark-unknown"},
		"one twice":                {approval.Organiser, []approval.Mark{tidy, tidy, green}, "opinion.mark-twice"},
		"signs that show nothing":  {approval.Organiser, []approval.Mark{tidy, {Criterion: 2, Comment: "a\x00b"}}, "evidence.characters"},
		"a peer without marks":     {approval.Peer, nil, ""},
		"a peer who was not asked": {approval.Peer, []approval.Mark{tidy, green}, "opinion.mark-unknown"},
	} {
		sub := Submission{Person: "ada", State: Open}
		err := sub.Judge(withRubric(), Opinion{Person: "cleo", Role: tt.role, Advice: approval.Approve, Marks: tt.marks})
		if textOf(err) != tt.text {
			t.Errorf("%s: %v, want %q", name, err, tt.text)
		}
		if err != nil || tt.role == approval.Peer {
			continue
		}
		if diff := cmp.Diff([]approval.Mark{tidy, green}, sub.Opinions[0].Marks); diff != "" {
			t.Errorf("%s: kept (-want +got):\n%s", name, diff)
		}
	}
}

func TestMarksAreToldToWhoHasTheRubric(t *testing.T) {
	t.Parallel()
	marks := []approval.Mark{{Criterion: 1, Level: 3}, {Criterion: 2, Level: 1}}
	f := withRubric()
	f.Steps[0].Or = append(f.Steps[0].Or, Choice{Approver: "organiser@1", Reviewers: approval.Organisers})
	sub := Submission{Person: "ada", State: Open, Opinions: []Opinion{{Person: "cleo", Role: approval.Organiser, Advice: approval.Approve, Marks: marks}}}
	q, ok := sub.Inquiry(Task{}, f, "", noon())
	if !ok || len(q.Asked) != 3 {
		t.Fatalf("%+v, %v; want three who are asked", q, ok)
	}
	for i, want := range [][]approval.Mark{nil, marks, nil} {
		var got []approval.Mark
		for _, o := range q.Asked[i].Case.Opinions {
			got = append(got, o.Marks...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s is told (-want +got):\n%s", q.Asked[i].Approver, diff)
		}
	}
}

func TestWhatIsNotMarkedYetIsKept(t *testing.T) {
	t.Parallel()
	sub := Submission{Person: "ada", State: Open}
	for name, tt := range map[string]struct {
		marks, want []approval.Mark
		text        string
	}{
		"nothing":              {[]approval.Mark{{Criterion: 1, Level: Unmarked}, {Criterion: 2, Level: Unmarked}}, nil, ""},
		"one of two":           {[]approval.Mark{{Criterion: 1, Level: 0}, {Criterion: 2, Level: Unmarked}}, []approval.Mark{{Criterion: 1}}, ""},
		"a comment alone":      {[]approval.Mark{{Criterion: 2, Level: Unmarked, Comment: "Hm"}}, []approval.Mark{{Criterion: 2, Level: Unmarked, Comment: "Hm"}}, ""},
		"no such criterion":    {[]approval.Mark{{Criterion: 3, Level: 1}}, nil, "opinion.mark-unknown"},
		"criterion 0":          {[]approval.Mark{{Criterion: 0, Level: 1}}, nil, "opinion.mark-unknown"},
		"too high":             {[]approval.Mark{{Criterion: 1, Level: 4}}, nil, "opinion.mark-level"},
		"a comment too long":   {[]approval.Mark{{Criterion: 1, Comment: strings.Repeat("ä", 1001)}}, nil, "opinion.mark-comment"},
		"a comment in no text": {[]approval.Mark{{Criterion: 1, Comment: "\xff"}}, nil, "evidence.characters"},
	} {
		got, err := sub.KeepableMarks(withRubric(), approval.Organiser, tt.marks, noon())
		if diff := cmp.Diff(tt.want, got); textOf(err) != tt.text || err == nil && diff != "" {
			t.Errorf("%s: %v, want %q; kept (-want +got):\n%s", name, err, tt.text, diff)
		}
	}
	if _, err := sub.KeepableMarks(withRubric(), approval.Peer, []approval.Mark{{Criterion: 1, Level: 1}}, noon()); textOf(err) != "opinion.mark-unknown" {
		t.Errorf("a peer: %v, want it refused", err)
	}
}

func TestRubricsThatNobodyCouldFillInAreRefused(t *testing.T) {
	t.Parallel()
	choice := func(rubric ...approval.Criterion) Choice {
		return Choice{Approver: "organiser@2", Reviewers: approval.Organisers, Needs: approval.Needs{Rubric: rubric}}
	}
	many := make([]approval.Criterion, MaxCriteria+1)
	for i := range many {
		many[i] = tidyGreen()[0]
	}
	late := &Limit{Hours: 1, Then: ThenAsk, Ask: &Choice{Approver: "organiser@2", Reviewers: approval.Organisers, Needs: approval.Needs{Rubric: tidyGreen()}}}
	for name, tt := range map[string]struct {
		or    []Choice
		limit *Limit
		text  string
		field string
	}{
		"one":                   {[]Choice{choice(tidyGreen()...)}, nil, "", ""},
		"none":                  {[]Choice{choice()}, late, "", ""},
		"two":                   {[]Choice{choice(tidyGreen()...), choice(tidyGreen()...)}, nil, "flow.rubrics", "at.or[1].settings"},
		"two, one of them late": {[]Choice{choice(tidyGreen()...)}, late, "flow.rubrics", "at.limit.ask.settings"},
		"too many criteria":     {[]Choice{choice(many...)}, nil, "flow.rubric", "at.or[0].settings"},
		"a million levels":      {[]Choice{choice(approval.Criterion{Title: "a", Levels: 1_000_000})}, nil, "flow.rubric", "at.or[0].settings"},
		"no level":              {[]Choice{choice(approval.Criterion{Title: "a"})}, nil, "flow.rubric", "at.or[0].settings"},
		"out of reach":          {[]Choice{choice(approval.Criterion{Title: "a", Levels: 1, Minimum: 2})}, nil, "flow.rubric", "at.or[0].settings"},
		"no title":              {[]Choice{choice(approval.Criterion{Title: " ", Levels: 1})}, nil, "flow.rubric", "at.or[0].settings"},
	} {
		err := Step{Approver: "peer@1", Reviewers: approval.Peers, Or: tt.or, Limit: tt.limit}.CheckRubrics("at.")
		e, _ := err.(*laurel.Error) //nolint:errorlint // a rule returns its error as it made it
		if textOf(err) != tt.text || e != nil && e.Field != tt.field {
			t.Errorf("%s: %v, want %q at %q", name, err, tt.text, tt.field)
		}
	}
}

func TestAStepIsOpenWhereAllWhoHearItsPeersWantItSo(t *testing.T) {
	t.Parallel()
	open := approval.Needs{Open: true}
	step := func(or ...Choice) Flow {
		return Flow{Steps: []Step{{Approver: "peer@2", Reviewers: approval.Peers, Needs: open, Or: or}}}
	}
	for name, tt := range map[string]struct {
		f    Flow
		step int
		role approval.Role
		want bool
	}{
		"open":                          {step(), 0, approval.Peer, true},
		"beside one who hears others":   {step(Choice{Approver: "organiser@1", Reviewers: approval.Organisers}), 0, approval.Peer, true},
		"beside one who wants it blind": {step(Choice{Approver: "peer@1", Reviewers: approval.Peers}), 0, approval.Peer, false},
		"for who is not heard":          {step(), 0, approval.Organiser, false},
		"at no step":                    {step(), 1, approval.Peer, false},
		"before all steps":              {step(), -1, approval.Peer, false},
	} {
		if got := tt.f.Openly(tt.step, tt.role); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
