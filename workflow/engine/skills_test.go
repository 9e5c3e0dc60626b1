package engine_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// ours is a framework of nobody's, in the layout of ESCO's files.
var ours = workflow.Framework{ID: "rowing", Name: "Rowing skills", URI: "http://example.org/rowing"}

const (
	layout   = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,modifiedDate,description\n"
	oarLine  = "KnowledgeSkillCompetence,http://example.org/s/oar,skill/competence,transversal,hold an oar,grip an oar,released,,\n"
	tideLine = "KnowledgeSkillCompetence,http://example.org/s/tides,knowledge,transversal,tides,,released,,\n"
	groups   = "conceptType,conceptUri,preferredLabel,altLabels,status,description\nSkillGroup,http://example.org/g/boats,boats,,released,\n"
	below    = "conceptType,conceptUri,broaderType,broaderUri\nX,http://example.org/s/oar,SkillGroup,http://example.org/g/boats\n" +
		"X,http://example.org/s/oar,SkillGroup,http://example.org/g/nowhere\n"
)

func address(of string) laurel.SkillID {
	return workflow.SkillByAddress("rowing", "http://example.org/"+of)
}

// take imports files, each with its language before a colon.
func (s *house) take(files ...string) engine.ImportCounts {
	s.T.Helper()
	i, err := s.Engine.BeginImport(s.System(), ours)
	must(s.T, err)
	for _, file := range files {
		lang, text, _ := strings.Cut(file, ":")
		f, err := workflow.OpenSkillFile(strings.NewReader(text), ours.ID, lang)
		must(s.T, err)
		var rows []workflow.SkillRow
		for {
			row, err := f.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			must(s.T, err)
			rows = append(rows, row)
		}
		must(s.T, i.Take(s.System(), rows))
	}
	counts, err := i.Finish(s.System(), engine.RetireMissing)
	must(s.T, err)
	return counts
}

func (s *house) found(q string, languages ...string) []laurel.SkillID {
	s.T.Helper()
	list, err := s.Engine.FindSkills(s.T.Context(), engine.SkillSearch{Words: workflow.Words(q), Languages: languages})
	must(s.T, err)
	ids := []laurel.SkillID{}
	for _, skill := range list {
		ids = append(ids, skill.ID)
	}
	return ids
}

func TestOurOwnFrameworkIsInstalledOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		must(s.T, s.Engine.InstallFramework(s.System()))
		must(s.T, s.Engine.InstallFramework(s.System()))
		if err := s.Engine.InstallFramework(s.As(s.Cleo)); err != nil {
			s.T.Errorf("where it is installed nothing is to be done: %v", err)
		}
		v, err := s.Engine.Framework(s.T.Context(), workflow.OwnFramework)
		if err != nil || v.Skills < 30 || len(v.Top) != 7 || len(v.Below["laurel.together"]) != 6 {
			s.T.Fatalf("%d skills, %d at the top, %d below one, %v", v.Skills, len(v.Top), len(v.Below["laurel.together"]), err)
		}
		skill, err := s.Engine.Skill(s.T.Context(), "laurel.teamwork")
		must(s.T, err)
		if got, _ := skill.Skill.In("de"); got.Label != "Im Team arbeiten" || len(skill.Broader) != 1 || skill.Broader[0].ID != "laurel.together" {
			s.T.Errorf("%+v", skill)
		}
		if got := s.found("team arb", "de", "en"); !slices.Equal(got, []laurel.SkillID{"laurel.teamwork"}) {
			s.T.Errorf("by words of German: %v", got)
		}
		if got := s.found("kritinis", "lt"); !slices.Equal(got, []laurel.SkillID{"laurel.weigh-evidence"}) {
			s.T.Errorf("by another name: %v", got)
		}
		for _, nothing := range []string{"together", "xyzzy", "", "%"} {
			if got := s.found(nothing, "xx"); len(got) != 0 {
				s.T.Errorf("%q: %v", nothing, got)
			}
		}
	})
}

func TestAnImportChangesOnlyWhatDiffersAndRetiresWhatIsGone(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		first := s.take("en:"+layout+oarLine+tideLine, "en:"+groups, "de:"+layout+strings.ReplaceAll(oarLine, "hold an oar", "Ruder halten"), "en:"+below)
		if diff := cmp.Diff(engine.ImportCounts{Skills: 3, New: 3, Named: 4, Moved: 1, Loose: 1}, first); diff != "" {
			s.T.Errorf("the first: %s", diff)
		}
		again := s.take("en:"+layout+oarLine+tideLine, "en:"+groups, "de:"+layout+strings.ReplaceAll(oarLine, "hold an oar", "Ruder halten"), "en:"+below)
		if diff := cmp.Diff(engine.ImportCounts{Skills: 3, Loose: 1}, again); diff != "" {
			s.T.Errorf("the same again: %s", diff)
		}
		third := s.take("en:" + layout + strings.ReplaceAll(oarLine, "hold an oar", "hold one oar"))
		if diff := cmp.Diff(engine.ImportCounts{Skills: 1, Named: 1, Retired: 1}, third); diff != "" {
			s.T.Errorf("without one: %s", diff)
		}
		if got := s.found("tides", "en"); len(got) != 0 {
			s.T.Errorf("a retired one is offered: %v", got)
		}
		tides, err := s.Engine.Skill(s.T.Context(), address("s/tides"))
		if err != nil || !tides.Skill.Retired || tides.Skill.URI != "http://example.org/s/tides" {
			s.T.Errorf("a retired one is gone: %+v, %v", tides, err)
		}
		oar, err := s.Engine.Skill(s.T.Context(), address("s/oar"))
		must(s.T, err)
		if german, _ := oar.Skill.In("de"); german.Label != "Ruder halten" || len(oar.Broader) != 1 || oar.Skill.Framework.Name != "Rowing skills" {
			s.T.Errorf("%+v", oar)
		}
		if back := s.take("en:" + layout + oarLine + tideLine); back.Back != 1 {
			s.T.Errorf("back: %+v", back)
		}
	})
}

func TestNobodyButTheOperatorImports(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		for _, who := range []laurel.PersonID{"", s.Ada, s.Cleo} {
			if _, err := s.Engine.BeginImport(s.As(who), ours); err == nil {
				s.T.Errorf("%q imports", who)
			}
		}
		operator := s.SignIn("operator@example.org")
		if _, err := s.Engine.BeginImport(s.As(operator), ours); err != nil {
			s.T.Errorf("the operator: %v", err)
		}
		own := workflow.Framework{ID: workflow.OwnFramework, Name: "X", URI: "http://example.org/x"}
		if _, err := s.Engine.BeginImport(s.As(operator), own); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("in the place of our own: %v, want invalid", err)
		}
	})
}

func TestSkillsAreNamedInTheLanguagesThatAreRead(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.take("lt:" + layout + oarLine) // in a language that nobody reads
		must(s.T, s.Engine.InstallFramework(s.System()))
		ids := []laurel.SkillID{"laurel.teamwork", "x\x00", address("s/oar"), "laurel.none"}
		list, err := s.Engine.SkillNames(s.T.Context(), ids, "de", "zz")
		if err != nil || len(list) != 2 || list[0].Labels["de"].Label != "Im Team arbeiten" || list[0].Labels["fr"].Label != "" || list[0].Labels["de"].Description != "" ||
			list[1].ID != ids[2] || list[1].Labels["lt"].Label == "" || list[0].Framework.ID != workflow.OwnFramework {
			s.T.Errorf("got %+v, %v", list, err)
		}
		if list, err := s.Engine.SkillNames(s.T.Context(), nil, "de"); err != nil || len(list) != 0 {
			s.T.Errorf("of nothing: %+v, %v", list, err)
		}
		var numbers []int64
		for _, ids := range [][]laurel.SkillID{{"laurel.listen"}, {"laurel.teamwork", "laurel.listen", "laurel.adapt", "laurel.volunteer"}} {
			ctx, n := dbtest.Counting(s.T.Context())
			_, err := s.Engine.SkillNames(ctx, ids, "de")
			must(s.T, err)
			numbers = append(numbers, n.Load())
		}
		if numbers[0] != numbers[1] {
			s.T.Errorf("%v queries", numbers)
		}
	})
}
