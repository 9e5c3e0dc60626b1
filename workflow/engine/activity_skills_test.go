package engine_test

import (
	"errors"
	"slices"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func skilled(s *house, skills ...laurel.SkillID) workflow.Draft {
	d := rowing(s.City)
	d.Skills = skills
	return d
}

// refusal is the key and the field of what was refused.
func refusal(err error) string {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Text + " " + e.Field
	}
	return ""
}

func TestAnActivityNamesSkillsThatThereAre(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.take("en:"+layout+oarLine+tideLine, "en:"+groups)
		oar, tides := address("s/oar"), address("s/tides")
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: skilled(s, oar, tides)})
		must(s.T, err)
		many := make([]laurel.SkillID, 10_000)
		for want, ids := range map[string][]laurel.SkillID{"skill.unknown skills[1]": {oar, "rowing.none"}, "skill.group skills[0]": {address("g/boats")},
			"skill.twice skills[1]": {oar, oar}, "skill.too-many skills": many, "skill.unknown skills[0]": {"'; DROP TABLE skills"}} {
			_, err := s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: skilled(s, ids...), Version: v.Version})
			if refusal(err) != want {
				s.T.Errorf("saved: %v, want %s", err, want)
			}
			if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, skilled(s, ids...)); refusal(err) != want {
				s.T.Errorf("published: %v, want %s", err, want)
			}
			if _, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: skilled(s, ids...)}); refusal(err) != want {
				s.T.Errorf("begun: %v, want %s", err, want)
			}
		}
		s.take("en:" + layout + oarLine) // tides are retired
		v, err = s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: skilled(s, tides, oar), Version: v.Version})
		must(s.T, err)
		p, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		if err != nil || !slices.Equal(p.Achievement.Skills, []laurel.SkillID{tides, oar}) || !slices.Equal(p.Activity.Skills, p.Achievement.Skills) {
			s.T.Fatalf("what was chosen stays: %+v, %v", p, err)
		}
		if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, skilled(s, tides)); refusal(err) != "skill.retired skills[0]" {
			s.T.Errorf("a retired one anew: %v, want a refusal", err)
		}
	})
}

func TestOtherSkillsMakeTheNextEditionOfABadge(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.take("en:" + layout + oarLine + tideLine)
		oar, tides := address("s/oar"), address("s/tides")
		p := s.publishDraft(skilled(s, oar, tides))
		again := func(ids ...laurel.SkillID) int {
			d, err := s.Engine.Draft(s.As(s.Cleo), p.Activity.ID)
			must(s.T, err)
			d.Draft.Skills = ids
			v, err := s.Engine.SaveDraft(s.As(s.Cleo), p.Activity.ID, engine.Change{Draft: d.Draft})
			must(s.T, err)
			next, err := s.Engine.PublishDraft(s.As(s.Cleo), p.Activity.ID, v.Version)
			must(s.T, err)
			return next.Achievement.Edition
		}
		if got := again(tides, oar); got != 1 {
			s.T.Errorf("in another order: edition %d, want 1", got)
		}
		if got := again(oar); got != 2 {
			s.T.Errorf("one skill less: edition %d, want 2", got)
		}
		editions, err := s.Engine.Editions(s.T.Context(), p.Achievement.ID)
		must(s.T, err)
		if d := workflow.Differences(editions[0], editions[1]); len(d) != 1 || d[0].Field != "skills" || d[0].Now != string(oar) {
			s.T.Errorf("the difference: %+v", d)
		}
	})
}

func TestACatalogueIsSearchedBySkillsAndWhatIsBroaderAndTheirNames(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.take("en:"+layout+oarLine+tideLine, "en:"+groups, "en:"+below)
		p := s.publishDraft(skilled(s, address("s/oar")))
		s.publishDraft(skilled(s))
		s.relist(p.Activity.ID)
		city, err := s.Registry.Tenant(s.T.Context(), s.City)
		must(s.T, err)
		for _, c := range []struct {
			search workflow.Search
			want   int
		}{
			{workflow.Search{Skill: address("s/oar")}, 1}, {workflow.Search{Skill: address("g/boats")}, 1}, {workflow.Search{Skill: address("s/tides")}, 0},
			{workflow.Search{Skill: "rowing.none"}, 0}, {workflow.Search{Words: workflow.Words("hold oar")}, 1},
		} {
			found, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{city}, c.search)
			if err != nil || found.Found != c.want {
				s.T.Errorf("%+v: %d, %v; want %d", c.search, found.Found, err, c.want)
			}
		}
		f, err := s.Engine.Facets(s.T.Context(), s.City)
		if err != nil || !slices.Equal(f.Skills, []laurel.SkillID{address("s/oar")}) {
			s.T.Errorf("to choose from: %v, %v", f.Skills, err)
		}
	})
}
