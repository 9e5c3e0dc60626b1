package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"unicode/utf8"
)

// SizeLimit bounds a credential's JSON, in bytes.
const SizeLimit = 1 << 20

const (
	depthLimit   = 32     // objects and arrays within each other
	valueLimit   = 20_000 // texts, numbers, objects and arrays
	contextLimit = 8      // addresses in @context
)

// Errors of documents.
var (
	ErrSize  = errors.New("proof: document too large or too deep")
	ErrJSON  = errors.New("proof: not a JSON object")
	ErrText  = errors.New("proof: text that verifiers disagree on")
	ErrValue = errors.New("proof: number that verifiers disagree on")
)

// Parse reads a document of at most SizeLimit bytes. It is stricter than
// encoding/json: a name may stand in an object once only (else readers could see
// another value than the one signed), nesting is bounded, the text is UTF-8 and
// nothing follows the object. Errors are ErrSize and ErrJSON.
func Parse(text []byte) (map[string]any, error) {
	if len(text) > SizeLimit {
		return nil, ErrSize
	}
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrJSON)
	}
	r := reader{json.NewDecoder(bytes.NewReader(text))}
	value, err := r.value(0)
	if err != nil {
		return nil, err
	}
	document, ok := value.(map[string]any)
	if !ok {
		return nil, ErrJSON
	}
	if _, err := r.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the object", ErrJSON)
	}
	return document, nil
}

type reader struct{ *json.Decoder }

func (r reader) value(depth int) (any, error) {
	token, err := r.Token()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJSON, err)
	}
	if depth > depthLimit {
		return nil, ErrSize
	}
	switch token {
	case json.Delim('{'):
		return r.object(depth)
	case json.Delim('['):
		list := []any{}
		for r.More() {
			value, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, r.close()
	}
	return token, nil
}

func (r reader) object(depth int) (any, error) {
	object := map[string]any{}
	for r.More() {
		token, err := r.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrJSON, err)
		}
		key, _ := token.(string) // the decoder takes nothing else for a name
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("%w: %q stands there twice", ErrJSON, key)
		}
		if object[key], err = r.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return object, r.close()
}

func (r reader) close() error {
	if _, err := r.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrJSON, err)
	}
	return nil
}

// traits is what is found in a document's texts before it is signed.
type traits struct {
	strict bool // refuse text and numbers that verifiers are known to disagree on
	values int
	astral bool // a character beyond U+FFFF
	high   bool // one of U+E000 to U+FFFF
}

// inspect checks the depth of a document and the number of its values, and where
// t is strict the text and the numbers themselves.
func (t *traits) inspect(value any, depth int) error {
	if t.values++; depth > depthLimit || t.values > valueLimit {
		return ErrSize
	}
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if err := t.inspect(inner, depth+1); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	case []any:
		for i, inner := range value {
			if err := t.inspect(inner, depth+1); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
	case string:
		if t.strict {
			return t.text(value)
		}
	case float64:
		if t.strict {
			return number(value)
		}
	case bool, nil:
	default:
		return fmt.Errorf("%w: %T is no JSON value", ErrJSON, value)
	}
	return nil
}

// text refuses control characters, on whose escaping libraries differ, and what
// is not UTF-8, which the written JSON would not hold.
func (t *traits) text(value string) error {
	for _, r := range value {
		switch {
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == 0x7f:
			return fmt.Errorf("%w: control character %U", ErrText, r)
		case r > 0xffff:
			t.astral = true
		case r >= 0xe000:
			t.high = true
		}
	}
	if t.high && !utf8.ValidString(value) {
		return fmt.Errorf("%w: not UTF-8", ErrText)
	}
	return nil
}

// number refuses fractions below 1, which libraries write in different ways, and
// what a float64 cannot tell apart from its neighbour.
func number(value float64) error {
	size := math.Abs(value)
	if size >= wholeLimit || size != math.Trunc(size) && size < 1 || math.IsNaN(size) {
		return fmt.Errorf("%w: %v", ErrValue, value)
	}
	return nil
}

func without(document map[string]any, key string) map[string]any {
	rest := maps.Clone(document)
	delete(rest, key)
	return rest
}
