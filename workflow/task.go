package workflow

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Bounds of what a learner hands in.
const (
	MaxEvidence = 20     // items
	MaxText     = 20_000 // characters of one reflection
	MaxLink     = 2_000  // bytes of one link
)

// Ask is one kind of evidence that a task asks for.
type Ask struct {
	Kind      approval.Kind `json:"kind"`
	MinLength int           `json:"min_length,omitempty"` // characters, of a text
	Min       int           `json:"min,omitempty"`        // items; 0: one
	Max       int           `json:"max,omitempty"`        // items; 0: as many as evidence may have
	Optional  bool          `json:"optional,omitempty"`   // none will do, too
}

// Least is how many items of the kind there have to be.
func (a Ask) Least() int {
	if a.Optional {
		return 0
	}
	return max(a.Min, 1)
}

// Most is how many items of the kind there may be.
func (a Ask) Most() int {
	if a.Max == 0 {
		return MaxEvidence
	}
	return a.Max
}

// Task is a numbered step of a badge.
type Task struct {
	ID          laurel.TaskID
	Achievement laurel.AchievementID
	Number      int // from 1
	Prompt      string
	Optional    bool          // the badge is awarded without it, too
	Asks        []Ask         // none: the task asks for no evidence
	Flow        laurel.FlowID // in force; submissions under way keep theirs
	Sizes       Sizes         // only where files for it are taken or asked for
}

// Object names the task for policies.
func (t Task) Object() string { return "task:" + string(t.ID) }

// Tenant is the organisation that set the task.
func (t Task) Tenant() laurel.TenantID { return t.ID.Tenant() }

func (t TaskDraft) check(path string) error {
	if !isText(t.Prompt, 1, MaxPrompt) {
		return tooLong("task.prompt", path+"prompt", MaxPrompt)
	}
	if len(t.Asks) > MaxEvidence {
		return laurel.E(laurel.Invalid, "task.asks").With(laurel.Args{"Max": MaxEvidence}).At(path + "asks")
	}
	least := 0
	for i, a := range t.Asks {
		if err := a.check(path + "asks[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
		least += a.Least()
	}
	if least > MaxEvidence {
		return laurel.E(laurel.Invalid, "task.asks").With(laurel.Args{"Max": MaxEvidence}).At(path + "asks")
	}
	if len(t.Steps) == 0 && len(t.Asks) > 0 || len(t.Steps) > MaxSteps {
		return laurel.E(laurel.Invalid, "flow.steps").With(laurel.Args{"Max": MaxSteps}).At(path + "steps")
	}
	for i, s := range t.Steps {
		if err := s.check(path + "steps[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
	}
	return nil
}

func (a Ask) check(path string) error {
	switch a.Kind {
	case approval.Text, approval.Photo, approval.Video, approval.Audio, approval.File, approval.Link:
	default:
		return laurel.E(laurel.Invalid, "evidence.kind").With(laurel.Args{"Kind": a.Kind}).At(path + "kind")
	}
	if a.Min < 0 || a.Min > MaxEvidence {
		return laurel.E(laurel.Invalid, "task.number").With(laurel.Args{"Max": MaxEvidence}).At(path + "min")
	}
	if a.Max < 0 || a.Max > MaxEvidence || a.Max != 0 && a.Max < a.Min {
		return laurel.E(laurel.Invalid, "task.number").With(laurel.Args{"Max": MaxEvidence}).At(path + "max")
	}
	if a.MinLength < 0 || a.MinLength > MaxText {
		return laurel.E(laurel.Invalid, "task.min-length").With(laurel.Args{"Max": MaxText}).At(path + "min_length")
	}
	return nil
}

// Evidence is one thing that a learner shows.
type Evidence struct {
	Kind      approval.Kind
	Text      string          // Text: what was written; Link: the address; else a caption or nothing
	Upload    laurel.UploadID // of what IsFile
	Media     string          // name in tenants/media, of what IsFile
	MediaType string
	Size      int64
	Previews  Previews // of a photo that is looked at

	// Of what was handed in:

	Position int       // in its attempt, from 1
	At       time.Time // when; later than the attempt, where it was added after the award
	ShownAs  string    // the last part of its public address; empty: nobody is shown it
}

// IsFile reports whether evidence of the kind is a file that somebody sends.
func IsFile(k approval.Kind) bool {
	switch k {
	case approval.Photo, approval.Video, approval.Audio, approval.File:
		return true
	case approval.Text, approval.Link:
	}
	return false
}

// check accepts what the task asks for: of each kind that it names as many items
// as it says, and of no other; nothing where it names none.
func (t Task) check(evidence []Evidence) error {
	if len(evidence) == 0 && len(t.Asks) == 0 {
		return nil
	}
	if len(evidence) == 0 {
		return laurel.E(laurel.Invalid, "evidence.none").At("evidence")
	}
	if len(evidence) > MaxEvidence {
		return laurel.E(laurel.Invalid, "evidence.too-many").With(laurel.Args{"Max": MaxEvidence}).At("evidence")
	}
	given := map[approval.Kind]int{}
	for i, e := range evidence {
		ask, ok := t.asksFor(e.Kind)
		path := "evidence[" + strconv.Itoa(i) + "]"
		if !ok {
			return laurel.E(laurel.Invalid, "evidence.wrong-kind").With(laurel.Args{"Kind": e.Kind}).At(path + ".kind")
		}
		if err := e.check(ask, path); err != nil {
			return err
		}
		given[e.Kind]++
	}
	for _, ask := range t.Asks {
		if err := ask.counts(given[ask.Kind]); err != nil {
			return err
		}
	}
	return nil
}

// counts accepts a number of items of the kind.
func (a Ask) counts(n int) error {
	switch {
	case n == 0 && a.Least() > 0:
		return laurel.E(laurel.Invalid, "evidence.missing").With(laurel.Args{"Kind": a.Kind}).At("evidence")
	case n > 0 && n < a.Min:
		return laurel.E(laurel.Invalid, "evidence.too-few").With(laurel.Args{"Kind": a.Kind, "Min": a.Min, "Is": n}).At("evidence")
	case n > a.Most():
		return laurel.E(laurel.Invalid, "evidence.too-many-of").With(laurel.Args{"Kind": a.Kind, "Max": a.Most(), "Is": n}).At("evidence")
	}
	return nil
}

func (t Task) asksFor(k approval.Kind) (Ask, bool) {
	for _, a := range t.Asks {
		if a.Kind == k {
			return a, true
		}
	}
	return Ask{}, false
}

func (e Evidence) check(ask Ask, path string) error {
	n := utf8.RuneCountInString(strings.TrimSpace(e.Text))
	switch e.Kind {
	case approval.Text:
		switch {
		case n == 0:
			return laurel.E(laurel.Invalid, "evidence.empty").At(path + ".text")
		case n < ask.MinLength:
			return laurel.E(laurel.Invalid, "evidence.too-short").With(laurel.Args{"Min": ask.MinLength, "Is": n}).At(path + ".text")
		case utf8.RuneCountInString(e.Text) > MaxText:
			return laurel.E(laurel.TooLarge, "evidence.too-long").With(laurel.Args{"Max": MaxText}).At(path + ".text")
		case !isText(e.Text, 1, MaxText):
			return laurel.E(laurel.Invalid, "evidence.characters").At(path + ".text")
		}
	case approval.Link:
		if !isLink(e.Text) {
			return laurel.E(laurel.Invalid, "evidence.link").At(path + ".text")
		}
	case approval.Photo, approval.Video, approval.Audio, approval.File:
		if e.Media == "" {
			return laurel.E(laurel.Invalid, "evidence.no-upload").At(path + ".upload")
		}
		if !isText(e.Text, 0, MaxTitle) {
			return laurel.E(laurel.Invalid, "evidence.characters").At(path + ".text")
		}
	}
	return nil
}

// isLink reports whether s is an address on the web that names no user.
func isLink(s string) bool {
	if len(s) > MaxLink || !isText(s, 1, MaxLink) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// Accept takes a learner's evidence as a first attempt.
func (t Task) Accept(who laurel.PersonID, city laurel.TenantID, evidence []Evidence, now time.Time) (Submission, error) {
	if err := t.check(evidence); err != nil {
		return Submission{}, err
	}
	return Submission{ID: laurel.NewID[laurel.SubmissionID](t.Tenant(), now), Task: t.ID, Achievement: t.Achievement, Person: who, City: city,
		Flow: t.Flow, Attempt: 1, State: Open, Since: now, Evidence: evidence, SubmittedAt: now}, nil
}
