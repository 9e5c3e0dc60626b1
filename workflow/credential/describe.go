package credential

import (
	"strconv"

	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// IssuedBy says of an organisation what its credentials say.
func IssuedBy(t tenants.Tenant) Issuer {
	return Issuer{Tenant: t.ID, Name: t.Name, URL: t.URL, Description: t.Description, Email: t.Email}
}

// Describe says of a badge what credentials say. Tags are given by name, in the
// badge's own language, and the badge's skills with all of their names.
func Describe(a workflow.Achievement, tags []string, skills []workflow.Skill) Achievement {
	return Achievement{ID: a.ID, Name: a.Name, Description: a.Description, Criteria: a.Criteria, Language: a.Language,
		Version: strconv.Itoa(a.Edition), ImageCaption: a.Name, Tags: tags, Skills: skills, Kind: kind(a.Kind)}
}

// kind is the achievementType that fits best (Open Badges 3.0, appendix B).
func kind(k workflow.Kind) string {
	switch k {
	case workflow.Course:
		return "Course"
	case workflow.Program:
		return "LearningProgram"
	case workflow.Internship:
		return "Fieldwork"
	case workflow.Volunteering:
		return "CommunityService"
	case workflow.Event, workflow.Online, workflow.Workshop, workflow.Project, workflow.Mentoring, workflow.Competition, workflow.Visit:
	}
	return "Badge"
}
