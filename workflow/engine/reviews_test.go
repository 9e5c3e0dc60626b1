package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestWhatWaitsIsListedInAsManyStatementsHoweverMuchItIs(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		look := func() ([]engine.Review, int64) {
			ctx, n := dbtest.Counting(s.As(s.Cleo))
			list, err := s.Engine.Reviews(ctx, s.Org)
			must(s.T, err)
			must(s.T, s.Engine.Illustrate(ctx, s.Org, list))
			return list, n.Load()
		}
		var want []laurel.SubmissionID
		var first int64
		for i := range 6 {
			p := s.Publish([]workflow.Step{enginetest.Step([]string{"peer@1", "organiser@1"}[i%2])})
			want = append(want, s.submit([]laurel.PersonID{s.Ada, s.Dora}[i%2], p, "x").ID)
			if i == 0 {
				_, first = look()
			}
		}
		list, n := look()
		if n != first {
			s.T.Errorf("six take %d statements, want %d, as one does", n, first)
		}
		var got []laurel.SubmissionID
		for i, r := range list {
			got = append(got, r.Submission.ID)
			if role := []approval.Role{approval.Peer, approval.Organiser}[i%2]; r.Role != role || r.Task.Number != 1 || r.Activity.Title == "" ||
				r.Task.Prompt != "What was new to you?" {
				s.T.Errorf("%d: %+v, want it with its task and activity, for who speaks as %s", i, r, role)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			s.T.Errorf("what waits longest is not first (-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsAtItsSecondStepWaitsSinceThen(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		two := s.submit(s.Ada, s.Publish([]workflow.Step{enginetest.Step("peer@1"), enginetest.Step("organiser@1")}), "x").ID
		one := s.submit(s.Dora, s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), "x").ID
		s.Work()
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), two, engine.Said{Advice: approval.Approve, Attempt: 1}))
		s.Work()
		list, err := s.Engine.Reviews(s.As(s.Cleo), s.Org)
		must(s.T, err)
		if len(list) != 2 || list[0].Submission.ID != one || list[1].Submission.ID != two {
			s.T.Errorf("%+v, want first what was handed in later, since it came to the organisers sooner", list)
		}
		if list, err = s.Engine.Reviews(s.As(s.Ben), s.Org); err != nil || len(list) != 0 {
			s.T.Errorf("who has spoken is asked again: %+v, %v", list, err)
		}
	})
}

func TestAListOfReviewsIsNarrowedAndCutIntoPages(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 1, 10, 0, 0, 123456000, time.UTC)
	var all []engine.Review
	for i := range 7 {
		since := start.Add(time.Duration(i/2) * time.Hour) // two at a time
		all = append(all, engine.Review{Submission: workflow.Submission{ID: laurel.SubmissionID(fmt.Sprintf("s%d", i)), Since: since},
			Activity: workflow.Activity{ID: laurel.ActivityID(fmt.Sprintf("a%d", i%2))}, Task: workflow.Task{ID: laurel.TaskID(fmt.Sprintf("t%d", i%3))},
			Role: []approval.Role{approval.Peer, approval.Organiser}[i%2]})
	}
	mixed := []engine.Review{all[3], all[6], all[0], all[5], all[1], all[4], all[2]}
	engine.SortReviews(mixed)
	ids := func(list []engine.Review) string {
		var names strings.Builder
		for _, r := range list {
			names.WriteString(string(r.Submission.ID))
		}
		return names.String()
	}
	if got := ids(mixed); got != "s0s1s2s3s4s5s6" {
		t.Errorf("sorted: %s", got)
	}
	for name, c := range map[string]struct {
		wanted engine.Wanted
		want   string
	}{
		"all":              {engine.Wanted{}, "s0s1s2s3s4s5s6"},
		"an activity":      {engine.Wanted{Activity: "a1"}, "s1s3s5"},
		"a task":           {engine.Wanted{Task: "t0"}, "s0s3s6"},
		"a role":           {engine.Wanted{Role: approval.Peer}, "s0s2s4s6"},
		"since":            {engine.Wanted{Before: start.Add(time.Hour)}, "s0s1s2s3"},
		"all of it":        {engine.Wanted{Activity: "a1", Task: "t0", Role: approval.Organiser, Before: start.Add(time.Hour)}, "s3"},
		"another activity": {engine.Wanted{Activity: "a9"}, ""},
	} {
		if got := ids(c.wanted.Keep(all)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	for cursor, want := range map[string]string{
		"": "s0s1s2s3s4s5s6", all[2].Cursor(): "s3s4s5s6", all[6].Cursor(): "", "nonsense": "s0s1s2s3s4s5s6", "x_y": "s0s1s2s3s4s5s6",
	} {
		if got := ids(engine.After(all, cursor)); got != want {
			t.Errorf("behind %q: %s, want %s", cursor, got, want)
		}
	}
	gone := append(append([]engine.Review{}, all[:2]...), all[3:]...) // the third was decided meanwhile
	if got := ids(engine.After(gone, all[2].Cursor())); got != "s3s4s5s6" {
		t.Errorf("behind one that is gone: %s", got)
	}
}
