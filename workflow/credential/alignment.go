package credential

import (
	"strings"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// competency is the targetType of what somebody can do or knows.
const competency = "ceasn:Competency"

// alignment says which skills of published frameworks the achievement attests (Open
// Badges 3.0, section B.1.3, Alignment), by their official addresses.
func (a Achievement) alignment(site laurel.Site) []any {
	list := make([]any, len(a.Skills))
	for i, s := range a.Skills {
		label, _ := s.In(a.Language)
		target := map[string]any{"type": []any{"Alignment"}, "targetName": Clean(label.Label), "targetUrl": s.Address(site),
			"targetType": competency}
		set(target, "targetDescription", Clean(label.Description))
		set(target, "targetFramework", Clean(s.Framework.In(a.Language, "en")))
		set(target, "targetCode", code(s))
		list[i] = target
	}
	return list
}

// code is what names a skill within its framework: the end of its official address,
// or the key that we have given it.
func code(s workflow.Skill) string {
	if s.URI == "" {
		return s.ID.Key()
	}
	address := strings.TrimRight(s.URI, "/#")
	return address[strings.LastIndexAny(address, "/#:")+1:]
}
