package credential

import (
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential/draw"
)

// Design says of a badge what its picture says.
func Design(i Issuer, a workflow.Achievement) draw.Design {
	return draw.Design{Title: a.Name, Issuer: i.Name, Language: a.Language, Shape: shape(a.Kind), Level: a.Level}
}

// shape follows the kind of learning.
func shape(k workflow.Kind) draw.Shape {
	switch k {
	case workflow.Course, workflow.Internship, workflow.Project, workflow.Program:
		return draw.Shield
	case workflow.Event, workflow.Workshop, workflow.Competition:
		return draw.Hexagon
	case workflow.Online, workflow.Volunteering, workflow.Mentoring, workflow.Visit:
	}
	return draw.Circle
}
