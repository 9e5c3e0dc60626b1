package workflow

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"example.org/laurel"
)

//go:embed own_framework.json
var ownFramework []byte

// ownSkill is a line of the file.
type ownSkill struct {
	Key          string
	Kind         SkillKind
	Broader      string
	Labels       map[string]string
	Alternatives map[string][]string
	About        map[string]string
}

// OwnSkills is the platform's own framework as it stands in this version, and the rows
// that it is made of. Nobody but we can have made it unreadable.
func OwnSkills() (Framework, []SkillRow, error) {
	var file struct {
		Names  map[string]string
		Skills []ownSkill
	}
	if err := json.Unmarshal(ownFramework, &file); err != nil {
		return Framework{}, nil, fmt.Errorf("workflow: own framework: %w", err)
	}
	sum := sha256.Sum256(ownFramework)
	f := Framework{ID: OwnFramework, Name: file.Names["en"], Names: file.Names, Edition: hex.EncodeToString(sum[:8])}
	var rows []SkillRow
	for _, s := range file.Skills {
		kind := s.Kind
		if kind == "" {
			kind = Ability
		}
		for lang, label := range s.Labels {
			row := SkillRow{ID: laurel.SkillIn(OwnFramework, s.Key), Kind: kind, Language: lang,
				Label: SkillLabel{Label: label, Alternatives: s.Alternatives[lang], Description: s.About[lang]}, Hierarchy: true}
			if s.Broader != "" {
				row.Broader = []laurel.SkillID{laurel.SkillIn(OwnFramework, s.Broader)}
			}
			rows = append(rows, row)
		}
	}
	return f, rows, nil
}
