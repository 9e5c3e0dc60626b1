package workflow

import (
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

func TestALinkIsGoodForItsTurnAndItsTime(t *testing.T) {
	t.Parallel()
	sub := Submission{ID: laurel.NewID[laurel.SubmissionID](tenant, noon()), Person: "ada", State: Open, Attempt: 1}
	sub.Step = 1
	l, err := sub.InviteGuest(twoSteps(), "cleo", GuestInvitation{Name: "Maria"}, noon())
	if err != nil || !l.ExpiresAt.Equal(noon().AddDate(0, 0, 7)) || l.Sum != "" {
		t.Fatalf("%+v, %v; want a link for a week that has no secret yet", l, err)
	}
	withdrawn := l
	withdrawn.Withdraw(noon())
	withdrawn.Withdraw(noon().Add(time.Hour))
	if !withdrawn.WithdrawnAt.Equal(noon()) {
		t.Errorf("withdrawn at %v, want when it first was", withdrawn.WithdrawnAt)
	}
	closed, later, improved := sub, sub, sub
	closed.State, later.Step, improved.Attempt = Approved, 2, 2
	for name, tt := range map[string]struct {
		l    GuestLink
		s    Submission
		at   time.Time
		text string
	}{
		"at once":                {l, sub, noon(), ""},
		"just before its end":    {l, sub, l.ExpiresAt.Add(-time.Microsecond), ""},
		"at its end":             {l, sub, l.ExpiresAt, "guest.expired"},
		"withdrawn":              {withdrawn, sub, noon(), "guest.withdrawn"},
		"withdrawn, and decided": {withdrawn, closed, noon(), "guest.withdrawn"},
		"decided":                {l, closed, noon(), "guest.decided"},
		"a step later":           {l, later, noon(), "guest.decided"},
		"an attempt later":       {l, improved, noon(), "guest.decided"},
	} {
		if err := tt.l.Good(tt.s, tt.at); textOf(err) != tt.text {
			t.Errorf("%s: %v, want %q", name, err, tt.text)
		}
	}
}

func TestAGuestSpeaksForNobodyElseAndWithOneVoice(t *testing.T) {
	t.Parallel()
	sub := Submission{ID: laurel.NewID[laurel.SubmissionID](tenant, noon()), Person: "ada", State: Open, Step: 1,
		Opinions: []Opinion{{Person: "eva", Role: approval.Organiser, Advice: approval.Approve}}}
	l, err := sub.InviteGuest(twoSteps(), "cleo", GuestInvitation{Name: "Maria"}, noon())
	if err != nil {
		t.Fatal(err)
	}
	say := Opinion{Advice: approval.Approve, At: noon()}
	for actor, text := range map[laurel.PersonID]string{"": "", "dora": "", "ada": "opinion.own", "cleo": "guest.inviter", "eva": "opinion.twice"} {
		heard := sub
		if err := heard.HearGuest(twoSteps(), l, actor, say); textOf(err) != text {
			t.Errorf("signed in as %q: %v, want %q", actor, err, text)
		}
	}
	heard := sub
	for _, advice := range []approval.Outcome{approval.Approve, approval.Reject} {
		if err := heard.HearGuest(twoSteps(), l, "", Opinion{Advice: advice, Comment: "c", Role: approval.Peer, Person: "eva", At: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	if len(heard.Opinions) != 2 || heard.Opinions[1].Person != l.Voice() || heard.Opinions[1].Role != approval.Organiser || heard.Opinions[1].Advice != approval.Reject {
		t.Errorf("%+v, want Eva's, and what the guest said last", heard.Opinions)
	}
	if err := heard.HearGuest(twoSteps(), l, "", Opinion{Advice: approval.Reject, At: noon()}); textOf(err) != "opinion.comment" || len(heard.Opinions) != 2 {
		t.Errorf("a rejection without a word: %v, with %d opinions; want it refused, and what was said before to stand", err, len(heard.Opinions))
	}
	if !IsGuest(l.Voice()) || IsGuest("01kfz1d6p0e3ra7ysx6fq9k2ab") {
		t.Error("a guest and an account are not told apart")
	}
}
