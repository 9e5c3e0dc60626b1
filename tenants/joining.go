package tenants

import (
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
)

// Door says whether people may ask an organisation to let them join.
type Door string

// The two ways a door can be.
const (
	Open   Door = "open"
	Closed Door = "closed" // people come by invitation only
)

// JoinState says what has become of somebody's request to join.
type JoinState string

// The states of a request to join.
const (
	JoinRequested JoinState = "requested"
	JoinApproved  JoinState = "approved"
	JoinDeclined  JoinState = "declined"
	JoinWithdrawn JoinState = "withdrawn"
)

// MaxJoinText is how long what is said with a request may be, and the reason for
// declining it, in characters.
const MaxJoinText = 1000

// Join is a person's request to join an organisation. There is one for each
// person: who was declined may ask again, and it begins anew.
type Join struct {
	Person    laurel.PersonID
	State     JoinState
	Words     string // of the person who asks
	Reason    string // of a declined one
	AskedAt   time.Time
	DecidedAt time.Time
}

// Ask makes a request to join. Earlier is the person's last one; its zero value
// means there is none.
func Ask(earlier Join, p laurel.PersonID, words string, now time.Time) (Join, error) {
	if earlier.State == JoinRequested {
		return Join{}, laurel.E(laurel.Conflict, "join.pending")
	}
	words, err := joinText(words, "words")
	if err != nil {
		return Join{}, err
	}
	return Join{Person: p, State: JoinRequested, Words: words, AskedAt: now}, nil
}

// Withdraw takes the request back.
func (j *Join) Withdraw(now time.Time) error { return j.end(JoinWithdrawn, now) }

// Approve says yes to the request.
func (j *Join) Approve(now time.Time) error { return j.end(JoinApproved, now) }

// Decline says no, and why.
func (j *Join) Decline(reason string, now time.Time) error {
	if j.State != JoinRequested {
		return laurel.E(laurel.Conflict, "join.decided")
	}
	reason, err := joinText(reason, "reason")
	if err != nil {
		return err
	}
	if reason == "" {
		return laurel.E(laurel.Invalid, "join.reason").At("reason")
	}
	j.Reason = reason
	return j.end(JoinDeclined, now)
}

func (j *Join) end(s JoinState, now time.Time) error {
	if j.State != JoinRequested {
		return laurel.E(laurel.Conflict, "join.decided")
	}
	j.State, j.DecidedAt = s, now
	return nil
}

func joinText(s, field string) (string, error) {
	s = strings.TrimSpace(s)
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || utf8.RuneCountInString(s) > MaxJoinText {
		return "", laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": MaxJoinText}).At(field)
	}
	return s, nil
}
