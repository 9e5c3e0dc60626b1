package workflow

import (
	"slices"
	"strconv"
	"strings"

	"example.org/laurel"
)

// Bounds of an activity's badges.
const (
	MaxBadges    = 6     // of one activity at once
	MaxNumber    = 1_000 // that a badge of an activity can have
	MaxLevel     = 5     // stars; 0 is none
	firstBadge   = 1     // the number of the badge that has the activity's name
	mostEditions = 1_000_000
)

// BadgeDraft is one badge of an activity as an organiser writes it. What the first
// one is called and tells of itself stands with its activity.
type BadgeDraft struct {
	Number      int         `json:"number,omitempty"` // within its activity, from 1; it stays with the badge. 0: it is new
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Level       int         `json:"level,omitempty"` // 0 to MaxLevel
	Requires    Requirement `json:"requires,omitzero"`
	Tasks       []TaskDraft `json:"tasks"`
}

// Badge is one badge of an activity in all its editions.
type Badge struct {
	Editions []Edition            // the oldest first; at least one
	InForce  laurel.AchievementID // empty: it can be begun no more
}

// Number is the badge's within its activity.
func (b Badge) Number() int { return b.Last().Achievement.Number }

// Last is its newest edition.
func (b Badge) Last() Edition { return b.Editions[len(b.Editions)-1] }

// Has reports whether an achievement is one of its editions.
func (b Badge) Has(id laurel.AchievementID) bool {
	return slices.ContainsFunc(b.Editions, func(e Edition) bool { return e.Achievement.ID == id })
}

// Badges sorts the editions of an activity's badges, the oldest of each first, into
// the badges: those in force in their order, and after them those that were taken
// out. An activity from before there were several has its one badge in force.
func Badges(editions []Edition, inForce []laurel.AchievementID) []Badge {
	var list []Badge
	for _, e := range editions {
		i := slices.IndexFunc(list, func(b Badge) bool { return b.Number() == e.Achievement.Number })
		if i < 0 {
			list = append(list, Badge{})
			i = len(list) - 1
		}
		list[i].Editions = append(list[i].Editions, e)
	}
	if len(inForce) == 0 && len(list) > 0 {
		inForce = []laurel.AchievementID{list[0].Last().Achievement.ID}
	}
	place := func(b Badge) int {
		if i := slices.Index(inForce, b.Last().Achievement.ID); i >= 0 {
			return i
		}
		return len(inForce) + b.Number()
	}
	slices.SortFunc(list, func(a, b Badge) int { return place(a) - place(b) })
	for i := range list {
		if last := list[i].Last().Achievement.ID; slices.Contains(inForce, last) {
			list[i].InForce = last
		}
	}
	return list
}

// Numbered gives new badges of the draft the next free numbers, and each badge that
// requires one of its own activity's the activity's id. most is the highest number
// that a badge of the activity ever had.
func (d Draft) Numbered(id laurel.ActivityID, most int) Draft {
	most = max(most, firstBadge)
	for _, b := range d.Badges {
		most = max(most, b.Number)
	}
	d.Badges = slices.Clone(d.Badges)
	for i := range d.Badges {
		if d.Badges[i].Number == 0 {
			most++
			d.Badges[i].Number = most
		}
	}
	return d.Moved("", id)
}

// Moved lets badges that require one of activity from require that of activity to
// instead: the draft is copied from one to the other.
func (d Draft) Moved(from, to laurel.ActivityID) Draft {
	d.Requires = d.Requires.moved(from, to)
	d.Badges = slices.Clone(d.Badges)
	for i := range d.Badges {
		d.Badges[i].Requires = d.Badges[i].Requires.moved(from, to)
	}
	return d
}

// badges are all of the draft's, the activity's own first.
func (d Draft) badges() []BadgeDraft {
	first := BadgeDraft{Number: firstBadge, Name: d.Title, Description: d.BadgeDescription, Level: d.Level,
		Requires: d.Requires, Tasks: d.Tasks}
	return append([]BadgeDraft{first}, d.Badges...)
}

// path leads to the fields of the draft's badge i: those of the first are the draft's.
func badgePath(i int) string {
	if i == 0 {
		return ""
	}
	return "badges[" + strconv.Itoa(i-1) + "]."
}

// checkBadges refuses badges that cannot be published.
func (d Draft) checkBadges(id laurel.ActivityID) error {
	for i, b := range d.badges() {
		path := badgePath(i)
		if i > 0 && (!isText(b.Name, 1, MaxTitle) || !isLine(b.Name)) {
			return tooLong("badge.name", path+"name", MaxTitle)
		}
		if err := b.Requires.check(BadgeKey{id, b.Number}, path); err != nil {
			return err
		}
		if err := b.checkTasks(path); err != nil {
			return err
		}
		for _, other := range d.badges()[:i] {
			if strings.EqualFold(strings.TrimSpace(b.Name), strings.TrimSpace(other.Name)) {
				return laurel.E(laurel.Invalid, "badge.same-name").With(laurel.Args{"Name": b.Name}).At(path + "name")
			}
		}
	}
	return nil
}

// checkTasks refuses a badge that would be had for nothing: it has a task that is not
// optional, or requires other badges.
func (b BadgeDraft) checkTasks(path string) error {
	if len(b.Requires.Badges) == 0 {
		switch {
		case len(b.Tasks) == 0:
			return laurel.E(laurel.Invalid, "activity.tasks").With(laurel.Args{"Max": MaxTasks}).At(path + "tasks")
		case !slices.ContainsFunc(b.Tasks, func(t TaskDraft) bool { return !t.Optional }):
			return laurel.E(laurel.Invalid, "activity.all-optional").At(path + "tasks")
		}
	}
	for i, t := range b.Tasks {
		if err := t.check(path + "tasks[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
	}
	return nil
}

// fitBadges refuses of badges what is too much even for a draft.
func (d Draft) fitBadges() error {
	if len(d.Badges) >= MaxBadges {
		return laurel.E(laurel.Invalid, "badge.too-many").With(laurel.Args{"Max": MaxBadges}).At("badges")
	}
	numbers := map[int]bool{0: true}
	for i, b := range d.badges() {
		path := badgePath(i)
		switch {
		case numbers[b.Number] && b.Number != 0 || b.Number < 0 || b.Number > MaxNumber || i > 0 && b.Number == firstBadge:
			return laurel.E(laurel.Invalid, "badge.number").With(laurel.Args{"Max": MaxNumber}).At(path + "number")
		case i > 0 && !isText(b.Name, 0, MaxTitle):
			return tooLong("badge.name", path+"name", MaxTitle)
		case i > 0 && !isText(b.Description, 0, MaxPrompt):
			return tooLong("error.too-long", path+"description", MaxPrompt)
		case b.Level < 0 || b.Level > MaxLevel:
			return laurel.E(laurel.Invalid, "badge.level").With(laurel.Args{"most": MaxLevel}).At(path + "level")
		case len(b.Tasks) > MaxTasks:
			return laurel.E(laurel.Invalid, "activity.tasks").With(laurel.Args{"Max": MaxTasks}).At(path + "tasks")
		case len(b.Requires.Badges) > MaxRequired:
			return laurel.E(laurel.Invalid, "requires.too-many").With(laurel.Args{"Max": MaxRequired}).At(path + "requires")
		}
		numbers[b.Number] = true
		for j, t := range b.Tasks {
			if !isText(t.Prompt, 0, MaxPrompt) {
				return tooLong("task.prompt", path+"tasks["+strconv.Itoa(j)+"].prompt", MaxPrompt)
			}
		}
	}
	return nil
}

// criteria says in words of the organiser what has to be done: the prompts of the
// tasks that are not optional, and the names of the badges that are required.
func (b BadgeDraft) criteria() string {
	var w strings.Builder
	for i, t := range b.Tasks {
		if t.Optional {
			continue
		}
		if len(b.Tasks) > 1 {
			w.WriteString(strconv.Itoa(i+1) + ". ")
		}
		w.WriteString(strings.TrimSpace(t.Prompt) + "\n")
	}
	if n := len(b.Requires.Badges); n > 0 {
		w.WriteString("\n**" + strconv.Itoa(b.Requires.Least()) + " / " + strconv.Itoa(n) + "**\n\n")
		for _, r := range b.Requires.Badges {
			w.WriteString("- " + r.Name + "\n")
		}
	}
	return strings.TrimSpace(w.String())
}
