package approval_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/laurel/plugins/approval"
)

func TestAVerdictThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	later := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	long := strings.Repeat("ä", approval.MaxReason)
	for name, c := range map[string]struct {
		verdict approval.Verdict
		good    bool
	}{
		"approve":                    {approval.Verdict{Outcome: approval.Approve}, true},
		"approve with praise":        {approval.Verdict{Outcome: approval.Approve, Reason: "Well done."}, true},
		"reject":                     {approval.Verdict{Outcome: approval.Reject}, true},
		"improve":                    {approval.Verdict{Outcome: approval.Improve, Reason: long}, true},
		"wait":                       {approval.Verdict{Outcome: approval.Wait}, true},
		"wait with a term":           {approval.Verdict{Outcome: approval.Wait, Until: later}, true},
		"nothing":                    {approval.Verdict{}, false},
		"an outcome there is none":   {approval.Verdict{Outcome: "perhaps"}, false},
		"an outcome in capitals":     {approval.Verdict{Outcome: "Approve"}, false},
		"approve with a term":        {approval.Verdict{Outcome: approval.Approve, Until: later}, false},
		"a reason too long":          {approval.Verdict{Outcome: approval.Reject, Reason: long + "ä"}, false},
		"a reason that is not UTF-8": {approval.Verdict{Outcome: approval.Reject, Reason: "caf\xe9"}, false},
	} {
		if err := c.verdict.Check(); (err == nil) != c.good {
			t.Errorf("%s: Check() = %v, want good: %v", name, err, c.good)
		}
	}
}

func TestADescriptionThatIsNoGoodIsRefused(t *testing.T) {
	t.Parallel()
	good := approval.Description{Name: "peer", Version: 1, Summary: "Peers decide."}
	for name, c := range map[string]struct {
		change func(*approval.Description)
		good   bool
	}{
		"as it is":            {func(*approval.Description) {}, true},
		"a schema":            {func(d *approval.Description) { d.Settings = json.RawMessage(` {"type":"object"}`) }, true},
		"peers":               {func(d *approval.Description) { d.Reviewers = approval.Peers }, true},
		"a longest name":      {func(d *approval.Description) { d.Name = strings.Repeat("a", 40) }, true},
		"a longer name":       {func(d *approval.Description) { d.Name = strings.Repeat("a", 41) }, false},
		"no name":             {func(d *approval.Description) { d.Name = "" }, false},
		"a name with a break": {func(d *approval.Description) { d.Name = "peer\n" }, false},
		"version 0":           {func(d *approval.Description) { d.Version = 0 }, false},
		"no summary":          {func(d *approval.Description) { d.Summary = "" }, false},
		"two lines":           {func(d *approval.Description) { d.Summary = "a\nb" }, false},
		"a long summary":      {func(d *approval.Description) { d.Summary = strings.Repeat("a", 201) }, false},
		"half a schema":       {func(d *approval.Description) { d.Settings = json.RawMessage(`{"type"`) }, false},
		"a list as schema":    {func(d *approval.Description) { d.Settings = json.RawMessage(`[]`) }, false},
		"true as schema":      {func(d *approval.Description) { d.Settings = json.RawMessage(`true`) }, false},
		"everybody":           {func(d *approval.Description) { d.Reviewers = "everybody" }, false},
	} {
		d := good
		c.change(&d)
		if err := d.Check(); (err == nil) != c.good {
			t.Errorf("%s: Check() = %v, want good: %v", name, err, c.good)
		}
	}
}

func TestAReasonIsAKeyOnlyIfItLooksLikeOne(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]bool{
		"reason.too-short": true, "reason.": false, "Reason.too-short": false, "the reason.too-short": false,
		"reason.too short": false, "reason.a.b": false, "reason.a\n": false, "": false,
	} {
		if key, ok := approval.ReasonKey(reason); ok != want || (ok && key != reason) {
			t.Errorf("ReasonKey(%q) = %q, %v; want %v", reason, key, ok, want)
		}
	}
}

func TestAClippedReasonPassesCheck(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, approval.MaxReason - 1, approval.MaxReason, approval.MaxReason + 1, 3 * approval.MaxReason} {
		got := approval.Clip(strings.Repeat("ä", n))
		if want := min(n, approval.MaxReason); utf8.RuneCountInString(got) != want {
			t.Errorf("of %d characters %d are left, want %d", n, utf8.RuneCountInString(got), want)
		}
		if err := (approval.Verdict{Outcome: approval.Reject, Reason: got}).Check(); err != nil {
			t.Errorf("of %d characters: %v", n, err)
		}
	}
}
