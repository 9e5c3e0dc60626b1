package laurel

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about an error. Three places read it, and no
// others: web (a status and a sentence), jobs (retry or give up),
// plugins/approval/serve (a gRPC code).
type Kind uint8

// The kinds of errors. The zero value is Internal, so that what nobody has
// thought of is never shown.
const (
	Internal        Kind = iota // a fault of ours: logged in full, shown as "internal" and nothing more
	Invalid                     // the input breaks a rule; Text says which
	Unauthenticated             // nobody is signed in, or the token is not one
	Forbidden                   // the actor may not
	NotFound                    // no such thing, or none that the actor may know of
	Conflict                    // the thing has moved on since the actor looked
	Unready                     // not yet; the same call may succeed later
	TooLarge                    // more than is taken
	Limited                     // too often; later again
)

func (k Kind) String() string {
	return [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not found", "conflict", "unready", "too large", "limited"}[k]
}

// Error is an error that crosses a floor. Text is a key into tenants/locale,
// never a sentence, since the reader's language is known only at the door. Args
// fill the gaps of that sentence, by name.
type Error struct {
	Kind  Kind
	Text  string
	Args  Args
	Field string // of the input, where one is at fault: "evidence[0].text"
	Err   error
}

// Args are the values for the gaps in a text.
type Args map[string]any

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Text, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Text)
}

func (e *Error) Unwrap() error { return e.Err }

// At says which field of the input is at fault, and returns the error.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because keeps the cause, and returns the error.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// E makes an Error of the given kind and text key.
func E(kind Kind, text string) *Error { return &Error{Kind: kind, Text: text} }

// With gives the values for the gaps of the text, and returns the error.
func (e *Error) With(args Args) *Error {
	c := *e
	c.Args = args
	return &c
}

// KindOf reports the kind of err; an error that is not ours is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
