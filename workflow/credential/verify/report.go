package verify

import "example.org/laurel/workflow/credential/bake"

// Name is the name of a check. It is also the last part of a text key.
type Name string

// The checks, in the order of a report.
const (
	Read      Name = "read"      // the file holds a credential
	Shape     Name = "shape"     // it is of the published schema
	Issuer    Name = "issuer"    // who it says issued it can be found under its id
	Key       Name = "key"       // the key is the issuer's, and meant for assertions
	Signature Name = "signature" // it is as it was when that key signed it
	Dates     Name = "dates"     // it holds at this time
	Status    Name = "status"    // it has not been taken back
)

// Check is what one check found. Text is a text key for people; Detail adds what
// is particular to this badge, in the words of its documents and our errors.
type Check struct {
	Name   Name
	OK     bool
	Text   string
	Detail string
}

// Report is what was found out about a badge: always all the checks, in order.
// A check that could not be made for a fault before it is not OK, with the text
// verify.unchecked.
type Report struct {
	Checks     []Check
	Kind       bake.Kind      // the form of the file; "" where it could not be read
	Credential []byte         // as it stood in the file; nil where it could not be read
	Document   map[string]any // the same, parsed; nil where it is no JSON. Not to be trusted unless OK
}

// unchecked is the text of a check that was not made.
const unchecked = "verify.unchecked"

// OK reports whether the badge stood all checks.
func (r Report) OK() bool {
	_, failed := r.Failed()
	return !failed
}

// Failed returns the first check that the badge did not stand.
func (r Report) Failed() (check Check, failed bool) {
	for _, each := range r.Checks {
		if !each.OK && each.Text != unchecked {
			return each, true
		}
	}
	return Check{}, false
}
