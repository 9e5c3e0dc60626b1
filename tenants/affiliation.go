package tenants

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
)

// Standing says how an organisation stands in a city.
type Standing string

// The standings of an organisation in a city.
const (
	StandsNowhere   Standing = ""          // never had anything to do with the city
	StandsRequested Standing = "requested" // has applied
	StandsActive    Standing = "active"
	StandsSuspended Standing = "suspended" // can neither publish nor award there; what it awarded still verifies
	StandsLeft      Standing = "left"
	StandsDeclined  Standing = "declined"
	// StandsInvited is what a city's table says of one that has not answered yet.
	// It is not kept in an affiliation: it may not even be known which organisation will.
	StandsInvited Standing = "invited"
)

// Standings lists those that an affiliation can have, in the order of the city's table.
func Standings() []Standing {
	return []Standing{StandsActive, StandsRequested, StandsSuspended, StandsDeclined, StandsLeft}
}

// Admission says how organisations come into a city. The zero value is not one;
// a city that has chosen none is AdmitInvited.
type Admission string

// The admissions.
const (
	AdmitInvited Admission = "invitation"  // only by an invitation
	AdmitAsked   Admission = "application" // may apply; the city approves or declines
	AdmitAll     Admission = "open"        // may apply, and are active at once
)

// CheckAdmission refuses what is none.
func CheckAdmission(a Admission) error {
	if !slices.Contains([]Admission{AdmitInvited, AdmitAsked, AdmitAll}, a) {
		return laurel.E(laurel.Invalid, "admission.unknown").At("admission")
	}
	return nil
}

// MayOffer refuses what an organisation may not offer on the site of a city now, or
// on the platform's own where city is empty: it is suspended there, or active in no
// city at all. Where it has nothing to do with the city, what is done there counts
// for no city, and the second holds.
func MayOffer(standings map[laurel.TenantID]Standing, city laurel.TenantID) error {
	if city != "" && standings[city] == StandsSuspended {
		return laurel.E(laurel.Forbidden, "affiliation.suspended-here")
	}
	refusal := laurel.E(laurel.Forbidden, "affiliation.active-nowhere")
	for _, s := range standings {
		switch s {
		case StandsActive:
			return nil
		case StandsSuspended:
			refusal = laurel.E(laurel.Forbidden, "affiliation.suspended")
		case StandsNowhere, StandsRequested, StandsLeft, StandsDeclined, StandsInvited:
		}
	}
	return refusal
}

// Move is a step from one standing to another. It is stored, and names letters
// and entries of the audit trail: "affiliation." + Move.
type Move string

// The moves. The first three are the organisation's, the others the city's.
const (
	MoveApply      Move = "requested"
	MoveAccept     Move = "accepted" // an invitation
	MoveLeave      Move = "left"
	MoveJoin       Move = "joined" // MoveApply in a city that admits all
	MoveFound      Move = "founded"
	MoveApprove    Move = "approved"
	MoveDecline    Move = "declined"
	MoveSuspend    Move = "suspended"
	MoveReactivate Move = "reactivated"
)

// step says from where a move leads where to, and whether it has to be explained.
type step struct {
	from   []Standing
	to     Standing
	reason bool
}

// step of a move; an unknown one leads from nowhere.
func (m Move) step() step {
	outside := []Standing{StandsNowhere, StandsDeclined, StandsLeft}
	switch m {
	case MoveApply:
		return step{from: outside, to: StandsRequested}
	case MoveJoin:
		return step{from: []Standing{StandsNowhere, StandsLeft}, to: StandsActive}
	case MoveAccept, MoveFound:
		return step{from: append(outside, StandsRequested), to: StandsActive}
	case MoveApprove:
		return step{from: []Standing{StandsRequested}, to: StandsActive}
	case MoveDecline:
		return step{from: []Standing{StandsRequested}, to: StandsDeclined, reason: true}
	case MoveSuspend:
		return step{from: []Standing{StandsActive}, to: StandsSuspended, reason: true}
	case MoveReactivate:
		return step{from: []Standing{StandsSuspended}, to: StandsActive}
	case MoveLeave:
		// Who is suspended stays so: leaving and coming back would undo it.
		return step{from: []Standing{StandsRequested, StandsActive}, to: StandsLeft}
	}
	return step{}
}

// ByCity reports whether the move is one that a city makes with an organisation.
func (m Move) ByCity() bool {
	return slices.Contains([]Move{MoveApprove, MoveDecline, MoveSuspend, MoveReactivate}, m)
}

// Moves lists what a city can do with an organisation that stands so.
func (s Standing) Moves() []Move {
	var list []Move
	for _, m := range []Move{MoveApprove, MoveDecline, MoveSuspend, MoveReactivate} {
		if slices.Contains(m.step().from, s) {
			list = append(list, m)
		}
	}
	return list
}

// Explained reports whether the move needs a reason.
func (m Move) Explained() bool { return m.step().reason }

// Verification says whether a city vouches for an organisation.
type Verification string

// The states of a verification.
const (
	VerificationNone      Verification = "none"
	VerificationRequested Verification = "requested"
	Verified              Verification = "verified"
	VerificationDeclined  Verification = "declined"
)

// Verifications lists the states, in the order of the city's filter.
func Verifications() []Verification {
	return []Verification{VerificationRequested, Verified, VerificationDeclined, VerificationNone}
}

// Affiliation is an organisation's place in a city.
type Affiliation struct {
	City         laurel.TenantID
	Organisation laurel.TenantID
	Name         string // of the organisation
	Email        string // where it gets letters from anybody
	Standing     Standing
	Since        time.Time
	Reason       string // why it stands so, for the organisation to read
	Verification Verification
	VerifiedWhy  string   // why its verification stands so
	Document     Document // that was handed in to be verified
	Version      int      // grows with each change; 0: nothing is kept yet
}

// Document is an uploaded file that shows what an organisation is.
type Document struct {
	Media string // name in tenants/media, of the city; empty: none
	Name  string // as its owner calls it
}

const maxReason = 1000

// Go makes a move, for a reason that may be empty where none is needed.
func (a *Affiliation) Go(m Move, reason string, now time.Time) error {
	reason, err := checkReason(reason, m.step().reason)
	if err != nil {
		return err
	}
	if s := m.step(); !slices.Contains(s.from, a.Standing) {
		return refusedMove(a.Standing, m)
	}
	a.Standing, a.Since, a.Reason = m.step().to, now, reason
	return nil
}

// refusedMove says why a move does not lead anywhere from here.
func refusedMove(from Standing, m Move) error {
	switch {
	case from == StandsSuspended && !m.ByCity():
		return laurel.E(laurel.Conflict, "affiliation.is-suspended")
	case from == StandsActive && !m.ByCity():
		return laurel.E(laurel.Conflict, "affiliation.is-active")
	case from == StandsRequested && m == MoveApply:
		return laurel.E(laurel.Conflict, "affiliation.is-requested")
	}
	return laurel.E(laurel.Conflict, "affiliation.illegal")
}

func checkReason(reason string, needed bool) (string, error) {
	reason = strings.TrimSpace(strings.ReplaceAll(reason, "\r\n", "\n"))
	switch {
	case needed && reason == "":
		return "", laurel.E(laurel.Invalid, "affiliation.reason").At("reason")
	case utf8.RuneCountInString(reason) > maxReason || !utf8.ValidString(reason) || strings.ContainsRune(reason, 0):
		return "", laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxReason}).At("reason")
	}
	return reason, nil
}

// AskVerification hands in a document, in place of one that was not looked at
// yet or was declined.
func (a *Affiliation) AskVerification(d Document) error {
	if a.Standing != StandsActive && a.Standing != StandsRequested {
		return laurel.E(laurel.Conflict, "verification.not-active")
	}
	if a.Verification == Verified {
		return laurel.E(laurel.Conflict, "verification.is-verified")
	}
	d.Name = strings.TrimSpace(d.Name)
	if !isLine(d.Name, maxName) {
		d.Name = "document"
	}
	a.Verification, a.VerifiedWhy, a.Document = VerificationRequested, "", d
	return nil
}

// Verify decides: Verified or VerificationDeclined about what was handed in,
// VerificationNone to take the mark away. All but Verified need a reason.
func (a *Affiliation) Verify(to Verification, reason string) error {
	reason, err := checkReason(reason, to != Verified)
	if err != nil {
		return err
	}
	asked := a.Verification == VerificationRequested && (to == Verified || to == VerificationDeclined)
	removed := a.Verification == Verified && to == VerificationNone
	if !asked && !removed {
		return laurel.E(laurel.Conflict, "verification.illegal")
	}
	a.Verification, a.VerifiedWhy = to, reason
	return nil
}

// VouchedFor reports whether the public is told that the city has verified the
// organisation.
func (a Affiliation) VouchedFor() bool {
	return a.Standing == StandsActive && a.Verification == Verified
}
