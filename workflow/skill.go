package workflow

import (
	"crypto/sha256"
	"encoding/base32"
	"maps"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
)

// Bounds of frameworks, in characters unless it says otherwise.
const (
	MaxSkills           = 20 // that an activity names
	MaxSkillLabel       = 500
	MaxAlternatives     = 200 // of one skill in one language
	MaxSkillAddress     = 1000
	MaxSkillDescription = 20_000
)

// SkillKind is what sort of thing a skill is.
type SkillKind string

// The kinds.
const (
	Ability    SkillKind = "skill"
	Knowledge  SkillKind = "knowledge"
	SkillGroup SkillKind = "group" // holds others together; nobody learns it as such
)

// OwnFramework is the platform's own framework of skills.
const OwnFramework laurel.FrameworkID = "laurel"

// Framework is a list of skills that somebody keeps.
type Framework struct {
	ID         laurel.FrameworkID
	Name       string
	Names      map[string]string // by language, where there are several
	URI        string            // its official address; empty: it is ours
	Edition    string            // of our own one: tells whether what is installed is what we have
	ImportedAt time.Time
}

// In is the framework's name in the first of the languages that it has one in.
func (f Framework) In(languages ...string) string {
	for _, lang := range languages {
		if name := f.Names[lang]; name != "" {
			return name
		}
	}
	return f.Name
}

// Address is what names the framework to others.
func (f Framework) Address(site laurel.Site) string {
	if f.URI != "" {
		return f.URI
	}
	return site.Framework(f.ID)
}

// SkillLabel is what a skill is called in one language.
type SkillLabel struct {
	Label        string
	Alternatives []string
	Description  string
}

// Skill is something that can be learned, as a framework has it. It is known by its
// id; what it is called is read in the reader's language.
type Skill struct {
	ID        laurel.SkillID
	Framework Framework
	URI       string // its official address; empty: it is ours
	Kind      SkillKind
	Retired   bool // its framework has it no more; who has chosen it keeps it
	Labels    map[string]SkillLabel
}

// In is what the skill is called in the first of the languages that it has a name in,
// and which that is. Where none is among them it is English, or else the first by its
// code.
func (s Skill) In(languages ...string) (label SkillLabel, lang string) {
	languages = append(slices.Clip(languages), "en")
	languages = append(languages, slices.Sorted(maps.Keys(s.Labels))...)
	for _, lang := range languages {
		if label := s.Labels[lang]; label.Label != "" {
			return label, lang
		}
	}
	return SkillLabel{Label: s.ID.Key()}, ""
}

// Address is what names the skill to others.
func (s Skill) Address(site laurel.Site) string {
	if s.URI != "" {
		return s.URI
	}
	return site.Skill(s.ID)
}

// Choosable reports whether an activity can begin to name the skill.
func (s Skill) Choosable() bool { return !s.Retired && s.Kind != SkillGroup }

var skillKeys = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// SkillByAddress is the id of an imported skill: the same address in the same framework
// is the same skill, however often it is imported.
func SkillByAddress(f laurel.FrameworkID, uri string) laurel.SkillID {
	sum := sha256.Sum256([]byte(uri))
	return laurel.SkillIn(f, skillKeys.EncodeToString(sum[:15]))
}

// checkSkills refuses what cannot be a choice of skills, whatever skills there are.
func checkSkills(ids []laurel.SkillID) error {
	if len(ids) > MaxSkills {
		return laurel.E(laurel.Invalid, "skill.too-many").With(laurel.Args{"Max": MaxSkills}).At("skills")
	}
	for i, id := range ids {
		if id.Framework() == "" {
			return laurel.E(laurel.Invalid, "skill.unknown").At(skillAt(i))
		}
		if slices.Contains(ids[:i], id) {
			return laurel.E(laurel.Invalid, "skill.twice").At(skillAt(i))
		}
	}
	return nil
}

func skillAt(i int) string { return "skills[" + strconv.Itoa(i) + "]" }

// MayChoose refuses a skill that is not known, is no skill but a group of them, or is
// retired. What was chosen before stays.
func MayChoose(ids, before []laurel.SkillID, known map[laurel.SkillID]Skill) error {
	if err := checkSkills(ids); err != nil {
		return err
	}
	for i, id := range ids {
		if slices.Contains(before, id) {
			continue
		}
		s, ok := known[id]
		switch {
		case !ok:
			return laurel.E(laurel.Invalid, "skill.unknown").At(skillAt(i))
		case s.Retired:
			return laurel.E(laurel.Invalid, "skill.retired").At(skillAt(i))
		case s.Kind == SkillGroup:
			return laurel.E(laurel.Invalid, "skill.group").At(skillAt(i))
		}
	}
	return nil
}

// sameSkills reports whether two choices name the same skills, in whatever order.
func sameSkills(a, b []laurel.SkillID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Above are the skills and all that is broader than they are, by steps however many.
func Above(ids []laurel.SkillID, broader map[laurel.SkillID][]laurel.SkillID) []laurel.SkillID {
	all := slices.Clone(ids)
	for i := 0; i < len(all); i++ { // it grows meanwhile
		for _, b := range broader[all[i]] {
			if !slices.Contains(all, b) {
				all = append(all, b)
			}
		}
	}
	return all
}

// SkillWord is a skill as one word of an index, which is no word of any text.
func SkillWord(id laurel.SkillID) string { return "+" + string(id) }

// Check refuses a framework that nobody could import: our own, or one without an
// address of its own.
func (f Framework) Check() error {
	switch {
	case !f.ID.Valid() || f.ID == OwnFramework:
		return laurel.E(laurel.Invalid, "framework.id").At("id")
	case !isText(f.Name, 1, MaxTitle) || !isLine(f.Name):
		return laurel.E(laurel.Invalid, "framework.name").With(laurel.Args{"Max": MaxTitle}).At("name")
	case !isAddress(f.URI):
		return laurel.E(laurel.Invalid, "framework.address").At("address")
	}
	return nil
}
