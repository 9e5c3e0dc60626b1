// Package settings reads the settings of an approver's case strictly: what it
// does not know it refuses, so that a slip of the pen is not taken for a default.
package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/laurel"
)

// Read fills into, a pointer to a struct that holds the defaults, from raw: a
// JSON object, or nothing, or null, which both leave the defaults. Every field of
// the struct must always be written to JSON (no omitempty), since that is how
// Read knows its name.
//
// The error is laurel.Invalid: "approver.settings.malformed",
// "approver.settings.unknown" or "approver.settings.kind", the last two with the
// field at fault, as "settings.approvals".
func Read(raw json.RawMessage, into any) error { return readAt("settings", raw, into) }

// ReadItem is Read for an object within the settings, as "criteria[0]".
func ReadItem(name string, raw json.RawMessage, into any) error { return readAt(path(name), raw, into) }

func readAt(at string, raw json.RawMessage, into any) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return laurel.E(laurel.Invalid, "approver.settings.malformed").At(at).Because(err)
	}
	known, err := names(into)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := known[name]; !ok {
			return laurel.E(laurel.Invalid, "approver.settings.unknown").At(at + "." + name).With(laurel.Args{"name": name})
		}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		field := at
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			field = at + "." + wrong.Field
		}
		return laurel.E(laurel.Invalid, "approver.settings.kind").At(field).Because(err)
	}
	return nil
}

// Between refuses a value of a field that is below low or above high: the error
// is laurel.Invalid, "approver.settings.range".
func Between(name string, value, low, high int) error {
	if value < low || value > high {
		return laurel.E(laurel.Invalid, "approver.settings.range").At(path(name)).
			With(laurel.Args{"name": name, "low": low, "high": high}).
			Because(fmt.Errorf("%s is %d, not %d to %d", name, value, low, high))
	}
	return nil
}

// Length refuses a text of fewer than low or more than high characters (runes),
// the blanks around it not counted: the error is laurel.Invalid,
// "approver.settings.length".
func Length(name, value string, low, high int) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(value)); n < low || n > high {
		return laurel.E(laurel.Invalid, "approver.settings.length").At(path(name)).
			With(laurel.Args{"name": name, "low": low, "high": high}).
			Because(fmt.Errorf("%s has %d characters, not %d to %d", name, n, low, high))
	}
	return nil
}

// OneOf refuses a value of a field that is none of those allowed: the error is
// laurel.Invalid, "approver.settings.choice".
func OneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	list := strings.Join(allowed, ", ")
	return laurel.E(laurel.Invalid, "approver.settings.choice").At(path(name)).
		With(laurel.Args{"name": name, "allowed": list}).
		Because(fmt.Errorf("%s is none of %s", name, list))
}

func names(of any) (map[string]json.RawMessage, error) {
	b, err := json.Marshal(of)
	if err != nil {
		return nil, err
	}
	var known map[string]json.RawMessage
	return known, json.Unmarshal(b, &known)
}

func path(name string) string { return "settings." + name }
