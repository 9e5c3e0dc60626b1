package workflow

import (
	"slices"
	"strings"
	"time"

	"example.org/laurel"
)

// Edition is an edition of a badge with all that belongs to it.
type Edition struct {
	Achievement Achievement
	Tasks       []Task
	Flows       []Flow // that of each task which is in force, in the order of the tasks
}

// DraftOf is what an organiser finds in the editor of a published activity with its
// badges.
func DraftOf(a Activity, badges []Badge) Draft {
	d := Draft{Title: a.Title, Description: a.Description, Language: a.Language, Kind: a.Kind, Category: a.Category, Tags: a.Tags,
		Links: a.Links, Attachments: a.Attachments, Minutes: a.Minutes, Cover: a.Cover, Reach: a.Reach,
		Cities: a.Cities, Shelf: a.Shelf, Occasion: a.Occasion,
		Access: a.Access, Joining: a.Joining, Skills: a.Skills}
	for i, badge := range badges {
		if badge.InForce == "" {
			continue
		}
		b := badge.Last().draft()
		if i == 0 {
			d.BadgeDescription, d.Level, d.Requires, d.Tasks = b.Description, b.Level, b.Requires, b.Tasks
			continue
		}
		d.Badges = append(d.Badges, b)
	}
	return d
}

func (e Edition) draft() BadgeDraft {
	a := e.Achievement
	b := BadgeDraft{Number: a.Number, Name: a.Name, Description: a.Description, Level: a.Level,
		Requires: Requirement{Needed: a.Requires.Needed, Badges: slices.Clone(a.Requires.Badges)}}
	for i, t := range e.Tasks {
		b.Tasks = append(b.Tasks, TaskDraft{Prompt: t.Prompt, Optional: t.Optional, Asks: t.Asks, Steps: e.Flows[i].Steps})
	}
	return b
}

// Republish checks the draft and makes the next revision of a published activity.
// Where it says something else of a badge or asks for something else, that is the
// badge's next edition: who holds the one before, or has begun it, stays with it. An
// approval flow alone gets an edition of its own. A badge that the draft does not have
// any more can be begun by nobody. An archived activity is a Conflict.
func (d Draft) Republish(was Activity, badges []Badge, now time.Time) (Publication, error) {
	if was.Stage != Published {
		return Publication{}, laurel.E(laurel.Conflict, "activity.stage-"+string(was.Stage))
	}
	d = d.Numbered(was.ID, MostNumber(badges))
	if err := d.check(was.ID); err != nil {
		return Publication{}, err
	}
	p := Publication{Activity: d.activity(was.ID, was.PublishedAt)}
	p.Activity.Revision = was.Revision + 1
	for i, b := range d.badges() {
		next := d.next(p.Activity, b, badges, now)
		if i == 0 {
			p.PublishedBadge = next
		} else {
			p.More = append(p.More, next)
		}
	}
	p.Activity.Badges = p.inForce()
	return p, nil
}

// MostNumber is the highest number of some badges.
func MostNumber(badges []Badge) int {
	most := firstBadge
	for _, b := range badges {
		most = max(most, b.Number())
	}
	return most
}

// next is a badge after the publication of what is written of it.
func (d Draft) next(a Activity, b BadgeDraft, badges []Badge, now time.Time) PublishedBadge {
	i := slices.IndexFunc(badges, func(was Badge) bool { return was.Number() == b.Number })
	if i < 0 {
		return b.edition(d.badge(a, b), 1, now)
	}
	e := badges[i].Last()
	if !d.asksTheSame(a, b, e) {
		return b.edition(d.badge(a, b), e.Achievement.Edition+1, now)
	}
	next := PublishedBadge{Achievement: e.Achievement}
	for i, t := range e.Tasks {
		if sameSteps(b.Tasks[i].Steps, e.Flows[i].Steps) {
			continue
		}
		next.Flows = append(next.Flows, Flow{ID: laurel.NewID[laurel.FlowID](a.Tenant(), now), Task: t.ID,
			Edition: e.Flows[i].Edition + 1, Steps: b.Tasks[i].Steps, MadeAt: now})
	}
	return next
}

// asksTheSame reports whether an edition stays true of a badge that the draft
// describes. That a badge which it requires has another name meanwhile changes nothing.
func (d Draft) asksTheSame(a Activity, b BadgeDraft, e Edition) bool {
	was := e.Achievement
	if !b.Requires.same(was.Requires) {
		return false
	}
	b.Requires = was.Requires
	is := d.badge(a, b)
	if is.Name != was.Name || is.Description != was.Description || is.Criteria != was.Criteria || is.Language != was.Language ||
		is.Level != was.Level || is.Kind != was.Kind || is.Cover != was.Cover || !slices.Equal(is.Tags, was.Tags) ||
		!sameSkills(is.Skills, was.Skills) {
		return false
	}
	return slices.EqualFunc(b.Tasks, e.Tasks, func(is TaskDraft, was Task) bool {
		return is.Optional == was.Optional && was.AsksTheSame(Task{Prompt: is.Prompt, Asks: is.Asks})
	})
}

// AsksTheSame reports whether two tasks ask for the same evidence in the same words.
func (t Task) AsksTheSame(u Task) bool { return t.Prompt == u.Prompt && slices.Equal(t.Asks, u.Asks) }

// Archive takes a published activity out of the catalogues: nobody can begin it any
// more. Who has begun may finish, and who holds its badge keeps it.
func (a *Activity) Archive() error { return a.move(Published, Archived) }

// Restore publishes an archived activity again, as it was.
func (a *Activity) Restore() error { return a.move(Archived, Published) }

func (a *Activity) move(from, to Stage) error {
	if a.Stage != from {
		return laurel.E(laurel.Conflict, "activity.stage-"+string(a.Stage))
	}
	a.Stage = to
	a.Revision++
	return nil
}

// Difference is one thing that two editions of a badge do not say alike.
type Difference struct {
	Field    string // "name", "description", "criteria", "level", "language", "kind", "picture", "tags", "skills"
	Was, Now string // as it is read; empty where words would not show it, as of a picture
}

// Differences lists what an edition says that the one before it did not.
func Differences(was, now Achievement) []Difference {
	var list []Difference
	add := func(field, a, b string) {
		if a != b {
			list = append(list, Difference{Field: field, Was: a, Now: b})
		}
	}
	add("name", was.Name, now.Name)
	add("description", was.Description, now.Description)
	add("criteria", was.Criteria, now.Criteria)
	add("level", was.Stars(), now.Stars())
	add("language", was.Language, now.Language)
	add("kind", string(was.Kind), string(now.Kind))
	add("tags", lines(was.Tags), lines(now.Tags))
	if !sameSkills(was.Skills, now.Skills) {
		add("skills", lines(was.Skills), lines(now.Skills))
	}
	if was.Cover != now.Cover {
		list = append(list, Difference{Field: "picture"})
	}
	return list
}

func lines[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, each := range list {
		words[i] = string(each)
	}
	return strings.Join(words, "\n")
}
