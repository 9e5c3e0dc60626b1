package workflow

import (
	"testing"
	"time"

	"example.org/laurel"
)

func TestAnInvitationIsAnsweredAsLongAsItIsGood(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		was    InvitationState
		left   time.Duration
		answer Answer
		want   InvitationState
		key    string
	}{
		"accepted":                 {InvitationPending, time.Hour, Accept, InvitationAccepted, ""},
		"declined":                 {InvitationPending, time.Hour, Decline, InvitationDeclined, ""},
		"accepted twice":           {InvitationAccepted, -time.Hour, Accept, InvitationAccepted, ""},
		"declined after accepting": {InvitationAccepted, time.Hour, Decline, InvitationAccepted, "invitation.used"},
		"thought better of":        {InvitationDeclined, time.Hour, Accept, InvitationAccepted, ""},
		"thought better too late":  {InvitationDeclined, 0, Accept, InvitationDeclined, "invitation.expired"},
		"expired":                  {InvitationPending, 0, Accept, InvitationPending, "invitation.expired"},
		"withdrawn":                {InvitationWithdrawn, time.Hour, Accept, InvitationWithdrawn, "invitation.cancelled"},
		"neither":                  {InvitationPending, time.Hour, "perhaps", InvitationPending, "part-invitation.answer"},
	} {
		i := PartInvitation{State: c.was, ExpiresAt: now.Add(c.left)}
		err := i.Answered(c.answer, now)
		if i.State != c.want || c.key == "" && err != nil || c.key != "" && (err == nil || err.Error() == "") {
			t.Errorf("%s: %s, %v; want %s, %q", name, i.State, err, c.want, c.key)
		}
	}
}

func TestALetterIsSentAgainOnlyToWhoHasNotAnsweredAndNotAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Now()
	old := now.Add(-time.Hour)
	for name, c := range map[string]struct {
		i    PartInvitation
		good bool
	}{
		"the first":  {PartInvitation{Person: "a"}, true},
		"again":      {PartInvitation{Person: "a", State: InvitationPending, SentAt: old}, true},
		"withdrawn":  {PartInvitation{Person: "a", State: InvitationWithdrawn, SentAt: old}, true},
		"at once":    {PartInvitation{Person: "a", State: InvitationWithdrawn, SentAt: now}, false},
		"accepted":   {PartInvitation{Person: "a", State: InvitationAccepted, SentAt: old}, false},
		"declined":   {PartInvitation{Person: "a", State: InvitationDeclined, SentAt: old}, false},
		"to oneself": {PartInvitation{Person: "me"}, false},
	} {
		err := c.i.Send("me", now)
		if (err == nil) != c.good || err == nil && (c.i.State != InvitationPending || !c.i.ExpiresAt.Equal(now.Add(InvitationLife))) {
			t.Errorf("%s: %+v, %v", name, c.i, err)
		}
		if err != nil && laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("%s: %v, want conflict", name, err)
		}
	}
}
