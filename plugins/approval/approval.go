// Package approval is the contract between the platform and those who decide
// about evidence. It is all that the author of an approver needs to read.
//
// An approver is a function of a case: it is given all that is known so far and
// returns a verdict. It keeps nothing between two calls and calls nobody back.
// When something new is known (a reviewer has spoken, a term has run out) it is
// asked again. So a case file and the verdict expected of it are a full test.
package approval

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// Approver decides. Package serve runs one as a process of its own. Calls come
// concurrently.
type Approver interface {
	// Describe says what the approver is called and what can be set. The answer
	// does not change while the process lives.
	Describe(context.Context) (Description, error)

	// Decide gives its verdict on a case: the same for the same case, however
	// often it is asked. It answers within ten seconds; what takes longer is a
	// verdict of Wait. An error means "could not decide": the platform asks again
	// later, and nobody is turned down because of it.
	Decide(context.Context, Case) (Verdict, error)
}

// Description is an approver's business card.
type Description struct {
	Name      string          `json:"name"`                // 1 to 40 of a-z, 0-9 and "-", a letter first
	Version   int             `json:"version"`             // from 1; a new one for every change in how it decides
	Summary   string          `json:"summary"`             // one line for whoever builds a flow, at most 200 characters
	Settings  json.RawMessage `json:"settings,omitempty"`  // JSON Schema of Case.Settings, an object; empty: nothing can be set
	Reviewers Reviewers       `json:"reviewers,omitempty"` // whose opinions it waits for
	Abilities Abilities       `json:"abilities,omitzero"`  // what it can do besides; none is needed
}

// Abilities are what an approver can, and need not. What its settings ask of the
// platform for them is announced in their schema: see Needs.
type Abilities struct {
	Deadlines  bool `json:"deadlines,omitempty"`  // it may wait with Verdict.Until
	Rubric     bool `json:"rubric,omitempty"`     // it reads Opinion.Marks; a setting holds the criteria
	Assignment bool `json:"assignment,omitempty"` // reviewers may be assigned, as many as Needs says
}

// Key is how a flow names the approver: "peer@1". A submission stays with the
// version that it began with, so versions run side by side.
func (d Description) Key() string { return d.Name + "@" + strconv.Itoa(d.Version) }

// Reviewers says whom the platform lets give opinions on a case.
type Reviewers string

// The reviewers that an approver can ask for.
const (
	Nobody     Reviewers = ""           // the approver needs no opinion
	Peers      Reviewers = "peers"      // who holds the permission evidence.review-as-peer, but never the learner
	Organisers Reviewers = "organisers" // who holds the permission evidence.approve
)

// Case is all that is known about a submission at one step of its flow. It tells
// nothing about the learner but what the evidence tells.
type Case struct {
	Prompt      string          `json:"prompt,omitempty"`   // what the task asks for
	Criteria    string          `json:"criteria,omitempty"` // of the badge, in Markdown
	Evidence    []Evidence      `json:"evidence,omitempty"` // in the order in which the learner gave it; none: the task asks for none
	Opinions    []Opinion       `json:"opinions,omitempty"` // on this attempt, at this step, of those it waits for; oldest first
	Settings    json.RawMessage `json:"settings,omitempty"` // of this step, by the schema of the description; empty or null: the defaults
	Attempt     int             `json:"attempt,omitempty"`  // 1 is the first; asked to improve, a learner makes the next
	SubmittedAt time.Time       `json:"submitted_at,omitzero"`
	Now         time.Time       `json:"now,omitzero"` // the only clock that a decision may depend on
}

// Evidence is one thing that the learner shows. Files are described, not sent.
type Evidence struct {
	Kind      Kind   `json:"kind"`
	Text      string `json:"text,omitempty"`       // Text: what was written; Link: the address; a file: its caption
	MediaType string `json:"media_type,omitempty"` // of a file, as in "image/jpeg"
	Size      int64  `json:"size,omitempty"`       // of a file, in bytes
}

// Kind is what sort of thing evidence is.
type Kind string

// The kinds of evidence.
const (
	Text  Kind = "text"
	Photo Kind = "photo"
	Video Kind = "video"
	Audio Kind = "audio"
	File  Kind = "file" // any other file
	Link  Kind = "link"
)

// Opinion is what one reviewer says about the submission.
type Opinion struct {
	From    string    `json:"from"`              // a pseudonym: the same person has the same one in all of one case, and another in the next
	Role    Role      `json:"role"`              // in which the reviewer speaks
	Advice  Outcome   `json:"advice"`            // Approve, Reject or Improve
	Comment string    `json:"comment,omitempty"` // for the learner
	At      time.Time `json:"at,omitzero"`
	Marks   []Mark    `json:"marks,omitempty"` // for an approver with a rubric, in any order
}

// Mark is how well one criterion of a rubric is met. The criteria themselves are
// in Case.Settings.
type Mark struct {
	Criterion int    `json:"criterion"`         // its number in the rubric, from 1
	Level     int    `json:"level"`             // from 0 to Criterion.Levels
	Comment   string `json:"comment,omitempty"` // for the learner, at most MaxMarkComment characters
}

// Criterion is a line of a rubric, as it stands in the settings.
type Criterion struct {
	Title   string `json:"title"`
	Levels  int    `json:"levels"`  // the highest mark, from 1
	Minimum int    `json:"minimum"` // the lowest mark that is good enough, from 0
}

// Role is in what quality a reviewer speaks.
type Role string

// The roles of reviewers.
const (
	Peer      Role = "peer"
	Organiser Role = "organiser"
)

// Verdict is an approver's answer.
type Verdict struct {
	Outcome Outcome   `json:"outcome"`
	Reason  string    `json:"reason,omitempty"` // for the learner, at most MaxReason characters; see ReasonKey
	Until   time.Time `json:"until,omitzero"`   // with Wait: ask again then at the latest; zero: only when something new is known
}

// Outcome is the heart of a verdict.
type Outcome string

// The outcomes.
const (
	Approve Outcome = "approve"
	Reject  Outcome = "reject"
	Improve Outcome = "improve" // the learner is asked to hand in more
	Wait    Outcome = "wait"    // for an opinion, or until Verdict.Until
)
