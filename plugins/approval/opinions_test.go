package approval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel/plugins/approval"
)

func TestTheLastWordOfEachCountsInTheOrderInWhichTheyFirstSpoke(t *testing.T) {
	t.Parallel()
	said := func(from string, role approval.Role, advice approval.Outcome) approval.Opinion {
		return approval.Opinion{From: from, Role: role, Advice: advice}
	}
	all := []approval.Opinion{
		said("a", approval.Peer, approval.Reject),
		said("o", approval.Organiser, approval.Reject),
		said("b", approval.Peer, approval.Approve),
		said("a", approval.Peer, approval.Improve),
		said("a", approval.Organiser, approval.Reject),
	}
	want := []approval.Opinion{said("a", approval.Peer, approval.Improve), said("b", approval.Peer, approval.Approve)}
	if diff := cmp.Diff(want, approval.LastWords(all, approval.Peer)); diff != "" {
		t.Errorf("last words (-want +got):\n%s", diff)
	}
	if got := approval.LastWords(nil, approval.Peer); len(got) != 0 {
		t.Errorf("of nobody there are last words: %+v", got)
	}
}

func TestCommentsOfThoseWhoAdviseAnOutcomeAreAParagraphEach(t *testing.T) {
	t.Parallel()
	opinions := []approval.Opinion{
		{Advice: approval.Reject, Comment: " One.\n"},
		{Advice: approval.Approve, Comment: "Yes."},
		{Advice: approval.Reject, Comment: " "},
		{Advice: approval.Reject, Comment: "Two."},
	}
	if n, comments := approval.Count(opinions, approval.Reject); n != 3 || comments != "One.\n\nTwo." {
		t.Errorf("%d say %q", n, comments)
	}
	if n, comments := approval.Count(opinions, approval.Improve); n != 0 || comments != "" {
		t.Errorf("%d say %q, want nobody", n, comments)
	}
}
