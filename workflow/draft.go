package workflow

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"example.org/laurel"
)

// Draft is what an organiser writes before an activity is published.
type Draft struct {
	Title            string            `json:"title"`
	Description      string            `json:"description"`
	Language         string            `json:"language"`
	Kind             Kind              `json:"kind"`
	Category         string            `json:"category"`
	Tags             []string          `json:"tags"`
	Skills           []laurel.SkillID  `json:"skills,omitempty"`
	Links            []Link            `json:"links"`
	Attachments      []Attachment      `json:"attachments,omitempty"`
	Minutes          int               `json:"minutes"`
	Cover            string            `json:"cover"` // name in tenants/media
	Reach            Reach             `json:"reach"` // empty: InCities
	Cities           []laurel.TenantID `json:"cities"`
	Shelf            Shelf             `json:"shelf,omitempty"` // empty: AnyShelf
	Occasion         Occasion          `json:"occasion"`
	Access           Access            `json:"access,omitempty"` // empty: ForAll
	Joining          Joining           `json:"joining,omitzero"`
	BadgeDescription string            `json:"badge_description"` // empty: the beginning of the activity's
	Level            int               `json:"level,omitempty"`   // of its own badge, 0 to MaxLevel
	Requires         Requirement       `json:"requires,omitzero"` // of its own badge
	Tasks            []TaskDraft       `json:"tasks"`
	Badges           []BadgeDraft      `json:"badges,omitempty"` // besides its own, which has its name
}

// TaskDraft is one task as an organiser writes it.
type TaskDraft struct {
	Prompt   string `json:"prompt"`
	Optional bool   `json:"optional,omitempty"` // the badge is awarded without it, too
	Asks     []Ask  `json:"asks"`
	Steps    []Step `json:"steps"`
}

// Publication is an activity as it is published, together with what publishing it
// has made.
type Publication struct {
	Activity       Activity
	PublishedBadge                  // the activity's own
	More           []PublishedBadge // in their order
	Claim          Claim            // of the first publication
}

// PublishedBadge is a badge of an activity that is published. Where that is done
// again, what has not changed is empty.
type PublishedBadge struct {
	Achievement Achievement // its edition in force; new if New is set
	New         bool
	Tasks       []Task // of a new edition
	Flows       []Flow // of a new edition, or those that changed
}

// All are all badges of the activity, its own first.
func (p Publication) All() []PublishedBadge {
	return append([]PublishedBadge{p.PublishedBadge}, p.More...)
}

// Publish checks the draft and makes the activity, its badge of the same name,
// its tasks with their flows, and the claim code behind its QR code.
func (d Draft) Publish(id laurel.ActivityID, now time.Time) (Publication, error) {
	d = d.Numbered(id, firstBadge)
	if err := d.check(id); err != nil {
		return Publication{}, err
	}
	p := d.Preview(id, now)
	p.Claim = Claim{ID: laurel.NewID[laurel.ClaimID](id.Tenant(), now), Activity: id}
	return p, nil
}

// Preview is what publishing the draft would make, however unfinished it is.
func (d Draft) Preview(id laurel.ActivityID, now time.Time) Publication {
	p := Publication{Activity: d.activity(id, now)}
	for i, b := range d.badges() {
		made := b.edition(d.badge(p.Activity, b), 1, now)
		if i == 0 {
			p.PublishedBadge = made
		} else {
			p.More = append(p.More, made)
		}
	}
	p.Activity.Badges = p.inForce()
	return p
}

// inForce are the editions that hold from this publication on.
func (p Publication) inForce() []laurel.AchievementID {
	var ids []laurel.AchievementID
	for _, b := range p.All() {
		ids = append(ids, b.Achievement.ID)
	}
	return ids
}

func (d Draft) activity(id laurel.ActivityID, now time.Time) Activity {
	return Activity{ID: id, Title: strings.TrimSpace(d.Title), Description: d.Description, Language: d.Language, Kind: d.Kind,
		Category: d.Category, Tags: d.Tags, Links: d.Links,
		Attachments: d.Attachments, Minutes: d.Minutes, Cover: d.Cover, Reach: cmp.Or(d.Reach, InCities),
		Cities: d.Cities, Shelf: cmp.Or(d.Shelf, AnyShelf), Occasion: d.Occasion, Access: cmp.Or(d.Access, ForAll), Joining: d.Joining.settled(),
		Skills: d.Skills, Stage: Published, Revision: 1, PublishedAt: now}
}

// edition makes an edition of a badge with its tasks and flows.
func (b BadgeDraft) edition(a Achievement, edition int, now time.Time) PublishedBadge {
	t := a.Activity.Tenant()
	a.ID, a.Edition, a.MadeAt = laurel.NewID[laurel.AchievementID](t, now), edition, now
	p := PublishedBadge{Achievement: a, New: true}
	for i, draft := range b.Tasks {
		task := Task{ID: laurel.NewID[laurel.TaskID](t, now), Achievement: a.ID, Number: i + 1,
			Prompt: draft.Prompt, Optional: draft.Optional, Asks: draft.Asks}
		flow := Flow{ID: laurel.NewID[laurel.FlowID](t, now), Task: task.ID, Edition: 1, Steps: draft.Steps, MadeAt: now}
		task.Flow = flow.ID
		p.Tasks, p.Flows = append(p.Tasks, task), append(p.Flows, flow)
	}
	return p
}

// badge is a badge that the draft describes, without what an edition adds.
func (d Draft) badge(a Activity, b BadgeDraft) Achievement {
	about := strings.TrimSpace(b.Description)
	if about == "" {
		about = Summary(d.Description, 500)
	}
	return Achievement{Activity: a.ID, Number: b.Number, Name: strings.TrimSpace(b.Name), Description: about, Criteria: b.criteria(),
		Level: b.Level, Requires: b.Requires, Language: a.Language, Tags: a.Tags, Skills: a.Skills, Kind: a.Kind, Cover: a.Cover}
}

// check refuses what cannot be published.
func (d Draft) check(id laurel.ActivityID) error {
	if err := d.Fits(); err != nil {
		return err
	}
	switch {
	case !isText(d.Title, 1, MaxTitle) || !isLine(d.Title):
		return tooLong("activity.title", "title", MaxTitle)
	case !isText(d.Description, 1, MaxDescription):
		return tooLong("activity.description", "description", MaxDescription)
	case !languageShape.MatchString(d.Language):
		return laurel.E(laurel.Invalid, "tenant.language").At("language")
	case !known(d.Kind):
		return noSuchKind()
	}
	if err := cmp.Or(d.Occasion.check(), d.Joining.check()); err != nil {
		return err
	}
	for i, tag := range d.Tags {
		if !isText(tag, 1, MaxTag) {
			return tooLong("error.too-long", "tags["+strconv.Itoa(i)+"]", MaxTag)
		}
	}
	if err := checkAttachments(d.Attachments); err != nil {
		return err
	}
	for i, l := range d.Links {
		if !l.sound() {
			return laurel.E(laurel.Invalid, "activity.link").At("links[" + strconv.Itoa(i) + "]")
		}
	}
	return d.checkBadges(id)
}

// Fits refuses what is too much even for a draft, which may be unfinished.
func (d Draft) Fits() error {
	texts := []struct {
		field, text string
		most        int
	}{
		{"title", d.Title, MaxTitle}, {"description", d.Description, MaxDescription}, {"badgeDescription", d.BadgeDescription, MaxPrompt},
		{"language", d.Language, MaxTag}, {"category", d.Category, MaxTag}, {"address", d.Occasion.Address, MaxAddress},
		{"meeting", d.Occasion.Meeting, MaxLink}, {"booking", d.Occasion.Booking, MaxLink},
	}
	for _, t := range texts {
		if !isText(t.text, 0, t.most) {
			return tooLong("error.too-long", t.field, t.most)
		}
	}
	if err := d.Joining.fits(); err != nil {
		return err
	}
	switch {
	case d.Access != "" && d.Access != ForAll && d.Access != Restricted:
		return laurel.E(laurel.Invalid, "activity.access").At("access")
	case d.Reach != "" && d.Reach != InCities && d.Reach != InTheNetwork:
		return laurel.E(laurel.Invalid, "activity.reach").At("reach")
	case d.Shelf != "" && d.Shelf != AnyShelf && d.Shelf != OwnShelf:
		return laurel.E(laurel.Invalid, "activity.shelf").At("shelf")
	case d.Minutes < 0 || d.Minutes > MaxMinutes:
		return laurel.E(laurel.Invalid, "activity.minutes").With(laurel.Args{"Max": MaxMinutes}).At("minutes")
	case len(d.Tags) > MaxTags:
		return laurel.E(laurel.Invalid, "activity.too-many").With(laurel.Args{"Max": MaxTags}).At("tags")
	case len(d.Links) > MaxLinks:
		return laurel.E(laurel.Invalid, "activity.too-many").With(laurel.Args{"Max": MaxLinks}).At("links")
	case len(d.Cities) > MaxCities:
		return laurel.E(laurel.Invalid, "activity.too-many").With(laurel.Args{"Max": MaxCities}).At("cities")
	}
	return cmp.Or(d.fitBadges(), fitAttachments(d.Attachments), checkSkills(d.Skills))
}
