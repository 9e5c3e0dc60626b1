package approval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Needs is what the settings of a step ask of the platform. An approver announces
// it in the schema of its settings, with two words of our own beside a property:
//
//   - "x-reviewers": true on an integer says that so many different reviewers are
//     needed, without whom some verdict cannot come; of several such properties
//     the greatest counts. On a string, "x-reviewers": {"chair": 1} adds one where
//     its value is "chair".
//   - "x-platform" names a setting that the platform acts on and the approver does
//     not: "visible" ("blind" or "open"), "reciprocal" (true or false), or "rubric"
//     (a list of Criterion).
type Needs struct {
	Reviewers  int         `json:"reviewers,omitempty"`  // different reviewers; at least 1 where the approver waits for any
	Open       bool        `json:"open,omitempty"`       // who is still to speak is told what others have said
	Reciprocal bool        `json:"reciprocal,omitempty"` // two people may review each other
	Rubric     []Criterion `json:"rubric,omitempty"`     // what reviewers mark, in its order
}

// The values of "x-platform".
const (
	visible    = "visible"
	reciprocal = "reciprocal"
	rubric     = "rubric"
)

// property is what is read of one property of a schema.
type property struct {
	Default   json.RawMessage `json:"default"`
	Reviewers json.RawMessage `json:"x-reviewers"`
	Platform  *string         `json:"x-platform"`
}

// Needs reads what the settings ask for, by the schema of the description. What is
// not set has its default. The error is for settings that do not follow the schema,
// which the approver itself refuses, too.
func (d Description) Needs(settings json.RawMessage) (Needs, error) {
	properties, err := d.properties()
	if err != nil {
		return Needs{}, err
	}
	var given map[string]json.RawMessage
	if settings = bytes.TrimSpace(settings); len(settings) > 0 {
		if err := json.Unmarshal(settings, &given); err != nil {
			return Needs{}, fmt.Errorf("approval: the settings: %w", err)
		}
	}
	var n Needs
	more := 0
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p := properties[name]
		value := given[name]
		if len(value) == 0 || string(value) == "null" {
			value = p.Default
		}
		if len(value) == 0 {
			continue
		}
		added, err := n.add(p, value)
		if err != nil {
			return Needs{}, fmt.Errorf("approval: the setting %s: %w", short(name), err)
		}
		more += added
	}
	n.Reviewers += more
	if d.Reviewers != Nobody {
		n.Reviewers = max(n.Reviewers, 1)
	}
	return n, nil
}

// add takes in what one property asks for, and says how many reviewers are to be
// added in the end.
func (n *Needs) add(p property, value json.RawMessage) (more int, err error) {
	if p.Platform != nil {
		if err := n.act(*p.Platform, value); err != nil {
			return 0, err
		}
	}
	all, extra, err := p.reviewers()
	if err != nil || (!all && len(extra) == 0) {
		return 0, err
	}
	if all {
		var number int
		if err := json.Unmarshal(value, &number); err != nil {
			return 0, err
		}
		n.Reviewers = max(n.Reviewers, number)
		return 0, nil
	}
	var word string
	if err := json.Unmarshal(value, &word); err != nil {
		return 0, err
	}
	return extra[word], nil
}

func (n *Needs) act(platform string, value json.RawMessage) error {
	switch platform {
	case visible:
		var word string
		err := json.Unmarshal(value, &word)
		n.Open = word == "open"
		return err
	case reciprocal:
		return json.Unmarshal(value, &n.Reciprocal)
	default:
		return json.Unmarshal(value, &n.Rubric)
	}
}

// reviewers reads "x-reviewers": that the value is a number of reviewers, or how
// many each value adds.
func (p property) reviewers() (all bool, extra map[string]int, err error) {
	if len(p.Reviewers) == 0 || json.Unmarshal(p.Reviewers, &all) == nil {
		return all, nil, nil
	}
	if json.Unmarshal(p.Reviewers, &extra) != nil {
		return false, nil, errors.New("x-reviewers is neither true nor a number for each value")
	}
	return false, extra, nil
}

// properties are those of the schema that are objects; "true" is a schema, too,
// and announces nothing.
func (d Description) properties() (map[string]property, error) {
	if len(d.Settings) == 0 {
		return map[string]property{}, nil
	}
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(d.Settings, &schema); err != nil {
		return nil, fmt.Errorf("approval: the schema of the settings: %w", err)
	}
	all := make(map[string]property, len(schema.Properties))
	for name, raw := range schema.Properties {
		if !bytes.HasPrefix(raw, []byte("{")) {
			continue
		}
		var p property
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, fmt.Errorf("approval: the setting %s: %w", short(name), err)
		}
		all[name] = p
	}
	return all, nil
}

// checkAbilities refuses what the platform could not act on: a word that it does
// not know, a rubric that no setting holds, reviewers assigned where there are none.
func (d Description) checkAbilities() error {
	properties, err := d.properties()
	if err != nil {
		return err
	}
	rubrics := 0
	for name, p := range properties {
		if _, _, err := p.reviewers(); err != nil {
			return fmt.Errorf("approval: the setting %s: %w", short(name), err)
		}
		if p.Platform == nil {
			continue
		}
		switch *p.Platform {
		case visible, reciprocal:
		case rubric:
			rubrics++
		default:
			return fmt.Errorf("approval: the platform does not know %q", short(*p.Platform))
		}
	}
	switch {
	case rubrics > 1 || d.Abilities.Rubric != (rubrics == 1):
		return fmt.Errorf("approval: %d settings hold a rubric (announced: %v)", rubrics, d.Abilities.Rubric)
	case d.Abilities.Assignment && d.Reviewers == Nobody:
		return errors.New("approval: reviewers are to be assigned, and none are asked for")
	}
	return nil
}
