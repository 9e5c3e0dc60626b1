package workflow

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
)

const ours laurel.FrameworkID = "rowing"

func rowsOf(t *testing.T, file, language string) (rows []SkillRow, bad []int) {
	t.Helper()
	f, err := OpenSkillFile(strings.NewReader(file), ours, language)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return rows, bad
		}
		if e, ok := errors.AsType[*laurel.Error](err); ok {
			line, _ := e.Args["Line"].(int)
			bad = append(bad, line)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

func TestOurOwnFrameworkIsCompleteInSixLanguages(t *testing.T) {
	t.Parallel()
	f, rows, err := OwnSkills()
	if err != nil || f.ID != OwnFramework || f.Edition == "" {
		t.Fatalf("%+v, %v", f, err)
	}
	languages, skills, keys := map[laurel.SkillID][]string{}, 0, map[laurel.SkillID]bool{}
	labels := map[string]laurel.SkillID{}
	for _, r := range rows {
		if r.Label.Label == "" || r.ID.Framework() != OwnFramework || r.check() != nil {
			t.Errorf("%+v", r)
		}
		if other, twice := labels[r.Language+r.Label.Label]; twice {
			t.Errorf("%s and %s are both called %q", other, r.ID, r.Label.Label)
		}
		labels[r.Language+r.Label.Label] = r.ID
		languages[r.ID] = append(languages[r.ID], r.Language)
		if !keys[r.ID] && r.Kind == Ability {
			skills++
		}
		keys[r.ID] = true
	}
	for _, r := range rows {
		if len(languages[r.ID]) != 6 {
			t.Errorf("%s has a name in %v, want six languages", r.ID, languages[r.ID])
		}
		for _, b := range r.Broader {
			if !keys[b] {
				t.Errorf("%s is below %s, which is not there", r.ID, b)
			}
		}
	}
	if skills < 30 || skills > 45 {
		t.Errorf("%d skills", skills)
	}
}

const escoHeader = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,description\n"

func TestAFileInTheLayoutOfESCOIsRead(t *testing.T) {
	t.Parallel()
	rows, bad := rowsOf(t, "\ufeff"+escoHeader+
		"KnowledgeSkillCompetence,http://example.org/s/oar,skill/competence,transversal,hold an oar,\"grip an oar\nhold oars\",,released,2025-01-01,\"Both hands,\nfirmly.\"\n"+
		"KnowledgeSkillCompetence,http://example.org/s/tides,knowledge,cross-sector,tides,,,obsolete,2025-01-01,\n"+
		"SkillGroup,http://example.org/g/boats,,,boats,,,released,,\n", "en")
	if len(bad) > 0 || len(rows) != 3 {
		t.Fatalf("%d rows, bad %v", len(rows), bad)
	}
	want := SkillRow{Line: 2, ID: SkillByAddress(ours, "http://example.org/s/oar"), URI: "http://example.org/s/oar", Kind: Ability, Language: "en",
		Label: SkillLabel{Label: "hold an oar", Alternatives: []string{"grip an oar", "hold oars"}, Description: "Both hands,\nfirmly."}}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	if rows[1].Kind != Knowledge || !rows[1].Retired || rows[2].Kind != SkillGroup {
		t.Errorf("%+v\n%+v", rows[1], rows[2])
	}
}

func TestRelationsAndTheGeneralLayoutAreRead(t *testing.T) {
	t.Parallel()
	rows, bad := rowsOf(t, "conceptType,conceptUri,broaderType,broaderUri\nX,http://example.org/s/oar,SkillGroup,http://example.org/g/boats\n", "")
	if len(bad) > 0 || len(rows) != 1 || !rows[0].Hierarchy || rows[0].Kind != "" || rows[0].Broader[0] != SkillByAddress(ours, "http://example.org/g/boats") {
		t.Errorf("relations: %+v, bad %v", rows, bad)
	}
	rows, bad = rowsOf(t, "uri,language,label,alt,description,broader\n"+
		"https://example.org/oar,de,Ruder halten,Riemen halten|rudern,,https://example.org/boats https://example.org/water\n", "")
	if len(bad) > 0 || len(rows) != 1 || len(rows[0].Broader) != 2 || len(rows[0].Label.Alternatives) != 2 || rows[0].Language != "de" {
		t.Errorf("general: %+v, bad %v", rows, bad)
	}
}

func TestBadRowsAreToldByTheirLinesAndTheOthersAreRead(t *testing.T) {
	t.Parallel()
	rows, bad := rowsOf(t, "uri,language,label\n"+
		"https://example.org/a,en,one\n"+
		"no address,en,two\n"+
		"https://example.org/c,English,three\n"+
		"https://example.org/d,en\n"+
		"https://example.org/e,en,fi\xffve\n"+
		"https://example.org/f,en,\"si\"x\n"+
		"https://me@example.org/g,en,seven\n"+
		"https://example.org/h,en,"+strings.Repeat("x", MaxSkillLabel+1)+"\n"+
		"javascript:alert(1),en,nine\n"+
		"https://example.org/j,en,ten\n", "")
	if len(rows) != 2 || rows[1].Line != 11 {
		t.Errorf("read: %+v", rows)
	}
	if diff := cmp.Diff([]int{3, 4, 5, 6, 7, 8, 9, 10}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestAHeaderThatNobodyKnowsIsRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"empty": "", "strange": "a,b,c\n", "half": "conceptUri,preferredLabel\n", "twice": "uri,uri,language,label\n",
		"no text": "\x00\x01\x02"} {
		if _, err := OpenSkillFile(strings.NewReader(file), ours, "en"); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if _, err := OpenSkillFile(strings.NewReader(escoHeader), ours, ""); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("without a language: %v, want invalid", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAFileWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	b := &bounded{from: endless{}, left: 10}
	if n, err := io.Copy(io.Discard, b); n != 10 || laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("read %d: %v", n, err)
	}
}

func TestASkillIsCalledAsItsReaderSays(t *testing.T) {
	t.Parallel()
	s := Skill{ID: "rowing.oar", Labels: map[string]SkillLabel{"de": {Label: "Ruder"}, "en": {Label: "oar"}, "lt": {Label: "irklas"}}}
	for want, languages := range map[string][]string{"Ruder": {"fr", "de", "en"}, "irklas": {"lt"}, "oar": {"fr", "it"}} {
		if got, _ := s.In(languages...); got.Label != want {
			t.Errorf("%v: %q, want %q", languages, got.Label, want)
		}
	}
	delete(s.Labels, "en")
	if got, lang := s.In("fr"); got.Label != "Ruder" || lang != "de" {
		t.Errorf("any: %q in %q", got.Label, lang)
	}
	if got, _ := (Skill{ID: "rowing.oar"}).In("fr"); got.Label != "oar" {
		t.Errorf("without names: %q", got.Label)
	}
}

func TestOnlyKnownSkillsAreChosenAndChosenOnesStay(t *testing.T) {
	t.Parallel()
	known := map[laurel.SkillID]Skill{"rowing.oar": {Kind: Ability}, "rowing.old": {Kind: Ability, Retired: true}, "rowing.boats": {Kind: SkillGroup}}
	for want, ids := range map[string][]laurel.SkillID{"": {"rowing.oar"}, "skill.unknown": {"rowing.oar", "rowing.nothing"},
		"skill.retired": {"rowing.old"}, "skill.group": {"rowing.boats"}} {
		got := ""
		if e, ok := errors.AsType[*laurel.Error](MayChoose(ids, nil, known)); ok {
			got = e.Text
		}
		if got != want {
			t.Errorf("%v: %q, want %q", ids, got, want)
		}
	}
	if err := MayChoose([]laurel.SkillID{"rowing.old", "rowing.gone"}, []laurel.SkillID{"rowing.gone", "rowing.old"}, known); err != nil {
		t.Errorf("chosen before: %v", err)
	}
}

func TestWhatIsBroaderIsFoundInACircleToo(t *testing.T) {
	t.Parallel()
	got := Above([]laurel.SkillID{"f.a"}, map[laurel.SkillID][]laurel.SkillID{"f.a": {"f.b", "f.c"}, "f.b": {"f.a"}, "f.c": {"f.d"}})
	if diff := cmp.Diff([]laurel.SkillID{"f.a", "f.b", "f.c", "f.d"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzRowsOfSkills(f *testing.F) {
	f.Add([]byte("uri,language,label,alt,description,broader\nhttps://example.org/a,en,one,\"b|c\n\",,https://example.org/b\n"))
	f.Add([]byte(escoHeader + "KnowledgeSkillCompetence,http://example.org/s,knowledge,,tides,,,obsolete,,\n"))
	f.Add([]byte("\ufeffconceptType,conceptUri,broaderType,broaderUri\nX,http://example.org/s,Y,http://example.org/g\n"))
	f.Add([]byte("uri,language,label\nhttps://example.org/a,en,\"never closed\n"))
	f.Add([]byte("uri,language,label\n\x00\xff\"\"\",,\r\n\r,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := OpenSkillFile(strings.NewReader(string(file)), ours, "en")
		if err != nil {
			return
		}
		for range 10_000 {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Args["Line"] == nil {
					t.Fatalf("no row and no line: %v", err)
				}
				continue
			}
			if row.ID.Framework() != ours || row.ID != SkillByAddress(ours, row.URI) || !isAddress(row.URI) {
				t.Errorf("a row of nobody's skill: %+v", row)
			}
			if row.Kind == "" && len(row.Broader) == 0 || row.check() != nil {
				t.Errorf("a row that says nothing, or too much: %+v", row)
			}
		}
	})
}
