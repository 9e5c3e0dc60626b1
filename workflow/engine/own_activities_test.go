package engine_test

import (
	"fmt"
	"testing"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func TestOwnActivitiesComeByThePageAndAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		for i := range engine.OwnAPage + 3 {
			_, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: workflow.Draft{Title: fmt.Sprint("Sketch ", i)}})
			must(s.T, err)
		}
		rowed := s.publishDraft(rowing(s.City))
		s.publishDraft(workflow.Draft{Title: "Éclairs à la crème", Description: "Bake.", Language: "fr", Kind: workflow.Course, Tasks: rowing().Tasks})
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), rowed.Activity.ID))

		seen := map[laurel.ActivityID]bool{}
		for page, want := range []int{1: engine.OwnAPage, 2: 5, 3: 0} {
			if page == 0 {
				continue
			}
			got, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, engine.OwnFilter{Page: page})
			if err != nil || len(got.List) != want || got.Found != engine.OwnAPage+5 {
				s.T.Errorf("page %d: %d of %d, %v; want %d", page, len(got.List), got.Found, err, want)
			}
			for _, o := range got.List {
				seen[o.ID] = true
			}
		}
		if len(seen) != engine.OwnAPage+5 {
			s.T.Errorf("the pages show %d different ones", len(seen))
		}
		for _, c := range []struct {
			f     engine.OwnFilter
			found int
		}{
			{engine.OwnFilter{Words: "eclair CREME"}, 1},
			{engine.OwnFilter{Words: "eclair rowing"}, 0},
			{engine.OwnFilter{Words: "sketch 1"}, 11},
			{engine.OwnFilter{Stage: engine.OwnArchived}, 1},
			{engine.OwnFilter{Stage: engine.OwnPublished}, 1},
			{engine.OwnFilter{Stage: engine.OwnWritten, Words: "sketch"}, engine.OwnAPage + 3},
			{engine.OwnFilter{Words: "sketch", Stage: engine.OwnArchived, Page: 9}, 0},
		} {
			got, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, c.f)
			if err != nil || got.Found != c.found {
				s.T.Errorf("%+v: %d, %v; want %d", c.f, got.Found, err, c.found)
			}
		}
		all, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, engine.OwnFilter{Words: "sketch"})
		if err != nil || all.Counts[engine.OwnAll] != engine.OwnAPage+3 || all.Counts[engine.OwnPublished] != 0 {
			s.T.Errorf("counts: %v, %v", all.Counts, err)
		}
		if _, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, engine.OwnFilter{Stage: "gone"}); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("a stage that is none: %v", err)
		}
		if _, err := s.Engine.OwnActivities(s.As(s.Ada), s.Org, engine.OwnFilter{}); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a learner: %v, want forbidden", err)
		}
	})
}
