package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func rowing(cities ...laurel.TenantID) workflow.Draft {
	return workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en", Kind: workflow.Course, Cities: cities,
		BadgeDescription: "Can row.",
		Tasks: []workflow.TaskDraft{{Prompt: "Row.", Asks: []workflow.Ask{{Kind: approval.Text}},
			Steps: []workflow.Step{enginetest.Step("organiser@1")}}}}
}

// relist does what jobs do when an activity has changed.
func (s *house) relist(id laurel.ActivityID) {
	s.T.Helper()
	cities, err := s.Engine.Places(s.System(), id)
	must(s.T, err)
	for _, c := range append(cities, s.City) {
		must(s.T, s.Engine.Relist(s.System(), c, id))
		must(s.T, s.Engine.NotePlace(s.System(), id, c))
	}
}

func (s *house) catalogue() []string {
	s.T.Helper()
	city, err := s.Registry.Tenant(s.T.Context(), s.City)
	must(s.T, err)
	list, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{city}, workflow.Search{})
	must(s.T, err)
	titles := []string{}
	for _, l := range list.List {
		titles = append(titles, l.Title)
	}
	return titles
}

func TestADraftIsSeenByItsOrganisersOnlyUntilItIsPublished(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: workflow.Draft{Title: "Row"}})
		must(s.T, err)
		for name, who := range map[string]laurel.PersonID{"a learner": s.Ada, "a member": s.Ben, "a visitor": ""} {
			if _, err := s.Engine.Draft(s.As(who), v.ID); laurel.KindOf(err) != laurel.Forbidden && laurel.KindOf(err) != laurel.Unauthenticated {
				s.T.Errorf("%s reads a draft: %v, want a refusal", name, err)
			}
			if _, err := s.Engine.SaveDraft(s.As(who), v.ID, engine.Change{Draft: rowing(), Version: v.Version}); err == nil {
				s.T.Errorf("%s writes a draft", name)
			}
			if _, err := s.Engine.Activity(s.As(who), v.ID); laurel.KindOf(err) != laurel.NotFound {
				s.T.Errorf("%s looks at what is not published: %v, want not found", name, err)
			}
		}
		if _, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("publishing what is unfinished: %v, want invalid", err)
		}
		v, err = s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: rowing(s.City), Version: v.Version})
		must(s.T, err)
		p, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		must(s.T, err)
		s.relist(p.Activity.ID)
		if got, err := s.Engine.Activity(s.As(s.Ada), v.ID); err != nil || got.Activity.Title != "Rowing" || got.Achievement.Name != "Rowing" {
			s.T.Errorf("published: %+v, %v", got, err)
		}
		if got := s.catalogue(); !slices.Equal(got, []string{"Rowing"}) {
			s.T.Errorf("the chosen city's catalogue: %v", got)
		}
		list, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, engine.OwnFilter{})
		if err != nil || list.Found != 1 || list.List[0].Stage != workflow.Published || list.List[0].Draft {
			s.T.Errorf("the organiser's list: %+v, %v", list, err)
		}
	})
}

func TestOfTwoWhoWriteAtOneDraftTheSecondIsToldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: rowing()})
		must(s.T, err)
		first, second := rowing(), rowing()
		first.Description, second.Description = "First.", "Second."
		saved, err := s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: first, Version: v.Version})
		must(s.T, err)
		if _, err := s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: second, Version: v.Version}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("the second: %v, want a conflict", err)
		}
		if _, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("publishing what one has not seen: %v, want a conflict", err)
		}
		if _, err := s.Engine.DiscardDraft(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("throwing away what one has not seen: %v, want a conflict", err)
		}
		now, err := s.Engine.Draft(s.As(s.Cleo), v.ID)
		if err != nil || now.Draft.Description != "First." || now.Version != saved.Version {
			s.T.Errorf("the draft: %+v, %v; want the first one's", now, err)
		}
		_, err = s.Engine.DiscardDraft(s.As(s.Cleo), v.ID, saved.Version)
		must(s.T, err)
		if _, err := s.Engine.Draft(s.As(s.Cleo), v.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("thrown away: %v, want not found", err)
		}
	})
}

func TestWhoHoldsOrHasBegunAnEditionStaysWithIt(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		id := p.Activity.ID
		held := s.submit(s.Ada, p, "I rowed.")
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), held.ID, engine.Said{Attempt: 1, Advice: approval.Approve}))
		s.Work()
		begun := s.submit(s.Dora, p, "I row.")

		d := rowing(s.City)
		d.Title, d.Tasks[0].Prompt = "Rowing fast", "Row fast."
		next := s.revise(id, d)
		if !next.New || next.Achievement.Edition != 2 {
			s.T.Fatalf("another name made %+v; want edition 2", next.Achievement)
		}
		for name, want := range map[string]struct {
			who     laurel.PersonID
			edition int
			award   bool
		}{"the holder": {s.Ada, 1, true}, "who has begun": {s.Dora, 1, false}, "somebody new": {s.Ben, 2, false}, "a visitor": {"", 2, false}} {
			v, err := s.Engine.Activity(s.As(want.who), id)
			if err != nil || v.Achievement.Edition != want.edition || (v.Award != "") != want.award || v.Older != (want.edition == 1) {
				s.T.Errorf("%s sees edition %d, award %q, %v; want %+v", name, v.Achievement.Edition, v.Award, err, want)
			}
		}
		old, err := s.Engine.Achievement(s.T.Context(), p.Achievement.ID)
		if diff := cmp.Diff(p.Achievement, old, cmpopts.EquateEmpty()); err != nil || diff != "" {
			s.T.Errorf("the edition that is held has changed: %v\n%s", err, diff)
		}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), next.Tasks[0].ID, words("again")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("the holder begins the next edition: %v, want a conflict", err)
		}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ben), p.Tasks[0].ID, words("old")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("somebody new begins the old edition: %v, want a conflict", err)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), begun.ID, engine.Said{Attempt: 1, Advice: approval.Approve}))
		s.Work()
		if v, err := s.Engine.Activity(s.As(s.Dora), id); err != nil || v.Award == "" || v.Achievement.ID != p.Achievement.ID {
			s.T.Errorf("who had begun has %q of edition %d, %v; want her badge of edition 1", v.Award, v.Achievement.Edition, err)
		}
	})
}

func TestAnotherFlowHoldsForWhatIsHandedInFromNowOn(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing())
		before := s.submit(s.Ada, p, "I rowed.")
		d := rowing()
		d.Tasks[0].Steps = []workflow.Step{enginetest.Step("self@1")}
		next := s.revise(p.Activity.ID, d)
		if next.New {
			s.T.Errorf("another approver made a new edition of the badge")
		}
		after, err := s.Engine.SubmitEvidence(s.As(s.Dora), p.Tasks[0].ID, words("I row."))
		must(s.T, err)
		s.Work()
		if got := s.state(s.Ada, before.ID).Submission.State; got != workflow.Open {
			s.T.Errorf("handed in before: %s, want it to wait for an organiser", got)
		}
		if got := s.state(s.Dora, after.ID).Submission.State; got != workflow.Approved {
			s.T.Errorf("handed in after: %s, want approved by herself", got)
		}
	})
}

func TestAnArchivedActivityCanBeFinishedAndNotBegun(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		s.relist(p.Activity.ID)
		begun := s.submit(s.Ada, p, "I rowed.")
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), p.Activity.ID))
		s.relist(p.Activity.ID)
		if got := s.catalogue(); len(got) != 0 {
			s.T.Errorf("archived, the catalogue has %v", got)
		}
		if shown, err := s.Engine.IsShown(s.T.Context(), s.City, p.Activity); err != nil || !shown {
			s.T.Errorf("archived, its page is shown: %v, %v; want so, for those who hold or do it", shown, err)
		}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Dora), p.Tasks[0].ID, words("new")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("beginning it: %v, want a conflict", err)
		}
		if _, err := s.Engine.SaveDraft(s.As(s.Cleo), p.Activity.ID, engine.Change{Draft: rowing()}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("writing at it: %v, want a conflict", err)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), begun.ID, engine.Said{Attempt: 1, Advice: approval.Improve, Comment: "More."}))
		s.Work()
		_, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, words("more"))
		must(s.T, err)
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), begun.ID, engine.Said{Attempt: 2, Advice: approval.Approve}))
		s.Work()
		if v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID); err != nil || v.Award == "" {
			s.T.Errorf("who had begun has %q, %v; want a badge", v.Award, err)
		}
		if err := s.Engine.ArchiveActivity(s.As(s.Cleo), p.Activity.ID); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("archiving it twice: %v, want a conflict", err)
		}
		must(s.T, s.Engine.RestoreActivity(s.As(s.Cleo), p.Activity.ID))
		s.relist(p.Activity.ID)
		if got := s.catalogue(); !slices.Equal(got, []string{"Rowing"}) {
			s.T.Errorf("restored, the catalogue has %v", got)
		}
	})
}

func TestTheCatalogueFollowsWhatIsPublished(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishDraft(rowing(s.City))
		s.relist(p.Activity.ID)
		d := rowing(s.City)
		d.Title = "Rowing fast"
		s.revise(p.Activity.ID, d)
		s.relist(p.Activity.ID)
		s.relist(p.Activity.ID)
		if got := s.catalogue(); !slices.Equal(got, []string{"Rowing fast"}) {
			s.T.Errorf("after another name: %v", got)
		}
		s.revise(p.Activity.ID, rowing())
		s.relist(p.Activity.ID)
		if got := s.catalogue(); len(got) != 0 {
			s.T.Errorf("after the city was chosen no more: %v", got)
		}
		d.Cities = []laurel.TenantID{s.Org}
		v, err := s.Engine.SaveDraft(s.As(s.Cleo), p.Activity.ID, engine.Change{Draft: d})
		must(s.T, err)
		if _, err := s.Engine.PublishDraft(s.As(s.Cleo), p.Activity.ID, v.Version); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("choosing what is not its city: %v, want invalid", err)
		}
	})
}

func TestACopyIsADraftOfItsOwnWithoutDates(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := rowing(s.City)
		d.Occasion.Starts = time.Date(2027, 5, 1, 9, 0, 0, 0, time.UTC)
		p := s.publishDraft(d)
		v, err := s.Engine.DuplicateActivity(s.As(s.Cleo), p.Activity.ID)
		must(s.T, err)
		if v.ID == p.Activity.ID || v.Activity != nil || v.Draft.Title != "Rowing" || !v.Draft.Occasion.Starts.IsZero() {
			s.T.Errorf("the copy: %+v", v)
		}
	})
}

func TestWhoMayPublishOneActivityMayNotEditAnother(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		one, two := s.publishDraft(rowing()), s.publishDraft(rowing())
		head := s.SignIn("head@example.org")
		gus, err := s.Registry.AddMember(s.As(head), s.Org, "gus@example.org", tenants.MemberRole)
		must(s.T, err)
		must(s.T, s.Registry.GiveRole(s.As(head), s.Org, tenants.Member{Person: gus, Role: tenants.Organiser, Object: one.Activity.Object()}))
		if _, err := s.Engine.SaveDraft(s.As(gus), one.Activity.ID, engine.Change{Draft: rowing()}); err != nil {
			s.T.Errorf("his own: %v", err)
		}
		for what, err := range map[string]error{
			"save":    second(s.Engine.SaveDraft(s.As(gus), two.Activity.ID, engine.Change{Draft: rowing()})),
			"read":    second(s.Engine.Draft(s.As(gus), two.Activity.ID)),
			"archive": s.Engine.ArchiveActivity(s.As(gus), two.Activity.ID),
			"begin":   second(s.Engine.BeginDraft(s.As(gus), s.Org, engine.Change{Draft: rowing()})),
			"copy":    second(s.Engine.DuplicateActivity(s.As(gus), one.Activity.ID)),
		} {
			if laurel.KindOf(err) != laurel.Forbidden {
				s.T.Errorf("%s another: %v, want forbidden", what, err)
			}
		}
		list, err := s.Engine.OwnActivities(s.As(gus), s.Org, engine.OwnFilter{})
		if err != nil || list.Found != 1 || list.List[0].ID != one.Activity.ID {
			s.T.Errorf("his list: %+v, %v; want the one that is his", list, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func (s *house) publishDraft(d workflow.Draft) workflow.Publication {
	s.T.Helper()
	v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: d})
	must(s.T, err)
	p, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
	must(s.T, err)
	return p
}

func (s *house) revise(id laurel.ActivityID, d workflow.Draft) workflow.Publication {
	s.T.Helper()
	v, err := s.Engine.SaveDraft(s.As(s.Cleo), id, engine.Change{Draft: d})
	must(s.T, err)
	p, err := s.Engine.PublishDraft(s.As(s.Cleo), id, v.Version)
	must(s.T, err)
	return p
}

func TestABadgeIsAwardedWithoutItsOptionalTasks(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := rowing()
		d.Tasks[0].Steps = []workflow.Step{enginetest.Step("self@1")}
		extra := d.Tasks[0]
		extra.Optional = true
		d.Tasks = append(d.Tasks, extra)
		p := s.publishDraft(d)
		if p.Achievement.Criteria != "1. Row." {
			s.T.Errorf("criteria %q, want those of what is needed", p.Achievement.Criteria)
		}
		_, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[1].ID, words("More."))
		must(s.T, err)
		s.Work()
		if v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID); err != nil || v.Award != "" || !v.Tasks[1].Task.Optional {
			s.T.Errorf("after the optional task alone: award %q, %v", v.Award, err)
		}
		s.submit(s.Ada, p, "I rowed.")
		s.Work()
		if v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID); err != nil || v.Award == "" {
			s.T.Errorf("after what is needed: no award, %v", err)
		}
		d.Tasks = []workflow.TaskDraft{extra}
		if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("only optional tasks: %v, want invalid", err)
		}
	})
}

func TestAnActivityIsReadInTwoQueriesAndForSomebodyInFour(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := rowing()
		for range 9 {
			d.Tasks = append(d.Tasks, d.Tasks[0])
		}
		p := s.publishDraft(d)
		for _, name := range []string{"First steps", "All of it"} {
			_, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: name, Language: "en",
				Items: []workflow.PlaylistItem{{Activity: p.Activity.ID}}})
			must(s.T, err)
		}
		s.submit(s.Ada, p, "I rowed.")
		for who, want := range map[laurel.PersonID]int64{"": 2, s.Ada: 2} {
			ctx, n := dbtest.Counting(s.As(who))
			v, err := s.Engine.Activity(ctx, p.Activity.ID)
			must(s.T, err)
			if n.Load() != want {
				s.T.Errorf("for %q: %d queries, want %d", who, n.Load(), want)
			}
			if len(v.Tasks) != 10 || v.Tasks[9].Task.Number != 10 || v.Claim.ID != p.Claim.ID || len(v.Playlists) != 2 || v.Playlists[0].Title != "All of it" || v.Playlists[1].Title != "First steps" ||
				(v.Tasks[0].Mine != nil) != (who != "") || v.Tasks[1].Mine != nil {
				s.T.Errorf("for %q: %+v", who, v)
			}
		}
	})
}
