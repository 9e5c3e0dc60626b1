package workflow

import (
	"slices"
	"strconv"
	"strings"

	"example.org/laurel"
)

// MaxRequired is how many badges one badge can require.
const MaxRequired = 20

// BadgeKey tells which badge of an organisation is meant, whatever its edition.
type BadgeKey struct {
	Activity laurel.ActivityID `json:"activity"`
	Number   int               `json:"number"` // within the activity, from 1
}

// String is the key as forms send it: the activity's id, a slash, the number.
func (k BadgeKey) String() string { return string(k.Activity) + "/" + strconv.Itoa(k.Number) }

// ReadBadgeKey reads what String writes; what is none is the zero key.
func ReadBadgeKey(s string) BadgeKey {
	id, number, _ := strings.Cut(s, "/")
	n, err := strconv.Atoi(number)
	if err != nil || n < firstBadge || n > MaxNumber || laurel.ActivityID(id).Tenant() == "" {
		return BadgeKey{}
	}
	return BadgeKey{Activity: laurel.ActivityID(id), Number: n}
}

// Required is a badge that another one requires.
type Required struct {
	BadgeKey
	Name string `json:"name"` // as it was called when this was published
}

// Requirement is which other badges of the organisation somebody has to hold, in
// whichever edition, before a badge is awarded.
type Requirement struct {
	Needed int        `json:"needed,omitempty"` // of Badges; 0: all
	Badges []Required `json:"badges,omitempty"`
}

// Least is how many of the badges are needed.
func (r Requirement) Least() int {
	if r.Needed == 0 {
		return len(r.Badges)
	}
	return r.Needed
}

// MetBy reports whether who holds some badges holds enough of them.
func (r Requirement) MetBy(holds map[BadgeKey]bool) bool {
	n := 0
	for _, b := range r.Badges {
		n += count(holds[b.BadgeKey])
	}
	return n >= r.Least()
}

// Keys are the badges that are required.
func (r Requirement) Keys() []BadgeKey {
	keys := make([]BadgeKey, len(r.Badges))
	for i, b := range r.Badges {
		keys[i] = b.BadgeKey
	}
	return keys
}

func (r Requirement) same(other Requirement) bool {
	return r.Least() == other.Least() && slices.EqualFunc(r.Badges, other.Badges,
		func(a, b Required) bool { return a.BadgeKey == b.BadgeKey })
}

// check refuses what no badge at key can require; path leads to it.
func (r Requirement) check(key BadgeKey, path string) error {
	if len(r.Badges) > MaxRequired {
		return laurel.E(laurel.Invalid, "requires.too-many").With(laurel.Args{"Max": MaxRequired}).At(path + "requires")
	}
	if r.Needed < 0 || r.Needed > len(r.Badges) {
		return laurel.E(laurel.Invalid, "requires.needed").With(laurel.Args{"Max": len(r.Badges)}).At(path + "requires.needed")
	}
	seen := map[BadgeKey]bool{key: true}
	for _, b := range r.Badges {
		switch {
		case b.BadgeKey == key:
			return laurel.E(laurel.Invalid, "requires.itself").At(path + "requires")
		case seen[b.BadgeKey]:
			return laurel.E(laurel.Invalid, "requires.twice").With(laurel.Args{"Name": b.Name}).At(path + "requires")
		}
		seen[b.BadgeKey] = true
	}
	return nil
}

// Requirements is what each badge of an organisation requires.
type Requirements map[BadgeKey][]BadgeKey

// Circle returns badges each of which requires the next, and the last of which is the
// first again, beginning with from; none where nothing leads back to it.
func (r Requirements) Circle(from BadgeKey) []BadgeKey {
	before := map[BadgeKey]BadgeKey{}
	queue := []BadgeKey{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, next := range r[at] {
			if next == from {
				return wayTo(before, from, at)
			}
			if _, seen := before[next]; !seen {
				before[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// wayTo is the circle from a badge to the one that leads back to it.
func wayTo(before map[BadgeKey]BadgeKey, from, last BadgeKey) []BadgeKey {
	way := []BadgeKey{from}
	for at := last; at != from; at = before[at] {
		way = append(way, at)
	}
	way = append(way, from)
	slices.Reverse(way)
	return way
}

// moved lets what was required of one activity be required of another.
func (r Requirement) moved(from, to laurel.ActivityID) Requirement {
	r.Badges = slices.Clone(r.Badges)
	for i := range r.Badges {
		if r.Badges[i].Activity == from {
			r.Badges[i].Activity = to
		}
	}
	return r
}

// Required are the badges that those of the draft require.
func (d Draft) Required() []BadgeKey {
	var keys []BadgeKey
	for _, b := range d.badges() {
		keys = append(keys, b.Requires.Keys()...)
	}
	return keys
}

// Keys are the draft's badges, of an activity, its own first.
func (d Draft) Keys(id laurel.ActivityID) []BadgeKey {
	var keys []BadgeKey
	for _, b := range d.badges() {
		keys = append(keys, BadgeKey{id, b.Number})
	}
	return keys
}

// Requirements is what the draft's badges require, and enters in names what they are
// called.
func (d Draft) Requirements(id laurel.ActivityID, names map[BadgeKey]string) Requirements {
	all := Requirements{}
	for _, b := range d.badges() {
		key := BadgeKey{id, b.Number}
		all[key], names[key] = b.Requires.Keys(), strings.TrimSpace(b.Name)
	}
	return all
}

// Named notes what the badges are called that the draft's badges require: those of
// the draft itself, and what called says of others. path leads to the fields of the
// badge that requires it.
func (d Draft) Named(id laurel.ActivityID, called func(path string, r Required) (string, error)) (Draft, error) {
	own := map[BadgeKey]string{}
	d.Requirements(id, own)
	name := func(r Requirement, path string) (Requirement, error) {
		r.Badges = slices.Clone(r.Badges)
		for i := range r.Badges {
			var ok bool
			var err error
			if r.Badges[i].Name, ok = own[r.Badges[i].BadgeKey]; ok {
				continue
			}
			if r.Badges[i].Name, err = called(path, r.Badges[i]); err != nil {
				return r, err
			}
		}
		return r, nil
	}
	var err error
	if d.Requires, err = name(d.Requires, ""); err != nil {
		return d, err
	}
	d.Badges = slices.Clone(d.Badges)
	for i := range d.Badges {
		if d.Badges[i].Requires, err = name(d.Badges[i].Requires, badgePath(i+1)); err != nil {
			return d, err
		}
	}
	return d, nil
}

// Earned reports whether somebody has all that a badge asks for: its tasks that are
// not optional, and the badges that it requires.
func (a Achievement) Earned(tasks []Task, approved map[laurel.TaskID]bool, holds map[BadgeKey]bool) bool {
	if len(tasks) == 0 && len(a.Requires.Badges) == 0 {
		return false
	}
	for _, t := range tasks {
		if !t.Optional && !approved[t.ID] {
			return false
		}
	}
	return a.Requires.MetBy(holds)
}
