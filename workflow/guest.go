package workflow

import (
	"crypto/subtle"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
)

// Bounds of links for reviewers without an account.
const (
	GuestDays     = 7 // that a link is good for where nothing is said
	MostGuestDays = 30
	MostGuests    = 20 // at one step of one attempt
	maxGuestName  = 80
)

// GuestLink lets somebody without an account give one opinion on one submission, as
// an organiser would, for as long as the step is not decided.
type GuestLink struct {
	ID          laurel.GuestID
	Submission  laurel.SubmissionID
	Turn        Turn
	Name        string // under which the guest speaks, as whoever invites calls them
	Address     string // to which a letter goes; empty: the link is handed on
	Language    string // of the letter
	Sum         string // of the secret; empty: nobody has been given one
	MadeBy      laurel.PersonID
	MadeAt      time.Time
	ExpiresAt   time.Time
	WithdrawnAt time.Time // zero: it was not
}

// GuestInvitation is what whoever invites a guest says of them. Whether the address is
// the learner's is not looked up: whoever tried addresses would learn whose it is.
type GuestInvitation struct {
	Name     string
	Address  string // may be empty
	Language string
	Days     int // 0: GuestDays
}

// InviteGuest makes a link for somebody to speak about the submission at the step that
// it is at. It has no secret yet.
func (s Submission) InviteGuest(f Flow, by laurel.PersonID, i GuestInvitation, now time.Time) (GuestLink, error) {
	if by == s.Person {
		return GuestLink{}, laurel.E(laurel.Forbidden, "guest.learner")
	}
	if s.State != Open {
		return GuestLink{}, laurel.E(laurel.Conflict, "submission.closed")
	}
	if !s.hearsOrganisers(f, now) {
		return GuestLink{}, laurel.E(laurel.Conflict, "opinion.unasked")
	}
	if !isText(i.Name, 1, maxGuestName) || !isLine(i.Name) {
		return GuestLink{}, laurel.E(laurel.Invalid, "guest.name").With(laurel.Args{"Max": maxGuestName}).At("name")
	}
	if i.Days == 0 {
		i.Days = GuestDays
	}
	if i.Days < 1 || i.Days > MostGuestDays {
		return GuestLink{}, laurel.E(laurel.Invalid, "guest.days").With(laurel.Args{"Max": MostGuestDays}).At("days")
	}
	return GuestLink{ID: laurel.NewID[laurel.GuestID](s.Tenant(), now), Submission: s.ID, Turn: s.Turn(), Name: i.Name, Address: i.Address,
		Language: i.Language, MadeBy: by, MadeAt: now, ExpiresAt: now.AddDate(0, 0, i.Days)}, nil
}

func (s Submission) hearsOrganisers(f Flow, now time.Time) bool {
	return slices.ContainsFunc(s.Voices(f, now), func(v Voice) bool { return v.Role == approval.Organiser })
}

// Seal gives the link a secret. One that it had opens nothing any more.
func (l *GuestLink) Seal(secret string) { l.Sum = tenants.Sum(secret) }

// Opens refuses another secret than the link's as if there were no link.
func (l GuestLink) Opens(secret string) error {
	if l.Sum == "" || subtle.ConstantTimeCompare([]byte(l.Sum), []byte(tenants.Sum(secret))) != 1 {
		return laurel.E(laurel.NotFound, "guest.unknown")
	}
	return nil
}

// Good is a Conflict that says why a link leads to nothing any more, if it does not:
// it was withdrawn, its time is over, or what it was for has been decided.
func (l GuestLink) Good(s Submission, now time.Time) error {
	switch {
	case !l.WithdrawnAt.IsZero():
		return laurel.E(laurel.Conflict, "guest.withdrawn")
	case s.State != Open || s.Turn() != l.Turn:
		return laurel.E(laurel.Conflict, "guest.decided")
	case !now.Before(l.ExpiresAt):
		return laurel.E(laurel.Conflict, "guest.expired")
	}
	return nil
}

// Withdraw ends the link. What was said by it stays.
func (l *GuestLink) Withdraw(now time.Time) {
	if l.WithdrawnAt.IsZero() {
		l.WithdrawnAt = now
	}
}

// Voice is whose opinions by this link are: nobody's account has such an id.
func (l GuestLink) Voice() laurel.PersonID { return laurel.PersonID(l.ID) }

// HearGuest takes what a guest says, in the place of what they said before at this
// step. Who made the link, and whoever is to speak or has spoken for themselves, does
// not speak by it: actor is who is signed in, if anybody is.
func (s *Submission) HearGuest(f Flow, l GuestLink, actor laurel.PersonID, o Opinion) error {
	if err := l.Good(*s, o.At); err != nil {
		return err
	}
	if err := s.MayBeGuest(l, actor); err != nil {
		return err
	}
	o.Person, o.Role = l.Voice(), approval.Organiser
	others := slices.DeleteFunc(slices.Clone(s.Opinions), func(was Opinion) bool { return was.Person == o.Person })
	heard := *s
	heard.Opinions = others
	if err := heard.Judge(f, o); err != nil {
		return err
	}
	*s = heard
	return nil
}

// MayBeGuest refuses who would judge their own, or speak with a second voice.
func (s Submission) MayBeGuest(l GuestLink, actor laurel.PersonID) error {
	switch {
	case actor == "":
		return nil
	case actor == s.Person:
		return laurel.E(laurel.Forbidden, "opinion.own")
	case actor == l.MadeBy:
		return laurel.E(laurel.Forbidden, "guest.inviter")
	case slices.ContainsFunc(s.Opinions, func(o Opinion) bool { return o.Person == actor }):
		return laurel.E(laurel.Conflict, "opinion.twice")
	}
	return nil
}

// Guest is who spoke by a link: what reviewers are told, and learners are not.
type Guest struct {
	Name string
	By   laurel.PersonID // who invited them
}

// IsGuest reports whether an opinion's author is a link, and no account.
func IsGuest(p laurel.PersonID) bool { return laurel.GuestID(p).Tenant() != "" }
