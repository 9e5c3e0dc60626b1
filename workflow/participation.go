package workflow

import (
	"time"

	"example.org/laurel"
)

// MaxPlaces is how many people an activity can have places for.
const MaxPlaces = 100_000

// Access says who may know of an activity.
type Access string

// The two kinds of access. To who is not in a restricted activity it does not exist.
const (
	ForAll     Access = "public"
	Restricted Access = "restricted" // its organisers, who has joined, and who has begun or holds its badge
)

// JoiningMode says how people come to be participants.
type JoiningMode string

// The modes of joining.
const (
	JoiningOff    JoiningMode = "off"    // by invitation only
	JoiningOpen   JoiningMode = "open"   // whoever wants to
	JoiningPlaces JoiningMode = "places" // the first ones; others wait until a place is free
	JoiningAsked  JoiningMode = "asked"  // whoever asks and is accepted by an organiser
)

// Accesses lists them.
func Accesses() []Access { return []Access{ForAll, Restricted} }

// JoiningModes lists them.
func JoiningModes() []JoiningMode {
	return []JoiningMode{JoiningOff, JoiningOpen, JoiningPlaces, JoiningAsked}
}

// Joining is how people join an activity. Its zero value is JoiningOff.
type Joining struct {
	Mode     JoiningMode `json:"mode,omitempty"`
	Places   int         `json:"places,omitempty"`   // with JoiningPlaces
	Required bool        `json:"required,omitempty"` // only who has joined may hand in
}

// fits refuses what no draft may say either.
func (j Joining) fits() error {
	switch j.Mode {
	case "", JoiningOff, JoiningOpen, JoiningPlaces, JoiningAsked:
	default:
		return laurel.E(laurel.Invalid, "joining.mode").At("joining")
	}
	if j.Places < 0 || j.Places > MaxPlaces {
		return noSuchPlaces()
	}
	return nil
}

func (j Joining) check() error {
	if j.Mode == JoiningPlaces && j.Places < 1 {
		return noSuchPlaces()
	}
	return nil
}

func noSuchPlaces() error {
	return laurel.E(laurel.Invalid, "joining.places").With(laurel.Args{"Max": MaxPlaces}).At("places")
}

// settled is the same without what says nothing.
func (j Joining) settled() Joining {
	if j.Mode == "" {
		j.Mode = JoiningOff
	}
	if j.Mode != JoiningPlaces {
		j.Places = 0
	}
	return j
}

// Seat is how somebody stands in an activity. Empty: they never took part.
type Seat string

// The ways to stand in an activity.
const (
	Joined  Seat = "joined"
	Waiting Seat = "waiting" // for a place
	Left    Seat = "left"
	Removed Seat = "removed" // by an organiser, and back by invitation only
	Asked   Seat = "asked"   // to take part
	Refused Seat = "refused" // what they asked for, which they may again
)

// Seats lists them.
func Seats() []Seat { return []Seat{Asked, Waiting, Joined, Left, Refused, Removed} }

// Participation is somebody's part in an activity.
type Participation struct {
	Activity laurel.ActivityID
	Person   laurel.PersonID
	Seat     Seat
	Turn     int64 // who waits with a lower one gets a place first
	Since    time.Time
	Words    string // an organiser's to who was refused or removed
}

// Takes reports whether the person is in the activity, with a place or without.
func (p Participation) Takes() bool { return p.Seat == Joined || p.Seat == Waiting }

// Roll counts the participants of an activity.
type Roll struct {
	Joined  int
	Waiting int
	Turns   int64 // given out so far
}

// Way is how somebody comes to join.
type Way string

// The ways to join.
const (
	ByThemselves Way = "self"
	ByInvitation Way = "invitation" // which opens what is by invitation only
	ByLink       Way = "link"       // which does so, too, but lets nobody back in who was removed
)

// Join gives somebody a place, or a place in the queue, or asks for them. Who has one
// already keeps it, so it can be asked for twice. It is a Conflict where nobody can join, and Forbidden
// for who was removed.
func (p *Participation) Join(a Activity, r *Roll, by Way, now time.Time) error {
	if p.Takes() {
		return nil
	}
	if a.Stage != Published {
		return laurel.E(laurel.Conflict, "activity.stage-"+string(a.Stage))
	}
	if by != ByInvitation && p.Seat == Removed {
		return laurel.E(laurel.Forbidden, "joining.removed")
	}
	if by == ByThemselves {
		if a.Joining.Mode == JoiningOff {
			return laurel.E(laurel.Conflict, "joining.off")
		}
		if a.Joining.Mode == JoiningAsked {
			if p.Seat != Asked {
				p.Seat, p.Turn, p.Since, p.Words = Asked, 0, now, ""
			}
			return nil
		}
	}
	p.sit(a, r, now)
	return nil
}

// sit gives who has none a place, or a place in the queue.
func (p *Participation) sit(a Activity, r *Roll, now time.Time) {
	p.Since, p.Words = now, ""
	if a.Joining.Mode == JoiningPlaces && (r.Waiting > 0 || r.Joined >= a.Joining.Places) {
		r.Turns++
		r.Waiting++
		p.Seat, p.Turn = Waiting, r.Turns
		return
	}
	r.Joined++
	p.Seat, p.Turn = Joined, 0
}

// Leave ends a part, and reports whether a place is free now. What is over stays so,
// but that who has left can be removed yet.
func (p *Participation) Leave(r *Roll, as Seat, now time.Time) (freed bool) {
	switch p.Seat {
	case Joined:
		r.Joined--
		freed = true
	case Waiting:
		r.Waiting--
	case Left:
		if as == Left {
			return false
		}
	case Asked:
	case Removed, Refused, "":
		return false
	}
	p.Seat, p.Turn, p.Since, p.Words = as, 0, now, ""
	return freed
}

// MoveUp gives who waits a place.
func (p *Participation) MoveUp(r *Roll, now time.Time) {
	r.Waiting--
	r.Joined++
	p.Seat, p.Turn, p.Since = Joined, 0, now
}

// Free is how many of those who wait can have a place now.
func (a Activity) Free(r Roll) int {
	if a.Stage != Published {
		return 0
	}
	switch a.Joining.Mode {
	case JoiningOpen:
		return r.Waiting
	case JoiningPlaces:
		return min(r.Waiting, max(0, a.Joining.Places-r.Joined))
	case JoiningOff, JoiningAsked:
	}
	return 0
}

// MayHandIn refuses who has to join first. Who had begun before that was asked may go
// on, unless they have left since.
func (a Activity) MayHandIn(p Participation, begun bool) error {
	switch {
	case !a.Joining.Required || p.Seat == Joined || p.Seat == "" && begun:
		return nil
	case p.Seat == Waiting:
		return laurel.E(laurel.Conflict, "joining.waiting")
	}
	return laurel.E(laurel.Conflict, "joining.required")
}

// Combine makes one part of those that a person has had by two accounts, of which the
// other has ended: what they have of a place stays, but that they were removed stays, too.
func (p *Participation) Combine(other Participation, r *Roll, now time.Time) (freed bool) {
	switch {
	case p.Seat == "":
		who := p.Person
		*p = other
		p.Person = who
		return false
	case p.Seat == Removed || other.Seat == Removed:
		freed = other.Leave(r, Left, now)
		return p.Leave(r, Removed, now) || freed
	case other.Seat == Asked && !p.Takes():
		p.Seat, p.Turn, p.Since, p.Words = Asked, 0, other.Since, ""
		return false
	case p.Seat == Joined || !other.Takes():
		return other.Leave(r, Left, now)
	case p.Seat == Waiting && other.Seat == Waiting:
		p.Turn = min(p.Turn, other.Turn)
		return other.Leave(r, Left, now)
	}
	p.Leave(r, Left, now)
	p.Seat, p.Turn, p.Since = other.Seat, other.Turn, other.Since
	return false
}
