package workflow

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/laurel"
)

// MaxRulingWords is how many letters an organiser's word to a participant may have.
const MaxRulingWords = 1000

// RulingKind is what an organiser does about a participant.
type RulingKind string

// The kinds of rulings.
const (
	RuleAccept RulingKind = "accept"  // who asked to take part
	RuleRefuse RulingKind = "refuse"  // who asked
	RuleRemove RulingKind = "remove"  // who takes part, waits, or has left
	RuleMoveUp RulingKind = "move-up" // who waits: they get a place, though there may be none
)

// RulingKinds lists them.
func RulingKinds() []RulingKind { return []RulingKind{RuleAccept, RuleRefuse, RuleRemove, RuleMoveUp} }

// Ruling is what an organiser does about a participant, with a word to them.
type Ruling struct {
	Kind  RulingKind
	Words string // for RuleRefuse and RuleRemove; may be empty
}

// Check puts the words in form. What is no ruling, or too long, is Invalid.
func (u *Ruling) Check() error {
	u.Words = strings.TrimSpace(u.Words)
	switch u.Kind {
	case RuleRefuse, RuleRemove:
	case RuleAccept, RuleMoveUp:
		u.Words = ""
	default:
		return laurel.E(laurel.Invalid, "ruling.kind").At("do")
	}
	unreadable := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	if !utf8.ValidString(u.Words) || utf8.RuneCountInString(u.Words) > MaxRulingWords || strings.ContainsFunc(u.Words, unreadable) {
		return laurel.E(laurel.Invalid, "ruling.words").With(laurel.Args{"Max": MaxRulingWords}).At("words")
	}
	return nil
}

// Rule changes how somebody stands in an activity, and reports whether a place is free
// now. What stands so already stays; who does not stand as the ruling supposes is a
// Conflict.
func (p *Participation) Rule(a Activity, r *Roll, u Ruling, now time.Time) (freed bool, err error) {
	switch u.Kind {
	case RuleAccept:
		return false, p.accept(a, r, now)
	case RuleRefuse:
		if p.Seat == Refused {
			return false, nil
		}
		if p.Seat != Asked {
			return false, laurel.E(laurel.Conflict, "ruling.not-asked")
		}
		p.Seat, p.Turn, p.Since, p.Words = Refused, 0, now, u.Words
	case RuleMoveUp:
		if p.Seat == Joined {
			return false, nil
		}
		if p.Seat != Waiting {
			return false, laurel.E(laurel.Conflict, "ruling.not-waiting")
		}
		p.MoveUp(r, now)
	case RuleRemove:
		if p.Seat == Removed {
			return false, nil
		}
		if !p.Takes() && p.Seat != Left {
			return false, laurel.E(laurel.Conflict, "ruling.not-in")
		}
		freed = p.Leave(r, Removed, now)
		p.Words = u.Words
	}
	return freed, nil
}

func (p *Participation) accept(a Activity, r *Roll, now time.Time) error {
	switch {
	case p.Takes():
		return nil
	case p.Seat != Asked:
		return laurel.E(laurel.Conflict, "ruling.not-asked")
	case a.Stage != Published:
		return laurel.E(laurel.Conflict, "activity.stage-"+string(a.Stage))
	}
	p.sit(a, r, now)
	return nil
}
