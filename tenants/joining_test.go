package tenants

import (
	"strings"
	"testing"

	"example.org/laurel"
)

func TestARequestToJoinIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do   func(*Join) error
		want JoinState
	}{
		"approved":  {func(j *Join) error { return j.Approve(noon) }, JoinApproved},
		"declined":  {func(j *Join) error { return j.Decline("full", noon) }, JoinDeclined},
		"withdrawn": {func(j *Join) error { return j.Withdraw(noon) }, JoinWithdrawn},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j, err := Ask(Join{}, "p", "", noon)
			must(t, err)
			if err := tt.do(&j); err != nil || j.State != tt.want {
				t.Fatalf("got %q, %v; want %q", j.State, err, tt.want)
			}
			for again, other := range tests {
				if err := other.do(&j); laurel.KindOf(err) != laurel.Conflict || j.State != tt.want {
					t.Errorf("then %s: got %q, %v; want a conflict", again, j.State, err)
				}
			}
			if fresh, err := Ask(j, "p", "", noon); err != nil || fresh.State != JoinRequested || fresh.Reason != "" {
				t.Errorf("asked again: %+v, %v; want it to begin anew", fresh, err)
			}
		})
	}
}

func TestARequestToJoinThatIsUnsoundIsRefused(t *testing.T) {
	t.Parallel()
	j, err := Ask(Join{}, "p", "", noon)
	must(t, err)
	if _, err := Ask(j, "p", "", noon); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("a second one: %v, want conflict", err)
	}
	for _, words := range []string{strings.Repeat("a", MaxJoinText+1), "a\x00", "\xff"} {
		if _, err := Ask(Join{}, "p", words, noon); fieldOf(err) != "words" {
			t.Errorf("%.10q: %v, want a fault at words", words, err)
		}
	}
	if err := j.Decline(" ", noon); fieldOf(err) != "reason" || j.State != JoinRequested {
		t.Errorf("declined without a reason: %v, %q", err, j.State)
	}
}
