package workflow

import (
	"time"

	"example.org/laurel"
)

// How long invitations to take part are good, and how long nobody gets another letter.
const (
	InvitationLife = 14 * 24 * time.Hour
	letterPause    = 5 * time.Minute
)

// MostInvited is how many are invited to one activity.
const MostInvited = 10_000

// InvitationState is what has become of an invitation to take part. Whether it has
// expired is asked of the time.
type InvitationState string

// The states of an invitation.
const (
	InvitationPending   InvitationState = "pending"
	InvitationAccepted  InvitationState = "accepted"
	InvitationDeclined  InvitationState = "declined"
	InvitationWithdrawn InvitationState = "withdrawn"
)

// PartInvitation invites who has an address to take part in an activity. The
// organiser sees the address that they named, and nothing of who is behind it.
type PartInvitation struct {
	ID        laurel.InvitationID
	Activity  laurel.ActivityID
	Person    laurel.PersonID
	Address   string
	Language  string // of the letter
	MadeBy    laurel.PersonID
	MadeAt    time.Time
	SentAt    time.Time // of the last letter, or of its being asked for
	ExpiresAt time.Time
	State     InvitationState
}

// Expired reports whether its time is over.
func (i PartInvitation) Expired(now time.Time) bool { return !now.Before(i.ExpiresAt) }

// Send makes an invitation good for another fourteen days, so that its letter can be
// written. One that is answered is not sent again, nor one whose letter has only just
// gone out. By is who answers for it from then on.
func (i *PartInvitation) Send(by laurel.PersonID, now time.Time) error {
	switch {
	case i.Person == by:
		return laurel.E(laurel.Conflict, "part-invitation.own")
	case i.State == InvitationAccepted:
		return laurel.E(laurel.Conflict, "invitation.used")
	case i.State == InvitationDeclined:
		return laurel.E(laurel.Conflict, "part-invitation.declined-before")
	case now.Before(i.SentAt.Add(letterPause)):
		return laurel.E(laurel.Conflict, "invitation.just-sent")
	}
	if i.MadeAt.IsZero() {
		i.MadeAt = now
	}
	i.MadeBy, i.SentAt, i.ExpiresAt, i.State = by, now, now.Add(InvitationLife), InvitationPending
	return nil
}

// Withdraw ends an invitation that is not answered.
func (i *PartInvitation) Withdraw() error {
	switch i.State {
	case InvitationAccepted:
		return laurel.E(laurel.Conflict, "invitation.used")
	case InvitationDeclined:
		return laurel.E(laurel.Conflict, "part-invitation.declined-before")
	case InvitationPending, InvitationWithdrawn:
	}
	i.State = InvitationWithdrawn
	return nil
}

// Answer is what somebody says to an invitation.
type Answer string

// The answers.
const (
	Accept  Answer = "accept"
	Decline Answer = "decline"
)

// Answered enters an answer. What was answered so before stays; who has declined may
// think better of it as long as the invitation is good.
func (i *PartInvitation) Answered(a Answer, now time.Time) error {
	to := InvitationAccepted
	switch a {
	case Accept:
	case Decline:
		to = InvitationDeclined
	default:
		return laurel.E(laurel.Invalid, "part-invitation.answer").At("answer")
	}
	if i.State == to {
		return nil
	}
	if err := i.Good(now); err != nil {
		return err
	}
	i.State = to
	return nil
}

// Good is a Conflict that says why an invitation cannot be accepted, if it cannot.
func (i PartInvitation) Good(now time.Time) error {
	switch {
	case i.State == InvitationAccepted:
		return laurel.E(laurel.Conflict, "invitation.used")
	case i.State == InvitationWithdrawn:
		return laurel.E(laurel.Conflict, "invitation.cancelled")
	case i.Expired(now):
		return laurel.E(laurel.Conflict, "invitation.expired")
	}
	return nil
}

// EntryCode lets whoever has it take part in an activity. Nobody can guess it.
type EntryCode struct {
	ID        laurel.EntryID
	Activity  laurel.ActivityID
	MadeBy    laurel.PersonID
	MadeAt    time.Time
	ExpiresAt time.Time
}

// NewEntryCode makes a code for an activity that is valid for a while, to the hour.
func NewEntryCode(of laurel.ActivityID, by laurel.PersonID, life time.Duration, now time.Time) (EntryCode, error) {
	if life < time.Hour || life > LongPass {
		return EntryCode{}, laurel.E(laurel.Invalid, "pass.life").With(laurel.Args{"Max": int(LongPass / time.Hour)}).At("hours")
	}
	return EntryCode{ID: laurel.NewID[laurel.EntryID](of.Tenant(), now), Activity: of, MadeBy: by, MadeAt: now, ExpiresAt: now.Add(life)}, nil
}

// Expired reports whether the code lets nobody in any more.
func (c EntryCode) Expired(now time.Time) bool { return !now.Before(c.ExpiresAt) }
