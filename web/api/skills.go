package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// skill is something that can be learned, by its name in the asker's language.
type skill struct {
	ID          laurel.SkillID     `json:"id" doc:"By it activities name the skill."`
	Name        string             `json:"name" doc:"In the asker's language where the framework has it, or else in another."`
	Language    string             `json:"language" doc:"Of the name and the description."`
	Description string             `json:"description,omitempty"`
	Framework   laurel.FrameworkID `json:"framework"`
	URI         string             `json:"uri" format:"uri" doc:"What names it to others."`
}

type skills struct {
	Items []skill `json:"items" nullable:"false" doc:"50 at most."`
}

// FindSkills finds skills that an activity can name.
func (a *API) FindSkills() Endpoint {
	type in struct {
		Q         string             `query:"q" maxLength:"200" doc:"Words that it is called by; the last may be a beginning."`
		Language  string             `query:"language" pattern:"^[a-z]{2,3}$" doc:"In which it is called so, besides English."`
		Framework laurel.FrameworkID `query:"framework" maxLength:"64"`
	}
	return endpoint(a, about{id: "findSkills", summary: "Skills that an activity can name", tag: "activities", open: true},
		func(ctx context.Context, in *in) (skills, error) {
			languages := []string{laurel.ActorFrom(ctx).Language, "en"}
			if in.Language != "" {
				languages = append([]string{in.Language}, languages...)
			}
			s := engine.SkillSearch{Words: workflow.Words(in.Q), Languages: languages}
			if in.Framework != "" && !in.Framework.Valid() {
				return skills{Items: []skill{}}, nil
			}
			s.Framework = in.Framework
			found, err := a.Engine.FindSkills(ctx, s)
			return skills{list(found, func(s workflow.Skill) skill { return a.skill(s, languages...) })}, err
		})
}

func (a *API) skill(s workflow.Skill, languages ...string) skill {
	label, lang := s.In(languages...)
	return skill{ID: s.ID, Name: label.Label, Language: lang, Description: label.Description, Framework: s.Framework.ID,
		URI: s.Address(a.Front.Site)}
}
