package workflow

import (
	"slices"
	"strconv"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Add accepts what the holder of a badge shows more of a task that is passed: what
// the task asks for, and in all no more of it than it takes. It is judged by nobody,
// and changes neither the award nor its credential.
func (s Submission) Add(t Task, more []Evidence) error {
	if s.State != Approved {
		return laurel.E(laurel.Conflict, "evidence.not-passed")
	}
	if len(more) == 0 {
		return laurel.E(laurel.Invalid, "evidence.none").At("evidence")
	}
	if len(s.Evidence)+len(more) > MaxEvidence {
		return laurel.E(laurel.Invalid, "evidence.too-many").With(laurel.Args{"Max": MaxEvidence}).At("evidence")
	}
	given := map[approval.Kind]int{}
	for _, e := range s.Evidence {
		given[e.Kind]++
	}
	for i, e := range more {
		ask, ok := t.asksFor(e.Kind)
		path := "evidence[" + strconv.Itoa(i) + "]"
		if !ok {
			return laurel.E(laurel.Invalid, "evidence.wrong-kind").With(laurel.Args{"Kind": e.Kind}).At(path + ".kind")
		}
		if err := e.check(ask, path); err != nil {
			return err
		}
		if given[e.Kind]++; given[e.Kind] > ask.Most() {
			return laurel.E(laurel.Invalid, "evidence.too-many-of").
				With(laurel.Args{"Kind": e.Kind, "Max": ask.Most(), "Is": given[e.Kind]}).At("evidence")
		}
	}
	return nil
}

// Room is the task as it asks for what may still be added to a submission: nothing
// has to be, and no kind of which there is enough.
func (t Task) Room(s Submission) Task {
	left := max(MaxEvidence-len(s.Evidence), 0)
	given := map[approval.Kind]int{}
	for _, e := range s.Evidence {
		given[e.Kind]++
	}
	asks := t.Asks
	t.Asks = nil
	for _, a := range asks {
		if a.Max = min(a.Most()-given[a.Kind], left); a.Max > 0 {
			a.Min, a.Optional = 0, true
			t.Asks = append(t.Asks, a)
		}
	}
	return t
}

// MayShow accepts a choice of what is to be seen on the credential's page.
func (s Submission) MayShow(positions []int) error {
	if s.State != Approved {
		return laurel.E(laurel.Conflict, "evidence.not-passed")
	}
	for _, p := range positions {
		if !slices.ContainsFunc(s.Evidence, func(e Evidence) bool { return e.Position == p }) {
			return laurel.E(laurel.Invalid, "evidence.no-item").At("items")
		}
	}
	return nil
}
