package tenants

import (
	"slices"
	"strings"
	"time"

	"example.org/laurel"
)

// InvitationKind says to what an invitation leads.
type InvitationKind string

// The kinds of invitations.
const (
	InviteMember       InvitationKind = "member"       // a person gets a role in the tenant
	InviteOrganisation InvitationKind = "organisation" // an organisation gets affiliated with the city
)

// InvitationState says whether an invitation can still be accepted. Whether it
// has expired is asked of the time.
type InvitationState string

// The states of an invitation.
const (
	InvitationPending   InvitationState = "pending"
	InvitationAccepted  InvitationState = "accepted" // used up
	InvitationCancelled InvitationState = "cancelled"
)

const (
	invitationLife    = 14 * 24 * time.Hour
	letterPause       = 5 * time.Minute // between two letters to one address
	mostInvitationUse = 1000
)

// Invitation is an offer of a tenant, behind a link with a secret. One that is
// sent to an address can be accepted once, by who has that address; one that is
// handed on as a link or QR code by whoever has it, as often as Most says.
type Invitation struct {
	ID        laurel.InvitationID
	Kind      InvitationKind
	Email     string // empty: for whoever has the link
	Role      string // of InviteMember
	Object    string // "activity:ID" where the role is to hold for that alone
	Language  string // of the letter
	Name      string // of the organisation that is invited, as the city calls it; may be empty
	SecretSum string // empty until its letter is written
	MadeBy    laurel.PersonID
	MadeAt    time.Time
	SentAt    time.Time // of the last letter; zero: none
	ExpiresAt time.Time
	State     InvitationState
	Uses      int
	Most      int // uses
}

// Invite makes an invitation of tenant t that is good for fourteen days. To and
// what it leads to are taken from draft: Kind, Email, Role, Object, Language,
// Name, MadeBy, and Most where it has no Email.
func Invite(t laurel.TenantID, draft Invitation, now time.Time) (Invitation, error) {
	i := Invitation{ID: laurel.NewID[laurel.InvitationID](t, now), Kind: draft.Kind, Role: draft.Role, Object: draft.Object,
		Language: draft.Language,
		Name:     draft.Name, MadeBy: draft.MadeBy, MadeAt: now, ExpiresAt: now.Add(invitationLife), State: InvitationPending, Most: 1}
	if strings.TrimSpace(draft.Email) == "" {
		if draft.Most < 1 || draft.Most > mostInvitationUse {
			return Invitation{}, laurel.E(laurel.Invalid, "invitation.most").With(laurel.Args{"Max": mostInvitationUse}).At("most")
		}
		i.Most = draft.Most
		return i, nil
	}
	var err error
	i.Email, err = Address(draft.Email)
	return i, err
}

// Seal keeps what is needed to know the link's secret again. An earlier link of
// the same invitation is dead from then on.
func (i *Invitation) Seal(secret string, now time.Time) { i.SecretSum, i.SentAt = Sum(secret), now }

// Open reports what keeps secret from opening the invitation: a link that was
// never good, or has been replaced by a newer letter, is NotFound; one that is
// used up, cancelled or too old is a Conflict that says so.
func (i Invitation) Open(secret string, now time.Time) error {
	if i.SecretSum == "" || !sameSum(i.SecretSum, secret) {
		return laurel.E(laurel.NotFound, "invitation.unknown")
	}
	return i.standing(now)
}

func (i Invitation) standing(now time.Time) error {
	switch {
	case i.State == InvitationCancelled:
		return laurel.E(laurel.Conflict, "invitation.cancelled")
	case i.State == InvitationAccepted || i.Uses >= i.Most:
		return laurel.E(laurel.Conflict, "invitation.used")
	case i.Expired(now):
		return laurel.E(laurel.Conflict, "invitation.expired")
	}
	return nil
}

// Expired reports whether the invitation's time is over.
func (i Invitation) Expired(now time.Time) bool { return !now.Before(i.ExpiresAt) }

// Accept uses the invitation once. Addresses are those that the one who accepts
// has shown to be theirs; an invitation that was sent to another address is
// Forbidden, and does not say to which.
func (i *Invitation) Accept(addresses []string, now time.Time) error {
	if err := i.standing(now); err != nil {
		return err
	}
	if i.Email != "" && !slices.Contains(addresses, i.Email) {
		return laurel.E(laurel.Forbidden, "invitation.of-another")
	}
	if i.Uses++; i.Uses >= i.Most {
		i.State = InvitationAccepted
	}
	return nil
}

// Cancel ends the invitation; one that has been accepted stays accepted.
func (i *Invitation) Cancel() error {
	if i.State == InvitationAccepted {
		return laurel.E(laurel.Conflict, "invitation.used")
	}
	i.State = InvitationCancelled
	return nil
}

// JustSent reports whether a letter of the invitation has gone out, or is about to,
// so shortly before that nobody should get another.
func (i Invitation) JustSent(now time.Time) bool {
	return now.Before(i.MadeAt.Add(letterPause)) || now.Before(i.SentAt.Add(letterPause))
}

// Renew makes the invitation good for another fourteen days, so that its letter
// can be sent again, some minutes after the last one. Whoever does so answers for
// it from then on. What was cancelled or accepted is not renewed.
func (i *Invitation) Renew(by laurel.PersonID, now time.Time) error {
	fresh := *i
	fresh.MadeBy, fresh.ExpiresAt = by, now.Add(invitationLife)
	if err := fresh.standing(now); err != nil {
		return err
	}
	if i.Email != "" && i.JustSent(now) {
		return laurel.E(laurel.Conflict, "invitation.just-sent")
	}
	*i = fresh
	return nil
}
