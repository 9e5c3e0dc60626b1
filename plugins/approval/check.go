package approval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The longest texts that an approver may hand over, in characters (runes).
const (
	MaxReason  = 4000
	MaxSummary = 200

	MaxMarkComment = 1000
)

var (
	named      = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	reasonKeys = regexp.MustCompile(`^reason\.[a-z][a-z0-9-]{0,39}$`)
)

// Check refuses a verdict that makes no sense: an outcome that there is none,
// a term without Wait, a reason too long or not in UTF-8. The
// platform treats such a verdict as if there were none.
func (v Verdict) Check() error {
	switch v.Outcome {
	case Approve, Reject, Improve:
		if !v.Until.IsZero() {
			return fmt.Errorf("approval: the verdict %q has a time to ask again", v.Outcome)
		}
	case Wait:
	default:
		return fmt.Errorf("approval: there is no outcome %q", short(string(v.Outcome)))
	}
	return checkText("reason", v.Reason, MaxReason)
}

// Check refuses a description that the platform could not work with.
func (d Description) Check() error {
	if !named.MatchString(d.Name) {
		return fmt.Errorf("approval: %q is no name of an approver", short(d.Name))
	}
	if d.Version < 1 {
		return fmt.Errorf("approval: versions begin with 1, not %d", d.Version)
	}
	switch d.Reviewers {
	case Nobody, Peers, Organisers:
	default:
		return fmt.Errorf("approval: there are no reviewers %q", short(string(d.Reviewers)))
	}
	if len(d.Settings) > 0 && (!json.Valid(d.Settings) || !bytes.HasPrefix(bytes.TrimSpace(d.Settings), []byte("{"))) {
		return errors.New("approval: the schema of the settings is no JSON object")
	}
	if err := d.checkAbilities(); err != nil {
		return err
	}
	if d.Summary == "" || strings.ContainsAny(d.Summary, "\r\n") {
		return errors.New("approval: the summary is not one line")
	}
	return checkText("summary", d.Summary, MaxSummary)
}

// ReasonKey reports whether a reason is not a sentence but the key of one in the
// message files, as "reason.too-short". So the built-in approvers speak the
// language of whoever reads. Pages show any other reason as it is.
func ReasonKey(reason string) (key string, ok bool) {
	if !reasonKeys.MatchString(reason) {
		return "", false
	}
	return reason, true
}

// Clip shortens what is to be a reason to MaxReason characters; a text in UTF-8
// stays one.
func Clip(reason string) string {
	if utf8.RuneCountInString(reason) <= MaxReason {
		return reason
	}
	return string([]rune(reason)[:MaxReason-1]) + "…"
}

func checkText(what, s string, most int) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("approval: the %s is not in UTF-8", what)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return fmt.Errorf("approval: the %s has %d characters, more than %d", what, n, most)
	}
	return nil
}

// short keeps a stranger's text short enough for a line of a log.
func short(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
