package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema is that of the approver's settings.
type schema struct {
	compiled *jsonschema.Schema // nil: nothing can be set
	defaults map[string]json.RawMessage
}

func (p *play) readSchema() error {
	if len(p.about.Settings) == 0 {
		return nil
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(p.about.Settings))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{}) // fetches nothing
	const at = "settings.json"
	if err = compiler.AddResource(at, document); err != nil {
		return err
	}
	if p.schema.compiled, err = compiler.Compile(at); err != nil {
		return err
	}
	for _, wrong := range []string{`[]`, `"text"`, `1`} {
		if p.schema.allows(json.RawMessage(wrong)) == nil {
			return fmt.Errorf("it allows %s; it needs \"type\": \"object\"", wrong)
		}
	}
	var parts struct {
		Properties map[string]struct {
			Default json.RawMessage `json:"default"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(p.about.Settings, &parts); err != nil {
		return err
	}
	p.schema.defaults = map[string]json.RawMessage{}
	for name, property := range parts.Properties {
		p.schema.defaults[name] = property.Default
	}
	return nil
}

// allows is nil where the settings follow the schema.
func (s schema) allows(settings json.RawMessage) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(settings))
	if err != nil {
		return err
	}
	if s.compiled == nil {
		return errors.New("nothing can be set")
	}
	return s.compiled.Validate(value)
}

// usable are the settings given, or none, or what the schema says are defaults:
// the first that it allows.
func (p *play) usable() (json.RawMessage, error) {
	if len(p.config.Settings) > 0 {
		return p.config.Settings, p.schema.allows(p.config.Settings)
	}
	if p.schema.compiled == nil || p.schema.allows(json.RawMessage(`{}`)) == nil {
		return nil, nil
	}
	given := map[string]json.RawMessage{}
	for name, value := range p.schema.defaults {
		if len(value) > 0 {
			given[name] = value
		}
	}
	b, err := json.Marshal(given)
	if err == nil {
		err = p.schema.allows(b)
	}
	if err != nil {
		return nil, fmt.Errorf("neither none nor the defaults are allowed by the schema; give some: %w", err)
	}
	return b, nil
}

// violations are settings that the schema does not allow: an unknown name, and
// for each known one a value of another kind. Where a schema allows them all,
// there is nothing to refuse.
func (s schema) violations() []json.RawMessage {
	list := []json.RawMessage{json.RawMessage(`[]`), json.RawMessage(`{"no-such-setting": 1}`)}
	for _, name := range slices.Sorted(maps.Keys(s.defaults)) {
		key, err := json.Marshal(name)
		if err != nil {
			continue // a name out of JSON goes back into it
		}
		for _, value := range []string{`"\u0000"`, `-1e300`, `[{}]`, `{}`} {
			list = append(list, json.RawMessage(`{`+string(key)+`: `+value+`}`))
		}
	}
	return slices.DeleteFunc(list, func(settings json.RawMessage) bool { return s.allows(settings) == nil })
}
