package tenants

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"example.org/laurel"
)

// ApproversTopic is what replicas tell each other by when the list of approvers has
// changed.
const ApproversTopic = "approvers"

// LongestReason is how long the reason may be for which an approver was disabled, in
// characters.
const LongestReason = 500

// ApproverState says what an approver is asked.
type ApproverState string

// The states of an approver. A withdrawn one is not even asked about what began with it.
const (
	InService ApproverState = "in-service"
	Disabled  ApproverState = "disabled" // no flow may name it any more; what began with it goes on
	Withdrawn ApproverState = "withdrawn"
)

// Approver is a program that decides about evidence, as an operator has added it.
type Approver struct {
	Owner      laurel.TenantID // the one tenant that it is for; laurel.Platform: it is for all
	Key        string          // as in "words@1"
	Title      string          // as it calls itself
	Executable string          // its path within the folder
	Args       []string
	Digest     string // of the folder, as package host has it; empty: it is built in
	Archive    string // the folder's name in the store of files, among the owner's

	State     ApproverState
	Reason    string // why it is disabled or withdrawn
	ChangedAt time.Time
	AddedBy   laurel.PersonID // empty: on the command line
	AddedAt   time.Time

	Trouble    string // why a host has retired it; empty: none has, or it was put back since
	TroubledAt time.Time
	Revivals   int // how often it was put back into service

	Flows       int // in force, that name it
	Submissions int // undecided, whose flow names it
	CountedAt   time.Time
}

// BuiltIn reports whether it is a part of this program.
func (a Approver) BuiltIn() bool { return a.Digest == "" }

// Name is what all its versions have in common.
func (a Approver) Name() string {
	name, _, _ := strings.Cut(a.Key, "@")
	return name
}

// Number is that of its version; 0 where the key has none.
func (a Approver) Number() int {
	_, version, _ := strings.Cut(a.Key, "@")
	n, err := strconv.Atoi(version)
	if err != nil {
		return 0
	}
	return n
}

// Supersedes reports whether a takes the place of b in new flows.
func (a Approver) Supersedes(b Approver) bool {
	return a.Owner == b.Owner && a.Name() == b.Name() && a.State == InService && a.Number() > b.Number()
}

// Clashes reports whether some tenant would have two approvers of one key.
func (a Approver) Clashes(b Approver) bool {
	return a.Key == b.Key && (a.Owner == b.Owner || a.Owner == laurel.Platform || b.Owner == laurel.Platform)
}

// Needed reports whether anything may still be put to it: it is offered to new flows,
// since the newest of its name does not supersede it, or something names it, as far as
// was counted since it last changed.
func (a Approver) Needed(newest Approver) bool {
	if a.State == InService && !newest.Supersedes(a) || a.CountedAt.Before(a.ChangedAt) {
		return true
	}
	return a.Flows > 0 || a.Submissions > 0
}

// Turn returns the approver in another state, for a reason that is the reader's to
// see; in service it has none.
func (a Approver) Turn(to ApproverState, reason string, now time.Time) (Approver, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case a.BuiltIn():
		return a, laurel.E(laurel.Invalid, "approver.built-in").With(laurel.Args{"Approver": a.Key})
	case to != InService && to != Disabled && to != Withdrawn:
		return a, laurel.E(laurel.Invalid, "approver.state").At("state")
	case len([]rune(reason)) > LongestReason:
		return a, laurel.E(laurel.Invalid, "approver.reason").With(laurel.Args{"Max": LongestReason}).At("reason")
	}
	if to == InService {
		reason = ""
	}
	a.State, a.Reason, a.ChangedAt = to, reason, now
	return a, nil
}

// CompareApprovers orders by name, then version, then whose they are.
func CompareApprovers(a, b Approver) int {
	return cmp.Or(cmp.Compare(a.Name(), b.Name()), cmp.Compare(a.Number(), b.Number()), cmp.Compare(a.Owner, b.Owner))
}
