package engine_test

import (
	"errors"
	"slices"
	"testing"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// levels is an activity whose second badge requires its first, and whose third has no
// tasks and requires one of two.
func levels(title string) workflow.Draft {
	d := self(title)
	d.Badges = []workflow.BadgeDraft{
		{Number: 2, Name: title + " well", Description: "More.", Level: 2, Tasks: d.Tasks, Requires: requires(workflow.BadgeKey{Number: 1})},
		{Name: title + " at all", Description: "Either.", Requires: workflow.Requirement{Needed: 1,
			Badges: requires(workflow.BadgeKey{Number: 1}, workflow.BadgeKey{Number: 2}).Badges}},
	}
	return d
}

func requires(keys ...workflow.BadgeKey) workflow.Requirement {
	var r workflow.Requirement
	for _, k := range keys {
		r.Badges = append(r.Badges, workflow.Required{BadgeKey: k})
	}
	return r
}

func TestABadgeIsAwardedOnceItsTasksArePassedAndItsRequiredBadgesHeldInWhicheverOrder(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(levels("Row"))
		if len(p.More) != 2 || p.More[1].Achievement.Number != 3 {
			s.T.Fatalf("published %+v", p.More)
		}
		s.hand(s.Ada, p.More[0].Tasks[0].ID, words("I did it well.")) // before the first
		s.Work()
		s.complete()
		if got := s.badges(s.Ada); len(got) != 0 {
			s.T.Fatalf("without the required badge: %q", got)
		}
		v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID)
		must(s.T, err)
		if r := v.More[0].Required; len(r) != 1 || r[0].Name != "Row" || r[0].Held || !r[0].Open || v.More[0].Ready() {
			s.T.Errorf("required of the second: %+v", r)
		}
		s.earn(s.Ada, p)
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"Row", "Row at all", "Row well"}) {
			s.T.Errorf("after the first: %q", got)
		}
		s.hand(s.Ben, p.Tasks[0].ID, words("I did it."))
		s.Work()
		s.complete()
		if got := s.badges(s.Ben); !slices.Equal(got, []string{"Row", "Row at all"}) {
			s.T.Errorf("who has the first alone: %q", got)
		}
		s.hand(s.Ben, p.More[0].Tasks[0].ID, words("I did it well."))
		s.Work()
		s.complete()
		if got := s.badges(s.Ben); !slices.Equal(got, []string{"Row", "Row at all", "Row well"}) {
			s.T.Errorf("and then the second: %q", got)
		}
	})
}

func TestRequirementsThatLeadBackAreRefused(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a := s.publishDraft(self("Row"))
		b := self("Sail")
		b.Requires = requires(a.Achievement.Key())
		second := s.publishDraft(b)
		if got := second.Achievement.Requires.Badges[0].Name; got != "Row" {
			s.T.Errorf("the required badge is called %q, want Row", got)
		}
		back := self("Row")
		back.Requires = requires(second.Achievement.Key())
		s.refuses(a.Activity.ID, back, "requires.circle", "requires")
		within := levels("Swim")
		within.Requires = requires(workflow.BadgeKey{Number: 2})
		s.refuses("", within, "requires.circle", "requires")
	})
}

// refuses tries to publish a draft, of a new activity where there is no id.
func (s *house) refuses(id laurel.ActivityID, d workflow.Draft, text, field string) {
	s.T.Helper()
	v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: d})
	if id != "" {
		v, err = s.Engine.SaveDraft(s.As(s.Cleo), id, engine.Change{Draft: d})
	}
	must(s.T, err)
	_, err = s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
	if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Text != text || e.Field != field {
		s.T.Errorf("%v; want %s at %s", err, text, field)
	}
}

func TestABadgeRequiresNothingThatCannotBeHad(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		theirs := s.publishAs(mara, mare, self("Dive"))
		own := s.publishDraft(levels("Row"))
		secret := self("Secret")
		secret.Access = workflow.Restricted
		hidden := s.publishDraft(secret)
		gone := s.publishDraft(self("Old"))
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), gone.Activity.ID))
		for name, tt := range map[string]struct {
			key  workflow.BadgeKey
			text string
		}{
			"another organisation's": {theirs.Achievement.Key(), "requires.unknown"},
			"none":                   {workflow.BadgeKey{Activity: own.Activity.ID, Number: 9}, "requires.unknown"},
			"an archived one":        {gone.Achievement.Key(), "requires.closed"},
			"a restricted one":       {hidden.Achievement.Key(), "requires.restricted"},
		} {
			d := self("Sail")
			d.Requires = requires(tt.key)
			s.T.Log(name)
			s.refuses("", d, tt.text, "requires")
		}
		secret.Title, secret.Requires = "Secret, too", requires(hidden.Achievement.Key())
		s.publishDraft(secret)
	})
}

func TestABadgeThatIsTakenOutCanBeFinishedButNotBegun(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := self("Row")
		d.Badges = []workflow.BadgeDraft{{Name: "Well", Description: "More.", Tasks: append(d.Tasks, d.Tasks...)}}
		p := s.publishDraft(d)
		tasks := p.More[0].Tasks
		s.hand(s.Ada, tasks[0].ID, words("I did it well."))
		s.revise(p.Activity.ID, self("Row"))
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ben), tasks[0].ID, words("Me, too.")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("begun: %v, want Conflict", err)
		}
		v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID)
		must(s.T, err)
		if len(v.More) != 1 || !v.More[0].Older {
			s.T.Errorf("who has begun it sees %+v", v.More)
		}
		if v, err = s.Engine.Activity(s.As(s.Ben), p.Activity.ID); err != nil || len(v.More) != 0 {
			s.T.Errorf("who has not sees %d, %v", len(v.More), err)
		}
		s.hand(s.Ada, tasks[1].ID, words("And again."))
		s.Work()
		s.complete()
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"Well"}) {
			s.T.Errorf("finished: %q", got)
		}
	})
}

func TestABadgeWhoseRequiredOnesWereThereBeforeIsTaken(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(self("Row"))
		s.earn(s.Ada, p)
		s.revise(p.Activity.ID, levels("Row"))
		v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID)
		must(s.T, err)
		if !v.More[1].Ready() || v.More[0].Ready() {
			s.T.Fatalf("ready: %v, %v; want false, true", v.More[0].Ready(), v.More[1].Ready())
		}
		key := v.More[1].Achievement.Key()
		first, err := s.Engine.ClaimBadge(s.As(s.Ada), key)
		must(s.T, err)
		if again, err := s.Engine.ClaimBadge(s.As(s.Ada), key); err != nil || again != first {
			s.T.Errorf("taken twice: %s, %v; want %s", again, err, first)
		}
		for name, tt := range map[string]struct {
			who  laurel.PersonID
			key  workflow.BadgeKey
			want laurel.Kind
		}{
			"who lacks it": {s.Ben, key, laurel.Conflict}, "a visitor": {"", key, laurel.Unauthenticated},
			"with a task": {s.Ada, v.More[0].Achievement.Key(), laurel.Conflict},
			"no badge":    {s.Ada, workflow.BadgeKey{Activity: p.Activity.ID, Number: 7}, laurel.NotFound},
			"no activity": {s.Ada, workflow.BadgeKey{}, laurel.NotFound},
		} {
			if _, err := s.Engine.ClaimBadge(s.As(tt.who), tt.key); laurel.KindOf(err) != tt.want {
				s.T.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		s.complete()
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"Row", "Row at all"}) {
			s.T.Errorf("holds %q", got)
		}
	})
}

func TestTheBadgeOfAPlaylistsActivityIsItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := self("Row")
		d.Badges = []workflow.BadgeDraft{{Name: "Well", Description: "More.", Tasks: d.Tasks}}
		p := s.publishDraft(d)
		_, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "At sea", Language: "en", Badge: true, Items: items(p)})
		must(s.T, err)
		s.hand(s.Ada, p.More[0].Tasks[0].ID, words("I did it well."))
		s.Work()
		s.complete()
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"Well"}) {
			s.T.Errorf("with another badge of the activity: %q", got)
		}
	})
}

func TestACopyRequiresItsOwnBadges(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(levels("Row"))
		v, err := s.Engine.DuplicateActivity(s.As(s.Cleo), p.Activity.ID)
		must(s.T, err)
		for _, key := range v.Draft.Required() {
			if key.Activity != v.ID {
				s.T.Errorf("the copy requires a badge of %s, want of itself", key.Activity)
			}
		}
		v.Draft.Title = "Row again"
		v, err = s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
		must(s.T, err)
		_, err = s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		must(s.T, err)
	})
}
