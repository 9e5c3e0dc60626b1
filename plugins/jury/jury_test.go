package jury_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/jury"
)

func TestCases(t *testing.T) {
	t.Parallel()
	approvaltest.Run(t, jury.Approver{})
}

func TestSettingsOutOfTheSchemaAreRefused(t *testing.T) {
	t.Parallel()
	for raw, field := range map[string]string{
		`{"approvals":0}`:              "settings.approvals",
		`{"approvals":101}`:            "settings.approvals",
		`{"jurors":0}`:                 "settings.jurors",
		`{"jurors":101}`:               "settings.jurors",
		`{"jurors":1}`:                 "settings.jurors",
		`{"approvals":4}`:              "settings.jurors",
		`{"approvals":4,"jurors":3}`:   "settings.jurors",
		`{"approvals":100,"jurors":4}`: "settings.jurors",
		`{"final":"everybody"}`:        "settings.final",
		`{"final":""}`:                 "settings.final",
		`{"final":true}`:               "settings.final",
		`{"rejections":2}`:             "settings.rejections",
		`{"approvals":"2"}`:            "settings.approvals",
	} {
		v, err := jury.Approver{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(raw)})
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Field != field {
			t.Errorf("%s: %+v, %v; want it refused at %s", raw, v, err, field)
		}
	}
}

func TestAJuryNeedsItsJurorsAndItsChair(t *testing.T) {
	t.Parallel()
	d, err := jury.Approver{}.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]int{
		"": 3, `{"approvals":1,"jurors":1}`: 1, `{"approvals":5,"jurors":7}`: 7, `{"final":"chair"}`: 4, `{"jurors":6,"final":"chair"}`: 7,
	} {
		if needs, err := d.Needs(json.RawMessage(raw)); err != nil || needs.Reviewers != want {
			t.Errorf("%s: %d reviewers, %v; want %d", raw, needs.Reviewers, err, want)
		}
	}
}

// TestAJuryAlwaysComesToAResult lets juries of up to four vote in every way that
// there is: they wait as long as both ends are open, and never after that.
func TestAJuryAlwaysComesToAResult(t *testing.T) {
	t.Parallel()
	advice := []approval.Outcome{approval.Approve, approval.Reject, approval.Improve}
	for jurors := 1; jurors <= 4; jurors++ {
		for approvals := 1; approvals <= jurors; approvals++ {
			set := json.RawMessage(fmt.Sprintf(`{"approvals":%d,"jurors":%d}`, approvals, jurors))
			each(jurors, func(votes []int) {
				var opinions []approval.Opinion
				tally := map[approval.Outcome]int{}
				for i, vote := range votes {
					checkResult(t, set, opinions, approval.Wait)
					opinions = append(opinions, approval.Opinion{From: strconv.Itoa(i), Role: approval.Organiser, Advice: advice[vote]})
					tally[advice[vote]]++
					if want := expected(tally, approvals, jurors-i-1); want != approval.Wait {
						checkResult(t, set, opinions, want)
						return
					}
				}
				t.Errorf("%s: %v comes to nothing", set, votes)
			})
		}
	}
}

// expected says what has to come of the votes when so many are still to be cast.
func expected(tally map[approval.Outcome]int, approvals, left int) approval.Outcome {
	switch {
	case tally[approval.Approve] == approvals:
		return approval.Approve
	case tally[approval.Approve]+left >= approvals:
		return approval.Wait
	case tally[approval.Reject] > tally[approval.Improve]:
		return approval.Reject
	default:
		return approval.Improve
	}
}

func checkResult(t *testing.T, set json.RawMessage, opinions []approval.Opinion, want approval.Outcome) {
	t.Helper()
	v, err := jury.Approver{}.Decide(t.Context(), approval.Case{Settings: set, Opinions: opinions})
	if err != nil || v.Outcome != want {
		t.Errorf("%s, %+v: %q, %v; want %q", set, opinions, v.Outcome, err, want)
	}
}

// each calls f with every way in which n people can each say one of three things.
func each(n int, f func([]int)) {
	votes := make([]int, n)
	for {
		f(votes)
		i := 0
		for ; i < n && votes[i] == 2; i++ {
			votes[i] = 0
		}
		if i == n {
			return
		}
		votes[i]++
	}
}

func TestManyLongCommentsStillMakeAVerdict(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ö", approval.MaxReason)
	v, err := jury.Approver{}.Decide(t.Context(), approval.Case{Opinions: []approval.Opinion{
		{From: "a", Role: approval.Organiser, Advice: approval.Improve, Comment: long},
		{From: "b", Role: approval.Organiser, Advice: approval.Improve, Comment: long},
	}})
	if err != nil || v.Outcome != approval.Improve || v.Check() != nil {
		t.Errorf("%q, %v, %v; want to be asked to improve, in words that pass Check", v.Outcome, err, v.Check())
	}
}
