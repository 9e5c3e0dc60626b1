package credential

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ErrSchema says that a document is not of the published schema.
var ErrSchema = errors.New("credential: not an Open Badges 3.0 credential")

//go:embed schema/ob_v3p0_achievementcredential_schema.json
var schemaText []byte

// schema is the published schema, compiled. Nothing that it refers to is fetched.
var schema = sync.OnceValue(func() *jsonschema.Schema {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		panic(err) // the schema is part of the binary
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	if err := compiler.AddResource(schemaAddress, document); err != nil {
		panic(err)
	}
	return compiler.MustCompile(schemaAddress)
})

// ValidateSchema checks a document against the published JSON Schema of an
// AchievementCredential, the one that our credentialSchema names. The error is
// ErrSchema and tells what is wrong where.
func ValidateSchema(doc map[string]any) error {
	err := schema().Validate(doc)
	if err == nil {
		return nil
	}
	if faults, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		for len(faults.Causes) > 0 {
			faults = faults.Causes[0]
		}
		return fmt.Errorf("%w: at %s: %s", ErrSchema, location(faults.InstanceLocation), faults.Error())
	}
	return fmt.Errorf("%w: %w", ErrSchema, err)
}

func location(path []string) string {
	if len(path) == 0 {
		return "the top"
	}
	var out bytes.Buffer
	for i, step := range path {
		if i > 0 {
			out.WriteByte('.')
		}
		out.WriteString(step)
	}
	return out.String()
}
