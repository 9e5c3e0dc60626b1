package workflow

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Bounds of a flow.
const (
	MaxSteps   = 10
	MaxChoices = 5       // of one step
	MaxHours   = 24 * 90 // of a step's limit
)

// Flow is one edition of a task's approval steps. One that has been used never
// changes. Without steps nobody judges: the task asks for no evidence, and is passed
// by who scans its code and by whom an organiser marks.
type Flow struct {
	ID      laurel.FlowID
	Task    laurel.TaskID
	Edition int
	Steps   []Step
	MadeAt  time.Time
}

// Step asks an approver, or several of which any will do: what one of them decides
// first, is decided.
type Step struct {
	Approver  string             `json:"approver"`           // as "peer@1"
	Settings  json.RawMessage    `json:"settings,omitempty"` // by the schema of its description
	Reviewers approval.Reviewers `json:"reviewers,omitempty"`
	Needs     approval.Needs     `json:"needs,omitzero"`
	Or        []Choice           `json:"or,omitempty"`    // up to MaxChoices-1 besides it
	Limit     *Limit             `json:"limit,omitempty"` // nil: it takes as long as it takes
}

// Choice is an approver, how it is set up, whose opinions it waits for, as its
// description says, and what its settings ask of the platform. Flows that began
// before that was noted need nothing.
type Choice struct {
	Approver  string             `json:"approver"`
	Settings  json.RawMessage    `json:"settings,omitempty"`
	Reviewers approval.Reviewers `json:"reviewers,omitempty"`
	Needs     approval.Needs     `json:"needs,omitzero"`
}

// Limit is how long a step may take, and what happens then.
type Limit struct {
	Hours int     `json:"hours"` // 1 to MaxHours, from when the step began
	Then  Then    `json:"then"`
	Ask   *Choice `json:"ask,omitempty"` // whom ThenAsk asks, besides those who were asked before
}

// Then is what happens once the time of a step is over.
type Then string

// What can happen then.
const (
	ThenApprove Then = "approve"
	ThenReject  Then = "reject"
	ThenAsk     Then = "ask" // somebody else, as well
)

// ByLimit stands in the place of an approver where the time of a step decided.
const ByLimit = "limit"

// Choices are the approvers of a step, of which any will do.
func (s Step) Choices() []Choice {
	return append([]Choice{{Approver: s.Approver, Settings: s.Settings, Reviewers: s.Reviewers, Needs: s.Needs}}, s.Or...)
}

// all are the choices of a step with the one that its limit asks.
func (s Step) all() []Choice {
	choices := s.Choices()
	if s.Limit != nil && s.Limit.Ask != nil {
		choices = append(choices, *s.Limit.Ask)
	}
	return choices
}

// Each returns the step with each of its choices, also the one that its limit asks,
// as fn leaves it. The step itself is not written to. The path leads to the choice
// from the step, as in "or[0].".
func (s Step) Each(fn func(path string, c *Choice) error) (Step, error) {
	own := Choice{Approver: s.Approver, Settings: s.Settings, Reviewers: s.Reviewers, Needs: s.Needs}
	if err := fn("", &own); err != nil {
		return s, err
	}
	s.Approver, s.Settings, s.Reviewers, s.Needs = own.Approver, own.Settings, own.Reviewers, own.Needs
	s.Or = slices.Clone(s.Or)
	for i := range s.Or {
		if err := fn("or["+strconv.Itoa(i)+"].", &s.Or[i]); err != nil {
			return s, err
		}
	}
	if s.Limit == nil || s.Limit.Ask == nil {
		return s, nil
	}
	limit, ask := *s.Limit, *s.Limit.Ask
	limit.Ask, s.Limit = &ask, &limit
	return s, fn("limit.ask.", &ask)
}

// asked are the approvers that a step asks at a time, if it began at since.
func (s Step) asked(since, now time.Time) []Choice {
	choices := s.Choices()
	if s.Limit != nil && s.Limit.Ask != nil && !now.Before(s.Limit.ends(since)) {
		return append(choices, *s.Limit.Ask)
	}
	return choices
}

// Ends is when the time of a step that began at since is over; zero where it has none.
func (s Step) Ends(since time.Time) time.Time {
	if s.Limit == nil {
		return time.Time{}
	}
	return s.Limit.ends(since)
}

func (l Limit) ends(since time.Time) time.Time { return since.Add(time.Duration(l.Hours) * time.Hour) }

// Voice is in what quality somebody may speak, and the permission that it takes.
type Voice struct {
	Role   approval.Role
	Action laurel.Action
}

// voices are those that the choices wait for. Whoever has several speaks with the first.
func voices(choices []Choice) []Voice {
	var list []Voice
	for _, v := range []struct {
		of approval.Reviewers
		Voice
	}{
		{approval.Organisers, Voice{approval.Organiser, laurel.ApproveEvidence}},
		{approval.Peers, Voice{approval.Peer, laurel.ReviewAsPeer}},
	} {
		if slices.ContainsFunc(choices, func(c Choice) bool { return c.Reviewers == v.of }) {
			list = append(list, v.Voice)
		}
	}
	return list
}

// hears reports whether an approver that waits for r is told what somebody says in
// the role.
func hears(r approval.Reviewers, role approval.Role) bool {
	return r == approval.Peers && role == approval.Peer || r == approval.Organisers && role == approval.Organiser
}

// AllVoices are those that any step of the flow may wait for.
func (f Flow) AllVoices() []Voice {
	var choices []Choice
	for _, s := range f.Steps {
		choices = append(choices, s.all()...)
	}
	return voices(choices)
}

// Reviews lists the permissions that opinions need at any step of the flow.
func (f Flow) Reviews() []laurel.Action {
	var actions []laurel.Action
	for _, v := range f.AllVoices() {
		actions = append(actions, v.Action)
	}
	return actions
}

var approverKey = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,5}$`)

func (s Step) check(path string) error {
	if len(s.Or) >= MaxChoices {
		return laurel.E(laurel.Invalid, "flow.choices").With(laurel.Args{"Max": MaxChoices}).At(path + "or")
	}
	if err := s.Limit.check(path + "limit."); err != nil {
		return err
	}
	_, err := s.Each(func(to string, c *Choice) error {
		if !approverKey.MatchString(c.Approver) {
			return laurel.E(laurel.Invalid, "approver.unknown").With(laurel.Args{"Approver": c.Approver}).At(path + to + "approver")
		}
		return nil
	})
	return err
}

func (l *Limit) check(path string) error {
	if l == nil {
		return nil
	}
	if l.Hours < 1 || l.Hours > MaxHours {
		return laurel.E(laurel.Invalid, "flow.hours").With(laurel.Args{"Max": MaxHours}).At(path + "hours")
	}
	switch l.Then {
	case ThenApprove, ThenReject:
		if l.Ask != nil {
			return laurel.E(laurel.Invalid, "flow.then").At(path + "ask")
		}
	case ThenAsk:
		if l.Ask == nil {
			return laurel.E(laurel.Invalid, "flow.ask").At(path + "ask")
		}
	default:
		return laurel.E(laurel.Invalid, "flow.then").At(path + "then")
	}
	return nil
}

func sameSteps(a, b []Step) bool {
	return slices.EqualFunc(a, b, func(a, b Step) bool {
		return slices.EqualFunc(a.Choices(), b.Choices(), sameChoice) && sameLimit(a.Limit, b.Limit)
	})
}

func sameChoice(a, b Choice) bool {
	return a.Approver == b.Approver && a.Reviewers == b.Reviewers && bytes.Equal(compact(a.Settings), compact(b.Settings))
}

func sameLimit(a, b *Limit) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Ask == nil || b.Ask == nil {
		return *a == *b
	}
	return a.Hours == b.Hours && a.Then == b.Then && sameChoice(*a.Ask, *b.Ask)
}

// compact is JSON without the space that says nothing; none is null.
func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if len(raw) == 0 || json.Compact(&b, raw) != nil {
		return []byte("null")
	}
	return b.Bytes()
}
