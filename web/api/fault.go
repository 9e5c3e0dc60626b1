package api

import (
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"example.org/laurel"
)

// fault is what is wrong with one field of a request.
type fault struct {
	location string // "body.evidence[0].text"
	key      string
	args     laurel.Args
}

// faultOf finds the text key for what the library says in English. What it may
// say of our schemas, the tests go through.
func faultOf(e *huma.ErrorDetail) fault {
	f := fault{location: e.Location, key: "problem.value"}
	if name, ok := between(e.Message, validation.MsgExpectedRequiredProperty); ok {
		f.location, f.key = strings.TrimPrefix(e.Location+"."+name, "."), "problem.missing"
		return f
	}
	if choice, ok := between(e.Message, validation.MsgExpectedOneOf); ok {
		f.key, f.args = "problem.one-of", laurel.Args{"Choice": choice}
		return f
	}
	switch e.Message {
	case validation.MsgUnexpectedProperty, "unknown query parameter":
		f.key = "problem.unknown"
	case validation.MsgExpectedString:
		f.key = "problem.text"
	case validation.MsgExpectedNumber, validation.MsgExpectedInteger:
		f.key = "problem.number"
	case validation.MsgExpectedBoolean:
		f.key = "problem.boolean"
	case validation.MsgExpectedArray:
		f.key = "problem.list"
	case validation.MsgExpectedObject:
		f.key = "problem.object"
	}
	return f
}

// between returns what stands in a message in place of its format's verb.
func between(message, format string) (string, bool) {
	before, after, ok := strings.Cut(strings.Replace(format, "%v", "%s", 1), "%s")
	if !ok {
		return "", false
	}
	rest, ok := strings.CutPrefix(message, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, after)
}

func asError(err error) (*laurel.Error, bool) { return errors.AsType[*laurel.Error](err) }
